"""``zhicheng map``: what the notice says and where it lives, the glossary, and the route, written from the code.

``--check`` writes nothing and names what is out of date. No database is needed.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[3]
DOCS, NOTICE = ROOT / "docs", "2023-xuchang"
REQUIREMENT = re.compile(r"\bS\d(?:\.\d+)*-\d{2}\b|\b[GRP]-\d{2}\b")
MADE = "Made by `make map`; do not edit."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="只核对，不改文件；过期的逐一列出，退出码1")


def run(arguments: argparse.Namespace) -> int:
    """Exit 1 when ``--check`` finds a document out of date, 2 when the notice does not load."""
    django.setup()
    from zhicheng.policy.load import load
    from zhicheng.policy.notice import Notice

    notice = load(ROOT / "notices" / NOTICE)
    if not isinstance(notice, Notice):
        for complaint in notice:
            print(complaint)
        return 2
    made = {
        "map.md": the_map(notice),
        "glossary.md": the_glossary(),
        "route.md": the_route(notice),
    }
    stale = [n for n, text in made.items() if not (DOCS / n).exists() or (DOCS / n).read_text("utf-8") != text]
    if arguments.check:
        for name in stale:
            print(f"docs/{name} 已过期，请运行 make map。")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(made[name], encoding="utf-8")
        print(f"已写 docs/{name}")
    return 0


# ───── the map ─────


def sources() -> dict[str, str]:
    """Every Python file and template of the product and of the tests, by its path from the root."""
    out = {}
    for folder, pattern in (("src", "*.py"), ("src", "*.html"), ("tests", "*.py")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name and name != "src/zhicheng/ops/map.py":
                out[name] = path.read_text("utf-8")
    return out


def users(ids: Iterable[str], files: Mapping[str, str]) -> dict[str, list[str]]:
    """Which files name each id as a whole quoted word."""
    wanted = set(ids)
    out: dict[str, list[str]] = defaultdict(list)
    for name, text in files.items():
        for found in sorted(set(re.findall(r"[\"']([a-z][a-z0-9_]+)[\"']", text)) & wanted):
            out[found].append(name)
    return out


def requirements(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Which files name each requirement of the domain, in docstrings, comments or names of tests."""
    out: dict[str, list[str]] = defaultdict(list)
    for name, text in files.items():
        for found in sorted(set(REQUIREMENT.findall(text))):
            out[found].append(name)
    return dict(sorted(out.items(), key=lambda item: _order(item[0])))


def _order(id: str) -> tuple[str, list[int]]:
    return id[0], [int(n) for n in re.findall(r"\d+", id)]


def _kind(name: str) -> str:
    if name.startswith("tests/"):
        return "test"
    return "page" if "/web/" in name else "rule" if "/policy/" in name else "action"


def _short(names: Iterable[str]) -> str:
    return "<br>".join(f"`{n.removeprefix('src/zhicheng/')}`" for n in names) or "—"


def the_map(notice: Any) -> str:
    """Clause → rule → where it is asked → page → test; then requirement → where it is met."""
    files = sources()
    used = users(notice.rules, files)
    lines = [f"# Map of {notice.number}", "", MADE, ""]
    lines += [
        "Each clause with the rules that quote it, and the files that name the rule. Rules of `notices/standing/`"
    ]
    lines += [
        "come last. A rule that no code names is one that only people can apply; it is shown where it matters.",
        "",
    ]
    by_clause: dict[str, list[Any]] = defaultdict(list)
    for rule in notice.rules.values():
        own = rule.source.clause in notice.clauses and rule.source.says
        by_clause[rule.source.clause if own else ""].append(rule)
    headings = {id: c.heading for id, c in notice.clauses.items()} | {"": "Standing rules and house rules"}
    for id, heading in headings.items():
        lines += [f"## {id} {heading}".rstrip(), ""]
        rules = by_clause.get(id, [])
        people = [p for p in notice.for_people if getattr(p, "clause", None) == id] if id else []
        if not rules and not people:
            lines += ["No rule of its own.", ""]
            continue
        if rules:
            lines += ["| Rule | Says | Policy and actions | Pages | Tests |", "|---|---|---|---|---|"]
        for rule in rules:
            by_kind: dict[str, list[str]] = defaultdict(list)
            for name in used.get(rule.id, ()):
                by_kind[_kind(name)].append(name)
            words = (rule.source.says or rule.source.ours or rule.title).replace("|", "/").replace("\n", " ")
            where = [*by_kind["rule"], *by_kind["action"]]
            lines.append(
                f"| `{rule.id}` | {words} | {_short(where)} | {_short(by_kind['page'])} | {_short(by_kind['test'])} |"
            )
        lines.append("")
        if people:
            lines += ["For people: " + "; ".join(str(getattr(p, "why", p)) for p in people), ""]
    lines += ["## Requirements of the domain", "", "| Requirement | Code | Tests |", "|---|---|---|"]
    for id, names in requirements(files).items():
        tests = [n for n in names if _kind(n) == "test"]
        lines.append(f"| {id} | {_short(n for n in names if n not in tests)} | {_short(tests)} |")
    return "\n".join(lines) + "\n"


# ───── the glossary ─────


def terms() -> Iterator[tuple[str, str, str]]:
    """Chinese, English and where: tables and columns, codes of seats and duties, facts of a dossier."""
    from django.apps import apps

    from zhicheng.policy import facts, seats

    for model in apps.get_models():
        if not model.__module__.startswith("zhicheng."):
            continue
        yield str(model._meta.verbose_name), model.__name__, model.__module__
        for column in model._meta.fields:
            said = str(column.verbose_name)
            if not said.isascii():
                yield said, f"{model.__name__}.{column.name}", model.__module__
    for kind in (seats.Role, seats.Duty):
        for member in kind:
            yield member.words, f"{kind.__name__}.{member.name}", kind.__module__
    for name in sorted(vars(facts)):
        value = getattr(facts, name)
        if isinstance(value, type) and is_dataclass(value) and not issubclass(value, Enum):
            for f in fields(value):
                label = f.metadata.get("label")
                if label:
                    yield str(label), f"{name}.{f.name}", facts.__name__


def the_glossary() -> str:
    """One Chinese term a line with its English name in the code."""
    by_term: dict[str, set[str]] = defaultdict(set)
    for chinese, english, _ in terms():
        by_term[chinese].add(english)
    lines = ["# Glossary", "", MADE, "", "Chinese terms of the interface and the names that the code gives them.", ""]
    lines += ["| Term | In the code |", "|---|---|"]
    lines += [f"| {t} | {', '.join(f'`{n}`' for n in sorted(by_term[t]))} |" for t in sorted(by_term)]
    return "\n".join(lines) + "\n"


# ───── the route ─────


def _words(value: Any) -> str:
    return "/".join(map(str, value)) if isinstance(value, list | tuple) else str(value).lower()


def the_route(notice: Any) -> str:
    """The stations of the notice, as a diagram and a table."""
    lines = [f"# Route of {notice.number}", "", MADE, "", "```mermaid", "flowchart LR", "  filling[填报]"]
    before = "filling"
    for station in notice.stations:
        lines.append(f"  {station.id}[{station.name}]")
        lines.append(f"  {before} --> {station.id}")
        if station.returns:
            lines.append(f"  {station.id} -. 一次告知 .-> filling")
        before = station.id
    lines += ["```", "", "| Station | Seat | Served by | Deadline | May return | When |", "|---|---|---|---|---|---|"]
    for s in notice.stations:
        when = ", ".join(f"{k} = {_words(v)}" for k, v in s.when.items()) or "always"
        lines.append(
            f"| {s.name} `{s.id}` | {s.seat} | {s.office} | {s.window} | {'yes' if s.returns else 'no'} | {when} |"
        )
    return "\n".join(lines) + "\n"
