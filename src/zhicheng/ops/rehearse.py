"""``zhicheng rehearse --people N``: N synthetic people walk the year through the very actions that pages call.

From the notice to the certificates, in a scratch database that is thrown away. Prints the funnel, the time by station,
what the committees decided and the invariants' verdict; the committees' papers stay in ``var/rehearsal``.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import mean
from typing import Any

from .judge import folder_named

SEED = 7
NOTICE = "2023-xuchang"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, default=50, help="人数，默认50")
    parser.add_argument("--notice", default=NOTICE, metavar="FOLDER", help=f"哪一份通知，默认{NOTICE}")
    parser.add_argument("--seed", type=int, default=SEED, help="随机种子；相同的种子走出相同的一年")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when every invariant holds, 1 when one does not, 2 for an impossible number of people."""
    if not 1 <= arguments.people <= 20_000:
        print("人数须在1到20000之间。")
        return 2
    with tempfile.TemporaryDirectory(prefix="zhicheng-rehearse-") as scratch:
        folder = folder_named(arguments.notice)
        if not (folder / "notice.toml").is_file():
            print(f"没有通知目录“{arguments.notice}”。")
            return 2
        outputs = Path(os.environ.get("ZHICHENG_VAR", "var")) / "rehearsal"
        shutil.rmtree(outputs, ignore_errors=True)
        os.environ |= {"ZHICHENG_VAR": scratch, "ZHICHENG_NOTICES": str(folder.parent.resolve())}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        began = time.monotonic()
        year, notice = rehearse(arguments.people, arguments.seed, folder.name, outputs=outputs)
        print(f"评委会的材料在 {outputs}")
        return report(year, notice, arguments.people, time.monotonic() - began)


def rehearse(people: int, seed: int, folder: str = NOTICE, *, outputs: Path | None = None) -> tuple[Any, Any]:
    """Install the city of a notice, let everybody act until the last certificate; the year and its notice.

    With a folder for ``outputs`` the committees' papers are printed into it.
    """
    from tqdm import tqdm

    from zhicheng.ledger.actor import INSTALLER
    from zhicheng.year import actions as years
    from zhicheng.year import shelf

    from . import road, sittings

    draw, law = random.Random(seed), shelf.read(folder)
    if law is None:
        raise ValueError(f"{folder} has faults")
    opened, until = law.issued_on, date(law.year + 1, 6, 30)
    first = min(c.opens_at for c in law.committees.values() if c.is_open and c.opens_at).date()
    year = years.open_year(folder, by=INSTALLER, at=road.at(opened, 9))
    notice = shelf.notice_of(year)
    units = road.units_of(draw, place=road.place_of(notice))
    city = road.install(year, notice, draw, units[: max(2, min(len(units), people))], opened)
    made = road.candidates(city, people)
    walkers = [road.add_walker(city, c, road.at(first, 8)) for c in tqdm(made, desc="添加人员", unit="人", leave=False)]
    courses = sittings.courses(city)
    with tqdm(desc="一年", unit="天", leave=False) as bar:
        for day in sittings.season(city, walkers, courses, first=first, until=road.at(until, 23)):
            bar.set_description(f"{day}")
            bar.update()
    if outputs is not None:
        for course in courses:
            course.written_out(outputs, road.at(day, 20))
    return year, notice


def report(year: Any, notice: Any, people: int, seconds: float) -> int:
    """Print what became of everybody; 1 when an invariant is broken."""
    from zhicheng.stations import queries as stations

    from .audit import broken

    print(f"{people} 人，用时 {seconds:.1f} 秒")
    used = time_by_station(year, notice)
    print(f"{'环节':<8}\t到达\t退回\t终止\t平均工作日\t最长")
    for step in stations.funnel(year, notice):
        days = used.get(step.station, [0])
        print(f"{step.name:<8}\t{step.arrived}\t{step.returned}\t{step.ended}\t{mean(days):.1f}\t{max(days)}")
    for words, count in outcomes(year).items():
        print(f"{words}\t{count}")
    faults = broken()
    for line in faults:
        print(line)
    print("必须为真的各项：没有问题" if not faults else f"必须为真的各项：{len(faults)} 处问题")
    return 1 if faults else 0


def time_by_station(year: Any, notice: Any) -> dict[str, Sequence[int]]:
    """Working days that each closed visit took, by station."""
    from zhicheng.policy import windows
    from zhicheng.stations.models import Visit

    used: dict[str, list[int]] = defaultdict(list)
    closed = Visit.objects.filter(dossier__year=year, closed_at__isnull=False)
    for station, arrived, left in closed.values_list("station", "arrived_at", "closed_at"):
        assert left is not None  # only closed visits were asked for
        used[station].append(windows.working_days_used(arrived, left, notice))
    return dict(used)


def outcomes(year: Any) -> dict[str, int]:
    """How many dossiers were accepted, ended, are under way or were never handed in; the results, the certificates."""
    from zhicheng.dossier.models import Dossier
    from zhicheng.outcome.models import Certificate, Result
    from zhicheng.stations.models import Ending, Standing

    all_of = Dossier.objects.filter(year=year).count()
    walked = Standing.objects.filter(dossier__year=year)
    ended = Ending.objects.filter(dossier__year=year)
    out = {
        "建立申报材料": all_of,
        "未提交": all_of - walked.count(),
        "评委会已受理": walked.filter(is_done=True).count(),
    }
    for kind in sorted(set(ended.values_list("kind", flat=True))):
        out[kind] = ended.filter(kind=kind).count()
    out["仍在审核"] = walked.filter(is_done=False, ending="").count()
    results = Result.objects.filter(dossier__year=year)
    for word in sorted(set(results.values_list("word", flat=True))):
        out[f"评审{word}"] = results.filter(word=word).count()
    out["颁发证书"] = Certificate.objects.filter(confirmed__dossier__year=year).count()
    return out
