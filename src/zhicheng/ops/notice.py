"""``zhicheng notice``: check the folders of the law, tell two years apart, begin next year's folder.

``check`` lists every complaint with file, line and clause; ``diff`` says what changed, whom it touches, and how many
of last year's dossiers would be judged otherwise; ``new`` copies a year so that nothing of it stays true silently.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from zhicheng.policy.dossier_file import Fault, read_facts, read_file
from zhicheng.policy.facts import Facts
from zhicheng.policy.load import load
from zhicheng.policy.next_year import next_year
from zhicheng.policy.notice import Notice
from zhicheng.policy.notice_diff import WORDING, Change, compare
from zhicheng.policy.replay import between

from . import judge

FINE, REFUSED = 0, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="check|diff|new", required=True)
    check = what.add_parser("check", help="校验，列出全部问题")
    check.add_argument("folders", nargs="*", type=Path, help="通知目录，默认 notices/ 下的全部年度")
    diff = what.add_parser("diff", help="两份通知的不同之处")
    diff.add_argument("before", metavar="OLD", help="原来的通知：目录，或 notices/ 下的名称")
    diff.add_argument("after", metavar="NEW", help="新的通知")
    diff.add_argument(
        "--dossiers", nargs="*", type=Path, metavar="FILE",
        help="去年的申报会有多少判断不同：申报材料文件或目录；不写文件的，用数据库中那一年的",
    )  # fmt: skip
    diff.add_argument("--words", action="store_true", help="依据的文字也逐条对照")
    diff.add_argument("--jobs", type=int, default=1, help="同时判断的进程数")
    diff.add_argument("--json", action="store_true", help="输出JSON")
    new = what.add_parser("new", help="从一个年度开始下一个年度")
    new.add_argument("name", help="新目录的名称，如 2024-xuchang")
    new.add_argument("--from", dest="old", required=True, metavar="OLD", help="从哪一份开始")
    new.add_argument("--year", type=int, required=True, help="新的年度")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when it is done or all is well, 2 when a folder has complaints or the question is refused."""
    return {"check": _check, "diff": _diff, "new": _new}[arguments.what](arguments)


def _check(arguments: argparse.Namespace) -> int:
    folders = arguments.folders or sorted(p.parent for p in judge.ROOT.glob("*/notice.toml"))
    code = FINE
    for folder in folders:
        loaded = load(folder)
        if isinstance(loaded, Notice):
            print(f"{folder.name}：{len(loaded.rules)}条规则，{len(loaded.committees)}个评委会，没有问题")
        else:
            code = REFUSED
            for complaint in loaded:
                print(complaint)
    return code


# ───── diff ─────


def _diff(arguments: argparse.Namespace) -> int:
    before, after = (judge.notice_in(name) for name in (arguments.before, arguments.after))
    if before is None or after is None:
        return REFUSED
    changes = compare(before, after)
    judged: Sequence[judge.Judged] | None = None
    faults: list[str] = []
    if arguments.dossiers is not None:
        if arguments.dossiers:
            judged, faults = _of_files(arguments.dossiers, before, after)
        else:
            judged = _of_database(before, judge.folder_named(arguments.after), arguments.jobs)
    if arguments.json:
        print(json.dumps(_as_json(before, after, changes, judged, faults), ensure_ascii=False, indent=2))
    else:
        print("\n".join(in_words(before, after, changes, wording=arguments.words)))
        if arguments.dossiers is not None:
            print("\n".join(["", "【去年的申报】", *faults, *_judged_words(judged, before, after)]))
    return REFUSED if faults else FINE


def in_words(before: Notice, after: Notice, changes: Sequence[Change], *, wording: bool = False) -> Iterator[str]:
    """What changed, chapter by chapter, as an official reads it."""
    yield f"{before.number}（{before.year}年度）→ {after.number}（{after.year}年度）：{len(changes)}处不同"
    for notice in (before, after):
        if notice.is_synthetic:
            yield f"  注意：{notice.number}是合成的，不是任何机关的文件。"
    chapter = ""
    for change in changes:
        if change.chapter != chapter:
            chapter = change.chapter
            yield ""
            yield f"【{chapter}】{sum(c.chapter == chapter for c in changes)}处"
            if chapter == WORDING and not wording:
                yield "  " + "；".join(f"{c.title}（{c.clause}）" if c.clause else c.title for c in changes if c.chapter == chapter)  # fmt: skip  # noqa: E501
                yield "  （加 --words 逐条对照）"
        if chapter == WORDING and not wording:
            continue
        yield f"  {change.title}：{change.words}"
        about = "　".join(w for w in (f"涉及：{change.whom}" if change.whom else "", f"条款：{change.clause}" if change.clause else "") if w)  # fmt: skip  # noqa: E501
        if about:
            yield f"    {about}"


def _judged_words(judged: Sequence[judge.Judged] | None, before: Notice, after: Notice) -> Iterator[str]:
    if judged is None:
        yield f"数据库中没有{before.year}年度。"
        return
    yield from judge.otherwise_words(judged, after)
    if before.region != after.region:
        yield "  两份通知不是同一个城市：不比较单位所在地和评审委员会。"


def _of_database(before: Notice, after: Path, jobs: int) -> list[judge.Judged] | None:
    """The sealed dossiers of that year in the database; ``None`` when it has no such year."""
    import django

    django.setup()
    from django.db import DatabaseError

    from zhicheng.year import queries as years

    try:
        year = years.year_of(before.year)
    except DatabaseError:  # nothing was ever installed
        return None
    if year is None or year.notice != before.id:
        return None
    return judge.replay(year, under=after, jobs=jobs).judged


def _of_files(paths: Sequence[Path], before: Notice, after: Notice) -> tuple[list[judge.Judged], list[str]]:
    """Dossier files judged under both; what is no dossier of the old notice is named and left out."""
    out, faults = [], []
    for path in [
        f for p in paths for f in (sorted(p.glob("*.toml")) + sorted(p.glob("*.json")) if p.is_dir() else [p])
    ]:
        said = read_file(path)
        facts = (said,) if isinstance(said, Fault) else read_facts(said, _asked_on(said, before), notice=before)
        if isinstance(facts, Facts):
            number = facts.dossier.number or path.stem
            out.append(judge.Judged(number, 1, otherwise=between(facts, before, after)))
        else:
            faults += [f"{path.name}：{fault}" for fault in facts]
    return out, faults


def _asked_on(said: dict[str, Any], notice: Notice) -> date:
    """The day on which a dossier file is judged: when its promise was signed, else when the notice was issued."""
    pledge = said.get("pledge")
    signed = pledge.get("signed_at") if isinstance(pledge, dict) else None
    try:
        return date.fromisoformat(str(signed)[:10])
    except ValueError:
        return notice.issued_on


def _as_json(
    before: Notice, after: Notice, changes: Sequence[Change], judged: Sequence[judge.Judged] | None, faults: list[str]
) -> dict[str, Any]:
    out: dict[str, Any] = {"before": before.id, "after": after.id, "changes": [asdict(c) for c in changes]}
    if judged is not None:
        differing = [j for j in judged if j.otherwise]
        out |= {
            "judged": len(judged),
            "otherwise": len(differing),
            "by_rule": [
                {"rule": rule, "words": words, "count": len(several), "examples": _numbers(several)}
                for (rule, words), several in judge.by_rule(differing).items()
            ],
            "faults": faults,
        }  # fmt: skip
    return out


def _numbers(several: Sequence[judge.Judged]) -> list[str]:
    return [j.number for j in several[: judge.EXAMPLES]]


# ───── new ─────


def _new(arguments: argparse.Namespace) -> int:
    """A folder for next year; refused when it is there already or the old one has faults."""
    old, folder = judge.folder_named(arguments.old), judge.ROOT / arguments.name
    before = judge.notice_in(arguments.old)
    reasons = []
    if Path(arguments.name).name != arguments.name:
        reasons.append("新目录只写名称，如 2024-xuchang；它建在 notices/ 下。")
    if folder.exists():
        reasons.append(f"{folder.name} 已经存在，没有改动。")
    if before is None:
        reasons.append(f"{arguments.old} 有问题，请先改正。")
    elif arguments.year <= before.year:
        reasons.append(f"新的年度{arguments.year}应晚于{before.year}。")
    if reasons or before is None:
        print("\n".join(reasons))
        return REFUSED
    files = {p.name: p.read_text(encoding="utf-8") for p in sorted(old.iterdir()) if p.is_file()}
    folder.mkdir(parents=True)
    for name, text in next_year(files, before, id=arguments.name, year=arguments.year).items():
        (folder / name).write_text(text, encoding="utf-8")
    loaded = load(folder)
    waiting = 0 if isinstance(loaded, Notice) else len(loaded)
    print("\n".join(_steps(folder, before, arguments.year, waiting)))
    return FINE


def _steps(folder: Path, before: Notice, year: int, waiting: int) -> Iterator[str]:
    yield f"已从{before.number}建立 {folder.name}，现有{waiting}处待填或不符。接下来："
    yield f"1. 把{year}年度通知的原文一字不差地填入 text.md：条款标题已照去年列好，条款有增减的随之增减。"
    yield "2. 在 notice.toml 填写文号、标题、印发日期；text_digest 填校验时提示的值。"
    yield "3. 逐条核对规则：引文与新的原文不符的、写有去年日期和年份的，都在校验中列出；改好后删去“待填”。"
    yield "4. 在 calendar.toml 填写附件的时间；评委会有增减的，随之增减。"
    yield "5. 在 readings.toml 重新确认每一条解释，填写决定日期。"
    if year not in before.workdays.years:
        yield f"6. 还没有{year}年的工作日历：放假安排公布后，补充 workdays/{year}.toml。"
    yield f"随时运行 zhicheng notice check notices/{folder.name}，直到没有问题；再运行"
    yield f"zhicheng notice diff {before.id} {folder.name} --dossiers，看改了什么、涉及谁、去年的申报有多少会判断不同。"
