"""Conditions by name over the facts, as materials state them (``when`` in a notice).

A key is a path into the dossier (``basics.tenure``, ``title.appointed_on``, or ``row.degree`` for the row that a
file belongs to). A list names the allowed values, ``true`` demands a value, ``false`` demands none; all keys hold
together, and ``any`` holds when one of its groups does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
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
    """A condition as a question that can be asked many times: of a dossier, and of a row where it speaks of one."""
    tests = [_any_of(wanted) if path == "any" else _test(path, wanted) for path, wanted in when.items()]
    if not tests:
        return lambda dossier, row: True
    if len(tests) == 1:
        return tests[0]

    def all_hold(dossier: Dossier, row: object) -> bool:
        for test in tests:  # noqa: SIM110  a generator costs more than the tests
            if not test(dossier, row):
                return False
        return True

    return all_hold


def _any_of(groups: Sequence[Mapping[str, Any]]) -> Holds:
    alternatives = [condition(group) for group in groups]

    def any_holds(dossier: Dossier, row: object) -> bool:
        for alternative in alternatives:  # noqa: SIM110
            if alternative(dossier, row):
                return True
        return False

    return any_holds


def _test(path: str, wanted: Any) -> Holds:
    allowed = tuple(wanted) if isinstance(wanted, (list, tuple)) else (wanted,)
    truth = wanted is True or wanted is False

    def fits(value: Any) -> bool:
        return bool(value) is wanted if truth else value in allowed

    if path.partition(".")[0] == "row":
        return lambda dossier, row: fits(value_at(dossier, path, row))
    get = attrgetter(path)

    def is_true(dossier: Dossier, row: object) -> bool:
        try:
            return bool(get(dossier)) is wanted
        except AttributeError:  # something above it is absent, or nobody knows it
            return fits(value_at(dossier, path, row))

    def is_allowed(dossier: Dossier, row: object) -> bool:
        try:
            return get(dossier) in allowed
        except AttributeError:
            return fits(value_at(dossier, path, row))

    return is_true if truth else is_allowed
