"""``[rules.ID]`` of every sheet: each rule by itself, what its numbers point to, and the rules the platform needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..finding import Source
from ..needed import STEPS, WHERE_IT_STANDS
from ..notice import Material, Rule
from ..sheet import Entry
from ..workdays import ONE_DAY
from .desk import SOURCE_KEYS, YEARS, Desk
from .text import stripped


def read_rules(desk: Desk) -> dict[str, Rule]:
    """The rules of all sheets by id, in the order of the sheets; of two with one id the first, and a complaint."""
    rules: dict[str, Rule] = {}
    for sheet in desk.sheets.values():
        for id, entry in sheet.named("rules"):
            entry.only(*SOURCE_KEYS, "also", "later", "tighter", "title", "mend", "params")
            desk.id("rule", entry, id)
            source = desk.source(entry)
            params = entry.table("params")
            _check_params(desk, entry, source, params)
            also = entry.texts("also")
            for words in also:
                desk.check_quotation(entry, source.clause, words, "also")
            later = entry.text("later", required=False)
            tighter = entry.table("tighter")
            for name, way in tighter.items():
                if name not in params or way not in ("more", "less"):
                    entry.complain(f"tighter 中的 {name} 须是 params 的项，值为 more 或 less", "tighter")
            rules.setdefault(
                id, Rule(id, entry.text("title"), source, entry.text("mend"), params, tighter, also, later)
            )
    return rules


def check_references(desk: Desk, rules: Mapping[str, Rule], materials: Sequence[Material]) -> None:
    """Materials, texts, windows and other rules that a rule's ``params`` name are there."""
    slots = {m.id for m in materials}
    texts = set(desk.sheets["notice.toml"].content.get("texts", {}))
    for sheet in desk.sheets.values():
        for id, entry in sheet.named("rules"):
            params = rules[id].params
            named = (*_texts_in(params.get("material")), *_texts_in(params.get("materials")))
            for slot in named:
                if slot not in slots:
                    entry.complain(f"没有材料 {slot}", "params")
            for key, known in (("text", texts), ("period", rules), ("ages", rules), ("window", desk.windows)):
                if key in params and str(params[key]) not in known:
                    entry.complain(f"{key} 指向不存在的 {params[key]}", "params")


def check_needed(desk: Desk, rules: Mapping[str, Rule]) -> None:
    """What the platform's steps ask for by name is there (:mod:`zhicheng.policy.needed`)."""
    for id in STEPS.keys() - rules.keys():
        desk.sheets["notice.toml"].complain((), f"缺少规则 {id}：平台有步骤要用到它，可从上一年的通知复制")
    for sheet in desk.sheets.values():
        for id, entry in sheet.named("rules"):
            for name in STEPS.get(id, WHERE_IT_STANDS.get(id, ())):
                if name not in rules[id].params:
                    entry.complain(f"{id} 的 params 缺少 {name}，平台要用到它", "params")


def _check_params(desk: Desk, entry: Entry, source: Source, params: Mapping[str, Any]) -> None:
    """Codes must be known, patterns must compile, and a date must stand in the words quoted for it."""
    for key, table in (("series", "series"), ("levels", "level"), ("natures", "employer_nature"),
                       ("tenures", "tenure"), ("identities", "identity"), ("order", "level"),
                       ("schoolings", "schooling"), ("kinds", "")):  # fmt: skip
        if table and isinstance(params.get(key), tuple):
            desk.check_codes(entry, "params", table, params[key])
    if isinstance(pattern := params.get("pattern"), str):
        try:
            re.compile(pattern)
        except re.error as error:
            entry.complain(f"pattern 不是正确的正则式：{error}", "params")
    for name, value in params.items():
        if isinstance(value, date) and value.year not in YEARS:
            entry.complain(f"{name} 的年份 {value.year} 不可能", "params")
        elif isinstance(value, date) and source.says and not _stands_in(value, stripped(source.says)):
            entry.complain(f"{name} = {value} 与引文中的日期不符", "params")


def _stands_in(day: date, words: str) -> bool:
    """Whether a day stands in words as ``10月20日``, or as ``12月底`` when it is the month's last."""
    is_last = (day + ONE_DAY).month != day.month
    return f"{day.month}月{day.day}日" in words or (is_last and f"{day.month}月底" in words)


def _texts_in(value: Any) -> tuple[str, ...]:
    return tuple(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str))
