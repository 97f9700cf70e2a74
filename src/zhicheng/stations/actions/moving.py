"""The beats that every ruling shares: lock, ask whether the actor may rule, close the visit, arrive at the next."""

from __future__ import annotations

from datetime import datetime

from zhicheng.accounts.models import Organisation
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.notice import Notice, StationKind
from zhicheng.policy.route import Route, Ruling, Stop
from zhicheng.policy.seats import Role

from .. import queries, standing
from ..events import Arrived, PassedOn
from ..models import Ending, Visit

_HOUSE = Source("平台规定", "", "", "只有本环节席位上的人能够处理，且不能处理已经办结的材料。", "确定")
_OFFICES = Source("平台规定", "", "", "审核路线上的每个部门都须先设立帐号。", "确定")


def locked(visit: Visit) -> Visit:
    """The visit as it stands now, its dossier locked until the transaction ends."""
    Dossier.objects.select_for_update().get(pk=visit.dossier_id)
    return Visit.objects.select_related(
        "dossier__person", "dossier__year", "dossier__organisation", "revision", "organisation"
    ).get(pk=visit.pk)


def locked_dossier(dossier: Dossier) -> Dossier:
    """The dossier as it stands now, locked until the transaction ends."""
    return (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("year", "person", "organisation")
        .get(pk=dossier.pk)
    )


def kind_of(visit: Visit, notice: Notice) -> StationKind:
    """The station of a visit on the dossier's own route."""
    return queries.route_of(visit.dossier, visit.revision, notice).kind(visit.station)


def may_act(visit: Visit, notice: Notice, by: Actor) -> None:
    """Refuse whoever does not sit at this station, is the applicant, or comes after the ruling."""
    reasons = []
    kind = kind_of(visit, notice)
    if visit.closed_at is not None:
        reasons.append(
            Refusal("station_seat", f"本环节已于{visit.closed_at:%Y-%m-%d %H:%M}办结", _HOUSE, "请刷新页面。")
        )
    if by.organisation != visit.organisation_id or by.role != kind.seat:
        words = f"本环节由{visit.organisation.name}的{Role(kind.seat).words}处理"
        reasons.append(Refusal("station_seat", words, _HOUSE, "请切换到相应席位。"))
    if by.person == visit.dossier.person_id:
        rule = notice.rule("own_dossier")
        reasons.append(Refusal(rule.id, "这是您自己的申报材料", rule.source, rule.mend))
    refuse(reasons)


def close(visit: Visit, ruling: Ruling, opinion: str, *, by: Actor, at: datetime) -> None:
    """Close a visit once, keeping person, seat, unit, time, address and opinion (S2.4-02)."""
    visit.closed_at = at
    visit.ruling = ruling.value
    visit.opinion = opinion
    visit.ruled_by_id = by.person or None
    visit.ruled_by_name = by.name
    visit.ruled_by_role = Role(by.role).words if by.role in {r.value for r in Role} else by.role
    visit.ruled_by_organisation = by.organisation_name
    visit.ruled_from = by.address
    visit.save()


def arrive(
    dossier: Dossier,
    revision: Revision,
    station: str,
    route: Route,
    *,
    notice: Notice,
    by: Actor,
    at: datetime,
    returning_to: str = "",
) -> Visit:
    """Open the next visit; its deadline is the station's own, or on the way back that of the office returned to."""
    kind = route.kind(station)
    due = notice.committees[dossier.committee].windows[route.kind(returning_to or station).window]
    last = dossier.visits.order_by("-ordinal").first()
    visit = Visit.objects.create(
        dossier=dossier,
        applicant=dossier.person,
        revision=revision,
        ordinal=last.ordinal + 1 if last else 1,
        station=station,
        organisation=serving(kind, dossier, notice),
        returning_to=returning_to,
        arrived_at=at,
        due_at=due,
    )
    standing.refresh(dossier)
    record(Arrived(dossier.number, visit.ordinal, station, visit.organisation_id, returning_to), by=by, at=at)
    return visit


def serving(kind: StationKind, dossier: Dossier, notice: Notice) -> Organisation:
    """The organisation of a station; refused when it has no account."""
    office = queries.office_at(kind, dossier, notice)
    if office is None:
        raise Refused(no_office(kind))
    return office


def no_office(kind: StationKind) -> Refusal:
    """Why a route cannot be walked."""
    return Refusal(
        "station_office", f"“{kind.name}”的部门还没有帐号", _OFFICES, "请联系市职改办。", "application.committee"
    )


def pass_to_next(visit: Visit, opinion: str, *, notice: Notice, by: Actor, at: datetime) -> Visit | None:
    """Close a visit as passed and open the next one; ``None`` after the last station."""
    close(visit, Ruling.PASSED, opinion, by=by, at=at)
    record(PassedOn(visit.dossier.number, visit.station, visit.ordinal, opinion, at >= visit.due_at), by=by, at=at)
    route = queries.route_of(visit.dossier, visit.revision, notice)
    stands = route.after(Stop(visit.station, Ruling.PASSED, visit.returning_to))
    if stands.done:
        standing.refresh(visit.dossier)
        return None
    return arrive(
        visit.dossier,
        visit.revision,
        stands.arrives,
        route,
        notice=notice,
        by=by,
        at=at,
        returning_to=stands.returning_to,
    )


def not_ended(dossier: Dossier, notice: Notice) -> None:
    """Refuse what comes after an ending."""
    ended = Ending.objects.filter(dossier=dossier).first()
    if ended is not None:
        rule = notice.rule("no_return_after_pass")
        raise Refused(
            Refusal(
                rule.id,
                f"本次申报已于{ended.ended_at:%Y-%m-%d %H:%M}终止：{ended.kind}",
                rule.source,
                "今年不能再提交。",
            )
        )
