"""Committee, quorum, ballot and tally: whole numbers only (R-01 to R-05, R-09, R-10, N2, Q7, goldens 26 to 29).

"以上" and "不少于" include the number itself. Shares are two whole numbers of the standing rules, compared by
multiplication: ``denominator * present >= numerator * members``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .finding import Finding, Refusal, Says
from .notice import Notice, Rule

ATTENDING_LESS_RECUSED = "attending_less_recused"


# ───── the committee ─────


def committee_odd(members: int, notice: Notice) -> Finding:
    """An odd number (R-01, golden 26)."""
    rule = notice.rule("committee_odd")
    return rule.finding(Says.MET if members % 2 else Says.UNMET, f"评审委员会{members}人，应为单数")


def committee_size(
    members: int, level: str, built_by: str, notice: Notice, *, consent: str = "", place: str = "members"
) -> Finding:
    """Enough members for its level and the way it is built (R-02 to R-05). ``consent`` is the document number of the
    provincial consent to fewer. ``Says.ASK`` with it, and where the rule has no row."""
    rule = notice.rule("committee_size")
    row = _row(rule, level, built_by)
    name = f"{notice.name_of('level', level)}{f'（按{built_by}组建）' if built_by else ''}"
    if row is None:
        return rule.finding(Says.ASK, f"{name}的人数没有规定，现为{members}人", place)
    least = int(row["least"])
    words = f"{name}评审委员会{members}人，不少于{least}人（{members}{'≥' if members >= least else '<'}{least}）"
    if members >= least:
        return rule.finding(Says.MET, words, place)
    if consent.strip() and row.get("consent", False):
        return rule.finding(Says.ASK, f"{words}；已填写省级人社部门同意文件{consent}，请核对", place)
    return rule.finding(Says.UNMET, words, place)


def _row(rule: Rule, level: str, built_by: str) -> Mapping[str, Any] | None:
    for row in rule["rows"]:
        if level in row["levels"] and row.get("built_by", built_by) == built_by:
            found: Mapping[str, Any] = row
            return found
    return None


def least_members(level: str, built_by: str, notice: Notice) -> int | None:
    """The least odd number that is enough; ``None`` where the rule has no row."""
    row = _row(notice.rule("committee_size"), level, built_by)
    return None if row is None else int(row["least"]) | 1


# ───── quorum ─────


def least_present(members: int, notice: Notice) -> int:
    """The least attendance with which a committee may open."""
    rule = notice.rule("quorum")
    return _least(members, int(rule["numerator"]), int(rule["denominator"]))


def quorum(present: int, members: int, notice: Notice) -> Finding:
    """Whether enough of the members have signed in (R-09, golden 27). Nobody present is never enough."""
    rule = notice.rule("quorum")
    num, den = int(rule["numerator"]), int(rule["denominator"])
    enough = _is_share(present, members, num, den)
    if present > members:
        return rule.finding(Says.UNMET, f"实到{present}人多于应到{members}人，请核对签到", "attendance")
    words = f"应到{members}人，实到{present}人，至少{least_present(members, notice)}人"
    return rule.finding(
        Says.MET if enough else Says.UNMET,
        f"{words}（{den}×{present}={den * present}{'≥' if den * present >= num * members else '<'}"
        f"{num}×{members}={num * members}）",
        "attendance",
        needs=least_present(members, notice),
    )


def _is_share(part: int, whole: int, numerator: int, denominator: int) -> bool:
    return whole > 0 and part > 0 and denominator * part >= numerator * whole


def _least(whole: int, numerator: int, denominator: int) -> int:
    return max(1, -(-numerator * whole // denominator))


# ───── the roll ─────


def is_voted(kind: str, manner: str, notice: Notice) -> bool:
    """Whether the committee votes on that kind of application at all (Q10); ``LookupError`` when it is not offered."""
    for row in notice.kinds:
        if (row.kind, row.manner) == (kind, manner):
            return row.voted
    raise LookupError(f"notice {notice.id} has no {kind} {manner}")


@dataclass(frozen=True, slots=True)
class Roll:
    """投票名册, frozen when the ballot opens. ``recused`` are those who do not vote on this case."""

    members: frozenset[str]
    present: frozenset[str]
    recused: frozenset[str]
    opened_at: datetime
    closed_at: datetime | None = None
    voted: frozenset[str] = frozenset()

    @property
    def voters(self) -> frozenset[str]:
        """Who gets a paper."""
        return (self.members & self.present) - self.recused


def may_vote(voter: str, roll: Roll, at: datetime, notice: Notice, *, on_behalf_of: str = "") -> tuple[Refusal, ...]:
    """Every reason why no paper is taken: absent, recused, twice, too early or late, for somebody else (golden 29)."""
    rule = notice.rule("votes_in_person")
    out = []
    if on_behalf_of and on_behalf_of != voter:
        out.append("不得代他人投票")
    if voter not in roll.members:
        out.append("不是本评审委员会的评审专家")
    elif voter not in roll.present:
        out.append("没有签到出席，不得补充投票")
    if voter in roll.recused:
        out.append("已对本件回避，不参加本件投票")
    if voter in roll.voted:
        out.append("本轮已经投过票")
    if at < roll.opened_at:
        out.append("投票尚未开始")
    if roll.closed_at is not None and at >= roll.closed_at:
        out.append("投票已经结束，不得补充投票")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


# ───── the tally ─────


@dataclass(frozen=True, slots=True)
class Tally:
    """计票: papers given out and taken back, and what they say (§4.7)."""

    issued: int
    returned: int
    ayes: int
    noes: int
    abstentions: int
    invalid: int = 0


def ballots_add_up(tally: Tally, voters: int, notice: Notice) -> Finding:
    """Ayes, noes, abstentions and invalid papers are the papers taken back; no more come back than went out, no more
    went out than there are voters."""
    rule, t = notice.rule("ballots_add_up"), tally
    counted = t.ayes + t.noes + t.abstentions + t.invalid
    words = (
        f"发出{t.issued}张，收回{t.returned}张；同意{t.ayes}、不同意{t.noes}、弃权{t.abstentions}、无效{t.invalid}，"
        f"合计{counted}张"
    )
    faults = []
    if min(t.issued, t.returned, t.ayes, t.noes, t.abstentions, t.invalid) < 0:
        faults.append("票数不能为负数")
    if counted != t.returned:
        faults.append(f"合计{counted}张与收回{t.returned}张不等")
    if t.returned > t.issued:
        faults.append(f"收回{t.returned}张多于发出{t.issued}张")
    if t.issued > voters:
        faults.append(f"发出{t.issued}张多于应投票的{voters}人")
    return rule.finding(Says.UNMET if faults else Says.MET, "；".join([words, *faults]), "tally")


@dataclass(frozen=True, slots=True)
class Base:
    """What the ayes are compared with, and in which words it is printed on the tally (Q7)."""

    number: int
    words: str


def base(attending: int, recused: int, notice: Notice) -> Base:
    """The number that the ayes are a share of, by the reading in force. ``recused`` are among the attending."""
    rule = notice.rule("pass_share")
    reading: str = rule["counted"]
    number = attending - (recused if reading == ATTENDING_LESS_RECUSED else 0)
    return Base(number, rule["readings"][reading])


def ayes_needed(of: Base, notice: Notice) -> int:
    """The least number of ayes that carries."""
    rule = notice.rule("pass_share")
    return _least(of.number, int(rule["numerator"]), int(rule["denominator"]))


def carried(tally: Tally, attending: int, recused: int, notice: Notice) -> Finding:
    """Whether the ayes reach the share of those attending (R-10, golden 28). No aye never carries."""
    rule, of = notice.rule("pass_share"), base(attending, recused, notice)
    num, den = int(rule["numerator"]), int(rule["denominator"])
    passed = _is_share(tally.ayes, of.number, num, den)
    reached = "≥" if den * tally.ayes >= num * of.number else "<"
    return rule.finding(
        Says.MET if passed else Says.UNMET,
        f"同意{tally.ayes}票；{of.words}{of.number}人，需{ayes_needed(of, notice)}票"
        f"（{den}×{tally.ayes}={den * tally.ayes}{reached}{num}×{of.number}={num * of.number}）",
        "tally",
        needs=ayes_needed(of, notice),
        of=of.number,
    )


# ───── rounds ─────


@dataclass(frozen=True, slots=True)
class Round:
    """一轮投票. A round is never overwritten: it is counted, or void on a recorded ground, and the next one follows."""

    number: int
    attending: int
    recused: int
    tally: Tally | None = None
    void_because: str = ""  # 票数不符, a lost key …

    @property
    def voters(self) -> int:
        return self.attending - self.recused


def round_faults(rounds: Sequence[Round], notice: Notice) -> tuple[Refusal, ...]:
    """Every reason why rounds cannot stand: out of order, one after a round that counts, a tally that does not add up
    without being void."""
    rule, out = notice.rule("ballots_add_up"), []
    for at, one in enumerate(rounds, 1):
        if one.number != at:
            out.append(f"第{at}轮的序号为{one.number}")
        if one.tally is None and not one.void_because and at < len(rounds):
            out.append(f"第{one.number}轮没有计票，也没有写明作废原因")
        if one.tally is not None and not one.void_because:
            said = ballots_add_up(one.tally, one.voters, notice)
            if said.says is Says.UNMET:
                out.append(f"第{one.number}轮：{said.facts}")
            if at < len(rounds):
                out.append(f"第{one.number}轮已经计票有效，不得再投")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


def outcome(rounds: Iterable[Round], members: int, notice: Notice) -> tuple[Finding, ...] | None:
    """What the round that counts says: quorum, the papers, the share; ``None`` while no round counts."""
    for one in rounds:
        if one.tally is not None and not one.void_because:
            return (
                quorum(one.attending, members, notice),
                ballots_add_up(one.tally, one.voters, notice),
                carried(one.tally, one.attending, one.recused, notice),
            )
    return None
