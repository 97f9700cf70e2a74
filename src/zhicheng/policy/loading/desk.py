"""The desk on which a folder is read: what lies open meanwhile, and what is asked of every entry.

It adds what is wrong to its complaints and never raises on bad content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..finding import Source
from ..notice import Clause
from ..sheet import Complaint, Entry, Sheet
from .text import read_clauses, stripped, whole_texts

FOLDER_SHEETS = ("notice.toml", "calendar.toml", "readings.toml")
OWN_CODES = "codes.toml"
"""A folder may have code tables of its own, each in the place of the standing one of that name."""
STANDING_SHEETS = ("codes.toml", "national.toml", "house.toml", "ways.toml")
SOURCE_KEYS = ("clause", "says", "source", "ours", "sureness")
"""The keys that :meth:`Desk.source` reads."""
SURENESSES = ("确定", "较确定", "不确定")
YEARS = range(1980, 2101)
"""The years that a date of a notice may lie in."""


class Desk:
    """A folder and what has been read of it so far, each file once."""

    def __init__(self, folder: Path, shared: Path) -> None:
        self.folder, self.shared = folder, shared
        self.complaints: list[Complaint] = []
        self.files: dict[str, bytes] = {}
        """What the hash is taken of, by name, in its order."""
        self.sheets: dict[str, Sheet] = {}
        """Every TOML file but the working days, by name, in the order in which rules are read."""
        self.clauses: dict[str, Clause] = {}
        self.words: dict[str, str] = {}
        """Each clause's words with those below it, without white space: what a quotation is looked for in."""
        self.codes: dict[str, Mapping[str, str]] = {}
        """From ``codes.read_codes`` on."""
        self.number = ""
        """The notice's own 文号: the document of every source that names no other. Known once its head is read."""
        self.windows: dict[str, str] = {}
        """From ``schedules.read_windows`` on."""
        self._ids: dict[tuple[str, str], str] = {}
        self._hash = hashlib.sha256()

    # the files

    def lay_out(self) -> str:
        """Read the sheets and the clauses, in the order of the hash; the text of ``text.md``."""
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
        self.words = whole_texts(self.clauses)
        return text

    def digest(self, year: int) -> str:
        """The hash of the notice: of all that was laid out and, last, of the working days of its year and the next.
        To be asked for once."""
        for n in (year, year + 1):
            path = self.shared / "workdays" / f"{n}.toml"
            if path.is_file():
                self._bytes(path, f"workdays/{n}.toml")
        return self._hash.hexdigest()

    def _bytes(self, path: Path, name: str) -> bytes:
        try:
            raw = path.read_bytes()
        except OSError:
            self.complaints.append(Complaint(name, 0, "文件不存在或不能读取"))
            return b""
        self.files[name] = raw
        self._hash.update(name.encode() + b"\0" + str(len(raw)).encode() + b"\0" + raw)
        return raw

    # what every entry has

    def id(self, kind: str, entry: Entry, id: str = "") -> str:
        """The entry's id, its own ``id`` unless it is told; complains when another entry of the kind has it."""
        id = id or entry.text("id")
        if id and (kind, id) in self._ids:
            entry.complain(f"{id} 重复，已见于 {self._ids[kind, id]}", "id")
        self._ids.setdefault((kind, id), f"{entry.sheet.file}:{entry.sheet.line(entry.path)}")
        return id

    def source(self, entry: Entry) -> Source:
        """Clause and quotation, or source, our own words and sureness; and a complaint when it is neither."""
        clause, says = entry.text("clause", required=False), entry.text("says", required=False)
        document, ours = entry.text("source", required=False), entry.text("ours", required=False)
        sureness = entry.text("sureness", required=False)
        if clause and clause not in self.clauses:
            entry.complain(f"通知没有条款 {clause}", "clause")
        if says:
            self.check_quotation(entry, clause, says)
        elif not ours:
            entry.complain("没有依据：须有 clause 和 says，或 ours 和 sureness")
        elif sureness not in SURENESSES:
            entry.complain("不是原文的须写明 sureness：确定、较确定或不确定", "sureness")
        if says and ours:
            entry.complain("says 和 ours 只能有一个", "ours")
        return Source(document or self.number, clause, says, ours, sureness)

    def check_quotation(self, entry: Entry, clause: str, says: str, key: str = "says") -> None:
        """Complain unless the words stand under the clause, white space aside; a clause that is not there is another's
        complaint."""
        if not clause:
            entry.complain("有引文却没有写条款 clause", key)
        elif clause in self.words and stripped(says) not in self.words[clause]:
            elsewhere = [id for id, words in self.words.items() if stripped(says) in words]
            hint = f"，它在 {elsewhere[-1]}" if elsewhere else ""
            entry.complain(f"引文不在 {clause} 之下{hint}：“{says[:40]}”", key)

    def check_codes(self, entry: Entry, key: str, table: str, values: Iterable[str]) -> None:
        """Complain of each value that is no code of the table; a table that is not there is another's complaint."""
        for value in values:
            if not isinstance(value, str):
                entry.complain(f"{key} 中的 {value} 应是文字", key)
            elif value and table in self.codes and value not in self.codes[table]:
                entry.complain(f"代码表 {table} 没有 {value}", key)


def check_one_of(entry: Entry, key: str, value: str, allowed: Iterable[str]) -> None:
    """Complain of a value that is not among those allowed; none at all is another's complaint."""
    if value and value not in allowed:
        entry.complain(f"{key} 不能是 {value}，只能是 {'、'.join(allowed)}", key)
