"""Two worlds that differ only in who cast what look the same to whoever holds the database, its files and its log.

Eleven experts vote in the same order at the same instants; in one world some say what others say in the other, so that
every count is equal. A third world, in which they come in another order, shows that the observer does see.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from committee import worlds
from committee.conftest import AYE, DEC_15, NO, listed, town_of
from django.db import connection

from zhicheng.committee import queries
from zhicheng.ops.hall import Hall

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
