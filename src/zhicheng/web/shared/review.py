"""A dossier as a person reads it: sections, labels, names of codes, what changed, files; for every audience."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from zhicheng.policy import facts as policy
from zhicheng.policy import places
from zhicheng.policy.finding import Finding, Remedy, Says, Source
from zhicheng.policy.notice import Notice
from zhicheng.policy.schema import hints, optional

from .jinja import masked_id, masked_phone

MASKED = {"id_number": masked_id, "phone": masked_phone}
ROW_TITLES = {"other_titles": "name", "studies": "school", "jobs": "employer", "achievements": "name"}
UNSAID = frozenset({"key"})
RARE = frozenset({"basics.working_unit", "basics.working_uscc"})
"""Said only of whom it is true: nobody else has such a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value: where, what it is called, its words, and what stood there before (``None``: unchanged)."""

    place: str
    label: str
    words: str
    was: str | None = None


@dataclass(slots=True)
class Group:
    """Lines that belong together: a section's own, or one row's."""

    key: str
    title: str
    lines: list[Line] = field(default_factory=list)
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """A sealed file: its slot in Chinese, where it belongs, and whether it is new since the last letter."""

    slot: str
    row: str
    name: str
    file_name: str
    digest: str
    media_type: str
    pages: int
    place: str
    is_new: bool = False
    compared: str = ""


@dataclass(slots=True)
class SectionView:
    """A section as a reviewer or the applicant reads it."""

    id: str
    name: str
    groups: list[Group] = field(default_factory=list)
    files: list[FileView] = field(default_factory=list)

    @property
    def changes(self) -> int:
        """How many values and files changed since the last letter."""
        return sum(1 for g in self.groups for line in g.lines if line.was is not None) + sum(
            f.is_new for f in self.files
        )


def items_of(items: Iterable[Any]) -> tuple[Finding, ...]:
    """The items of a letter, as findings to be shown."""
    return tuple(
        Finding(
            rule=i.rule or i.defect,
            title=i.title,
            says=Says.UNMET,
            facts=i.reason,
            source=Source("", i.clause, i.says, i.ours, i.sureness),
            mend=i.mend,
            remedy=Remedy(i.remedy),
            places=tuple(i.places),
        )
        for i in items
    )


def sections_of(
    said: policy.Dossier, notice: Notice, *, before: policy.Dossier | None = None, masks: bool = True
) -> list[SectionView]:
    """Every section of a dossier with its values, files, and what changed since ``before``."""
    old = _by_place(before, notice, masks) if before is not None else None
    old_files = {(f.slot, f.row, f.digest) for f in before.files} if before is not None else None
    out = []
    for section, name in places.SECTIONS.items():
        view = SectionView(section, name, _groups(said, section, notice, masks))
        if old is not None:
            _mark(view, old)
        view.files = _files(said, section, notice, old_files)
        out.append(view)
    return out


def draft_sections(said: policy.Dossier, notice: Notice, blanks: Collection[str]) -> list[SectionView]:
    """The living content, blanks left empty; for the applicant's own eyes."""
    views = sections_of(said, notice, masks=False)
    for view in views:
        for group in view.groups:
            group.lines = [Line(x.place, x.label, "" if x.place in blanks else x.words) for x in group.lines]
    return views


def _mark(view: SectionView, old: Mapping[str, str]) -> None:
    if view.id == "pledge":
        return
    for group in view.groups:
        group.is_new = bool(group.key) and not any(p.startswith(f"{view.id}.{group.key}.") for p in old)
        group.lines = [
            Line(x.place, x.label, x.words, None if old.get(x.place, "") == x.words else old.get(x.place, ""))
            for x in group.lines
        ]


def _by_place(said: policy.Dossier, notice: Notice, masks: bool) -> dict[str, str]:
    return {
        line.place: line.words
        for section in places.SECTIONS
        for group in _groups(said, section, notice, masks)
        for line in group.lines
    }


def _groups(said: policy.Dossier, section: str, notice: Notice, masks: bool) -> list[Group]:
    if section in places.ROW_SECTIONS:
        out = []
        if section == "other_titles":
            words = "是" if said.changed_series else "否"
            out.append(Group("", "", [Line("other_titles.changed_series", "有转评经历", words)]))
        for row in getattr(said, section):
            title = str(getattr(row, ROW_TITLES[section]) or "未命名")
            out.append(Group(row.key, title, _lines(row, f"{section}.{row.key}", notice, masks)))
        return out
    value = getattr(said, section)
    if value is None:
        return [Group("", "", [Line(section, places.SECTIONS[section], "没有")])]
    group = Group("", "", _lines(value, section, notice, masks))
    if section == "basics":
        employer = _lines(said.employer, "employer", notice, masks)
        return [group, Group("employer", "用人单位", employer)]
    return [group]


def _lines(value: Any, place: str, notice: Notice, masks: bool) -> list[Line]:
    out: list[Line] = []
    of: type = type(value)
    for f in fields(value):
        if f.name in UNSAID:
            continue
        here, held = places.place(place, f.name), getattr(value, f.name)
        if here in RARE and not held:
            continue
        label = str(f.metadata.get("label") or f.name)
        if is_dataclass(held):
            out += [Line(x.place, f"{label}：{x.label}", x.words) for x in _lines(held, here, notice, masks)]
            continue
        kind, _ = optional(hints(of)[f.name])
        if is_dataclass(kind):
            continue
        words = _words(held, f.metadata.get("codes"), notice)
        if masks and f.name in MASKED and words:
            words = MASKED[f.name](words)
        out.append(Line(here, label, words))
    return out


def _words(value: Any, table: Any, notice: Notice) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat() if value.year > 1 else ""
    if table == "committee":
        committee = notice.committees.get(str(value))
        return committee.name if committee else str(value)
    return notice.name_of(str(table), str(value)) if table else str(value)


def _files(
    said: policy.Dossier, section: str, notice: Notice, old: Collection[tuple[str, str, str]] | None
) -> list[FileView]:
    materials = {m.id: m for m in notice.materials}
    out = []
    for file in said.files:
        material = materials.get(file.slot)
        if material is None or material.section != section:
            continue
        out.append(
            FileView(
                file.slot,
                file.row,
                material.name + _row_words(said, section, file.row),
                file.name,
                file.digest,
                file.media_type,
                file.pages,
                places.file_place(section, file.row, file.slot),
                old is not None and (file.slot, file.row, file.digest) not in old,
            )
        )
    return out


def _row_words(said: policy.Dossier, section: str, key: str) -> str:
    if not key:
        return ""
    for row in getattr(said, section, ()):
        if row.key == key:
            return f"（{getattr(row, ROW_TITLES[section]) or key}）"
    return ""


def places_to_choose(view: SectionView) -> Sequence[tuple[str, str]]:
    """Every place of a section that an item of a letter can name, in Chinese."""
    out = []
    for group in view.groups:
        if group.key == "employer":
            continue
        prefix = f"{group.title}：" if group.title else ""
        if group.key:
            out.append((f"{view.id}.{group.key}", f"{prefix}整行"))
        out += [(x.place, prefix + x.label) for x in group.lines]
    out += [(f.place, f"文件：{f.name}") for f in view.files]
    if view.id in places.ROW_SECTIONS:
        out.append((f"{view.id}.+", "新增一行"))
    return out
