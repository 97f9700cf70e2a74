"""``[[committees]]`` of the calendar: whom each takes in, when, and on what conditions of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import combinations
from types import MappingProxyType

from ..notice import Committee, Rule, StationKind
from ..sheet import Entry
from .codes import check_titles
from .desk import SOURCE_KEYS, Desk, check_one_of
from .schedules import OPENS, PERSONAL, still_to_fill

STATUSES = ("开放", "另行通知", "按其他文件", "委托")


def read_committees(
    desk: Desk,
    schedules: Mapping[str, Mapping[str, datetime]],
    rules: Mapping[str, Rule],
    stations: Sequence[StationKind],
) -> dict[str, Committee]:
    """The committees by id; no two take in one person, and an open one has a moment for every window that the
    applicant and the stations keep."""
    out: dict[str, Committee] = {}
    entries: dict[str, Entry] = {}
    for entry in desk.sheets["calendar.toml"].tables("committees"):
        entry.only(
            *SOURCE_KEYS, "id", "name", "level", "series", "specialties", "titles", "region", "office", "status",
            "status_words", "localities", "person_kinds", "kinds", "schedule", "contact", "telephone", "paper",
            "is_example", "document", "own", "lectures",
        )  # fmt: skip
        committee = _committee(desk, entry, schedules, rules)
        known = rules["lecture_defence"].params.get("parts", {}) if "lecture_defence" in rules else {}
        for group in committee.lectures:
            check_one_of(entry, "lectures", group, known)
        _check_committee(desk, entry, committee, stations)
        out[committee.id], entries[committee.id] = committee, entry
    for a, b in combinations(out.values(), 2):
        if _overlap(a, b):
            entries[b.id].complain(f"与 {a.id} 的评审范围重叠：同一人有两个去处")
    return out


def _committee(
    desk: Desk, entry: Entry, schedules: Mapping[str, Mapping[str, datetime]], rules: Mapping[str, Rule]
) -> Committee:
    schedule = entry.text("schedule", required=False)
    if schedule and schedule not in schedules:
        entry.complain(f"没有 [schedules.{schedule}]", "schedule")
    times = schedules.get(schedule, {})
    return Committee(
        id=desk.id("committee", entry),
        name=entry.text("name"),
        level=entry.text("level"),
        series=entry.texts("series", required=True),
        specialties=entry.texts("specialties"),
        titles=entry.texts("titles"),
        region=entry.text("region"),
        office=entry.text("office"),
        status=entry.text("status"),
        status_words=entry.text("status_words", required=False),
        source=desk.source(entry),
        localities=entry.texts("localities"),
        person_kinds=entry.texts("person_kinds"),
        kinds=entry.texts("kinds") or ("评审",),
        windows=MappingProxyType({k: v for k, v in times.items() if k != OPENS}),
        opens_at=times.get(OPENS),
        contact=entry.text("contact", required=False),
        telephone=entry.text("telephone", required=False),
        paper=entry.text("paper", required=False),
        is_example=entry.flag("is_example", True),
        lectures=entry.texts("lectures"),
        document=entry.text("document", required=False),
        own_rules=MappingProxyType(dict(_own_rules(desk, entry, rules))),
    )


def _own_rules(desk: Desk, entry: Entry, rules: Mapping[str, Rule]) -> Iterator[tuple[str, Rule]]:
    """A committee's own conditions: parameters of a rule, moved only in the direction called tighter."""
    for own in entry.below("own"):
        own.only("rule", "params", "source", "ours", "sureness", "clause", "says")
        id, params = own.text("rule"), own.table("params")
        source = desk.source(own)
        if id not in rules:
            own.complain(f"没有规则 {id}", "rule")
            continue
        rule = rules[id]
        for name, value in params.items():
            way, now = rule.tighter.get(name), rule.params.get(name)
            if way is None or not isinstance(value, int) or not isinstance(now, int):
                own.complain(f"{id} 的 {name} 不能由评委会另定", "params")
            elif value < now if way == "more" else value > now:
                own.complain(f"评委会只能从严：{id} 的 {name} 为 {now}，不能放宽到 {value}", "params")
        yield id, replace(rule, source=source, params=MappingProxyType({**rule.params, **params}))


def _check_committee(desk: Desk, entry: Entry, committee: Committee, stations: Sequence[StationKind]) -> None:
    """Its codes are known, and its status has what that status needs: a document, words of why, or moments."""
    check_one_of(entry, "status", committee.status, STATUSES)
    desk.check_codes(entry, "level", "level", [committee.level])
    desk.check_codes(entry, "series", "series", committee.series)
    desk.check_codes(entry, "specialties", "specialty", committee.specialties)
    desk.check_codes(entry, "localities", "locality", committee.localities)
    desk.check_codes(entry, "person_kinds", "tenure", committee.person_kinds)
    desk.check_codes(entry, "kinds", "application_kind", committee.kinds)
    for specialty in committee.specialties:
        series = desk.codes.get("specialty_series", {}).get(specialty)
        if series and series not in committee.series:
            entry.complain(f"专业 {specialty} 不属于本评委会的系列", "specialties")
    if len(committee.series) == 1:
        check_titles(desk, entry, "titles", committee.series[0], committee.level, committee.titles)
    if not any(code.startswith(committee.region) for code in desk.codes.get("region", {})):
        entry.complain(f"代码表 region 没有 {committee.region}", "region")
    if committee.status == "按其他文件" and not committee.document:
        entry.complain("按其他文件执行的评委会须写明文件 document", "document")
    if not committee.is_open:
        if committee.status in STATUSES and not committee.status_words:
            entry.complain("没有开放的评委会须写明原因 status_words", "status_words")
        return
    waits = still_to_fill(desk, entry)
    if committee.opens_at is None and OPENS not in waits:
        entry.complain("开放的评委会缺少开始时间 opens_at", "schedule")
    for window in dict.fromkeys((PERSONAL, *(s.window for s in stations if s.window))):
        if window not in committee.windows and window not in waits:
            entry.complain(f"开放的评委会缺少截止时间 {window}", "schedule")


def _overlap(a: Committee, b: Committee) -> bool:
    """Whether one person could fit both; an empty list means any."""

    def meet(x: Sequence[str], y: Sequence[str]) -> bool:
        return not x or not y or bool(set(x) & set(y))

    return (
        a.level == b.level
        and bool(set(a.series) & set(b.series))
        and meet(a.specialties, b.specialties)
        and meet(a.titles, b.titles)
        and meet(a.localities, b.localities)
        and meet(a.person_kinds, b.person_kinds)
        and meet(a.kinds, b.kinds)
        and (a.region.startswith(b.region) or b.region.startswith(a.region))
    )
