"""一、申报评审范围: who may apply (S1.1, S1.2, S1.3), and whom the unit may mark how (S2.2-06)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from . import entrustment, identity, places
from .committees import ENTRUSTED
from .facts import Basics, Facts
from .finding import ASK, FINAL, FIX, MET, UNMET, Finding, made
from .index import index_of
from .kept import kept
from .notice import Notice, Rule
from .regions import in_region
from .spans import add_months

AGES = "retirement_ages"
ANY = ""


def employer_in_city(facts: Facts, notice: Notice) -> Finding:
    """The unit is registered or seated in the city (S1.1-01, S1.1-04), or a letter that the city has agreed to brings
    its people (S4-01): nobody has checked the letter yet, then a person must."""
    rule, employer = notice.rule("employer_in_city"), facts.dossier.employer
    reads = ("employer.region", "employer.registered_in_city")
    local = in_region(employer.region, notice.region) and employer.registered_in_city
    where = notice.name_of("region", employer.region)
    if local:
        return rule.finding(MET, f"{employer.name}在{notice.city}（{where}）", *reads)
    if facts.dossier.application.manner == ENTRUSTED:
        return _entrusted(facts, notice, reads)
    said = f"所在区划为{where}" if employer.registered_in_city else "未在本市域内注册"
    return rule.finding(UNMET, f"{employer.name}{said}，要求在{notice.city}", *reads, remedy=FINAL)


def _entrusted(facts: Facts, notice: Notice, reads: tuple[str, ...]) -> Finding:
    rule, letter, name = notice.rule("employer_in_city"), facts.entrustment, facts.dossier.employer.name
    said = f"{name}不在{notice.city}，按委托评审申报"
    if letter is not None and letter.state == entrustment.APPROVED:
        return rule.finding(MET, f"{said}，委托代评函{letter.number}已经市人社部门审核同意", *reads)
    if letter is not None and letter.state == entrustment.WAITING:
        return rule.finding(ASK, f"{said}，委托代评函{letter.number}待市人社部门审核", *reads)
    law = notice.rules.get("entrustment_letter", rule)
    words = f"委托代评函{letter.number}未获市人社部门同意" if letter is not None else "没有列有您的委托代评函"
    return rule.finding(UNMET, f"{said}，{words}", *reads, mend=law.mend, source=law.source)


def months_with_employer(facts: Facts, notice: Notice) -> Finding:
    """Six calendar months with the employer by the reference day (S1.1-02, Q1, golden 5 and 6)."""
    rule, begun = notice.rule("months_with_employer"), facts.dossier.basics.employed_on
    months, day = int(rule["months"]), facts.reference_day
    full_on = add_months(begun, months)
    words = f"到现单位工作{begun}；满{months}个月之日为{full_on}，"
    if full_on <= day:
        return rule.finding(MET, f"{words}不晚于{day}", "basics.employed_on", full_on=full_on.isoformat())
    short = (full_on - day).days
    final = full_on.year > notice.year
    later = f"{full_on.year}年度可以满足" if final else f"{full_on}起满足，须在此之后且在截止时间前由单位推荐"
    return rule.finding(
        UNMET,
        f"{words}截至{day}差{short}天",
        "basics.employed_on",
        mend=f"{'今年不能补正；' if final else ''}{later}。填写有误的，请改正并附证明。",
        remedy=FINAL if final else FIX,
        full_on=full_on.isoformat(),
        short=short,
    )


def by_agency(facts: Facts, notice: Notice) -> bool:
    """Whether a 人事代理机构 acts as the unit of this person (A20, R-21)."""
    rule = notice.rules.get("own_unit")
    return rule is not None and facts.dossier.employer.nature in rule["agencies"]


def own_unit(facts: Facts, notice: Notice) -> Finding:
    """The unit that applies for a person is the one that employs the person, or the agency that acts for it; nobody
    goes past or through another (R-21, R-44)."""
    rule, dossier = notice.rule("own_unit"), facts.dossier
    basics, employer = dossier.basics, dossier.employer
    reads = ("basics.working_unit", "basics.working_uscc", "basics.identity")
    free, working = basics.identity in rule["freelancers"], basics.working_unit.strip()
    if not by_agency(facts, notice):
        if free:
            return rule.finding(
                UNMET, f"{basics.identity}由人事代理机构申报，{employer.name}是{employer.nature}", *reads
            )
        if working:
            return rule.finding(
                UNMET, f"{employer.name}是{employer.nature}，只为本单位人员申报；填写的工作单位是{working}", *reads
            )
        return rule.finding(MET, f"由所在单位{employer.name}申报", *reads)
    if free:
        says, other = (UNMET, f"；{basics.identity}没有工作单位，却填写了{working}") if working else (MET, "")
        return rule.finding(says, f"{basics.identity}，由{employer.name}代理{other}", *reads)
    if basics.identity not in rule["identities"]:
        return rule.finding(UNMET, f"身份类别为{basics.identity}，应由工作单位申报，不能由{employer.name}代理", *reads)
    if not working or not basics.working_uscc:
        return rule.finding(UNMET, f"由{employer.name}代理，没有填写实际工作单位和统一社会信用代码", *reads)
    if faults := identity.uscc(basics.working_uscc):
        return rule.finding(
            UNMET, f"{working}的统一社会信用代码{faults[0]}", "basics.working_uscc", *reads[:1], reads[2]
        )
    nature = identity.suggested_nature(basics.working_uscc)
    if nature in rule["public"]:
        return rule.finding(UNMET, f"{working}（{basics.working_uscc}）是{nature}，其人员应通过工作单位申报", *reads)
    return rule.finding(MET, f"由{employer.name}代理，实际工作单位{working}（{basics.working_uscc}）", *reads)


def contract_signed(facts: Facts, notice: Notice) -> Finding:
    """A contract with the employer that is valid on the reference day (S1.1-03)."""
    rule, contract, day = notice.rule("contract_signed"), facts.dossier.basics.contract, facts.reference_day
    if contract is None:
        return rule.finding(UNMET, "未填写聘用合同或劳动合同", "basics.contract")
    agency, own = by_agency(facts, notice), tuple(rule.params.get("kinds", ()))
    kinds = (*own, *rule.params.get("agency_kinds", ())) if agency else own
    if kinds and contract.kind not in kinds:
        return rule.finding(
            UNMET, f"合同类型“{contract.kind}”，要求{'或'.join(kinds)}", "basics.contract.kind", "basics.contract"
        )
    until = contract.ends_on.isoformat() if contract.ends_on else "无固定期限"
    words = f"{contract.kind}自{contract.begins_on}至{until}"
    if contract.begins_on > day:
        return rule.finding(UNMET, f"{words}，在{day}尚未生效", "basics.contract.begins_on", "basics.contract")
    if contract.ends_on is not None and contract.ends_on < day:
        return rule.finding(UNMET, f"{words}，在{day}已到期", "basics.contract.ends_on", "basics.contract")
    if not contract.counterparty.strip():
        return rule.finding(UNMET, f"{words}，未填写签约单位", "basics.contract.counterparty", "basics.contract")
    employer, signed = facts.dossier.employer.name, contract.counterparty.strip()
    working = facts.dossier.basics.working_unit if agency else ""
    if signed not in (employer, working):
        units = f"“{employer}”" + (f"和实际工作单位“{working}”都" if working else "")
        return rule.finding(
            ASK,
            f"签约单位“{contract.counterparty}”与用人单位{units}不同（如劳务派遣），请核对",
            "basics.contract.counterparty",
            "basics.contract",
        )
    return rule.finding(MET, f"{words}，与{signed}签订，在{day}有效", "basics.contract")


def person_admitted(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Mainlanders, Hong Kong, Macao and Taiwan people, and foreigners with the two permits; a number that is
    well formed and agrees with birth date and sex; a document that has not expired (S1.2-01 to S1.2-03)."""
    rule, basics = notice.rule("person_admitted"), facts.dossier.basics
    groups: Mapping[str, Iterable[str]] = rule["id_types_by_group"]
    group_of_origin: Mapping[str, str] = rule.params.get("group_of_origin", {})
    name = notice.name_of("id_type", basics.id_type)
    group = group_of_origin.get(basics.origin, "")
    admitted = groups.get(group, ()) if group else tuple(t for types in groups.values() for t in types)
    if basics.id_type not in admitted:
        return (
            rule.finding(
                UNMET,
                f"{basics.origin}人员持{name}；{group or '本通知'}可用的证件为{'、'.join(admitted)}",
                "basics.id_type",
                "basics.origin",
            ),
        )
    out: list[Finding] = []
    number = index_of(facts).number[kept(notice, _schemes, _schemes).get(basics.id_type, identity.FREE)]
    if number.faults:
        out += [rule.finding(UNMET, f"{name}号码：{f}", "basics.id_number", title="证件号码有误",
                             mend="请对照证件原件改正证件号码。") for f in number.faults]  # fmt: skip
    else:
        out += _disagreements(basics, number, notice)
    if basics.id_expires_on is not None and basics.id_expires_on < facts.reference_day:
        out.append(
            rule.finding(
                UNMET,
                f"{name}有效期至{basics.id_expires_on}，在{facts.reference_day}已过期",
                "basics.id_expires_on",
                title="证件已过期",
                mend="请换领证件后填写新的有效期并上传新证件。",
            )
        )
    return tuple(out) or (rule.finding(MET, f"{name}，号码校验相符", "basics.id_type", "basics.id_number"),)


def _schemes(notice: Notice) -> Mapping[str, str]:
    """The schemes of identity documents by the notice's codes and by their names."""
    coded = {code: identity.scheme_of(code, name) for code, name in notice.codes.get("id_type", {}).items()}
    return MappingProxyType(identity.SCHEMES | coded)


def _disagreements(basics: Basics, number: identity.Number, notice: Notice) -> list[Finding]:
    rule, out = notice.rule("person_admitted"), []
    if number.born_on is not None and number.born_on != basics.born_on:
        out.append(
            rule.finding(
                UNMET,
                f"证件号码中的出生日期为{number.born_on}，填写为{basics.born_on}",
                "basics.born_on",
                "basics.id_number",
                title="出生日期与证件号码不一致",
                mend="请对照证件原件改正。",
            )
        )
    if number.sex and number.sex != sex_of(basics, notice):
        out.append(
            rule.finding(
                UNMET,
                f"证件号码表明性别为{'男' if number.sex == '1' else '女'}，"
                f"填写为{notice.name_of('sex', basics.sex) or '空'}",
                "basics.sex",
                "basics.id_number",
                title="性别与证件号码不一致",
                mend="请对照证件原件改正。",
            )
        )
    return out


_SEXES = {"男": "1", "男性": "1", "女": "2", "女性": "2"}


def sex_of(basics: Basics, notice: Notice) -> str:
    """GB/T 2261.1: 1 male, 2 female; understood from the code or its Chinese name."""
    return kept(notice, _sexes, _sexes).get(basics.sex, basics.sex)


def _sexes(notice: Notice) -> Mapping[str, str]:
    """The sexes by the notice's codes and by their names."""
    coded = {code: _SEXES.get(name, code) for code, name in notice.codes.get("sex", {}).items()}
    return MappingProxyType(_SEXES | coded)


def not_a_civil_servant(facts: Facts, notice: Notice) -> Finding:
    """公务员 and 参公 staff may not apply, for recognition by assessment neither (S1.3-01, S1.3-04, golden 7)."""
    rule, identity_group = notice.rule("not_a_civil_servant"), facts.dossier.basics.identity
    barred = identity_group in rule["identities"]
    return rule.finding(
        UNMET if barred else MET,
        f"身份类别为“{notice.name_of('identity', identity_group)}”，申报类型为“{facts.dossier.application.kind}”",
        "basics.identity",
        remedy=FINAL,
    )


def not_retired(facts: Facts, notice: Notice) -> Finding:
    """The retired may not apply (S1.3-02)."""
    retired = facts.dossier.basics.retired
    return notice.rule("not_retired").finding(
        UNMET if retired else MET,
        "登记为离退休人员" if retired else "在职",
        "basics.retired",
        remedy=FINAL,
    )


class Retirement(NamedTuple):
    """When a person reaches retirement age by the dated table, and from when they may choose to go."""

    group: str
    months: int
    on: date
    choosable_from: date | None = None
    choosable_months: int = 0

    @property
    def age(self) -> str:
        return _age(self.months)


def _age(months: int) -> str:
    years, months = divmod(months, 12)
    return f"{years}周岁" + (f"{months}个月" if months else "")


def retirement(facts: Facts, notice: Notice) -> Retirement | None:
    """When the applicant reaches retirement age; ``None`` when the table has no row for such a person."""
    basics, title = facts.dossier.basics, facts.dossier.title
    level = title.level if title else ""
    return _retirement(basics.born_on, sex_of(basics, notice), basics.identity, level, _by_sex(notice.rule(AGES)))


def retirement_of(born_on: date, sex: str, identity: str, level: str, ages: Rule) -> Retirement | None:
    """The first row of the dated table that fits sex (GB/T 2261.1), identity and level held; ``None`` when none does.

    A row marked ``choice`` says from when the person may go of their own will.

    From the day of the gradual rise a person born in or after ``first_birth`` goes one month later for every
    ``births_per_step`` months of birth, up to the cap (S1.3-05, R-31 to R-33).
    """
    return _retirement(born_on, sex, identity, level, _by_sex(ages))


def _by_sex(ages: Rule) -> Mapping[str, tuple[_Age, ...]]:
    return kept(ages, _ages, _ages)


def _retirement(
    born_on: date, sex: str, identity: str, level: str, rows: Mapping[str, tuple[_Age, ...]]
) -> Retirement | None:
    certain = choice = None
    for row in rows.get(sex, rows[ANY]):
        if row.levels is not None and level not in row.levels:
            continue
        if row.identities is not None and identity not in row.identities:
            continue
        if row.choice:
            choice = choice or row
        else:
            certain = certain or row
    if certain is None:
        return None
    months, on = _reached(certain, born_on)
    may_after, may_from = _reached(choice, born_on) if choice is not None else (0, None)
    return made(Retirement, (certain.words, months, on, may_from, may_after))


@dataclass(frozen=True, slots=True, eq=False)
class _Age:
    """A row of the dated table; ``None``, and an empty sex: any. One is like no other, so that it is looked up fast."""

    sex: str
    levels: tuple[str, ...] | None
    identities: tuple[str, ...] | None
    months: int
    choice: bool
    words: str
    rises_on: date
    first_birth: date
    births_per_step: int
    cap_months: int


def _ages(ages: Rule) -> Mapping[str, tuple[_Age, ...]]:
    """The table by sex; what is for any is under each, and alone under :data:`ANY`."""
    rows = [
        _Age(
            str(row.get("sex", "")),
            tuple(row["levels"]) if "levels" in row else None,
            tuple(row["identities"]) if "identities" in row else None,
            int(row["age"]) * 12,
            bool(row.get("choice")),
            str(row.get("words", "")),
            ages["rises_on"],
            row["first_birth"],
            int(row["births_per_step"]),
            int(row["cap_months"]),
        )
        for row in ages["rows"]
    ]
    sexes = {ANY, *(row.sex for row in rows)}
    return MappingProxyType({sex: tuple(row for row in rows if row.sex in (ANY, sex)) for sex in sexes})


@lru_cache(maxsize=65536)
def _reached(row: _Age, born_on: date) -> tuple[int, date]:
    """At how many months of age, and on which day, the row's age is reached."""
    first, months = row.first_birth, row.months
    on = add_months(born_on, months)
    if born_on < first or on < row.rises_on:
        return months, on
    later = (born_on.year - first.year) * 12 + born_on.month - first.month
    months = min(months + later // row.births_per_step + 1, row.cap_months)
    return months, add_months(born_on, months)


def not_reaching_retirement(facts: Facts, notice: Notice) -> Finding:
    """Nobody who reaches retirement age by the end of the year without an extension (S1.3-03, goldens 8 to 10)."""
    rule, basics = notice.rule("not_reaching_retirement"), facts.dossier.basics
    last = date(notice.year, int(rule["month"]), int(rule["day"]))
    reads = ("basics.extended", "basics.born_on", "basics.sex", "basics.identity", "title.level")
    age = retirement(facts, notice)
    if age is None:
        return rule.finding(ASK, f"{basics.born_on}出生，退休年龄表中没有对应的情形", *reads)
    words = f"{age.group}，{basics.born_on}出生，{age.on}满{age.age}，界线为{last}"
    if age.on > last:
        if age.choosable_from is not None and age.choosable_from <= last:
            return rule.finding(
                ASK,
                f"{words}；{age.choosable_from}满{_age(age.choosable_months)}，可自愿选择退休，请核实本人是否已选择",
                *reads,
                reaches_on=age.on.isoformat(),
            )
        return rule.finding(MET, f"{words}，当年年底前未达到", *reads, reaches_on=age.on.isoformat())
    if basics.extended and _attached(facts, rule["material"]):
        return rule.finding(ASK, f"{words}；已上传延长退休批准文件，请核对批准文件", *reads)
    if basics.extended:
        return rule.finding(
            UNMET,
            f"{words}；填写了已办理延长退休手续，但没有上传批准文件",
            places.file_place("basics", "", rule["material"]),
            *reads,
            mend="请上传延长退休批准文件。",
        )
    return rule.finding(
        UNMET,
        f"{words}，当年年底前达到退休年龄，且未办理延长退休手续",
        *reads,
        remedy=FINAL,
        mend=f"今年不能补正。{rule.mend}",
        reaches_on=age.on.isoformat(),
    )


def _attached(facts: Facts, slot: str) -> bool:
    return bool(index_of(facts).rows_with[slot])


def tenure_of_unestablished(facts: Facts, notice: Notice) -> Finding:
    """Staff of public institutions off the establishment are 人事代理 or 其他 (S2.2-06)."""
    rule, dossier = notice.rule("tenure_of_unestablished"), facts.dossier
    nature, tenure = dossier.employer.nature, dossier.basics.tenure
    words = f"单位性质{nature}，人员性质{notice.name_of('tenure', tenure)}"
    fits = (
        nature not in rule["natures"]
        or tenure in rule["allowed"]
        or tenure in rule.params.get("established", ("在编",))
    )
    return rule.finding(
        MET if fits else UNMET,
        words if fits else f"{words}；可选{'、'.join(rule['allowed'])}",
        "basics.tenure",
    )
