"""The answer to a breach of trust (五(二)): decided by two, each measure with its document, appealed, repaired; vetoes.

S5.2-03 to S5.2-05, R-25 to R-27, G-15. Nothing works before it is decided nor after its term (goldens 37 and 38).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts.actions import approvals
from zhicheng.accounts.models import Approval, Organisation, Person
from zhicheng.accounts.queries import is_city_office
from zhicheng.committee.actions import meetings
from zhicheng.committee.models import Veto
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import integrity, telling
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register import queries as entries
from zhicheng.register.models import SupervisionLift, SupervisionMeasure
from zhicheng.stations.actions.ending import cancel

from .. import facts, house, queries
from ..events import MeasureAdded, PleaAnswered, PleaMade, Sanctioned
from ..models import Plea, Sanction, SanctionMeasure
from .certificates import revoke_by_sanction
from .doors import granted_for, of_city

CANCELLED = "取消申报资格"


# ───── a veto ─────


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
    """一票否决: ends a running application, and a passing vote whenever it was (S5.2-03, golden 37).

    A certificate that was issued already stays until 撤销职称 is decided by two people.
    """
    made = meetings.veto(
        dossier, ground=ground, document_number=document_number, decided_on=decided_on, notice=notice, by=by, at=at
    )
    if queries.outcome_of(dossier) is None:
        cancel(dossier, f"{ground}，一票否决（{made.document_number}）", by=by, at=at)
    return made


# ───── a decision about a person or a unit ─────


@transaction.atomic
def propose_sanction(
    subject: Person | Organisation,
    *,
    ground: str,
    words: str,
    number: str,
    decided_on: date,
    ends_on: date,
    documents: Mapping[str, str],
    dossier: Dossier | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Approval:
    """Ask the city's superior for a decision; ``documents`` is measure → document number, every measure that 五(二)
    calls for (S5.2-04). ``ends_on`` is the last day of the entry in the integrity file."""
    content = _content(subject, ground, words, number, decided_on, ends_on, documents, dossier)
    refuse([*of_city(by), *_may_sanction(subject, content, at, notice)])
    return approvals.propose(
        queries.SANCTION, f"{number.strip()} {_code(subject)}", content=content, reason=words,
        organisation=Organisation.objects.get(pk=by.organisation), role=Role.SUPERIOR, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def sanction(approval: Approval, *, notice: Notice, by: Actor, at: datetime) -> Sanction:
    """Record a decision that was granted and take its measures at once: the running application ends, the title is
    revoked, the breach enters the integrity file (S5.2-04, P-12)."""
    content = dict(approval.content)
    subject = _subject_of(content)
    wrong = [*of_city(by), *_may_sanction(subject, content, at, notice)]
    refuse([*wrong, *granted_for(approval, content)])
    approvals.spend(approval, kind=queries.SANCTION, subject=f"{content['number']} {_code(subject)}", by=by, at=at)
    person = subject if isinstance(subject, Person) else None
    unit = subject if isinstance(subject, Organisation) else None
    decided_on, ends_on = date.fromisoformat(content["decided_on"]), date.fromisoformat(content["ends_on"])
    dossier = dossiers.numbered(content["dossier"]) if content["dossier"] else None
    made = Sanction.objects.create(
        subject=_kind(subject), person=person, organisation=unit, dossier=dossier,
        ground=content["ground"], words=content["words"], number=content["number"], decided_on=decided_on,
        ends_on=ends_on, approval=approval, recorded_by=by.words, recorded_at=at,
    )  # fmt: skip
    for measure, document in content["documents"].items():
        SanctionMeasure.objects.create(
            sanction=made, measure=measure, document_number=document, taken_on=timezone.localdate(at)
        )
        _take(made, measure, document, by=by, at=at)
    id_type, id_number = _identity(subject)
    register.enter_breach(
        id_type=id_type, id_number=id_number, ground=made.ground, document_number=made.number, decided_on=decided_on,
        begins_on=decided_on, ends_on=ends_on, by=by, at=at,
    )  # fmt: skip
    record(
        Sanctioned(
            made.number, made.subject, person.pk if person else 0, unit.pk if unit else 0,
            tuple(content["documents"]), ends_on.isoformat(),
        ),
        by=by, at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def add_measure(
    sanction: Sanction, measure: str, document_number: str, *, notice: Notice, by: Actor, at: datetime
) -> SanctionMeasure:
    """A measure that a decision called for and lacked, now with its document; only one that 五(二) names."""
    sanction = (
        Sanction.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=sanction.pk)
    )
    wrong = [*of_city(by)]
    has_title = _has_title(sanction.person)
    if measure not in facts.missing_measures(sanction, has_title=has_title, notice=notice):
        wrong.append(house.by_notice(notice, "breach_measured", f"“{measure}”不是还缺的处理", "measure"))
    if not document_number.strip():
        wrong.append(house.refusal(house.DOCUMENT_NUMBERED, place="document_number"))
    refuse(wrong)
    made = SanctionMeasure.objects.create(
        sanction=sanction, measure=measure, document_number=document_number.strip(), taken_on=timezone.localdate(at)
    )
    _take(sanction, measure, made.document_number, by=by, at=at)
    record(MeasureAdded(sanction.number, measure, made.document_number), by=by, at=at)
    return made


def _take(sanction: Sanction, measure: str, document: str, *, by: Actor, at: datetime) -> None:
    """What a measure does by itself: end the running applications, revoke the titles conferred here."""
    if sanction.person is None:
        return
    if measure == CANCELLED:
        for dossier in Dossier.objects.filter(person=sanction.person, year__closed_at=None, result=None):
            cancel(dossier, f"{sanction.ground}（{document}）", by=by, at=at)
    if measure == queries.TITLE_REVOKED:
        for dossier in _concerned(sanction):
            certificate = queries.certificate_of(dossier)
            if certificate is not None and queries.end_of(certificate) is None:
                revoke_by_sanction(certificate, document, sanction.ground, by=by, at=at)


def _concerned(sanction: Sanction) -> tuple[Dossier, ...]:
    """The dossier that the decision is about, or every one of the person when it names none."""
    if sanction.dossier is not None:
        return (sanction.dossier,)
    return tuple(Dossier.objects.filter(person=sanction.person))


def _content(
    subject: Person | Organisation,
    ground: str,
    words: str,
    number: str,
    decided_on: date,
    ends_on: date,
    documents: Mapping[str, str],
    dossier: Dossier | None,
) -> dict[str, Any]:
    return {
        "subject": _kind(subject), "person": subject.pk if isinstance(subject, Person) else 0,
        "organisation": 0 if isinstance(subject, Person) else subject.pk, "unit": subject.name,
        "ground": ground.strip(), "words": words.strip(), "number": number.strip(),
        "decided_on": decided_on.isoformat(), "ends_on": ends_on.isoformat(),
        "documents": {m: d.strip() for m, d in documents.items() if d.strip()},
        "dossier": dossier.number if dossier else "",
    }  # fmt: skip


def _may_sanction(
    subject: Person | Organisation, content: Mapping[str, Any], at: datetime, notice: Notice
) -> Iterator[Refusal]:
    decided_on, ends_on = date.fromisoformat(content["decided_on"]), date.fromisoformat(content["ends_on"])
    entry = integrity.Entry(content["ground"], decided_on, ends_on, content["number"])
    yield from integrity.term_faults(entry, notice)
    if decided_on > timezone.localdate(at):
        words = f"决定日期{decided_on}晚于今天"
        yield house.by_notice(notice, "integrity_term", words, "decided_on", "作出决定后再办理。")
    if not content["ground"] or telling.empty_words(content["words"], notice):
        yield house.by_notice(notice, "reasons_are_sentences", "没有写清楚事由和事实", "words")
    due = integrity.measures_due(content["subject"], has_title=_has_title(subject), notice=notice)
    if strange := [m for m in content["documents"] if m not in due]:
        yield house.by_notice(notice, "breach_measured", f"不适用的处理：{'、'.join(strange)}", "documents")
    if missing := [m for m in due if m not in content["documents"]]:
        yield house.by_notice(notice, "breach_measured", f"缺少{'、'.join(missing)}的文号", "documents")
    if Sanction.objects.filter(number=content["number"], **_key(subject)).exists():
        yield house.refusal(house.DOCUMENT_NUMBERED, place="number")


def _has_title(subject: Person | Organisation | None) -> bool:
    """Whether there is a title to be revoked."""
    return isinstance(subject, Person) and entries.titles_of(subject.id_type, subject.id_index).exists()


def _kind(subject: Person | Organisation) -> str:
    return integrity.PERSON if isinstance(subject, Person) else integrity.EMPLOYER


def _key(subject: Person | Organisation) -> dict[str, Any]:
    return {"person": subject} if isinstance(subject, Person) else {"organisation": subject}


def _code(subject: Person | Organisation) -> str:
    return f"P{subject.pk}" if isinstance(subject, Person) else f"U{subject.pk}"


def _identity(subject: Person | Organisation) -> tuple[str, str]:
    if isinstance(subject, Person):
        return subject.id_type, subject.id_number
    return entries.USCC, subject.uscc


def _subject_of(content: Mapping[str, Any]) -> Person | Organisation:
    if content.get("person"):
        return Person.objects.get(pk=content["person"])
    return Organisation.objects.get(pk=content["organisation"])


def subject_called(code: str) -> tuple[Person | Organisation | None, Dossier | None]:
    """The person of a dossier's number, or the unit of a code; ``(None, None)`` for neither."""
    dossier = dossiers.numbered(code.strip())
    if dossier is not None:
        return dossier.person, dossier
    return Organisation.objects.filter(uscc=code.strip()).first(), None


# ───── appeal and repair ─────


@transaction.atomic
def plead(sanction: Sanction, kind: str, words: str, *, notice: Notice, by: Actor, at: datetime) -> Plea:
    """申诉 against a decision, or 信用修复 after its time, by whom it is about: the person, or the unit's principal."""
    sanction = (
        Sanction.objects.select_for_update(of=("self",)).select_related("person", "organisation").get(pk=sanction.pk)
    )
    mine = by.person == sanction.person_id if sanction.person_id else (
        by.organisation == sanction.organisation_id and by.role == Role.PRINCIPAL.value
    )  # fmt: skip
    wrong = [] if mine else [house.refusal(house.OUTCOME_SEATS, "申诉和信用修复由当事人提出")]
    if kind not in (queries.APPEAL, queries.REPAIR):
        wrong.append(house.refusal(house.PLEA_IN_TURN, "没有选择申诉或信用修复", "kind"))
    if kind == queries.REPAIR:
        wrong += integrity.may_repair(queries.entry_of(sanction), timezone.localdate(at), notice)
    earlier = list(sanction.pleas.filter(kind=kind))
    if any(p.answered_at is None or p.is_granted for p in earlier):
        wrong.append(house.refusal(house.PLEA_IN_TURN))
    if telling.empty_words(words, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "理由没有写清楚", "words"))
    refuse(wrong)
    said = "当事人" if sanction.person_id else by.words
    made = Plea.objects.create(sanction=sanction, kind=kind, words=words.strip(), asked_by=said, asked_at=at)
    record(PleaMade(sanction.number, kind), by=by, at=at)
    return made


@transaction.atomic
def answer_plea(
    plea: Plea, *, is_granted: bool, answer: str, document_number: str, notice: Notice, by: Actor, at: datetime
) -> Plea:
    """The city's superior answers, who did not handle the decision alone; granted, the entry works no longer from that
    day (G-15). What a measure has done stays done: a revoked title is given back by :mod:`.restoring`."""
    asked = (
        Plea.objects.select_for_update(of=("self",))
        .select_related("sanction__person", "sanction__organisation")
        .get(pk=plea.pk)
    )
    wrong = [*of_city(by, Role.SUPERIOR)]
    if asked.answered_at is not None:
        wrong.append(house.refusal(house.PLEA_IN_TURN, "已经答复"))
    if telling.empty_words(answer, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "答复没有写清楚", "answer"))
    if not document_number.strip():
        wrong.append(house.refusal(house.DOCUMENT_NUMBERED, place="document_number"))
    refuse(wrong)
    asked.is_granted, asked.answer, asked.document_number = is_granted, answer.strip(), document_number.strip()
    asked.answered_by, asked.answered_at = by.words, at
    asked.save(update_fields=["is_granted", "answer", "document_number", "answered_by", "answered_at"])
    sanction = asked.sanction
    if is_granted:
        subject = sanction.person or sanction.organisation
        assert subject is not None
        id_type, id_number = _identity(subject)
        breach = entries.breach_of(sanction.number, id_type, entries.identity_index(id_type, id_number))
        if breach is not None and not hasattr(breach, "end"):
            kind = entries.OVERTURNED if asked.kind == queries.APPEAL else entries.REPAIRED
            register.end_breach(
                breach,
                kind=kind,
                document_number=asked.document_number,
                decided_on=timezone.localdate(at),
                by=by,
                at=at,
            )
    record(PleaAnswered(sanction.number, asked.kind, is_granted, asked.document_number), by=by, at=at)
    return asked


# ───── supervision of units and committees ─────


def _supervises(by: Actor) -> Iterator[Refusal]:
    roles = (Role.SUPERVISOR.value, Role.REVIEWER.value)
    if by.role not in roles or not is_city_office(by.organisation):
        yield house.refusal(house.OUTCOME_SEATS, "监管措施由市职改办的监督人员或审核岗登记")


@transaction.atomic
def supervise(
    subject: Organisation | str,
    *,
    measure: str,
    ground: str,
    document_number: str,
    decided_on: date,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> SupervisionMeasure:
    """提醒、约谈、责令整改、暂停评审… against a unit or (by its id) a committee; a stopped one cannot meet (R-27)."""
    wrong = [*_supervises(by)]
    if isinstance(subject, str) and subject not in notice.committees:
        wrong.append(house.by_notice(notice, "supervision_measures", "没有这个评审委员会", "subject"))
    refuse(wrong)
    if isinstance(subject, str):
        kind, code, name = integrity.COMMITTEE, subject, notice.committees[subject].name
    else:
        kind, code, name = integrity.EMPLOYER, subject.uscc, subject.name
    return register.enter_supervision(
        subject=kind, code=code, name=name, measure=measure, ground=ground, document_number=document_number,
        decided_on=decided_on, notice=notice, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def lift(measure: SupervisionMeasure, document_number: str, *, by: Actor, at: datetime) -> SupervisionLift:
    """解除 a measure against a unit or a committee."""
    refuse(list(_supervises(by)))
    return register.lift_supervision(
        measure, document_number=document_number, decided_on=timezone.localdate(at), by=by, at=at
    )
