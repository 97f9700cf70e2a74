"""A notice in force, as frozen values: clauses, rules, eligibility, materials, stations, calendar.

Made only by :mod:`zhicheng.policy.load` from a folder of ``notices/``. Nothing here is a number of
a notice; everything is where the numbers are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from .finding import FIX, MET, NO_NUMBERS, Finding, Remedy, Says, Source, made
from .kept import Kept, kept
from .regions import in_region


@dataclass(frozen=True, slots=True)
class Clause:
    """A heading of the text and the words below it, e.g. ``二(四)``."""

    id: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule(Kept):
    """A named rule: where it comes from, and its numbers and words (``params``)."""

    id: str
    title: str
    source: Source
    mend: str = ""
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    tighter: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # param -> more | less
    also: tuple[str, ...] = ()  # further words of the clause that the rule answers for, not shown in a refusal
    later: str = ""  # what the platform does not do yet, said wherever the rule is shown

    def __getitem__(self, name: str) -> Any:
        """A number or word of the rule; ``KeyError`` names rule and parameter."""
        try:
            return self.params[name]
        except KeyError:
            raise KeyError(f"rule {self.id} has no parameter {name}") from None

    def finding(
        self,
        says: Says,
        facts: str,
        *places: str,
        mend: str = "",
        remedy: Remedy = FIX,
        title: str = "",
        source: Source | None = None,
        **numbers: str | int,
    ) -> Finding:
        """A finding of this rule. ``mend`` defaults to the rule's own words, empty when met; ``source`` to its own."""
        told = MappingProxyType(numbers) if numbers else NO_NUMBERS
        title, source = title or self.title, source or self.source
        if says is MET:
            return made(Finding, (self.id, title, says, facts, source, "", FIX, places, told))
        return made(Finding, (self.id, title, says, facts, source, mend or self.mend, remedy, places, told))


@dataclass(frozen=True, slots=True)
class Way:
    """申报条件: one way of qualifying for a title, by schooling, degree and years in post.

    ``title_from`` is the title that must be held; ``appointed_years`` the years of appointment
    to it; ``schoolings`` GB/T 4658 codes; ``needs_degree`` the first digit of GB/T 6864 (4, 3, 2)
    or empty. Ways of one title are alternatives, joined by OR.
    """

    id: str
    series: str
    level: str
    title: str
    source: Source
    schoolings: tuple[str, ...]
    needs_degree: str = ""
    title_from: str = ""
    level_from: str = ""
    appointed_years: int = 0
    worked_years: int = 0  # since the first work, counted to the end of the year
    by_person: bool = False  # whether it fits only a person can say
    needs_appointment: bool = True
    manner: str = "正常"
    stages: tuple[str, ...] = ()  # 学段 the way is limited to, empty: any
    words: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A slot for files: what is demanded, where it is attached, of whom, and why.

    ``section`` is where it belongs; ``per_row`` whether each row needs its own; ``uploader`` is
    ``applicant``, ``handler`` or ``principal``; ``when`` is a condition by name and values over the
    facts (see :mod:`zhicheng.policy.materials`), empty: always.
    """

    id: str
    name: str
    section: str
    source: Source
    per_row: bool = False
    uploader: str = "applicant"
    when: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    required: bool = True
    hint: str = ""
    is_original: bool = True  # a certificate whose original the unit compares (S2.5.9-02)


@dataclass(frozen=True, slots=True)
class Kind:
    """申报方式: a kind of application in a manner, for which levels, and whether the committee votes on it (Q10)."""

    id: str
    kind: str
    manner: str
    voted: bool
    words: str
    source: Source
    levels: tuple[str, ...] = ()  # empty: any


@dataclass(frozen=True, slots=True)
class StationKind:
    """审核环节 as the notice lists it. ``when`` narrows it to employers; empty: every route."""

    id: str
    name: str
    seat: str  # the role of a seat that rules here
    office: str  # the duty of the organisation that serves it: employer, department, county_office …
    source: Source
    when: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    window: str = ""  # which deadline of the calendar ends it
    norm_working_days: int = 0  # the office's own pace, shown, never a legal limit; 0: none
    returns: bool = True  # may send back for correction
    opinion: str = ""  # what a passing reviewer is offered to say, in our own words


@dataclass(frozen=True, slots=True)
class Asked:
    """What decides where an application goes: one point of the calendar's scope.

    ``is_local``: the unit is in the city, or its people come by entrustment. ``region`` is the unit's own, empty for
    anywhere in the city.
    """

    series: str
    level: str
    title: str
    specialty: str = ""
    kind: str = "评审"
    locality: str = ""
    tenure: str = ""
    region: str = ""
    is_local: bool = True


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where what no committee of the calendar reviews goes instead. Rows are asked in order; empty lists mean any."""

    id: str
    title: str
    says: str
    source: Source
    series: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    is_local: bool | None = None

    def covers(self, asked: Asked) -> bool:
        """Whether the row takes in what is asked."""
        return (
            (not self.series or asked.series in self.series)
            and (not self.levels or asked.level in self.levels)
            and (not self.kinds or asked.kind in self.kinds)
            and (self.is_local is None or asked.is_local is self.is_local)
        )


@dataclass(frozen=True, slots=True)
class Committee:
    """One row of the annex as data: scope, windows, contact (S0-03, S7-01). ``status`` 开放, or why not (S4-06)."""

    id: str
    name: str
    level: str
    series: tuple[str, ...]
    specialties: tuple[str, ...]  # empty: all of the series
    titles: tuple[str, ...]
    region: str  # the region it serves, by code prefix
    office: str  # name of the 承办部门
    status: str  # 开放 | 另行通知 | 按其他文件 | 委托
    status_words: str = ""
    source: Source = Source()
    localities: tuple[str, ...] = ()  # empty: any
    person_kinds: tuple[str, ...] = ()  # 人员性质, empty: any
    kinds: tuple[str, ...] = ("评审",)
    windows: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    opens_at: datetime | None = None
    contact: str = ""
    telephone: str = ""
    paper: str = ""  # time and place of paper delivery, or 另行通知
    is_example: bool = True
    lectures: tuple[str, ...] = ()  # whose 讲课答辩 it scores, by groups of rule lecture_defence; empty: it has none
    document: str = ""  # the number of the other document by which it runs (S6.2-01)
    own_rules: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))  # tightened, never loosened

    @property
    def is_open(self) -> bool:
        """Whether it takes applications: open, or by another document that gives it its dates."""
        return self.status == "开放" or (self.status == "按其他文件" and self.opens_at is not None)

    def covers(self, asked: Asked) -> bool:
        """Whether its scope, open or not, takes in what is asked."""
        return (
            asked.level == self.level
            and asked.series in self.series
            and (not self.specialties or asked.specialty in self.specialties)
            and (not self.titles or asked.title in self.titles)
            and (not self.localities or asked.locality in self.localities)
            and (not self.person_kinds or asked.tenure in self.person_kinds)
            and asked.kind in self.kinds
            and asked.is_local
            and (not asked.region or in_region(asked.region, self.region))
        )

    def closes_at(self, window: str) -> datetime:
        """The first instant that is too late for a window; ``KeyError`` if it has none."""
        return self.windows[window]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the text is unclear: the question, our reading, who decided and when."""

    id: str
    question: str
    reading: str
    decided_by: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class ForPeople:
    """A sentence that only people can keep, with the reason."""

    clause: str
    says: str
    why: str


@dataclass(frozen=True, slots=True)
class Defect:
    """A reason of the catalogue that a reviewer may put into a letter (G-01)."""

    id: str
    section: str
    title: str
    source: Source
    mend: str
    remedy: Remedy = FIX
    opens: tuple[str, ...] = ()  # further places to open, relative to the section


@dataclass(frozen=True, slots=True)
class Workdays:
    """The State Council's calendar. A year that is not in ``years`` raises ``LookupError``."""

    years: frozenset[int]
    holidays: frozenset[date]
    makeup: frozenset[date]
    sources: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Notice(Kept):
    """One year's law, whole: loaded, checked, frozen."""

    id: str
    year: int
    number: str
    title: str
    issued_on: date
    addressee: str
    issuer: str
    hash: str
    region: str
    city: str
    clauses: Mapping[str, Clause]
    rules: Mapping[str, Rule]
    ways: tuple[Way, ...]
    materials: tuple[Material, ...]
    stations: tuple[StationKind, ...]
    kinds: tuple[Kind, ...]
    committees: Mapping[str, Committee]
    elsewhere: tuple[Elsewhere, ...]
    defects: Mapping[str, Defect]
    codes: Mapping[str, Mapping[str, str]]  # table -> code -> Chinese name
    texts: Mapping[str, str]  # pledges and liability texts, by version
    readings: tuple[Reading, ...]
    for_people: tuple[ForPeople, ...]
    workdays: Workdays
    calendar_note: str = ""  # 「示例安排，以附件为准」, shown wherever the calendar is
    calendar_source: Source = Source()  # the words of the notice that name its annex
    windows: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # deadlines in order, in words
    is_synthetic: bool = False

    def rule(self, id: str) -> Rule:
        """The rule of that name; ``KeyError`` names the notice."""
        try:
            return self.rules[id]
        except KeyError:
            raise KeyError(f"notice {self.id} has no rule {id}") from None

    def before(self, committee: str) -> Notice:
        """The notice as this committee applies it: with its own, tighter conditions (S4-08, S6.3-01)."""
        chosen = self.committees.get(committee)
        if chosen is None or not chosen.own_rules:
            return self
        own = chosen.own_rules
        return kept(self, ("before", committee), lambda n: replace(n, rules=MappingProxyType({**n.rules, **own})))

    def name_of(self, table: str, code: str) -> str:
        """The Chinese name of a code, or the code itself when the table does not know it."""
        try:
            return self.codes[table][code]
        except KeyError:
            return code
