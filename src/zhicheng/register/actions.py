"""Enter what an authority decided outside this dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import integrity
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.notice import Notice

from . import queries
from .events import (
    BreachEnded,
    BreachEntered,
    GreenChannelEntered,
    SupervisionMeasureEntered,
    SupervisionMeasureLifted,
    TitleEnded,
    TitleEntered,
)
from .models import (
    Breach,
    BreachEnd,
    GreenChannelApproval,
    GreenChannelName,
    HeldTitle,
    SupervisionLift,
    SupervisionMeasure,
    TitleEnd,
)

_BOOK = Source("平台规定", "", "", "登记须与批准文件一致，一份文件只登记一次。", "确定")


@transaction.atomic
def enter_title(
    *,
    id_type: str,
    id_number: str,
    series: str,
    specialty: str,
    level: str,
    name: str,
    obtained_on: date,
    certificate_number: str,
    authority: str,
    by: Actor,
    at: datetime,
) -> HeldTitle:
    """A title conferred; one certificate number, one entry."""
    if HeldTitle.objects.filter(certificate_number=certificate_number).exists():
        refuse([Refusal("entered_once", f"证书{certificate_number}已经登记", _BOOK, "请核对证书编号。")])
    title = HeldTitle.objects.create(
        id_type=id_type,
        id_index=queries.identity_index(id_type, id_number),
        series=series,
        specialty=specialty,
        level=level,
        name=name,
        obtained_on=obtained_on,
        certificate_number=certificate_number,
        authority=authority,
        entered_at=at,
    )
    record(TitleEntered(certificate_number, series, level, obtained_on.isoformat()), by=by, at=at)
    return title


@transaction.atomic
def enter_green_channel(
    document_number: str,
    authority: str,
    basis: str,
    approved_on: date,
    scan: Blob,
    names: Sequence[tuple[str, str, str]],
    *,
    by: Actor,
    at: datetime,
) -> GreenChannelApproval:
    """An approval with its scan and the people it names, as (id_type, id_number, name) (S2.2-04)."""
    reasons = []
    if not names:
        reasons.append(Refusal("entered_once", "审批件没有列名", _BOOK, "请登记审批件上的人员。"))
    if approved_on > at.date():
        reasons.append(Refusal("entered_once", f"审批日期{approved_on}晚于今天", _BOOK, "请核对审批日期。"))
    if GreenChannelApproval.objects.filter(document_number=document_number).exists():
        reasons.append(Refusal("entered_once", f"审批件{document_number}已经登记", _BOOK, "请核对文号。"))
    refuse(reasons)
    approval = GreenChannelApproval.objects.create(
        document_number=document_number,
        authority=authority,
        basis=basis,
        approved_on=approved_on,
        scan=scan,
        entered_at=at,
    )
    distinct = {(t, queries.identity_index(t, n)): name for t, n, name in names}
    for (id_type, index), name in distinct.items():
        GreenChannelName.objects.create(approval=approval, id_type=id_type, id_index=index, name=name)
    record(GreenChannelEntered(document_number, authority, len(distinct)), by=by, at=at)
    return approval


@transaction.atomic
def enter_breach(
    *,
    id_type: str,
    id_number: str,
    ground: str,
    document_number: str,
    decided_on: date,
    begins_on: date,
    ends_on: date,
    by: Actor,
    at: datetime,
) -> Breach:
    """A decided breach of trust and its term; never in force before its decision (S5.2-04)."""
    reasons = []
    if decided_on > at.date():
        reasons.append(Refusal("breach_decided", f"决定日期{decided_on}晚于今天", _BOOK, "作出决定后再登记。"))
    if begins_on < decided_on:
        reasons.append(Refusal("breach_decided", f"起始{begins_on}早于决定日期{decided_on}", _BOOK))
    if ends_on <= begins_on:
        reasons.append(Refusal("breach_decided", f"截止{ends_on}不晚于起始{begins_on}", _BOOK))
    refuse(reasons)
    breach = Breach.objects.create(
        id_type=id_type,
        id_index=queries.identity_index(id_type, id_number),
        ground=ground,
        document_number=document_number,
        decided_on=decided_on,
        begins_on=begins_on,
        ends_on=ends_on,
        entered_at=at,
    )
    record(BreachEntered(document_number, begins_on.isoformat(), ends_on.isoformat()), by=by, at=at)
    return breach


@transaction.atomic
def end_title(
    certificate_number: str, *, kind: str, document_number: str, decided_on: date, by: Actor, at: datetime
) -> TitleEnd:
    """A title on that certificate counts no longer: revoked, or entered anew on a corrected one (S5.2-04)."""
    title = HeldTitle.objects.select_for_update().filter(certificate_number=certificate_number).first()
    if title is None or TitleEnd.objects.filter(title=title).exists():
        words = f"证书{certificate_number}{'没有登记' if title is None else '已经终止'}"
        raise Refused(Refusal("entered_once", words, _BOOK, "请核对证书编号。"))
    made = TitleEnd.objects.create(
        title=title, kind=kind, document_number=document_number, decided_on=decided_on, entered_at=at
    )
    record(TitleEnded(certificate_number, kind, document_number, decided_on.isoformat()), by=by, at=at)
    return made


@transaction.atomic
def end_breach(
    breach: Breach, *, kind: str, document_number: str, decided_on: date, by: Actor, at: datetime
) -> BreachEnd:
    """An entry works no longer from that day: repaired, or its decision set aside on appeal (G-15)."""
    entry = Breach.objects.select_for_update().get(pk=breach.pk)
    reasons = []
    if BreachEnd.objects.filter(breach=entry).exists():
        reasons.append(Refusal("entered_once", f"{entry.document_number}的记录已经终止", _BOOK, "无需再次登记。"))
    if not document_number.strip():
        reasons.append(Refusal("entered_once", "没有填写决定文号", _BOOK, "请填写决定文号。", "document_number"))
    refuse(reasons)
    made = BreachEnd.objects.create(
        breach=entry, kind=kind, document_number=document_number.strip(), decided_on=decided_on, entered_at=at
    )
    record(BreachEnded(entry.document_number, kind, made.document_number, decided_on.isoformat()), by=by, at=at)
    return made


@transaction.atomic
def enter_supervision(
    *,
    subject: str,
    code: str,
    name: str,
    measure: str,
    ground: str,
    document_number: str,
    decided_on: date,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> SupervisionMeasure:
    """A supervisor's measure against a unit or a committee, with its document (R-27)."""
    document_number = document_number.strip()
    reasons = [*integrity.measure_fits(integrity.Measure(measure, subject, decided_on, document_number), notice)]
    if decided_on > at.date():
        reasons.append(Refusal("breach_decided", f"决定日期{decided_on}晚于今天", _BOOK, "作出决定后再登记。"))
    if not ground.strip():
        reasons.append(Refusal("breach_decided", "没有写明事由", _BOOK, "请写明事由。", "ground"))
    if SupervisionMeasure.objects.filter(code=code, measure=measure, document_number=document_number).exists():
        reasons.append(Refusal("entered_once", f"{document_number}已经登记", _BOOK, "请核对文号。"))
    refuse(reasons)
    made = SupervisionMeasure.objects.create(
        subject=subject, code=code, name=name, measure=measure, ground=ground.strip(), document_number=document_number,
        decided_on=decided_on, entered_at=at,
    )  # fmt: skip
    entered = SupervisionMeasureEntered(document_number, subject, code, measure, decided_on.isoformat())
    record(entered, by=by, at=at)
    return made


@transaction.atomic
def lift_supervision(
    measure: SupervisionMeasure, *, document_number: str, decided_on: date, by: Actor, at: datetime
) -> SupervisionLift:
    """A measure is lifted again, with its document."""
    row = SupervisionMeasure.objects.select_for_update().get(pk=measure.pk)
    reasons = []
    if SupervisionLift.objects.filter(measure=row).exists():
        reasons.append(Refusal("entered_once", f"{row.document_number}的措施已经解除", _BOOK, "无需再次登记。"))
    if not document_number.strip():
        reasons.append(Refusal("entered_once", "没有填写解除文件编号", _BOOK, "请填写文件编号。", "document_number"))
    refuse(reasons)
    made = SupervisionLift.objects.create(
        measure=row, document_number=document_number.strip(), decided_on=decided_on, entered_at=at
    )
    lifted = SupervisionMeasureLifted(row.document_number, made.document_number, decided_on.isoformat())
    record(lifted, by=by, at=at)
    return made
