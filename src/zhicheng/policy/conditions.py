"""Conditions by name over the facts, as materials state them (``when`` in a notice).

A key is a path into the dossier (``basics.tenure``, ``title.appointed_on``, or ``row.degree`` for the row that a
file belongs to). A list names the allowed values, ``true`` demands a value, ``false`` demands none; all keys hold
together, and ``any`` holds when one of its groups does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .facts import Dossier


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
    for path, wanted in when.items():
        if path == "any":
            if not any(holds(group, dossier, row) for group in wanted):
                return False
            continue
        have = value_at(dossier, path, row)
        if wanted is True or wanted is False:
            if bool(have) is not wanted:
                return False
        elif have not in (wanted if isinstance(wanted, (list, tuple)) else (wanted,)):
            return False
    return True
