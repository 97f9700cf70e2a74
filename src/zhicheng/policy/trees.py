"""Small things about Python's own syntax trees, for what cuts, joins and tidies the verdict-only form."""

from __future__ import annotations

import ast
import pickle
from collections.abc import Iterator, Mapping
from typing import Any, TypeGuard

CHANGEABLE = (list, dict, set, bytearray, Iterator)
"""What a value must not be to be worked out ahead: it could be changed, or used up, later."""

LOOPS = (ast.For, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)


def load(name: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(id=name, ctx=ast.Load())


def assign(name: str, value: ast.expr) -> ast.Assign:
    """``name = value``."""
    return ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value, lineno=0)


def copied(tree: Any) -> Any:
    """A tree like it that can be changed; packing and unpacking is much quicker than ``deepcopy``."""
    return pickle.loads(pickle.dumps(tree))


def is_path(node: ast.expr) -> bool:
    """A name, a constant, or a place below a name: reading it again costs next to nothing."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, (ast.Name, ast.Constant))


def path_of(node: ast.expr) -> str:
    """``facts.dossier.title`` of a place below a name; empty: it is none."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def is_set(n: ast.AST) -> TypeGuard[ast.Name]:
    """Whether a name is set here, not read."""
    return isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)


class Instead(ast.NodeTransformer):
    """Expressions in the place of names that are read."""

    def __init__(self, values: Mapping[str, ast.expr]) -> None:
        self.values = values

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if isinstance(node.ctx, ast.Load) and node.id in self.values:
            value: ast.expr = copied(self.values[node.id])
            return value
        return node
