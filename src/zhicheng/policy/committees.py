"""Which committees fit this person, and why the others do not (S2.5.1-01, S4-04, S6.1-01, golden 22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .facts import Facts
from .finding import FINAL, MET, UNMET, Finding, Refusal
from .notice import Asked, Committee, Elsewhere, Notice
from .organisations import CITY_LEVEL
from .regions import in_region

ENTRUSTED = "委托"


@dataclass(frozen=True, slots=True)
class Fit:
    """One committee: whether it can be chosen, else every reason why not."""

    committee: Committee
    reasons: tuple[Refusal, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.reasons


def asked_of(facts: Facts, notice: Notice) -> Asked:
    """What this dossier asks of the calendar. Entrusted persons count as local: their letter brings them."""
    a, employer = facts.dossier.application, facts.dossier.employer
    entrusted, tenure = a.manner == ENTRUSTED, facts.dossier.basics.tenure
    local = entrusted or in_region(employer.region, notice.region)
    region = "" if entrusted else employer.region
    return Asked(a.series, a.level, a.title, a.specialty, a.kind, employer.locality, tenure, region, local)


def destination(asked: Asked, notice: Notice) -> Committee | Elsewhere:
    """Where an application goes: exactly one committee, open or not, or a stated refusal; never nothing.

    The loader has made sure that scopes do not overlap and that every combination of its codes goes somewhere.
    What lies outside the codes raises ``LookupError``.
    """
    for committee in notice.committees.values():
        if committee.covers(asked):
            return committee
    for row in notice.elsewhere:
        if row.covers(asked):
            return row
    raise LookupError(f"no place to go for {asked}")


def where_to(facts: Facts, notice: Notice) -> Refusal | Committee | None:
    """The committee to choose, or why there is none this year; ``None`` while the question is not yet whole."""
    try:
        place = destination(asked_of(facts, notice), notice)
    except LookupError:
        return None
    if isinstance(place, Elsewhere):
        return Refusal("committee_fits", place.says, place.source, "", "application.title")
    if not place.is_open:
        rule = notice.rule("series_online" if place.status == ENTRUSTED else "committee_open")
        mend = _counted_there(facts, notice) if place.status == ENTRUSTED else rule.mend
        return Refusal(rule.id, _closed_words(place), rule.source, mend, "application.committee")
    return place


def fits(facts: Facts, notice: Notice) -> tuple[Fit, ...]:
    """Every committee of the year, those that fit first, the rest by how few reasons exclude them."""
    all_of_them = [Fit(c, tuple(_reasons(c, facts, notice))) for c in notice.committees.values()]
    return tuple(sorted(all_of_them, key=lambda f: len(f.reasons)))


def _reasons(committee: Committee, facts: Facts, notice: Notice) -> Iterator[Refusal]:
    for what, place in scope_faults(committee, facts, notice):
        rule = notice.rule("committee_fits")
        yield Refusal(rule.id, what, rule.source, rule.mend, place)
    if not committee.is_open:
        offline = committee.status == ENTRUSTED
        rule = notice.rule("series_online" if offline else "committee_open")
        mend = _counted_there(facts, notice) if offline else rule.mend
        yield Refusal(rule.id, _closed_words(committee), rule.source, mend, "application.committee")


def _closed_words(committee: Committee) -> str:
    return f"{committee.name}：{committee.status_words or committee.status}"


def scope_faults(committee: Committee, facts: Facts, notice: Notice) -> list[tuple[str, str]]:
    """Each way in which a committee's scope does not cover this person, with the place to mend."""
    application, employer = facts.dossier.application, facts.dossier.employer
    name = notice.name_of
    out: list[tuple[str, str]] = []
    if application.kind not in committee.kinds:
        out.append((f"评审方式为{'、'.join(committee.kinds)}，您的申报类型为{application.kind}", "application.kind"))
    if application.series not in committee.series:
        out.append(
            (
                f"评审系列为{'、'.join(name('series', s) for s in committee.series)}，"
                f"您申报{name('series', application.series)}",
                "application.series",
            )
        )
    if application.level != committee.level:
        out.append(
            (
                f"评审级别为{name('level', committee.level)}，您申报{name('level', application.level)}",
                "application.level",
            )
        )
    if committee.titles and application.title not in committee.titles:
        out.append((f"评审职称为{'、'.join(committee.titles)}，您申报{application.title}", "application.title"))
    if committee.specialties and application.specialty not in committee.specialties:
        out.append(
            (
                f"评审专业为{'、'.join(name('specialty', s) for s in committee.specialties)}，"
                f"您申报{name('specialty', application.specialty)}",
                "application.specialty",
            )
        )
    if not in_region(employer.region, committee.region) and application.manner != ENTRUSTED:
        out.append(
            (
                f"受理{name('region', committee.region)}的单位，您的单位在{name('region', employer.region)}",
                "application.committee",
            )
        )
    if committee.localities and employer.locality not in committee.localities:
        out.append(
            (
                f"人员范围为{'、'.join(committee.localities)}的单位，您的单位为{employer.locality or '未确认城乡类别'}",
                "application.committee",
            )
        )
    if committee.person_kinds and facts.dossier.basics.tenure not in committee.person_kinds:
        out.append(
            (
                f"人员范围为{'、'.join(committee.person_kinds)}，您的人员性质为{facts.dossier.basics.tenure}",
                "application.committee",
            )
        )
    return out


def committee_fits(facts: Facts, notice: Notice) -> Finding:
    """The chosen committee covers series, specialty, level, region, town or country, and kind of person (P-04)."""
    rule, chosen = notice.rule("committee_fits"), facts.dossier.application.committee
    committee = notice.committees.get(chosen)
    if committee is None:
        return rule.finding(UNMET, f"所选评审委员会“{chosen}”不在今年的安排中", "application.committee")
    faults = scope_faults(committee, facts, notice)
    if not faults:
        return rule.finding(MET, f"{committee.name}的评审专业和人员范围与您相符", "application.committee")
    better = [f.committee.name for f in fits(facts, notice) if f.fits]
    return rule.finding(
        UNMET,
        f"{committee.name}：{'；'.join(w for w, _ in faults)}",
        "application.committee",
        *(p for _, p in faults),
        mend=f"请改选{'或'.join(better)}。" if better else rule.mend,
    )


def committee_open(facts: Facts, notice: Notice) -> Finding:
    """The chosen committee is open this year; other senior ones wait for their own notice (S6.1-01)."""
    rule, committee = notice.rule("committee_open"), notice.committees.get(facts.dossier.application.committee)
    if committee is None:
        return rule.finding(UNMET, "尚未选择今年安排中的评审委员会", "application.committee")
    if committee.is_open:
        return rule.finding(
            MET, f"{committee.name}今年开放申报。{committee.status_words}".rstrip("。"), "application.committee"
        )
    return rule.finding(UNMET, _closed_words(committee), "application.committee", remedy=FINAL,
                        mend=f"今年暂不能申报。{rule.mend}")  # fmt: skip


def series_online(facts: Facts, notice: Notice) -> Finding:
    """The entrusted series are not yet applied for online (S4-04): the reason and the census instead."""
    rule, series = notice.rule("series_online"), facts.dossier.application.series
    offline = series in rule["series"]
    name = notice.name_of("series", series)
    return rule.finding(
        UNMET if offline else MET,
        f"{name}{'暂不进行网上申报，先由职改办统计摸底' if offline else '进行网上申报'}",
        "application.series",
        remedy=FINAL,
    )


def census_place(facts: Facts, notice: Notice) -> str:
    """Where somebody of an entrusted series is counted (S4-05): a city unit's department, else the county's office."""
    employer = facts.dossier.employer
    if employer.level == CITY_LEVEL:
        return employer.department or f"{notice.city}职改办"
    return f"{notice.name_of('region', employer.region)}职改办"


def _counted_there(facts: Facts, notice: Notice) -> str:
    until = notice.rules["census"].params.get("until") if "census" in notice.rules else None
    by = f"（{until.month}月{until.day}日之前报送）" if until else ""
    return f"请向{census_place(facts, notice)}登记，由其统计摸底{by}；申报时间另行通知。"
