"""Server-drawn SVG: the thin rail, ageing blocks and the funnel. Classes give the colours, never ``style``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from .rail import Rail

STEP = 13  # px a station of the thin rail
BLOCK = 8  # px a working day of ageing


def thin_rail(rail: Rail) -> Markup:
    """A rail as a strip of 13 px a station, 16 px high, with its sentence as title."""
    stations, middle = rail.stations, 8
    centres = [7 + STEP * i for i in range(len(stations))]
    at = rail.place - 1
    parts = [
        f'<svg class="thin" width="{centres[-1] + 7}" height="16" viewBox="0 0 {centres[-1] + 7} 16" role="img">'
        f"<title>{escape(rail.sentence)}</title>"
    ]
    reached = centres[max(at, 0)]
    parts.append(f'<path class="thin-ahead" d="M{reached} {middle}H{centres[-1]}"/>')
    parts.append(f'<path class="thin-done" d="M{centres[0]} {middle}H{reached}"/>')
    for x, station in zip(centres, stations, strict=True):
        if station.is_current:
            parts.append(
                f'<circle class="thin-ring" cx="{x}" cy="8" r="5.5"/>'
                f'<circle class="thin-core" cx="{x}" cy="8" r="2.5"/>'
            )
        elif station.state == "ended":
            parts.append(f'<path class="thin-end" d="M{x - 3.5} 4.5l7 7m0-7l-7 7"/>')
        elif station.state == "returned" or station.returns:
            parts.append(f'<path class="thin-return" d="M{x} 3.5l4.5 4.5l-4.5 4.5l-4.5-4.5z"/>')
        elif station.state == "done":
            parts.append(f'<circle class="thin-dot" cx="{x}" cy="8" r="3"/>')
        else:
            parts.append(f'<circle class="thin-hollow" cx="{x}" cy="8" r="2.5"/>')
    return Markup("".join(parts) + "</svg>")


def ageing(used: int, limit: int) -> Markup:
    """One block a working day: dark used, light left, red beyond the limit; at most 12 blocks are drawn.

    The words 7/5 stand beside it, see the ``ageing`` macro.
    """
    total = max(used, limit)
    shown = min(total, 12)
    words = f"已用 {used} 个工作日，限 {limit} 个" + (f"，超 {used - limit} 个" if used > limit else "")
    width = shown * BLOCK
    parts = [
        f'<svg class="age" width="{width}" height="10" viewBox="0 0 {width} 10" role="img">'
        f"<title>{escape(words)}</title>"
    ]
    for i in range(shown):
        kind = "over" if limit <= i < used else "used" if i < used else "left"
        parts.append(f'<rect class="age-{kind}" x="{i * BLOCK}" y="0" width="6" height="10"/>')
    return Markup("".join(parts) + "</svg>")


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """How many dossiers ever arrived at a station; ``is_own`` marks the reader's own."""

    name: str
    count: int
    is_own: bool = False


def funnel(steps: Sequence[FunnelStep], title: str, description: str = "") -> Markup:
    """A funnel of 704 × 72: one step a station, its number inside, its name below.

    The table behind it is the page's to give (macro ``funnel`` does).
    """
    if not steps:
        return Markup("")
    wide, high, gap = 704, 48, 2
    step = wide / len(steps)
    top = max(s.count for s in steps) or 1
    tall = [max(18.0, high * s.count / top) for s in steps]
    middle = high / 2
    parts = [
        f'<svg class="funnel" width="{wide}" height="72" viewBox="0 0 {wide} 72" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    ]
    for i, s in enumerate(steps):
        left, right = i * step, (i + 1) * step - gap
        here, after = tall[i] / 2, (tall[i + 1] if i + 1 < len(steps) else tall[i]) / 2
        bend = left + (right - left) * 0.62
        own = " is-own" if s.is_own else ""
        parts.append(
            f'<path class="funnel-step{own}" d="M{left:.1f} {middle - here:.1f}H{bend:.1f}'
            f'L{right:.1f} {middle - after:.1f}V{middle + after:.1f}L{bend:.1f} {middle + here:.1f}H{left:.1f}z"/>'
            f'<text class="funnel-count{own}" x="{left + 8:.1f}" y="{middle + 5:.0f}">{s.count:,}</text>'
            f'<text class="funnel-name" x="{left + 8:.1f}" y="67">{escape(s.name)}</text>'
        )
    return Markup("".join(parts) + "</svg>")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram or of a ranked list."""

    name: str
    count: int
    is_marked: bool = False


def bars(rows: Sequence[Bar], title: str, description: str = "", *, width: int = 560) -> Markup:
    """Horizontal bars with their numbers, 28 px a row; names left, the marked one in solid blue."""
    if not rows:
        return Markup("")
    names, numbers = 16 * max(len(r.name) for r in rows) + 16, 56
    room, top = max(width - names - numbers, 80), max(r.count for r in rows) or 1
    high = 28 * len(rows)
    parts = [
        f'<svg class="bars" width="{width}" height="{high}" viewBox="0 0 {width} {high}" role="img">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>"
    ]
    for i, r in enumerate(rows):
        y, long = i * 28, max(1.0, room * r.count / top) if r.count else 0
        marked = " is-own" if r.is_marked else ""
        parts.append(
            f'<text class="bars-name" x="0" y="{y + 19}">{escape(r.name)}</text>'
            f'<rect class="funnel-step{marked}" x="{names}" y="{y + 5}" width="{long:.1f}" height="18"/>'
            f'<text class="bars-count" x="{names + long + 8:.1f}" y="{y + 19}">{r.count:,}</text>'
        )
    return Markup("".join(parts) + "</svg>")
