"""Reads of a committee's work. What an expert may see goes through :mod:`.access`."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from zhicheng.accounts.models import Organisation, Person, Seat
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.policy import voting
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.stations.models import Standing, Visit
from zhicheng.vault import papers
from zhicheng.year import shelf
from zhicheng.year.models import Year

from .models import (
    Announcement,
    Ballot,
    Case,
    CaseList,
    Draw,
    Filing,
    Invitation,
    Kit,
    Meeting,
    Member,
    Minutes,
    Panel,
    PanelOpinion,
    Plan,
    Pledge,
    PoolEntry,
    Recusal,
    RecusalSearch,
    ResultFiling,
    RollMark,
    RollRecusal,
    SignIn,
    Sitting,
    Tally,
    Veto,
    WorkStep,
)

CHAIR, DEPUTY, MEMBER = "主任委员", "副主任委员", "评审专家"
BY_FILING, BY_DRAW, BY_SUBSTITUTION = "核准", "抽取", "递补"
REDRAWN = "重抽："
"""Before the ground for which a drawn bench was drawn anew."""
DECLARED = "declared"
BY_SYSTEM, BY_SELF, BY_STAFF = "系统核查", "本人申报", "工作人员通知"
NOT_ENTITLED, AYE, NO, ABSTAIN = 0, 1, 2, 3
CHOICES = {AYE: "同意", NO: "不同意", ABSTAIN: "弃权"}
"""What a paper can say. Each is one byte on the way and one figure in the form, so that no length tells them apart."""


def digest_of(content: Any) -> str:
    """SHA-256, in hex, of plain values in one spelling."""
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def notice_of(meeting: Meeting) -> Notice:
    """The notice of the meeting's year."""
    return shelf.notice_of(meeting.sitting.year)


def name_of(committee: str, notice: Notice) -> str:
    """The committee's name as the notice has it."""
    row = notice.committees.get(committee)
    return row.name if row else committee


# ───── the draw ─────


def party_of(by: Actor, meeting: Meeting, notice: Notice) -> str:
    """Which party of a draw the actor speaks for; empty for everybody else."""
    office, city = notice.rule("draw_witnessed")["parties"]
    if by.role == Role.SECRETARY.value and by.organisation == meeting.sitting.office_id:
        return str(office)
    return str(city) if by.role == Role.SUPERVISOR.value else ""


def draws(meeting: Meeting) -> tuple[Draw, ...]:
    """Every draw of a meeting, the ones that were replaced too."""
    return tuple(meeting.draws.all())


def standing_draw(meeting: Meeting) -> Draw | None:
    """The draw that has not been replaced."""
    return meeting.draws.filter(replaced_at=None).first()


def draw_numbered(number: str) -> Draw | None:
    """The draw of that number."""
    return (
        Draw.objects.filter(number=number)
        .select_related("meeting__sitting__year", "meeting__sitting__office", "meeting__sitting__filing")
        .first()
    )


def open_round(draw: Draw) -> Mapping[str, Any] | None:
    """The round in which the parties have committed and not yet both revealed."""
    rounds = draw.record["rounds"]
    return rounds[-1] if rounds and not rounds[-1]["revealed_at"] else None


def next_round(draw: Draw) -> int:
    """The number of the round for which the parties commit next."""
    return len(draw.record["rounds"]) + 1


def committed(draw: Draw, number: int) -> tuple[str, ...]:
    """The parties that have committed for a round."""
    return tuple(draw.commitments.filter(round=number).values_list("party", flat=True))


def revealed(draw: Draw, number: int) -> tuple[str, ...]:
    """The parties that have revealed in a round; their seeds are shown when the round is closed."""
    rows = draw.commitments.filter(round=number, reveal__isnull=False)
    return tuple(rows.values_list("party", flat=True))


def entry_of(member: Member) -> PoolEntry | None:
    """The sealed entry behind a drawn member."""
    return (
        PoolEntry.objects.filter(draw__meeting=member.meeting_id, draw__replaced_at=None, pseudonym=member.pseudonym)
        .select_related("draw")
        .first()
        if member.pseudonym
        else None
    )


def drawn(meeting: Meeting) -> tuple[Member, ...]:
    """Those of the bench who came by draw or as substitutes, with their invitations, in order of joining."""
    return tuple(
        meeting.members.exclude(pseudonym="")
        .filter(left_at=None)
        .select_related("person", "sign_in", "invitation")
        .order_by("id")
    )


def invitation_of(member: Member) -> Invitation | None:
    """The invitation that came with a seat by draw."""
    return Invitation.objects.filter(member=member).first()


def standing_draws(year: Year) -> tuple[Draw, ...]:
    """The draw that counts of every meeting of a year."""
    return tuple(Draw.objects.filter(meeting__sitting__year=year, replaced_at=None))


def invited(person: int, year: Year) -> tuple[Member, ...]:
    """An expert's own seats of the year that came with an invitation, the latest first."""
    return tuple(
        Member.objects.filter(person=person, left_at=None, meeting__sitting__year=year, invitation__isnull=False)
        .select_related("meeting__sitting", "invitation", "person")
        .order_by("-id")
    )


# ───── filing and year ─────


def filings(office: Organisation | int) -> QuerySet[Filing]:
    """Every filing of an office's committees, the youngest first."""
    return Filing.objects.filter(office=office).prefetch_related("posts__person")


def sittings(year: Year) -> QuerySet[Sitting]:
    """Every committee at work in a year."""
    return Sitting.objects.filter(year=year).select_related("year", "filing", "office").order_by("id")


def sitting_of(year: Year, committee: str) -> Sitting | None:
    """The committee at work in a year."""
    return sittings(year).filter(committee=committee).first()


def steps(sitting: Sitting) -> tuple[WorkStep, ...]:
    """The yearly work plan in order."""
    return tuple(sitting.steps.all())


def done_on(sitting: Sitting) -> dict[str, date]:
    """The days on which the plan's steps were finished."""
    return {s.name: timezone.localdate(s.done_at) for s in steps(sitting) if s.done_at is not None}


def pledge_version(notice: Notice) -> str:
    """The version in force of the secrecy pledge."""
    return notice.texts[f"{notice.rule('secrecy_pledge_of_reviewers')['text']}.version"]


def pledge_text(notice: Notice) -> str:
    """The words in force of the secrecy pledge."""
    return notice.texts[notice.rule("secrecy_pledge_of_reviewers")["text"]]


def pledge_of(person: Person | int, year: Year, notice: Notice) -> Pledge | None:
    """The person's pledge for the year, to the version in force."""
    return Pledge.objects.filter(person=person, year=year, version=pledge_version(notice)).first()


def pledged(people: Sequence[int], year: Year, notice: Notice) -> set[int]:
    """Who of these people has pledged."""
    return set(
        Pledge.objects.filter(person__in=people, year=year, version=pledge_version(notice)).values_list(
            "person_id", flat=True
        )
    )


# ───── the meeting ─────


def meetings(year: Year) -> QuerySet[Meeting]:
    """Every meeting of a year with its committee."""
    return (
        Meeting.objects.filter(sitting__year=year)
        .select_related("sitting__year", "sitting__office", "sitting__filing", "presided_by")
        .order_by("held_on", "id")
    )


def numbered(number: str) -> Meeting | None:
    """The meeting of that number."""
    return (
        Meeting.objects.filter(number=number)
        .select_related("sitting__year", "sitting__office", "sitting__filing", "presided_by")
        .first()
    )


def members(meeting: Meeting) -> tuple[Member, ...]:
    """Who sits, in order of joining; those who left are not among them."""
    return tuple(
        meeting.members.filter(left_at=None)
        .select_related("person", "sign_in", "declaration", "panel_seat__panel", "room_seat")
        .order_by("id")
    )


def seats(meeting: Meeting) -> dict[int, Member]:
    """Person → their last seat in the meeting, also of those who left; its name is sealed until sign-in."""
    return {m.person_id: m for m in meeting.members.select_related("person", "sign_in").order_by("id")}


def left(meeting: Meeting) -> tuple[Member, ...]:
    """Who left before the meeting opened, but for those whom a redraw replaced; the last to leave first."""
    rows = meeting.members.filter(left_at__isnull=False).exclude(left_because__startswith=REDRAWN)
    return tuple(rows.select_related("person").order_by("-left_at", "-id"))


def member_of(meeting: Meeting, person: Person | int) -> Member | None:
    """The person's seat in a meeting."""
    return meeting.members.filter(left_at=None, person=person).select_related("person").first()


def is_present(member: Member) -> bool:
    """Whether the member has signed in."""
    return hasattr(member, "sign_in")


def present(meeting: Meeting) -> tuple[Member, ...]:
    """The members who have signed in."""
    return tuple(m for m in members(meeting) if is_present(m))


def plan_filed_on(meeting: Meeting) -> date | None:
    """The day on which the plan for the meeting's present date was first filed."""
    first = meeting.plans.filter(held_on=meeting.held_on).order_by("filed_at").first()
    return timezone.localdate(first.filed_at) if first else None


def ready(sitting: Sitting) -> tuple[Dossier, ...]:
    """Dossiers that every level has passed to this committee and that no meeting hears yet (S5.4-02)."""
    return tuple(
        Dossier.objects.filter(
            year=sitting.year, committee=sitting.committee, standing__is_done=True, case=None, ending=None
        )
        .select_related("person", "organisation", "year")
        .order_by("number")
    )


def waiting_at_acceptance(sitting: Sitting, station: str) -> int:
    """How many dossiers of the committee its office has not accepted or turned down yet: those that lie with it, and
    those that it returned and that are on their way back, by the applicant or the unit."""
    under_way = Standing.objects.filter(
        dossier__year=sitting.year, dossier__committee=sitting.committee, is_done=False, ending=""
    )
    was_there = Visit.objects.filter(dossier=OuterRef("dossier"), station=station)
    return under_way.filter(Q(station=station) | Exists(was_there)).count()


def cases(meeting: Meeting) -> tuple[Case, ...]:
    """The frozen list in its order."""
    return tuple(
        meeting.cases.select_related(
            "dossier__person", "dossier__organisation", "dossier__year", "revision", "allotment__panel", "opinion",
            "discussion", "meeting",
        )
    )  # fmt: skip


def panels(meeting: Meeting) -> tuple[Panel, ...]:
    """The panels with their members."""
    return tuple(meeting.panels.prefetch_related("seats__member__person", "allotments__case"))


def recused(meeting: Meeting) -> dict[int, set[int]]:
    """Case → the people kept from it."""
    out: dict[int, set[int]] = defaultdict(set)
    for case, person in Recusal.objects.filter(case__meeting=meeting).values_list("case_id", "person_id"):
        out[case].add(person)
    return dict(out)


def recusals(meeting: Meeting) -> tuple[Recusal, ...]:
    """Every recusal of a meeting, for the table of recusals."""
    return tuple(
        Recusal.objects.filter(case__meeting=meeting)
        .select_related("case__dossier__person", "person")
        .order_by("case__ordinal", "id")
    )


def search_scope(meeting: Meeting) -> str:
    """What a search for recusals covers: who sits and which list, as they stand now."""
    frozen = CaseList.objects.filter(meeting=meeting).first()
    return digest_of([frozen.digest if frozen else "", sorted(m.person_id for m in members(meeting))])


def last_search(meeting: Meeting) -> RecusalSearch | None:
    """The last whole search for recusals."""
    return meeting.recusal_searches.order_by("-id").first()


def opinions(meeting: Meeting) -> tuple[PanelOpinion, ...]:
    """The written opinions in the order of the cases."""
    return tuple(
        PanelOpinion.objects.filter(case__meeting=meeting)
        .select_related("case", "panel", "written_by")
        .order_by("case__ordinal")
    )


def vetoes(dossiers: Sequence[int]) -> dict[int, tuple[Veto, ...]]:
    """Dossier → its vetoes."""
    out: dict[int, list[Veto]] = defaultdict(list)
    for veto in Veto.objects.filter(dossier__in=dossiers).order_by("decided_on", "id"):
        out[veto.dossier_id].append(veto)
    return {k: tuple(v) for k, v in out.items()}


# ───── the ballot ─────


def standing_ballot(meeting: Meeting) -> Ballot | None:
    """The round that is not void."""
    return meeting.ballots.filter(void_at=None).select_related("meeting__sitting__year").first()


def ballots(meeting: Meeting) -> tuple[Ballot, ...]:
    """Every round, the void ones too."""
    return tuple(meeting.ballots.all())


def publics(ballot: Ballot) -> tuple[str, ...]:
    """The public halves of the three holders, in their places."""
    return tuple(h.public_key for h in ballot.holders.all())


def kits(ballot: Ballot) -> tuple[Kit, ...]:
    """Every kit with which a round was taken to a venue, the oldest first; without the files."""
    return tuple(ballot.kits.defer("content"))


def kit_out(ballot: Ballot) -> Kit | None:
    """The kit that is at the venue now."""
    return next((k for k in kits(ballot) if k.returned_at is None and k.called_back_at is None), None)


@dataclass(frozen=True, slots=True)
class Progress:
    """What anybody may know of a round while it runs: how many may vote, how many have."""

    roll: int
    voted: int


def progress(ballot: Ballot) -> Progress:
    """Marks of the roll. Nothing about what was voted can be asked here, nor anywhere else."""
    marks = list(ballot.roll.values_list("has_voted", flat=True))
    return Progress(len(marks), sum(marks))


def mark_of(ballot: Ballot, person: int) -> RollMark | None:
    """The person's line on the roll."""
    return ballot.roll.filter(person=person).first()


def roll_recused(ballot: Ballot) -> dict[int, set[int]]:
    """Case → people of the roll who do not vote on it, as frozen."""
    out: dict[int, set[int]] = defaultdict(set)
    for case, person in RollRecusal.objects.filter(ballot=ballot).values_list("case_id", "person_id"):
        out[case].add(person)
    return dict(out)


def packed(box: Mapping[int, Sequence[bytes]]) -> str:
    """A box as it is stored: for each case in order its papers, all of one length."""
    return base64.b64encode(b"".join(b"".join(box[case]) for case in sorted(box))).decode()


def unpacked(said: str, cases: Sequence[int], places: int) -> dict[int, list[bytes]]:
    """The papers of each case; ``ValueError`` when the box has not a paper for every place."""
    raw, size = base64.b64decode(said), papers.LENGTH
    if len(raw) != len(cases) * places * size:
        raise ValueError("the box is not whole")
    cut = [raw[n : n + size] for n in range(0, len(raw), size)]
    return {case: cut[n * places : (n + 1) * places] for n, case in enumerate(sorted(cases))}


def tallies(ballot: Ballot) -> tuple[Tally, ...]:
    """The count of each case, in the order of the list."""
    return tuple(
        ballot.tallies.select_related("case__dossier__person", "case__dossier__organisation").order_by("case__ordinal")
    )


def as_tally(tally: Tally) -> voting.Tally:
    """A count as the rules read it."""
    return voting.Tally(tally.issued, tally.returned, tally.ayes, tally.noes, tally.abstentions, tally.invalid)


def tally_content(ballot: Ballot) -> dict[str, Any]:
    """What the tally sheet says, as plain values; its digest is what the chair signs."""
    return {
        "meeting": ballot.meeting.number,
        "round": ballot.number,
        "on_paper": ballot.is_on_paper,
        "cases": [
            {
                "ordinal": t.case.ordinal, "dossier": t.case.dossier.number, "members": t.members,
                "attending": t.attending, "recused": t.recused, "issued": t.issued, "returned": t.returned,
                "ayes": t.ayes, "noes": t.noes, "abstentions": t.abstentions, "invalid": t.invalid, "base": t.base,
                "base_words": t.base_words, "needed": t.needed, "carried": t.is_carried,
            }
            for t in tallies(ballot)
        ],
    }  # fmt: skip


def announcement_of(meeting: Meeting) -> Announcement | None:
    """The announcement of the round that counts."""
    return Announcement.objects.filter(ballot__meeting=meeting, ballot__void_at=None).select_related("ballot").first()


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes, draft or final."""
    return Minutes.objects.filter(meeting=meeting).first()


def result_filing_of(meeting: Meeting) -> ResultFiling | None:
    """The filing of the results."""
    return ResultFiling.objects.filter(meeting=meeting).first()


def meetings_of(person: int, year: Year) -> tuple[Meeting, ...]:
    """The meetings in which a person sits."""
    return tuple(
        meetings(year).filter(members__person=person, members__left_at=None).order_by("held_on", "id").distinct()
    )


def keys_to_take(person: int, year: Year) -> tuple[Ballot, ...]:
    """Rounds being prepared for which the person is to hold a key."""
    return tuple(
        Ballot.objects.filter(
            meeting__sitting__year=year, holders__person=person, opened_at=None, void_at=None, is_on_paper=False
        ).select_related("meeting__sitting__year")
    )


def overview(year: Year) -> QuerySet[Meeting]:
    """Every meeting of a year with its numbers in one query: seated, present, cases, the plan's day, roll and marks."""
    members = Member.objects.filter(meeting=OuterRef("pk"), left_at=None)
    rounds = Ballot.objects.filter(meeting=OuterRef("pk"))
    roll = RollMark.objects.filter(ballot__meeting=OuterRef("pk"), ballot__void_at=None)
    plans = Plan.objects.filter(meeting=OuterRef("pk"), held_on=OuterRef("held_on")).order_by("filed_at")
    announced = Announcement.objects.filter(ballot__meeting=OuterRef("pk"))
    return meetings(year).annotate(
        seated=_how_many(members, "meeting"),
        here=_how_many(members.filter(sign_in__isnull=False), "meeting"),
        heard=_how_many(Case.objects.filter(meeting=OuterRef("pk")), "meeting"),
        planned_at=Subquery(plans.values("filed_at")[:1]),
        on_roll=_how_many(roll, "ballot__meeting"),
        marked=_how_many(roll.filter(has_voted=True), "ballot__meeting"),
        void=_how_many(rounds.exclude(void_at=None), "meeting"),
        counted_at=Subquery(rounds.exclude(counted_at=None).values("counted_at")[:1]),
        announced_at=Subquery(announced.values("announced_at")[:1]),
        reported_at=Subquery(ResultFiling.objects.filter(meeting=OuterRef("pk")).values("filed_at")[:1]),
    )


def _how_many(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def experts_of(office: Organisation | int) -> tuple[Person, ...]:
    """Whoever sits as an expert at a committee's office."""
    return tuple(
        Person.objects.filter(seats__organisation=office, seats__role=Role.EXPERT.value, seats__ended_at=None)
        .order_by("name_sort", "id")
        .distinct()
    )


def key_candidates(meeting: Meeting) -> tuple[tuple[int, str], ...]:
    """Who can hold a key of a round: those present, the office's staff, the city's supervisors; with the capacity."""
    here = [(m.person_id, f"{m.person.name}（{m.post}）") for m in present(meeting)]
    staff = [
        (s.person_id, f"{s.person.name}（{Role(s.role).words}）")
        for s in Seat.objects.filter(ended_at=None)
        .filter(Q(role=Role.SECRETARY.value, organisation=meeting.sitting.office_id) | Q(role=Role.SUPERVISOR.value))
        .select_related("person")
        .order_by("role", "id")
    ]
    return tuple(dict([*here, *staff]).items())


def person(id: int) -> Person | None:
    """Somebody by id."""
    return Person.objects.filter(pk=id).first()


def signed_in(meeting: Meeting) -> tuple[SignIn, ...]:
    """签到表, in order of arrival."""
    return tuple(
        SignIn.objects.filter(member__meeting=meeting, member__left_at=None)
        .select_related("member__person")
        .order_by("signed_at", "id")
    )
