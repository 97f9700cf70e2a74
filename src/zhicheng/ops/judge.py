"""``zhicheng judge --all``: judge every sealed dossier of a year again, in parallel, and say what differs and why.

First each by the version of the notice that it was sealed under: that must give the very verdicts that were kept.
Then, with ``--under FOLDER``, by another notice: how many would be judged otherwise, rule by rule. What is printed
names dossiers by their number and nobody by name.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

from zhicheng.policy.load import bundle, load, unbundled
from zhicheng.policy.notice import Notice
from zhicheng.policy.replay import Difference, Sealed, against_kept, between

ROOT = Path(os.environ.get("ZHICHENG_NOTICES", Path(__file__).resolve().parents[3] / "notices"))
SAME, DIFFERENT, WRONG = 0, 1, 2
EXAMPLES = 3  # numbers shown for each kind of difference
A_HANDFUL = 40  # sealed dossiers that one process judges before another would have started
AT_ONCE = 16  # handed to a process in one go

Files = Mapping[str, str]
"""The files of a notice by name: what a process loads it from."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one sealed revision. ``fault`` says why it could not be judged."""

    number: str
    ordinal: int
    has_kept: bool = True
    changed: tuple[Difference, ...] = ()
    otherwise: tuple[Difference, ...] = ()
    fault: str = ""


@dataclass(slots=True)
class Outcome:
    """Everything that came of a year; ``anonymous`` are those whose key is destroyed."""

    year: int
    judged: list[Judged] = field(default_factory=list)
    anonymous: list[str] = field(default_factory=list)

    @property
    def changed(self) -> list[Judged]:
        """Those that their own notice judges otherwise than it did, or no longer at all: there must be none."""
        return [j for j in self.judged if j.changed or j.fault]

    @property
    def otherwise(self) -> list[Judged]:
        return [j for j in self.judged if j.otherwise]

    @property
    def unkept(self) -> list[Judged]:
        """Sealed before verdicts were kept: nothing to compare with."""
        return [j for j in self.judged if not j.has_kept]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "退出码：0 与封存时的结论完全相同；1 有不同；2 没有可判断的或参数有错。"
    parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="申报编号")
    parser.add_argument("--all", action="store_true", help="一个年度的全部申报")
    parser.add_argument("--year", type=int, help="年度，默认正在进行的年度，没有的取最近的")
    parser.add_argument("--under", metavar="FOLDER", help="再按另一份通知判断，报告会有哪些不同")
    parser.add_argument("--every-version", action="store_true", help="每一次封存的版本，不只是最后一版")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="同时判断的进程数，默认处理器个数")
    parser.add_argument("--json", action="store_true", help="输出JSON")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when every kept verdict is given again, 1 when one is not, 2 when there is nothing to ask."""
    django.setup()
    from zhicheng.year import queries as years

    year = years.year_of(arguments.year) if arguments.year else years.open_year() or years.years().first()
    if year is None or not (arguments.all or arguments.numbers) or arguments.jobs < 1:
        print("没有这一年度。" if year is None else "请写明申报编号，或用 --all；--jobs 至少为1。")
        return WRONG
    under = notice_in(arguments.under) if arguments.under else None
    if arguments.under and under is None:
        return WRONG
    outcome = replay(
        year,
        numbers=() if arguments.all else arguments.numbers,
        under=folder_named(arguments.under) if arguments.under else None,
        every=arguments.every_version,
        jobs=arguments.jobs,
    )
    if arguments.json:
        print(json.dumps(as_json(outcome), ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(outcome, under)))
    if not outcome.judged and not outcome.anonymous:
        return WRONG
    return DIFFERENT if outcome.changed else SAME


def folder_named(name: str) -> Path:
    """A notice's folder by its path, or by its name below ``notices``."""
    there = Path(name)
    return there if there.is_dir() else ROOT / name


def notice_in(name: str) -> Notice | None:
    """The notice of a folder; ``None`` after its complaints have been printed."""
    loaded = load(folder_named(name))
    if isinstance(loaded, Notice):
        return loaded
    for complaint in loaded:
        print(complaint)
    return None


# ───── judging ─────


def replay(
    year: Any, *, numbers: Sequence[str] = (), under: Path | None = None, every: bool = False, jobs: int = 1
) -> Outcome:
    """Judge a year's sealed revisions again, in ``jobs`` processes once there are more than a handful.

    Only this process reads the database: the others are handed plain values and the files of the notices.
    """
    from tqdm import tqdm

    from zhicheng.dossier import queries as dossiers
    from zhicheng.stations import facts

    outcome = Outcome(year.year)
    chosen = dossiers.sealed_of(year, numbers, every=every)
    total = chosen.count()

    def readable() -> Iterator[Sealed]:
        for revision in chosen.iterator(chunk_size=200):
            if (one := facts.sealed(revision)) is None:
                outcome.anonymous.append(f"{revision.dossier.number} 第{revision.ordinal}版")
            else:
                yield one

    kept = {version.hash: version.files for version in year.versions.all()}
    other = bundle(under) if under else None
    with tqdm(total=total, desc=f"{year.year}年度", unit="份", leave=False, disable=None) as bar:
        for judged in _judged(readable(), kept, other, min(jobs, -(-total // A_HANDFUL))):
            outcome.judged.append(judged)
            bar.update()
    return outcome


def _judged(sealed: Iterable[Sealed], kept: Mapping[str, Files], other: Files | None, jobs: int) -> Iterator[Judged]:
    if jobs <= 1:
        law = Law(kept, other)
        yield from map(law.judge, sealed)
        return
    fresh = multiprocessing.get_context("spawn")  # nothing of this process's database is inherited
    with ProcessPoolExecutor(jobs, mp_context=fresh, initializer=_begin, initargs=(kept, other)) as pool:
        waiting: deque[Future[list[Judged]]] = deque()
        several = iter(sealed)
        while chunk := list(islice(several, AT_ONCE)):
            waiting.append(pool.submit(_judge, chunk))
            if len(waiting) > 2 * jobs:  # the database is read no faster than the others judge
                yield from waiting.popleft().result()
        for last in waiting:
            yield from last.result()


class Law:
    """The notices that a process judges by, each loaded when it is first asked for."""

    def __init__(self, kept: Mapping[str, Files], other: Files | None) -> None:
        self.kept, self.loaded = dict(kept), dict[str, Notice]()
        self.other = _loaded(other) if other else None

    def judge(self, one: Sealed) -> Judged:
        """One revision under its own version, and under the other notice when there is one."""
        say = partial(Judged, one.number, one.ordinal, bool(one.kept))
        own = self.version(one.notice_hash)
        if own is None:
            return say(fault="没有保存它封存时的通知")
        try:
            changed = against_kept(one.kept, one.facts(), own) if one.kept else ()
        except (ValueError, LookupError) as broken:  # its words may hold somebody's data
            return say(fault=f"不能判断：{type(broken).__name__}")
        otherwise = between(one.reviewed(own), own, self.other) if self.other else ()
        return say(changed=changed, otherwise=otherwise)

    def version(self, hash: str) -> Notice | None:
        """The version of that hash; ``None`` when it is not kept, or not what its hash says."""
        if hash not in self.loaded and hash in self.kept:
            notice = _loaded(self.kept[hash])
            if notice.hash == hash:
                self.loaded[hash] = notice
        return self.loaded.get(hash)


def _loaded(files: Files) -> Notice:
    with TemporaryDirectory(prefix="zhicheng-judge-") as scratch:
        return unbundled(files, Path(scratch))


_law: Law | None = None


def _begin(kept: Mapping[str, Files], other: Files | None) -> None:
    global _law
    _law = Law(kept, other)


def _judge(several: Sequence[Sealed]) -> list[Judged]:
    assert _law is not None  # every process begins with the law
    return [_law.judge(one) for one in several]


# ───── saying ─────


def in_words(outcome: Outcome, under: Notice | None) -> Iterator[str]:
    """What came of it, for a person."""
    judged, changed = outcome.judged, outcome.changed
    yield f"{outcome.year}年度：按各自封存时的通知重新判断{len(judged)}份"
    same = len(judged) - len(changed) - len([j for j in outcome.unkept if not j.fault])
    yield f"  与封存时的结论完全相同：{same}份"
    if outcome.unkept:
        yield f"  封存时没有保存结论，无从比较：{len(outcome.unkept)}份"
    if outcome.anonymous:
        yield f"  个人密钥已经销毁，不能再判断：{len(outcome.anonymous)}份"
    if changed:
        yield f"  与封存时的结论不同：{len(changed)}份"
    for one in changed:
        for words in [one.fault] if one.fault else [f"{d.words}。现为：{d.why}" for d in one.changed]:
            yield f"    {one.number} 第{one.ordinal}版　{words}"
    if under is not None:
        yield ""
        yield from otherwise_words(judged, under)


def otherwise_words(judged: Sequence[Judged], under: Notice) -> Iterator[str]:
    """How many would be judged otherwise by another notice, rule by rule, with numbers as examples."""
    differing = [j for j in judged if j.otherwise]
    yield f"改按{under.number}（{under.year}年度）判断：{len(judged)}份中有{len(differing)}份会有不同"
    yield "  材料原样不动，年度仍按原年度：年限、年龄都算到同一天，年度和截止时间不同造成的差别不计。"
    for (_, words), several in by_rule(differing).items():
        shown = "、".join(j.number for j in several[:EXAMPLES]) + (" 等" if len(several) > EXAMPLES else "")
        why = next(d.why for d in several[0].otherwise if d.words == words)
        yield f"  {words}：{len(several)}份（{shown}）"
        yield f"    {several[0].number}：{why}"


def by_rule(differing: Iterable[Judged]) -> dict[tuple[str, str], list[Judged]]:
    """Those that differ by rule and kind of difference, the most frequent first."""
    out: dict[tuple[str, str], list[Judged]] = {}
    for one in differing:
        for difference in one.otherwise:
            out.setdefault((difference.rule, difference.words), []).append(one)
    return dict(sorted(out.items(), key=lambda item: (-len(item[1]), item[0])))


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "year": outcome.year,
        "judged": len(outcome.judged),
        "anonymous": outcome.anonymous,
        "unkept": [j.number for j in outcome.unkept],
        "changed": [_plain(j, j.changed) for j in outcome.changed],
        "otherwise": [_plain(j, j.otherwise) for j in outcome.otherwise],
        "otherwise_by_rule": dict(Counter(d.rule for j in outcome.judged for d in j.otherwise)),
    }


def _plain(one: Judged, differences: Iterable[Difference]) -> dict[str, Any]:
    fault = {"fault": one.fault} if one.fault else {}
    return {"number": one.number, "version": one.ordinal, "differences": [asdict(d) for d in differences]} | fault
