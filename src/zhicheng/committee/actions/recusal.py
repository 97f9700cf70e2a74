"""回避: found by the system before anything is assigned, and again when somebody declares (R-16, golden 35)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.accounts.models import Person
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from .. import facts, house, queries
from ..events import RecusalsSearched
from ..models import Meeting, Recusal, RecusalSearch
from . import meetings
from .lock import has_pledged, locked, may_run


@transaction.atomic
def find(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> tuple[Recusal, ...]:
    """Look for every tie between the members and the listed dossiers and keep them apart; what is new is given back.

    May be repeated: after the list is frozen, after somebody steps in, after somebody declares. A meeting opens only
    after a search of those who sit and the list as they stand.
    """
    meeting = locked(meeting)
    may_run(meeting, by, notice)
    if meeting.ended_at is not None:
        refuse([house.refusal(house.MEETING_ORDER, "评审会已经结束")])
    if not (listed := queries.cases(meeting)):
        refuse([house.refusal(house.CASE_LIST, "评审名单还没有固定，不能核查回避")])
    people = [m.person for m in queries.members(meeting)]
    found = keep_away(meeting, people, notice=notice, by=by, at=at)
    RecusalSearch.objects.create(
        meeting=meeting, scope=queries.search_scope(meeting), members=len(people), cases=len(listed), found=len(found),
        searched_by=by.words, searched_at=at,
    )  # fmt: skip
    record(RecusalsSearched(meeting.number, len(people), len(listed), len(found)), by=by, at=at)
    return found


@transaction.atomic
def find_mine(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> tuple[Recusal, ...]:
    """What an expert has just declared of relations takes effect at once, also in the middle of a meeting."""
    meeting = locked(meeting)
    member = queries.member_of(meeting, by.person)
    wrong = [*has_pledged(by, meeting.sitting.year, notice)]
    if by.role != Role.EXPERT.value or member is None:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "您不是本次评审会的组成人员"))
    refuse(wrong)
    assert member is not None
    return keep_away(meeting, [member.person], notice=notice, by=by, at=at)


@transaction.atomic
def keep_away(
    meeting: Meeting, people: Sequence[Person], *, notice: Notice, by: Actor, at: datetime
) -> tuple[Recusal, ...]:
    """Record every tie that the system finds for these people, give back new ones; the caller has asked who may."""
    if meeting.ended_at is not None:
        return ()
    cases = {c.dossier.number: c for c in queries.cases(meeting)}
    words = notice.rule("recusal")["relations"]
    have = {(r.case_id, r.person_id, r.relation) for r in queries.recusals(meeting)}
    out = []
    for tie in facts.ties(meeting, people, notice):
        case, person = cases[tie.dossier], int(tie.expert)
        if (case.pk, person, tie.relation) not in have:
            out.append(
                meetings._recuse(case, person, tie.relation, words[tie.relation], queries.BY_SYSTEM, by=by, at=at)
            )
    return tuple(out)
