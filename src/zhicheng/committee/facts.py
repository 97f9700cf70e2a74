"""What the rules say of a committee's rows: filing, plan, quorum, panels, results, minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from zhicheng.accounts.models import Employment, Person
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.experts import facts as pool_facts
from zhicheng.experts import queries as pool
from zhicheng.experts.models import DeclaredTie
from zhicheng.policy import admission, draw, entrustment, experts, identity, integrity, meeting, recusal, voting
from zhicheng.policy.facts import Facts
from zhicheng.policy.finding import Finding, Refusal, Says
from zhicheng.policy.notice import Notice
from zhicheng.register import queries as register
from zhicheng.stations import queries as stations

from . import house, lectures, queries
from .models import Ballot, Case, Filing, Meeting, Member, Minutes, Panel, Sitting, Tally, Veto

ACCEPTANCE = "受理"
FROM_FACTS = 4
"""So many parts of the minutes are written out of the rows (S5.4-05)."""


def filing_findings(filing: Filing, on: date, notice: Notice) -> tuple[Finding, ...]:
    """Whether a filing allows a committee to work on a day (R-01 to R-06, goldens 26 and 39)."""
    return (
        meeting.committee_filing(filing.begins_on, filing.ends_on, on, notice),
        voting.committee_odd(filing.size, notice),
        voting.committee_size(filing.size, filing.level, filing.built_by, notice, consent=filing.consent),
    )


def in_the_way(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What keeps something from happening; what a person must judge does not."""
    return tuple(f for f in findings if f.says is Says.UNMET)


def plan_findings(at: Meeting, notice: Notice) -> tuple[Finding, ...]:
    """Whether the meeting's date is within the year and its plan was filed early enough (goldens 31 and 33)."""
    return (
        meeting.no_cross_year(at.held_on, notice),
        meeting.plan_before_meeting(queries.plan_filed_on(at), at.held_on, notice),
    )


def year_plan_findings(sitting: Sitting, notice: Notice) -> tuple[Finding, ...]:
    """Whether the yearly plan is whole, in order and done (S5.4-02)."""
    rule = notice.rule("year_plan")
    done = queries.done_on(sitting)
    made = [s.name for s in queries.steps(sitting)]
    found = meeting.year_plan(made, done, notice)
    left = meeting.steps_left(done, notice)
    if found.says is Says.MET and left:
        found = rule.finding(Says.UNMET, f"{'、'.join(left)}还没有完成", "year_plan", mend="请先完成各步。")
    return (found,)


def panel_findings(at: Meeting, notice: Notice) -> tuple[Finding, ...]:
    """Whether every panel is large enough, and stays so for each of its cases without the recused (golden 30)."""
    rows = queries.panels(at)
    kept = queries.recused(at)
    out = [meeting.panels_may_meet([_panel(p, len(_people(p))) for p in rows], notice)]
    for row in rows:
        for allotted in row.allotments.all():
            of_case = _people(row) - kept.get(allotted.case_id, set())
            if len(of_case) < len(_people(row)):
                name = f"{row.name}（第{allotted.case.ordinal}件回避后）"
                out.append(meeting.panels_may_meet([meeting.Panel(name, len(of_case))], notice))
    return tuple(out)


def _people(panel: Panel) -> set[int]:
    return {seat.member.person_id for seat in panel.seats.all() if seat.member.left_at is None}


def _panel(panel: Panel, members: int) -> meeting.Panel:
    return meeting.Panel(panel.name, members)


def quorum_finding(at: Meeting, notice: Notice) -> Finding:
    """Whether enough members have signed in (R-09, golden 27)."""
    rows = queries.members(at)
    return voting.quorum(sum(queries.is_present(m) for m in rows), len(rows), notice)


def opening_findings(at: Meeting, now: datetime, notice: Notice) -> tuple[Finding, ...]:
    """Everything that the law asks before a meeting opens; what the house asks beside it is in :func:`unready`."""
    filing, rows = at.sitting.filing, queries.members(at)
    return (
        meeting.committee_filing(filing.begins_on, filing.ends_on, timezone.localdate(now), notice),
        *plan_findings(at, notice),
        *year_plan_findings(at.sitting, notice),
        voting.committee_odd(len(rows), notice),
        voting.committee_size(len(rows), filing.level, filing.built_by, notice, consent=filing.consent),
        quorum_finding(at, notice),
        *panel_findings(at, notice),
    )


def unready(at: Meeting, now: datetime, notice: Notice) -> Iterator[Refusal]:
    """What the house asks before a meeting opens: day, list, panels that cover it, pledges and declarations."""
    if register.is_stopped(at.sitting.committee, notice):
        words = "该评审委员会正在暂停评审"
        yield house.by_notice(notice, "supervision_measures", words, mend="请在暂停评审解除以后召开。")
    if timezone.localdate(now) != at.held_on:
        yield house.refusal(house.HELD_TODAY, f"会议定在{at.held_on}，今天是{timezone.localdate(now)}", "held_on")
    listed = queries.cases(at)
    if not listed:
        yield house.refusal(house.CASE_LIST, "评审名单还没有固定", "cases")
    loose = [c.ordinal for c in listed if not hasattr(c, "allotment")]
    if loose:
        yield house.refusal(house.PANELS_COVER, f"第{'、'.join(map(str, loose))}件没有分组", "panels")
    searched = queries.last_search(at)
    if listed and (searched is None or searched.scope != queries.search_scope(at)):
        words = "核查回避以后，组成人员有变动" if searched else ""
        yield house.refusal(house.RECUSAL_SEARCHED, words, "recusals")
    rows = queries.present(at)
    rule = notice.rule("secrecy_pledge_of_reviewers")
    have = queries.pledged([m.person_id for m in rows], at.sitting.year, notice)
    for member in rows:
        if member.person_id not in have:
            yield house.refusal(rule, f"{member.person.name}尚未签订现行的保密承诺书", "pledges")
        if not hasattr(member, "declaration"):
            yield house.refusal(house.RECUSAL_DECLARED, f"{member.person.name}尚未申报回避", "recusals")


def is_voted(dossier: Dossier, notice: Notice) -> bool:
    """Whether a committee votes on that kind of application (Q10); what the notice does not name is voted on."""
    try:
        return voting.is_voted(dossier.kind, dossier.manner, notice)
    except LookupError:
        return True


def left_to_accept(sitting: Sitting, notice: Notice) -> int:
    """How many dossiers of the committee its office has neither accepted nor turned down yet."""
    station = next((s.id for s in notice.stations if s.office == "committee_office"), "")
    return queries.waiting_at_acceptance(sitting, station)


def ready(sitting: Sitting, notice: Notice, *, to_vote: bool = True) -> tuple[Dossier, ...]:
    """Dossiers that may be heard by a meeting; or, not ``to_vote``, that wait for a decision without one."""
    return tuple(d for d in queries.ready(sitting) if is_voted(d, notice) is to_vote)


def not_listed_because(dossier: Dossier, on: date, notice: Notice) -> tuple[Refusal, ...]:
    """Why a dossier that every level has passed cannot stand on the roster of a meeting: its letter (S4-09)."""
    revision = dossiers.latest(dossier)
    known = dossier_facts.of(revision, on=on) if revision else ()
    return entrustment.may_be_listed(known, notice) if isinstance(known, Facts) else ()


def opinion_findings(at: Meeting, notice: Notice) -> tuple[Finding, ...]:
    """Whether every panel has written its opinion on each of its cases (R-12)."""
    written = {o.case_id for o in queries.opinions(at)}
    rows = [
        meeting.Panel(p.name, len(_people(p)), all(a.case_id in written for a in p.allotments.all()))
        for p in queries.panels(at)
    ]
    return (meeting.opinions_written(rows, notice),)


# ───── results ─────


@dataclass(frozen=True, slots=True)
class Result:
    """What came out for one case: the count, the share, and whether a veto ends it."""

    case: Case
    tally: Tally
    share: Finding
    result: Finding
    vetoed: bool

    @property
    def passed(self) -> bool:
        """评审通过: enough ayes and no veto."""
        return self.result.says is Says.MET

    @property
    def words(self) -> str:
        return "通过" if self.passed else "一票否决" if self.vetoed else "未通过"


def results(ballot: Ballot, notice: Notice) -> tuple[Result, ...]:
    """The result of every case of a counted round; a veto ends it whatever the votes (golden 37)."""
    rows = queries.tallies(ballot)
    vetoes = queries.vetoes([t.case.dossier_id for t in rows])
    out = []
    for row in rows:
        share = voting.carried(queries.as_tally(row), row.attending, row.recused, notice)
        against = vetoes.get(row.case.dossier_id, ())
        out.append(Result(row.case, row, share, integrity.result(share, _vetoes(against), notice), bool(against)))
    return tuple(out)


def _vetoes(rows: Sequence[Veto]) -> list[integrity.Veto]:
    return [integrity.Veto(v.ground, v.decided_on, v.document_number) for v in rows]


# ───── minutes and filing ─────


def minutes_from_facts(at: Meeting, notice: Notice) -> dict[str, str]:
    """The first four parts of the minutes, out of the rows; a part that has no facts yet is empty (S5.4-05)."""
    names: Sequence[str] = notice.rule("minutes_complete")["parts"]
    said = (_when(at), _who(at), _agenda(at, notice), _votes(at, notice))
    return dict(zip(names, said, strict=False))


def minutes_in_order(minutes: Minutes, notice: Notice) -> tuple[tuple[str, str], ...]:
    """Part → words as far as they are written, in the order of the notice; a database keeps none."""
    return tuple(
        (part, minutes.parts[part]) for part in notice.rule("minutes_complete")["parts"] if part in minutes.parts
    )


def _when(at: Meeting) -> str:
    if at.opened_at is None or at.ended_at is None:
        return ""
    begins, ends = timezone.localtime(at.opened_at), timezone.localtime(at.ended_at)
    return f"{begins:%Y年%-m月%-d日 %H:%M}至{ends:%H:%M}，{at.place}。"


def _who(at: Meeting) -> str:
    rows = queries.members(at)
    here = [m for m in rows if queries.is_present(m)]
    if not here:
        return ""
    chair = next((m for m in rows if m.person_id == at.presided_by_id), None)
    ways = "、".join(
        f"{way}{sum(m.came_by == way for m in rows)}人"
        for way in (queries.BY_FILING, queries.BY_DRAW, queries.BY_SUBSTITUTION)
        if any(m.came_by == way for m in rows)
    )
    presided = f"{chair.post}{chair.person.name}主持。" if chair else ""
    return f"应到{len(rows)}人（{ways}），实到{len(here)}人：{_names(here)}。{presided}{_kept(at)}"


def _names(rows: Sequence[Member]) -> str:
    return "、".join(m.person.name for m in rows)


def _kept(at: Meeting) -> str:
    kept = queries.recused(at)
    people = {p for of_case in kept.values() for p in of_case}
    return f"对{len(kept)}件申报材料有{len(people)}人回避。" if kept else "没有回避。"


def _agenda(at: Meeting, notice: Notice) -> str:
    listed = queries.cases(at)
    if not listed or at.opened_at is None:
        return ""
    groups = "；".join(f"{p.name}评议{p.allotments.count()}件" for p in queries.panels(at))
    order = "、".join(
        f"第{c.ordinal}件"
        for c in sorted((c for c in listed if hasattr(c, "discussion")), key=lambda c: c.discussion.ordinal)
    )
    return (
        f"评审对象{len(listed)}件。一、签到，宣布纪律和回避；二、各评议组评议（{groups}），提出书面评议意见；"
        f"{_lectures(at, notice)}三、按{order}的次序讨论；四、无记名投票；五、计票、宣布结果并签名。"
    )


def _lectures(at: Meeting, notice: Notice) -> str:
    rows = lectures.standings(at, notice)
    missed = sum(s.state == lectures.MISSED for s in rows)
    held = f"讲课答辩在{len(lectures.rooms(at))}个考场抽签进行，到场{len(rows) - missed}人，缺席{missed}人；"
    return held if rows else ""


def _votes(at: Meeting, notice: Notice) -> str:
    ballot = queries.standing_ballot(at)
    if ballot is None or ballot.counted_at is None:
        return ""
    out = results(ballot, notice)
    way = f"纸质投票（{ballot.why_on_paper}）" if ballot.is_on_paper else "在平台上无记名投票"
    void = "".join(f"第{b.number}轮因“{b.void_because}”作废。" for b in queries.ballots(at) if b.void_at is not None)
    each = "；".join(
        f"第{r.case.ordinal}件同意{r.tally.ayes}、不同意{r.tally.noes}、弃权{r.tally.abstentions}"
        f"{f'、无效{r.tally.invalid}' if r.tally.invalid else ''}、回避{r.tally.recused}，{r.words}"
        for r in out
    )
    base = "；".join(sorted({r.tally.base_words for r in out}))
    passed = sum(r.passed for r in out)
    return f"{void}第{ballot.number}轮，{way}，计算基数为{base}。{each}。共{len(out)}件，通过{passed}件。"


def late_finding(at: Meeting, today: date, notice: Notice) -> Finding | None:
    """Whether results and minutes came in time; ``None`` before the meeting has ended (golden 32)."""
    if at.ended_at is None:
        return None
    filed = queries.result_filing_of(at)
    filed_on = timezone.localdate(filed.filed_at) if filed else None
    return meeting.results_after_meeting(timezone.localdate(at.ended_at), filed_on, today, notice)


# ───── how far a meeting is ─────


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a meeting as it is shown: met, half (going on), unmet (a red flag) or blank (not begun)."""

    id: str
    name: str
    kind: str
    words: str


def _step(id: str, name: str, done: bool, words: str, *flags: Finding | None) -> Step:
    red = [f for f in flags if f is not None and f.says is Says.UNMET]
    kind = "unmet" if red else "met" if done else "half" if words else "blank"
    return Step(id, name, kind, "；".join(f.facts for f in red) or words or "还没有办理")


def steps_of(row: Meeting, now: datetime, notice: Notice) -> tuple[Step, ...]:
    """The steps of a meeting out of :func:`queries.overview`'s numbers, red where a rule is broken; no more queries."""
    today, of = timezone.localdate(now), row.__dict__
    filing = row.sitting.filing
    planned = timezone.localdate(of["planned_at"]) if of["planned_at"] else None
    seated, here, opened = of["seated"], of["here"], row.opened_at is not None
    plan = meeting.plan_before_meeting(planned, row.held_on, notice)
    is_due = planned is not None or today > meeting.plan_due_on(row.held_on, notice)
    begun = opened or (here > 0 and today >= row.held_on)
    ended = timezone.localdate(row.ended_at) if row.ended_at else None
    reported = timezone.localdate(of["reported_at"]) if of["reported_at"] else None
    late = meeting.results_after_meeting(ended, reported, today, notice) if ended else None
    size = voting.committee_size(seated, filing.level, filing.built_by, notice, consent=filing.consent)
    sizes = (voting.committee_odd(seated, notice), size)
    drawn = seated >= filing.size or begun
    return (
        _step("filing", "核准备案", True, filing.number, meeting.committee_filing(
            filing.begins_on, filing.ends_on, row.held_on, notice)),
        _step("plan", "方案报备", planned is not None, f"{planned}报备" if planned else "", plan if is_due else None),
        _step("members", "组成人员", drawn, f"{seated}人", *(sizes if drawn else ())),
        _step("cases", "评审名单", of["heard"] > 0, f"{of['heard']}件" if of["heard"] else ""),
        _step("present", "签到", opened, f"应到{seated}人，实到{here}人" if here else "",
              voting.quorum(here, seated, notice) if begun else None),
        _step("open", "开会", opened, f"{timezone.localtime(row.opened_at):%H:%M}开始" if row.opened_at else ""),
        _step("ballot", "投票", of["counted_at"] is not None, _ballot_words(of)),
        _step("announced", "宣布签名", of["announced_at"] is not None, "已宣布" if of["announced_at"] else ""),
        _step("ended", "结束", row.ended_at is not None, f"{ended}" if ended else ""),
        _step("reported", "结果报送", reported is not None, f"{reported}报送" if reported else "", late),
    )  # fmt: skip


def _ballot_words(of: dict[str, Any]) -> str:
    void = f"，作废{of['void']}轮" if of["void"] else ""
    if of["counted_at"]:
        return f"已计票{void}"
    return f"已投{of['marked']}人，共{of['on_roll']}人{void}" if of["on_roll"] else void.strip("，")


# ───── the draw ─────


@dataclass(frozen=True, slots=True)
class Drawable:
    """Somebody who may sit on the meeting's day, as far as the draw asks. ``unit`` is the unit's name."""

    person: Person
    specialty: str
    unit: str
    young: bool
    outsider: bool


def drawable(at: Meeting, notice: Notice) -> tuple[Drawable, ...]:
    """The pool of a draw: in term, of age, not removed, not barred, not too often (golden 36), of the committee's
    specialties and level, not sitting already and not applying to the committee this year."""
    committee, on = notice.committees[at.sitting.committee], at.held_on
    taken = set(committee.specialties) or {
        s for s, of in notice.codes.get("specialty_series", {}).items() if of in committee.series
    }
    terms = [
        t
        for t in pool.running(on, at.sitting.office).order_by("id")
        if t.nomination.specialty in taken and admission.high_enough(t.nomination.level, committee.level, notice)
    ]
    known = pool_facts.experts(terms)
    free = {e.key for e in experts.drawable(known.values(), on, notice)}
    sits = {m.person_id for m in queries.members(at)}
    applies = set(
        Dossier.objects.filter(year=at.sitting.year, committee=at.sitting.committee).values_list("person_id", flat=True)
    )
    latest = {t.person_id: t for t in terms}
    return tuple(
        Drawable(
            t.person, t.nomination.specialty, t.nomination.unit_name, experts.is_young(t.person.born_on, on, notice),
            experts.is_outsider(t.nomination.unit_region, notice),
        )
        for key, t in latest.items()
        if str(key) in free and key not in sits and key not in applies
    )  # fmt: skip


def usual_rules(at: Meeting, notice: Notice) -> draw.DrawRules:
    """抽取条件 by the house: as many as the filing has seats left, its share of the young, few of one unit."""
    house_rule = notice.rule("bench_composition")
    size = max(0, at.sitting.filing.size - sum(m.came_by == queries.BY_FILING for m in queries.members(at)))
    young = house_rule["young"]
    return draw.DrawRules(
        size=size,
        unit_at_most=int(house_rule["unit_at_most"]),
        young_at_least=experts.least_of_share(size, young["numerator"], young["denominator"]),
        outsiders_at_least=int(house_rule["outsiders_least"]),
    )


# ───── recusal ─────


def ties(at: Meeting, people: Sequence[Person], notice: Notice) -> tuple[recusal.Tie, ...]:
    """Every tie between these people and the listed dossiers, by the keys of people, units and works."""
    listed = queries.cases(at)
    if not listed or not people:
        return ()
    said = {c.pk: dossiers.said(c.revision) for c in listed}
    declared = pool.declarations([p.pk for p in people])
    applicants = [
        _Applicant(
            c.dossier.person_id, c.dossier.person.name, c.dossier.person.id_index, c.dossier.organisation.name,
            {_work(a.identifier) for a in said[c.pk].achievements if a.identifier.strip()},
        )
        for c in listed
    ]  # fmt: skip
    stints = _stints([*(p.pk for p in people), *(a.person for a in applicants)])
    rulers = stations.rulers([c.dossier_id for c in listed])
    cases = [
        recusal.Case(
            dossier=c.dossier.number,
            committee=at.sitting.committee,
            applicant=recusal.Person(
                key=str(a.person),
                stints=(
                    *stints.get(a.person, ()),
                    *(recusal.Stint(j.employer.strip(), j.begins_on, j.ends_on) for j in said[c.pk].jobs),
                ),
                works=frozenset({*a.works, f"of:{a.person}"}),
            ),
            rulers=frozenset(map(str, rulers.get(c.dossier_id, ()))),
        )
        for c, a in zip(listed, applicants, strict=True)
    ]
    # who applies to the committee this year outside this list sits before none of its dossiers either
    others = Dossier.objects.filter(
        year=at.sitting.year, committee=at.sitting.committee, person__in=[p.pk for p in people]
    ).exclude(pk__in=[c.dossier_id for c in listed])
    cases += [
        recusal.Case(dossier=d.number, committee=at.sitting.committee, applicant=recusal.Person(key=str(d.person_id)))
        for d in others
    ]
    numbers = {c.dossier.number for c in listed}
    found = recusal.ties(
        [_expert(p, declared.get(p.pk, ()), stints.get(p.pk, ()), applicants) for p in people],
        cases,
        at.held_on,
        notice,
    )
    return tuple(t for t in found if t.dossier in numbers)


@dataclass(frozen=True, slots=True)
class _Applicant:
    person: int
    name: str
    id_index: str
    unit: str
    works: set[str]


def _expert(
    person: Person, said: Sequence[DeclaredTie], stints: Sequence[recusal.Stint], applicants: Sequence[_Applicant]
) -> recusal.Person:
    """An expert with what they declared, brought to the keys of those who apply: by number, else by name and unit."""
    of: dict[str, set[str]] = {"relative": set(), "supervision": set(), "co_author": set()}
    works: set[str] = set()
    units = list(stints)
    for tie in said:
        if tie.kind == "former_unit":
            units.append(recusal.Stint(tie.name.strip(), tie.begins_on or date.min, tie.ends_on))
        elif tie.kind == "work":
            works.add(_work(tie.name))
        elif tie.kind in of:
            of[tie.kind] |= {str(a.person) for a in applicants if _is(tie, a)}
    return recusal.Person(
        key=str(person.pk),
        stints=tuple(units),
        relatives=frozenset(of["relative"]),
        tutors=frozenset(of["supervision"]),
        works=frozenset({*works, *(f"of:{p}" for p in of["co_author"])}),
    )


def _is(tie: DeclaredTie, applicant: _Applicant) -> bool:
    if tie.id_index:
        return tie.id_index == applicant.id_index
    return tie.name.strip() == applicant.name and tie.unit.strip() in ("", applicant.unit)


def _work(number: str) -> str:
    return "work:" + identity.normal(number)


def _stints(people: Sequence[int]) -> dict[int, list[recusal.Stint]]:
    """Person → units of this platform with their time, by name, so that a typed unit is the same one."""
    out: dict[int, list[recusal.Stint]] = {}
    for e in Employment.objects.filter(person__in=people).select_related("organisation").order_by("id"):
        ended = timezone.localdate(e.ended_at) if e.ended_at else None
        out.setdefault(e.person_id, []).append(recusal.Stint(e.organisation.name, e.employed_on, ended))
    for term in pool.terms().filter(person__in=people, nomination__organisation=None):
        stint = recusal.Stint(term.nomination.unit_name, term.begins_on, None)
        out.setdefault(term.person_id, []).append(stint)
    return out
