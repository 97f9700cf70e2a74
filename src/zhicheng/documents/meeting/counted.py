"""After the vote: 计票表 and 监票记录 (output 11). Nothing here can say, or depend on, who cast what."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from zhicheng.committee import facts, queries
from zhicheng.committee.models import Announcement, Ballot, Meeting, Member, PaperCount
from zhicheng.ledger import queries as ledger
from zhicheng.policy import voting
from zhicheng.policy.finding import Says, basis
from zhicheng.policy.notice import Notice

from .about import about, moment, name, over
from .sheet import Pairs, Sheet, Signatures, Table


def is_counted(meeting: Meeting) -> bool:
    return meeting.ballots.filter(void_at=None, counted_at__isnull=False).exists()


def tally(meeting: Meeting, notice: Notice) -> Sheet:
    """计票表 of the round that counts, the base in the words in which it was read and each sum as it was compared.

    It says what the presiding chair signed, no more: a veto stands in the report.
    """
    ballot, announced = queries.standing_ballot(meeting), queries.announcement_of(meeting)
    assert ballot is not None
    results, rule = facts.results(ballot, notice), notice.rule("pass_share")
    first, digest = results[0].tally, queries.digest_of(queries.tally_content(ballot))
    return Sheet(
        over=over(meeting, notice), title="计票表", is_wide=True,
        blocks=(
            about(
                meeting, ("轮次", f"第{ballot.number}轮，{_way(ballot)}"),
                ("应到、实到", f"应到{first.members}人，实到{first.attending}人"),
                ("计算基数", "；".join(sorted({r.tally.base_words for r in results}))),
                ("通过的算式", f"同意票数×{rule['denominator']}≥计算基数×{rule['numerator']}"),
                ("依据", basis(rule.source)), ("计票时间", moment(ballot.counted_at)),
                ("计票表摘要值", digest), ("宣布和签名", _signed(announced, digest)),
            ),
            Table(
                "", ("件", "申报编号", "申报人", "回避", "发出", "收回", "同意", "不同意", "弃权", "无效", "计算\n基数",
                     "需要\n票数", "票数"),
                (10, 0, 30, 15, 15, 15, 15, 17, 15, 15, 17, 17, 24),
                tuple(
                    (
                        str(t.case.ordinal), t.case.dossier.number, t.case.dossier.person.name,
                        *map(str, (t.recused, t.issued, t.returned, t.ayes, t.noes, t.abstentions, t.invalid, t.base,
                                   t.needed)),
                        "达到" if t.is_carried else "未达到",
                    )
                    for t in (r.tally for r in results)
                ),
            ),
            Table(
                "算式", ("件", "同意票数与计算基数"), (10, 0),
                tuple((str(r.case.ordinal), r.share.facts) for r in results), left=(1,),
            ),
            *_void(meeting),
            Signatures(("计票人", "监票人", "主持人")),
        ),
        unit=meeting.sitting.office.name, on=timezone.localdate(ballot.counted_at),
    )  # fmt: skip


def _signed(announced: Announcement | None, digest: str) -> str:
    if announced is None:
        return "尚未宣布"
    same = "与本表相同" if announced.digest == digest else f"为{announced.digest}，与本表不同"
    return f"{announced.post}{announced.signed_name}，{moment(announced.announced_at)}，所签的摘要值{same}"


def _way(ballot: Ballot) -> str:
    return f"纸质投票（{ballot.why_on_paper}）" if ballot.is_on_paper else "在平台上无记名投票"


def _void(meeting: Meeting) -> list[Table]:
    rows = [b for b in queries.ballots(meeting) if b.void_at is not None]
    said = tuple((f"第{b.number}轮", _way(b), moment(b.void_at), b.void_because) for b in rows)
    return [Table("作废的轮次", ("轮次", "方式", "作废时间", "原因"), (20, 60, 52, 0), said, left=(3,))] if rows else []


def is_over(meeting: Meeting) -> bool:
    """Whether a round was counted or made void; of a round that goes on nothing is printed."""
    return any(b.counted_at or b.void_at for b in queries.ballots(meeting))


def scrutiny(meeting: Meeting, notice: Notice) -> Sheet:
    """监票记录: of every round that is over its times, who held the keys and who came to the opening (R-10, R-13)."""
    of = queries.seats(meeting)
    done = [b for b in queries.ballots(meeting) if b.counted_at or b.void_at]
    blocks: list[Pairs | Table | Signatures] = []
    for ballot in done:
        blocks += [
            Pairs(_round(ballot, notice), f"第{ballot.number}轮"),
            _counters(ballot) if ballot.is_on_paper else _keys(ballot, of),
        ]
    last = done[-1].counted_at or done[-1].void_at
    rule = notice.rule("ballots_add_up")
    return Sheet(
        over=over(meeting, notice), title="监票记录",
        blocks=(about(meeting, ("依据", basis(rule.source))), *blocks, Signatures(("监票人", "监督人员", "主持人"))),
        unit=meeting.sitting.office.name, on=timezone.localdate(last),
    )  # fmt: skip


def _round(ballot: Ballot, notice: Notice) -> tuple[tuple[str, str], ...]:
    going = queries.progress(ballot)
    kept = queries.roll_recused(ballot)
    counted = queries.tallies(ballot)
    whole = all(
        voting.ballots_add_up(queries.as_tally(t), t.attending - t.recused, notice).says is Says.MET for t in counted
    )
    papers = f"发出{sum(t.issued for t in counted)}张，收回{sum(t.returned for t in counted)}张（各件合计）"
    return (
        ("方式", _way(ballot)),
        ("准备", moment(ballot.prepared_at)),
        ("开始投票", moment(ballot.opened_at)),
        ("停止投票", moment(ballot.closed_at)),
        ("计票", moment(ballot.counted_at)),
        ("作废", f"{moment(ballot.void_at)}：{ballot.void_because}" if ballot.void_at else ""),
        ("投票名册", f"{going.roll}人，对{len(kept)}件有人回避" if ballot.opened_at else ""),
        ("投票人数", f"{going.voted}人" if ballot.closed_at and not ballot.is_on_paper else ""),
        ("票数核对", f"{papers}，{'各件票数相符' if whole else '有票数不符'}" if counted else ""),
        ("票箱", "计票后已销毁，密钥只由保管人持有" if counted and not ballot.is_on_paper else ""),
    )


def _keys(ballot: Ballot, of: Mapping[int, Member]) -> Table:
    entry = next(
        (e for e in ledger.trail(ballot.meeting.number)
         if e.event == "BallotCounted" and e.content["round"] == ballot.number), None,
    )  # fmt: skip
    opened_by = set(entry.content["opened_by"]) if entry else set()
    return Table(
        "开箱密钥", ("次序", "保管人", "身份", "公钥", "开箱"), (14, 36, 30, 0, 30),
        tuple(
            (
                str(h.place), name(h.person, of), h.capacity, h.public_key[:16] or "没有领取",
                "到场用密钥开箱" if h.person_id in opened_by else "没有用密钥",
            )
            for h in ballot.holders.select_related("person")
        ),
    )  # fmt: skip


def _counters(ballot: Ballot) -> Table:
    people = dict(
        PaperCount.objects.filter(ballot=ballot).order_by("place").values_list("place", "person__name").distinct()
    )
    rows = [(f"第{place}计票人", who, "") for place, who in people.items()]
    scan = getattr(ballot, "scan", None)
    if scan is not None:
        rows.append(("监督人员", scan.confirmed_by.name, f"{moment(scan.confirmed_at)}确认，扫描件{scan.blob.digest}"))
    return Table("纸质票清点", ("身份", "姓名", "情况"), (34, 36, 0), tuple(rows), left=(2,), empty="没有清点")
