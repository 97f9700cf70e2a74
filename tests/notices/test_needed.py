"""A notice that lacks what the platform's steps ask for is refused when read, not when somebody takes a step."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from zhicheng.policy.judge import RULES, UNIT_RULES
from zhicheng.policy.needed import STEPS, WHERE_IT_STANDS

SOURCES = Path(__file__).parents[2] / "src" / "zhicheng"
MAY_BE_LEFT_OUT = {"lecture_defence", "correction_time"}  # asked for only by what they switch on
ASKED_WHETHER_IT_IS_THERE = {("unit_publicity", "working_days")}
NAMED_ELSEWHERE = {"policy/experts.py": ("young_experts", "outside_experts")}  # out of a loop over names


def ids_of(node):
    """The rules that a call asks for, which fails without them: ``notice.rule("x")``, ``by_notice(notice, "x")``."""
    match node:
        case ast.Call(func=ast.Attribute(attr="rule"), args=[asked]):
            pass
        case ast.Call(func=ast.Attribute(attr="by_notice") | ast.Name(id="by_notice"), args=[_, asked, *_]):
            pass
        case _:
            return ()
    either = [asked.body, asked.orelse] if isinstance(asked, ast.IfExp) else [asked]
    return tuple(e.value for e in either if isinstance(e, ast.Constant) and isinstance(e.value, str))


def looked_up(node):
    """``notice.rules["x"]``, which stands behind a question whether it is there."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="rules"), slice=ast.Constant(value=str(id))):
            return (id,)
    return ids_of(node)


def names_of_rules(function):
    """``rule, day = notice.rule("x"), …``: which name stands for which rule."""
    names = defaultdict(set)
    for assigned in (n for n in ast.walk(function) if isinstance(n, ast.Assign)):
        for target in assigned.targets:
            pairs = [(target, assigned.value)]
            if isinstance(target, ast.Tuple) and isinstance(assigned.value, ast.Tuple):
                pairs = list(zip(target.elts, assigned.value.elts, strict=False))
            for name, value in pairs:
                if isinstance(name, ast.Name):
                    names[name.id] |= set(looked_up(value))
    return {name: rules.pop() for name, rules in names.items() if len(rules) == 1}


def asked_for():
    """Rule → the files that ask for it; rule → the params that are read by name."""
    files, params = defaultdict(set), defaultdict(set)
    for path in SOURCES.rglob("*.py"):
        here = path.relative_to(SOURCES).as_posix()
        if here.startswith("ops/"):  # what acts a year out asks for more than the year does
            continue
        for id in NAMED_ELSEWHERE.get(here, ()):
            files[id].add(here)
        for function in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)):
            names = names_of_rules(function)
            for node in ast.walk(function):
                for id in ids_of(node):
                    files[id].add(here)
                match node:
                    case ast.Subscript(value=of, slice=ast.Constant(value=str(param))):
                        named = looked_up(of) or (
                            (names[of.id],) if isinstance(of, ast.Name) and of.id in names else ()
                        )
                        for id in named:
                            params[id] |= {param} - {p for i, p in ASKED_WHETHER_IT_IS_THERE if i == id}
    for path in SOURCES.rglob("*.html"):
        for id in re.findall(r'rule\("([a-z_]+)"', path.read_text("utf-8")):
            files[id].add(path.relative_to(SOURCES).as_posix())
    return files, params


def homes():
    """Rule of eligibility → the module that answers for it. There it is asked only when it is in the notice."""
    rules = (*RULES, *UNIT_RULES)
    return {id: rule.__module__.removeprefix("zhicheng.").replace(".", "/") + ".py" for id, rule in rules}


def test_the_tables_name_what_the_code_asks_for():
    files, params = asked_for()
    at_home = homes()
    needed = {id for id, where in files.items() if id not in MAY_BE_LEFT_OUT and where - {at_home.get(id)}}
    assert dict(STEPS) == {id: tuple(sorted(params[id])) for id in sorted(needed)}
    others = {id: tuple(sorted(read)) for id, read in sorted(params.items()) if read and id not in needed}
    assert dict(WHERE_IT_STANDS) == others


@pytest.mark.parametrize("id", ["accepted_in_time", "all_online", "written_proof", "young_experts"])
def test_a_rule_that_is_named_by_a_refusal_a_page_a_fact_or_a_loop_is_needed_too(id):
    assert id in STEPS
