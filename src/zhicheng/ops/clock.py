"""``zhicheng clock``: what happens because time passed, once; for a timer of the machine instead of a worker."""

from __future__ import annotations

import argparse

import django


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "逾期未补正的视为放弃，专家库每日核对一次；可由定时器反复运行"


def run(arguments: argparse.Namespace) -> int:
    """Lapse what is overdue now, and keep the pools of experts once a day."""
    django.setup()
    from zhicheng.stations.actions.clock import lapse
    from zhicheng.year.queries import now

    from .work import keep_pools

    numbers = lapse(now())
    print(f"视为放弃 {len(numbers)} 件" + (f"：{'、'.join(numbers)}" if numbers else ""))
    kept = keep_pools(now())
    if kept is not None:
        print(f"专家出库 {kept[0]} 人，任期届满收回席位 {kept[1]} 个")
    return 0
