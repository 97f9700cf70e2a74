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
    from zhicheng.entrustment import invariants as entrustment
    from zhicheng.evidence import invariants as evidence
    from zhicheng.experts import invariants as experts
    from zhicheng.ledger import invariants as ledger
    from zhicheng.outcome import invariants as outcome
    from zhicheng.register import invariants as register
    from zhicheng.stations import invariants as stations
    from zhicheng.year import invariants as year

    return {
        "ledger": ledger.broken,
        "year": year.broken,
        "evidence": evidence.broken,
        "register": register.broken,
        "accounts": accounts.broken,
        "entrustment": entrustment.broken,
        "dossier": dossier.broken,
        "experts": experts.broken,
        "stations": stations.broken,
        "committee": committee.broken,
        "outcome": outcome.broken,
    }


def broken() -> tuple[str, ...]:
    """Everything that is wrong, each line with its module's name."""
    return tuple(f"{name}：{line}" for name, check in checks().items() for line in check())


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when all holds, 1 when something does not."""
    django.setup()
    lines = broken()
    for line in lines:
        print(line)
    if not arguments.quiet:
        print(f"核对了{'、'.join(checks())}，{'没有问题' if not lines else f'{len(lines)}处问题'}")
    return 1 if lines else 0
