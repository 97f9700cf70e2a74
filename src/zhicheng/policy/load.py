"""A folder of ``notices/`` becomes a :class:`Notice`, or the whole list of what is wrong with it.

Reads files and nothing else; never raises on bad content. ``shared`` holds ``standing/`` and ``workdays/``
and is the folder's parent unless told.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta, timezone
from itertools import combinations, pairwise, product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from . import coverage, facts, places
from .finding import Remedy, Source
from .needed import STEPS, WHERE_IT_STANDS
from .notice import (
    Asked,
    Clause,
    Committee,
    Defect,
    Elsewhere,
    ForPeople,
    Kind,
    Material,
    Notice,
    Reading,
    Rule,
    StationKind,
    Way,
    Workdays,
)
from .sheet import Complaint, Entry, Sheet, to_fill
from .workdays import missing_years

__all__ = ["Complaint", "load", "missing_years", "read_clauses", "read_workdays", "text_digest"]

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
LONGEST_HEADING = 24
YEARS = range(1980, 2101)
MIDNIGHT, ONE_DAY = time(tzinfo=CHINA), timedelta(days=1)

FOLDER_SHEETS = ("notice.toml", "calendar.toml", "readings.toml")
OWN_CODES = "codes.toml"
"""A folder may have code tables of its own, each in the place of the standing one of that name."""
STANDING_SHEETS = ("codes.toml", "national.toml", "house.toml", "ways.toml")
SURENESSES = ("确定", "较确定", "不确定")
STATUSES = ("开放", "另行通知", "按其他文件", "委托")
UPLOADERS = ("applicant", "handler", "principal")
OFFICES = ("employer", "department", "county_office", "city_office", "committee_office")
SEATS = ("handler", "principal", "reviewer")
OPENS, PERSONAL = "opens_at", "personal"
SECTIONS = frozenset((*places.SECTIONS, places.UNIT_FILES))
WAY_DEGREES = ("", "4", "3", "2")
SOURCE_KEYS = ("clause", "says", "source", "ours", "sureness")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*$")
_NUMBERED = re.compile(r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、)")


def stripped(words: str) -> str:
    """The words without any white space, full-width included: what a quotation is compared by."""
    return "".join(words.split())


def text_digest(text: str) -> str:
    """SHA-256 of the characters that stand outside headings."""
    body = "\n".join(line for line in text.splitlines() if not _HEADING.match(line))
    return hashlib.sha256(stripped(body).encode()).hexdigest()


def load(folder: Path, shared: Path | None = None) -> Notice | tuple[Complaint, ...]:
    """The notice of a folder, or every complaint about it, in order of file and line."""
    loader = _Loader(folder, shared or folder.parent)
    notice = loader.load()
    return tuple(sorted(set(loader.complaints))) if loader.complaints else notice


def bundle(folder: Path, shared: Path | None = None) -> dict[str, str]:
    """The text of every file that the notice's hash is taken of, by name; :func:`unbundled` reads it again."""
    loader = _Loader(folder, shared or folder.parent)
    loader.read()
    return {name: raw.decode("utf-8", "replace") for name, raw in loader.files.items()}


def unbundled(files: Mapping[str, str], scratch: Path) -> Notice:
    """The notice of a bundle, written below an empty folder first. It was whole when it was bundled: complaints that
    a later loader would have are no reason to lose a year's law."""
    for name, text in files.items():
        path = scratch / (name if "/" in name else f"notice/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return _Loader(scratch / "notice", scratch).load()


# ───── text and calendar of working days ─────


def read_clauses(text: str, file: str, complaints: list[Complaint]) -> dict[str, Clause]:
    """The clauses of ``text.md`` by id. Headings hold ids only, so that no word is lost or doubled."""
    found: dict[str, list[str]] = {}
    here: list[str] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if heading := _HEADING.match(line):
            id = heading[2]
            if id in found:
                complaints.append(Complaint(file, number, f"条款 {id} 出现两次", id))
            here = found.setdefault(id, [])
        elif here is not None:
            here.append(line)
        elif line.strip():
            complaints.append(Complaint(file, number, "第一个标题之前有文字"))
    return {id: Clause(id, _heading(id, lines), "\n".join(lines).strip()) for id, lines in found.items()}


def _heading(id: str, lines: Sequence[str]) -> str:
    """The number as people write it, with the notice's own short heading where it has one."""
    shown = id.replace("(", "（").replace(")", "）")
    first = next((line.strip() for line in lines if line.strip()), "")
    words, _, rest = _NUMBERED.sub("", first).partition("。")
    if not _NUMBERED.match(first) or len(words) > LONGEST_HEADING or (not rest and "。" in first):
        return shown
    return f"{shown}{'' if shown.endswith('）') else '、'}{words}"


def _whole_texts(clauses: Mapping[str, Clause]) -> dict[str, str]:
    """Each clause's words with those below it, without white space."""
    return {
        id: "".join(stripped(c.text) for other, c in clauses.items() if other == id or coverage.is_below(other, id))
        for id in clauses
    }


def read_workdays(folder: Path, complaints: list[Complaint], name: str = "workdays") -> Workdays:
    """Every year's file of a folder, its ``[[override]]`` tables applied."""
    years: set[int] = set()
    off: set[date] = set()
    on: set[date] = set()
    sources: dict[int, str] = {}
    for path in sorted(folder.glob("*.toml")) if folder.is_dir() else ():
        sheet = Sheet.read(f"{name}/{path.name}", path.read_bytes(), complaints)
        if not sheet.content:
            continue
        top = sheet.top
        top.only("year", "source", "holidays", "makeup", "override")
        year = top.number("year", required=True)
        if year in years:
            top.complain(f"{year}年的工作日历出现两次", "year")
        years.add(year)
        sources[year] = top.text("source")
        off |= set(_days(top, "holidays", year))
        on |= set(_days(top, "makeup", year))
        for entry in sheet.tables("override"):
            entry.only("date", "working", "reason")
            day = entry.day("date")
            working = entry.flag("working", False)
            entry.text("reason")
            (on if working else off).add(day)
            (off if working else on).discard(day)
    return Workdays(frozenset(years), frozenset(off), frozenset(on), MappingProxyType(sources))


def _of_years(workdays: Workdays, year: int) -> Workdays:
    """The year and the next: what a notice may count by, and what its hash is taken of."""
    years = frozenset((year, year + 1))
    return Workdays(
        workdays.years & years,
        frozenset(d for d in workdays.holidays if d.year in years),
        frozenset(d for d in workdays.makeup if d.year in years),
        MappingProxyType({y: s for y, s in workdays.sources.items() if y in years}),
    )


def _days(entry: Entry, key: str, year: int) -> Iterator[date]:
    value = entry.content.get(key, [])
    for day in value if isinstance(value, list) else ():
        if isinstance(day, date) and not isinstance(day, datetime) and day.year == year:
            yield day
        else:
            entry.complain(f"{key} 中的 {day} 不是{year}年的日期", key)


# ───── the loader ─────


class _Loader:
    """Reads a folder once; every method adds what it finds wrong to ``complaints``."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self.folder, self.shared = folder, shared
        self.complaints: list[Complaint] = []
        self.hash = hashlib.sha256()
        self.files: dict[str, bytes] = {}
        self.sheets: dict[str, Sheet] = {}
        self.clauses: dict[str, Clause] = {}
        self.words: dict[str, str] = {}
        self.codes: dict[str, Mapping[str, str]] = {}
        self.number = ""
        self.windows: dict[str, str] = {}
        self.ids: dict[tuple[str, str], str] = {}

    def read(self) -> None:
        """Only read the files, in the order of the hash."""
        self._read_all()
        self._digest(self.sheets["notice.toml"].top.number("year"))

    def load(self) -> Notice:
        text = self._read_all()
        self._read_codes()
        main = self.sheets["notice.toml"].top
        main.only(
            "id", "year", "number", "title", "issued_on", "addressee", "issuer", "region", "city", "is_synthetic",
            "text_digest", "rules", "stations", "kinds", "materials", "defects", "texts", "for_people",
        )  # fmt: skip
        self.number = main.text("number")
        year, issued_on = main.number("year", required=True), main.day("issued_on")
        if text and main.text("text_digest") != text_digest(text):
            main.complain(
                f"text.md 的文字与 text_digest 不符：通知的字句有改动，现为 {text_digest(text)}", "text_digest"
            )
        self._check_identity(main, issued_on)

        self._check_filled()
        self._read_windows()
        workdays = _of_years(read_workdays(self.shared / "workdays", self.complaints), year)
        if year not in workdays.years:
            main.complain(f"没有{year}年的工作日历，请补充 workdays/{year}.toml", "year")
        rules = self._rules()
        stations = self._stations()
        committees = self._committees(stations, rules, year, issued_on)
        notice = Notice(
            id=main.text("id"),
            year=year,
            number=self.number,
            title=main.text("title"),
            issued_on=issued_on,
            addressee=main.text("addressee"),
            issuer=main.text("issuer"),
            hash=self._digest(year),
            region=main.text("region"),
            city=main.text("city"),
            clauses=MappingProxyType(self.clauses),
            rules=MappingProxyType(rules),
            ways=self._ways(),
            materials=self._materials(),
            stations=stations,
            kinds=self._kinds(),
            committees=MappingProxyType(committees),
            elsewhere=self._elsewhere(committees),
            defects=MappingProxyType(self._defects()),
            codes=MappingProxyType(
                self.codes | {"committee": MappingProxyType({c.id: c.name for c in committees.values()})}
            ),
            texts=MappingProxyType(self._texts()),
            readings=self._readings(rules),
            for_people=self._for_people(),
            workdays=workdays,
            calendar_note=self._calendar_note(),
            calendar_source=self._source(self.sheets["calendar.toml"].top),
            windows=MappingProxyType(self.windows),
            is_synthetic=main.flag("is_synthetic", False),
        )
        self._check_references(rules, notice.materials)
        self._check_needed(rules)
        if not self.complaints:  # a quotation that is wrong would be complained of twice
            self._check_coverage(notice, text)
        return notice

    # reading

    def _read_all(self) -> str:
        names = [(self.folder / n, n) for n in FOLDER_SHEETS]
        names += [(self.folder / OWN_CODES, OWN_CODES)] if (self.folder / OWN_CODES).is_file() else []
        names += [(self.shared / "standing" / n, f"standing/{n}") for n in STANDING_SHEETS]
        for path, name in names:
            self.sheets[name] = Sheet.read(name, self._bytes(path, name), self.complaints)
        raw = self._bytes(self.folder / "text.md", "text.md")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            self.complaints.append(Complaint("text.md", raw[: error.start].count(b"\n") + 1, "不是UTF-8编码的文本"))
            text = ""
        self.clauses = read_clauses(text, "text.md", self.complaints)
        self.words = _whole_texts(self.clauses)
        return text

    def _bytes(self, path: Path, name: str) -> bytes:
        try:
            raw = path.read_bytes()
        except OSError:
            self.complaints.append(Complaint(name, 0, "文件不存在或不能读取"))
            return b""
        self.files[name] = raw
        self.hash.update(name.encode() + b"\0" + str(len(raw)).encode() + b"\0" + raw)
        return raw

    def _digest(self, year: int) -> str:
        for n in (year, year + 1):
            path = self.shared / "workdays" / f"{n}.toml"
            if path.is_file():
                self._bytes(path, f"workdays/{n}.toml")
        return self.hash.hexdigest()

    def _read_codes(self) -> None:
        sheet = self.sheets["standing/codes.toml"]
        own = self.sheets.get(OWN_CODES)
        for table, entry in (*sheet.named_tables(), *(own.named_tables() if own else ())):
            for code, name in entry.content.items():
                if not isinstance(name, str) or not name.strip():
                    entry.complain(f"代码 {code} 没有名称", code)
            self.codes[table] = MappingProxyType({k: v for k, v in entry.content.items() if isinstance(v, str)})
        for table in sorted(_tables_named_in_facts() - set(self.codes) - {"committee"}):
            sheet.complain((), f"缺少代码表 {table}")

    # what every entry has

    def _id(self, kind: str, entry: Entry, id: str = "") -> str:
        id = id or entry.text("id")
        if id and (kind, id) in self.ids:
            entry.complain(f"{id} 重复，已见于 {self.ids[kind, id]}", "id")
        self.ids.setdefault((kind, id), f"{entry.sheet.file}:{entry.sheet.line(entry.path)}")
        return id

    def _source(self, entry: Entry) -> Source:
        """Clause and quotation, or source, our own words and sureness; and a complaint when it is neither."""
        clause, says = entry.text("clause", required=False), entry.text("says", required=False)
        document, ours = entry.text("source", required=False), entry.text("ours", required=False)
        sureness = entry.text("sureness", required=False)
        if clause and clause not in self.clauses:
            entry.complain(f"通知没有条款 {clause}", "clause")
        if says:
            self._check_quotation(entry, clause, says)
        elif not ours:
            entry.complain("没有依据：须有 clause 和 says，或 ours 和 sureness")
        elif sureness not in SURENESSES:
            entry.complain("不是原文的须写明 sureness：确定、较确定或不确定", "sureness")
        if says and ours:
            entry.complain("says 和 ours 只能有一个", "ours")
        return Source(document or self.number, clause, says, ours, sureness)

    def _check_quotation(self, entry: Entry, clause: str, says: str, key: str = "says") -> None:
        if not clause:
            entry.complain("有引文却没有写条款 clause", key)
        elif clause in self.words and stripped(says) not in self.words[clause]:
            elsewhere = [id for id, words in self.words.items() if stripped(says) in words]
            hint = f"，它在 {elsewhere[-1]}" if elsewhere else ""
            entry.complain(f"引文不在 {clause} 之下{hint}：“{says[:40]}”", key)

    def _code(self, entry: Entry, key: str, table: str, values: Iterable[str]) -> None:
        for value in values:
            if not isinstance(value, str):
                entry.complain(f"{key} 中的 {value} 应是文字", key)
            elif value and table in self.codes and value not in self.codes[table]:
                entry.complain(f"代码表 {table} 没有 {value}", key)

    def _one_of(self, entry: Entry, key: str, value: str, allowed: Iterable[str]) -> None:
        if value and value not in allowed:
            entry.complain(f"{key} 不能是 {value}，只能是 {'、'.join(allowed)}", key)

    # notice.toml

    def _check_filled(self) -> None:
        """Nothing still waits to be filled in: see :mod:`zhicheng.policy.next_year`."""
        for name in FOLDER_SHEETS:
            sheet = self.sheets[name]
            for path, words in _texts_below((), sheet.content):
                if to_fill(words):
                    sheet.complain(path, f"还没有填写：{' '.join(words.split())[:60]}")

    def _check_identity(self, main: Entry, issued_on: date) -> None:
        whole = "".join(stripped(c.text) for c in self.clauses.values())
        for key in ("number", "title", "addressee"):
            value = main.text(key, required=False)
            if value and not to_fill(value) and stripped(value) not in whole:
                main.complain(f"{key} 与通知正文不符", key)
        if (
            whole
            and not to_fill(main.content.get("issued_on"))
            and f"{issued_on.year}年{issued_on.month}月{issued_on.day}日" not in whole
        ):
            main.complain("issued_on 与通知正文的日期不符", "issued_on")

    def _rules(self) -> dict[str, Rule]:
        rules: dict[str, Rule] = {}
        for sheet in self.sheets.values():
            for id, entry in sheet.named("rules"):
                entry.only(*SOURCE_KEYS, "also", "later", "tighter", "title", "mend", "params")
                self._id("rule", entry, id)
                source = self._source(entry)
                params = entry.table("params")
                self._check_params(entry, source, params)
                also = entry.texts("also")
                for words in also:
                    self._check_quotation(entry, source.clause, words, "also")
                later = entry.text("later", required=False)
                tighter = entry.table("tighter")
                for name, way in tighter.items():
                    if name not in params or way not in ("more", "less"):
                        entry.complain(f"tighter 中的 {name} 须是 params 的项，值为 more 或 less", "tighter")
                rules.setdefault(
                    id, Rule(id, entry.text("title"), source, entry.text("mend"), params, tighter, also, later)
                )
        return rules

    def _check_params(self, entry: Entry, source: Source, params: Mapping[str, Any]) -> None:
        """Codes must be known, patterns must compile, and a date must stand in the words quoted for it."""
        for key, table in (("series", "series"), ("levels", "level"), ("natures", "employer_nature"),
                           ("tenures", "tenure"), ("identities", "identity"), ("order", "level"),
                           ("schoolings", "schooling"), ("kinds", "")):  # fmt: skip
            if table and isinstance(params.get(key), tuple):
                self._code(entry, "params", table, params[key])
        if isinstance(pattern := params.get("pattern"), str):
            try:
                re.compile(pattern)
            except re.error as error:
                entry.complain(f"pattern 不是正确的正则式：{error}", "params")
        for name, value in params.items():
            if isinstance(value, date) and value.year not in YEARS:
                entry.complain(f"{name} 的年份 {value.year} 不可能", "params")
            elif isinstance(value, date) and source.says and not _stands_in(value, stripped(source.says)):
                entry.complain(f"{name} = {value} 与引文中的日期不符", "params")

    def _stations(self) -> tuple[StationKind, ...]:
        out = []
        known = {f.name for f in fields(facts.Employer)}
        known |= {f"application.{f.name}" for f in fields(facts.Application)}
        for entry in self.sheets["notice.toml"].tables("stations"):
            entry.only(
                *SOURCE_KEYS, "id", "name", "office", "seat", "when", "window", "norm_working_days", "returns",
                "opinion",
            )  # fmt: skip
            office, seat, window = entry.text("office"), entry.text("seat"), entry.text("window")
            self._one_of(entry, "office", office, OFFICES)
            self._one_of(entry, "seat", seat, SEATS)
            self._one_of(entry, "window", window, self.windows)
            when = entry.table("when")
            for name in when:
                if name not in known:
                    entry.complain(f"when 中的 {name} 不是用人单位或申报评委会的项", "when")
            out.append(
                StationKind(
                    id=self._id("station", entry),
                    name=entry.text("name"),
                    seat=seat,
                    office=office,
                    source=self._source(entry),
                    when=when,
                    window=window,
                    norm_working_days=entry.number("norm_working_days"),
                    returns=entry.flag("returns", True),
                    opinion=entry.text("opinion", required=False),
                )
            )
        if not out:
            self.sheets["notice.toml"].complain((), "没有审核环节 [[stations]]")
        return tuple(out)

    def _kinds(self) -> tuple[Kind, ...]:
        out: list[Kind] = []
        for entry in self.sheets["notice.toml"].tables("kinds"):
            entry.only(*SOURCE_KEYS, "id", "kind", "manner", "levels", "voted", "words")
            kind = Kind(
                id=self._id("kind", entry),
                kind=entry.text("kind"),
                manner=entry.text("manner"),
                voted=entry.flag("voted", True),
                words=entry.text("words"),
                source=self._source(entry),
                levels=entry.texts("levels"),
            )
            self._code(entry, "kind", "application_kind", [kind.kind])
            self._code(entry, "manner", "manner", [kind.manner])
            self._code(entry, "levels", "level", kind.levels)
            if any((k.kind, k.manner) == (kind.kind, kind.manner) for k in out):
                entry.complain(f"{kind.kind}、{kind.manner} 出现两次", "manner")
            out.append(kind)
        return tuple(out)

    def _materials(self) -> tuple[Material, ...]:
        out = []
        for entry in self.sheets["notice.toml"].tables("materials"):
            entry.only(
                *SOURCE_KEYS, "id", "name", "section", "per_row", "uploader", "when", "required", "hint", "is_original"
            )
            section, uploader = entry.text("section"), entry.text("uploader", required=False) or "applicant"
            per_row, when = entry.flag("per_row", False), entry.table("when")
            if section and section not in SECTIONS:
                entry.complain(f"材料属于不认识的部分 {section}", "section")
            if per_row and section not in places.ROW_SECTIONS:
                entry.complain(f"{section} 没有行，不能 per_row", "per_row")
            self._one_of(entry, "uploader", uploader, UPLOADERS)
            self._check_condition(entry, when)
            out.append(
                Material(
                    id=self._id("material", entry),
                    name=entry.text("name"),
                    section=section,
                    source=self._source(entry),
                    per_row=per_row,
                    uploader=uploader,
                    when=when,
                    required=entry.flag("required", True),
                    hint=entry.text("hint", required=False),
                    is_original=entry.flag("is_original", True),
                )
            )
        return tuple(out)

    def _check_condition(self, entry: Entry, when: Mapping[str, Any]) -> None:
        for path, wanted in when.items():
            if path == "any":
                for group in wanted if isinstance(wanted, tuple) else (wanted,):
                    if isinstance(group, Mapping):
                        self._check_condition(entry, group)
                    else:
                        entry.complain("any 应是条件的列表", "when")
                continue
            table = _table_at(path)
            if table is None:
                entry.complain(f"when 中的 {path} 不是申报材料的项", "when")
            elif table and isinstance(wanted, tuple):
                self._code(entry, "when", table, wanted)

    def _defects(self) -> dict[str, Defect]:
        out = {}
        for entry in self.sheets["notice.toml"].tables("defects"):
            entry.only(*SOURCE_KEYS, "id", "section", "title", "mend", "remedy", "opens")
            id, section = self._id("defect", entry), entry.text("section")
            if section and section not in SECTIONS:
                entry.complain(f"原因属于不认识的部分 {section}", "section")
            remedy = entry.text("remedy", required=False) or Remedy.FIX.value
            self._one_of(entry, "remedy", remedy, [r.value for r in Remedy])
            out[id] = Defect(
                id=id,
                section=section,
                title=entry.text("title"),
                source=self._source(entry),
                mend=entry.text("mend"),
                remedy=Remedy.FINAL if remedy == Remedy.FINAL.value else Remedy.FIX,
                opens=entry.texts("opens"),
            )
        return out

    def _texts(self) -> dict[str, str]:
        """Each text by its name and by ``name@version``; ``name.version`` gives the version in force."""
        out: dict[str, str] = {}
        for name, entry in self.sheets["notice.toml"].named("texts"):
            entry.only("name", "version", "clause", "ours", "words")
            clause, version = entry.text("clause"), entry.text("version")
            if clause and clause not in self.clauses:
                entry.complain(f"通知没有条款 {clause}", "clause")
            if not entry.flag("ours", False) and stripped(entry.text("words")) not in self.words.get(clause, ""):
                entry.complain("不是通知原文的文本须写明 ours = true", "words")
            words = entry.text("words").strip()
            out |= {name: words, f"{name}@{version}": words, f"{name}.version": version}
            out[f"{name}.name"] = entry.text("name")
        return out

    def _for_people(self) -> tuple[ForPeople, ...]:
        out = []
        for entry in self.sheets["notice.toml"].tables("for_people"):
            entry.only("clause", "says", "why")
            source = self._source(entry)
            out.append(ForPeople(source.clause, source.says, entry.text("why")))
        return tuple(out)

    # readings.toml, ways.toml

    def _readings(self, rules: Mapping[str, Rule]) -> tuple[Reading, ...]:
        sheet = self.sheets["readings.toml"]
        sheet.top.only("decided_by", "decided_on", "readings")
        defaults = {k: v for k, v in sheet.content.items() if k in ("decided_by", "decided_on")}
        out = []
        for entry in sheet.tables("readings"):
            entry.defaults = defaults
            entry.only("id", "question", "reading", "rules", "decided_by", "decided_on")
            for rule in entry.texts("rules"):
                if rule not in rules:
                    entry.complain(f"没有规则 {rule}", "rules")
            out.append(
                Reading(
                    self._id("reading", entry),
                    entry.text("question"),
                    entry.text("reading"),
                    entry.text("decided_by"),
                    entry.day("decided_on"),
                )
            )
        return tuple(out)

    def _ways(self) -> tuple[Way, ...]:
        sheet = self.sheets["standing/ways.toml"]
        defaults = {name: entry.content for name, entry in sheet.named("defaults")}
        out = []
        for entry in sheet.tables("ways"):
            entry.only(
                "defaults", "id", "series", "level", "title", "source", "sureness", "schoolings", "needs_degree",
                "title_from", "level_from", "appointed_years", "worked_years", "by_person", "needs_appointment",
                "manner", "stages", "words",
            )  # fmt: skip
            shared = entry.text("defaults", required=False)
            if shared and shared not in defaults:
                entry.complain(f"没有 [defaults.{shared}]", "defaults")
            entry.defaults = {"manner": "正常", **defaults.get(shared, {})}
            way = Way(
                id=self._id("way", entry),
                series=entry.text("series"),
                level=entry.text("level"),
                title=entry.text("title"),
                source=Source(document=entry.text("source"), ours=entry.text("words"), sureness=entry.text("sureness")),
                schoolings=entry.texts("schoolings", required=not entry.flag("by_person", False)),
                needs_degree=entry.text("needs_degree", required=False),
                title_from=entry.text("title_from", required=False),
                level_from=entry.text("level_from", required=False),
                appointed_years=entry.number("appointed_years"),
                worked_years=entry.number("worked_years"),
                by_person=entry.flag("by_person", False),
                needs_appointment=entry.flag("needs_appointment", True),
                manner=entry.text("manner"),
                stages=entry.texts("stages"),
                words=entry.text("words"),
            )
            self._check_way(entry, way)
            out.append(way)
        return tuple(out)

    def _check_way(self, entry: Entry, way: Way) -> None:
        self._code(entry, "series", "series", [way.series])
        self._code(entry, "level", "level", [way.level])
        self._code(entry, "level_from", "level", [way.level_from])
        self._code(entry, "schoolings", "schooling", way.schoolings)
        self._code(entry, "manner", "manner", [way.manner])
        self._one_of(entry, "needs_degree", way.needs_degree, WAY_DEGREES)
        self._one_of(entry, "sureness", way.source.sureness, SURENESSES)
        self._title(entry, "title", way.series, way.level, [way.title])
        self._title(entry, "title_from", way.series, way.level_from, [way.title_from])
        known = set(self.codes.get("stage", {}).values())
        for stage in way.stages:
            if stage not in known:
                entry.complain(f"没有学段 {stage}", "stages")

    def _title(self, entry: Entry, key: str, series: str, level: str, titles: Iterable[str]) -> None:
        known = self.codes.get("title", {}).get(f"{series}/{level}", "").split("、")
        for title in titles:
            if title and title not in known:
                entry.complain(f"{series} 系列 {level} 级没有职称 {title}", key)

    # calendar.toml

    def _calendar_note(self) -> str:
        top = self.sheets["calendar.toml"].top
        top.only("note", "clause", "says", "windows", "schedules", "committees", "elsewhere")
        return top.text("note")

    def _read_windows(self) -> None:
        """The deadlines that this notice knows, in their order, each by its words; the applicant's own must be one."""
        sheet = self.sheets["calendar.toml"]
        table = sheet.content.get("windows", {})
        if not isinstance(table, dict) or PERSONAL not in table:
            sheet.complain(("windows",), f"缺少 [windows]，其中须有 {PERSONAL}")
        for key, words in table.items() if isinstance(table, dict) else ():
            if isinstance(words, str) and words.strip() and key != OPENS:
                self.windows[key] = words
            else:
                sheet.complain(("windows", key), f"截止时间 {key} 没有名称")

    def _schedules(self) -> dict[str, dict[str, datetime]]:
        return {name: self._moments(entry) for name, entry in self.sheets["calendar.toml"].named("schedules")}

    def _schedule(self, committee: Entry) -> Mapping[str, Any]:
        """The schedule that a committee names, as it is written."""
        name = committee.content.get("schedule")
        return next((e.content for n, e in self.sheets["calendar.toml"].named("schedules") if n == name), {})

    def _moments(self, entry: Entry) -> dict[str, datetime]:
        """Windows of a schedule: a date without an hour ends at 24:00, the first instant of the next day (Q6)."""
        out = {}
        entry.only(OPENS, *self.windows)
        for key, value in entry.content.items():
            if key not in (OPENS, *self.windows):
                continue
            if isinstance(value, date) and value.year not in YEARS:
                entry.complain(f"{key} 的年份 {value.year} 不可能", key)
            elif isinstance(value, datetime):
                out[key] = value if value.tzinfo else value.replace(tzinfo=CHINA)
            elif isinstance(value, date):
                out[key] = datetime.combine(value if key == OPENS else value + ONE_DAY, MIDNIGHT)
            elif not to_fill(value):
                entry.complain(f"{key} 应是日期或时刻", key)
        order = [(key, out[key]) for key in (OPENS, *self.windows) if key in out]
        for (first, a), (second, b) in pairwise(order):
            if b < a:
                entry.complain(f"时间次序不对：{second} 早于 {first}", second)
        return out

    def _committees(
        self, stations: Sequence[StationKind], rules: Mapping[str, Rule], year: int, issued_on: date
    ) -> dict[str, Committee]:
        schedules = self._schedules()
        for name, entry in self.sheets["calendar.toml"].named("schedules"):
            self._check_dates(entry, schedules[name], rules, year, issued_on)
        out: dict[str, Committee] = {}
        entries: dict[str, Entry] = {}
        for entry in self.sheets["calendar.toml"].tables("committees"):
            entry.only(
                *SOURCE_KEYS, "id", "name", "level", "series", "specialties", "titles", "region", "office", "status",
                "status_words", "localities", "person_kinds", "kinds", "schedule", "contact", "telephone", "paper",
                "is_example", "document", "own", "lectures",
            )  # fmt: skip
            committee = self._committee(entry, schedules, rules)
            known = rules["lecture_defence"].params.get("parts", {}) if "lecture_defence" in rules else {}
            for group in committee.lectures:
                self._one_of(entry, "lectures", group, known)
            self._check_committee(entry, committee, stations)
            out[committee.id], entries[committee.id] = committee, entry
        for a, b in combinations(out.values(), 2):
            if _overlap(a, b):
                entries[b.id].complain(f"与 {a.id} 的评审范围重叠：同一人有两个去处")
        return out

    def _elsewhere(self, committees: Mapping[str, Committee]) -> tuple[Elsewhere, ...]:
        """Where the rest goes; together with the committees every combination must have a place to go."""
        sheet = self.sheets["calendar.toml"]
        out = []
        for entry in sheet.tables("elsewhere"):
            entry.only(*SOURCE_KEYS, "id", "title", "words", "series", "levels", "kinds", "is_local")
            row = Elsewhere(
                id=self._id("elsewhere", entry),
                title=entry.text("title"),
                says=entry.text("words"),
                source=self._source(entry),
                series=entry.texts("series"),
                levels=entry.texts("levels"),
                kinds=entry.texts("kinds"),
                is_local=entry.flag("is_local", True) if "is_local" in entry else None,
            )
            self._code(entry, "series", "series", row.series)
            self._code(entry, "levels", "level", row.levels)
            self._code(entry, "kinds", "application_kind", row.kinds)
            out.append(row)
        self._check_total(committees, out)
        return tuple(out)

    def _check_total(self, committees: Mapping[str, Committee], rows: Sequence[Elsewhere]) -> None:
        """Complain, once for each series and level, of what neither a committee nor a row takes in."""
        lost: dict[tuple[str, str], list[Asked]] = {}
        narrower = any(c.region != self.sheets["notice.toml"].content.get("region") for c in committees.values())
        by = {"specialty": any(c.specialties for c in committees.values()), "region": narrower,
              "locality": any(c.localities for c in committees.values()),
              "tenure": any(c.person_kinds for c in committees.values())}  # fmt: skip
        for asked in combinations_of(self.codes, frozenset(name for name, tells in by.items() if tells)):
            if not any(r.covers(asked) for r in rows) and not any(c.covers(asked) for c in committees.values()):
                lost.setdefault((asked.series, asked.level), []).append(asked)
        for (series, level), missing in lost.items():
            one = missing[0]
            words = "、".join(w for w in (one.title, one.kind, one.locality, "" if one.is_local else "外地单位") if w)
            self.sheets["calendar.toml"].complain(
                (),
                f"{self.codes['series'].get(series, series)}系列{self.codes['level'].get(level, level)}"
                f"有{len(missing)}种情形没有去处（如：{words}），请补评委会或 [[elsewhere]]",
            )

    def _committee(
        self, entry: Entry, schedules: Mapping[str, Mapping[str, datetime]], rules: Mapping[str, Rule]
    ) -> Committee:
        schedule = entry.text("schedule", required=False)
        if schedule and schedule not in schedules:
            entry.complain(f"没有 [schedules.{schedule}]", "schedule")
        times = schedules.get(schedule, {})
        return Committee(
            id=self._id("committee", entry),
            name=entry.text("name"),
            level=entry.text("level"),
            series=entry.texts("series", required=True),
            specialties=entry.texts("specialties"),
            titles=entry.texts("titles"),
            region=entry.text("region"),
            office=entry.text("office"),
            status=entry.text("status"),
            status_words=entry.text("status_words", required=False),
            source=self._source(entry),
            localities=entry.texts("localities"),
            person_kinds=entry.texts("person_kinds"),
            kinds=entry.texts("kinds") or ("评审",),
            windows=MappingProxyType({k: v for k, v in times.items() if k != "opens_at"}),
            opens_at=times.get("opens_at"),
            contact=entry.text("contact", required=False),
            telephone=entry.text("telephone", required=False),
            paper=entry.text("paper", required=False),
            is_example=entry.flag("is_example", True),
            lectures=entry.texts("lectures"),
            document=entry.text("document", required=False),
            own_rules=MappingProxyType(dict(self._own_rules(entry, rules))),
        )

    def _own_rules(self, entry: Entry, rules: Mapping[str, Rule]) -> Iterator[tuple[str, Rule]]:
        """A committee's own conditions: parameters of a rule, moved only in the direction called tighter."""
        for own in entry.below("own"):
            own.only("rule", "params", "source", "ours", "sureness", "clause", "says")
            id, params = own.text("rule"), own.table("params")
            source = self._source(own)
            if id not in rules:
                own.complain(f"没有规则 {id}", "rule")
                continue
            rule = rules[id]
            for name, value in params.items():
                way, now = rule.tighter.get(name), rule.params.get(name)
                if way is None or not isinstance(value, int) or not isinstance(now, int):
                    own.complain(f"{id} 的 {name} 不能由评委会另定", "params")
                elif value < now if way == "more" else value > now:
                    own.complain(f"评委会只能从严：{id} 的 {name} 为 {now}，不能放宽到 {value}", "params")
            yield id, replace(rule, source=source, params=MappingProxyType({**rule.params, **params}))

    def _check_committee(self, entry: Entry, committee: Committee, stations: Sequence[StationKind]) -> None:
        self._one_of(entry, "status", committee.status, STATUSES)
        self._code(entry, "level", "level", [committee.level])
        self._code(entry, "series", "series", committee.series)
        self._code(entry, "specialties", "specialty", committee.specialties)
        self._code(entry, "localities", "locality", committee.localities)
        self._code(entry, "person_kinds", "tenure", committee.person_kinds)
        self._code(entry, "kinds", "application_kind", committee.kinds)
        for specialty in committee.specialties:
            series = self.codes.get("specialty_series", {}).get(specialty)
            if series and series not in committee.series:
                entry.complain(f"专业 {specialty} 不属于本评委会的系列", "specialties")
        if len(committee.series) == 1:
            self._title(entry, "titles", committee.series[0], committee.level, committee.titles)
        if not any(code.startswith(committee.region) for code in self.codes.get("region", {})):
            entry.complain(f"代码表 region 没有 {committee.region}", "region")
        if committee.status == "按其他文件" and not committee.document:
            entry.complain("按其他文件执行的评委会须写明文件 document", "document")
        if not committee.is_open:
            if committee.status in STATUSES and not committee.status_words:
                entry.complain("没有开放的评委会须写明原因 status_words", "status_words")
            return
        waits = {k for k, v in self._schedule(entry).items() if to_fill(v)}
        if committee.opens_at is None and OPENS not in waits:
            entry.complain("开放的评委会缺少开始时间 opens_at", "schedule")
        for window in dict.fromkeys((PERSONAL, *(s.window for s in stations if s.window))):
            if window not in committee.windows and window not in waits:
                entry.complain(f"开放的评委会缺少截止时间 {window}", "schedule")

    def _check_dates(
        self, entry: Entry, times: Mapping[str, datetime], rules: Mapping[str, Rule], year: int, issued_on: date
    ) -> None:
        """No window before the notice was issued, none after the day by which it wants everything done."""
        last = rules["no_cross_year"].params.get("ends_on") if "no_cross_year" in rules else None
        if not isinstance(last, date) or isinstance(last, datetime) or last.year not in YEARS:
            last = date(year if year in YEARS else YEARS[-1], 12, 31)
        for key, moment in times.items():
            day = moment.astimezone(CHINA).date()
            if day < issued_on:
                entry.complain(f"{key} 早于通知印发日期 {issued_on}", key)
            elif day > last + ONE_DAY or (day > last and moment.astimezone(CHINA).timetz() > MIDNIGHT):
                entry.complain(f"{key} 晚于通知要求完成的 {last}", key)

    def _check_coverage(self, notice: Notice, text: str) -> None:
        """Every character outside headings is claimed by a rule, a date, a material … or left to people, with why."""
        for line, stretch in coverage.lines_of(text, coverage.unclaimed(notice), notice.clauses):
            words = stretch.text.strip()
            self.complaints.append(
                Complaint(
                    "text.md",
                    line,
                    f"{stretch.clause} 的这句话没有规则、环节、材料、评委会引用，也没有写明为何只能由人办理：“{words}”",
                    stretch.clause,
                )
            )

    # references between rules and the rest

    def _check_references(self, rules: Mapping[str, Rule], materials: Sequence[Material]) -> None:
        slots = {m.id for m in materials}
        texts = set(self.sheets["notice.toml"].content.get("texts", {}))
        for sheet in self.sheets.values():
            for id, entry in sheet.named("rules"):
                params = rules[id].params
                named = (*_texts_in(params.get("material")), *_texts_in(params.get("materials")))
                for slot in named:
                    if slot not in slots:
                        entry.complain(f"没有材料 {slot}", "params")
                for key, known in (("text", texts), ("period", rules), ("ages", rules), ("window", self.windows)):
                    if key in params and str(params[key]) not in known:
                        entry.complain(f"{key} 指向不存在的 {params[key]}", "params")

    def _check_needed(self, rules: Mapping[str, Rule]) -> None:
        """What the platform's steps ask for by name is there (:mod:`zhicheng.policy.needed`)."""
        for id in STEPS.keys() - rules.keys():
            self.sheets["notice.toml"].complain((), f"缺少规则 {id}：平台有步骤要用到它，可从上一年的通知复制")
        for sheet in self.sheets.values():
            for id, entry in sheet.named("rules"):
                for name in STEPS.get(id, WHERE_IT_STANDS.get(id, ())):
                    if name not in rules[id].params:
                        entry.complain(f"{id} 的 params 缺少 {name}，平台要用到它", "params")


def _texts_below(path: tuple[str | int, ...], value: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a sheet with its path."""
    if isinstance(value, str):
        yield path, value
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from _texts_below((*path, key), below)


def _texts_in(value: Any) -> tuple[str, ...]:
    return tuple(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str))


def _stands_in(day: date, words: str) -> bool:
    """Whether a day stands in words as ``10月20日``, or as ``12月底`` when it is the month's last."""
    is_last = (day + ONE_DAY).month != day.month
    return f"{day.month}月{day.day}日" in words or (is_last and f"{day.month}月底" in words)


DIMENSIONS = frozenset({"specialty", "locality", "tenure", "region"})


def combinations_of(codes: Mapping[str, Mapping[str, str]], by: frozenset[str] = DIMENSIONS) -> Iterator[Asked]:
    """Every point that the calendar may be asked about: each title of each series and level, in every kind, from
    inside the city and from outside, and in each of the dimensions named, which are those that a committee tells
    apart."""
    of_series: dict[str, list[str]] = {}
    for specialty, series in codes.get("specialty_series", {}).items():
        of_series.setdefault(series, []).append(specialty)
    kinds = tuple(codes.get("application_kind", ()))
    localities = ("", *codes.get("locality", ())) if "locality" in by else ("",)
    tenures = tuple(codes.get("tenure", ("",))) if "tenure" in by else ("",)
    regions = tuple(codes.get("region", ())) if "region" in by else ("",)
    for key, names in codes.get("title", {}).items():
        series, _, level = key.partition("/")
        specialties = of_series.get(series, [""]) if "specialty" in by else [""]
        for title, specialty, kind, locality, tenure, region in product(
            names.split("、"), specialties, kinds, localities, tenures, regions
        ):
            yield Asked(series, level, title, specialty, kind, locality, tenure, region)
            yield Asked(series, level, title, specialty, kind, locality, tenure, region, is_local=False)


def _overlap(a: Committee, b: Committee) -> bool:
    """Whether one person could fit both; an empty list means any."""

    def meet(x: Sequence[str], y: Sequence[str]) -> bool:
        return not x or not y or bool(set(x) & set(y))

    return (
        a.level == b.level
        and bool(set(a.series) & set(b.series))
        and meet(a.specialties, b.specialties)
        and meet(a.titles, b.titles)
        and meet(a.localities, b.localities)
        and meet(a.person_kinds, b.person_kinds)
        and meet(a.kinds, b.kinds)
        and (a.region.startswith(b.region) or b.region.startswith(a.region))
    )


# ───── what a dossier has ─────

_ROWS = (facts.OtherTitle, facts.Study, facts.Job, facts.Achievement)
_PARTS: dict[str, type] = {
    "application": facts.Application,
    "basics": facts.Basics,
    "basics.contract": facts.Contract,
    "basics.green_channel": facts.GreenChannel,
    "employer": facts.Employer,
    "title": facts.Title,
    "pledge": facts.Pledge,
}


def _tables_named_in_facts() -> set[str]:
    kinds = (*_PARTS.values(), *_ROWS)
    return {f.metadata["codes"] for kind in kinds for f in fields(kind) if "codes" in f.metadata}


def _table_at(path: str) -> str | None:
    """The code table of a path of a dossier, empty when it has none, ``None`` when there is no such path."""
    head, _, name = path.rpartition(".")
    if not head:
        return "" if name in {f.name for f in fields(facts.Dossier)} else None
    for kind in _ROWS if head == "row" else (_PARTS[head],) if head in _PARTS else ():
        for f in fields(kind):
            if f.name == name:
                return str(f.metadata.get("codes", ""))
    return None
