"""A changed notice put in force by two people, its dates carried to every open visit; offices' own earlier dates."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts.actions.approvals import propose, spend
from zhicheng.accounts.models import Approval, Organisation
from zhicheng.accounts.queries import is_city_office
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.seal import extend
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import schedule
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.route import Ruling
from zhicheng.policy.seats import Role
from zhicheng.year import actions as years
from zhicheng.year import shelf
from zhicheng.year.models import Version, Year

from .. import queries, standing
from ..events import DeadlineMoved, PlanSet, PlanTaken, ScheduleMoved
from ..models import OfficePlan, ScheduleChange, Visit

REOPENING = "notice_reopened"
_TWO = Source("平台规定", "", "", "年度开启后通知的规则数据有改动的，由市职改办一人提出、另一人同意后生效。", "确定")


def reopening_subject(year: Year, hash: str) -> str:
    """What an approval of a changed notice is about: this year, this very content."""
    return f"{year.year}/{hash[:32]}"


@transaction.atomic
def propose_reopening(year: Year, *, reason: str, city: Organisation, by: Actor, at: datetime) -> Approval:
    """Ask the city office's superior to put the changed folder of an open year in force (S7-02)."""
    _of_the_city(by)
    there = shelf.read(year.notice)
    if there is None:
        raise Refused(Refusal("notice_whole", "目录中的通知有问题，不能提出", _TWO, "请先改正全部问题。"))
    if there.hash == year.hash:
        raise Refused(Refusal("notice_unchanged", "目录与生效的版本相同，没有改动", _TWO))
    changes = schedule.moved(shelf.notice_of(year), there)
    return propose(
        REOPENING,
        reopening_subject(year, there.hash),
        content={"year": year.year, "hash": there.hash, "moved": [f"{m.name}：{m.words}" for m in changes]},
        reason=reason,
        organisation=city,
        role=Role.SUPERIOR,
        by=by,
        at=at,
    )


@transaction.atomic
def reopen_year(year: Year, approval: Approval, *, by: Actor, at: datetime) -> Version:
    """Put the approved content in force, move every open deadline with it and say so to whom it concerns.

    What was sealed stays judged by its own version; an open visit's deadline, and the time for a correction, become
    those of the new calendar.
    """
    _of_the_city(by)
    hash = str(approval.content.get("hash", ""))
    if not is_city_office(approval.organisation_id) or approval.role != Role.SUPERIOR.value:
        raise Refused(Refusal(REOPENING, "该审批不是市职改办分管负责人作出的", _TWO))
    spend(approval, kind=REOPENING, subject=reopening_subject(year, hash), by=by, at=at)
    before = shelf.notice_of(year)
    version = years.reopen_year(year, hash=hash, reason=approval.reason, by=by, at=at)
    year.refresh_from_db()
    after = shelf.notice_of(year)
    changes = schedule.moved(before, after)
    for m in changes:
        ScheduleChange.objects.create(
            year=year, committee=m.committee, window=m.window, before=m.before, after=m.after, words=m.words,
            reason=approval.reason, changed_at=at,
        )  # fmt: skip
        record(ScheduleMoved(year.year, year.notice, m.committee, m.window, m.words, approval.reason), by=by, at=at)
    if changes:
        _carry(year, after, {m.committee for m in changes}, by=by, at=at)
    return version


def _carry(year: Year, notice: Notice, committees: set[str], *, by: Actor, at: datetime) -> None:
    """Every dossier under way before those committees gets the new dates."""
    last = Visit.objects.filter(dossier__year=year, dossier__committee__in=committees)
    for dossier_id in sorted(set(last.values_list("dossier", flat=True))):
        visit = last.filter(dossier=dossier_id).select_related("dossier", "revision").order_by("-ordinal")[0]
        if queries.ending_of(visit.dossier) is not None:
            continue
        route = queries.route_of(visit.dossier, visit.revision, notice)
        due = notice.committees[visit.dossier.committee].windows[route.kind(visit.returning_to or visit.station).window]
        if due == visit.due_at:
            continue
        if visit.closed_at is None:
            Visit.objects.filter(pk=visit.pk).update(due_at=due)
        elif visit.ruling == Ruling.SENT_BACK.value and dossiers.reopening(visit.dossier) is not None:
            extend(visit.dossier, closes_at=due, by=by, at=at)
        else:
            continue
        standing.refresh(visit.dossier)
        before = timezone.localtime(visit.due_at)
        record(DeadlineMoved(visit.dossier.number, visit.station, before.isoformat(), due.isoformat()), by=by, at=at)


def _of_the_city(by: Actor) -> None:
    if not is_city_office(by.organisation):
        raise Refused(Refusal(REOPENING, "只有市职改办能够使改动的通知生效", _TWO))


@transaction.atomic
def plan(
    organisation: Organisation, year: Year, window: str, closes_at: datetime | None, *, by: Actor, at: datetime
) -> OfficePlan | None:
    """An office's own earlier date for its window, within the city's (S2.4-13); ``None`` takes it back."""
    notice = shelf.notice_of(year)
    rule = notice.rule("offices_plan")
    reasons = []
    if by.organisation != organisation.pk:
        reasons.append(Refusal(rule.id, "只能为本部门安排内部时限", rule.source, rule.mend))
    elif window not in windows_of(organisation, notice):
        reasons.append(Refusal(rule.id, "本部门没有这一环节", rule.source, "请选择本部门的环节。", "window"))
    elif closes_at is not None:
        reasons.extend(schedule.may_plan(notice, window, closes_at, at))
    refuse(reasons)
    if closes_at is None:
        if OfficePlan.objects.filter(year=year, organisation=organisation, window=window).delete()[0]:
            record(PlanTaken(organisation.pk, window), by=by, at=at)
        return None
    set_, _ = OfficePlan.objects.update_or_create(
        year=year, organisation=organisation, window=window, defaults={"closes_at": closes_at, "planned_at": at}
    )
    record(PlanSet(organisation.pk, window, closes_at.isoformat()), by=by, at=at)
    return set_


def windows_of(organisation: Organisation, notice: Notice) -> tuple[str, ...]:
    """The windows that an organisation's duties answer for."""
    duties = {d.duty for d in organisation.duties.all()}
    return tuple(dict.fromkeys(s.window for s in notice.stations if s.office in duties and s.office != "employer"))
