"""Reads of a dossier: its living content, its sealed revisions, and what stands open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from zhicheng.accounts import facts as account_facts
from zhicheng.accounts import keys
from zhicheng.accounts.models import Employment, Person
from zhicheng.evidence.models import Blob
from zhicheng.policy import facts as policy
from zhicheng.policy import places
from zhicheng.policy.dossier_file import read_dossier
from zhicheng.policy.finding import Finding, Says
from zhicheng.policy.schema import hints, optional, rows_of
from zhicheng.register import queries as register
from zhicheng.vault import cipher
from zhicheng.year import shelf
from zhicheng.year.models import Year

from .models import (
    Achievement,
    Attachment,
    Basics,
    Dossier,
    FormerTitle,
    Job,
    Pledge,
    PresentTitle,
    Reopening,
    Revision,
    Row,
    Study,
)

SEALED = "sealed:"
ANONYMOUS = "（已匿名）"
ANONYMOUS_DAY = date(1, 1, 1)
LONG_AGO = date(1, 1, 1)  # stands for a day that is still blank while the rest is judged

ROWS: dict[str, type[Row]] = {
    "other_titles": FormerTitle,
    "studies": Study,
    "jobs": Job,
    "achievements": Achievement,
}
ROW_FACTS: dict[str, type] = {
    "other_titles": policy.OtherTitle,
    "studies": policy.Study,
    "jobs": policy.Job,
    "achievements": policy.Achievement,
}
SINGLE_FACTS: dict[str, type] = {
    "application": policy.Application,
    "basics": policy.Basics,
    "title": policy.Title,
    "pledge": policy.Pledge,
}
COLUMNS = {"rural": "is_rural", "representative": "is_representative"}
"""Where a column bears another name than the fact it holds."""
CONTRACT = ("kind", "number", "begins_on", "ends_on", "counterparty")
FROM_ACCOUNT = (
    "name", "sex", "id_type", "id_number", "id_expires_on", "origin", "born_on",
    "identity", "tenure", "employed_on", "retired", "extended", "green_channel", "contract",
    "working_unit", "working_uscc",
)  # fmt: skip
"""Basics that the applicant does not write: identity and what the unit confirmed (the contract has its own columns)."""
NO_TITLE = ("series", "specialty", "level", "name", "obtained_on", "certificate_number", "appointed_on")


@dataclass(frozen=True, slots=True)
class Blank:
    """A required field that is still empty."""

    place: str
    name: str


@dataclass(frozen=True, slots=True)
class SectionState:
    """How far a section is: 未填, 填写中, 已完成, 有问题; ``problems`` counts findings in its way."""

    section: str
    name: str
    word: str
    problems: int
    asks: int
    rows: int
    files: int


def column(name: str) -> str:
    """The column that holds a fact."""
    return COLUMNS.get(name, name)


def of_person(person: Person | int, year: Year) -> Dossier | None:
    """The person's dossier of a year."""
    return Dossier.objects.select_related("year", "person", "organisation").filter(person=person, year=year).first()


def numbered(number: str) -> Dossier | None:
    """The dossier of that number."""
    return Dossier.objects.select_related("year", "person", "organisation").filter(number=number).first()


def latest(dossier: Dossier) -> Revision | None:
    """The last sealed revision."""
    return dossier.revisions.order_by("-ordinal").first()


def revisions(dossier: Dossier) -> QuerySet[Revision]:
    """Every sealed revision, oldest first."""
    return dossier.revisions.order_by("ordinal")


def reopening(dossier: Dossier) -> Reopening | None:
    """What a letter has opened and no hand-in has closed."""
    return dossier.reopenings.filter(closed_at=None).first()


def open_places(dossier: Dossier) -> tuple[str, ...] | None:
    """What may be written: ``None`` everything, ``()`` nothing, else the places that a letter opened."""
    opened = reopening(dossier)
    if opened is not None:
        return tuple(opened.places)
    return () if dossier.revisions.exists() else None


def allows(opened: tuple[str, ...] | None, place: str) -> bool:
    """Whether a place may be written, given what is open; the pledge is signed anew at every hand-in."""
    if opened is None:
        return True
    return bool(opened) and (place.split(".", 1)[0] == "pledge" or places.is_open(opened, place))


def is_open(dossier: Dossier, place: str) -> bool:
    """Whether a place may be written now."""
    return allows(open_places(dossier), place)


def attachments(dossier: Dossier) -> tuple[Attachment, ...]:
    """The attached files with their blobs, in order of attaching."""
    return tuple(dossier.attachments.select_related("blob").order_by("id"))


def rows(dossier: Dossier, section: str) -> tuple[Row, ...]:
    """The rows of a section, in order."""
    return tuple(ROWS[section].objects.filter(dossier=dossier).order_by("id"))  # type: ignore[attr-defined]


def basics_of(dossier: Dossier) -> Basics:
    return Basics.objects.get(dossier=dossier)


def title_of(dossier: Dossier) -> PresentTitle:
    return PresentTitle.objects.get(dossier=dossier)


def pledge_of(dossier: Dossier) -> Pledge:
    return Pledge.objects.get(dossier=dossier)


def employment_of(dossier: Dossier) -> Employment | None:
    """The employment at the dossier's unit, present before past."""
    return (
        Employment.objects.filter(person=dossier.person_id, organisation=dossier.organisation_id)
        .order_by("ended_at", "-began_at")
        .first()
    )


def values(dossier: Dossier, section: str) -> dict[str, Any]:
    """What the applicant wrote into a single section, by the names of the facts."""
    if section == "application":
        return _read(dossier, policy.Application)
    if section == "basics":
        written = basics_of(dossier)
        said = {n: getattr(written, n) for n in _names(policy.Basics) if n not in FROM_ACCOUNT}
        return said | {f"contract_{n}": getattr(written, f"contract_{n}") for n in CONTRACT}
    if section == "title":
        return _read(title_of(dossier), policy.Title)
    if section == "pledge":
        return _read(pledge_of(dossier), policy.Pledge)
    raise KeyError(section)


def row_values(row: Row, section: str) -> dict[str, Any]:
    """What the applicant wrote into a row, by the names of the facts."""
    return _read(row, ROW_FACTS[section])


def _names(of: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(of))


def _read(row: Any, of: type) -> dict[str, Any]:
    return {n: getattr(row, column(n)) for n in _names(of)}


def given(dossier: Dossier) -> dict[str, Any]:
    """Basics that come from the account and the employment, not from the applicant's hand."""
    person, employment = dossier.person, employment_of(dossier)
    channel = None
    if employment is not None and employment.green_channel:
        channel = register.green_channel_of(person.id_type, person.id_index)
    return {
        "name": person.name,
        "sex": person.sex,
        "id_type": person.id_type,
        "id_number": person.id_number,
        "id_expires_on": person.id_expires_on,
        "origin": person.origin,
        "born_on": person.born_on,
        "identity": employment.identity if employment else "",
        "tenure": employment.tenure if employment else "",
        "employed_on": employment.employed_on if employment else None,
        "retired": employment.is_retired if employment else False,
        "extended": bool(employment and employment.extension_id),
        "green_channel": channel,
        "working_unit": employment.working_unit if employment else "",
        "working_uscc": employment.working_uscc if employment else "",
    }


class _Gather:
    """Makes policy values from what is written, remembering the required fields that are blank."""

    def __init__(self) -> None:
        self.blanks: list[Blank] = []

    def make(self, of: type, said: Mapping[str, Any], place: str) -> Any:
        out = {}
        for f in fields(of):
            kind, may_be_null = optional(hints(of)[f.name])
            value = said.get(f.name)
            required = f.default is MISSING and f.default_factory is MISSING
            if required and not may_be_null and (value is None or value == ""):
                self.blanks.append(Blank(places.place(place, f.name), str(f.metadata.get("label", f.name))))
                value = LONG_AGO if kind is date else "" if kind is str else value
            if value is None and not may_be_null and kind is str:
                value = ""
            out[f.name] = value
        return of(**out)


def written(dossier: Dossier) -> tuple[policy.Dossier, tuple[Blank, ...]]:
    """The living content as policy values, with stand-ins where required fields are blank, and those blanks."""
    gather = _Gather()
    basics = basics_of(dossier)
    contract = None
    if any(getattr(basics, f"contract_{n}") for n in CONTRACT):
        contract = gather.make(
            policy.Contract, {n: getattr(basics, f"contract_{n}") for n in CONTRACT}, "basics.contract"
        )
    personal = values(dossier, "basics") | given(dossier) | {"contract": contract}
    held = values(dossier, "title")
    title = gather.make(policy.Title, held, "title") if any(held[n] for n in NO_TITLE) else None
    made = policy.Dossier(
        year=dossier.year.year,
        number=dossier.number,
        application=gather.make(policy.Application, values(dossier, "application"), "application"),
        basics=gather.make(policy.Basics, personal, "basics"),
        employer=account_facts.employer_facts(dossier.organisation, employment_of(dossier)),
        title=title,
        changed_series=dossier.has_changed_series,
        pledge=policy.Pledge(**values(dossier, "pledge")),
        files=tuple(
            policy.File(
                slot=a.slot, row=a.row, digest=a.blob.digest, name=a.name, media_type=a.blob.media_type,
                pages=a.blob.pages,
            )
            for a in attachments(dossier)
        ),
        **{
            section: tuple(
                gather.make(ROW_FACTS[section], row_values(row, section), f"{section}.{row.key}")
                for row in rows(dossier, section)
            )
            for section in ROWS
        },
    )  # fmt: skip
    return made, tuple(gather.blanks)


# ───── sealed revisions ─────


def personal_values(of: Any, content: Any, place: str = "") -> Iterator[tuple[dict[str, Any], str, str, Any]]:
    """Every personal field of a content: the table that holds it, its name, its place and its type."""
    if not (is_dataclass(of) and isinstance(content, Mapping)):
        return
    for f in fields(of):
        if f.name not in content:
            continue
        kind, _ = optional(hints(of)[f.name])  # type: ignore[arg-type]
        at = f"{place}.{f.name}" if place else f.name
        row = rows_of(kind)
        if row is not None:
            for item in content[f.name] or ():
                yield from personal_values(row, item, at)
        elif is_dataclass(kind):
            yield from personal_values(kind, content[f.name], at)
        elif f.metadata.get("personal"):
            yield content, f.name, at, kind  # type: ignore[misc]


def closed(content: dict[str, Any], key: bytes) -> dict[str, Any]:
    """The content with each personal field closed under the person's key, in place of its words."""
    for table, name, at, _ in list(personal_values(policy.Dossier, content)):
        if table[name] not in (None, ""):
            table[name] = SEALED + cipher.seal_with(key, str(table[name]).encode(), at)
    return content


def opened(content: dict[str, Any], key: bytes | None) -> dict[str, Any]:
    """The content with its personal fields readable, or anonymous words where the key is gone."""
    for table, name, at, kind in list(personal_values(policy.Dossier, content)):
        value = table[name]
        if not isinstance(value, str) or not value.startswith(SEALED):
            continue
        if key is None:
            table[name] = ANONYMOUS_DAY.isoformat() if kind is date else ANONYMOUS
        else:
            table[name] = cipher.open_with(key, value.removeprefix(SEALED), at).decode()
    return content


def _key(dossier: Dossier) -> bytes | None:
    try:
        return keys.key_of(dossier.person)
    except cipher.Unreadable:
        return None


def revision_content(revision: Revision) -> dict[str, Any]:
    """The content of a sealed revision, opened with the person's key; anonymous after its destruction."""
    return opened(json.loads(revision.content), _key(revision.dossier))


def readable_content(revision: Revision) -> dict[str, Any] | None:
    """The content of a sealed revision as it was written; ``None`` once the person's key is destroyed."""
    key = _key(revision.dossier)
    return None if key is None else opened(json.loads(revision.content), key)


def sealed_of(year: Year, numbers: Sequence[str] = (), *, every: bool = False) -> QuerySet[Revision]:
    """The sealed revisions of a year in order of number: of every dossier or of those named, the last or every one."""
    chosen = (
        Revision.objects.filter(dossier__year=year)
        .select_related("dossier__person")
        .order_by("dossier__number", "ordinal")
    )
    if numbers:
        chosen = chosen.filter(dossier__number__in=list(numbers))
    if every:
        return chosen
    later = Revision.objects.filter(dossier=OuterRef("dossier"), ordinal__gt=OuterRef("ordinal"))
    return chosen.filter(~Exists(later))


def said(revision: Revision) -> policy.Dossier:
    """A sealed revision as policy values.

    Raises :class:`ValueError` when the stored content is not of the schema, which the invariants report.
    """
    dossier = read_dossier(revision_content(revision), {})
    if isinstance(dossier, tuple):
        raise ValueError("；".join(map(str, dossier)))
    return dossier


def files_of(revision: Revision) -> tuple[policy.File, ...]:
    """The files of a revision."""
    return said(revision).files


def blobs(digests: Sequence[str]) -> dict[str, Blob]:
    """Stored files by digest, in one query."""
    return {b.digest: b for b in Blob.objects.filter(digest__in=list(digests))}


def section_states(dossier: Dossier, findings: Sequence[Finding]) -> tuple[SectionState, ...]:
    """How far each section is, from what is written and the findings of it."""
    out = []
    attached = attachments(dossier)
    for section, name in places.SECTIONS.items():
        mine = [f for f in findings if f.section == section]
        problems = [f for f in mine if f.says is Says.UNMET]
        blanks = [f for f in problems if f.numbers.get("blank")]
        count = len(rows(dossier, section)) if section in ROWS else 0
        files = sum(1 for a in attached if _section_of(a.slot, dossier) == section)
        begun = _is_begun(dossier, section, count, files)
        if not problems:
            word = "已完成"
        elif not begun:
            word = "未填"
        elif len(blanks) == len(problems):
            word = "填写中"
        else:
            word = "有问题"
        asks = sum(1 for f in mine if f.says is Says.ASK)
        out.append(SectionState(section, name, word, len(problems), asks, count, files))
    return tuple(out)


def _section_of(slot: str, dossier: Dossier) -> str:
    return next((m.section for m in shelf.notice_of(dossier.year).materials if m.id == slot), "")


def _is_begun(dossier: Dossier, section: str, count: int, files: int) -> bool:
    if section in ROWS:
        return bool(count)
    if section == "application":
        return bool(dossier.series or dossier.committee)
    if section == "pledge":
        return pledge_of(dossier).signed_at is not None
    if section == "title":
        return bool(files) or any(values(dossier, "title")[n] for n in NO_TITLE)
    return bool(files) or basics_of(dossier).began_work_on is not None
