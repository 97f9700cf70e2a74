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


def condition(when: Mapping[str, Any]) -> Holds:
    """A condition as a question that can be asked many times: of a dossier, and of a row where it speaks of one.

    It is put together as one expression of Python, because every judgement asks it. A place that nobody knows raises
    ``LookupError`` when it is asked for; a value below something absent is ``None``.
    """
    values: list[Any] = []
    text = _text(when, values)
    known: dict[str, Any] = {f"v{n}": value for n, value in enumerate(values)}
    exec(
        "def asked(dossier, row):\n"
        f"    try:\n        return {text}\n"
        "    except AttributeError as unknown:\n"
        "        raise LookupError(f'no such place in a dossier: {unknown}') from unknown",
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
        elif wanted is True or wanted is False:
            tests.append(f"({'not not' if wanted else 'not'} {_place(path)})")
        else:
            tests.append(f"({_place(path)} in v{len(values)})")
            values.append(tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,))
    return f"({' and '.join(tests) or 'True'})"


def _place(path: str) -> str:
    """What stands at a path; ``None`` below something absent."""
    first, *below = path.split(".")
    if not all(name.isidentifier() for name in (first, *below)):
        raise LookupError(f"no such place in a dossier: {path}")
    here = "row" if first == "row" else f"dossier.{first}"
    for name in below:
        here = f"(None if {here} is None else {here}.{name})"
    return here
