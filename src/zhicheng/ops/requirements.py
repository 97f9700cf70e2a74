"""Which code answers for each requirement of the domain, and which tests ask that code.

A requirement is named in a docstring or a comment. Its tests are those that name it, and those that name what
promises it: the function or class whose docstring holds the id, or a rule that goes by the same name.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ID = re.compile(r"\bS\d(?:\.\d+)*-\d{2}\b|\b[GRP]-\d{2}\b")
RANGE = re.compile(r"\b((?:S\d(?:\.\d+)*|[GRP])-)(\d{2}) to \1(\d{2})\b")
ORDINARY = 5  # letters; a shorter name says too little to be looked for


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the inventory; ``later`` says why nothing answers for it yet."""

    id: str
    clause: str
    says: str
    later: str = ""


def read(path: Path) -> dict[str, Requirement]:
    """The inventory by id."""
    return {id: Requirement(id, **said) for id, said in tomllib.loads(path.read_text("utf-8")).items()}


def ids_in(text: str) -> set[str]:
    """Every id that a text names; ``S2.1-01 to S2.1-04`` names all four."""
    found = set(ID.findall(text))
    for stem, first, last in RANGE.findall(text):
        found |= {f"{stem}{n:02}" for n in range(int(first), int(last) + 1)}
    return found


def order(id: str) -> tuple[str, list[int]]:
    """The order in which people read ids."""
    return id[0], [int(n) for n in re.findall(r"\d+", id)]


def named(files: Mapping[str, str]) -> dict[str, list[str]]:
    """Which files name each id."""
    out: dict[str, list[str]] = defaultdict(list)
    for name, text in files.items():
        for id in sorted(ids_in(text)):
            out[id].append(name)
    return dict(sorted(out.items(), key=lambda item: order(item[0])))


def promises(files: Mapping[str, str]) -> dict[str, set[str]]:
    """The functions and classes of the product whose docstring names each id."""
    out: dict[str, set[str]] = defaultdict(set)
    for name, text in files.items():
        if not (name.startswith("src/") and name.endswith(".py") and ID.search(text)):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and len(node.name) >= ORDINARY:
                for id in _of(node):
                    out[id].add(node.name)
    return out


def _of(node: ast.FunctionDef | ast.ClassDef) -> Iterator[str]:
    yield from ids_in(ast.get_docstring(node) or "")
    for statement in node.body if isinstance(node, ast.ClassDef) else ():  # an event says it in `requirement`
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.value, ast.Constant):
            yield from ids_in(str(statement.value.value))


def tests_of(files: Mapping[str, str], promised: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The tests and case files that name each id, or what promises it."""
    tests = {n: set(re.findall(r"[A-Za-z_]\w+", t)) for n, t in files.items() if _is_test(n)}
    told = {n: ids_in(files[n]) for n in tests}
    out = {}
    for id, names in promised.items():
        by_id = [n for n in tests if id in told[n]]
        out[id] = by_id + [n for n, words in tests.items() if n not in by_id and not words.isdisjoint(names)]
    return out


def _is_test(name: str) -> bool:
    return name.startswith("tests/") or "/cases/" in name


def unanswered(inventory: Mapping[str, Requirement], files: Mapping[str, str]) -> list[str]:
    """One line for each requirement that nothing answers for, each that is listed as later although something does,
    and each id of the notice's clauses that is named but not in the inventory."""
    by = named(files)
    out = []
    for id, wanted in inventory.items():
        if not by.get(id) and not wanted.later:
            out.append(f"{id} 没有代码也没有测试：{wanted.says}")
        if by.get(id) and wanted.later:
            out.append(f"{id} 已有{by[id][0]}，仍列为以后：{wanted.later}")
    return out + [
        f"{id} 不在 docs/requirements.toml 中（{by[id][0]}）" for id in by if id[0] == "S" and id not in inventory
    ]
