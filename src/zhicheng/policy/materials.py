"""What files are demanded of this person, which are there, and which years of appraisal the unit must add.

Covers S2.5.2-01, S2.5.2-02, S2.5.5-02, S2.5.7-01, S2.5.7-02, S3-01 and S1.3-03's approval.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from . import places
from .conditions import Holds, condition
from .facts import Dossier, Facts
from .finding import MET, UNMET, Finding
from .index import index_of
from .kept import kept
from .notice import Material, Notice, Rule

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class Demand:
    """One slot that stands open for this person: whose row, where, and whether a file is in it."""

    material: Material
    row: str
    place: str
    uploaded: bool
    required: bool = True

    @property
    def missing(self) -> bool:
        return self.required and not self.uploaded


def _of_uploader(notice: Notice, uploader: str) -> tuple[tuple[Material, Holds], ...]:
    """The slots of an uploader, each with its condition; empty ``uploader``: of everybody."""
    return kept(
        notice,
        ("materials", uploader),
        lambda n: tuple((m, condition(m.when)) for m in n.materials if not uploader or m.uploader == uploader),
    )


def _rows(facts: Facts, material: Material) -> Iterator[tuple[str, object]]:
    if material.per_row:
        yield from ((row.key, row) for row in getattr(facts.dossier, material.section))
    else:
        yield "", None


def demanded(
    facts: Facts, notice: Notice, uploader: str = APPLICANT, of: Container[str] | None = None
) -> tuple[Demand, ...]:
    """Every slot that an uploader has for this dossier, in the notice's order; empty ``uploader``: of everybody.

    ``of`` names the only materials that are asked about; nothing else of the dossier is then looked at.
    """
    present = index_of(facts).files
    return tuple(
        _demand(material, key, (material.id, key) in present)
        for material, stands in _of_uploader(notice, uploader)
        if of is None or material.id in of
        for key, row in _rows(facts, material)
        if stands(facts.dossier, row)
    )


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Slots that must have a file when their condition holds, each with its number in the notice's order. One is like
    no other, so that it is looked up fast."""

    slots: frozenset[tuple[str, str]]  # of no row: with the empty row, as files are known
    plain: Mapping[tuple[str, str], tuple[int, Material, Holds]]  # by those
    by_row: tuple[tuple[tuple[str, str], int, Material, Holds], ...]  # after section and slot


NO_SLOT = Wanted(frozenset(), MappingProxyType({}), ())


def missing(facts: Facts, wanted: Wanted) -> tuple[Demand, ...]:
    """Those of :func:`demanded` that must have a file and have none; nothing else of the dossier is looked at."""
    bare = index_of(facts).bare[wanted]
    if not bare:
        return ()
    dossier, out = facts.dossier, []
    for material, row, stands in bare:
        if stands(dossier, row):
            out.append(_demand(material, row.key if row is not None else "", uploaded=False))
    return tuple(out)


def wanted_by(rule: str, notice: Notice) -> Wanted:
    """The applicant's slots that a rule speaks for by name; an empty name: for which none does."""
    return kept(notice, _by_rule, _by_rule).get(rule, NO_SLOT)


def _by_rule(notice: Notice) -> Mapping[str, Wanted]:
    owners = _own_rule(notice)
    wanted = {
        rule: _wanted(notice, APPLICANT, [m.id for m in notice.materials if owners.get(m.id, "") == rule])
        for rule in ("", *owners.values())
    }
    return MappingProxyType(wanted)


def wanted_in(section: str, notice: Notice) -> Wanted:
    """The applicant's slots of a section."""
    return kept(notice, ("wanted in", section), partial(_wanted_in, section))


def _wanted_in(section: str, notice: Notice) -> Wanted:
    return _wanted(notice, APPLICANT, [m.id for m in notice.materials if m.section == section])


def wanted_as(material: str, notice: Notice) -> Wanted:
    """The applicant's slots of one material."""
    return kept(notice, _by_material, _by_material).get(material, NO_SLOT)


def _by_material(notice: Notice) -> Mapping[str, Wanted]:
    return MappingProxyType({m.id: _wanted(notice, APPLICANT, (m.id,)) for m in notice.materials})


def _wanted(notice: Notice, uploader: str, of: Container[str]) -> Wanted:
    every = [
        (n, m, stands) for n, (m, stands) in enumerate(_of_uploader(notice, uploader)) if m.required and m.id in of
    ]
    plain = {(m.id, ""): (n, m, stands) for n, m, stands in every if not m.per_row}
    by_row = tuple(((m.section, m.id), n, m, stands) for n, m, stands in every if m.per_row)
    return Wanted(frozenset(plain), MappingProxyType(plain), by_row)


def _demand(material: Material, row: str, uploaded: bool) -> Demand:
    place = places.file_place(material.section, row, material.id)
    return Demand(material, row, place, uploaded, material.required)


class _Slots(NamedTuple):
    needed: int
    filled: int


def _counted(facts: Facts, wanted: Wanted) -> _Slots:
    """How many slots must have a file, and how many of them have one."""
    dossier, index = facts.dossier, index_of(facts)
    filled, conditional = index.filled[wanted]
    for row, stands in conditional:
        if stands(dossier, row):
            filled += 1
    needed = filled
    for _, row, stands in index.bare[wanted]:
        if stands(dossier, row):
            needed += 1
    return _Slots(needed, filled)


def _every(notice: Notice) -> Wanted:
    return _wanted(notice, APPLICANT, [m.id for m in notice.materials])


def _own_rule(notice: Notice) -> Mapping[str, str]:
    """Which rule speaks for a material by name; the rest belong to 应传尽传.

    The approval of an extension is ``not_reaching_retirement``'s: who has not reached the age needs none.
    """
    owners: dict[str, str] = {}
    for id in ("appointment_proved", "appointment_roster", "contract_uploaded", "studies_run_first_to_highest"):
        if id in notice.rules and "material" in notice.rules[id].params:
            owners[notice.rules[id]["material"]] = id
    if "not_reaching_retirement" in notice.rules and "material" in notice.rules["not_reaching_retirement"].params:
        owners[notice.rules["not_reaching_retirement"]["material"]] = "not_reaching_retirement"
    if "change_of_series_declared" in notice.rules:
        owners |= dict.fromkeys(
            notice.rules["change_of_series_declared"].params.get("materials", ()), "change_of_series_declared"
        )
    return MappingProxyType(owners)


def _row_words(dossier: Dossier, demand: Demand) -> str:
    for row in getattr(dossier, demand.material.section, ()) if demand.row else ():
        if row.key == demand.row:
            return f"“{getattr(row, 'name', '') or getattr(row, 'school', '') or row.key}”"
    return ""


def _missing_finding(rule: str, demand: Demand, facts: Facts, notice: Notice) -> Finding:
    words = f"{places.SECTIONS.get(demand.material.section, '')}{_row_words(facts.dossier, demand)}"
    return notice.rule(rule).finding(
        UNMET,
        f"{words}缺少“{demand.material.name}”，0份，要求至少1份",
        demand.place,
        mend=f"请在“{places.SECTIONS.get(demand.material.section, '')}”上传{demand.material.name}"
        + (f"（{demand.material.hint}）。" if demand.material.hint else "。"),
        material=demand.material.id,
        row=demand.row,
    )


def everything_uploaded(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """应传尽传: one finding for each missing file that no rule of its own speaks for (S3-01)."""
    rule, unspoken = notice.rule("everything_uploaded"), missing(facts, wanted_by("", notice))
    if unspoken:
        return tuple(_missing_finding(rule.id, d, facts, notice) for d in unspoken)
    slots = _counted(facts, kept(notice, _every, _every))
    words = f"应传{slots.needed}份，已传{slots.filled}份（另有规定的材料分别列出）"
    return (rule.finding(MET, words, demanded=slots.needed),)


def appointment_proved(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """聘书扫描件, and the particulars of the appointment (S2.5.2-01). Whether the seal is on it, a person sees."""
    rule, title = notice.rule("appointment_proved"), facts.dossier.title
    if title is None:
        return (rule.finding(MET, "没有现任职称，不要求聘书", "title"),)
    lacking = missing(facts, wanted_by(rule.id, notice))
    out = [_missing_finding(rule.id, d, facts, notice) for d in lacking]
    if _appointment_asked(facts, notice) and title.appointed_on is None:
        out.append(rule.finding(UNMET, "现任职称未填写聘任起始时间", "title.appointed_on"))
    if title.appointed_on is not None and not title.appointed_by:
        out.append(rule.finding(UNMET, "现任职称未填写聘任单位", "title.appointed_by"))
    begins, ends = title.appointed_on, title.appointed_until
    if begins is not None and ends is not None and ends < begins:
        out.append(
            rule.finding(UNMET, f"聘任止{ends}早于聘任起{begins}", "title.appointed_until", "title.appointed_on")
        )
    return tuple(out) or (rule.finding(MET, "聘任信息已填写，聘书扫描件已上传", "title"),)


def _appointment_asked(facts: Facts, notice: Notice) -> bool:
    if "years_in_post" not in notice.rules:
        return True
    return facts.dossier.application.series in notice.rules["years_in_post"].params.get("series", ())


def appointment_roster(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """事业单位在编人员 upload the stamped roster (S2.5.2-02, golden 16)."""
    return _named(notice.rule("appointment_roster"), facts, notice)


def contract_uploaded(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """非在编 and private staff upload the contract (S2.5.5-02, golden 17)."""
    return _named(notice.rule("contract_uploaded"), facts, notice)


def _named(rule: Rule, facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    lacking = missing(facts, wanted_as(rule["material"], notice))
    if lacking:
        return tuple(_missing_finding(rule.id, d, facts, notice) for d in lacking)
    there = _places_of(rule["material"], facts, notice)
    who = f"单位性质{facts.dossier.employer.nature}，人员性质{facts.dossier.basics.tenure}"
    words = f"{who}：{'已上传' if there else '不要求'}"
    return (rule.finding(MET, words, *(there or ("basics.tenure",))),)


def _places_of(slot: str, facts: Facts, notice: Notice) -> tuple[str, ...]:
    return tuple(
        [
            places.file_place(material.section, key, slot)
            for material, stands in kept(notice, _of_slot, _of_slot).get(slot, ())
            for key, row in _rows(facts, material)
            if stands(facts.dossier, row)
        ]
    )


def _of_slot(notice: Notice) -> Mapping[str, tuple[tuple[Material, Holds], ...]]:
    """The applicant's slots by name, each with its condition."""
    out: dict[str, tuple[tuple[Material, Holds], ...]] = {}
    for slot in _of_uploader(notice, APPLICANT):
        out[slot[0].id] = (*out.get(slot[0].id, ()), slot)
    return MappingProxyType(out)


def appraisal_years(facts: Facts, notice: Notice) -> tuple[int, ...]:
    """The years whose appraisal forms the unit must upload (S2.5.7-01).

    From the first full calendar year after the appointment (reading Q5; ``counted_from = "appointment_year"``
    includes the year itself) to the year before the notice's; the last few when there are more. A post since
    1 January has that year whole.
    """
    rule, title = notice.rule("appraisals_complete"), facts.dossier.title
    if title is None:
        first = facts.dossier.basics.employed_on.year + 1
    else:
        begun = title.appointed_on or title.obtained_on
        whole = (begun.month, begun.day) == (1, 1) or rule.params.get("counted_from") == "appointment_year"
        first = begun.year if whole else begun.year + 1
    return tuple(range(first, notice.year))[-int(rule["years"]) :]


def appraisals_complete(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """The unit has uploaded every year's appraisal form; missing years are named (golden 18)."""
    rule = notice.rule("appraisals_complete")
    place = places.file_place(places.UNIT_FILES, "", rule["material"])
    employer = facts.dossier.employer
    if not employer.appraises:
        return (rule.finding(MET, "单位未进行年度考核，改为提供书面证明", place),)
    needed = appraisal_years(facts, notice)
    have = {a.year for a in facts.appraisals}
    missing = tuple(y for y in needed if y not in have)
    span = "、".join(map(str, needed)) or "无"
    if missing:
        return (
            rule.finding(
                UNMET,
                f"应传{len(needed)}个年度（{span}），已传{len(needed) - len(missing)}个，"
                f"缺{'、'.join(map(str, missing))}年",
                place,
                needs=len(needed),
                missing="、".join(map(str, missing)),
            ),
        )
    return (rule.finding(MET, f"应传{len(needed)}个年度（{span}），已传齐", place, needs=len(needed)),)


def written_proof(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Non-public units without appraisal upload a written certificate instead (S2.5.7-02)."""
    rule = notice.rule("written_proof")
    place = places.file_place(places.UNIT_FILES, "", rule.params.get("material", rule.id))
    employer = facts.dossier.employer
    if employer.appraises:
        return (rule.finding(MET, "单位进行年度考核，不要求书面证明", place),)
    if employer.nature not in rule["natures"]:
        return (
            rule.finding(
                UNMET,
                f"{employer.nature}不属于可以书面证明代替年度考核的非公有制单位",
                place,
                mend="请由单位改为“进行年度考核”，并上传年度考核登记表。",
            ),
        )
    says = MET if facts.written_proof else UNMET
    return (rule.finding(says, "书面证明" + ("已上传" if facts.written_proof else "未上传"), place),)


def handler_files(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """What the handler adds to the dossier itself, such as the green channel's approval."""
    return tuple(
        _missing_finding("everything_uploaded", d, facts, notice)
        for d in missing(facts, kept(notice, _of_handler, _of_handler))
    )


def _of_handler(notice: Notice) -> Wanted:
    return _wanted(notice, "handler", [m.id for m in notice.materials if m.section != places.UNIT_FILES])
