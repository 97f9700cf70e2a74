"""The form of an event: a frozen dataclass whose name is a verb in the past."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened. Subclasses are data, not prose.

    ``words`` is the Chinese name of the event, ``requirement`` the ID of domain.md it answers;
    ``subject`` names the field that holds what it is about (a dossier's number, a unit's code).
    """

    words: ClassVar[str] = ""
    requirement: ClassVar[str] = ""
    subject: ClassVar[str] = ""
    known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        if cls.__name__ in Event.known and Event.known[cls.__name__].__module__ != cls.__module__:
            raise TypeError(f"two events named {cls.__name__}")
        Event.known[cls.__name__] = cls

    @property
    def about(self) -> str:
        return str(getattr(self, type(self).subject)) if type(self).subject else ""

    def as_row(self) -> dict[str, Any]:
        return {f.name: getattr(self, f.name) for f in fields(self)}
