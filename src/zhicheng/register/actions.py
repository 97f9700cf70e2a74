"""Enter what an authority decided outside this dossier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import entrustment, identity, integrity, telling
from zhicheng.policy.facts import Entrustment
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.notice import Notice, Rule
from zhicheng.policy.seats import Role

from . import queries
from .events import (
    BreachEnded,
    BreachEntered,
    EntrustmentChecked,
    EntrustmentEntered,
    GreenChannelEntered,
    GreenChannelRevoked,
    RecordPublished,
    SupervisionMeasureEntered,
    SupervisionMeasureLifted,
    TitleEnded,
    TitleEntered,
)
from .models import (
    Breach,
    BreachEnd,
    EntrustmentLetter,
    EntrustmentName,
    GreenChannelApproval,
    GreenChannelName,
    HeldTitle,
    PublishedRecord,
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


@dataclass(frozen=True, slots=True)
class Named:
    """A line of a letter's roster (S4-10): the person, the unit, the title held and the title asked for."""

    name: str
    id_number: str
    unit: str
    unit_nature: str
    held_title: str
    title: str
    is_appraising: bool = True
    id_type: str = "居民身份证"


def roster_reasons(names: Sequence[Named], rule: Rule, notice: Notice) -> tuple[Refusal, ...]:
    """What is wrong with a roster, all at once: empty, a blank, a number that is none, somebody twice."""
    reasons, seen = [], set()
    if not names:
        reasons.append(Refusal(rule.id, "没有填写人员名单", rule.source, "请填写函上列明的人员。", "letter.names"))
    for n, person in enumerate(names, 1):
        blank = [
            words
            for words, value in (("姓名", person.name), ("工作单位", person.unit), ("拟评职称", person.title))
            if not value
        ]
        faults = [f"缺少{'、'.join(blank)}"] if blank else []
        scheme = identity.scheme_of(person.id_type, notice.name_of("id_type", person.id_type))
        faults += [f"证件号码{fault}" for fault in identity.read(scheme, person.id_number).faults]
        if person.unit_nature not in notice.codes.get("employer_nature", {}):
            faults.append(f"单位性质“{person.unit_nature}”不在代码表中")
        number = (person.id_type, identity.normal(person.id_number))
        if number in seen:
            faults.append("与前面一人证件号码相同")
        seen.add(number)
        if faults:
            words = f"名单第{n}人{person.name}：{'；'.join(faults)}"
            reasons.append(Refusal(rule.id, words, rule.source, "请对照来函改正名单。", "letter.names"))
    return tuple(reasons)


@transaction.atomic
def enter_entrustment(
    letter: Entrustment,
    *,
    issuer_uscc: str,
    signer: str,
    scan: Blob,
    names: Sequence[Named],
    notice: Notice,
    by: Actor,
    at: datetime,
) -> EntrustmentLetter:
    """A letter that came in, with its scan and roster, to be checked by another person (S4-01, S4-10).

    Refused with every reason at once when it is impossible whoever checks it: another province, another level, a body
    without the right, days that are over, a committee that is none (S4-02). ``letter.title`` is left empty.
    """
    rule = notice.rule("entrustment_letter")
    reasons = list(entrustment.impossible(letter, notice, at.date()))
    for value, words, place in (
        (letter.number, "委托代评函编号", "letter.number"),
        (letter.issuer, "委托单位", "letter.issuer"),
        (signer.strip(), "签发人", "letter.signer"),
    ):
        if not value:
            reasons.append(Refusal(rule.id, f"没有填写{words}", rule.source, f"请填写函上的{words}。", place))
    reasons += [
        Refusal(rule.id, f"委托单位统一社会信用代码{f}", rule.source, "请对照改正。", "letter.issuer_uscc")
        for f in identity.uscc(identity.normal(issuer_uscc))
    ]
    reasons += roster_reasons(names, rule, notice)
    allowed = entrustment.titles_of(letter.series, letter.level, notice)
    reasons += [
        Refusal(
            rule.id,
            f"“{n.title}”不是该系列该级别的职称，应为{'或'.join(allowed)}",
            rule.source,
            "请核对拟评职称。",
            "letter.names",
        )
        for n in names
        if n.title and allowed and n.title not in allowed
    ]
    code = identity.normal(issuer_uscc)
    same = EntrustmentLetter.objects.filter(issuer_uscc=code, number=letter.number).exclude(is_approved=False)
    if same.exists():
        words = f"{letter.issuer}的{letter.number}已经登记"
        reasons.append(Refusal("entered_once", words, _BOOK, "请核对编号。", "letter.number"))
    if by.role != Role.REGISTRAR.value:
        reasons.append(Refusal(rule.id, "来函由市职改办帐号管理岗登记", _BOOK, "请由帐号管理岗登记。"))
    refuse(reasons)
    kept = EntrustmentLetter.objects.create(
        number=letter.number,
        issuer=letter.issuer,
        issuer_uscc=code,
        body_kind=letter.body_kind,
        region=letter.region,
        year=notice.year,
        committee=letter.committee,
        series=letter.series,
        level=letter.level,
        issued_on=letter.issued_on,
        valid_until=letter.valid_until,
        signer=signer.strip(),
        scan=scan,
        entered_at=at,
        entered_by=by.person,
        entered_by_words=by.words[:200],
    )
    for n in names:
        EntrustmentName.objects.create(
            letter=kept,
            id_type=n.id_type,
            id_index=queries.identity_index(n.id_type, n.id_number),
            id_number=identity.normal(n.id_number),
            name=n.name,
            unit=n.unit,
            unit_nature=n.unit_nature,
            is_appraising=n.is_appraising,
            held_title=n.held_title,
            title=n.title,
        )
    record(EntrustmentEntered(letter.number, letter.issuer, letter.region, letter.committee, len(names)), by=by, at=at)
    return kept


@transaction.atomic
def check_entrustment(
    letter: EntrustmentLetter,
    *,
    is_approved: bool,
    reasons: Sequence[str] = (),
    notice: Notice,
    by: Actor,
    at: datetime,
) -> EntrustmentLetter:
    """资格审核: the city agrees, or refuses with every reason at once; by a reviewer who did not enter it (S4-01).

    The caller has asked that the reviewer sits in the city's office. Once checked, nothing of it changes.
    """
    kept = EntrustmentLetter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    rule = notice.rule("entrustment_letter")
    told = tuple(words.strip() for words in reasons if words.strip())
    refusals: list[Refusal] = []
    if by.role != Role.REVIEWER.value:
        refusals.append(Refusal(rule.id, "来函由市职改办审核岗审核", _BOOK, "请由审核岗审核。"))
    if by.person == kept.entered_by:
        refusals.append(Refusal(rule.id, "登记人不能审核自己登记的来函", _BOOK, "请由另一人审核。"))
    if kept.checked_at is not None:
        refusals.append(Refusal(rule.id, "该来函已有审核结论", _BOOK, "请刷新页面查看。"))
    if is_approved:
        refusals += entrustment.impossible(queries.letter_facts(kept), notice, at.date())
        if told:
            refusals.append(Refusal(rule.id, "同意的不写原因", _BOOK, "有不同意的原因的，请选择不同意。", "reasons"))
    else:
        words = notice.rule("reasons_are_sentences")
        refusals += [
            Refusal(words.id, f"原因“{said}”没有写清楚", words.source, words.mend, "reasons")
            for said in told or ("",)
            if telling.empty_words(said, notice)
        ]
    refuse(refusals)
    kept.is_approved, kept.reasons, kept.checked_at = is_approved, list(told), at
    kept.checked_by, kept.checked_by_words = by.person, by.words[:200]
    kept.save()
    record(EntrustmentChecked(kept.number, kept.issuer, is_approved, told), by=by, at=at)
    letter.refresh_from_db()
    return kept


@transaction.atomic
def strike_green_channel(
    document_number: str, id_type: str, id_index: str, *, reason: str, by: Actor, at: datetime
) -> GreenChannelName:
    """Strike a person from an approval for good, with the reason (S2.2-05). Who may is the caller's to ask."""
    named = (
        GreenChannelName.objects.select_for_update(of=("self",))
        .filter(approval__document_number=document_number, id_type=id_type, id_index=id_index)
        .first()
    )
    reasons = []
    if named is None or named.revoked_at is not None:
        reasons.append(
            Refusal("green_channel_revoked", f"审批件{document_number}上没有该人员，或已经撤销", _BOOK, "请刷新页面。")
        )
    if not reason.strip():
        reasons.append(Refusal("green_channel_revoked", "没有写明撤销的理由", _BOOK, "请写明撤销的理由。", "reason"))
    refuse(reasons)
    assert named is not None
    named.revoked_at, named.revocation = at, reason.strip()
    named.save(update_fields=["revoked_at", "revocation"])
    record(GreenChannelRevoked(document_number, named.pk, named.revocation), by=by, at=at)
    return named


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
def publish(kind: str, number: str, *, title: str, content: str, seal: str, by: Actor, at: datetime) -> PublishedRecord:
    """Publish a record as it stands, for good; the same state twice is one. The caller has asked who may."""
    row, is_new = PublishedRecord.objects.get_or_create(
        kind=kind, number=number, seal=seal, defaults={"title": title, "content": content, "published_at": at}
    )
    if is_new:
        record(RecordPublished(kind, number, seal), by=by, at=at)
    return row


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
