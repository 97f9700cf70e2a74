"""行程图 as plain values: what the rail draws. Filled from the visits, never from a stored status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

State = Literal["done", "now", "ahead", "returned", "overdue", "ended"]


@dataclass(frozen=True, slots=True)
class RailStation:
    """One station of the route.

    ``name`` may hold a ``｜`` where a long name may break (评委会｜受理). ``office`` is who serves it, as a
    seat or an organisation, never a person's name but for a supervisor. ``lines`` are at most two short lines
    below the name, who first, then by when; the current station's lines are made from the rail. ``returns``
    counts the deficiencies of a letter sent from here (退回 n 处), or how often it returned once it is done.
    """

    id: str
    name: str
    office: str = ""
    state: State = "ahead"
    lines: tuple[str, ...] = ()
    returns: int = 0

    @property
    def plain_name(self) -> str:
        return self.name.replace("｜", "")

    @property
    def name_parts(self) -> tuple[str, ...]:
        return tuple(self.name.split("｜"))

    @property
    def is_current(self) -> bool:
        return self.state in ("now", "overdue")


@dataclass(frozen=True, slots=True)
class Rail:
    """A route with its stations and the one that has the move.

    ``due`` is the first instant that is too late; it is shown as the last moment (10月31日 24:00).
    ``overdue_by`` counts whole working days past it. ``since_verb`` is 开始, 到达 or 退回; ``waits_note`` follows
    the name (，补正 2 处); ``due_verb`` says what must happen (提交, 再次提交). ``due_words`` is the due line
    in full where no instant applies (市职改办印发后确定); then ``due`` is not read.
    """

    stations: tuple[RailStation, ...]
    waits_for: str = ""
    since: date | datetime | None = None
    used_working_days: int | None = None
    due: datetime | None = None
    overdue_by: int = 0
    since_verb: str = "到达"
    waits_note: str = ""
    due_verb: str = ""
    due_words: str = ""

    @property
    def current(self) -> RailStation | None:
        """The station that has the move, or ``None`` when nobody has."""
        return next((s for s in self.stations if s.is_current), None)

    @property
    def place(self) -> int:
        """Which station has the move, counted from 1; the last done or ended one when nobody has; 0 before all."""
        at = 0
        for number, station in enumerate(self.stations, start=1):
            if station.is_current:
                return number
            if station.state in ("done", "ended"):
                at = number
        return at

    @property
    def next_id(self) -> str:
        """The station after the current one; empty after the last."""
        following = self.stations[self.place : self.place + 1] if self.current else ()
        return following[0].id if following else ""

    @property
    def size(self) -> int:
        return len(self.stations)

    @property
    def sentence(self) -> str:
        """The rail for those who hear it: 第 7 站，共 11 站，市职改办，轮到市职改办 审核岗."""
        station = self.current or (self.stations[self.place - 1] if self.place else None)
        parts = [f"第 {self.place} 站，共 {self.size} 站"]
        if station:
            parts.append(station.plain_name)
        if self.current and self.waits_for:
            parts.append(f"轮到{self.waits_for}")
        if self.overdue_by:
            parts.append(f"超 {self.overdue_by} 个工作日")
        returned = [s.plain_name for s in self.stations if s.returns]
        if returned:
            parts.append("曾由" + "、".join(returned) + "退回")
        return "，".join(parts)
