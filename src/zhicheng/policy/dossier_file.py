"""A dossier as a file: parsed strictly, every fault named at once; and as canonical content that is sealed."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from .facts import SCHEMA, Dossier, Facts
from .notice import Notice
from .schema import OPEN_TABLES, UNIT, UNIT_FIELDS, hints, is_required, label, optional, rows_of

Codes = Mapping[str, Mapping[str, str]]
LARGEST = 5_000_000  # bytes of a dossier file; attachments are not in it
LONGEST = 100_000  # characters of one text; longer is a mistake, not a dossier


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a file: where, and in Chinese what."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place or '（整份文件）'}：{self.message}"


class _Reader:
    """Gathers faults while reading; a value that cannot be read is ``_NOTHING``."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.faults: list[Fault] = []

    def fault(self, place: str, message: str) -> Any:
        self.faults.append(Fault(place, message))
        return _NOTHING

    def read(self, value: Any, kind: Any, place: str, name: str) -> Any:
        kind, may_be_null = optional(kind)
        if value is None:
            return None if may_be_null else self.fault(place, f"“{name}”不能为空")
        row = rows_of(kind)
        if row is not None:
            return self.rows(value, row, place, name)
        if is_dataclass(kind) and isinstance(kind, type):
            return self.table(value, kind, place, name)
        return self.plain(value, kind, place, name)

    def rows(self, value: Any, row: type, place: str, name: str) -> Any:
        if not isinstance(value, Sequence) or isinstance(value, (str, bytes)):
            return self.fault(place, f"“{name}”应为多行，实为{_what(value)}")
        before = len(self.faults)
        out, keys = [], set()
        for number, item in enumerate(value, 1):
            key = item.get("key") if isinstance(item, Mapping) else None
            keyed = isinstance(key, str) and bool(key)
            at = f"{place}.{key}" if keyed else f"{place}.{number}"
            read = self.table(item, row, at, name)
            if keyed and key in keys:
                self.fault(at, f"“{name}”行号“{key}”重复，第{number}行须另取行号")
            if keyed and not _is_key(str(key)):
                self.fault(at, f"行号“{key}”只能用字母、数字、下划线和连字符")
            keys.add(key)
            out.append(read)
        return tuple(out) if len(self.faults) == before else _NOTHING

    def table(self, value: Any, of: type, place: str, name: str) -> Any:
        if not isinstance(value, Mapping):
            return self.fault(place, f"“{name}”应为一组栏目，实为{_what(value)}")
        before, types = len(self.faults), hints(of)
        known = [f.name for f in fields(of)]
        for stranger in value:
            if stranger not in types:
                near = get_close_matches(str(stranger), known, 1)
                hint = f"，是不是“{near[0]}”（{label(of, near[0])}）？" if near else ""
                self.fault(_join(place, str(stranger)), f"没有这个栏目{hint}")
        out: dict[str, Any] = {}
        for f in fields(of):
            at, chinese = _join(place, f.name), label(of, f.name)
            if f.name not in value:
                if is_required(f):
                    self.fault(at, f"缺少“{chinese}”")
                continue
            read = self.read(value[f.name], types[f.name], at, chinese)
            if read is _NOTHING:
                continue
            table = f.metadata.get("codes")
            if table and isinstance(read, str):
                self.code(read, str(table), at, chinese, may_be_empty=f.default == "")
            if isinstance(read, str) and not read.strip() and is_required(f) and not table:
                self.fault(at, f"“{chinese}”不能为空")
            out[f.name] = read
        return of(**out) if len(self.faults) == before else _NOTHING

    def code(self, value: str, table: str, place: str, name: str, *, may_be_empty: bool) -> None:
        known = self.codes.get(table)
        if not known or value in known or (may_be_empty and not value):
            return
        if table in OPEN_TABLES and re.fullmatch(OPEN_TABLES[table], value):
            return
        by_name = [c for c, n in known.items() if n == value]
        some = "、".join(f"{c}（{n}）" if c != n else c for c, n in list(known.items())[:8])
        hint = f"，应写代码“{by_name[0]}”" if by_name else f"，可用：{some}{'…' if len(known) > 8 else ''}"
        self.fault(place, f"“{name}”没有代码“{value}”{hint}")

    def plain(self, value: Any, kind: type, place: str, name: str) -> Any:
        if kind is date:
            return self.day(value, place, name)
        if kind is datetime:
            return self.instant(value, place, name)
        if kind is bool:
            return value if isinstance(value, bool) else self.fault(place, f"“{name}”应为是或否，实为{_what(value)}")
        if kind is int:
            fits = isinstance(value, int) and not isinstance(value, bool)
            return value if fits else self.fault(place, f"“{name}”应为整数，实为{_what(value)}")
        if not isinstance(value, str):
            return self.fault(place, f"“{name}”应为文字，实为{_what(value)}")
        if len(value) > LONGEST:
            return self.fault(place, f"“{name}”有{len(value)}字，最多{LONGEST}字")
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in value):
            return self.fault(place, f"“{name}”含有不可见的控制字符")
        return unicodedata.normalize("NFC", value)

    def day(self, value: Any, place: str, name: str) -> Any:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str) and len(value) == 10:
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        return self.fault(place, f"“{name}”应为日期，如2019-12-31，实为{_what(value)}")

    def instant(self, value: Any, place: str, name: str) -> Any:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return self.fault(place, f"“{name}”应为时间，如2023-10-20T09:00:00+08:00，实为{_what(value)}")
        if not isinstance(value, datetime):
            return self.fault(place, f"“{name}”应为时间，如2023-10-20T09:00:00+08:00，实为{_what(value)}")
        return value if value.utcoffset() is not None else self.fault(place, f"“{name}”须注明时区，如+08:00")


class _Nothing:
    """What stands where a value could not be read."""


_NOTHING = _Nothing()


def _is_key(key: str) -> bool:
    return len(key) <= 64 and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _what(value: Any) -> str:
    if isinstance(value, bool):
        return "是/否值"
    if isinstance(value, (Mapping, list, tuple)):
        return "一组内容"
    text = str(value)
    return f"“{text if len(text) <= 30 else text[:30] + '…'}”"


def _files_agree(dossier: Dossier, notice: Notice | None, out: _Reader) -> None:
    """Every file's slot is one of the notice's, and its row exists where the slot is per row."""
    slots = {m.id: m for m in notice.materials} if notice is not None else {}
    for number, file in enumerate(dossier.files, 1):
        at = f"files.{number}"
        material = slots.get(file.slot)
        if slots and material is None:
            near = get_close_matches(file.slot, list(slots), 1)
            out.fault(f"{at}.slot", f"没有材料“{file.slot}”" + (f"，是不是“{near[0]}”？" if near else ""))
        elif material is not None and material.per_row:
            if file.row not in {r.key for r in getattr(dossier, material.section)}:
                out.fault(f"{at}.row", f"“{material.name}”须注明属于哪一行，没有行“{file.row}”")
        elif material is not None and file.row:
            out.fault(f"{at}.row", f"“{material.name}”不属于某一行，行号应留空")


def read_file(file: Path) -> dict[str, Any] | Fault:
    """The mapping in a dossier file (TOML, or ``.json``), or the one fault that keeps it from being read."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        return Fault("", f"没有文件“{file}”")
    except OSError as broken:
        return Fault("", f"文件“{file}”读不出来：{broken.strerror}")
    if len(raw) > LARGEST:
        return Fault("", f"文件有{len(raw)}字节，最多{LARGEST}字节")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        return Fault("", f"文件不是UTF-8编码（第{broken.start + 1}字节处）")
    try:
        said = json.loads(text) if file.suffix == ".json" else tomllib.loads(text)
    except (ValueError, RecursionError) as broken:
        return Fault("", f"文件格式有错：{broken or '层次太深'}")
    return said if isinstance(said, dict) else Fault("", "文件应为一组栏目")


def read_dossier(
    said: Mapping[str, Any], codes: Codes | None = None, notice: Notice | None = None
) -> Dossier | tuple[Fault, ...]:
    """A dossier from a mapping (TOML or JSON), or every fault at once; never raises for what is in the file.

    ``codes`` are checked where they are given (``notice.codes`` with a notice); ``schema`` and ``unit`` may stand
    beside the dossier's own tables.
    """
    out = _Reader(codes if codes is not None else notice.codes if notice is not None else {})
    if not isinstance(said, Mapping):
        return (Fault("", "文件应为一组栏目"),)
    if said.get("schema", SCHEMA) != SCHEMA:
        out.fault("schema", f"格式版本“{said['schema']}”不认识，应为“{SCHEMA}”")
    dossier = out.table({k: v for k, v in said.items() if k not in ("schema", UNIT)}, Dossier, "", "申报材料")
    if isinstance(dossier, Dossier):
        _files_agree(dossier, notice, out)
    return tuple(out.faults) if out.faults else dossier


def read_field(of: type, name: str, value: Any, place: str, codes: Codes) -> tuple[Any, tuple[Fault, ...]]:
    """One value of a field as a form gives it, and what is wrong with it; an empty text is a blank, never a fault.

    A blank is ``None`` for a date, a number or a table, and the empty text for a text. A date may be written
    with slashes or without leading zeros. ``KeyError`` for a field that ``of`` does not have.
    """
    kind, _ = optional(hints(of)[name])
    if value is None or (isinstance(value, str) and not value.strip()):
        return ("" if kind is str else False if kind is bool else None), ()
    if isinstance(value, str):
        value = value.strip()
    if isinstance(value, str) and kind is date:
        value = re.sub(r"\b(\d)\b", r"0\1", re.sub(r"[/.年月]", "-", value.rstrip("日")))
        value = f"{value}-01" if re.fullmatch(r"\d{4}-\d{2}", value) else value
    if kind is bool and isinstance(value, str):
        value = {"on": True, "true": True, "1": True, "是": True, "false": False, "0": False, "否": False}.get(
            value, value
        )
    if kind is int and isinstance(value, str) and re.fullmatch("[0-9]{1,4}", value):
        value = int(value)
    reader = _Reader(codes)
    out = reader.plain(value, kind, place, label(of, name))
    f = next(f for f in fields(of) if f.name == name)
    table = f.metadata.get("codes")
    if table and isinstance(out, str):
        reader.code(out, str(table), place, label(of, name), may_be_empty=True)
    return (None if out is _NOTHING else out), tuple(reader.faults)


def read_facts(
    said: Mapping[str, Any], on: date, codes: Codes | None = None, notice: Notice | None = None
) -> Facts | tuple[Fault, ...]:
    """The facts of a dossier file as of a day: the dossier and its ``unit`` table, or every fault at once."""
    dossier = read_dossier(said, codes, notice)
    out = _Reader(codes if codes is not None else notice.codes if notice is not None else {})
    unit = said.get(UNIT, {}) if isinstance(said, Mapping) else {}
    more: dict[str, Any] = {}
    if not isinstance(unit, Mapping):
        out.fault(UNIT, f"应为一组栏目，实为{_what(unit)}")
        unit = {}
    for name in unit:
        if name not in UNIT_FIELDS:
            near = get_close_matches(str(name), list(UNIT_FIELDS), 1)
            out.fault(f"{UNIT}.{name}", "没有这个栏目" + (f"，是不是“{near[0]}”？" if near else ""))
    for name, (chinese, kind) in UNIT_FIELDS.items():
        if name in unit:
            more[name] = out.read(unit[name], kind, f"{UNIT}.{name}", chinese)
    faults = (*(dossier if isinstance(dossier, tuple) else ()), *out.faults)
    if faults or isinstance(dossier, tuple):
        return faults
    return Facts(dossier=dossier, on=on, **more)


def content(dossier: Dossier) -> dict[str, Any]:
    """A dossier as plain JSON values with its schema version: what is sealed, compared and exported.

    Files stand by section-independent order of slot and row, keeping the order within one slot; all else as given.
    """
    out = {"schema": SCHEMA, **{f.name: _plain(getattr(dossier, f.name)) for f in fields(dossier)}}
    out["files"] = sorted(out["files"], key=lambda f: (f["slot"], f["row"]))
    return out


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return value


def canonical(content: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """The one spelling of a content: keys sorted, UTF-8, NFC, no spaces, ISO dates. ``TypeError`` for a fraction."""
    return json.dumps(
        _spelled(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def _spelled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {unicodedata.normalize("NFC", str(k)): _spelled(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_spelled(v) for v in value]
    if isinstance(value, float):
        raise TypeError("canonical content holds no fractions")
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value
