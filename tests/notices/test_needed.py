"""A notice that lacks what the platform's steps ask for is refused when read, not when somebody takes a step."""

import ast
from collections import defaultdict
from pathlib import Path

from zhicheng.policy.judge import RULES, UNIT_RULES
from zhicheng.policy.needed import STEPS, WHERE_IT_STANDS

SOURCES = Path(__file__).parents[2] / "src" / "zhicheng"
MAY_BE_LEFT_OUT = {"lecture_defence", "correction_time"} | {id for id, _ in (*RULES, *UNIT_RULES)}
ASKED_WHETHER_IT_IS_THERE = {("unit_publicity", "working_days")}


def rule_named(node):
    match node:
        case ast.Call(func=ast.Attribute(attr="rule"), args=[ast.Constant(value=str(id))]):
            return id
        case ast.Subscript(value=ast.Attribute(attr="rules"), slice=ast.Constant(value=str(id))):
            return id


def names_of_rules(function):
    """``rule, day = notice.rule("x"), …``: which name stands for which rule."""
    names = defaultdict(set)
    for assigned in (n for n in ast.walk(function) if isinstance(n, ast.Assign)):
        for target in assigned.targets:
            pairs = [(target, assigned.value)]
            if isinstance(target, ast.Tuple) and isinstance(assigned.value, ast.Tuple):
                pairs = list(zip(target.elts, assigned.value.elts, strict=False))
            for name, value in pairs:
                if isinstance(name, ast.Name) and rule_named(value):
                    names[name.id].add(rule_named(value))
    return {name: rules.pop() for name, rules in names.items() if len(rules) == 1}


def asked_for():
    """Every rule that the code names, with the params that it reads by name."""
    asked = defaultdict(set)
    for path in SOURCES.rglob("*.py"):
        for function in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.FunctionDef)):
            names = names_of_rules(function)
            for node in ast.walk(function):
                if id := rule_named(node):
                    asked[id] |= set()
                match node:
                    case ast.Subscript(value=of, slice=ast.Constant(value=str(param))):
                        id = rule_named(of) or (isinstance(of, ast.Name) and names.get(of.id))
                        if id and (id, param) not in ASKED_WHETHER_IT_IS_THERE:
                            asked[id].add(param)
    return asked


def test_the_tables_name_what_the_code_asks_for():
    asked = {id: tuple(sorted(params)) for id, params in sorted(asked_for().items())}
    assert dict(STEPS) == {id: params for id, params in asked.items() if id not in MAY_BE_LEFT_OUT}
    assert dict(WHERE_IT_STANDS) == {id: params for id, params in asked.items() if id in MAY_BE_LEFT_OUT and params}
