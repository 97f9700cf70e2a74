"""提交: the applicant hands in, first and after a letter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.accounts import queries as accounts
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Reopening
from zhicheng.dossier.seal import seal
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import telling
from zhicheng.policy.finding import Finding, Refusal, Refused, Source, refuse
from zhicheng.policy.judge import unmet
from zhicheng.policy.notice import Notice
from zhicheng.policy.places import UNIT_FILES
from zhicheng.policy.route import Ruling

from .. import facts, queries
from ..events import HandedIn
from ..models import Visit
from .moving import arrive, locked_dossier, no_office, not_ended

_OWN = Source("平台规定", "", "", "申报材料只能由申报人本人提交。", "确定")


def as_refusal(finding: Finding) -> Refusal:
    """An unmet finding as a reason of a refusal."""
    return Refusal(
        finding.rule, finding.facts, finding.source, finding.mend, finding.places[0] if finding.places else ""
    )


@transaction.atomic
def hand_in(dossier: Dossier, *, is_confirmed: bool, notice: Notice, by: Actor, at: datetime) -> Visit:
    """Seal what was written and bring it to the first station, or back to the office that returned it.

    Refused with every unmet finding at once (S2.3-12), late (S2.3-06, S2.3-08), or when a correction changed
    what the letter had not opened. The deadline is exclusive: the very instant is late (golden 23).
    """
    dossier = locked_dossier(dossier)
    if by.person != dossier.person_id or by.seat:
        raise Refused(Refusal("not_changed_by_reviewers", "申报材料只能由申报人本人提交", _OWN))
    not_ended(dossier, notice)
    opened = dossiers.reopening(dossier)
    if dossiers.latest(dossier) is not None and opened is None:
        rule = notice.rule("no_return_on_request")
        raise Refused(Refusal(rule.id, "材料已经提交，正在审核", rule.source, "请在“我的申报”查看进度。"))
    refuse((*_confirmed(is_confirmed, notice), *_whole(dossier, notice, at)))
    return _correct(dossier, opened, notice, by, at) if opened else _first(dossier, notice, by, at)


def _confirmed(is_confirmed: bool, notice: Notice) -> tuple[Refusal, ...]:
    rule = notice.rule("confirmed_before_hand_in")
    return () if is_confirmed else (Refusal(rule.id, "尚未勾选“填写信息确认无误”", rule.source, rule.mend, "pledge"),)


def _whole(dossier: Dossier, notice: Notice, at: datetime) -> tuple[Refusal, ...]:
    reasons = [as_refusal(f) for f in unmet(facts.before_hand_in(dossier, notice, at))]
    employment = accounts.employment_of(dossier.person)
    if employment is None or employment.organisation_id != dossier.organisation_id:
        rule = notice.rule("unit_verified_first")
        reasons.append(Refusal(rule.id, f"您已不在{dossier.organisation.name}名下", rule.source, "请联系单位管理员。"))
    elif not accounts.is_verified(dossier.organisation):
        rule = notice.rule("unit_verified_first")
        reasons.append(Refusal(rule.id, f"{dossier.organisation.name}尚未通过审核或已停用", rule.source, rule.mend))
    return tuple(reasons)


def _first(dossier: Dossier, notice: Notice, by: Actor, at: datetime) -> Visit:
    route = queries.route_of(dossier, None, notice)
    refuse([no_office(kind) for kind in route.stations if queries.office_at(kind, dossier, notice) is None])
    revision = seal(dossier, notice=notice, by=by, at=at)
    record(HandedIn(dossier.number, revision.ordinal, revision.digest, route.first, False), by=by, at=at)
    return arrive(dossier, revision, route.first, route, notice=notice, by=by, at=at)


def _correct(dossier: Dossier, opened: Reopening, notice: Notice, by: Actor, at: datetime) -> Visit:
    """Back to the office that returned it, past the employer's ticks when files changed (reading Q4)."""
    before = dossiers.latest(dossier)
    assert before is not None
    was, now = dossiers.revision_content(before), dossier_facts.content(dossier)
    changed = telling.changes(was, now, notice)
    refuse(telling.may_hand_in_again(opened.places, changed, notice))
    returned = next(v for v in reversed(queries.visits(dossier)) if v.ruling == Ruling.SENT_BACK.value)
    route = queries.route_of(dossier, before, notice)
    for_the_unit = any(i.section == UNIT_FILES for i in queries.deficiencies(returned))
    station = route.after_correction(returned.station, files_changed=_files(was) != _files(now) or for_the_unit)
    goal = returned.returning_to or (returned.station if station != returned.station else "")
    recommended = queries.recommendation(dossier)
    revision = seal(
        dossier, notice=notice, by=by, at=at, recommended_on=recommended.recommended_on if recommended else None
    )
    record(HandedIn(dossier.number, revision.ordinal, revision.digest, station, True), by=by, at=at)
    return arrive(dossier, revision, station, route, notice=notice, by=by, at=at, returning_to=goal)


def _files(content: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    return {(f["slot"], f["row"], f["digest"]) for f in content["files"]}
