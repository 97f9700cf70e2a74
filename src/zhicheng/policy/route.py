"""The stations in order, and where a dossier stands: computed from its visits, never remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from .facts import Application, Employer
from .notice import Notice, StationKind


class Ruling(Enum):
    """处理: how a visit was closed."""

    PASSED = "通过"
    SENT_BACK = "退回补正"
    REFUSED = "不予受理"


class Ends(Enum):
    """How a dossier's way ended before its last station."""

    LAPSED = "视为放弃"
    REFUSED = "不予受理"
    CANCELLED = "取消申报资格"


class Waits(Enum):
    """Whose move it is."""

    APPLICANT = "申报人"
    OFFICE = "审核部门"
    NOBODY = "无"


@dataclass(frozen=True, slots=True)
class Stop:
    """到站, as far as position needs it. ``returning_to`` is set while changed files are re-ticked
    on the way back to the office that returned the dossier (reading Q4)."""

    station: str
    ruling: Ruling | None = None
    returning_to: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending is a row too: which kind, and where the dossier then was."""

    kind: Ends
    station: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a dossier is and whose move it is. ``station`` is empty while it has not been handed in.

    ``arrives`` names the station at which the next visit must be opened, when the last was passed.
    """

    station: str
    waits_for: Waits
    arrives: str = ""
    returning_to: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """The stations that this dossier must pass, in order."""

    stations: tuple[StationKind, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(s.id for s in self.stations)

    @property
    def first(self) -> str:
        return self.stations[0].id

    def kind(self, station: str) -> StationKind:
        """The station of that id; ``KeyError`` when it is not on this route."""
        for kind in self.stations:
            if kind.id == station:
                return kind
        raise KeyError(station)

    def next(self, station: str) -> str:
        """The station after this one; empty after the last."""
        ids = self.ids
        at = ids.index(station) + 1
        return ids[at] if at < len(ids) else ""

    @property
    def ticking(self) -> tuple[str, ...]:
        """The stations whose seats compare originals, in order."""
        return tuple(s.id for s in self.stations if s.office == "employer" and s.returns)

    def after_correction(self, returned_by: str, *, files_changed: bool) -> str:
        """Where a corrected dossier arrives: at the office that returned it, unless changed files
        must be ticked again by the employer first (S2.5.9-02, reading Q4)."""
        ids = self.ids
        for station in self.ticking if files_changed else ():
            if ids.index(station) < ids.index(returned_by):
                return station
        return returned_by

    def after(self, stop: Stop) -> Position:
        """Where a passed visit leads."""
        if stop.returning_to:
            later = [s for s in self.ticking if self.ids.index(s) > self.ids.index(stop.station)]
            for station in later:
                if self.ids.index(station) < self.ids.index(stop.returning_to):
                    return Position(stop.station, Waits.OFFICE, arrives=station, returning_to=stop.returning_to)
            return Position(stop.station, Waits.OFFICE, arrives=stop.returning_to)
        following = self.next(stop.station)
        if not following:
            return Position(stop.station, Waits.NOBODY, done=True)
        return Position(stop.station, Waits.OFFICE, arrives=following)


def _applies(kind: StationKind, employer: Employer, application: Application) -> bool:
    """Whether a station stands on the route; each ``when`` names a field of the employer, or of the application
    (``application.manner``), and its values."""
    for name, wanted in kind.when.items():
        of, _, field = name.rpartition(".")
        have = getattr(application if of else employer, field)
        if wanted is True or wanted is False:
            if bool(have) is not wanted:
                return False
        elif have not in (wanted if isinstance(wanted, (list, tuple)) else (wanted,)):
            return False
    return True


def route_for(notice: Notice, employer: Employer, application: Application) -> Route:
    """The route derived from the unit and the kind of application (S2.4-05): the notice's stations, narrowed."""
    return Route(tuple(kind for kind in notice.stations if _applies(kind, employer, application)))


def position(visits: Sequence[Stop], ending: Ending | None, route: Route) -> Position:
    """Where a dossier stands, from its visits in order of arrival and its ending, if it has one."""
    if ending is not None:
        return Position(ending.station, Waits.NOBODY)
    match visits:
        case []:
            return Position("", Waits.APPLICANT)
        case [*_, Stop(station=station, ruling=None, returning_to=back)]:
            return Position(station, Waits.OFFICE, returning_to=back)
        case [*_, Stop(station=station, ruling=Ruling.SENT_BACK, returning_to=back)]:
            return Position(station, Waits.APPLICANT, returning_to=back)
        case [*_, Stop(ruling=Ruling.PASSED) as stop]:
            return route.after(stop)
        case [*_, Stop(station=station)]:
            return Position(station, Waits.NOBODY)
    raise ValueError("visits must be stops")
