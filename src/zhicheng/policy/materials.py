"""What files are demanded of this person, which are there, and which years of appraisal the unit must add.

Covers S2.5.2-01, S2.5.2-02, S2.5.5-02, S2.5.7-01, S2.5.7-02, S3-01 and S1.3-03's approval.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from . import places
from .conditions import holds
from .facts import Dossier, Facts
from .finding import Finding, Says
from .notice import Material, Notice

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


def _rows(dossier: Dossier, material: Material) -> Iterator[tuple[str, object]]:
    if material.per_row:
        yield from ((row.key, row) for row in getattr(dossier, material.section))
    else:
        yield "", None


def demanded(
    facts: Facts, notice: Notice, uploader: str = APPLICANT, of: Container[str] | None = None
) -> tuple[Demand, ...]:
    """Every slot that an uploader has for this dossier, in the notice's order; empty ``uploader``: of everybody.

    ``of`` names the only materials that are asked about; nothing else of the dossier is then looked at.
    """
    dossier = facts.dossier
    present = {(f.slot, f.row) for f in dossier.files}
    return tuple(
        Demand(
            material,
            key,
            places.file_place(material.section, key, material.id),
            (material.id, key) in present,
            material.required,
        )
        for material in notice.materials
        if (of is None or material.id in of) and (not uploader or material.uploader == uploader)
        for key, row in _rows(dossier, material)
        if holds(material.when, dossier, row)
    )


def _own_rule(notice: Notice) -> dict[str, str]:
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
    return owners


def missing_for(rule: str, facts: Facts, notice: Notice) -> tuple[Demand, ...]:
    """The missing files that a rule speaks for by name."""
    own = {material for material, owner in _own_rule(notice).items() if owner == rule}
    return tuple(d for d in demanded(facts, notice, of=own) if d.missing)


def _row_words(dossier: Dossier, demand: Demand) -> str:
    for row in getattr(dossier, demand.material.section, ()) if demand.row else ():
        if row.key == demand.row:
            return f"“{getattr(row, 'name', '') or getattr(row, 'school', '') or row.key}”"
    return ""


def _missing_finding(rule: str, demand: Demand, facts: Facts, notice: Notice) -> Finding:
    words = f"{places.SECTIONS.get(demand.material.section, '')}{_row_words(facts.dossier, demand)}"
    return notice.rule(rule).finding(
        Says.UNMET,
        f"{words}缺少“{demand.material.name}”，0份，要求至少1份",
        demand.place,
        mend=f"请在“{places.SECTIONS.get(demand.material.section, '')}”上传{demand.material.name}"
        + (f"（{demand.material.hint}）。" if demand.material.hint else "。"),
        material=demand.material.id,
        row=demand.row,
    )


def everything_uploaded(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """应传尽传: one finding for each missing file that no rule of its own speaks for (S3-01)."""
    owners = _own_rule(notice)
    demands = demanded(facts, notice)
    missing = tuple(
        _missing_finding("everything_uploaded", d, facts, notice)
        for d in demands
        if d.missing and d.material.id not in owners
    )
    needed = [d for d in demands if d.required]
    return missing or (
        notice.rule("everything_uploaded").finding(
            Says.MET,
            f"应传{len(needed)}份，已传{sum(d.uploaded for d in needed)}份（另有规定的材料分别列出）",
            demanded=len(needed),
        ),
    )


def appointment_proved(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """聘书扫描件, and the particulars of the appointment (S2.5.2-01). Whether the seal is on it, a person sees."""
    rule, title = notice.rule("appointment_proved"), facts.dossier.title
    if title is None:
        return (rule.finding(Says.MET, "没有现任职称，不要求聘书", "title"),)
    out = [_missing_finding(rule.id, d, facts, notice) for d in missing_for(rule.id, facts, notice)]
    if _appointment_asked(facts, notice) and title.appointed_on is None:
        out.append(rule.finding(Says.UNMET, "现任职称未填写聘任起始时间", "title.appointed_on"))
    if title.appointed_on is not None and not title.appointed_by:
        out.append(rule.finding(Says.UNMET, "现任职称未填写聘任单位", "title.appointed_by"))
    begins, ends = title.appointed_on, title.appointed_until
    if begins is not None and ends is not None and ends < begins:
        out.append(
            rule.finding(Says.UNMET, f"聘任止{ends}早于聘任起{begins}", "title.appointed_until", "title.appointed_on")
        )
    return tuple(out) or (rule.finding(Says.MET, "聘任信息已填写，聘书扫描件已上传", "title"),)


def _appointment_asked(facts: Facts, notice: Notice) -> bool:
    if "years_in_post" not in notice.rules:
        return True
    return facts.dossier.application.series in notice.rules["years_in_post"].params.get("series", ())


def appointment_roster(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """事业单位在编人员 upload the stamped roster (S2.5.2-02, golden 16)."""
    return _named(
        "appointment_roster",
        facts,
        notice,
        f"单位性质{facts.dossier.employer.nature}，人员性质{facts.dossier.basics.tenure}",
        "basics.tenure",
    )


def contract_uploaded(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """非在编 and private staff upload the contract (S2.5.5-02, golden 17)."""
    return _named(
        "contract_uploaded",
        facts,
        notice,
        f"单位性质{facts.dossier.employer.nature}，人员性质{facts.dossier.basics.tenure}",
        "basics.tenure",
    )


def _named(id: str, facts: Facts, notice: Notice, who: str, *reads: str) -> tuple[Finding, ...]:
    rule, material = notice.rule(id), notice.rule(id)["material"]
    mine = demanded(facts, notice, of=(material,))
    if not mine:
        return (rule.finding(Says.MET, f"{who}：不要求", *reads),)
    missing = tuple(_missing_finding(id, d, facts, notice) for d in mine if d.missing)
    return missing or (rule.finding(Says.MET, f"{who}：已上传", *(d.place for d in mine)),)


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
        return (rule.finding(Says.MET, "单位未进行年度考核，改为提供书面证明", place),)
    needed = appraisal_years(facts, notice)
    have = {a.year for a in facts.appraisals}
    missing = tuple(y for y in needed if y not in have)
    span = "、".join(map(str, needed)) or "无"
    if missing:
        return (
            rule.finding(
                Says.UNMET,
                f"应传{len(needed)}个年度（{span}），已传{len(needed) - len(missing)}个，"
                f"缺{'、'.join(map(str, missing))}年",
                place,
                needs=len(needed),
                missing="、".join(map(str, missing)),
            ),
        )
    return (rule.finding(Says.MET, f"应传{len(needed)}个年度（{span}），已传齐", place, needs=len(needed)),)


def written_proof(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Non-public units without appraisal upload a written certificate instead (S2.5.7-02)."""
    rule = notice.rule("written_proof")
    place = places.file_place(places.UNIT_FILES, "", rule.params.get("material", rule.id))
    employer = facts.dossier.employer
    if employer.appraises:
        return (rule.finding(Says.MET, "单位进行年度考核，不要求书面证明", place),)
    if employer.nature not in rule["natures"]:
        return (
            rule.finding(
                Says.UNMET,
                f"{employer.nature}不属于可以书面证明代替年度考核的非公有制单位",
                place,
                mend="请由单位改为“进行年度考核”，并上传年度考核登记表。",
            ),
        )
    says = Says.MET if facts.written_proof else Says.UNMET
    return (rule.finding(says, "书面证明" + ("已上传" if facts.written_proof else "未上传"), place),)


def handler_files(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """What the handler adds to the dossier itself, such as the green channel's approval."""
    return tuple(
        _missing_finding("everything_uploaded", d, facts, notice)
        for d in demanded(facts, notice, "handler")
        if d.missing and d.material.section != places.UNIT_FILES
    )
