"""The doors to a committee's work; forbidden and absent look the same.

An expert's door to a case asks every time: a recusal recorded a moment ago closes it now (R-16).
"""

from __future__ import annotations

from django.http import Http404

from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role

from . import lectures, queries
from .lectures import Standing
from .models import Ballot, Case, Filing, Meeting, Member, RoomJudge, Sitting


def _is(actor: Actor | None, role: Role) -> bool:
    return actor is not None and bool(actor.seat) and actor.role == role.value


def filing_for(actor: Actor | None, id: int) -> Filing:
    """A filing of the actor's own office."""
    found = Filing.objects.filter(pk=id).select_related("office").first() if _is(actor, Role.SECRETARY) else None
    if found is None or actor is None or found.office_id != actor.organisation:
        raise Http404
    return found


def sitting_for(actor: Actor | None, id: int) -> Sitting:
    """A committee of the actor's own office at work in a year."""
    found = (
        Sitting.objects.filter(pk=id).select_related("year", "filing", "office").first()
        if _is(actor, Role.SECRETARY)
        else None
    )
    if found is None or actor is None or found.office_id != actor.organisation:
        raise Http404
    return found


def meeting_for(actor: Actor | None, number: str) -> Meeting:
    """A meeting of the actor's own office, for its pledged staff."""
    found = queries.numbered(number) if _is(actor, Role.SECRETARY) else None
    if found is None or actor is None or found.sitting.office_id != actor.organisation:
        raise Http404
    if queries.pledge_of(actor.person, found.sitting.year, queries.notice_of(found)) is None:
        raise Http404
    return found


def watched_meeting_for(actor: Actor | None, number: str) -> Meeting:
    """Any meeting, for the pledged supervisors of the city's office."""
    found = queries.numbered(number) if _is(actor, Role.SUPERVISOR) else None
    if found is None or actor is None:
        raise Http404
    if queries.pledge_of(actor.person, found.sitting.year, queries.notice_of(found)) is None:
        raise Http404
    return found


def own_meeting_for(actor: Actor | None, number: str) -> tuple[Meeting, Member]:
    """A meeting in which the actor sits, for whoever has pledged."""
    found = queries.numbered(number) if _is(actor, Role.EXPERT) else None
    member = queries.member_of(found, actor.person) if found is not None and actor is not None else None
    if found is None or member is None or actor is None:
        raise Http404
    if queries.pledge_of(actor.person, found.sitting.year, queries.notice_of(found)) is None:
        raise Http404
    return found, member


def case_for(actor: Actor | None, number: str, ordinal: int) -> Case:
    """A case that the actor may judge: seated, pledged, declared, not recused, the meeting not over."""
    meeting, member = own_meeting_for(actor, number)
    case = next((c for c in queries.cases(meeting) if c.ordinal == ordinal), None)
    if case is None or meeting.ended_at is not None or not hasattr(member, "declaration"):
        raise Http404
    if member.person_id in queries.recused(meeting).get(case.pk, set()):
        raise Http404
    return case


def _with_lectures(meeting: Meeting) -> Meeting:
    if not lectures.groups_of(meeting, queries.notice_of(meeting)):
        raise Http404
    return meeting


def lectures_for(actor: Actor | None, number: str) -> Meeting:
    """The lectures of a meeting of the actor's own office, where its committee has them."""
    return _with_lectures(meeting_for(actor, number))


def watched_lectures_for(actor: Actor | None, number: str) -> Meeting:
    """The lectures of any meeting that has them, for the city's pledged supervisors."""
    return _with_lectures(watched_meeting_for(actor, number))


def room_for(actor: Actor | None, number: str) -> tuple[Meeting, Member]:
    """A meeting with lectures in which the actor scores in a room."""
    meeting, member = own_meeting_for(actor, number)
    if not RoomJudge.objects.filter(member=member).exists():
        raise Http404
    return meeting, member


def lecture_to_score_for(actor: Actor | None, number: str, lot: int) -> tuple[Standing, Member]:
    """A lecture of the room in which the actor scores, who is not recused from it."""
    meeting, member = room_for(actor, number)
    for of in lectures.standings(meeting, queries.notice_of(meeting)):
        if of.lecture.lot == lot and member in of.judges:
            return of, member
    raise Http404


def ballot_for(actor: Actor | None, number: str) -> Ballot:
    """The standing round of a meeting in which the actor sits, on the platform; may they vote is asked later."""
    meeting, _ = own_meeting_for(actor, number)
    found = queries.standing_ballot(meeting)
    if found is None or found.is_on_paper:
        raise Http404
    return found


def counted_ballot_for(actor: Actor | None, number: str) -> Ballot:
    """The counted round of a meeting over which the actor presides."""
    meeting, member = own_meeting_for(actor, number)
    found = queries.standing_ballot(meeting)
    if found is None or found.counted_at is None or meeting.presided_by_id != member.person_id:
        raise Http404
    return found


def watched_ballot_for(actor: Actor | None, number: str) -> Ballot:
    """The standing round of a meeting, for a supervisor."""
    found = queries.standing_ballot(watched_meeting_for(actor, number))
    if found is None:
        raise Http404
    return found
