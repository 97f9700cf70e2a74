"""认定: a result by decision of two people where no committee votes; then the same road to the certificate (Q10)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts.actions import approvals
from zhicheng.accounts.models import Approval, Organisation
from zhicheng.committee import facts as committee
from zhicheng.committee import queries as meetings
from zhicheng.committee.models import Sitting
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import meeting as rules
from zhicheng.policy import telling
from zhicheng.policy.finding import Refusal, reasons, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.stations import queries as stations
from zhicheng.year.models import Year

from .. import house, queries
from ..events import TitlesRecognised
from ..models import Recognition, Result
from .doors import granted_for, of_city


@dataclass(frozen=True, slots=True)
class Ruling:
    """认定意见 on one dossier: recognised or not, and why."""

    dossier: Dossier
    passed: bool
    words: str


@transaction.atomic
def propose_recognition(
    sitting: Sitting,
    number: str,
    rulings: Sequence[Ruling],
    *,
    reason: str,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Approval:
    """Ask the city's superior to decide on dossiers of a committee whose kind is not voted on, under a number."""
    refuse([*of_city(by), *_may_recognise(sitting, number, rulings, at, notice)])
    return approvals.propose(
        queries.RECOGNISE, number.strip(), content=_content(sitting, number, rulings), reason=reason,
        organisation=Organisation.objects.get(pk=by.organisation), role=Role.SUPERIOR, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def recognise(approval: Approval, *, notice: Notice, by: Actor, at: datetime) -> Recognition:
    """The decision as it was granted: one result a dossier, for good; what follows is as for others."""
    sitting, number, rulings = _read(approval)
    Sitting.objects.select_for_update(of=("self",)).get(pk=sitting.pk)
    refuse([*of_city(by), *_may_recognise(sitting, number, rulings, at, notice)])
    content = _content(sitting, number, rulings)
    refuse([*granted_for(approval, content)])
    approvals.spend(approval, kind=queries.RECOGNISE, subject=number, by=by, at=at)
    made = Recognition.objects.create(
        sitting=sitting, number=number, digest=queries.digest_of(content), approval=approval,
        decided_on=timezone.localdate(at), decided_by=by.words, decided_at=at,
    )  # fmt: skip
    Result.objects.bulk_create(
        Result(
            recognition=made, dossier=r.dossier, word=queries.PASSED if r.passed else queries.FAILED, facts=r.words,
            tally=made.digest, announced_by=by.words, announced_at=at,
        )
        for r in rulings
    )  # fmt: skip
    passed = sum(r.passed for r in rulings)
    record(TitlesRecognised(number, sitting.committee, made.digest, passed, len(rulings) - passed), by=by, at=at)
    return made


def _content(sitting: Sitting, number: str, rulings: Sequence[Ruling]) -> dict[str, Any]:
    return {
        "number": number.strip(),
        "year": sitting.year.year,
        "committee": sitting.committee,
        "rulings": [[r.dossier.number, r.passed, r.words.strip()] for r in rulings],
    }


def _read(approval: Approval) -> tuple[Sitting, str, tuple[Ruling, ...]]:
    said = approval.content
    sitting = meetings.sitting_of(Year.objects.get(year=said["year"]), said["committee"])
    assert sitting is not None
    read = ((dossiers.numbered(number), passed, words) for number, passed, words in said["rulings"])
    return sitting, said["number"], tuple(Ruling(d, passed, words) for d, passed, words in read if d is not None)


def _may_recognise(
    sitting: Sitting, number: str, rulings: Sequence[Ruling], at: datetime, notice: Notice
) -> Iterator[Refusal]:
    if not number.strip() or Recognition.objects.filter(number=number.strip()).exists():
        yield house.refusal(house.DOCUMENT_NUMBERED, place="number")
    yield from reasons([rules.no_cross_year(timezone.localdate(at), notice)])
    if not rulings or len({r.dossier.pk for r in rulings}) < len(rulings):
        yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, "没有选择申报材料，或有重复", "rulings")
    for r in rulings:
        name, dossier = r.dossier.number, r.dossier
        if dossier.year_id != sitting.year_id or dossier.committee != sitting.committee:
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}不是本年度向该评委会申报的")
        elif committee.is_voted(dossier, notice):
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}为{dossier.kind}，须经评委会表决")
        elif not stations.is_all_passed(dossier):
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}还没有通过各级审核")
        elif hasattr(dossier, "case"):
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}已列入评审会")
        elif queries.outcome_of(dossier) is not None:
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}已有结果")
        elif r.passed and meetings.vetoes([dossier.pk]):
            yield house.refusal(house.RECOGNISED_WITHOUT_VOTE, f"{name}已被一票否决")
        if telling.empty_words(r.words, notice):
            yield house.by_notice(notice, "reasons_are_sentences", f"{name}的认定意见没有写清楚", "words")
        yield from committee.not_listed_because(dossier, timezone.localdate(at), notice)
