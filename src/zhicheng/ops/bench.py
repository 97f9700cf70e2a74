"""``zhicheng bench``: how fast, as a ratio to something measured beside it in the same run, on one core.

Speeds are printed and never asserted: a machine is not a promise. What is asserted is that what was measured is right:
a quick way and a plain way that differ in one verdict make the command fail.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import time
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import Any

from zhicheng.policy.dossier_file import content, read_facts
from zhicheng.policy.facts import Dossier, Facts
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import RULES, by_rule, judge, verdicts
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

ROOT = Path(__file__).resolve().parents[3]
DOSSIER = ROOT / "benchmarks" / "forty_achievements.toml"
NOTICES = ("2023-xuchang", "2022-xuchang-synthetic")  # the first is measured, all are compared
ON = date(2023, 10, 20)
ROWS = 40  # of the decision table and of the floor
SLICE = 0.02  # seconds of one turn, long enough to fill the caches anew; the turns of all rows of a table alternate


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what is done again and again, how often a second it should be, what it is compared by."""

    says: str
    do: Callable[[], Any]
    wanted: int = 0  # a second; 0: nothing is asked of it
    beside: str = ""  # "floor" or "zen": what others are compared with


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of one turn, the best and the middle of all turns."""

    row: Row
    best: float
    middle: float

    @property
    def a_second(self) -> float:
        return 1 / self.best


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is measured: it prints what it finds and returns 0 when all of it was right."""

    says: str
    run: Callable[[float], int]
    by_itself: bool = True  # False: only when it is named


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"测哪几项，默认除 year 外全部：{'、'.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=10.0, help="每张表测多少秒，默认10")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when everything measured was right, 1 when a verdict differed, 2 for a part that does not exist."""
    asked = arguments.parts or [name for name, part in PARTS.items() if part.by_itself]
    if unknown := [name for name in asked if name not in PARTS]:
        print(f"没有“{'、'.join(unknown)}”，可选：{'、'.join(PARTS)}")
        return 2
    code = 0
    for name in asked:
        print(f"—— {name}：{PARTS[name].says}")
        code = max(code, PARTS[name].run(arguments.seconds))
    return code


def measured(rows: Sequence[Row], seconds: float) -> list[Measured]:
    """Each row in turns of :data:`SLICE` seconds until the time is over, so that a busy moment strikes all alike."""
    times: list[list[float]] = [[] for _ in rows]
    often = [_how_often(row.do) for row in rows]
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or not times[0]:
        for row, turns, taken in zip(rows, often, times, strict=True):
            do, began = row.do, time.perf_counter()
            for _ in range(turns):
                do()
            taken.append((time.perf_counter() - began) / turns)
    return [Measured(row, min(taken), median(taken)) for row, taken in zip(rows, times, strict=True)]


def _how_often(do: Callable[[], Any]) -> int:
    do()
    began, turns = time.perf_counter(), 0
    while time.perf_counter() - began < SLICE:
        do()
        turns += 1
    return max(1, turns)


def table(found: Sequence[Measured]) -> Iterator[str]:
    """The lines of a table: microseconds, how many a second, and the ratios to what was measured beside."""
    beside = {m.row.beside: m for m in found if m.row.beside}
    heads = {"zen": "对ZEN", "floor": "对底线"}
    yield "\t".join(["每秒", "每份微秒", "中位微秒", *(heads[b] for b in heads if b in beside), "项目"])
    for m in found:
        ratios = [f"{m.a_second / beside[b].a_second:.3g}" for b in heads if b in beside]
        wanted = ""
        if m.row.wanted:
            wanted = f"（要求每秒{m.row.wanted:,}：{'达到' if m.a_second >= m.row.wanted else '未达到'}）"
        figures = [f"{m.a_second:,.0f}", f"{m.best * 1e6:.1f}", f"{m.middle * 1e6:.1f}"]
        yield "\t".join([*figures, *ratios, m.row.says + wanted])


def on_one_core() -> None:
    """Keep this process and its threads on one core, where the system lets us."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


# ───── the rules ─────


def rules(seconds: float) -> int:
    """A dossier with 40 achievements against the whole notice: with words, verdicts alone, ZEN, and the floor."""
    on_one_core()
    known = [notice for name in NOTICES if isinstance(notice := load(ROOT / "notices" / name), Notice)]
    facts = read_facts(tomllib.loads(DOSSIER.read_text("utf-8")), ON, notice=known[0])
    assert isinstance(facts, Facts), "\n".join(map(str, facts))
    notice = known[0]
    began = time.perf_counter()
    verdicts(facts, notice)
    prepared = time.perf_counter() - began
    rows = comparisons(facts.dossier)
    flat = {path: value_at(content(facts.dossier), path) for path, _ in rows}
    many = cycle(_variations(facts))
    measures = [
        Row("全部规则，全部文字", lambda: judge(facts, notice), 5_000),
        Row("全部规则，只要结论", lambda: verdicts(facts, notice), 50_000),
        Row("全部规则，只要结论，各份材料轮流", lambda: verdicts(next(many), notice)),
        Row("全部规则，全部文字，材料初次读到", lambda: judge(replace(facts), notice)),
        Row("全部规则，只要结论，材料初次读到", lambda: verdicts(replace(facts), notice)),
        *_zen(rows, content(facts.dossier)),
        Row(f"底线：Python循环，{ROWS}次比较", lambda: compared(rows, flat), beside="floor"),
    ]
    asked = sum(id in notice.rules for id, _ in RULES)
    print(
        f"{facts.dossier.application.title}，业绩{len(facts.dossier.achievements)}项，"
        f"文件{len(facts.dossier.files)}份；{notice.number}，{asked}条规则；一个核心"
    )
    print(f"每份通知先做一次的准备（裁出只要结论的规则）：{prepared * 1000:.0f}毫秒，不计在内")
    for line in table(measured(measures, seconds)):
        print(line)
    return same_verdicts(facts, known)


def comparisons(dossier: Dossier) -> list[tuple[str, str]]:
    """The first plain texts of a dossier, by path: what :data:`ROWS` rows of a decision table ask for."""
    return list(_texts(content(dossier), ""))[:ROWS]


def _texts(said: Mapping[str, Any], above: str) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if isinstance(value, Mapping):
            yield from _texts(value, f"{above}{name}.")
        elif isinstance(value, str) and value and name != "summary":
            yield f"{above}{name}", value


def value_at(said: Any, path: str) -> Any:
    """What stands at a path of nested mappings."""
    for name in path.split("."):
        said = said[name]
    return said


def compared(rows: Sequence[tuple[str, str]], flat: Mapping[str, str]) -> list[bool]:
    """The floor: a loop of bare comparisons."""
    return [flat[path] == wanted for path, wanted in rows]


def _zen(rows: Sequence[tuple[str, str]], said: Mapping[str, Any]) -> list[Row]:
    """The same comparisons as a decision table of ZEN (zen-engine), or nothing, said plainly, when it is not there."""
    try:
        zen = importlib.import_module("zen")
    except ImportError:
        print("没有安装ZEN（zen-engine），不与它比较。")
        return []
    decision = zen.ZenEngine().create_decision(json.dumps(decision_table(rows)))
    asked: dict[str, Any] = {}
    for path, _ in rows:  # no more of the dossier than the table reads
        section, _, rest = path.partition(".")
        asked[section] = said[section] if rest else said[path]
    met = len(decision.evaluate(asked)["result"])
    assert met == len(rows), f"ZEN met {met} of {len(rows)} rows"
    return [Row(f"ZEN决策表，{len(rows)}行", lambda: decision.evaluate(asked), beside="zen")]


def decision_table(rows: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Rows of one comparison each, all of them asked, in the JSON Decision Model."""
    lines = [
        {
            "_id": f"row{n}",
            "in": f"{path} == {json.dumps(value, ensure_ascii=False)}",
            "out": json.dumps(Says.MET.value),
        }
        for n, (path, value) in enumerate(rows)
    ]
    node = {
        "hitPolicy": "collect",
        "inputs": [{"id": "in", "name": "in", "type": "expression"}],
        "outputs": [{"id": "out", "name": "says", "type": "expression", "field": "says"}],
        "rules": lines,
    }
    return {
        "nodes": [
            {"id": "asked", "type": "inputNode", "name": "asked"},
            {"id": "table", "type": "decisionTableNode", "name": "table", "content": node},
            {"id": "said", "type": "outputNode", "name": "said"},
        ],
        "edges": [
            {"id": "e1", "sourceId": "asked", "targetId": "table", "type": "edge"},
            {"id": "e2", "sourceId": "table", "targetId": "said", "type": "edge"},
        ],
    }


def same_verdicts(facts: Facts, notices: Sequence[Notice]) -> int:
    """Compare both ways: the dossier with each file lost, each achievement later, on other days. 1: they differ."""
    many = list(_variations(facts))
    different = [
        (one, notice) for one in many for notice in notices if verdicts(one, notice) != by_rule(judge(one, notice))
    ]
    print(f"两种方式的结论：{len(many)}份材料×{len(notices)}份通知，{len(different)}处不同")
    return 1 if different else 0


def _variations(facts: Facts) -> Iterator[Facts]:
    yield facts
    dossier = facts.dossier
    for file in dossier.files:
        yield replace(facts, dossier=replace(dossier, files=tuple(f for f in dossier.files if f is not file)))
    for a in dossier.achievements:
        late = replace(a, obtained_on=ON + timedelta(days=1), content="", document_number="")
        rows = tuple(late if b is a else b for b in dossier.achievements)
        yield replace(facts, dossier=replace(dossier, achievements=rows))
    for days in range(-3000, 6000, 500):
        yield replace(facts, on=ON + timedelta(days=days))


# ───── the year ─────


def year(seconds: float) -> int:
    """200 people through the year by real actions, as ``zhicheng rehearse``; it takes the time it takes."""
    from . import rehearse

    return rehearse.run(argparse.Namespace(people=200, seed=rehearse.SEED))


# Add a part: one function that prints and returns an exit code, and one line here.
PARTS: dict[str, Part] = {
    "rules": Part("40项业绩的一份材料，按整份通知核对", rules),
    "year": Part("200人走完一年（约数分钟）", year, by_itself=False),
}
