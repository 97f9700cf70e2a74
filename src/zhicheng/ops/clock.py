"""``zhicheng clock``: what happens because time passed, once; for a timer of the machine instead of a worker."""

from __future__ import annotations

import argparse

import django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "逾期未补正的视为放弃；可由定时器反复运行"


def run(arguments: argparse.Namespace) -> int:
    """Lapse what is overdue now."""
    django.setup()
    from zhicheng.stations.actions.clock import lapse
    from zhicheng.year.queries import now

    numbers = lapse(now())
    print(f"视为放弃 {len(numbers)} 件" + (f"：{'、'.join(numbers)}" if numbers else ""))
    return 0
