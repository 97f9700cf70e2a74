"""二(四)(五): years in post, the ways of qualifying, the same specialty, change of series, step by step.

Covers S2.4-10, S2.4-11, S2.5.2-03, S2.5.3-01, S2.5.3-02 and S2.5.4-02.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from .facts import Dossier, Facts, Study, Title
from .finding import ASK, FINAL, FIX, MET, UNMET, Finding, made
from .index import index_of
from .kept import in_short, kept, once, once_lazily
from .materials import missing, wanted_by, wanted_in
from .notice import Notice, Way
from .places import file_place, place
from .spans import days_in, whole_years

NORMAL = "正常"
RECOGNITION = "考核认定"
AS_NORMAL = ("绿色通道", "委托")
UNSURE = "不确定"
DEGREE = "degree_certificate"


class Years(NamedTuple):
    """Years in the present rank: with and without the former series, and which of the two counts."""

    begun_on: date | None
    counted_to: date
    own: int
    joined: int
    recognised: bool
    appointed: bool = True  # counted from the appointment; else from the title (no appointment required)

    @property
    def counted(self) -> int:
        """The sum that is used."""
        return self.joined if self.recognised else self.own

    @property
    def words(self) -> str:
        """Both sums and which is used."""
        if self.begun_on is None:
            return "未填写聘任起始时间"
        since = f"{'聘任起始' if self.appointed else '取得时间（不要求聘任）'} {self.begun_on}；截至 {self.counted_to}"
        if self.joined == self.own:
            return f"{since} 满 {self.own} 年"
        used = (
            f"转评经历已填写并上传，按 {self.joined} 年计"
            if self.recognised
            else f"转评经历未如实填写并上传，不予认可，按 {self.own} 年计"
        )
        return f"{since}，本系列满 {self.own} 年，合并转评前聘任满 {self.joined} 年；{used}"


NO_YEARS = Years(None, date.max, 0, 0, False)


class Weighed(NamedTuple):
    """One way, weighed against one person."""

    way: Way
    studied: bool
    certified: bool  # the degree that the way demands is there with its certificate
    titled: bool
    years: Years
    short: int  # how many years are missing
    worked: bool  # enough years since the first work
    open: bool  # schooling, degree, title and work fit, whatever the years
    unsure: bool  # see :func:`is_unsure`

    @property
    def fits(self) -> bool:
        return self.open and not self.short

    @property
    def lacks(self) -> str:
        """What is missing, in words; empty when nothing is."""
        said = []
        if not self.studied:
            said.append("学历不符")
        elif not self.certified:
            said.append("未上传相应学位证书")
        if not self.titled:
            said.append(f"现任职称不是{self.way.title_from or '要求的职称'}")
        if not self.worked:
            said.append(f"工作不满 {self.way.worked_years} 年")
        if self.short:
            said.append(f"聘任差 {self.short} 年")
        return "、".join(said)


def is_unsure(way: Way) -> bool:
    """Whether the condition has not been checked against its text, or only a person can say that it is met."""
    return way.source.sureness == UNSURE or way.by_person


def way_words(way: Way) -> str:
    """A way in one phrase."""
    return way.words or f"{way.title_from or '无职称要求'}聘任满{way.appointed_years}年申报{way.title}"


def ways_for(facts: Facts, notice: Notice) -> tuple[Way, ...]:
    """The alternatives of the applied title in the applied manner (joined by OR).

    The green channel frees from the structure ratio only, and entrusted persons meet the committee's uniform
    conditions (S4-08): both take the normal ways. A manner without ways of its own is for a person to judge.
    """
    application = facts.dossier.application
    manner = RECOGNITION if application.kind == RECOGNITION else application.manner
    if manner in AS_NORMAL:
        manner = NORMAL
    by_title = kept(notice, _ways, _ways).get((application.series, application.level, manner), NO_WAYS)
    ways = by_title.get(application.title, by_title[ANY])
    if ways.are_staged:
        return tuple([w for w in ways.all if not w.stages or _stage_fits(w, application.specialty, notice)])
    return ways.all


class _Ways(NamedTuple):
    all: tuple[Way, ...]  # the sure ones first, then by name
    are_staged: bool  # some are limited to a 学段


ANY = ""
NO_WAYS: Mapping[str, _Ways] = MappingProxyType({ANY: _Ways((), False)})


def _ways(notice: Notice) -> Mapping[tuple[str, str, str], Mapping[str, _Ways]]:
    """The notice's ways by series, level and manner, then by title, with the years that are asked for beyond them;
    those for any title under each, and alone under :data:`ANY`."""
    extra = int(notice.rules["years_in_post"].params.get("extra_years", 0)) if "years_in_post" in notice.rules else 0
    ways: dict[tuple[str, str, str], list[Way]] = {}
    for way in sorted(notice.ways, key=lambda w: (is_unsure(w), w.id)):
        ways.setdefault((way.series, way.level, way.manner), []).append(_longer(way, extra))
    return MappingProxyType({of: _by_title(some) for of, some in ways.items()})


def _by_title(ways: Sequence[Way]) -> Mapping[str, _Ways]:
    titles = {title: tuple(w for w in ways if w.title in (ANY, title)) for title in (ANY, *(w.title for w in ways))}
    return MappingProxyType({title: _Ways(some, any(w.stages for w in some)) for title, some in titles.items()})


def _longer(way: Way, extra: int) -> Way:
    """The way with the years that the city, or the committee, asks for beyond it."""
    if not extra or not way.appointed_years:
        return way
    words = f"{way_words(way)}（另加 {extra} 年）"
    return replace(way, appointed_years=way.appointed_years + extra, words=words)


def _stage_fits(way: Way, specialty: str, notice: Notice) -> bool:
    return notice.codes.get("stage", {}).get(specialty, "") in way.stages


def recognised(facts: Facts, notice: Notice) -> bool:
    """Whether the former series counts: declared, filled row by row, and every file of it attached (S2.5.3-02)."""
    dossier = facts.dossier
    return (
        dossier.changed_series
        and bool(dossier.other_titles)
        and all(t.appointed_on is not None for t in dossier.other_titles)
        and not missing(facts, wanted_in("other_titles", notice))
    )


def years(facts: Facts, notice: Notice, *, appointment: bool = True) -> Years:
    """Whole years in the present rank, counted to the end of the notice's year (S2.4-10).

    The former series adds the days appointed to a title of the same level before the present appointment;
    overlapping days count once. An appointment that has ended before the reference day counts to its end.
    """
    title, last = facts.dossier.title, date(notice.year, 12, 31)
    if title is None:
        return Years(None, last, 0, 0, False, appointment)
    begun = title.appointed_on if appointment else title.obtained_on
    if begun is None:
        return Years(None, last, 0, 0, False, appointment)
    until = title.appointed_until if appointment else None
    to = min(until, last) if until is not None and until < facts.reference_day else last
    own = whole_years(begun, to)
    if not appointment or not facts.dossier.other_titles:
        return made(Years, (begun, to, own, own, False, appointment))
    before = days_in(
        (t.appointed_on, min(t.appointed_until or begun - timedelta(days=1), begun - timedelta(days=1)))
        for t in facts.dossier.other_titles
        if t.appointed_on is not None and t.level == title.level
    )
    joined = whole_years(begun - timedelta(days=before), to) if before else own
    return Years(begun, to, own, max(own, joined), joined > own and recognised(facts, notice), appointment)


def needs_appointment(way: Way, notice: Notice) -> bool:
    """Whether the years are years of appointment: only in series that require it (S2.4-11)."""
    if not way.needs_appointment or "years_in_post" not in notice.rules:
        return way.needs_appointment
    return way.series in notice.rules["years_in_post"].params.get("series", (way.series,))


def _needing_appointment(notice: Notice) -> frozenset[str]:
    return frozenset(way.id for way in notice.ways if needs_appointment(way, notice))


def certified_degrees(facts: Facts, notice: Notice) -> frozenset[str]:
    """The first digits of the degrees (GB/T 6864) whose certificate is attached; honorary ones (1) never count."""
    return index_of(facts).degrees[_degree_slot(notice)]


def _degree_slot(notice: Notice) -> str:
    rule = notice.rules.get("master_needs_degree")
    slot: str = rule.params.get("material", DEGREE) if rule else DEGREE
    return slot


@once_lazily
def weigh(facts: Facts, notice: Notice) -> tuple[Weighed, ...]:
    """Every way of the applied title, the best first: fitting, then open, then with the fewest missing years."""
    ways = ways_for(facts, notice)
    appointed = years(facts, notice, appointment=True) if ways else NO_YEARS
    out = [_weighed(way, appointed, facts, notice) for way in ways]
    if len(out) > 1:
        out.sort(key=_rank)
    return tuple(out)


def _first_that_fits(facts: Facts, notice: Notice) -> Weighed | None:
    """The first of :func:`weigh`; when some way fits, no more are weighed than lead to it."""
    ways, best, others = ways_for(facts, notice), None, []
    appointed = years(facts, notice, appointment=True)
    for way in ways:
        weighed = _weighed(way, appointed, facts, notice)
        if weighed.open and not weighed.short:  # the sure ones come first, so that this is the best
            best = weighed
            break
        others.append(weighed)
    return best if best is not None else min(others, key=_rank, default=None)


@in_short(_first_that_fits)
def best_way(facts: Facts, notice: Notice) -> Weighed | None:
    """The first of :func:`weigh`."""
    weighed = weigh(facts, notice)
    return weighed[0] if weighed else None


def _weighed(way: Way, appointed: Years, facts: Facts, notice: Notice) -> Weighed:
    """One way; ``appointed`` are the years of the appointment, which most ways ask for."""
    needing, held = kept(notice, _needing_appointment, _needing_appointment), index_of(facts).schoolings
    has = appointed if way.id in needing else years(facts, notice, appointment=False)
    counted = has.joined if has.recognised else has.own
    short = way.appointed_years - counted if way.appointed_years > counted else 0
    studied = not way.schoolings or not held.isdisjoint(way.schoolings)
    certified = not way.needs_degree or way.needs_degree in certified_degrees(facts, notice)
    titled = _titled(way, facts.dossier.title)
    worked = not way.worked_years or _worked(facts, notice) >= way.worked_years
    is_open = studied and certified and titled and worked
    return made(Weighed, (way, studied, certified, titled, has, short, worked, is_open, is_unsure(way)))


def _rank(w: Weighed) -> tuple[bool, bool, bool, bool, bool, int, str]:
    way, studied, _, titled, _, short, _, is_open, unsure = w
    return not is_open or short > 0, not is_open, unsure, not titled, not studied, short, way.id


def _worked(facts: Facts, notice: Notice) -> int:
    """Whole years since the first work, to the end of the notice's year."""
    return whole_years(facts.dossier.basics.began_work_on, date(notice.year, 12, 31))


def _titled(way: Way, title: Title | None) -> bool:
    if not way.level_from and not way.title_from:
        return True
    if title is None or title.series != way.series:
        return False
    return title.level == way.level_from if way.level_from else title.name == way.title_from


@once
def _each_way(facts: Facts, notice: Notice) -> tuple[str, ...]:
    """Every way of :func:`weigh` in words, in its order."""
    return tuple([f"[{way_words(w.way)}]{'符合' if w.fits else w.lacks}" for w in weigh(facts, notice)])


def _unlisted(id: str, facts: Facts, notice: Notice) -> Finding:
    a = facts.dossier.application
    return notice.rule(id).finding(
        ASK,
        f"规则数据中没有“{a.title}”（申报方式：{a.manner}）的申报条件，请人工核对",
        "application.title",
        "application.manner",
    )


def qualifies(facts: Facts, notice: Notice) -> Finding:
    """Some way fits in schooling, degree and title; years are for :func:`years_in_post`. All ways are shown."""
    rule, best = notice.rule("qualifies"), best_way(facts, notice)
    if best is None:
        return _unlisted("qualifies", facts, notice)
    ways = "；".join(_each_way(facts, notice))
    if best.open and best.unsure:
        why = "是否符合须由人判断" if best.way.by_person else "这一条件的依据不确定，请对照正式文本"
        words = f"只有“{way_words(best.way)}”相符，{why}；{ways}"
        return rule.finding(ASK, words, "application.title", way=best.way.id)
    if best.open:
        return rule.finding(MET, f"按“{way_words(best.way)}”申报；{ways}", "application.title", way=best.way.id)
    weighed = weigh(facts, notice)
    fixable = any(w.studied and w.titled for w in weighed) or not facts.dossier.studies or facts.dossier.title is None
    first = "studies" if not any(w.studied and w.certified for w in weighed) else "title"
    return rule.finding(
        UNMET,
        f"申报{facts.dossier.application.title}的各条途径都不符合：{ways}",
        first,
        "studies",
        "title",
        "application.title",
        remedy=FIX if fixable else FINAL,
        mend=rule.mend if fixable else f"今年不能补正。{rule.mend}",
    )


def years_in_post(facts: Facts, notice: Notice) -> Finding:
    """Enough whole years in post by the best way, with both sums where a former series is in question."""
    rule, best = notice.rule("years_in_post"), best_way(facts, notice)
    if best is None:
        return _unlisted("years_in_post", facts, notice)
    sums = best.years
    needs, have = best.way.appointed_years, sums.counted
    reads = ("title.appointed_on", "title.appointed_until", "title.files.appointment_letter")
    numbers: dict[str, Any] = {"needs": needs, "has": have, "own": sums.own, "joined": sums.joined, "way": best.way.id}
    if best.way.by_person:
        return rule.finding(ASK, f"“{way_words(best.way)}”，{sums.words}，年限须由人判断", *reads, **numbers)
    if not needs:
        return rule.finding(MET, f"“{way_words(best.way)}”没有聘任年限要求", *reads, **numbers)
    latest = date(notice.year - needs, 12, 31)
    others = "；".join(_each_way(facts, notice)[1:])
    tail = f"；其他途径：{others}" if others else ""
    words = f"{sums.words}，要求 {needs} 年（应在 {latest} 前聘任）"
    if not best.short:
        return rule.finding(MET, f"{words}{tail}", *reads, **numbers)
    words = f"{words}，差 {best.short} 年{tail}"
    if sums.begun_on is None:
        return rule.finding(UNMET, words, *reads, mend="请填写现任职称的聘任起始时间并上传聘书。", **numbers)
    if sums.joined >= needs:
        return rule.finding(
            UNMET,
            words,
            "other_titles",
            *reads,
            mend=_declare_words(notice),
            **numbers,
        )
    return rule.finding(
        UNMET,
        words,
        *reads,
        remedy=FINAL,
        mend=f"今年不能补正；按现有聘任情况，{notice.year + best.short} 年度满足。填写有误的，请改正并上传聘书。",
        met_in=notice.year + best.short,
        **numbers,
    )


def _declare_words(notice: Notice) -> str:
    own = "请如实填写“其他职称”并上传转评前的职称证书、聘书和聘任花名册，合并后即满足。"
    rules = notice.rules
    return f"{rules['change_of_series_declared'].mend}合并后即满足。" if "change_of_series_declared" in rules else own


def title_step_by_step(facts: Facts, notice: Notice) -> Finding:
    """Titles rise step by step; who skips one is for a person to judge (R-19)."""
    rule, dossier, best = notice.rule("title_step_by_step"), facts.dossier, best_way(facts, notice)
    if best is None:
        return _unlisted("title_step_by_step", facts, notice)
    held = f"现任“{dossier.title.name}”" if dossier.title else "没有现任职称"
    words = f"{held}，申报“{dossier.application.title}”"
    fits = best.titled and not best.way.by_person
    if fits or any(w.titled and not w.way.by_person for w in weigh(facts, notice)):
        return rule.finding(MET, words, "title", "application.title")
    normal = [w for w in notice.ways if (w.series, w.title) == (dossier.application.series, dossier.application.title)]
    wanted = "、".join(dict.fromkeys(n for w in normal if (n := w.title_from or w.level_from)))
    excepted = dossier.application.manner in rule.params.get("excepted_manners", ())
    if excepted or any(w.way.by_person for w in weigh(facts, notice)):
        return rule.finding(ASK, f"{words}，通常要求现任{wanted}", "title", "application.title")
    return rule.finding(
        UNMET,
        f"{words}，要求现任{wanted}",
        "title.level" if dossier.title else "title",
        "application.title",
        "title",
        remedy=FINAL if dossier.title else FIX,
        mend=f"今年不能补正。{rule.mend}" if dossier.title else "请填写现任职称；没有现任职称的，请改报下一级职称。",
    )


def same_specialty(facts: Facts, notice: Notice) -> Finding:
    """现从事专业 equals 申报专业, by code; else it cannot be handed in (S2.5.2-03, golden 12)."""
    rule, a = notice.rule("same_specialty"), facts.dossier.application
    practised, applied = notice.name_of("specialty", a.practised), notice.name_of("specialty", a.specialty)
    return rule.finding(
        MET if a.practised == a.specialty else UNMET,
        f"现从事专业“{practised}”，申报专业“{applied}”",
        "application.practised",
        "application.specialty",
    )


def change_of_series_declared(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Whoever changed series fills 其他职称 and attaches its proofs (S2.5.3-01)."""
    rule, dossier = notice.rule("change_of_series_declared"), facts.dossier
    if not dossier.changed_series:
        if dossier.other_titles:
            return (
                rule.finding(
                    UNMET,
                    f"填写了{len(dossier.other_titles)}项其他职称，但未声明有转评经历",
                    "other_titles.changed_series",
                    "other_titles",
                    mend="有转评经历的，请选择“有”；没有的，请删去其他职称。",
                ),
            )
        return (rule.finding(MET, "声明没有转评经历", "other_titles.changed_series"),)
    if not dossier.other_titles:
        return (
            rule.finding(
                UNMET,
                "声明有转评经历，其他职称0项，要求至少1项",
                "other_titles.+",
                "other_titles.changed_series",
            ),
        )
    out = [
        rule.finding(
            UNMET,
            f"其他职称“{t.name}”未填写聘任时间",
            place("other_titles", t.key, "appointed_on"),
            place("other_titles", t.key),
        )
        for t in dossier.other_titles
        if t.appointed_on is None
    ]
    names = {t.key: t.name for t in dossier.other_titles}
    out += [
        rule.finding(
            UNMET,
            f"其他职称“{names[d.row]}”缺少“{d.material.name}”，转评经历不予认可",
            d.place,
            mend=f"请上传{d.material.name}。",
            material=d.material.id,
            row=d.row,
        )
        for d in missing(facts, wanted_by(rule.id, notice))
    ]
    return tuple(out) or (rule.finding(MET, f"其他职称{len(names)}项，证明齐全", "other_titles"),)


def master_needs_degree(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """A master's graduate without the degree certificate falls back to another way, or must attach it (golden 11)."""
    rule = notice.rule("master_needs_degree")
    graduates = _masters(facts.dossier, tuple(rule.params.get("schoolings", ())))
    if not graduates:
        return (rule.finding(MET, "没有硕士研究生学历", "studies"),)
    slot = rule.params.get("material", DEGREE)
    proved = index_of(facts).rows_with[slot]
    bare = [s for s in graduates if s.key not in proved or s.degree[:1] != rule.params.get("degree", s.degree[:1])]
    if not bare:
        return (rule.finding(MET, "硕士学位证书已上传", "studies"),)
    best = best_way(facts, notice)
    reads = tuple(p for s in bare for p in (file_place("studies", s.key, slot), place("studies", s.key)))
    said = "、".join(f"“{s.school}”" for s in bare)
    if best is not None and best.fits:
        used = way_words(best.way)
        return (rule.finding(MET, f"{said}未上传硕士学位证书，不按硕士条件；按“{used}”申报", *reads),)
    would = any(w.studied and w.titled and not w.certified and not w.short for w in weigh(facts, notice))
    says = UNMET if would else MET
    return (rule.finding(says, f"{said}未上传硕士学位证书，不能按硕士条件申报", *reads),)


def _masters(dossier: Dossier, schoolings: tuple[str, ...]) -> list[Study]:
    return [s for s in dossier.studies if s.schooling in schoolings]
