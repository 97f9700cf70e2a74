"""Conditions by name over the facts, as materials state them (``when`` in a notice).

A key is a path into the dossier (``basics.tenure``, ``title.appointed_on``, or ``row.degree`` for the row that a
file belongs to). A list names the allowed values, ``true`` demands a value, ``false`` demands none; all keys hold
together, and ``any`` holds when one of its groups does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .facts import Dossier

Holds = Callable[[Dossier, object], bool]


def value_at(dossier: Dossier, path: str, row: object = None) -> Any:
    """What stands at a path; ``None`` below something absent. A field that nobody knows raises ``LookupError``."""
    first, _, rest = path.partition(".")
    here: Any = row if first == "row" else _field(dossier, first, path)
    for name in rest.split(".") if rest else ():
        if here is None:
            return None
        here = _field(here, name, path)
    return here


def _field(here: Any, name: str, path: str) -> Any:
    if not hasattr(here, name):
        raise LookupError(f"no such place in a dossier: {path}")
    return getattr(here, name)


def holds(when: Mapping[str, Any], dossier: Dossier, row: object = None) -> bool:
    """Whether a condition holds of a dossier, and of a row where it speaks of one."""
    return condition(when)(dossier, row)


def condition(when: Mapping[str, Any]) -> Holds:
    """A condition as a question that can be asked many times: of a dossier, and of a row where it speaks of one.

    It is put together as one expression of Python, because a file is asked for by every judgement.
    """
    values: list[Any] = []
    text = _text(when, values)
    known: dict[str, Any] = {"values": tuple(values), "one_by_one": lambda d, row: _one_by_one(when, d, row)}
    exec(
        f"def asked(dossier, row, *, {', '.join(f'v{n}=values[{n}]' for n in range(len(values))) or '_=None'}):\n"
        f"    try:\n        return {text}\n"
        "    except AttributeError:\n        return one_by_one(dossier, row)",  # something above a place is absent
        known,
    )
    made: Holds = known["asked"]
    return made


def _text(when: Mapping[str, Any], values: list[Any]) -> str:
    """The condition as an expression; what it compares with is put among ``values``, never into the text."""
    tests = []
    for path, wanted in when.items():
        if path == "any":
            tests.append(f"({' or '.join(_text(group, values) for group in wanted) or 'False'})")
            continue
        if not all(name.isidentifier() for name in path.split(".")):
            raise LookupError(f"no such place in a dossier: {path}")
        place = path if path.partition(".")[0] == "row" else f"dossier.{path}"
        if wanted is True or wanted is False:
            tests.append(f"({'not not' if wanted else 'not'} {place})")
        else:
            tests.append(f"({place} in v{len(values)})")
            values.append(tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,))
    return f"({' and '.join(tests) or 'True'})"


def _one_by_one(when: Mapping[str, Any], dossier: Dossier, row: object) -> bool:
    """The same, place by place, where one of them may be below something absent."""
    for path, wanted in when.items():
        if path == "any":
            fits = any(_one_by_one(group, dossier, row) for group in wanted)
        else:
            value = value_at(dossier, path, row)
            if wanted is True or wanted is False:
                fits = bool(value) is wanted
            else:
                fits = value in (wanted if isinstance(wanted, (list, tuple)) else (wanted,))
        if not fits:
            return False
    return True
