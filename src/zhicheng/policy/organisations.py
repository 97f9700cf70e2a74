"""谁创建谁管理: who creates and so manages a unit's account (S2.1-01 to S2.1-04)."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Employer
from .finding import Refusal, Source
from .notice import Notice
from .regions import in_region
from .seats import Duty

AFFILIATION, TERRITORY, HEALTH_COMMISSION = "affiliation", "territory", "health_commission"
CITY_LEVEL = "city"


@dataclass(frozen=True, slots=True)
class Creator:
    """Which office creates a unit's account, on what principle, in words.

    ``offices`` are the duties that may; ``region`` is the region that the office must serve (the city's own code
    for city-level units). ``department`` says that the unit's own department may, by 隶属关系.
    """

    principle: str
    offices: tuple[Duty, ...]
    region: str
    department: str
    words: str
    source: Source


def creator_of(employer: Employer, notice: Notice) -> Creator:
    """Who creates the account: by 隶属关系 for state units, by 属地 for the others, 市卫健委 for its private clinics.

    A nature that the notice does not list follows 属地, the principle for everything that no office owns.
    """
    rule = notice.rule("account_made_by_manager")
    principle = rule["by_nature"].get(employer.nature, TERRITORY)
    if employer.nature and principle == HEALTH_COMMISSION:
        name = next(iter(rule.params.get("health_commission_names", ())), "市卫健委")
        words = "市卫健委批准的民营医疗机构，由市卫健委创建"
        return Creator(principle, (Duty.DEPARTMENT,), notice.region, name, words, rule.source)
    city = employer.level == CITY_LEVEL
    region = notice.region if city else employer.region
    office = Duty.CITY_OFFICE if city else Duty.COUNTY_OFFICE
    whose = f"{notice.city}职改办" if city else f"{notice.name_of('region', employer.region)}职改办"
    if principle == AFFILIATION:
        own = f"{employer.department}或" if employer.department else ""
        return Creator(
            principle,
            (Duty.DEPARTMENT, office) if employer.department else (office,),
            region,
            employer.department,
            f"国有企事业单位按隶属关系，由{own}{whose}创建",
            rule.source,
        )
    return Creator(principle, (office,), region, "", f"按属地原则，由{whose}创建", rule.source)


def may_create(
    employer: Employer, duties: tuple[Duty, ...], region: str, name: str, notice: Notice
) -> tuple[Refusal, ...]:
    """Why an office of those duties, serving that region and bearing that name, may not create a unit's account.

    The city office may create any unit that the city or a county office may: it is the superior.
    """
    rule, creator = notice.rule("account_made_by_manager"), creator_of(employer, notice)
    whose = {creator.department}
    if creator.principle == HEALTH_COMMISSION:
        whose |= set(rule.params.get("health_commission_names", ()))
    as_department = Duty.DEPARTMENT in duties and Duty.DEPARTMENT in creator.offices and name in whose
    of_offices = {Duty.CITY_OFFICE, Duty.COUNTY_OFFICE} & set(creator.offices)
    as_office = (bool(of_offices) and Duty.CITY_OFFICE in duties and in_region(employer.region, region)) or (
        bool(of_offices & set(duties)) and in_region(employer.region, region)
    )
    if as_department or as_office:
        return ()
    return (Refusal(rule.id, f"{employer.name}：{creator.words}", rule.source, rule.mend),)
