from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.spans import add_months, days_in, gaps, longer_than, merged, whole_years

days = st.dates(date(1990, 1, 1), date(2023, 12, 31))
spans = st.lists(st.tuples(days, days), max_size=8)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2023, 4, 20), 6, date(2023, 10, 20)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2020, 2, 29), 12, date(2021, 2, 28)),
        (date(2023, 3, 31), -1, date(2023, 2, 28)),
    ],
)
def test_a_month_ends_where_the_calendar_ends_it(start, months, end):
    assert add_months(start, months) == end


def test_four_years_are_whole_on_the_last_day_and_not_a_day_later():
    end = date(2023, 12, 31)
    assert [whole_years(date(2019, 12, 31), end), whole_years(date(2020, 1, 1), end)] == [4, 3]


@given(days, days)
def test_starting_earlier_never_gives_fewer_years(a, b):
    end = date(2023, 12, 31)
    assert whole_years(min(a, b), end) >= whole_years(max(a, b), end)


def _covered(all_of_them, day):
    return any(a <= day <= b for a, b in all_of_them)


@given(spans, days, days)
def test_gaps_and_spans_together_are_the_whole_stretch(given_spans, a, b):
    begin, end = min(a, b), max(a, b)
    found = gaps(given_spans, begin, end)
    for day in (begin, end, *(d for span in (*given_spans, *found) for d in span)):
        if begin <= day <= end:
            assert _covered(found, day) is not _covered(given_spans, day)
    assert days_in(found) + days_in((max(x, begin), min(y, end)) for x, y in given_spans) == (end - begin).days + 1


@given(spans)
def test_merged_spans_are_apart_and_in_order(given_spans):
    out = merged(given_spans)
    assert all(later[0] - earlier[1] > timedelta(days=1) for earlier, later in pairwise(out))


@given(spans, st.tuples(days, days))
def test_one_more_span_never_covers_fewer_days(given_spans, more):
    assert days_in([*given_spans, more]) >= days_in(given_spans)


def test_a_gap_of_exactly_a_month_is_not_longer_than_a_month():
    assert [
        longer_than((date(2015, 8, 1), date(2015, 8, 31)), 1),
        longer_than((date(2015, 8, 1), date(2015, 9, 1)), 1),
    ] == [False, True]
