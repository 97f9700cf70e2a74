"""TOML sheets read with their line numbers, so that every complaint can name file and line.

``tomllib`` forgets where things stood; the lines are found again by scanning headers and keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, cast

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")
_QUOTES = ('"""', "'''")
_AT_LINE = re.compile(r"at line (\d+)")

Path_ = tuple[str | int, ...]


TO_FILL = "待填"
"""What a value begins with that still waits to be filled in; the loader complains of it wherever it stands."""


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """What is wrong with a notice's folder, and where; ``line`` counts from 1, 0: the file as a whole.

    ``clause`` is the clause of the notice that the entry rests on, empty when it rests on none.
    """

    file: str
    line: int
    message: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {f'[{self.clause}] ' if self.clause else ''}{self.message}"


def to_fill(value: Any) -> bool:
    """Whether a value still waits to be filled in."""
    return isinstance(value, str) and value.strip().startswith(TO_FILL)


def frozen(value: Any) -> Any:
    """The value with tables as read-only mappings and arrays as tuples, all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({k: frozen(v) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return tuple(frozen(v) for v in value)
    return value


def _parts(dotted: str) -> Path_:
    return tuple(a or b or c for a, b, c in _PART.findall(dotted))


def line_numbers(text: str) -> dict[Path_, int]:
    """The line of every table and key, by path; array tables are numbered from 0."""
    lines: dict[Path_, int] = {}
    counts: dict[Path_, int] = {}
    here: Path_ = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if header := _HEADER.match(line):
            here = _resolved(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[here] = counts.get(here, -1) + 1
                here = (*here, counts[here])
            lines.setdefault(here, number)
        elif key := _KEY.match(line):
            lines.setdefault((*here, *_parts(key[1])), number)
        for quote in _QUOTES:
            if line.count(quote) % 2:
                closing = quote
    return lines


def _resolved(parts: Path_, counts: Mapping[Path_, int]) -> Path_:
    """A header's path with the number of the array table that it stands in."""
    here: Path_ = ()
    for index, part in enumerate(parts):
        here = (*here, part)
        if index < len(parts) - 1 and here in counts:
            here = (*here, counts[here])
    return here


@dataclass(slots=True)
class Sheet:
    """One TOML file: its content, its lines, and the complaints that reading it gives."""

    file: str
    content: dict[str, Any]
    lines: dict[Path_, int]
    complaints: list[Complaint]

    @classmethod
    def read(cls, file: str, raw: bytes, complaints: list[Complaint]) -> Sheet:
        """The sheet, empty when it is not readable; then the complaint says so."""
        try:
            text = raw.decode("utf-8")
            return cls(file, tomllib.loads(text), line_numbers(text), complaints)
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            complaints.append(Complaint(file, line, "不是UTF-8编码的文本"))
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            line = int(at[1]) if at else raw.count(b"\n") + 1
            complaints.append(Complaint(file, line, f"不是正确的TOML：{error}"))
        except (ValueError, RecursionError) as error:
            complaints.append(Complaint(file, 0, f"不是正确的TOML：{error}"))
        return cls(file, {}, {}, complaints)

    def line(self, path: Path_) -> int:
        """The line of a path, or of the nearest table above it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[:-1]
        return 1

    def complain(self, path: Path_, message: str) -> None:
        self.complaints.append(Complaint(self.file, self.line(path), message, self.clause(path)))

    def clause(self, path: Path_) -> str:
        """The clause of the entry at a path, or of the nearest table above it that names one."""
        found, here = "", cast(Any, self.content)
        for part in (None, *path):
            if part is not None:
                try:
                    here = here[part]
                except (LookupError, TypeError):
                    break
            if isinstance(here, dict) and isinstance(here.get("clause"), str):
                found = here["clause"]
        return found

    @property
    def top(self) -> Entry:
        return Entry(self, (), self.content)

    def tables(self, name: str) -> tuple[Entry, ...]:
        """The entries of ``[[name]]``."""
        value = self.content.get(name, [])
        if not isinstance(value, list) or any(not isinstance(v, dict) for v in value):
            self.complain((name,), f"{name} 应写作 [[{name}]]")
            return ()
        return tuple(Entry(self, (name, index), v) for index, v in enumerate(value))

    def named_tables(self) -> tuple[tuple[str, Entry], ...]:
        """Every ``[table]`` of the file, by name."""
        out = []
        for key, table in self.content.items():
            if isinstance(table, dict):
                out.append((key, Entry(self, (key,), table)))
            else:
                self.complain((key,), f"{key} 应是一张表")
        return tuple(out)

    def named(self, name: str) -> tuple[tuple[str, Entry], ...]:
        """The entries of ``[name.ID]``."""
        value = self.content.get(name, {})
        if not isinstance(value, dict):
            self.complain((name,), f"{name} 应写作 [{name}.名称]")
            return ()
        out = []
        for key, table in value.items():
            if isinstance(table, dict):
                out.append((key, Entry(self, (name, key), table)))
            else:
                self.complain((name, key), f"{name}.{key} 应是一张表")
        return tuple(out)


_KINDS: dict[type, str] = {str: "文字", int: "整数", bool: "true 或 false", date: "日期", dict: "表", list: "列表"}


@dataclass(slots=True)
class Entry:
    """A table of a sheet. Every reading gives a usable value and complains when the content is not one."""

    sheet: Sheet
    path: Path_
    content: dict[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    def complain(self, message: str, key: str = "") -> None:
        self.sheet.complain((*self.path, key) if key else self.path, message)

    def __contains__(self, key: str) -> bool:
        return key in self.content or key in self.defaults

    def _get(self, key: str, kind: type, default: Any, required: bool) -> Any:
        value = self.content.get(key, self.defaults.get(key))
        if value is None:
            if required:
                self.complain(f"缺少 {key}", key)
            return default
        if kind is not str and to_fill(value):
            return default
        wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool))
        if wrong or (kind is date and isinstance(value, datetime)):
            self.complain(f"{key} 应是{_KINDS[kind]}", key)
            return default
        return value

    def text(self, key: str, *, required: bool = True) -> str:
        value: str = self._get(key, str, "", required)
        if required and key in self.content and not value.strip() and isinstance(self.content[key], str):
            self.complain(f"{key} 不能为空", key)
        return value

    def number(self, key: str, default: int = 0, *, required: bool = False) -> int:
        value: int = self._get(key, int, default, required)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value: bool = self._get(key, bool, default, False)
        return value

    def day(self, key: str) -> date:
        value: date = self._get(key, date, date(1, 1, 1), True)
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        value: Mapping[str, Any] = frozen(self._get(key, dict, {}, False))
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value: Sequence[Any] = self._get(key, list, [], required)
        if any(not isinstance(v, str) for v in value):
            self.complain(f"{key} 应是文字的列表", key)
        return tuple(v for v in value if isinstance(v, str))

    def below(self, key: str) -> tuple[Entry, ...]:
        """The entries of an array of tables inside this one."""
        value = self._get(key, list, [], False)
        if any(not isinstance(v, dict) for v in value):
            self.complain(f"{key} 应是表的列表", key)
        return tuple(Entry(self.sheet, (*self.path, key, n), v) for n, v in enumerate(value) if isinstance(v, dict))

    def only(self, *known: str) -> None:
        """Complain of every key that nobody would read."""
        for key in self.content:
            if key not in known:
                self.complain(f"不认识的项 {key}", key)
