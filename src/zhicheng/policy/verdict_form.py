"""The verdict-only form of the rules, cut from the rules themselves: the law is written once.

A rule says its verdict together with its words, so that it reads like its sentence. Whoever wants verdicts alone (all
dossiers of a year replayed, two versions of a notice compared) need not pay for words that nobody reads. From the
source of each rule its verdict-only form is therefore cut for one notice, by four mechanical steps:

1. ``rule.finding(says, words, places …)`` becomes ``says``;
2. what only the words used is left out;
3. what depends on the notice alone is worked out while cutting;
4. what is marked :func:`~zhicheng.policy.kept.once` is worked out once for a dossier and handed to every rule.

:mod:`zhicheng.policy.verdict_join` then puts the rules into one function. This is sound because ``policy`` is pure:
leaving out or moving ahead a value that is not used changes nothing. What the steps do not know (a ``try``, a nested
function) is not cut: such a rule is asked whole, with its words.
"""

from __future__ import annotations

import ast
import pickle
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

from .finding import Finding, Says, gravest
from .notice import Notice
from .trees import CHANGEABLE
from .verdict_join import Call, Piece, joined

PACKAGE = __name__.rpartition(".")[0]
SAME = ("facts", "notice")  # by these names a judgement's facts and notice are handed on
_UNKNOWN = (
    ast.Try, ast.With, ast.While, ast.Match, ast.Global, ast.Nonlocal, ast.Lambda, ast.ClassDef,
    ast.Delete, ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Import, ast.ImportFrom,
)  # fmt: skip

RULE, SHARED = "rule", "shared"  # for what a function is cut
AHEAD = "_ahead_"  # before the number of what was worked out ahead


class CannotBeCut(Exception):
    """A function that the steps do not understand."""


def cut(rules: Sequence[tuple[str, Callable[..., Any]]], notice: Notice) -> Callable[[Any, Notice], dict[str, Says]]:
    """One function of facts and notice that answers with each rule's gravest verdict, in the order of ``rules``."""
    return _Cutter(notice).whole(rules)


def source_of(function: Callable[..., Any]) -> str:
    """A rule without its words, as Python, to be looked at. :class:`CannotBeCut` when it is asked whole."""
    if not isinstance(function, FunctionType):
        raise CannotBeCut(str(function))
    return ast.unparse(_fresh(function))


@cache
def _functions_of(file: str) -> Mapping[str, ast.FunctionDef]:
    try:
        tree = ast.parse(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError) as lost:
        raise CannotBeCut(file) from lost
    return {s.name: s for s in tree.body if isinstance(s, ast.FunctionDef)}


@cache
def _packed(function: FunctionType) -> bytes:
    return pickle.dumps(_without_words(function))


def _fresh(function: FunctionType) -> ast.FunctionDef:
    """A function without its words, to be changed as one likes; unpacking is much quicker than copying a tree."""
    tree: ast.FunctionDef = pickle.loads(_packed(function))
    return tree


def _without_words(function: FunctionType) -> ast.FunctionDef:
    """Steps 1 and 2, which no notice changes."""
    tree = _functions_of(function.__code__.co_filename).get(function.__name__)
    if tree is None or function.__closure__ or any(isinstance(n, _UNKNOWN) for n in ast.walk(tree)):
        raise CannotBeCut(function.__name__)
    nested = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    if len(nested) > 1:
        raise CannotBeCut(function.__name__)
    _only_handed_on(tree, function.__globals__)
    tree.decorator_list, tree.returns = [], None
    for argument in _arguments(tree):
        argument.annotation = None
    tree = ast.fix_missing_locations(_Verdicts(function.__globals__).visit(tree))
    assert isinstance(tree, ast.FunctionDef)
    tree.body = _apart(tree.body)
    _drop_unused(tree)
    return tree


def _arguments(tree: ast.FunctionDef) -> list[ast.arg]:
    a = tree.args
    return [*a.posonlyargs, *a.args, *a.kwonlyargs, *(x for x in (a.vararg, a.kwarg) if x)]


def _is_finding(node: ast.AST, known: Mapping[str, Any]) -> bool:
    """Whether an expression makes a finding, or findings."""
    match node:
        case ast.Call(func=ast.Attribute(attr="finding"), args=[_, *_]):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return isinstance(known.get(name), FunctionType) and _speaks(known[name])
    return False


def _only_handed_on(tree: ast.FunctionDef, known: Mapping[str, Any]) -> None:
    """A finding must be returned, yielded, or put among others: whoever looks into it would find a verdict there."""
    if any(isinstance(n, ast.Attribute) and n.attr == "says" for n in ast.walk(tree)):
        raise CannotBeCut(tree.name)
    for above in ast.walk(tree):
        for node in ast.iter_child_nodes(above):
            if not _is_finding(node, known):
                continue
            match above:
                case ast.Return() | ast.Yield() | ast.YieldFrom() | ast.Tuple() | ast.List() | ast.Starred():
                    continue
                case ast.ListComp() | ast.GeneratorExp() | ast.IfExp() | ast.BoolOp() | ast.AugAssign(op=ast.Add()):
                    continue
                case ast.Call(func=ast.Attribute(attr="append" | "extend") | ast.Name(id="tuple" | "list")):
                    continue
            raise CannotBeCut(tree.name)


class _Verdicts(ast.NodeTransformer):
    """Step 1. An annotated assignment becomes a plain one on the way."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "finding" and node.args:
            says: ast.expr = self.visit(node.args[0])
            return says
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        self.generic_visit(node)
        if node.value is None:
            return ast.copy_location(ast.Pass(), node)
        return ast.copy_location(ast.Assign(targets=[node.target], value=node.value), node)


def _apart(body: list[ast.stmt]) -> list[ast.stmt]:
    """``a, b = x, y`` as two statements where ``y`` does not read ``a``; docstrings go."""
    out: list[ast.stmt] = []
    for s in body:
        for name in ("body", "orelse"):
            if inner := getattr(s, name, None):
                setattr(s, name, _apart(inner))
        match s:
            case ast.Expr(value=ast.Constant()):
                continue
            case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)) if (
                len(targets) == len(values)
                and all(isinstance(t, ast.Name) for t in targets)
                and not {t.id for t in targets if isinstance(t, ast.Name)} & _read(s.value)
            ):
                pairs = zip(targets, values, strict=True)
                out += [ast.copy_location(ast.Assign(targets=[t], value=v), s) for t, v in pairs]
            case _:
                out.append(s)
    return out or [ast.Pass()]


def _names(tree: ast.AST) -> list[ast.Name]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]


def _read(tree: ast.AST) -> set[str]:
    return {n.id for n in _names(tree)}


def _drop_unused(tree: ast.FunctionDef) -> None:
    """Step 2: what is assigned or added to names that no decision reads, and what then stands empty."""
    given = {a.arg for a in _arguments(tree)}
    makes = {id(s): (name, s) for s in ast.walk(tree) if (name := _made(s)) and name not in given}
    inside = {id(n) for _, s in makes.values() for n in ast.walk(s)}
    read = {n.id for n in _names(tree) if id(n) not in inside}
    while more := {r for name, s in makes.values() if name in read for r in _read(s)} - read:
        read |= more
    tree.body = _used(tree.body, read, given) or [ast.Pass()]


def _made(s: ast.AST) -> str:
    """The one name that a statement makes or adds to, and does nothing else; empty: there is none."""
    match s:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend"))):
            return name
    return ""


def _used(body: list[ast.stmt], read: set[str], given: set[str]) -> list[ast.stmt]:
    out: list[ast.stmt] = []
    for s in body:
        made = _made(s)
        if isinstance(s, ast.Pass) or (made and made not in read | given and not _bound(s) & read):
            continue
        if isinstance(s, (ast.If, ast.For)):
            s.body, s.orelse = _used(s.body, read, given), _used(s.orelse, read, given)
            if not s.body and not s.orelse and not _bound(s) & read:
                continue
            s.body = s.body or [ast.copy_location(ast.Pass(), s)]
        out.append(s)
    return out


def _bound(tree: ast.AST) -> set[str]:
    """Names that are assigned within an expression."""
    return {n.target.id for n in ast.walk(tree) if isinstance(n, ast.NamedExpr)}


class _Cutter:
    """Steps 3 and 4 for one notice, and the compiled functions."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice
        self.spaces: dict[str, dict[str, Any]] = {}  # module -> names that its functions see
        self.made: dict[tuple[FunctionType, str], tuple[Any, tuple[str, ...]]] = {}  # with what it is handed
        self.shared: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {}  # what is worked out once, in order
        self.being_made: list[FunctionType] = []
        self.pieces: dict[Any, Piece | None] = {}

    def whole(self, rules: Sequence[tuple[str, Callable[..., Any]]]) -> Callable[[Any, Notice], dict[str, Says]]:
        asked = []
        for id, rule in rules:
            try:
                function, handed = self.function(rule, RULE)
            except CannotBeCut:
                function, handed = _whole(rule), ()
            asked.append(Call(id, function, (*handed, *SAME)))
        shared = [Call(name, function, (*handed, *given)) for name, (function, handed, given) in self.shared.items()]
        return joined(shared, asked, self._piece_of, f"verdicts of {self.notice.id}")

    def _piece_of(self, function: Any) -> Piece | None:
        """A function of the policy as a tree: the cut form, or as it is written when there was nothing to cut."""
        if function in self.pieces:
            return self.pieces[function]
        if not isinstance(function, FunctionType) or not function.__module__.startswith(f"{PACKAGE}."):
            return None
        try:
            self.pieces[function] = Piece(_fresh(function), function.__globals__)
        except CannotBeCut:
            self.pieces[function] = None
        return self.pieces[function]

    def function(self, function: Any, way: str = "") -> tuple[Any, tuple[str, ...]]:
        """The cut form of a function and the names of what it is to be handed before its own arguments.

        A rule is to return one verdict; what is shared is never given what it has a default for.
        """
        if (function, way) in self.made:
            return self.made[function, way]
        if not isinstance(function, FunctionType) or function in self.being_made:
            raise CannotBeCut(str(function))
        tree = _fresh(function)
        space = self.spaces.setdefault(function.__module__, {**function.__globals__, gravest.__name__: gravest})
        self.being_made.append(function)
        try:
            handed = _HandOver(self, function, space)
            tree = handed.visit(tree)
            _Ahead(self.notice, tree, space, _defaults(function) if way is SHARED else {}).work_out()
            if way is RULE and _returns(function) not in ("Finding", Finding):
                _OneVerdict(space).visit(tree)
            _drop_unused(tree)
        finally:
            self.being_made.pop()
        names = tuple(dict.fromkeys(handed.names))
        tree.name = f"{tree.name}__cut{way and f'_as_{way}'}"
        tree.args.args[:0] = [ast.arg(arg=n) for n in names]
        module = ast.fix_missing_locations(ast.Module(body=[tree], type_ignores=[]))
        exec(compile(module, function.__code__.co_filename, "exec"), space)
        self.made[function, way] = space[tree.name], names
        self.pieces[space[tree.name]] = Piece(tree, space)
        return self.made[function, way]

    def share(self, function: FunctionType, given: tuple[str, ...]) -> str:
        """The name under which what a function makes of the judgement's facts is handed over."""
        name = f"_{function.__name__}"
        if name not in self.shared:
            made, handed = self.function(function, SHARED)
            self.shared[name] = made, handed, given
        return name


def _whole(rule: Callable[..., Any]) -> Callable[..., Says | None]:
    def asked(facts: Any, notice: Notice) -> Says | None:
        said = rule(facts, notice)
        return said.says if isinstance(said, Finding) else gravest(f.says for f in said)

    return asked


class _HandOver(ast.NodeTransformer):
    """Step 4; and calls of the policy's functions that take a notice become calls of their cut forms."""

    def __init__(self, cutter: _Cutter, function: FunctionType, space: dict[str, Any]) -> None:
        self.cutter, self.known, self.space = cutter, function.__globals__, space
        self.names: list[str] = []
        self.own = set(function.__code__.co_varnames[: function.__code__.co_argcount])

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        called = self.known.get(node.func.id) if isinstance(node.func, ast.Name) else None
        is_once, called = getattr(called, "once", False), getattr(called, "__wrapped__", called)
        if not isinstance(called, FunctionType) or not called.__module__.startswith(f"{PACKAGE}."):
            return node
        given = tuple(a.id if isinstance(a, ast.Name) else "" for a in node.args)
        wanted = called.__code__.co_varnames[: called.__code__.co_argcount]
        is_same = given == wanted[: len(given)] and not node.keywords and set(given) <= set(SAME) & self.own
        if is_once and is_same:
            try:
                name = self.cutter.share(called, given)
            except CannotBeCut:
                return node
            self.names.append(name)
            return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node)
        if not set(SAME) & set(wanted) and not _speaks(called):
            return node
        for parameter, argument in zip(wanted, given, strict=False):
            if parameter in SAME and argument != parameter:
                return self._as_it_is(called, node)
        if any(k.arg in SAME or k.arg is None for k in node.keywords):
            return self._as_it_is(called, node)
        try:
            made, handed = self.cutter.function(called)
        except CannotBeCut:
            return self._as_it_is(called, node)
        self.space[made.__name__] = made
        self.names += handed
        node.func = ast.copy_location(ast.Name(id=made.__name__, ctx=ast.Load()), node.func)
        node.args[:0] = [ast.copy_location(ast.Name(id=n, ctx=ast.Load()), node) for n in handed]
        return node

    def _as_it_is(self, called: FunctionType, node: ast.Call) -> ast.Call:
        if _speaks(called):  # its findings would be taken for verdicts
            raise CannotBeCut(called.__name__)
        return node


def _defaults(function: FunctionType) -> dict[str, Any]:
    names = function.__code__.co_varnames[: function.__code__.co_argcount]
    values = function.__defaults__ or ()
    return {**dict(zip(names[len(names) - len(values) :], values, strict=True)), **(function.__kwdefaults__ or {})}


def _speaks(function: FunctionType) -> bool:
    return "Finding" in str(_returns(function))


def _returns(function: FunctionType) -> Any:
    return function.__annotations__.get("return", "")


class _Ahead(ast.NodeTransformer):
    """Step 3: what depends on the notice alone, as a value. What fails, or could be changed later, is left as it is."""

    def __init__(self, notice: Notice, tree: ast.FunctionDef, space: dict[str, Any], given: Mapping[str, Any]) -> None:
        self.tree, self.space = tree, space
        stored = [n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        self.local = {*stored, *(a.arg for a in _arguments(tree))}
        self.once = {name for name in stored if stored.count(name) == 1}
        self.values: dict[str, Any] = {k: v for k, v in given.items() if k not in stored}
        if "notice" in self.local:
            self.values["notice"] = notice

    def work_out(self) -> None:
        self.tree.body = [kept for s in self.tree.body if (kept := self._statement(s)) is not None]

    def _statement(self, s: ast.stmt) -> ast.stmt | None:
        match s:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in self.once and self._is_static(value):
                worked, result = self._value(value)
                if worked and not isinstance(result, CHANGEABLE):
                    self.values[name] = result
                    return None
        kept: ast.stmt = self.visit(s)
        return kept

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.expr) and not isinstance(
            node, (ast.Constant, ast.FormattedValue, ast.Slice, ast.Starred, ast.GeneratorExp)
        ):
            is_plain_name = isinstance(node, ast.Name) and node.id not in self.values
            if isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and not is_plain_name and self._is_static(node):
                worked, result = self._value(node)
                if worked and not isinstance(result, CHANGEABLE):
                    name = f"{AHEAD}{len(self.space)}"
                    self.space[name] = result
                    return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), node)
        return self.generic_visit(node)

    def _is_static(self, node: ast.expr) -> bool:
        if any(isinstance(n, (ast.Yield, ast.YieldFrom, ast.NamedExpr)) for n in ast.walk(node)):
            return False
        return not (_read(node) & self.local) - set(self.values)

    def _value(self, node: ast.expr) -> tuple[bool, Any]:
        expression = ast.fix_missing_locations(ast.Expression(body=node))
        try:
            return True, eval(compile(expression, "<ahead>", "eval"), {**self.space, **self.values})
        except Exception:  # what would fail is left to fail where it is reached
            return False, None


class _OneVerdict(ast.NodeTransformer):
    """A rule that returns many findings returns the gravest of their verdicts, so that asking it needs no more."""

    def __init__(self, space: dict[str, Any]) -> None:
        self.space = space

    def visit_Return(self, node: ast.Return) -> ast.Return:
        node.value = self._one(node.value) if node.value else None
        return node

    def _one(self, value: ast.expr) -> ast.expr:
        match value:
            case ast.Name(id=name) if name.startswith(AHEAD):
                self.space[name] = gravest(self.space[name])
                return value
            case ast.BoolOp(
                op=ast.Or(), values=[ast.Call(func=ast.Name(id="tuple"), args=[ast.Name() as many]), other]
            ):
                return ast.IfExp(test=many, body=_call_gravest(many), orelse=self._one(other))
        return _call_gravest(value)


def _call_gravest(many: ast.expr) -> ast.expr:
    return ast.Call(func=ast.Name(id=gravest.__name__, ctx=ast.Load()), args=[many], keywords=[])
