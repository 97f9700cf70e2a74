"""抽签 for 讲课答辩: made again from a seed, fair to everybody (G-18)."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.lots import dealt

ROOMS = ("第1考场", "第2考场")


def test_the_same_seed_deals_the_same_lots_and_anything_else_changes_them():
    first = dealt("00" * 32, "2025-teacher-senior-1", "abc", ROOMS, range(1, 9))
    assert first == dealt("00" * 32, "2025-teacher-senior-1", "abc", ROOMS, [8, 7, 6, 5, 4, 3, 2, 1])
    others = [
        dealt("01" * 32, "2025-teacher-senior-1", "abc", ROOMS, range(1, 9)),
        dealt("00" * 32, "2025-teacher-senior-2", "abc", ROOMS, range(1, 9)),
        dealt("00" * 32, "2025-teacher-senior-1", "abd", ROOMS, range(1, 9)),
    ]
    assert [o == first for o in others] == [False] * 3


@given(st.text(alphabet="0123456789abcdef", min_size=64, max_size=64), st.integers(0, 30), st.integers(1, 4))
def test_everybody_gets_one_lot_and_no_room_two_more_than_another(seed, cases, rooms):
    said = dealt(seed, "m", "l", [f"第{n}考场" for n in range(rooms)], range(1, cases + 1))
    assert sorted(c for of in said.values() for c in of) == list(range(1, cases + 1))
    sizes = [len(of) for of in said.values()]
    assert max(sizes) - min(sizes) <= 1


def test_over_many_seeds_every_order_of_three_comes_equally_often():
    """Six orders, 3,000 seeds: 500 each but for chance; five deviations are about 100."""
    seen = Counter(tuple(dealt(f"{n:064x}", "m", "l", ROOMS[:1], (1, 2, 3))[ROOMS[0]]) for n in range(3000))
    assert len(seen) == 6
    assert all(abs(times - 500) < 103 for times in seen.values())


def test_without_a_room_nothing_is_dealt():
    with pytest.raises(ValueError):
        dealt("00" * 32, "m", "l", (), (1, 2))
