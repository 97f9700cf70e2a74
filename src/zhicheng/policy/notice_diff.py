"""Two notices side by side, in the words of whoever must act on it: what changed, and whom it touches.

Pure: two loaded notices in, changes out. Whom a change touches is read off the conditions and parameters of what
changed, never guessed; where nothing narrows it, it touches everybody who applies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from . import facts, judge, schedule
from .notice import Committee, Material, Notice, Rule, StationKind, Way
from .schema import label, place_words
from .seats import Duty, Role

EVERYBODY, STAFF = "全体申报人", "用人单位、审核部门或评委会"
NOTHING = "无"
WORDING = "依据的文字"
UPLOADERS = {"applicant": "申报人", "handler": "单位经办人", "principal": "单位负责人"}

PARAMETERS = {
    "months": "月数", "years": "年数", "extra_years": "另加的聘任年数", "working_days": "工作日数", "copies": "份数",
    "levels": "级别", "series": "系列", "natures": "单位性质", "tenures": "人员性质", "identities": "身份类别",
    "kinds": "类型", "counted": "算法", "counted_from": "起算", "measured_to": "算到哪一天", "gap_months": "中断月数",
    "until": "期限", "ends_on": "期限", "month": "月", "day": "日", "material": "材料", "materials": "材料",
    "window": "截止时间", "period": "期间", "pattern": "格式", "example": "示例", "warn_days": "提前几天提醒",
    "soon_days": "几天内算临近", "offices": "部门", "params": "内容", "rows": "各行", "allowed": "可选",
    "established": "在编", "schoolings": "学历", "degree": "学位", "characters": "字数", "megabytes": "兆字节",
}  # fmt: skip
_TABLES = {
    "levels": "level", "series": "series", "natures": "employer_nature", "tenures": "tenure",
    "identities": "identity", "schoolings": "schooling",
}  # fmt: skip
_OF_APPLICANTS = frozenset(id for id, _ in (*judge.RULES, *judge.UNIT_RULES))


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was. ``clause`` is where the new notice says so, or where the old one did."""

    chapter: str
    title: str
    words: str
    whom: str = ""
    clause: str = ""


def compare(before: Notice, after: Notice) -> tuple[Change, ...]:
    """Everything that differs, in the order in which a notice is read; empty for two equal ones."""
    chapters = (_head, _dates, _rules, _stations, _kinds, _materials, _committees, _elsewhere, _ways, _defects, _texts,
                _readings, _codes, _wording)  # fmt: skip
    return tuple(change for chapter in chapters for change in chapter(before, after))


# ───── words ─────


def _said(value: Any, notice: Notice, table: str = "") -> str:
    """A value of a notice for a person: codes by their names, lists joined, days as days."""
    if value is None or value == "" or value == ():
        return NOTHING
    if value is True or value is False:
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "；".join(f"{k}：{_said(v, notice, table)}" for k, v in value.items())
    if isinstance(value, tuple):
        return "、".join(_said(v, notice, table) for v in value)
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return notice.name_of(table, value) if table and isinstance(value, str) else str(value)


def _names(codes: Iterable[str], table: str, notice: Notice) -> str:
    return "、".join(notice.name_of(table, c) for c in codes)


def _from_to(a: Any, b: Any, before: Notice, after: Notice, table: str = "") -> str:
    """由…改为…; of lists only what came and what went."""
    plain = isinstance(a, tuple) and isinstance(b, tuple) and all(isinstance(x, str) for x in (*a, *b))
    if plain and set(a) != set(b):
        more = [x for x in b if x not in a]
        less = [x for x in a if x not in b]
        parts = (f"增加{_names(more, table, after)}" if more else "", f"取消{_names(less, table, before)}" if less else "")  # fmt: skip  # noqa: E501
        return "，".join(p for p in parts if p)
    return f"由“{_said(a, before, table)}”改为“{_said(b, after, table)}”"


_ROWS = (facts.Study, facts.OtherTitle, facts.Job, facts.Achievement)
_KINDS: dict[str, tuple[type, ...]] = {
    "application": (facts.Application,), "basics": (facts.Basics,), "employer": (facts.Employer,),
    "title": (facts.Title,), "": (facts.Employer, facts.Dossier), "row": _ROWS,
}  # fmt: skip


def _holder(path: str) -> tuple[type | None, str]:
    """The kind of facts that a path of a condition stands in, and the name there."""
    head, _, name = path.rpartition(".")
    return next((k for k in _KINDS.get(head, ()) if name in {f.name for f in fields(k)}), None), name


def _codes_at(path: str) -> str:
    """The code table of a path of a condition."""
    kind, name = _holder(path)
    return next((str(f.metadata.get("codes", "")) for f in fields(kind) if f.name == name), "") if kind else ""


def when_words(when: Mapping[str, Any], notice: Notice) -> str:
    """Whom a condition means: 单位性质为事业单位、人员性质为在编的; everybody when there is none."""
    if not when:
        return EVERYBODY
    parts = []
    for path, wanted in when.items():
        if path == "any":
            parts.append("，或者".join(when_words(group, notice).removesuffix("的") for group in wanted))
            continue
        name = _name_at(path)
        if wanted is True or wanted is False:
            parts.append(f"{'有' if wanted else '没有'}{name}")
        else:
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            parts.append(f"{name}为{_names(values, _codes_at(path), notice)}")
    return "、".join(parts) + "的"


def _name_at(path: str) -> str:
    kind, name = _holder(path)
    return label(kind, name) if kind else place_words(path).split(" › ")[-1]


def _whom(rule: Rule, notice: Notice) -> str:
    """Whom a rule touches: applicants narrowed by its own lists, or those who work on their dossiers."""
    parts = [
        f"{PARAMETERS[name]}为{_names(rule.params[name], table, notice)}"
        for name, table in _TABLES.items()
        if isinstance(rule.params.get(name), tuple) and all(isinstance(v, str) for v in rule.params[name])
        and len(rule.params[name]) < len(notice.codes.get(table, ()))
    ]  # fmt: skip
    if rule.id in _OF_APPLICANTS:
        return "、".join(parts) + "的申报人" if parts else EVERYBODY
    slots = {m.id: m for m in notice.materials}
    if (named := rule.params.get("material")) in slots:
        return when_words(slots[named].when, notice)
    return "、".join(parts) + "的" if parts else STAFF


# ───── the chapters ─────


def _head(before: Notice, after: Notice) -> Iterator[Change]:
    for name, words in (("year", "年度"), ("number", "文号"), ("city", "城市"), ("issuer", "发文机关"), ("issued_on", "印发日期")):  # fmt: skip  # noqa: E501
        a, b = getattr(before, name), getattr(after, name)
        if a != b:
            yield Change("通知", words, _from_to(a, b, before, after))
    gone = [c.heading for id, c in before.clauses.items() if id not in after.clauses]
    new = [c.heading for id, c in after.clauses.items() if id not in before.clauses]
    if gone or new:
        words = "；".join(
            p for p in (f"新增{'、'.join(new)}" if new else "", f"没有了{'、'.join(gone)}" if gone else "") if p
        )
        yield Change("通知", "条款", words)
    kept = sum(
        _bare(c.text) == _bare(after.clauses[id].text) for id, c in before.clauses.items() if id in after.clauses
    )
    if kept < len(before.clauses) or new:
        shared = sum(id in after.clauses for id in before.clauses)
        yield Change("通知", "正文", f"两份共有的{shared}条中，{kept}条的文字相同，{shared - kept}条不同")


def _bare(words: str) -> str:
    return "".join(words.split())


def _dates(before: Notice, after: Notice) -> Iterator[Change]:
    """Moved dates, those of several committees that move alike in one line."""
    alike: dict[str, list[schedule.Moved]] = {}
    for moved in schedule.moved(before, after):
        if moved.committee in before.committees and moved.committee in after.committees:
            alike.setdefault(moved.words, []).append(moved)
    for words, several in alike.items():
        committees = [after.committees[m.committee] for m in several]
        title = committees[0].name + (f"等{len(several)}个评委会" if len(several) > 1 else "")
        yield Change("时间", title, words, _applicants_of(committees, after), after.calendar_source.clause)


def _applicants_of(committees: Iterable[Committee], notice: Notice) -> str:
    """The series and level of whoever applies before these committees."""
    out = dict.fromkeys(
        f"{_names(c.series, 'series', notice) if len(c.series) <= 3 else f'{len(c.series)}个系列'}"
        f"{notice.name_of('level', c.level)}" + (f"（{'、'.join(c.localities)}）" if c.localities else "")
        for c in committees
    )
    return "、".join(out) + "的申报人"


def _rules(before: Notice, after: Notice) -> Iterator[Change]:
    for id, rule in after.rules.items():
        if id not in before.rules:
            said = rule.source.says or rule.source.ours
            yield Change("规则", rule.title, f"新增：{said}", _whom(rule, after), rule.source.clause)
            continue
        old = before.rules[id]
        for name, words in _params("", old.params, rule.params, before, after):
            yield Change("规则", rule.title, f"{name}{words}", _whom(rule, after), rule.source.clause)
        if old.tighter != rule.tighter:
            yield Change("规则", rule.title, "评委会可以从严的项目有改动", STAFF, rule.source.clause)
        if _quoted(old) == _quoted(rule) and old.source.clause != rule.source.clause:
            words = _from_to(old.source.clause, rule.source.clause, before, after)
            yield Change("规则", rule.title, f"条款{words}", "", rule.source.clause)
        if old.mend != rule.mend or old.title != rule.title:
            yield Change("规则", rule.title, "告知申报人的标题或改法有改动", _whom(rule, after), rule.source.clause)
    for id, rule in before.rules.items():
        if id not in after.rules:
            yield Change("规则", rule.title, "取消", _whom(rule, before), rule.source.clause)


def _quoted(rule: Rule) -> str:
    return _bare(rule.source.says or rule.source.ours)


def _wording(before: Notice, after: Notice) -> Iterator[Change]:
    """Rules that rest on other words than they did, whether or not a number changed with them."""
    for id, rule in after.rules.items():
        old = before.rules.get(id)
        if old is not None and _quoted(old) != _quoted(rule):
            a, b = (r.source.says or r.source.ours for r in (old, rule))
            yield Change(WORDING, rule.title, _from_to(a, b, before, after), _whom(rule, after), rule.source.clause)


def _params(
    at: str, a: Mapping[str, Any], b: Mapping[str, Any], before: Notice, after: Notice
) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys((*a, *b)):
        old, new = a.get(name), b.get(name)
        if old == new:
            continue
        words = f"{at}{PARAMETERS.get(name, f'“{name}”')}"
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _params(f"{words} › ", old, new, before, after)
        else:
            yield words, _from_to(old, new, before, after, _TABLES.get(name, ""))


Part = tuple[str, Callable[[Any, Notice], Any]]
"""What is compared of an entry: its name, and how it is said under a notice."""


def _entries(
    chapter: str,
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    before: Notice,
    after: Notice,
    *,
    parts: Iterable[Part],
    whom: Callable[[Any, Notice], str],
    name: Callable[[Any], str] = lambda entry: str(entry.name),
) -> Iterator[Change]:
    """What came, what went, and what is no longer as it was, by id."""
    for id, new in b.items():
        if id not in a:
            yield Change(chapter, name(new), "新增", whom(new, after), new.source.clause)
            continue
        for words, said in parts:
            if (was := said(a[id], before)) != (now := said(new, after)):
                change = f"{words}{_from_to(was, now, before, after)}"
                yield Change(chapter, name(new), change, whom(new, after), new.source.clause)
    for id, old in a.items():
        if id not in b:
            yield Change(chapter, name(old), "取消", whom(old, before), old.source.clause)


def _station_whom(station: StationKind, notice: Notice) -> str:
    return when_words(station.when, notice)


def _stations(before: Notice, after: Notice) -> Iterator[Change]:
    a, b = ({s.id: s for s in n.stations} for n in (before, after))
    yield from _entries(
        "环节", a, b, before, after, whom=_station_whom,
        parts=(
            ("名称", lambda s, n: s.name),
            ("经过的人", lambda s, n: when_words(s.when, n)),
            ("办理部门", lambda s, n: Duty(s.office).words),
            ("办理席位", lambda s, n: Role(s.seat).words),
            ("截止时间", lambda s, n: n.windows.get(s.window, s.window)),
            ("办理节奏（工作日）", lambda s, n: s.norm_working_days),
            ("可以退回", lambda s, n: s.returns),
        ),
    )  # fmt: skip
    kept = [[s.name for id, s in x.items() if id in a and id in b] for x in (a, b)]
    if [id for id in a if id in b] != [id for id in b if id in a]:
        yield Change("环节", "次序", f"由{'→'.join(kept[0])}改为{'→'.join(kept[1])}", EVERYBODY)
    if list(a) != list(b):
        yield Change("环节", "整条路线", "→".join(s.name for s in after.stations), EVERYBODY)


def _kinds(before: Notice, after: Notice) -> Iterator[Change]:
    a, b = ({k.id: k for k in n.kinds} for n in (before, after))
    yield from _entries(
        "申报方式", a, b, before, after, name=lambda k: str(k.id),
        whom=lambda k, n: f"以{k.manner}方式申报{k.kind}的",
        parts=(
            ("级别", lambda k, n: tuple(n.name_of("level", x) for x in k.levels)),
            ("评委会表决", lambda k, n: k.voted),
            ("说明", lambda k, n: k.words),
        ),
    )  # fmt: skip


def _material_whom(material: Material, notice: Notice) -> str:
    return when_words(material.when, notice)


def _materials(before: Notice, after: Notice) -> Iterator[Change]:
    yield from _entries(
        "材料", {m.id: m for m in before.materials}, {m.id: m for m in after.materials}, before, after,
        whom=_material_whom,
        parts=(
            ("名称", lambda m, n: m.name),
            ("要求的人", lambda m, n: when_words(m.when, n)),
            ("必须提供", lambda m, n: m.required),
            ("逐行提供", lambda m, n: m.per_row),
            ("由谁上传", lambda m, n: UPLOADERS.get(m.uploader, m.uploader)),
            ("须核对原件", lambda m, n: m.is_original),
            ("提示", lambda m, n: m.hint),
        ),
    )  # fmt: skip


def _own(committee: Committee, notice: Notice) -> tuple[str, ...]:
    """A committee's own conditions: each rule with the parameters that are not the notice's."""
    return tuple(
        f"{rule.title}（{name}{_said(rule.params[name], notice)}）"
        for rule in committee.own_rules.values()
        for name in rule.params
        if rule.params[name] != notice.rules[rule.id].params.get(name)
    )


def _committees(before: Notice, after: Notice) -> Iterator[Change]:
    yield from _entries(
        "评委会", before.committees, after.committees, before, after,
        whom=lambda c, n: _applicants_of((c,), n),
        parts=(
            ("名称", lambda c, n: c.name),
            ("状态", lambda c, n: c.status),
            ("级别", lambda c, n: n.name_of("level", c.level)),
            ("系列", lambda c, n: tuple(n.name_of("series", x) for x in c.series)),
            ("专业", lambda c, n: tuple(n.name_of("specialty", x) for x in c.specialties)),
            ("职称", lambda c, n: c.titles),
            ("城乡类别", lambda c, n: c.localities),
            ("人员性质", lambda c, n: tuple(n.name_of("tenure", x) for x in c.person_kinds)),
            ("评价方式", lambda c, n: c.kinds),
            ("讲课答辩", lambda c, n: c.lectures),
            ("承办部门", lambda c, n: c.office),
            ("执行的文件", lambda c, n: c.document),
            ("另定的条件", lambda c, n: _own(c, n)),
            ("联系方式", lambda c, n: f"{c.contact}{c.telephone}"),
            ("纸质材料", lambda c, n: c.paper),
        ),
    )  # fmt: skip


def _elsewhere(before: Notice, after: Notice) -> Iterator[Change]:
    yield from _entries(
        "去处", {e.id: e for e in before.elsewhere}, {e.id: e for e in after.elsewhere}, before, after,
        name=lambda e: str(e.title),
        whom=lambda e, n: "、".join(x for x in (_names(e.series, "series", n), _names(e.levels, "level", n)) if x),
        parts=(
            ("去处", lambda e, n: e.says),
            ("系列", lambda e, n: tuple(n.name_of("series", x) for x in e.series)),
            ("级别", lambda e, n: tuple(n.name_of("level", x) for x in e.levels)),
            ("类型", lambda e, n: e.kinds),
        ),
    )  # fmt: skip


def _way_whom(way: Way, notice: Notice) -> str:
    return f"申报{way.title}、学历为{_names(way.schoolings, 'schooling', notice) or '不限'}的"


def _ways(before: Notice, after: Notice) -> Iterator[Change]:
    a, b = ({w.id: w for w in n.ways} for n in (before, after))
    yield from _entries(
        "申报条件", a, b, before, after, name=lambda w: f"{w.title}：{w.words}", whom=_way_whom,
        parts=(
            ("聘任年数", lambda w, n: w.appointed_years),
            ("学历", lambda w, n: tuple(n.name_of("schooling", x) for x in w.schoolings)),
            ("学位", lambda w, n: n.name_of("degree", w.needs_degree)),
            ("现任职称", lambda w, n: w.title_from or n.name_of("level", w.level_from)),
            ("须有聘任", lambda w, n: w.needs_appointment),
            ("学段", lambda w, n: w.stages),
            ("申报方式", lambda w, n: w.manner),
            ("把握", lambda w, n: w.source.sureness),
        ),
    )  # fmt: skip


def _defects(before: Notice, after: Notice) -> Iterator[Change]:
    yield from _entries(
        "告知书原因", before.defects, after.defects, before, after, name=lambda d: str(d.title),
        whom=lambda d, n: "审核人员",
        parts=(
            ("标题", lambda d, n: d.title),
            ("改法", lambda d, n: d.mend),
            ("补正", lambda d, n: d.remedy.value),
            ("开放的栏目", lambda d, n: d.opens),
        ),
    )  # fmt: skip


def _texts(before: Notice, after: Notice) -> Iterator[Change]:
    names = dict.fromkeys(k for k in (*before.texts, *after.texts) if "." not in k and "@" not in k)
    for name in names:
        a, b = before.texts.get(name), after.texts.get(name)
        title = after.texts.get(f"{name}.name") or before.texts.get(f"{name}.name", name)
        was, now = (n.texts.get(f"{name}.version", "") for n in (before, after))
        if a is None or b is None:
            yield Change("文本", title, "新增" if a is None else "取消", "签署的人")
        elif _bare(a) != _bare(b):
            yield Change("文本", title, f"文字有改动，版本{_from_to(was, now, before, after)}", "签署的人")
        elif was != now:
            yield Change("文本", title, f"文字不变，版本{_from_to(was, now, before, after)}", "签署的人")


def _readings(before: Notice, after: Notice) -> Iterator[Change]:
    a, b = ({r.id: r for r in n.readings} for n in (before, after))
    for id in dict.fromkeys((*a, *b)):
        old, new = a.get(id), b.get(id)
        if old is None or new is None:
            found = new or old
            assert found is not None  # it stands in one of the two
            yield Change("解释", found.question, f"{'新增' if old is None else '取消'}：{found.reading}")
        elif _bare(old.reading) != _bare(new.reading):
            yield Change("解释", new.question, _from_to(old.reading, new.reading, before, after))


def _codes(before: Notice, after: Notice) -> Iterator[Change]:
    for table in dict.fromkeys((*before.codes, *after.codes)):
        if table == "committee":
            continue
        a, b = before.codes.get(table, {}), after.codes.get(table, {})
        more = [n for c, n in b.items() if c not in a]
        less = [n for c, n in a.items() if c not in b]
        said = [f"{w}{'、'.join(x[:6])}{f'等{len(x)}项' if len(x) > 6 else ''}" for w, x in (("增加", more), ("取消", less)) if x]  # fmt: skip  # noqa: E501
        said += [f"“{a[c]}”改称“{n}”" for c, n in b.items() if c in a and a[c] != n]
        if said:
            yield Change("代码", table, "，".join(said))
