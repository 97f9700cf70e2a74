"""What a change of the calendar changes: whose dates move, from when to when (S7-02), and plans within it (S2.4-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .finding import Refusal
from .notice import Committee, Notice
from .windows import in_words

OPENS, OPENS_WORDS = "opens_at", "开始申报"


def window_words(notice: Notice, window: str) -> str:
    """A deadline by its words in the notice; its own name when the notice does not know it."""
    return OPENS_WORDS if window == OPENS else notice.windows.get(window, window)


@dataclass(frozen=True, slots=True)
class Moved:
    """A date of a committee that is no longer what it was; ``None``: there is, or was, none."""

    committee: str
    name: str
    window: str
    before: datetime | None
    after: datetime | None
    named: str = ""  # the window in words

    @property
    def words(self) -> str:
        """The change in one phrase."""
        return f"{self.named or self.window}由{_said(self.before)}改为{_said(self.after)}"


def _said(at: datetime | None) -> str:
    return f"{at.year}年{in_words(at)}" if at else "“没有安排”"


def moved(before: Notice, after: Notice) -> tuple[Moved, ...]:
    """Every date that differs between two versions of a notice, by committee and in the order of the windows."""
    out = []
    for id in dict.fromkeys((*before.committees, *after.committees)):
        old, new = before.committees.get(id), after.committees.get(id)
        committee = new or old
        assert committee is not None  # it stands in one of the two
        for window in dict.fromkeys((OPENS, *after.windows, *before.windows)):
            a, b = (_at(c, window) for c in (old, new))
            if a != b:
                words = window_words(after if window in after.windows else before, window)
                out.append(Moved(id, committee.name, window, a, b, words))
    return tuple(out)


def _at(committee: Committee | None, window: str) -> datetime | None:
    if committee is None:
        return None
    return committee.opens_at if window == OPENS else committee.windows.get(window)


def earliest(notice: Notice, window: str) -> datetime | None:
    """The city's date for a window that an office must keep whatever the committee: the earliest of the open ones."""
    return min(
        (c.windows[window] for c in notice.committees.values() if c.is_open and window in c.windows), default=None
    )


def may_plan(notice: Notice, window: str, closes_at: datetime, at: datetime) -> tuple[Refusal, ...]:
    """Why an office may not set itself this earlier date: never later than the city's earliest for it, nor past."""
    rule, city = notice.rule("offices_plan"), earliest(notice, window)
    if city is None:
        return (Refusal(rule.id, f"今年的安排没有{window_words(notice, window)}", rule.source, rule.mend),)
    reasons = []
    if closes_at > city:
        reasons.append(f"内部时限{in_words(closes_at)}晚于市里的{in_words(city)}")
    if closes_at <= at:
        reasons.append(f"内部时限{in_words(closes_at)}已经过去")
    return tuple(Refusal(rule.id, words, rule.source, rule.mend, "closes_on") for words in reasons)
