"""``zhicheng VERB``: what can be done from the command line.

``check`` and ``schema`` need no database and no settings. Every other verb lives in a module of its own that is
imported only when it is asked for: it offers ``add_arguments(parser)`` and ``run(arguments) -> int``.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from zhicheng.policy.dossier_file import Fault, read_facts, read_file
from zhicheng.policy.facts import Facts
from zhicheng.policy.finding import Finding, Remedy, Says, Source
from zhicheng.policy.judge import asks, judge, judge_unit, unmet
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice
from zhicheng.policy.schema import json_schema, place_words

ALL_MET, SOMETHING_UNMET, BROKEN, SOMETHING_TO_ASK = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that another module speaks."""

    module: str
    says: str


# Add a verb: one line here, one module with ``add_arguments`` and ``run``.
VERBS: dict[str, Verb] = {
    "install": Verb("zhicheng.ops.install", "建立市职改办和它的两个席位，一次"),
    "notice": Verb("zhicheng.ops.notice", "校验一份通知的规则数据，列出全部问题"),
    "judge": Verb("zhicheng.ops.judge", "重新判断一个年度的全部申报，报告不同之处和原因"),
    "rehearse": Verb("zhicheng.ops.rehearse", "用合成人员把一年走一遍"),
    "demo": Verb("zhicheng.ops.demo", "建立演示城市和一键登录的人员"),
    "audit": Verb("zhicheng.ops.audit", "核对数据库中必须为真的一切，只读"),
    "work": Verb("zhicheng.ops.work", "在后台处理排队的工作"),
    "clock": Verb("zhicheng.ops.clock", "到点的事：逾期、提醒、封存"),
    "verify": Verb("zhicheng.ops.verify", "按公布的文件重新核对：抽取记录、电子证书"),
    "kit": Verb("zhicheng.ops.kit", "会场投票包：导出，在会场的局域网上投票，导入结果"),
    "bench": Verb("zhicheng.ops.bench", "测速：规则核对，与ZEN和裸Python比较"),
    "map": Verb("zhicheng.ops.map", "生成条文、规则、页面、测试的对照表"),
}


def main(arguments: Sequence[str] | None = None, out: TextIO | None = None) -> int:
    """Do what the command line asks; the exit code says how it went."""
    wanted = list(sys.argv[1:] if arguments is None else arguments)
    out = out or sys.stdout
    parser = argparse.ArgumentParser(prog="zhicheng", description="职称评审：从通知到评审表")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    _add_check(verbs)
    _add_schema(verbs)
    for name, verb in VERBS.items():
        sub = verbs.add_parser(name, help=verb.says, description=verb.says)
        if wanted[:1] == [name]:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.config.settings")
            module = _module(verb)
            if module is None:
                print(f"“{name}”尚未提供（{verb.module}）。", file=sys.stderr)
                return BROKEN
            module.add_arguments(sub)
            sub.set_defaults(run=lambda a, _out, m=module: m.run(a))
    asked = parser.parse_args(wanted)
    run: Callable[[argparse.Namespace, TextIO], int] = asked.run
    return int(run(asked, out) or 0)


def _module(verb: Verb) -> Any:
    """The module of a verb, ``None`` when it is not there; a fault inside it is not hidden."""
    try:
        return importlib.import_module(verb.module)
    except ModuleNotFoundError as missing:
        if missing.name and (verb.module == missing.name or verb.module.startswith(f"{missing.name}.")):
            return None
        raise


def _add_check(verbs: Any) -> None:
    check = verbs.add_parser(
        "check",
        help="按通知核对一份申报材料，不用数据库",
        description="退出码：0 全部符合；1 有不符合；3 只有需人工判断的；2 文件或通知有错。",
    )
    check.add_argument("dossier", type=Path, metavar="DOSSIER.toml", help="申报材料文件（TOML，或 .json）")
    check.add_argument("--notice", type=Path, required=True, metavar="FOLDER", help="通知所在目录")
    check.add_argument("--on", type=_day, required=True, metavar="YYYY-MM-DD", help="在哪一天核对")
    check.add_argument("--json", action="store_true", help="输出JSON")
    check.add_argument("--unit", action="store_true", help="同时核对由单位上传的材料")
    check.add_argument("--all", action="store_true", help="也列出符合的各项")
    check.set_defaults(run=_check)


def _add_schema(verbs: Any) -> None:
    schema = verbs.add_parser("schema", help="输出申报材料文件的JSON Schema（2020-12）")
    schema.add_argument("--notice", type=Path, metavar="FOLDER", help="列出该通知的代码")
    schema.set_defaults(run=_schema)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应如2023-10-20") from None


def _notice(folder: Path) -> Notice | None:
    if not folder.is_dir():
        print(f"没有通知目录“{folder}”", file=sys.stderr)
        return None
    notice = load(folder)
    if isinstance(notice, Notice):
        return notice
    for complaint in notice:
        print(f"通知有错：{complaint}", file=sys.stderr)
    return None


def _schema(asked: argparse.Namespace, out: TextIO) -> int:
    notice = None
    if asked.notice is not None:
        notice = _notice(asked.notice)
        if notice is None:
            return BROKEN
    json.dump(json_schema(notice.codes if notice else None), out, ensure_ascii=False, indent=2)
    out.write("\n")
    return ALL_MET


def _check(asked: argparse.Namespace, out: TextIO) -> int:
    notice = _notice(asked.notice)
    if notice is None:
        return BROKEN
    said = read_file(asked.dossier)
    facts = (said,) if isinstance(said, Fault) else read_facts(said, asked.on, notice=notice)
    if not isinstance(facts, Facts):
        if asked.json:
            _dump({"verdict": "文件有错", "faults": [{"place": f.place, "message": f.message} for f in facts]}, out)
        else:
            for fault in facts:
                print(f"文件有错：{fault}", file=sys.stderr)
        return BROKEN
    findings = (*judge(facts, notice), *(judge_unit(facts, notice) if asked.unit else ()))
    code = exit_code(findings)
    if asked.json:
        _dump(as_json(facts, notice, findings), out)
    else:
        for line in in_words(facts, notice, findings, everything=asked.all):
            print(line, file=out)
    return code


def exit_code(findings: Iterable[Finding]) -> int:
    """0 all met, 1 something unmet, 3 only something to ask."""
    findings = tuple(findings)
    return SOMETHING_UNMET if unmet(findings) else SOMETHING_TO_ASK if asks(findings) else ALL_MET


def _verdict(findings: Sequence[Finding]) -> Says:
    return {ALL_MET: Says.MET, SOMETHING_UNMET: Says.UNMET, SOMETHING_TO_ASK: Says.ASK}[exit_code(findings)]


def because(source: Source) -> str:
    """依据 in one line: document, clause and words; our own words say that they are."""
    where = "".join(p for p in (source.document, source.clause) if p)
    own = f"（{source.ours}）" if source.ours and not source.says else ""
    quoted = f"“{source.says}”" if source.says else ""
    sure = f" 把握：{source.sureness}" if source.sureness else ""
    return f"{where} {quoted}{own}{sure}".strip()


def as_json(facts: Facts, notice: Notice, findings: Sequence[Finding]) -> dict[str, Any]:
    """The answer as plain values."""
    return {
        "notice": notice.id,
        "notice_hash": notice.hash,
        "on": facts.on.isoformat(),
        "reference_day": facts.reference_day.isoformat(),
        "verdict": _verdict(findings).value,
        "unmet": len(unmet(findings)),
        "asks": len(asks(findings)),
        "findings": [
            {
                "rule": f.rule,
                "title": f.title,
                "says": f.says.value,
                "facts": f.facts,
                "source": {
                    "document": f.source.document,
                    "clause": f.source.clause,
                    "says": f.source.says,
                    "ours": f.source.ours,
                    "sureness": f.source.sureness,
                },
                "mend": f.mend,
                "remedy": "" if f.says is Says.MET else f.remedy.value,
                "places": list(f.places),
                "numbers": dict(f.numbers),
            }
            for f in findings
        ],
    }


def in_words(facts: Facts, notice: Notice, findings: Sequence[Finding], *, everything: bool = False) -> Iterable[str]:
    """The answer for a person: for each finding 事实, 依据, 改法, 位置."""
    slots = {m.id: m.name for m in notice.materials}
    met = sum(f.says is Says.MET for f in findings)
    yield f"{notice.number}　{facts.dossier.application.title}　截至{facts.on}"
    counts = f"符合{met}，不符合{len(unmet(findings))}，需人工判断{len(asks(findings))}"
    yield f"结论：{_verdict(findings).value}（{counts}）"
    for finding in findings:
        if finding.says is Says.MET and not everything:
            continue
        final = f"（{finding.remedy.value}）" if finding.says is Says.UNMET and finding.remedy is Remedy.FINAL else ""
        yield ""
        if finding.says is Says.MET:  # a title names the fault, which is not there
            yield f"【{finding.says.value}】{finding.facts}"
        else:
            yield f"【{finding.says.value}】{finding.title}{final}"
            yield f"  事实：{finding.facts}"
        yield f"  依据：{because(finding.source)}"
        if finding.says is not Says.MET:
            yield f"  改法：{finding.mend}"
        if finding.places:
            yield f"  位置：{place_words(finding.places[0], slots)}（{finding.places[0]}）"


def _dump(said: Any, out: TextIO) -> None:
    json.dump(said, out, ensure_ascii=False, indent=2)
    out.write("\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader has seen enough
        sys.stderr.close()
        sys.exit(BROKEN)
