from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.places import covers, is_open, place

parts = st.lists(st.text("abc+", min_size=1, max_size=2), min_size=1, max_size=4)
places = parts.map(".".join)


@given(places)
def test_a_place_covers_itself(p):
    assert covers(p, p)


@given(places, st.text("abc", min_size=1, max_size=2))
def test_a_place_covers_what_lies_below_it_and_not_the_other_way(p, more):
    assert (covers(p, place(p, more)), covers(place(p, more), p)) == (True, False)


@given(places, places, places)
def test_covering_is_transitive(a, b, c):
    assert not (covers(a, b) and covers(b, c)) or covers(a, c)


@given(places, places)
def test_two_places_that_cover_each_other_are_one(a, b):
    assert (covers(a, b) and covers(b, a)) is (a == b)


@given(st.lists(places, max_size=4), places, places)
def test_opening_more_never_closes_anything(opened, more, asked):
    assert not is_open(opened, asked) or is_open([*opened, more], asked)


def test_a_row_that_begins_alike_is_another_row():
    assert covers("jobs.j1", "jobs.j10") is False
