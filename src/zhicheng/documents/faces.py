"""Which faces (fonts) print which text, and proof that every character can be drawn (§4.1(10), §4.2).

Faces are found in the folders of ``ZHICHENG_FONTS`` (separated as in ``PATH``), in ``var/fonts`` of
the project, and among the system's. A *role* (宋体, 小标宋, 仿宋, 楷体, 黑体) names an order of
preference; the office's licensed faces come first wherever they have been dropped in. The order can
be set by ``ZHICHENG_FACE_SONG``, ``_TITLE``, ``_FANG``, ``_KAI``, ``_HEI`` (families, comma between).
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

FOLDERS_SETTING = "ZHICHENG_FONTS"
CHAIN_SETTING = "ZHICHENG_FACE_"

PREFERRED: dict[str, tuple[str, ...]] = {
    "song": ("SimSun", "FZShuSong-Z01", "Noto Serif CJK SC", "FandolSong", "LXGW WenKai"),
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "FandolSong", "LXGW WenKai"),
    "fang": ("FangSong_GB2312", "FangSong", "FandolFang R", "LXGW WenKai", "Noto Serif CJK SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "LXGW WenKai", "FandolKai", "Noto Serif CJK SC"),
    "hei": ("SimHei", "Noto Sans CJK SC", "FandolHei", "Noto Serif CJK SC", "LXGW WenKai"),
}
"""The order of families for each role: licensed faces, then free ones, then those with rare characters."""

_WEIGHTS = (400, 700)  # those that the templates ask for
_NO_CHARACTERS = frozenset({"Cc", "Cs"})  # controls and halves of pairs, even where a font gives them a box
_INVISIBLE = frozenset("\n\r\t\u200b\u200c\u200d\u2060\ufeff")


class NoFace(RuntimeError):
    """None of a role's families is installed: nothing can be printed. Says what to install."""


class CannotDraw(ValueError):
    """A character that no installed face can draw; ``character`` and ``text`` say which and where."""

    def __init__(self, character: str, text: str) -> None:
        self.character = character
        self.text = text
        name = unicodedata.name(character, "控制字符或未定义字符")
        super().__init__(f"没有字体能打印字符「{character}」（U+{ord(character):04X} {name}），出现在：{text[:60]}")


def folders_of(environment: Mapping[str, str]) -> tuple[Path, ...]:
    """Folders to look in: those of the setting, then the project's ``var/fonts``. Only such as exist."""
    asked = [Path(p) for p in environment.get(FOLDERS_SETTING, "").split(os.pathsep) if p]
    ours = [Path(__file__).resolve().parents[3] / "var" / "fonts", Path.cwd() / "var" / "fonts"]
    return tuple(dict.fromkeys(p.resolve() for p in (*asked, *ours) if p.is_dir()))


def preferred_of(environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The order of families for each role, the setting's before ours."""
    chains = {}
    for role, families in PREFERRED.items():
        asked = environment.get(CHAIN_SETTING + role.upper(), "")
        first = tuple(f.strip() for f in asked.split(",") if f.strip())
        chains[role] = tuple(dict.fromkeys((*first, *families)))
    return chains


def strings_in(content: object) -> Iterable[str]:
    """Every string of nested plain data, keys left out."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from strings_in(value)
    elif isinstance(content, Sequence) and not isinstance(content, bytes | bytearray):
        for value in content:
            yield from strings_in(value)


class Faces:
    """The faces of this machine, opened once. Safe to share between threads.

    ``folders`` are searched besides the system's; ``preferred`` maps a role to its families.
    """

    def __init__(self, folders: Sequence[Path], preferred: Mapping[str, Sequence[str]] = PREFERRED) -> None:
        self.fonts = typst.Fonts(
            include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(f) for f in folders]
        )
        self._files: dict[str, list[tuple[str, int]]] = {}
        for face in sorted(self.fonts.fonts(), key=lambda f: (f.family, f.weight, str(f.path), f.index)):
            if face.path and face.style == "normal" and face.weight in _WEIGHTS:
                self._files.setdefault(face.family, []).append((str(face.path), face.index))
        self._drawn: dict[str, frozenset[int]] = {}
        self._lock = threading.Lock()
        self.installed: dict[str, tuple[str, ...]] = {
            role: tuple(f for f in families if f in self._files) for role, families in preferred.items()
        }
        for role, families in self.installed.items():
            if not families:
                raise NoFace(
                    f"没有任何可用的{role}字体（需要其一：{'、'.join(preferred[role])}）；请运行 scripts/fonts.sh"
                )

    def file_of(self, role: str) -> tuple[str, int]:
        """Path and index of the first installed regular face of a role, for drawing pictures."""
        return self._files[self.installed[role][0]][0]

    def draws(self, family: str) -> frozenset[int]:
        """Code points that every weight of a family can draw."""
        with self._lock:
            if family not in self._drawn:
                covered: frozenset[int] | None = None
                for path, index in self._files[family]:
                    mapped = _mapped(path, index)
                    covered = mapped if covered is None else covered & mapped
                self._drawn[family] = covered or frozenset()
            return self._drawn[family]

    def chains(self, texts: Iterable[str]) -> dict[str, list[str]]:
        """For each role the families that together draw every character of the texts, in order.

        Characters that a role's own families lack bring in any installed family that has them.
        Raises :class:`CannotDraw` for the first character that none has.
        """
        where: dict[str, str] = {}
        for text in texts:
            for character in text:
                where.setdefault(character, text)
        for character, text in where.items():
            if unicodedata.category(character) in _NO_CHARACTERS and not _draws_nothing(character):
                raise CannotDraw(character, text)
        needed = {ord(c) for c in where if not _draws_nothing(c)}
        return {role: self._chain(families, needed, where) for role, families in self.installed.items()}

    def _chain(self, families: tuple[str, ...], needed: set[int], where: Mapping[str, str]) -> list[str]:
        chosen = list(families)
        lacking = set(needed)
        for family in families:
            lacking -= self.draws(family)
        while lacking:
            point = min(lacking)
            found = next((f for f in sorted(self._files) if f not in chosen and point in self.draws(f)), None)
            if found is None:
                raise CannotDraw(chr(point), where[chr(point)])
            chosen.append(found)
            lacking -= self.draws(found)
        return chosen


def _mapped(path: str, index: int) -> frozenset[int]:
    """Code points of a font's character map that lead to a glyph other than the missing one."""
    with TTFont(path, fontNumber=index, lazy=True) as font:
        # Glyph names of our own spare fontTools from reading all outlines for theirs: 200 MB and half a second.
        font.setGlyphOrder([f"{glyph}" for glyph in range(font["maxp"].numGlyphs)])
        return frozenset(point for point, glyph in (font.getBestCmap() or {}).items() if glyph != "0")


def _draws_nothing(character: str) -> bool:
    """Line ends, joiners and variation selectors, which have no glyph of their own."""
    point = ord(character)
    return character in _INVISIBLE or 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF
