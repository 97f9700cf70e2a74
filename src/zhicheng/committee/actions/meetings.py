"""评审会: called, its plan filed, its members seated, its list frozen, opened with a quorum, ended."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from zhicheng.accounts.models import Person
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.experts.actions import pool
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import integrity, telling
from zhicheng.policy import meeting as rules
from zhicheng.policy.finding import Refusal, reasons, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.stations import queries as stations

from .. import facts, house, lectures, queries
from ..events import (
    CaseDiscussed,
    CasesFrozen,
    MeetingCalled,
    MeetingEnded,
    MeetingMoved,
    MeetingOpened,
    MemberLeft,
    MemberSeated,
    OpinionWritten,
    PanelMade,
    PlanFiled,
    RecusalDeclared,
    Recused,
    SignedIn,
    Vetoed,
)
from ..models import (
    Allotment,
    Case,
    CaseList,
    Declaration,
    Discussion,
    Meeting,
    Member,
    Panel,
    PanelMember,
    PanelOpinion,
    Plan,
    Recusal,
    SignIn,
    Sitting,
    Veto,
)
from ..served import served
from .lock import has_pledged, is_open, locked, locked_sitting, may_run, not_opened, of_office

PLAN_PARTS = ("评审范围", "专家组成", "评审办法", "纪律监督")
"""What a 评审工作方案 says beside time and place (S5.4-03)."""

# ───── called and filed ─────


@transaction.atomic
def call_meeting(
    sitting: Sitting,
    *,
    held_on: date,
    place: str,
    is_blind: bool = False,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Meeting:
    """A meeting within the review year; chair and deputies sit in it by filing (S5.4-01, golden 33)."""
    sitting = locked_sitting(sitting)
    wrong = [*of_office(by, sitting.office_id), *has_pledged(by, sitting.year, notice)]
    wrong += reasons([rules.no_cross_year(held_on, notice)])
    if not place.strip():
        wrong.append(house.refusal(house.PLAN_WHOLE, "没有填写会议地点", "place"))
    refuse(wrong)
    ordinal = sitting.meetings.count() + 1
    meeting = Meeting.objects.create(
        sitting=sitting, ordinal=ordinal, number=f"{sitting.year.year}-{sitting.committee}-{ordinal}", held_on=held_on,
        place=place.strip(), is_blind=is_blind, called_at=at,
    )  # fmt: skip
    record(MeetingCalled(meeting.number, sitting.committee, held_on.isoformat(), meeting.place, is_blind), by=by, at=at)
    for post in sitting.filing.posts.all():
        _seat(meeting, post.person_id, post.post, queries.BY_FILING, by=by, at=at)
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, *, held_on: date, place: str, notice: Notice, by: Actor, at: datetime) -> Meeting:
    """Another date or place before the meeting opens; the plan has to be filed for the new date."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    wrong = [*not_opened(meeting), *reasons([rules.no_cross_year(held_on, notice)])]
    if not place.strip():
        wrong.append(house.refusal(house.PLAN_WHOLE, "没有填写会议地点", "place"))
    refuse(wrong)
    before = meeting.held_on
    meeting.held_on, meeting.place = held_on, place.strip()
    meeting.save(update_fields=["held_on", "place"])
    record(MeetingMoved(meeting.number, before.isoformat(), held_on.isoformat(), meeting.place), by=by, at=at)
    return meeting


@transaction.atomic
def file_plan(meeting: Meeting, content: Mapping[str, str], *, notice: Notice, by: Actor, at: datetime) -> Plan:
    """File the 评审工作方案 for the meeting's date. Filed too late it is taken all the same, but the meeting then
    cannot open on that date (S5.4-03, golden 31)."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    wrong = [*not_opened(meeting)]
    missing = [p for p in PLAN_PARTS if not content.get(p, "").strip()]
    if missing:
        wrong.append(house.refusal(house.PLAN_WHOLE, f"没有填写{'、'.join(missing)}", "plan"))
    refuse(wrong)
    said = {"时间": meeting.held_on.isoformat(), "地点": meeting.place}
    said |= {p: content[p].strip() for p in PLAN_PARTS}
    plan = Plan.objects.create(
        meeting=meeting, held_on=meeting.held_on, content=said, digest=queries.digest_of(said), filed_by=by.words,
        filed_at=at,
    )  # fmt: skip
    record(PlanFiled(meeting.number, meeting.held_on.isoformat(), plan.digest), by=by, at=at)
    return plan


# ───── who sits ─────


def _seat(
    meeting: Meeting,
    person: int,
    post: str,
    came_by: str,
    *,
    pseudonym: str = "",
    follows: Member | None = None,
    by: Actor,
    at: datetime,
) -> Member:
    member = Member.objects.create(
        meeting=meeting, person_id=person, post=post, came_by=came_by, pseudonym=pseudonym, follows=follows,
        joined_at=at,
    )  # fmt: skip
    record(MemberSeated(meeting.number, member.pk, post, came_by), by=by, at=at)
    return member


@transaction.atomic
def seat_members(
    meeting: Meeting,
    people: Sequence[Person],
    *,
    came_by: str = queries.BY_DRAW,
    pseudonyms: Mapping[int, str] | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> tuple[Member, ...]:
    """Seat those whom the draw named, under their pseudonyms (person → pseudonym); called by the draw."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    wrong = [*not_opened(meeting)]
    sitting = {m.person_id for m in queries.members(meeting)}
    twice = [p.name for p in people if p.pk in sitting]
    if twice or len({p.pk for p in people}) < len(people):
        wrong.append(house.refusal(house.MEMBER_ONCE, f"{'、'.join(twice) or '有人'}重复", "members"))
    refuse(wrong)
    return tuple(
        _seat(
            meeting, p.pk, queries.MEMBER, came_by, pseudonym=(pseudonyms or {}).get(p.pk, ""), by=by, at=at
        )
        for p in people
    )  # fmt: skip


@transaction.atomic
def unseat(member: Member, ground: str, *, notice: Notice, by: Actor, at: datetime) -> Member:
    """A member who does not come leaves the committee before the meeting opens, on a recorded ground."""
    meeting = locked(member.meeting)
    may_run(meeting, by, notice)
    member = Member.objects.get(pk=member.pk)
    wrong = [*not_opened(meeting)]
    if member.left_at is not None:
        wrong.append(house.refusal(house.MEMBER_ONCE, "该人员已经退出"))
    if SignIn.objects.filter(member=member).exists():
        wrong.append(house.refusal(house.MEETING_ORDER, "该人员已经签到，不能再退出"))
    if not ground.strip():
        wrong.append(house.refusal(house.MEETING_ORDER, "没有填写退出原因", "ground", "请填写原因。"))
    refuse(wrong)
    PanelMember.objects.filter(member=member).delete()
    member.left_at, member.left_because = at, ground.strip()[:200]
    member.save(update_fields=["left_at", "left_because"])
    record(MemberLeft(meeting.number, member.pk, member.left_because), by=by, at=at)
    return member


@transaction.atomic
def substitute(
    leaving: Member, person: Person, *, pseudonym: str = "", notice: Notice, by: Actor, at: datetime
) -> Member:
    """The next in the draw's order takes the seat of one who left."""
    meeting = locked(leaving.meeting)
    may_run(meeting, by, notice)
    leaving = Member.objects.get(pk=leaving.pk)
    wrong = [*not_opened(meeting)]
    if leaving.left_at is None or hasattr(leaving, "successor"):
        wrong.append(house.refusal(house.MEMBER_ONCE, "该席位没有空出，或已经递补"))
    if queries.member_of(meeting, person) is not None:
        wrong.append(house.refusal(house.MEMBER_ONCE, f"{person.name}已在名单上"))
    refuse(wrong)
    return _seat(
        meeting, person.pk, queries.MEMBER, queries.BY_SUBSTITUTION, pseudonym=pseudonym, follows=leaving, by=by, at=at
    )


@transaction.atomic
def sign_in(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> SignIn:
    """A member signs in in person, pledged and with recusals declared; nobody signs in for another."""
    meeting = locked(meeting)
    member = queries.member_of(meeting, by.person)
    wrong = [*has_pledged(by, meeting.sitting.year, notice)]
    if by.role != Role.EXPERT.value or member is None:
        wrong.append(house.by_notice(notice, "votes_in_person", "您不是本次评审会的组成人员"))
    else:
        if queries.is_present(member):
            wrong.append(house.refusal(house.MEETING_ORDER, "您已经签到", mend="无需再次签到。"))
        if not Declaration.objects.filter(member=member).exists():
            wrong.append(house.refusal(house.RECUSAL_DECLARED))
    if meeting.ended_at is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审会已经结束"))
    wrong += [r for r in facts.unready(meeting, at, notice) if r.rule == house.HELD_TODAY.id]
    refuse(wrong)
    assert member is not None
    signed = SignIn.objects.create(member=member, signed_from=by.address, signed_at=at)
    record(SignedIn(meeting.number, member.pk), by=by, at=at)
    return signed


# ───── the list and the panels ─────


@transaction.atomic
def freeze_cases(
    meeting: Meeting, chosen: Sequence[Dossier], *, draw: random.Random, notice: Notice, by: Actor, at: datetime
) -> CaseList:
    """Freeze which dossiers are heard, in an order that ``draw`` makes; all passed by every level, none heard twice,
    whoever is not of the city with a letter that is valid that day (S4-09)."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    sitting = meeting.sitting
    wrong = [*not_opened(meeting)]
    if CaseList.objects.filter(meeting=meeting).exists():
        wrong.append(house.refusal(house.CASE_LIST, "评审名单已经固定"))
    if not chosen:
        wrong.append(house.refusal(house.CASE_LIST, "没有选择申报材料"))
    for dossier in chosen:
        if dossier.year_id != sitting.year_id or dossier.committee != sitting.committee:
            wrong.append(house.refusal(house.CASE_LIST, f"{dossier.number}不是本年度向本评委会申报的"))
        elif not facts.is_voted(dossier, notice):
            wrong.append(house.refusal(house.CASE_LIST, f"{dossier.number}为{dossier.kind}，不经评委会表决"))
        elif not stations.is_all_passed(dossier):
            wrong.append(house.refusal(house.CASE_LIST, f"{dossier.number}还没有通过各级审核"))
        elif Case.objects.filter(dossier=dossier).exists():
            wrong.append(house.refusal(house.CASE_LIST, f"{dossier.number}已列入评审会"))
        wrong += [
            replace(r, what=f"{dossier.number}：{r.what}") for r in facts.not_listed_because(dossier, at.date(), notice)
        ]
    refuse(wrong)
    order = sorted({d.pk: d for d in chosen}.values(), key=lambda d: d.number)
    draw.shuffle(order)
    rows = []
    for n, dossier in enumerate(order, 1):
        revision = dossiers.latest(dossier)
        assert revision is not None  # passed by every level, so sealed
        rows.append(Case(meeting=meeting, ordinal=n, dossier=dossier, revision=revision))
    Case.objects.bulk_create(rows)
    said = [[c.ordinal, c.dossier.number, c.revision.digest] for c in rows]
    frozen = CaseList.objects.create(meeting=meeting, digest=queries.digest_of(said), frozen_by=by.words, frozen_at=at)
    record(CasesFrozen(meeting.number, tuple(d.number for d in order), frozen.digest), by=by, at=at)
    return frozen


@dataclass(frozen=True, slots=True)
class NewPanel:
    """评议组 as arranged: its members, who leads it, which cases it works on (by their place in the list)."""

    name: str
    members: tuple[Member, ...]
    leader: Member
    cases: tuple[int, ...]


@transaction.atomic
def arrange_panels(
    meeting: Meeting, wanted: Sequence[NewPanel], *, notice: Notice, by: Actor, at: datetime
) -> tuple[Panel, ...]:
    """Put members into panels and give each case to one; what was arranged before is replaced until the meeting opens.

    A panel of fewer than the rule's number is refused, also counted without those recused (R-12, golden 30).
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    listed = {c.ordinal: c for c in queries.cases(meeting)}
    sitting = {m.pk for m in queries.members(meeting)}
    wrong = [*not_opened(meeting)]
    given = [n for p in wanted for n in p.cases]
    people = [m.pk for p in wanted for m in p.members]
    if sorted(given) != sorted(listed) or len({p.name for p in wanted}) < len(wanted):
        wrong.append(house.refusal(house.PANELS_COVER, "每件申报材料应分给一个评议组，组名不重复", "panels"))
    if len(set(people)) < len(people) or not set(people) <= sitting:
        wrong.append(house.refusal(house.PANELS_COVER, "每名评审专家只在一个评议组，且须是组成人员", "panels"))
    if any(p.leader.pk not in {m.pk for m in p.members} for p in wanted):
        wrong.append(house.refusal(house.PANELS_COVER, "组长应是本组成员", "panels"))
    wrong += reasons([rules.panels_may_meet([rules.Panel(p.name, len(p.members)) for p in wanted], notice)])
    refuse(wrong)
    Allotment.objects.filter(case__meeting=meeting).delete()
    PanelMember.objects.filter(panel__meeting=meeting).delete()
    Panel.objects.filter(meeting=meeting).delete()
    out = []
    for p in wanted:
        panel = Panel.objects.create(meeting=meeting, name=p.name)
        for member in p.members:
            PanelMember.objects.create(panel=panel, member=member, is_leader=member.pk == p.leader.pk)
        Allotment.objects.bulk_create([Allotment(case=listed[n], panel=panel) for n in p.cases])
        record(PanelMade(meeting.number, p.name, tuple(m.pk for m in p.members), tuple(p.cases)), by=by, at=at)
        out.append(panel)
    refuse(reasons(facts.panel_findings(meeting, notice)))
    return tuple(out)


# ───── recusal ─────


@transaction.atomic
def declare(meeting: Meeting, numbers: Mapping[str, str], *, notice: Notice, by: Actor, at: datetime) -> Declaration:
    """A member declares, before seeing anything, whose dossiers they must not judge: dossier number → why.

    Also with nothing to declare. Later ones are declared with :func:`recuse_oneself`.
    """
    meeting = locked(meeting)
    member = queries.member_of(meeting, by.person)
    wrong = [*has_pledged(by, meeting.sitting.year, notice)]
    listed = {c.dossier.number: c for c in queries.cases(meeting)}
    if by.role != Role.EXPERT.value or member is None:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "您不是本次评审会的组成人员"))
    elif Declaration.objects.filter(member=member).exists():
        wrong.append(house.refusal(house.RECUSAL_DECLARED, "您已经申报", mend="再有应当回避的，请在该件上申请回避。"))
    if not listed:
        wrong.append(house.refusal(house.CASE_LIST, "评审名单还没有固定，暂不能申报回避"))
    if any(n not in listed for n in numbers):
        wrong.append(house.refusal(house.CASE_LIST, "所选的不在评审名单上"))
    wrong += [
        house.by_notice(notice, "recusal", "没有写明回避的原因", n, "请写明与申报人的关系。")
        for n, words in numbers.items()
        if not words.strip()
    ]
    refuse(wrong)
    said = "；".join(f"第{listed[n].ordinal}件：{w.strip()}" for n, w in numbers.items())
    assert member is not None
    declaration = Declaration.objects.create(member=member, words=said, declared_at=at)
    record(RecusalDeclared(meeting.number, member.pk, tuple(sorted(listed[n].ordinal for n in numbers))), by=by, at=at)
    for n, words in numbers.items():
        _recuse(listed[n], by.person, queries.DECLARED, words.strip(), queries.BY_SELF, by=by, at=at)
    return declaration


def _recuse(case: Case, person: int, relation: str, words: str, found_by: str, *, by: Actor, at: datetime) -> Recusal:
    row, is_new = Recusal.objects.get_or_create(
        case=case,
        person_id=person,
        relation=relation,
        defaults={"words": words[:200], "found_by": found_by, "recused_at": at},
    )
    if is_new:
        record(Recused(case.meeting.number, case.ordinal, person, relation, found_by), by=by, at=at)
    return row


@transaction.atomic
def recuse(
    case: Case,
    person: Person,
    *,
    relation: str,
    words: str = "",
    found_by: str = queries.BY_STAFF,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Recusal:
    """Keep somebody from a case from now on: found by the system or notified by the office, also during the meeting."""
    meeting = locked(case.meeting)
    may_run(meeting, by, notice)
    wrong = []
    if relation not in notice.rule("recusal")["relations"] and not words.strip():
        wrong.append(house.by_notice(notice, "recusal", "没有写明应当回避的关系", "relation", "请选择或写明关系。"))
    if meeting.ended_at is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审会已经结束"))
    refuse(wrong)
    return _recuse(case, person.pk, relation, words.strip(), found_by, by=by, at=at)


@transaction.atomic
def recuse_oneself(case: Case, words: str, *, notice: Notice, by: Actor, at: datetime) -> Recusal:
    """A member finds out late: the case closes to them with this very action."""
    meeting = locked(case.meeting)
    wrong = [*has_pledged(by, meeting.sitting.year, notice)]
    if by.role != Role.EXPERT.value or queries.member_of(meeting, by.person) is None:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "您不是本次评审会的组成人员"))
    if not words.strip():
        wrong.append(house.by_notice(notice, "recusal", "没有写明回避的原因", "words", "请写明与申报人的关系。"))
    if meeting.ended_at is not None:
        wrong.append(house.refusal(house.MEETING_ORDER, "评审会已经结束"))
    refuse(wrong)
    return _recuse(case, by.person, queries.DECLARED, words.strip(), queries.BY_SELF, by=by, at=at)


# ───── the meeting itself ─────


@transaction.atomic
def open_meeting(meeting: Meeting, presiding: Person, *, notice: Notice, by: Actor, at: datetime) -> Meeting:
    """Open with a quorum, on its date, everything before it done; refused with every hindrance at once.

    Goldens 26, 27, 30, 31, 33 and 39; the presiding member is a chair or deputy who has signed in.
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    wrong = [*not_opened(meeting)]
    wrong += reasons(facts.opening_findings(meeting, at, notice))
    wrong += facts.unready(meeting, at, notice)
    rows = queries.members(meeting)
    chair = next((m for m in rows if m.person_id == presiding.pk), None)
    if chair is None or not queries.is_present(chair) or chair.post not in (queries.CHAIR, queries.DEPUTY):
        wrong.append(house.refusal(house.PRESIDED, place="presiding"))
    refuse(wrong)
    meeting.opened_at, meeting.presided_by = at, presiding
    meeting.save(update_fields=["opened_at", "presided_by"])
    here = sum(queries.is_present(m) for m in rows)
    record(MeetingOpened(meeting.number, len(rows), here, presiding.pk), by=by, at=at)
    return meeting


@transaction.atomic
def write_opinion(case: Case, words: str, *, notice: Notice, by: Actor, at: datetime) -> PanelOpinion:
    """A panel's written opinion on one of its cases, by a member of it who is present and not recused (R-12)."""
    meeting = locked(case.meeting)
    case = Case.objects.select_related("meeting", "allotment__panel").get(pk=case.pk)
    member = queries.member_of(meeting, by.person)
    panel = case.allotment.panel if hasattr(case, "allotment") else None
    wrong = [*has_pledged(by, meeting.sitting.year, notice), *is_open(meeting)]
    in_panel = panel is not None and panel.seats.filter(member__person=by.person, member__left_at=None).exists()
    if by.role != Role.EXPERT.value or member is None or not in_panel:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "评议意见由本评议组的成员提出"))
    if by.person in queries.recused(meeting).get(case.pk, set()):
        wrong.append(house.by_notice(notice, "recusal", "您已对本件回避"))
    if PanelOpinion.objects.filter(case=case).exists():
        wrong.append(house.refusal(house.MEETING_ORDER, "本件已经提出评议意见", mend="评议意见提出后不能改动。"))
    if telling.empty_words(words, notice):
        rule = notice.rule("reasons_are_sentences")
        wrong.append(house.refusal(rule, "评议意见没有写清楚", "words"))
    wrong += reasons(facts.panel_findings(meeting, notice))
    refuse(wrong)
    assert panel is not None
    opinion = PanelOpinion.objects.create(
        case=case, panel=panel, words=words.strip(), written_by_id=by.person, written_at=at
    )
    record(OpinionWritten(meeting.number, case.ordinal, panel.name, queries.digest_of(opinion.words)), by=by, at=at)
    return opinion


@transaction.atomic
def discuss(case: Case, *, notice: Notice, by: Actor, at: datetime) -> Discussion:
    """A case was presented and discussed; the order in which this is said is the order of discussion.

    Where the committee has lectures, after every judge's sheet for it is in (R-38).
    """
    meeting = locked(case.meeting)
    may_run(meeting, by, notice)
    wrong = [*is_open(meeting)]
    if Discussion.objects.filter(case=case).exists():
        wrong.append(house.refusal(house.MEETING_ORDER, f"第{case.ordinal}件已经评议"))
    if not PanelOpinion.objects.filter(case=case).exists():
        words = f"第{case.ordinal}件没有书面评议意见"
        wrong.append(house.by_notice(notice, "panel_size", words, mend="请先提出书面评议意见。"))
    if lectures.groups_of(meeting, notice):
        of = lectures.standing_of(meeting, case.pk, notice)
        if of is None or not of.is_scored:
            wrong.append(house.refusal(house.LECTURE_SCORED, f"第{case.ordinal}件的讲课答辩还没有评完"))
    refuse(wrong)
    ordinal = Discussion.objects.filter(case__meeting=meeting).count() + 1
    row = Discussion.objects.create(case=case, ordinal=ordinal, discussed_at=at)
    record(CaseDiscussed(meeting.number, case.ordinal, ordinal), by=by, at=at)
    return row


@transaction.atomic
def veto(
    dossier: Dossier,
    *,
    ground: str,
    document_number: str,
    decided_on: date,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Veto:
    """一票否决: ends the dossier whatever the votes, before or after them (S5.2-03, golden 37).

    By the office of its committee or the city's supervisor, on a ground of the notice, with the decision's number.
    """
    sitting = queries.sitting_of(dossier.year, dossier.committee)
    wrong: list[Refusal] = []
    if by.role != Role.SUPERVISOR.value and (sitting is None or list(of_office(by, sitting.office_id))):
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "一票否决由承办部门的评委会工作人员或监督人员登记"))
    wrong += has_pledged(by, dossier.year, notice)
    wrong += integrity.veto_faults(integrity.Veto(ground, decided_on, document_number), notice)
    if Veto.objects.filter(dossier=dossier, document_number=document_number.strip()).exists():
        wrong.append(house.by_notice(notice, "one_veto", "该决定已经登记", mend="无需再次登记。"))
    refuse(wrong)
    row = Veto.objects.create(
        dossier=dossier, ground=ground, document_number=document_number.strip(), decided_on=decided_on,
        recorded_by=by.words, recorded_at=at,
    )  # fmt: skip
    record(Vetoed(dossier.number, ground, row.document_number, decided_on.isoformat()), by=by, at=at)
    return row


@transaction.atomic
def end_meeting(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> Meeting:
    """End the meeting; the result must have been announced and signed (R-13). What each member did goes into their
    record of participation (参评记录), also that somebody left or did not come."""
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    wrong = [*is_open(meeting)]
    if queries.announcement_of(meeting) is None:
        wrong.append(house.by_notice(notice, "result_announced", "还没有宣布投票结果并签名"))
    refuse(wrong)
    meeting.ended_at = at
    meeting.save(update_fields=["ended_at"])
    record(MeetingEnded(meeting.number), by=by, at=at)
    for of in served(meeting, notice):
        pool.note_service(
            of.person, meeting.sitting.office, year=meeting.sitting.year.year,
            committee=meeting.sitting.committee, meeting=meeting.number, is_present=of.is_present, absence=of.absence,
            cases=of.cases, recusals=of.recusals, opinions=of.opinions, scores=of.scores, deviation=of.deviation, by=by,
            at=at,
        )  # fmt: skip
    return meeting
