"""What the applicant's own hand does to a dossier. Nobody else's code may import this (S2.3-09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Person
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import committees, places
from zhicheng.policy import facts as policy
from zhicheng.policy.dossier_file import Fault, read_field
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.notice import Material, Notice
from zhicheng.policy.schema import label, place_words
from zhicheng.register import queries as register
from zhicheng.year.models import Year

from . import facts, queries
from .events import DossierOpened, FileAttached, FileDetached, PledgeSigned
from .models import Attachment, Basics, Dossier, Pledge, PresentTitle, Row

NOT_OPEN = "opened_places_only"
LONGEST_TEXT = 20_000
_OWN = Source("平台规定", "", "", "申报材料只能由申报人本人填写。", "确定")
_FORM = Source("平台规定", "", "", "栏目按评审表的格式填写。", "确定")
_OPENED = Source("平台规定", "", "", "提交后不能修改；补正时只能修改告知书列明的栏目和文件。", "确定")


@transaction.atomic
def open_dossier(person: Person, *, year: Year, notice: Notice, by: Actor, at: datetime) -> Dossier:
    """Open the person's dossier of the year, prefilled from the employment and the register; the same one ever after.

    Refused without a present employment at a verified unit (S2.2-01), or when the year is closed (S0-02).
    """
    _only_own(person.pk, by)
    have = queries.of_person(person, year)
    if have is not None:
        return have
    Year.objects.select_for_update().get(pk=year.pk)
    employment = accounts.employment_of(person)
    reasons = []
    if employment is None:
        rule = notice.rule("unit_verified_first")
        reasons.append(Refusal(rule.id, "您目前不在任何单位名下", rule.source, "请联系所在单位的管理员添加您。"))
    elif not accounts.is_verified(employment.organisation):
        rule = notice.rule("unit_verified_first")
        reasons.append(Refusal(rule.id, f"{employment.organisation.name}尚未通过审核", rule.source, rule.mend))
    if year.closed_at is not None:
        rule = notice.rule("year_opened")
        reasons.append(Refusal(rule.id, f"{year.year}年度已经关闭", rule.source, rule.mend))
    refuse(reasons)
    assert employment is not None
    ordinal = Dossier.objects.filter(year=year).count() + 1
    manner = "正常"
    if employment.works_at:
        manner = committees.ENTRUSTED
    elif employment.green_channel and "绿色通道" in notice.codes.get("manner", {}):
        manner = "绿色通道"
    dossier = Dossier.objects.create(
        year=year,
        person=person,
        organisation=employment.organisation,
        number=f"{year.year}-{employment.organisation.region}-{ordinal:05d}",
        notice_hash=notice.hash,
        manner=manner,
        **_as_the_letter_says(person, year.year, manner),
        opened_at=at,
        saved_at=at,
    )
    Basics.objects.create(dossier=dossier, phone=person.phone)
    held = max(register.titles_of(person.id_type, person.id_index), key=lambda t: t.obtained_on, default=None)
    known = ("series", "specialty", "level", "name", "obtained_on", "certificate_number", "authority")
    PresentTitle.objects.create(dossier=dossier, **({n: getattr(held, n) for n in known} if held else {}))
    Pledge.objects.create(dossier=dossier)
    record(DossierOpened(dossier.number, year.year, employment.organisation_id), by=by, at=at)
    return dossier


def _as_the_letter_says(person: Person, year: int, manner: str) -> dict[str, str]:
    """What a letter asks for, so that the entrusted person need not type it again (S5.2-01)."""
    letter = register.entrustment_of(person.id_type, person.id_index, year) if manner == committees.ENTRUSTED else None
    return {"series": letter.series, "level": letter.level, "title": letter.title} if letter is not None else {}


def save_section(
    dossier: Dossier, section: str, values: Mapping[str, Any], *, notice: Notice, by: Actor, at: datetime
) -> None:
    """Keep what was typed into a single section; leaves no event, for it is a draft.

    ``values`` go by the names of the facts (``contract_kind`` … for the contract, ``changed_series`` in
    ``other_titles``). Raises :class:`Refused` with every value that could not be kept; the good ones are kept.
    """
    refuse(_save(dossier, section, values, notice, by, at))


@transaction.atomic
def _save(
    dossier: Dossier, section: str, values: Mapping[str, Any], notice: Notice, by: Actor, at: datetime
) -> tuple[Refusal, ...]:
    dossier = _locked(dossier, by)
    if section == "other_titles":
        opened = queries.open_places(dossier)
        place = "other_titles.changed_series"
        if not queries.allows(opened, place):
            return (_shut(place),)
        dossier.has_changed_series = values.get("changed_series") in (True, "on", "true", "1", "是")
        _touch(dossier, at)
        return ()
    if section not in ("application", "basics", "title"):
        raise KeyError(section)
    target: Dossier | Basics | PresentTitle = dossier
    if section != "application":
        target = queries.basics_of(dossier) if section == "basics" else queries.title_of(dossier)
    known = set(queries.values(dossier, section))
    refusals = _write(dossier, target, section, "", {k: v for k, v in values.items() if k in known}, notice)
    if target is not dossier:
        target.save()
    _touch(dossier, at)
    if section == "application" and values.get("committee"):
        refusals = (*refusals, *_keep_if_it_fits(dossier, notice, at))
    return refusals


def _keep_if_it_fits(dossier: Dossier, notice: Notice, at: datetime) -> tuple[Refusal, ...]:
    """A committee that does not fit is not kept; every reason why is told (S2.5.1-01)."""
    drafted, _ = facts.drafted(dossier, on=at.date())
    fit = next((f for f in committees.fits(drafted, notice) if f.committee.id == dossier.committee), None)
    if fit is None or fit.fits:
        return ()
    dossier.committee = ""
    dossier.save(update_fields=("committee",))
    return fit.reasons


@transaction.atomic
def add_row(
    dossier: Dossier,
    section: str,
    values: Mapping[str, Any] | None = None,
    *,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> str:
    """Add a row to a section and return its key; a bad value is refused and no row is added."""
    dossier = _locked(dossier, by)
    opened = queries.open_places(dossier)
    key = f"r{dossier.last_row + 1}"
    if not (queries.allows(opened, f"{section}.+") or queries.allows(opened, f"{section}.{key}")):
        raise Refused(_shut(f"{section}.+"))
    row = queries.ROWS[section](dossier=dossier, key=key)
    refuse(_write(dossier, row, section, key, values or {}, notice, is_new=True))
    row.save()
    dossier.last_row += 1
    _touch(dossier, at)
    return key


def save_row(
    dossier: Dossier, section: str, key: str, values: Mapping[str, Any], *, notice: Notice, by: Actor, at: datetime
) -> None:
    """Keep what was typed into a row; the good values are kept and every bad one is refused."""
    refuse(_save_row(dossier, section, key, values, notice, by, at))


@transaction.atomic
def _save_row(
    dossier: Dossier, section: str, key: str, values: Mapping[str, Any], notice: Notice, by: Actor, at: datetime
) -> tuple[Refusal, ...]:
    dossier = _locked(dossier, by)
    row = _row(dossier, section, key)
    refusals = _write(dossier, row, section, key, values, notice)
    row.save()
    _touch(dossier, at)
    return refusals


@transaction.atomic
def remove_row(dossier: Dossier, section: str, key: str, *, notice: Notice, by: Actor, at: datetime) -> None:
    """Remove a row and the files that prove it."""
    dossier = _locked(dossier, by)
    row = _row(dossier, section, key)
    if not _may_add_or_remove(dossier, section, key):
        raise Refused(_shut(f"{section}.{key}"))
    slots = [m.id for m in notice.materials if m.section == section and m.per_row]
    for attachment in Attachment.objects.select_related("blob").filter(dossier=dossier, row=key, slot__in=slots):
        _detach(dossier, attachment, by, at)
    row.delete()
    _touch(dossier, at)


def _may_add_or_remove(dossier: Dossier, section: str, key: str) -> bool:
    """A row goes where the row itself is open, or where it was added in this correction."""
    if queries.is_open(dossier, f"{section}.{key}"):
        return True
    sealed = queries.latest(dossier)
    is_new = sealed is not None and key not in {r["key"] for r in queries.revision_content(sealed).get(section, ())}
    return is_new and queries.is_open(dossier, f"{section}.+")


@transaction.atomic
def attach(
    dossier: Dossier, slot: str, row: str, blob: Blob, name: str, *, notice: Notice, by: Actor, at: datetime
) -> Attachment:
    """Attach a stored file where it belongs; the same file twice in a slot is one."""
    dossier = _locked(dossier, by)
    material = _material(notice, slot)
    if material.per_row:
        _row(dossier, material.section, row)
    elif row:
        raise Refused(Refusal("file_kinds", f"“{material.name}”不属于某一行", notice.rule("file_kinds").source))
    place = places.file_place(material.section, row, slot)
    if not (queries.is_open(dossier, place) or (row and _may_add_or_remove(dossier, material.section, row))):
        raise Refused(_shut(place))
    have = Attachment.objects.filter(dossier=dossier, slot=slot, row=row, blob=blob).first()
    if have is not None:
        return have
    attachment = Attachment.objects.create(
        dossier=dossier, slot=slot, row=row, blob=blob, name=name.strip()[:200] or "未命名", added_at=at
    )
    _touch(dossier, at)
    record(FileAttached(dossier.number, slot, row, blob.digest), by=by, at=at)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, notice: Notice, by: Actor, at: datetime) -> None:
    """Take a file out of the draft; sealed revisions keep theirs."""
    dossier = _locked(attachment.dossier, by)
    material = _material(notice, attachment.slot)
    place = places.file_place(material.section, attachment.row, attachment.slot)
    row = attachment.row
    if not (queries.is_open(dossier, place) or (row and _may_add_or_remove(dossier, material.section, row))):
        raise Refused(_shut(place))
    _detach(dossier, attachment, by, at)
    _touch(dossier, at)


@transaction.atomic
def sign_pledge(
    dossier: Dossier,
    *,
    is_secrecy_declared: bool,
    has_opened_files: bool,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> None:
    """Sign the promise of the text in force; each declaration not made is refused with its own reason (S5.2-02)."""
    dossier = _locked(dossier, by)
    if queries.open_places(dossier) == ():
        raise Refused(_shut("pledge"))
    reasons = []
    for made, id, what in (
        (is_secrecy_declared, "secrecy_declared", "尚未声明材料不涉密"),
        (has_opened_files, "files_opened", "尚未确认每份文件都能打开"),
    ):
        if not made:
            rule = notice.rule(id)
            reasons.append(Refusal(rule.id, what, rule.source, rule.mend, "pledge"))
    refuse(reasons)
    version = notice.texts["applicant_pledge.version"]
    Pledge.objects.filter(dossier=dossier).update(
        text_version=version, signed_at=at, secrecy_declared_at=at, files_opened_at=at
    )
    record(PledgeSigned(dossier.number, version, is_secrecy_declared, has_opened_files), by=by, at=at)


def _locked(dossier: Dossier, by: Actor) -> Dossier:
    locked = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("year", "person", "organisation")
        .get(pk=dossier.pk)
    )
    _only_own(locked.person_id, by)
    return locked


def _only_own(person: int, by: Actor) -> None:
    if by.person != person or by.seat:
        raise Refused(Refusal("not_changed_by_reviewers", "申报材料只能由申报人本人填写", _OWN))


def _touch(dossier: Dossier, at: datetime) -> None:
    dossier.saved_at = at
    dossier.save()


def _row(dossier: Dossier, section: str, key: str) -> Row:
    row = next((r for r in queries.rows(dossier, section) if r.key == key), None)
    if row is None:
        raise Refused(
            Refusal(
                "row_exists", f"“{places.SECTIONS[section]}”没有这一行，可能已被移除", _FORM, "请刷新页面。", section
            )
        )
    return row


def _material(notice: Notice, slot: str) -> Material:
    material = next((m for m in notice.materials if m.id == slot and m.uploader == "applicant"), None)
    if material is None:
        raise Refused(Refusal("file_kinds", f"没有申报人上传的材料“{slot}”", notice.rule("file_kinds").source))
    return material


def _detach(dossier: Dossier, attachment: Attachment, by: Actor, at: datetime) -> None:
    slot, row, digest = attachment.slot, attachment.row, attachment.blob.digest
    attachment.delete()
    record(FileDetached(dossier.number, slot, row, digest), by=by, at=at)


def _shut(place: str) -> Refusal:
    return Refusal(NOT_OPEN, f"“{place_words(place)}”现在不能修改", _OPENED, "请查看告知书列明的修改范围。", place)


def _fact_of(section: str, name: str) -> tuple[type, str, str]:
    """The dataclass and field of a value, and its path below the section or row."""
    if section == "basics" and name.startswith("contract_"):
        inner = name.removeprefix("contract_")
        return policy.Contract, inner, f"contract.{inner}"
    return (queries.ROW_FACTS.get(section) or queries.SINGLE_FACTS[section]), name, name


def _write(
    dossier: Dossier,
    target: models.Model,
    section: str,
    key: str,
    values: Mapping[str, Any],
    notice: Notice,
    *,
    is_new: bool = False,
) -> tuple[Refusal, ...]:
    """Set each good value on the target; a refusal for each other."""
    opened = queries.open_places(dossier)
    new_row = is_new or (bool(key) and opened is not None and _may_add_or_remove(dossier, section, key))
    refusals = []
    for name, value in values.items():
        if name == "key" or (section == "basics" and name in queries.FROM_ACCOUNT):
            continue
        of, fact, path = _fact_of(section, name)
        place = places.place(section, key, *path.split("."))
        column = target._meta.get_field(queries.column(name) if not path.startswith("contract.") else name)
        read, faults = read_field(of, fact, value, place, notice.codes)
        if not faults and isinstance(read, str):
            longest = getattr(column, "max_length", None) or LONGEST_TEXT
            if len(read) > longest:
                faults = (_too_long(place, label(of, fact), len(read), longest),)
        if faults:
            refusals += [Refusal("field_read", f.message, _FORM, "请按提示改正。", f.place) for f in faults]
            continue
        if read is None and not getattr(column, "null", False):
            read = "" if not isinstance(column, models.BooleanField) else False
        if getattr(target, column.name) == read:
            continue
        if not new_row and not queries.allows(opened, place):
            refusals.append(_shut(place))
            continue
        setattr(target, column.name, read)
    return tuple(refusals)


def _too_long(place: str, name: str, length: int, longest: int) -> Fault:

    return Fault(place, f"“{name}”有{length}字，最多{longest}字")
