"""Step 5 of the verdict-only form: all rules stand in one function.

A call costs more than most rules do. :func:`joined` takes the cut rules (:mod:`zhicheng.policy.verdict_form`) and puts
them one after the other, by mechanical steps again:

- a call of a function of the policy becomes that function's own statements, where its returns allow it;
- what is known while cutting is not asked;
- what is then done twice, or for nothing, goes (:mod:`zhicheng.policy.verdict_tidy`).

Sound for the same reason: ``policy`` is pure, so that it matters neither when nor how often something is worked out.
What the steps do not know stays a call.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .finding import MET, gravest
from .trees import CHANGEABLE, LOOPS, Instead, assign, copied, is_path, is_set, load
from .verdict_tidy import ANSWER, FACTS, tidied

LIMIT = 12  # functions within functions
SAID = "said"  # the dictionary of answers


@dataclass(frozen=True, slots=True)
class Piece:
    """A function as a tree, and the names that it sees."""

    tree: ast.FunctionDef
    space: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the whole: what is called, and under which name its answer is kept or said."""

    name: str
    function: Callable[..., Any]
    given: tuple[str, ...]


class CannotBeJoined(Exception):
    """A function that stays a call."""


def joined(
    shared: Sequence[Call], rules: Sequence[Call], piece_of: Callable[[Any], Piece | None], title: str
) -> Callable[..., Any]:
    """One function of facts and notice: what is shared is worked out, then every rule is asked, and the answers come
    as a dictionary by the rules' names, without those that say nothing (``None``). All are met until they say else."""
    join = _Join(piece_of)
    body: list[ast.stmt] = []
    for call in shared:
        body += join.statement(assign(call.name, join.call(call)), 0)
    met = join.known({call.name: MET for call in rules}, "all_met")
    body.append(
        assign(SAID, ast.Call(func=ast.Attribute(value=load(met), attr="copy", ctx=ast.Load()), args=[], keywords=[]))
    )
    for call in rules:
        body += join.statement(assign(f"{ANSWER}{call.name}", join.call(call)), 0)
    body.append(ast.Return(value=load(SAID)))
    tree = _function("verdicts", (FACTS, "notice"), body)
    tree.body = _Answers(join.space).all(join.tidied(tree).body)
    return _compiled([*join.trees, tree], join.space, title)


def _function(name: str, arguments: Iterable[str], body: list[ast.stmt]) -> ast.FunctionDef:
    given = [ast.arg(arg=n) for n in arguments]
    args = ast.arguments(posonlyargs=[], args=given, kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.FunctionDef(name=name, args=args, body=body, decorator_list=[])


class _Text:
    """Where a traceback finds the lines of a joined function."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, name: str) -> str:
        return self.text


def _compiled(trees: Sequence[ast.FunctionDef], space: dict[str, Any], title: str) -> Callable[..., Any]:
    """The last of some functions, that see one another."""
    text = ast.unparse(ast.fix_missing_locations(ast.Module(body=list(trees), type_ignores=[])))
    space |= {"__name__": title, "__loader__": _Text(text)}
    exec(compile(text, title, "exec"), space)
    made: Callable[..., Any] = space[trees[-1].name]
    return made


# ───── putting functions in the place of their calls ─────


class _Join:
    def __init__(self, piece_of: Callable[[Any], Piece | None]) -> None:
        self.piece_of = piece_of
        self.trees: list[ast.FunctionDef] = []  # functions that are called from the one
        self._apart: dict[str, str] = {}
        self.space: dict[str, Any] = {}
        self._named: dict[int, str] = {}
        self._count = 0

    def known(self, value: Any, name: str) -> str:
        """The name by which the whole function sees a value."""
        if id(value) not in self._named:
            self._named[id(value)] = f"{name.strip('_')}__{len(self._named)}"
            self.space[self._named[id(value)]] = value
        return self._named[id(value)]

    def call(self, call: Call) -> ast.Call:
        name = self.known(call.function, getattr(call.function, "__name__", "asked"))
        return ast.Call(func=load(name), args=[load(n) for n in call.given], keywords=[])

    # Statements

    def statement(self, s: ast.stmt, depth: int) -> list[ast.stmt]:
        """A statement with what it calls put in its place."""
        if (first := self._first_worked_out(s)) is not None:
            return [more for one in (first, s) for more in self.statement(one, depth)]
        match s:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as called):
                if (one := self._one_verdict(called)) is not None:
                    return self.statement(assign(name, one), depth)
                is_gravest = self._is_gravest(called)
                try:
                    return self._block(name, called.args[0] if is_gravest else called, depth, said=is_gravest)
                except CannotBeJoined:
                    pass
        for name in ("body", "orelse"):
            if inner := getattr(s, name, None):
                setattr(s, name, [more for one in inner for more in self.statement(one, depth)])
        for name, value in ast.iter_fields(s):
            if isinstance(value, ast.expr) and not isinstance(getattr(value, "ctx", ast.Load()), ast.Store):
                setattr(s, name, self.expression(value, depth))
        return [s]

    def _first_worked_out(self, s: ast.stmt) -> ast.stmt | None:
        """What a list is made of, to be called before it is made."""
        match s:
            case (
                ast.Assign(value=ast.ListComp(generators=[first, *_]))
                | ast.AugAssign(value=ast.ListComp(generators=[first, *_]))
            ) if isinstance(first.iter, ast.Call):
                self._count += 1
                name, called = f"of_{self._count}", first.iter
                first.iter = load(name)
                return assign(name, called)
        return None

    def _is_gravest(self, called: ast.expr) -> bool:
        return (
            isinstance(called, ast.Call)
            and isinstance(called.func, ast.Name)
            and self.space.get(called.func.id) is gravest
        )

    def _one_verdict(self, value: ast.expr) -> ast.expr | None:
        """What the gravest of some verdicts is plainly, if it is plain."""
        match value:
            case ast.Call(args=[ast.Tuple(elts=[one])]) if self._is_gravest(value) and not isinstance(one, ast.Starred):
                return one
            case ast.Call(args=[ast.IfExp(test=test, body=one, orelse=other)]) if self._is_gravest(value):
                return ast.IfExp(test=test, body=self._gravest(one), orelse=self._gravest(other))
            case ast.Call(args=[ast.Name(id=name)]) if self._is_gravest(value) and isinstance(
                self.space.get(name), tuple
            ):
                return load(self.known(gravest(self.space[name]), "gravest"))
        return None

    def _gravest(self, value: ast.expr) -> ast.expr:
        call = ast.Call(func=load(self.known(gravest, gravest.__name__)), args=[value], keywords=[])
        return self._one_verdict(call) or call

    def _block(self, target: str, called: ast.expr, depth: int, *, said: bool = False) -> list[ast.stmt]:
        """A call's statements, that set a name to its answer; ``said``: to the gravest of its answers."""
        if not isinstance(called, ast.Call):
            raise CannotBeJoined
        piece, given = self._opened(called, depth)
        try:
            value = _as_expression(self._resolved(piece, given))
        except CannotBeJoined:
            pass
        else:
            return self.statement(assign(target, self._gravest(value) if said else value), depth + 1)
        tree = piece.tree
        if any(
            isinstance(n, ast.Return) for loop in ast.walk(tree) if isinstance(loop, ast.For) for n in ast.walk(loop)
        ):
            raise CannotBeJoined(tree.name)
        before: list[ast.stmt] = []
        for name, value in given.items():  # what is not to be read again and again
            if not is_path(value):
                self._count += 1
                before.append(assign(f"{name}_{self._count}", value))
                given[name] = load(f"{name}_{self._count}")
        body = self._resolved(piece, given)
        if not isinstance(body[-1], ast.Return):
            body.append(ast.Return(value=ast.Constant(value=None)))
        for n in (n for s in body for n in ast.walk(s)) if said else ():
            if isinstance(n, ast.Return) and n.value is not None:
                n.value = self._gravest(n.value)
        returns = sum(isinstance(n, ast.Return) for s in body for n in ast.walk(s))
        *first, last = body
        if returns == 1 and isinstance(last, ast.Return):
            body = [*first, assign(target, last.value or ast.Constant(value=None))]
        else:
            block = [more for s in body for more in _broken_off(s, target)]
            body = [ast.While(test=ast.Constant(value=True), body=block, orelse=[])]
        return [more for s in (*before, *body) for more in self.statement(s, depth + 1)]

    def _opened(self, called: ast.Call, depth: int) -> tuple[Piece, dict[str, ast.expr]]:
        """The function that is called and what it is given; :class:`CannotBeJoined`: it stays a call."""
        function = self.space.get(called.func.id) if isinstance(called.func, ast.Name) else None
        piece = self.piece_of(function) if function is not None and depth < LIMIT else None
        if piece is None or any(isinstance(a, ast.Starred) for a in called.args):
            raise CannotBeJoined
        a = piece.tree.args
        names = [x.arg for x in (*a.posonlyargs, *a.args)]
        given = dict(zip(names, called.args, strict=False)) | {k.arg or "": k.value for k in called.keywords}
        if a.vararg or a.kwarg or set(given) != {*names, *(x.arg for x in a.kwonlyargs)}:
            raise CannotBeJoined(piece.tree.name)
        if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for n in ast.walk(piece.tree)):
            raise CannotBeJoined(piece.tree.name)
        return piece, given

    def _resolved(self, piece: Piece, given: Mapping[str, ast.expr]) -> list[ast.stmt]:
        """A function's statements for this call: its own names made unlike all others, its globals made known."""
        self._count += 1
        body: list[ast.stmt] = copied(piece.tree.body)
        names = _Names(self, piece, given, self._count)
        return [names.visit(s) for s in body]

    # What is known already

    def worked_out(self, node: ast.expr) -> ast.expr:
        """The name of what an expression of known values is; itself when it is not to be known, or could be changed."""
        if isinstance(node, (ast.Constant, ast.Name, ast.Slice, ast.Starred, ast.FormattedValue)):
            return node
        names = 0
        for n in ast.walk(node):
            if isinstance(n, ast.Name):
                names += 1
                if n.id not in self.space:
                    return node
            elif isinstance(n, (ast.NamedExpr, ast.Yield, ast.YieldFrom, ast.GeneratorExp)):
                return node
        if not names:
            return node
        expression = ast.fix_missing_locations(ast.Expression(body=copied(node)))
        try:
            value = eval(compile(expression, "<known>", "eval"), self.space)
        except Exception:  # what would fail is left to fail where it is reached
            return node
        return node if isinstance(value, CHANGEABLE) else load(self.known(value, "known"))

    def truth(self, test: ast.expr) -> bool | None:
        """Whether a test is known to hold, or not to; ``None``: it must be asked."""
        if isinstance(test, ast.Constant):
            return bool(test.value)
        return bool(self.space[test.id]) if isinstance(test, ast.Name) and test.id in self.space else None

    def tidied(self, tree: ast.FunctionDef) -> ast.FunctionDef:
        """See :func:`tidied`; what is known while joining is not asked."""
        _Known(self).visit(tree)
        return tidied(tree)

    # Expressions

    def expression(self, node: ast.expr, depth: int) -> ast.expr:
        """An expression in which functions of one answer stand in the place of their calls."""
        made: ast.expr = _Within(self, depth).visit(node)
        return made

    def apart(self, called: ast.Call, depth: int) -> ast.Call:
        """A call that stays one: of the function with all that it calls put in its place."""
        name = called.func.id if isinstance(called.func, ast.Name) else ""
        piece = self.piece_of(self.space[name]) if name in self.space else None
        if piece is None or depth >= LIMIT or piece.tree.args.kwonlyargs or piece.tree.args.defaults:
            return called
        if name not in self._apart:
            self._apart[name] = name  # as it is, while its own form is being made
            given = [a.arg for a in (*piece.tree.args.posonlyargs, *piece.tree.args.args)]
            try:
                body = self._resolved(piece, {n: load(n) for n in given})
            except CannotBeJoined:
                return called
            body = [more for s in body for more in self.statement(s, depth + 1)]
            tree = self.tidied(_function(f"{name}_", given, body))
            self.trees.append(tree)
            self._apart[name] = tree.name
        called.func = load(self._apart[name])
        return called

    def within(self, called: ast.Call, depth: int) -> ast.expr:
        try:
            piece, given = self._opened(called, depth)
            for name, value in given.items():
                if not is_path(value) and not _read_at_most_once(name, piece.tree):
                    raise CannotBeJoined(piece.tree.name)
            value = _as_expression(self._resolved(piece, given))
        except CannotBeJoined:
            return self.apart(called, depth)
        return self.expression(value, depth + 1)


class _Within(ast.NodeTransformer):
    def __init__(self, join: _Join, depth: int) -> None:
        self.join, self.depth = join, depth

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self.join.within(node, self.depth)


class _Known(ast.NodeTransformer):
    def __init__(self, join: _Join) -> None:
        self.join = join

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            worked_out = self.join.worked_out(node)
            if worked_out is not node:
                return worked_out
        return super().visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        truth = self.join.truth(node.test)
        return node if truth is None else node.body if truth else node.orelse

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        self.generic_visit(node)
        ends = isinstance(node.op, ast.Or)  # a value of this truth ends it
        values: list[ast.expr] = []
        for n, value in enumerate(node.values):
            truth = self.join.truth(value)
            if truth is None or truth is ends or n == len(node.values) - 1:
                values.append(value)
            if truth is ends:
                break
        node.values = values
        return node if len(values) > 1 else values[0]

    def visit_If(self, node: ast.If) -> Any:
        self.generic_visit(node)
        truth = self.join.truth(node.test)
        return node if truth is None else (node.body if truth else node.orelse) or ast.Pass()


class _Names(ast.NodeTransformer):
    """Names of one function as the whole sees them."""

    def __init__(self, join: _Join, piece: Piece, given: Mapping[str, ast.expr], number: int) -> None:
        self.join, self.piece, self.given, self.number = join, piece, given, number
        self.own = {n.id for n in ast.walk(piece.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.own:
            if isinstance(node.ctx, ast.Load) and node.id in self.given:
                raise CannotBeJoined(node.id)  # a name that is given and then set anew
            return ast.Name(id=f"{node.id}_{self.number}", ctx=node.ctx)
        if node.id in self.given:
            value: ast.expr = copied(self.given[node.id])
            return value
        if node.id in self.piece.space:
            return load(self.join.known(self.piece.space[node.id], node.id))
        if not hasattr(builtins, node.id):
            raise CannotBeJoined(node.id)
        return node


def _read_at_most_once(name: str, tree: ast.FunctionDef) -> bool:
    often = sum(isinstance(n, ast.Name) and n.id == name for n in ast.walk(tree))
    again = [n for n in ast.walk(tree) if isinstance(n, LOOPS)]
    return often <= 1 and not any(isinstance(n, ast.Name) and n.id == name for loop in again for n in ast.walk(loop))


def _as_expression(body: Sequence[ast.stmt]) -> ast.expr:
    """Statements that do nothing but return, as the one expression that they return."""
    match body:
        case [ast.Return(value=value), *_]:
            return value or ast.Constant(value=None)
        case [ast.Assign(targets=[ast.Name(id=name)], value=value), *rest] if is_path(value):
            both = {name, *(n.id for n in ast.walk(value) if isinstance(n, ast.Name))}
            if any(is_set(n) and n.id in both for s in rest for n in ast.walk(s)):
                raise CannotBeJoined(name)
            return _as_expression([Instead({name: value}).visit(copied(s)) for s in rest])
        case [ast.If(test=test, body=then, orelse=other), *rest] if isinstance(then[-1], (ast.Return, ast.If)):
            return ast.IfExp(test=test, body=_as_expression(then), orelse=_as_expression([*other, *rest]))
    raise CannotBeJoined


def _broken_off(s: ast.stmt, target: str) -> list[ast.stmt]:
    """A statement of a function as one of a block that is left where the function would return."""
    if isinstance(s, ast.Return):
        return [assign(target, s.value or ast.Constant(value=None)), ast.Break()]
    if isinstance(s, ast.If):
        s.body = [more for one in s.body for more in _broken_off(one, target)]
        s.orelse = [more for one in s.orelse for more in _broken_off(one, target)]
    return [s]


# ───── the answers ─────


class _Answers:
    """``rule_x = says`` becomes what changes the dictionary of answers; that a rule is met stands there already."""

    def __init__(self, space: Mapping[str, Any]) -> None:
        self.space = space

    def all(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        for s in body:
            for name in ("body", "orelse"):
                if inner := getattr(s, name, None):
                    setattr(s, name, self.all(inner) or ([ast.Pass()] if name == "body" else []))
            match s:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name.startswith(ANSWER):
                    out += self.one(name.removeprefix(ANSWER), value)
                case _:
                    out.append(s)
        return out

    def one(self, id: str, value: ast.expr) -> list[ast.stmt]:
        where = ast.Subscript(value=load(SAID), slice=ast.Constant(value=id), ctx=ast.Store())
        match value:
            case ast.IfExp(test=test, body=one, orelse=other):
                then, orelse = self.one(id, one), self.one(id, other)
                if then:
                    return [ast.If(test=test, body=then, orelse=orelse)]
                return [ast.If(test=ast.UnaryOp(op=ast.Not(), operand=test), body=orelse, orelse=[])] if orelse else []
            case ast.Constant(value=None):
                return [ast.Delete(targets=[ast.Subscript(value=load(SAID), slice=where.slice, ctx=ast.Del())])]
            case ast.Name(id=name) if name in self.space and self.space[name] is MET:
                return []
            case ast.Name(id=name) if name in self.space and self.space[name] is not None:
                return [ast.Assign(targets=[where], value=value, lineno=0)]
            case ast.Name(id=name) if name in self.space:
                return self.one(id, ast.Constant(value=None))
        kept = load(f"{ANSWER}{id}")
        silent = ast.Compare(left=kept, ops=[ast.Is()], comparators=[ast.Constant(value=None)])
        return [
            assign(kept.id, value),
            ast.If(
                test=silent,
                body=self.one(id, ast.Constant(value=None)),
                orelse=[ast.Assign(targets=[where], value=kept, lineno=0)],
            ),
        ]
