"""A dossier looked up instead of searched: its files by slot, its rows in order, what its numbers and texts say.

Worked out of the facts alone, once for each, and never of a notice: where a notice has a say (a slot, a pattern, a
scheme of numbers) it is asked for by that. Whoever judges a sealed dossier again, by this notice or another, finds
it there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from . import identity
from .facts import Achievement, Facts, Job, Study
from .kept import kept
from .spans import days_in, gaps

if TYPE_CHECKING:
    from .conditions import Holds
    from .materials import Wanted
    from .notice import Material

HONORARY = frozenset("1")  # GB/T 6864: 名誉博士
UNDERGRADUATE = 20  # GB/T 4658: lower codes are of graduate schools
NOTHING: frozenset[str] = frozenset()
K = TypeVar("K")
V = TypeVar("V")
Slot = tuple[str, str]  # a material and the key of a row, empty: of no row


@dataclass(frozen=True, slots=True)
class Studies:
    """How the steps of 学习经历 lie."""

    ended_before_begun: tuple[Study, ...]
    out_of_order: tuple[tuple[Study, Study], ...]  # neighbours of which the later one ended first
    lowest: Study
    highest: Study
    is_postgraduate: bool  # down to the lowest


@dataclass(frozen=True, slots=True)
class Work:
    """How the stretches of 工作经历 lie."""

    jobs: tuple[Job, ...]  # in the order of their days
    ended_before_begun: tuple[Job, ...]
    breaks: tuple[tuple[date, date], ...]  # from the first day of work to the reference day, however short


class Hours(NamedTuple):
    """What the rows of one year say of continuing education: how many rows, hours, and professional ones of them."""

    rows: int
    hours: int
    professional: int


NO_HOURS = Hours(0, 0, 0)


class LookUp(dict[K, V]):
    """What is worked out of a dossier for each key, when it is first looked up."""

    def __init__(self, work_out: Callable[[K], V]) -> None:
        self.work_out = work_out

    def __missing__(self, key: K) -> V:
        return self.setdefault(key, self.work_out(key))


class Index:
    """The look-ups of one dossier as of its reference day. What is asked for by a key is a :class:`LookUp`."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.dossier = facts.dossier
        # Files
        self.rows_with = LookUp(self._rows_with)
        """The keys of the rows that have a file in a slot; the empty key for a slot of no row."""
        self.bare = LookUp(self._bare)
        """The slots of a :class:`~zhicheng.policy.materials.Wanted` in which there is no file, in the notice's order:
        the material, the row or ``None``, and the condition, that is yet to be asked."""
        self.filled = LookUp(self._filled)
        """The slots of a :class:`~zhicheng.policy.materials.Wanted` in which there is a file: how many of them no
        condition is to be asked for, and of the rest the row or ``None`` with the condition."""
        # The person
        self.number = LookUp(self._number)
        """The number of the identity document, read by a scheme."""
        self.degrees = LookUp(self._degrees)
        """The first digits of the degrees (GB/T 6864) that a file in a slot proves; honorary ones never count."""
        # Work, as of the reference day
        self.overlaps = LookUp(self._overlaps)
        """Stretches that run into one another, and until when; kinds that run beside the main work are left out."""
        self.jobs_of = LookUp(self._jobs_of)
        """The stretches of work of some kinds, in the order of their days."""
        self.days_as = LookUp(self._days_as)
        """How many days of work of some kinds there are to the reference day; days that overlap count once."""
        # Achievements
        self.achievements_without = LookUp(self._achievements_without)
        """The achievements in whose 内容 and 文号 nothing of a pattern stands, in order; hours of continuing education
        are proved by their certificate."""
        self.training = LookUp(self._training)
        """The rows of a kind that say hours of continuing education, one or more a year."""
        self.hours = LookUp(self._hours)
        """The hours of continuing education by year, of the rows of a kind that say hours."""

    # Files

    @cached_property
    def files(self) -> frozenset[Slot]:
        """Slot and row of every file."""
        return frozenset((f.slot, f.row) for f in self.dossier.files)

    @cached_property
    def _rows_of_slot(self) -> dict[str, frozenset[str]]:
        slots: dict[str, set[str]] = {}
        for slot, row in self.files:
            slots.setdefault(slot, set()).add(row)
        return {slot: frozenset(rows) for slot, rows in slots.items()}

    def _rows_with(self, slot: str) -> frozenset[str]:
        return self._rows_of_slot.get(slot, NOTHING)

    def _bare(self, wanted: Wanted) -> tuple[tuple[Material, Any, Holds], ...]:
        out: list[tuple[int, Material, Any, Holds]] = []
        for of_no_row in wanted.slots - self.files:
            number, material, stands = wanted.plain[of_no_row]
            out.append((number, material, None, stands))
        for (section, slot), number, material, stands in wanted.by_row:
            have = self.rows_with[slot]
            out += [(number, material, row, stands) for row in getattr(self.dossier, section) if row.key not in have]
        return tuple(slot[1:] for slot in sorted(out, key=itemgetter(0)))

    def _filled(self, wanted: Wanted) -> tuple[int, tuple[tuple[Any, Holds], ...]]:
        have = [(m, None, stands) for slot, (_, m, stands) in wanted.plain.items() if slot in self.files]
        for (section, slot), _, material, stands in wanted.by_row:
            rows = self.rows_with[slot]
            have += [(material, row, stands) for row in getattr(self.dossier, section) if row.key in rows]
        conditional = tuple((row, stands) for material, row, stands in have if material.when)
        return len(have) - len(conditional), conditional

    # The person

    def _number(self, scheme: str) -> identity.Number:
        return identity.read(scheme, self.dossier.basics.id_number)

    # Studies

    @cached_property
    def schoolings(self) -> frozenset[str]:
        """Every schooling held (GB/T 4658)."""
        return frozenset(s.schooling for s in self.dossier.studies)

    def _degrees(self, slot: str) -> frozenset[str]:
        proved = self.rows_with[slot]
        return frozenset(s.degree[0] for s in self.dossier.studies if s.degree and s.key in proved) - HONORARY

    @cached_property
    def studies(self) -> Studies:
        """How they lie. ``ValueError`` when there are none."""
        rows = self.dossier.studies
        lowest = max(rows, key=schooling_rank)
        return Studies(
            tuple(s for s in rows if s.ends_on < s.begins_on),
            tuple((a, b) for a, b in pairwise(rows) if b.ends_on < a.ends_on),
            lowest,
            min(rows, key=schooling_rank),
            schooling_rank(lowest) < UNDERGRADUATE,
        )

    # Work, as of the reference day

    def ended(self, job: Job) -> date:
        """The last day of a stretch of work; what still runs ends on the reference day."""
        return job.ends_on if job.ends_on is not None else max(self.facts.reference_day, job.begins_on)

    @cached_property
    def work(self) -> Work:
        """How the stretches of work lie."""
        rows, day = self.dossier.jobs, self.facts.reference_day
        ordered = tuple(sorted(rows, key=lambda j: (j.begins_on, self.ended(j), j.key)))
        spans = ((j.begins_on, self.ended(j)) for j in rows)
        return Work(
            ordered,
            tuple(j for j in rows if j.ends_on is not None and j.ends_on < j.begins_on),
            gaps(spans, min(self.dossier.basics.began_work_on, day), day),
        )

    def _overlaps(self, beside: tuple[str, ...]) -> tuple[tuple[Job, Job, date], ...]:
        running: Job | None = None
        out = []
        for job in self.work.jobs:
            if job.kind in beside:
                continue
            if running is not None and job.begins_on <= self.ended(running):
                out.append((running, job, min(self.ended(job), self.ended(running))))
            if running is None or self.ended(job) > self.ended(running):
                running = job
        return tuple(out)

    def _jobs_of(self, kinds: tuple[str, ...]) -> tuple[Job, ...]:
        return tuple(j for j in self.work.jobs if j.kind in kinds)

    def _days_as(self, kinds: tuple[str, ...]) -> int:
        day = self.facts.reference_day
        return days_in((j.begins_on, j.ends_on or day) for j in self.dossier.jobs if j.kind in kinds)

    # Achievements

    @cached_property
    def last_achieved_on(self) -> date:
        """The day of the latest achievement; ``date.min`` when there is none."""
        return max((a.obtained_on for a in self.dossier.achievements), default=date.min)

    def achieved_after(self, day: date) -> tuple[Achievement, ...]:
        """The achievements of later days, in order."""
        if self.last_achieved_on <= day:
            return ()
        return tuple(a for a in self.dossier.achievements if a.obtained_on > day)

    def _achievements_without(self, pattern: str) -> tuple[Achievement, ...]:
        return tuple(a for a in self.dossier.achievements if a.hours is None and not names_document(a, pattern))

    def _training(self, kind: str) -> tuple[Achievement, ...]:
        return tuple(a for a in self.dossier.achievements if a.kind == kind and a.hours is not None)

    def _hours(self, kind: str) -> dict[int, Hours]:
        years: dict[int, Hours] = {}
        for a in self.training[kind]:
            rows, hours, professional = years.get(a.obtained_on.year, NO_HOURS)
            years[a.obtained_on.year] = Hours(
                rows + 1, hours + (a.hours or 0), professional + (a.professional_hours or 0)
            )
        return years


@lru_cache(maxsize=32)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def names_document(achievement: Achievement, pattern: str) -> bool:
    """Whether 内容 or 文号 holds a document number such as 许教〔2021〕45号."""
    search = _pattern(pattern).search
    return any(search(text) for text in (achievement.content, achievement.document_number) if text)


def schooling_rank(study: Study) -> int:
    """GB/T 4658 codes fall as schooling rises: 11, 14, 21, 31 … 81."""
    return int(study.schooling) if study.schooling.isdigit() else 90


def index_of(facts: Facts) -> Index:
    """The look-ups of these facts, worked out as they are asked for."""
    return kept(facts, Index, Index)


index_of.once = True  # type: ignore[attr-defined]  # handed round when verdicts are asked, see policy.verdict_form
