"""The last step of the verdict-only form: what the joined function does twice, or for nothing, goes.

- names that only repeat another go, and names that nobody reads;
- places of the dossier that several rules read (``facts.dossier.application``) are read once, at the top;
- a list made of nothing is not made.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping

from .trees import LOOPS, Instead, assign, copied, is_path, is_set, load, path_of

FACTS = "facts"
ANSWER = "rule_"  # before a rule's name: its answer, that stays although nobody reads it yet
SECTIONS = ("application", "basics", "employer", "title", "pledge", "jobs", "studies", "achievements", "other_titles")
READ_ONCE = (f"{FACTS}.reference_day", f"{FACTS}.dossier", *(f"{FACTS}.dossier.{s}" for s in SECTIONS))
"""Places that every dossier has, the wider before what is in it: reading them never fails."""


def tidied(tree: ast.FunctionDef) -> ast.FunctionDef:
    """Names that only repeat another go; what many read is read once at the top; empty lists are not made."""
    _other_names_go(tree)
    _read_at_the_top(tree)
    _Guards().visit(tree)
    return tree


def _other_names_go(tree: ast.FunctionDef) -> None:
    """Names that are set once, and not in a loop, to what another name says for good; and names that nobody reads."""
    while same := _other_names(tree):
        tree = _Gone(same).visit(tree)
        while any(isinstance(v, ast.Name) and v.id in same for v in same.values()):
            same = {k: same.get(v.id, v) if isinstance(v, ast.Name) else v for k, v in same.items()}
        Instead(same).visit(tree)


def _other_names(tree: ast.FunctionDef) -> dict[str, ast.expr]:
    stored, loaded = Counter(a.arg for a in tree.args.args), Counter[str]()
    set_to: list[tuple[str, ast.expr]] = []
    for n in ast.walk(tree):
        match n:
            case ast.Name(id=name, ctx=ast.Load()):
                loaded[name] += 1
            case ast.Name(id=name):
                stored[name] += 1
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not name.startswith(ANSWER):
                set_to.append((name, value))
    again = {n.id for loop in ast.walk(tree) if isinstance(loop, LOOPS) for n in ast.walk(loop) if is_set(n)}
    same: dict[str, ast.expr] = {}
    for name, value in set_to:
        if not loaded[name]:
            same[name] = value
        elif stored[name] == 1 and name not in again:
            match value:
                case ast.Name(id=other) if stored[other] <= 1 and other not in again:
                    same[name] = value
                case ast.Attribute() if path_of(value) in READ_ONCE:
                    same[name] = value
    return same


class _Gone(ast.NodeTransformer):
    """Without the statements that set some names."""

    def __init__(self, names: Mapping[str, ast.expr]) -> None:
        self.names = names

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | None:
        match node.targets:
            case [ast.Name(id=name)] if name in self.names:
                return None
        return node

    def visit_If(self, node: ast.If | ast.For) -> ast.stmt:
        self.generic_visit(node)
        node.body = node.body or [ast.Pass()]
        return node

    visit_For = visit_If


def _read_at_the_top(tree: ast.FunctionDef) -> None:
    often = Counter(path_of(n) for n in ast.walk(tree) if isinstance(n, ast.Attribute))
    names: dict[str, str] = {}
    top: list[ast.stmt] = []
    for path in READ_ONCE:  # the wider before what is in it
        above, _, field = path.rpartition(".")
        if often[path] > 1 and above in (FACTS, *names):
            names[path] = path.replace(".", "_")
            value = ast.Attribute(value=load(names.get(above, above)), attr=field, ctx=ast.Load())
            top.append(assign(names[path], value))
    _Top(names).visit(tree)
    tree.body[:0] = top


class _Top(ast.NodeTransformer):
    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and (name := self.names.get(path_of(node))):
            return load(name)
        self.generic_visit(node)
        return node


class _Guards(ast.NodeTransformer):
    """``x += [… for y in z]`` is passed over when there is no ``z``; so is the making of a list."""

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        iterated = _only_over(node.value)
        return node if iterated is None else ast.If(test=copied(iterated), body=[node], orelse=[])

    def visit_Assign(self, node: ast.Assign) -> ast.stmt:
        iterated = _only_over(node.value)
        if iterated is not None:
            node.value = ast.IfExp(test=copied(iterated), body=node.value, orelse=ast.List(elts=[], ctx=ast.Load()))
        return node


def _only_over(value: ast.expr) -> ast.expr | None:
    """What a list is made of, when looking at it twice costs nothing."""
    match value:
        case ast.ListComp(generators=[ast.comprehension(iter=iterated)]) if is_path(iterated):
            return iterated
    return None
