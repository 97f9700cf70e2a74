"""``zhicheng audit``: what must hold of any database, read-only; silent lines mean that it holds."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator

import django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="只打印问题")


def checks() -> dict[str, Callable[[], Iterator[str]]]:
    """Every module's invariants by name."""
    from zhicheng.accounts import invariants as accounts
    from zhicheng.committee import invariants as committee
    from zhicheng.dossier import invariants as dossier
    from zhicheng.evidence import invariants as evidence
    from zhicheng.ledger import invariants as ledger
    from zhicheng.outcome import invariants as outcome
    from zhicheng.stations import invariants as stations
    from zhicheng.year import invariants as year

    return {
        "ledger": ledger.broken,
        "year": year.broken,
        "evidence": evidence.broken,
        "accounts": accounts.broken,
        "dossier": dossier.broken,
        "stations": stations.broken,
        "outcome": outcome.broken,
