"""Facts that note what is read from them: what a rule said holds wherever these places are the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, cast

from .facts import Facts
from .schema import UNIT


class _Watched:
    """A dataclass of the facts that notes every leaf that is read from it, by place."""

    __slots__ = ("_of", "_place", "_seen")

    def __init__(self, of: Any, place: str, seen: set[str]) -> None:
        self._of, self._place, self._seen = of, place, seen

    def __getattr__(self, name: str) -> Any:
        of = self._of
        if name.startswith("_"):  # what is kept beside facts was read unseen
            raise AttributeError(name)
        if name not in {f.name for f in fields(of)}:
            own = getattr(type(of), name)
            return own.fget(self) if isinstance(own, property) and own.fget else getattr(of, name)
        if isinstance(of, Facts):
            place = "" if name == "dossier" else f"{UNIT}.{name}"
        else:
            place = f"{self._place}.{name}" if self._place else name
        return _under_watch(getattr(of, name), place, self._seen)


def _under_watch(value: Any, place: str, seen: set[str]) -> Any:
    if is_dataclass(value):
        return _Watched(value, place, seen)
    seen.add(place)
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return tuple(_Watched(v, ".".join(filter(None, (place, getattr(v, "key", "")))), seen) for v in value)
    return value


def watched(facts: Facts, seen: set[str]) -> Facts:
    """The same facts; every leaf that is read is added to ``seen``, by its place; what stands beside the dossier is
    ``unit.…``. A row section is noted by its name whenever anybody looks at its rows."""
    return cast(Facts, _Watched(facts, "", seen))
