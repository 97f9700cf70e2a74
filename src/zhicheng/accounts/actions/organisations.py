"""单位帐号: created by its manager, completed by itself, verified once with every reason at once (S2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.ledger.record import record
from zhicheng.policy import entrustment, identity, organisations, telling
from zhicheng.policy import facts as policy
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role
from zhicheng.register import queries as register

from .. import events, house, queries
from ..models import Organisation, OrganisationDuty, OrganisationProof, Verification

OFFICE_NATURE = "机关"
LONGEST_REASON = 2000


@transaction.atomic
def install_city_office(*, name: str, uscc: str, region: str, short_name: str = "", at: datetime) -> Organisation:
    """The root of the tree, once: the city's office that creates every other office (S2.1-02)."""
    code, name = identity.normal(uscc), name.strip()
    refusals = [house.refusal(house.UNIT_FIELDS, f"统一社会信用代码{f}", "employer.uscc") for f in identity.uscc(code)]
    if not name:
        refusals.append(house.refusal(house.UNIT_FIELDS, "单位名称不能为空", "employer.name"))
    if queries.city_office() is not None:
        refusals.append(house.refusal(house.ONE_CODE_ONE_ACCOUNT, "市职改办已经建立"))
    refuse(refusals)
    office = Organisation.objects.create(
        name=name,
        short_name=short_name.strip(),
        uscc=code,
        nature=OFFICE_NATURE,
        region=region,
        level=organisations.CITY_LEVEL,
        created_at=at,
    )
    OrganisationDuty.objects.create(organisation=office, duty=Duty.CITY_OFFICE.value)
    record(events.CityOfficeInstalled(uscc=code, name=name, region=region), by=INSTALLER, at=at)
    return office


@transaction.atomic
def create_organisation(
    *,
    name: str,
    uscc: str,
    nature: str,
    region: str,
    level: str,
    duties: Sequence[Duty],
    manager: Organisation,
    parent: Organisation | None = None,
    department: Organisation | None = None,
    locality: str = "",
    short_name: str = "",
    is_appraising: bool = True,
    is_registered_in_city: bool = True,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Organisation:
    """A unit's account, made by the office that then manages it (谁创建谁管理, S2.1-01 to S2.1-04, S2.1-10).

    ``manager`` is the acting office. A department, county office or committee office is the city office's to create
    and needs no verification; an employer must pass one before it may add anybody.
    """
    _root_locked()
    code, name, short_name = identity.normal(uscc), name.strip(), short_name.strip()
    duties = tuple(dict.fromkeys(duties))
    acting = queries.duties_of(manager)
    refusals: list[Refusal] = []
    if by != INSTALLER and (by.role != Role.REGISTRAR.value or by.organisation != manager.pk):
        refusals.append(house.refusal(house.MANAGED_BY_CREATOR, "单位帐号由创建部门的帐号管理岗创建", notice=notice))
    if manager.disabled_at is not None:
        refusals.append(house.refusal(house.UNIT_DISABLED, f"{manager.name}的帐号已停用"))
    refusals += _unfit(name, short_name, code, nature, region, level, locality, duties, notice)
    if Duty.EMPLOYER in duties:
        wanted = policy.Employer(
            name=name or "该单位",
            uscc=code,
            nature=nature,
            region=region,
            level=level,
            department=department.name if department else "",
        )
        refusals += organisations.may_create(wanted, acting, manager.region, manager.name, notice)
    if set(duties) - {Duty.EMPLOYER} and Duty.CITY_OFFICE not in acting:
        refusals.append(house.refusal(house.OFFICES_BY_CITY, notice=notice))
    if Duty.ENTRUSTING in duties:
        refusals += _may_entrust(name, code, region, duties, notice, at)
        level, is_registered_in_city = organisations.CITY_LEVEL, False
    if Duty.AUTONOMOUS in duties and Duty.EMPLOYER not in duties:
        refusals.append(
            house.refusal(house.UNIT_FIELDS, "职称自主评审单位须同时是用人单位", "employer.duties", "请一并勾选。")
        )
    if Duty.CITY_OFFICE in duties:
        refusals.append(house.refusal(house.OFFICES_BY_CITY, "市职改办只有一个", mend="请去掉“市职改办”这一职责。"))
    if department is not None and Duty.DEPARTMENT not in queries.duties_of(department):
        refusals.append(
            house.refusal(
                house.UNIT_FIELDS, f"{department.name}不是主管部门", "employer.department", "请选择主管部门。"
            )
        )
    refusals += _taken(code, name, notice)
    refuse(refusals)
    made = Organisation.objects.create(
        name=name,
        short_name=short_name,
        uscc=code,
        nature=nature,
        region=region,
        level=level,
        locality=locality,
        is_registered_in_city=is_registered_in_city,
        is_appraising=is_appraising,
        manager=manager,
        parent=parent,
        department=department,
        created_at=at,
    )
    OrganisationDuty.objects.bulk_create(OrganisationDuty(organisation=made, duty=d.value) for d in duties)
    record(
        events.OrganisationCreated(
            uscc=code,
            name=name,
            nature=nature,
            region=region,
            level=level,
            duties=tuple(d.value for d in duties),
            manager=manager.uscc,
        ),
        by=by,
        at=at,
    )
    return made


def _may_entrust(
    name: str, code: str, region: str, duties: tuple[Duty, ...], notice: Notice, at: datetime
) -> Iterator[Refusal]:
    """A body of another place has a limited account, made once the city has agreed to a letter of it (S4-01, A17)."""
    if duties != (Duty.ENTRUSTING,):
        yield house.refusal(
            house.UNIT_FIELDS, "外地委托单位没有其他职责", "employer.duties", "请只勾选“外地委托单位”。"
        )
    if not any(region in notice.codes.get(table, {}) for table in ("region", "prefecture")):
        rule, where = notice.rule("entrustment_letter"), entrustment.place_name(region, notice)
        yield house.by_notice(
            notice, rule.id, f"{name or '该单位'}在{where or '未选择的地区'}，不在省内", "employer.region"
        )
    if not register.has_approved_letter(code, notice.year):
        yield house.by_notice(
            notice,
            "entrusted_in_advance",
            f"{name or '该单位'}（{code}）没有经审核同意的委托代评函",
            "employer.uscc",
            "请先登记其委托代评函并审核同意，统一社会信用代码须一致。",
        )


def _root_locked() -> None:
    """Two creations, or two numbered letters, never pass each other."""
    list(Organisation.objects.select_for_update().filter(manager=None).order_by("id"))


def _unfit(
    name: str,
    short_name: str,
    code: str,
    nature: str,
    region: str,
    level: str,
    locality: str,
    duties: tuple[Duty, ...],
    notice: Notice,
) -> Iterator[Refusal]:
    yield from (
        house.refusal(house.UNIT_FIELDS, f"统一社会信用代码{f}", "employer.uscc", "请对照登记证书改正。", notice=notice)
        for f in identity.uscc(code)
    )
    if not duties:
        yield house.refusal(house.UNIT_FIELDS, "没有选择单位职责", "employer.duties", "请至少选择一项职责。")
    if not name:
        yield house.refusal(house.UNIT_FIELDS, "单位名称不能为空", "employer.name")
    for field, value in (("name", name), ("short_name", short_name)):
        yield from _too_long(field, value)
    wanted = [("region", "region", region, "所在区划"), ("level", "employer_level", level, "隶属层级")]
    if Duty.ENTRUSTING in duties:
        wanted = []
    if Duty.EMPLOYER in duties:
        wanted.append(("nature", "employer_nature", nature, "单位性质"))
    if locality:
        wanted.append(("locality", "locality", locality, "城乡类别"))
    for field, table, value, words in wanted:
        if value not in notice.codes.get(table, {}):
            yield house.refusal(
                house.UNIT_FIELDS,
                f"{words}“{value}”不在代码表中" if value else f"没有选择{words}",
                f"employer.{field}",
                f"请从列出的选项中选择{words}。",
            )


def _too_long(field: str, value: str) -> Iterator[Refusal]:
    longest = getattr(Organisation._meta.get_field(field), "max_length", None) or LONGEST_REASON
    if len(value) > longest:
        yield house.refusal(
            house.UNIT_FIELDS, f"最多{longest}个字，实为{len(value)}个", f"employer.{field}", "请缩短后再填。"
        )


def _taken(code: str, name: str, notice: Notice) -> Iterator[Refusal]:
    there = Organisation.objects.filter(uscc=code).select_related("manager").first()
    if there is not None:
        office = there.manager or there
        duties = queries.duties_of(office)
        public = f"（电话{office.telephone}）" if office.telephone and Duty.EMPLOYER not in duties else ""
        yield house.refusal(
            house.ONE_CODE_ONE_ACCOUNT,
            f"该统一社会信用代码已有单位帐号，由{office.name}管理",
            "employer.uscc",
            f"请联系{office.name}{public}。",
            notice=notice,
        )
    elif Organisation.objects.filter(name=name).exists():
        yield house.refusal(house.UNIT_NAMED_ONCE, f"已有名为“{name}”的单位", "employer.name", notice=notice)


@transaction.atomic
def complete_organisation(
    organisation: Organisation, values: Mapping[str, Any], *, by: Actor, at: datetime
) -> Organisation:
    """Fill in what a unit says of itself (:data:`zhicheng.accounts.queries.UNIT_FIELDS`, S2.1-05).

    By its administrator: everything before the verification, afterwards only who and how to reach; a registrar of the
    managing office may correct all of it. ``posts`` is a number. Nothing is written if anything is wrong.
    """
    unit = _locked(organisation)
    read, refusals = _read(values)
    corrects = queries.manages(by, unit)
    if not (_administers(by, unit) or corrects):
        refusals.append(house.refusal(house.BY_ADMINISTRATOR))
    refusals += _held_still(unit)
    changed = {f: v for f, v in read.items() if getattr(unit, f) != v}
    if not corrects and _has_passed(unit):
        refusals += [
            house.refusal(house.VERIFIED_STAYS, f"“{queries.UNIT_FIELDS[f]}”已经核验", f"employer.{f}")
            for f in changed
            if f not in queries.STILL_OPEN
        ]
    refuse(refusals)
    for field, value in changed.items():
        setattr(unit, field, value)
    is_complete = not queries.missing_of(unit)
    if is_complete and unit.completed_at is None:
        unit.completed_at = at
    unit.save()
    record(
        events.OrganisationCompleted(uscc=unit.uscc, fields=tuple(sorted(changed)), is_complete=is_complete),
        by=by,
        at=at,
    )
    return _shown(organisation, unit)


_YES, _NO = ("true", "on", "1", "yes", "是"), ("false", "off", "0", "no", "否", "")


def _read(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    read: dict[str, Any] = {}
    refusals: list[Refusal] = []
    for field, said in values.items():
        place, text = f"employer.{field}", str("" if said is None else said).strip()
        name = queries.UNIT_FIELDS.get(field)
        if name is None:
            refusals.append(house.refusal(house.UNIT_FIELDS, f"“{field}”不由单位填写", place, "请删去该项。"))
        elif field == "is_appraising":
            if text.lower() not in (*_YES, *_NO):
                refusals.append(house.refusal(house.UNIT_FIELDS, f"“{name}”应为是或否", place, "请选择是或否。"))
            read[field] = text.lower() in _YES
        elif field == "posts":
            largest = 1_000_000
            if text and not (text.isascii() and text.isdigit() and int(text) <= largest):
                refusals.append(house.refusal(house.UNIT_FIELDS, f"“{name}”应为整数", place, "请用数字填写岗位数。"))
            else:
                read[field] = int(text) if text else None
        else:
            refusals += _too_long(field, text)
            read[field] = text
    return read, refusals


@transaction.atomic
def add_proof(
    organisation: Organisation, kind: str, blob: Blob, name: str, *, by: Actor, at: datetime
) -> OrganisationProof:
    """Attach 单位审核材料 of a kind of :data:`zhicheng.accounts.queries.PROOFS`; several of one kind may stand."""
    unit = _locked(organisation)
    refusals = list(_may_touch_proofs(unit, by))
    if kind not in queries.PROOFS:
        refusals.append(
            house.refusal(house.UNIT_FIELDS, f"没有“{kind}”这种审核材料", "employer.proofs", "请选择列出的材料种类。")
        )
    refuse(refusals)
    proof = OrganisationProof.objects.create(organisation=unit, kind=kind, blob=blob, name=name[:200], added_at=at)
    _completed(unit, at)
    record(events.ProofAdded(uscc=unit.uscc, kind=kind, digest=blob.digest), by=by, at=at)
    return proof


@transaction.atomic
def remove_proof(proof: OrganisationProof, *, by: Actor, at: datetime) -> OrganisationProof:
    """Take 单位审核材料 back, before or after a refusal, never while it is being looked at."""
    unit = _locked(proof.organisation)
    proof = OrganisationProof.objects.select_for_update(of=("self",)).select_related("blob").get(pk=proof.pk)
    refusals = list(_may_touch_proofs(unit, by))
    if proof.removed_at is not None:
        refusals.append(house.refusal(house.UNIT_FIELDS, "该材料已经移除", "employer.proofs", "请刷新页面。"))
    refuse(refusals)
    proof.removed_at = at
    proof.save(update_fields=["removed_at"])
    record(events.ProofRemoved(uscc=unit.uscc, kind=proof.kind, digest=proof.blob.digest), by=by, at=at)
    return proof


def _may_touch_proofs(unit: Organisation, by: Actor) -> Iterator[Refusal]:
    if not _administers(by, unit):
        yield house.refusal(house.BY_ADMINISTRATOR)
    yield from _held_still(unit)
    if _has_passed(unit):
        yield house.refusal(house.VERIFIED_STAYS, "审核材料已经核验", "employer.proofs")


@transaction.atomic
def submit_organisation(organisation: Organisation, *, notice: Notice, by: Actor, at: datetime) -> Verification:
    """Hand a unit's data in for verification; every missing field and proof is named at once (S2.1-05)."""
    unit = _locked(organisation)
    refusals: list[Refusal] = []
    if not _administers(by, unit):
        refusals.append(house.refusal(house.BY_ADMINISTRATOR, notice=notice))
    refusals += _held_still(unit)
    if _has_passed(unit):
        refusals.append(house.refusal(house.VERIFIED_STAYS, "单位已经通过核验", mend="无需再次提交。", notice=notice))
    refusals += [
        house.by_notice(notice, "unit_completes", f"缺少{name}", place, f"请补充{name}。")
        for place, name in queries.missing_of(unit)
    ]
    if unit.locality and unit.locality not in notice.codes.get("locality", {}):
        refusals.append(
            house.by_notice(
                notice, "unit_completes", f"城乡类别“{unit.locality}”不在代码表中", "employer.locality", "请重新选择。"
            )
        )
    refuse(refusals)
    verification = Verification.objects.create(organisation=unit, submitted_at=at)
    _completed(unit, at)
    record(events.OrganisationSubmitted(uscc=unit.uscc, verification=verification.pk), by=by, at=at)
    return verification


@transaction.atomic
def verify_organisation(verification: Verification, *, by: Actor, at: datetime) -> Verification:
    """审核通过, by a registrar of the office that created the unit (S2.1-06)."""
    verification = _verification_locked(verification)
    refuse(list(_may_decide(verification, by)))
    _decide(verification, True, by, at)
    record(events.OrganisationVerified(uscc=verification.organisation.uscc, verification=verification.pk), by=by, at=at)
    return verification


@transaction.atomic
def refuse_organisation(
    verification: Verification, reasons: Sequence[Mapping[str, str]], *, notice: Notice, by: Actor, at: datetime
) -> Verification:
    """审核不通过 with every reason at once, under one number (S2.1-07).

    Each reason has ``title``, ``what`` (a sentence), ``mend`` and ``place`` (``employer.address``,
    ``employer.proofs.licence``); ``clause`` defaults to the notice's. The unit may mend and submit again.
    """
    _root_locked()
    verification = _verification_locked(verification)
    refuse([*_may_decide(verification, by), *_unreasoned(reasons, notice)])
    rule = notice.rule("unit_told_once")
    kept = [
        {key: str(reason.get(key, "")).strip() for key in ("title", "what", "mend", "place", "clause")}
        for reason in reasons
    ]
    verification.reasons = [{**reason, "clause": reason["clause"] or rule.source.clause} for reason in kept]
    begin = f"单核〔{notice.year}〕"
    numbered = Verification.objects.filter(number__startswith=begin).count()
    verification.number = f"{begin}{numbered + 1}号"
    _decide(verification, False, by, at)
    record(
        events.OrganisationRefused(
            uscc=verification.organisation.uscc,
            verification=verification.pk,
            number=verification.number,
            reasons=len(kept),
        ),
        by=by,
        at=at,
    )
    return verification


def _unreasoned(reasons: Iterable[Mapping[str, str]], notice: Notice) -> Iterator[Refusal]:
    places = {f"employer.{f}" for f in queries.UNIT_FIELDS} | {f"employer.proofs.{k}" for k in queries.PROOFS}
    places |= {f"employer.{f}" for f in ("name", "uscc", "nature", "region", "level", "department", "parent")}
    given = list(reasons)
    if not given:
        yield house.by_notice(notice, "unit_told_once", "没有写明任何不通过的原因", "reasons")
    for number, reason in enumerate(given, 1):
        at = f"reasons.{number}"
        if not reason.get("title", "").strip():
            yield house.by_notice(notice, "unit_told_once", f"第{number}项没有标题", f"{at}.title")
        if telling.empty_words(reason.get("what", ""), notice):
            yield house.by_notice(
                notice, "reasons_are_sentences", f"第{number}项的原因“{reason.get('what', '').strip()}”没有写清楚", at
            )
        if not reason.get("mend", "").strip():
            yield house.by_notice(notice, "unit_told_once", f"第{number}项没有写怎样改", f"{at}.mend")
        if reason.get("place", "").strip() not in places:
            yield house.by_notice(
                notice, "unit_told_once", f"第{number}项没有指明是哪一项信息或哪份材料", f"{at}.place"
            )


@transaction.atomic
def disable_organisation(organisation: Organisation, *, reason: str = "", by: Actor, at: datetime) -> Organisation:
    """Stop a unit's account, with a reason; its people cannot log in by it any more (S2.1-01)."""
    unit = _locked(organisation)
    refusals: list[Refusal] = []
    if not _may_manage(by, unit):
        refusals.append(house.refusal(house.MANAGED_BY_CREATOR))
    if unit.manager_id is None:
        refusals.append(house.refusal(house.MANAGED_BY_CREATOR, "市职改办不能停用", mend="无。"))
    if unit.disabled_at is not None:
        refusals.append(house.refusal(house.UNIT_DISABLED, mend="无需再次停用。"))
    if not reason.strip():
        refusals.append(house.refusal(house.MANAGED_BY_CREATOR, "没有写明停用的原因", "reason", "请写明停用的原因。"))
    refuse(refusals)
    unit.disabled_at = at
    unit.save(update_fields=["disabled_at"])
    record(events.OrganisationDisabled(uscc=unit.uscc, reason=reason.strip()[:LONGEST_REASON]), by=by, at=at)
    return _shown(organisation, unit)


@transaction.atomic
def enable_organisation(organisation: Organisation, *, by: Actor, at: datetime) -> Organisation:
    """Give a stopped account back; what was verified stays verified."""
    unit = _locked(organisation)
    refusals: list[Refusal] = []
    if not _may_manage(by, unit):
        refusals.append(house.refusal(house.MANAGED_BY_CREATOR))
    if unit.disabled_at is None:
        refusals.append(house.refusal(house.UNIT_DISABLED, "单位帐号没有停用", mend="无需恢复。"))
    refuse(refusals)
    unit.disabled_at = None
    unit.save(update_fields=["disabled_at"])
    record(events.OrganisationEnabled(uscc=unit.uscc), by=by, at=at)
    return _shown(organisation, unit)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _shown(given: Organisation, now: Organisation) -> Organisation:
    """What the caller holds shows what was written."""
    given.refresh_from_db()
    return now


def _verification_locked(verification: Verification) -> Verification:
    found = Verification.objects.select_for_update().get(pk=verification.pk)
    found.organisation = _locked(found.organisation)
    return found


def _administers(by: Actor, unit: Organisation) -> bool:
    return by.role == Role.ADMINISTRATOR.value and by.organisation == unit.pk


def _may_manage(by: Actor, unit: Organisation) -> bool:
    return by == INSTALLER or queries.manages(by, unit)


def _has_passed(unit: Organisation) -> bool:
    return unit.verifications.filter(is_passed=True).exists()


def _held_still(unit: Organisation) -> Iterator[Refusal]:
    if unit.disabled_at is not None:
        yield house.refusal(house.UNIT_DISABLED)
    if unit.verifications.filter(decided_at=None).exists():
        yield house.refusal(house.UNIT_IS_BEING_VERIFIED)


def _completed(unit: Organisation, at: datetime) -> None:
    if unit.completed_at is None and not queries.missing_of(unit):
        unit.completed_at = at
        unit.save(update_fields=["completed_at"])


def _may_decide(verification: Verification, by: Actor) -> Iterator[Refusal]:
    unit = verification.organisation
    if by.role != Role.REGISTRAR.value or by.organisation != unit.manager_id:
        yield house.refusal(house.MANAGED_BY_CREATOR)
    if verification.decided_at is not None:
        yield house.refusal(house.DECIDED_ONCE, "该次核验已有结论")


def _decide(verification: Verification, is_passed: bool, by: Actor, at: datetime) -> None:
    verification.is_passed, verification.decided_at = is_passed, at
    verification.decided_by, verification.decided_by_organisation = by.name, by.organisation_name
    verification.save()
