"""``zhicheng work``: the one worker. Pulls what time and decisions have made due; nothing is pushed to it."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from datetime import datetime
from pathlib import Path

import django

PAUSE = 2.0  # seconds between two looks
log = logging.getLogger("zhicheng.work")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="只做一遍")


def once(at: datetime) -> tuple[tuple[str, ...], int]:
    """Lapse what is overdue, keep the pools once a day, print what is due; the numbers lapsed and the papers made."""
    from zhicheng.documents.actions import make_due
    from zhicheng.stations.actions.clock import lapse, remind
    from zhicheng.year import queries, shelf

    lapsed, year = lapse(at), queries.open_year()
    if year is not None:
        remind(year, shelf.notice_of(year), at)
    keep_pools(at)
    return lapsed, make_due(at)


def keep_pools(at: datetime) -> tuple[int, int] | None:
    """Remove experts whom the day asks to be removed; ``None`` when that is done or no year is open."""
    from zhicheng.experts.actions.pool import keep
    from zhicheng.year import queries, shelf

    year = queries.open_year()
    return keep(at, notice=shelf.notice_of(year)) if year is not None else None


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop; a failure of one round is logged and the next round comes."""
    django.setup()
    from django.conf import settings

    from zhicheng.policy.loading.workdays_file import read_workdays
    from zhicheng.policy.workdays import missing_years
    from zhicheng.year import queries

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    warned: tuple[int, ...] = ()
    while True:
        at = queries.now()
        try:
            lapsed, papers = once(at)
            if lapsed or papers:
                log.info("视为放弃 %s 件，制作文书 %s 份", len(lapsed), papers)
            missing = missing_years(read_workdays(Path(settings.NOTICES) / "workdays", []), at.date())
            if missing and missing != warned:
                log.warning("工作日历缺少 %s 年，请补充 notices/workdays", "、".join(map(str, missing)))
                warned = missing
        except Exception:
            log.exception("这一轮没有做完，稍后再试")
        if arguments.once or stop.wait(PAUSE):
            return 0
