"""申报自测: what the rules say to a few answers, for anybody and without an account (G-02).

The engine is :mod:`zhicheng.policy.judge` and nothing else. Its rules are asked over facts that hold the answers,
and every place that a rule reads is noted while it reads. What a rule says of the answers it says of every dossier
that agrees with them where it read; so

- a rule that read only answers, and assumptions that are told, has given its verdict;
- one that read a question left blank waits for that question (未填，未核对);
- one that read what is never asked here, or whose verdict hangs on files, is left to the hand-in.

No list of rules is kept here: a new rule finds its place by what it reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from . import committees, materials, windows
from .facts import Facts, File
from .finding import Finding, Refusal, Says
from .judge import RULES, type_of_rule
from .notice import Committee, Material, Notice, Rule
from .places import ROW_SECTIONS, UNIT_FILES, covers
from .questions import Answers, Question, questions
from .suppositions import Known, Sheet, suppose
from .watching import watched

LATE = "handed_in_in_time"


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A rule that waits for answers, and the questions it waits for."""

    rule: Rule
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A material that this person will have to hand in; ``hangs_on`` names the unanswered questions that decide it."""

    material: Material
    hangs_on: tuple[Question, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def is_sure(self) -> bool:
        return not self.hangs_on


@dataclass(frozen=True, slots=True)
class Tested:
    """The whole answer of a self-test. Findings name questions, never places of a dossier that does not exist.

    ``destinations`` are where the application can go given what is known: one when it is decided, several while an
    unanswered question decides (``hangs_on``), none while the question itself is not whole.
    """

    findings: tuple[Finding, ...]
    unfilled: tuple[Unfilled, ...]
    later: tuple[Rule, ...]
    wanted: tuple[Wanted, ...]
    of_unit: tuple[Wanted, ...]
    assumed: tuple[str, ...]
    destinations: tuple[Committee | Refusal, ...]
    hangs_on: tuple[Question, ...]
    others: tuple[committees.Fit, ...]

    @property
    def says(self) -> Says | None:
        """The gravest verdict; ``None`` while nothing stands in the way but not everything could be checked."""
        verdicts = {f.says for f in self.findings}
        nowhere = bool(self.destinations) and all(isinstance(d, Refusal) for d in self.destinations)
        if nowhere or Says.UNMET in verdicts:
            return Says.UNMET
        if Says.ASK in verdicts:
            return Says.ASK
        return Says.MET if self.committee and not self.unfilled else None

    @property
    def committee(self) -> Committee | None:
        """The committee to choose, once it is decided and there is one."""
        only = self.destinations[0] if len(self.destinations) == 1 else None
        return only if isinstance(only, Committee) else None

    @property
    def refusal(self) -> Refusal | None:
        """Why there is no committee this year, once that is decided."""
        only = self.destinations[0] if len(self.destinations) == 1 else None
        return only if isinstance(only, Refusal) else None

    @property
    def is_only_late(self) -> bool:
        """Whether nothing stands in the way but the date."""
        return {f.rule for f in self.counted(Says.UNMET)} == {LATE} and self.refusal is None

    def counted(self, says: Says) -> tuple[Finding, ...]:
        """The findings of one verdict."""
        return tuple(f for f in self.findings if f.says is says)


def self_test(answers: Answers, notice: Notice, at: datetime) -> Tested:
    """Everything that can be said to these answers at this moment (aware, Asia/Shanghai)."""
    asked = questions(notice)
    sheet = suppose(answers, asked, notice, at.date())
    destinations, hangs_on = _destinations(answers, sheet.facts, notice)
    only = destinations[0] if len(destinations) == 1 else None
    committee = only if isinstance(only, Committee) else None
    law = notice
    if committee is not None:  # asked as this committee asks, which the person is told to choose
        law, sheet.facts = notice.before(committee.id), _applying(sheet.facts, committee=committee.id)
    findings: list[Finding] = []
    unfilled: list[Unfilled] = []
    later: list[Rule] = []
    assumed: dict[str, None] = {}
    for id, rule in RULES:
        if id not in law.rules:
            continue
        heard = _hear(rule, sheet, law)
        if heard.blank:
            unfilled.append(Unfilled(law.rules[id], _named(heard.blank, asked)))
            continue
        if heard.is_told_elsewhere:
            continue
        if not heard.is_whole:
            later.append(law.rules[id])
        if heard.is_answered:
            findings.extend(f._replace(places=_question_names(f.places, asked)) for f in heard.findings)
        if heard.is_whole or heard.findings:
            assumed |= dict.fromkeys(heard.assumed)
    if committee is not None:
        late = windows.handed_in_in_time(sheet.facts, law, at)
        ends = committee.windows.get("personal")
        if late.says is Says.UNMET and ends is not None and windows.is_late(at, ends):
            findings.append(late._replace(places=()))
    order = (Says.UNMET, Says.ASK, Says.MET)
    wanted, read = _wanted(sheet, notice, asked, materials.APPLICANT)
    of_unit, unit_read = _wanted(sheet, notice, asked, "handler")
    return Tested(
        findings=tuple(sorted(findings, key=lambda f: order.index(f.says))),
        unfilled=tuple(unfilled),
        later=tuple(later),
        wanted=wanted,
        of_unit=of_unit,
        assumed=tuple(assumed | dict.fromkeys((*read, *unit_read))),
        destinations=destinations,
        hangs_on=_named(hangs_on, asked),
        others=tuple(f for f in committees.fits(sheet.facts, notice) if not f.fits and f.committee.is_open)
        if committee
        else (),
    )


def _named(names: tuple[str, ...], asked: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(q for q in asked if q.name in names)


def _question_names(places: tuple[str, ...], asked: tuple[Question, ...]) -> tuple[str, ...]:
    """The questions that fill some places, in the order of the places: the very ones first, else those around."""
    out: dict[str, None] = {}
    for p in places:
        very = [q.name for q in asked if p in q.fills]
        around = [q.name for q in asked if any(covers(p, f) or covers(f, p) for f in q.fills)]
        out |= dict.fromkeys(very or around)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a rule said, and what it leaned on."""

    findings: tuple[Finding, ...]
    is_whole: bool  # it leaned on nothing that is not asked here
    is_answered: bool  # it leaned on something that was answered
    is_told_elsewhere: bool  # it asks of the committee chosen, which is told here and not asked
    blank: tuple[str, ...]
    assumed: tuple[str, ...]


CHOSEN = "application.committee"


def _hear(rule: type_of_rule, sheet: Sheet, law: Notice) -> _Heard:
    """Ask one rule three times: with the files that were spoken of, with those left blank too, with every file.

    More files never make a verdict worse, so what is said both without and with them is certain.
    """
    seen: set[str] = set()

    def ask(slots: frozenset[str]) -> tuple[Finding, ...]:
        said = rule(watched(_with_files(sheet.facts, slots, law), seen), law)
        return (said,) if isinstance(said, Finding) else said

    there = frozenset(s for slots, is_there in sheet.proofs.values() if is_there for s in slots)
    absent = frozenset(s for slots, is_there in sheet.proofs.values() if is_there is False for s in slots)
    bare = ask(there)
    unproved = tuple(
        name for name, (slots, is_there) in sheet.proofs.items() if is_there is None and ask(there | slots) != bare
    )
    full = ask(frozenset(m.id for m in law.materials) - absent)
    known = {p: sheet.of(p) for p in seen}
    blank = [said[1] for said in known.values() if said and said[0] is Known.BLANK]
    strangers = {p for p, said in known.items() if said is None}
    if strangers - {CHOSEN}:
        return _Heard((), False, False, False, (), ())
    if strangers or CHOSEN in seen:
        return _Heard((), False, False, True, (), ())
    if blank or unproved:
        return _Heard((), False, False, False, tuple(dict.fromkeys((*blank, *unproved))), ())
    certain = bare if bare == full else tuple(f for f in bare if f in full and f.says is not Says.MET)
    return _Heard(
        certain,
        bare == full,
        any(said and said[0] is Known.ANSWERED for said in known.values()),
        False,
        (),
        tuple(said[1] for p, said in sorted(known.items()) if said and said[0] is Known.ASSUMED and said[1]),
    )


def _with_files(facts: Facts, slots: frozenset[str], notice: Notice) -> Facts:
    """The same person with a file in each of these slots, for each row where the slot is per row."""
    dossier = facts.dossier
    files = tuple(
        File(slot=m.id, row=row, digest="")
        for m in notice.materials
        if m.id in slots
        for row in ([r.key for r in getattr(dossier, m.section)] if m.per_row else [""])
    )
    return replace(facts, dossier=replace(dossier, files=files))


def _wanted(
    sheet: Sheet, notice: Notice, asked: tuple[Question, ...], uploader: str
) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """The materials demanded of this person by an uploader, and what was assumed to know it."""
    out: list[Wanted] = []
    assumed: list[str] = []
    for material in notice.materials:
        if material.uploader != uploader or (not material.required and material.section == UNIT_FILES):
            continue
        seen: set[str] = set()
        demands = materials.demanded(watched(sheet.facts, seen), notice, uploader, of=(material.id,))
        known = [said for p in sorted(seen - set(ROW_SECTIONS)) if (said := sheet.of(p))]
        blank = tuple(words for how, words in known if how is Known.BLANK)
        if demands or blank:
            years = _appraisal_years(material, sheet, notice)
            out.append(Wanted(material, _named(blank, asked), years))
            assumed += [words for how, words in known if how is Known.ASSUMED]
    return tuple(out), tuple(assumed)


def _appraisal_years(material: Material, sheet: Sheet, notice: Notice) -> tuple[int, ...]:
    """The years whose forms the unit uploads, for that material and as far as the answers tell."""
    rule = notice.rules.get("appraisals_complete")
    if rule is None or rule.params.get("material") != material.id:
        return ()
    seen: set[str] = set()
    years = materials.appraisal_years(watched(sheet.facts, seen), notice)
    unsure = any((said := sheet.of(p)) is None or said[0] is Known.BLANK for p in seen)
    return () if unsure else years


# ───── where it goes ─────

_NEEDED = ("title", "region")
_DECIDING = ("locality", "tenure", "specialty")


def _applying(facts: Facts, **changed: str) -> Facts:
    """The same facts with some of the application, the place of the unit or the kind of person changed."""
    d = facts.dossier
    locality, tenure = changed.pop("locality", d.employer.locality), changed.pop("tenure", d.basics.tenure)
    return replace(
        facts,
        dossier=replace(
            d,
            application=replace(d.application, **changed),  # type: ignore[arg-type]
            employer=replace(d.employer, locality=locality),
            basics=replace(d.basics, tenure=tenure),
        ),
    )


def _destinations(
    answers: Answers, facts: Facts, notice: Notice
) -> tuple[tuple[Committee | Refusal, ...], tuple[str, ...]]:
    """Every place where the application may go, whatever the blanks will be, and the blanks that decide."""
    if missing := tuple(n for n in _NEEDED if n not in answers):
        return (), missing
    series, belongs = facts.dossier.application.series, notice.codes["specialty_series"]
    blank: dict[str, tuple[str, ...]] = {
        name: tuple(c for c in notice.codes[name] if name != "specialty" or belongs.get(c) == series) or ("",)
        for name in _DECIDING
        if name not in answers
    }

    def going(point: Mapping[str, str]) -> Committee | Refusal:
        place = committees.where_to(_applying(facts, **point), notice)
        assert place is not None  # the loader has made sure that every combination goes somewhere
        return place

    found: dict[tuple[str, str], Committee | Refusal] = {}
    for values in product(*blank.values()):
        place = going(dict(zip(blank, values, strict=True)))
        found[(place.id, "") if isinstance(place, Committee) else (place.rule, place.what)] = place
    if len(found) == 1:
        return tuple(found.values()), ()
    rest = {name: values[0] for name, values in blank.items()}
    return tuple(found.values()), tuple(
        name for name, values in blank.items() if any(going(rest | {name: v}) != going(rest) for v in values)
    )
