"""Two worlds that differ only in who cast what look the same to whoever holds the database, its files and its log.

Eleven experts vote in the same order at the same instants; in one world some say what others say in the other, so that
every count is equal. A third world, in which they come in another order, shows that the observer does see.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from committee import doorstep, worlds
from committee.conftest import AYE, DEC_15, NO, NOV_20, listed, town_of
from django.db import connection

from zhicheng.accounts.models import Account, Person
from zhicheng.committee import queries
from zhicheng.ledger.actor import INSTALLER
from zhicheng.ops.hall import Hall
from zhicheng.year import actions as years

ONE = [AYE] * 8 + [NO] * 3
OTHER = [NO] * 3 + [AYE] * 8
ORDER = list(range(11))


def voted(hall: Hall, said: list[int], order: list[int]) -> list[str]:
    """Everybody votes, each in a transaction of their own; every value that the box ever had."""
    chance, tokens = random.Random(11), [worlds.stored()]
    for n in order:
        hall.vote(hall.experts[n], {1: said[n], 2: said[-1 - n]}, DEC_15, chance=chance)
        tokens.append(worlds.stored())
    return tokens


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_cast_what_cannot_be_told_from_tables_places_transactions_and_the_log(tmp_path: Path):
    town = town_of(2)
    hall = listed(town)
    hall.assembled(DEC_15, kept={4: (1,)})
    hall.opened(DEC_15, chance=random.Random(5))
    during, after, tokens = {}, {}, {}
    with worlds.copies(tmp_path) as copy:
        for name, said, order in (("one", ONE, ORDER), ("other", OTHER, ORDER), ("order", ONE, ORDER[::-1])):
            copy(name)
            begin = worlds.log_position()
            tokens[name] = voted(hall, said, order)
            during[name] = worlds.seen(begin)
            begin = worlds.log_position()
            ballot = hall.counted(DEC_15)
            after[name] = worlds.seen(begin)
            counts = [(t.ayes, t.noes) for t in queries.tallies(ballot)]
            assert counts == [(7, 3), (8, 3)], name
        for stage in (during, after):
            found = worlds.differences(stage["one"], stage["other"], tokens["one"], tokens["other"])
            assert found == []
    control = worlds.differences(during["one"], during["order"], tokens["one"], tokens["order"])
    assert [line for line in control if line.startswith(("log", "heap committee_rollmark"))] != []
    assert connection.vendor in ("sqlite", "postgresql")


PASSWORD = "a password of eleven experts"


def by_browser(hall: Hall, port: int, folder: Path, said: list[int], order: list[int]) -> list[tuple]:
    """Everybody logs in, reads the meeting's page, votes and leaves; what went over the wire."""
    wire: list[tuple] = []
    number, kept = hall.the_meeting().number, queries.roll_recused(hall.the_ballot())
    for n in order:
        expert = hall.experts[n]
        browser = doorstep.Browser(port, folder, f"127.0.0.{n + 11}", wire)
        browser.sends("/log-in", number=Person.objects.get(pk=expert.person).id_number, password=PASSWORD)
        browser.asks(f"/expert/meetings/{number}")
        paper = {c.ordinal: c.pk for c in hall.cases()}
        choices = {1: said[n], 2: said[-1 - n]}
        form = {
            f"case-{o}": str(0 if expert.person in kept.get(case, set()) else choices[o]) for o, case in paper.items()
        }
        page = browser.sends(f"/expert/meetings/{number}/ballot", **form)
        assert "已投入票箱" in page, n
    return wire


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_who_cast_what_cannot_be_told_from_the_access_log_the_wire_and_the_sessions(tmp_path: Path, settings):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    years.move_demo_clock(NOV_20, by=INSTALLER)
    hall = listed(town_of(2))
    years.move_demo_clock(DEC_15, by=INSTALLER)
    hall.assembled(DEC_15, kept={4: (1,)})
    hall.opened(DEC_15, chance=random.Random(5))
    for expert in hall.experts:
        account = Account.objects.get(pk=expert.account)
        account.set_password(PASSWORD)
        account.has_own_password = True
        account.save()
    seen = {}
    with worlds.copies(tmp_path) as copy:
        for name, said, order in (("one", ONE, ORDER), ("other", OTHER, ORDER), ("order", ONE, ORDER[::-1])):
            copy(name)
            with doorstep.served(tmp_path / name) as port:
                wire = by_browser(hall, port, tmp_path / name, said, order)
            seen[name] = {"wire": wire, "log": doorstep.access_log(tmp_path / name), **doorstep.left_behind()}
            assert queries.progress(hall.the_ballot()) == queries.Progress(11, 11)
            assert len(seen[name]["log"]) == len(wire)
            assert len(seen[name]["sessions"]) == 11
    assert seen["one"] == seen["other"]
    apart = [key for key in seen["one"] if seen["one"][key] != seen["order"][key]]
    assert apart == ["wire", "log", "sessions", "sessions in time", "last log-ins"]
