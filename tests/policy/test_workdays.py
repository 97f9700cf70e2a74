"""Working days across holidays and make-up days (domain.md §1.5, goldens 31, 32, 34)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.ops.workdays import overrides, write_workdays, year_text
from zhicheng.policy.loading.workdays_file import read_workdays
from zhicheng.policy.workdays import add_working_days, is_workday, missing_years, working_days_between

NOTICES = Path(__file__).parents[2] / "notices"
COMPLAINTS: list = []
WORKDAYS = read_workdays(NOTICES / "workdays", COMPLAINTS)
DAYS = st.dates(date(2022, 2, 1), date(2026, 11, 30))


def test_the_calendar_has_every_year_of_the_demo_and_no_complaint():
    assert COMPLAINTS == []
    assert frozenset(range(2022, 2027)) == WORKDAYS.years


def test_five_working_days_before_the_twelfth_is_the_working_saturday_after_the_holiday():
    assert add_working_days(WORKDAYS, date(2023, 10, 12), -5) == date(2023, 10, 7)


def test_a_notice_put_up_on_the_sixteenth_for_five_working_days_ends_on_the_twenty_third():
    assert add_working_days(WORKDAYS, date(2023, 10, 16), 5) == date(2023, 10, 23)


@pytest.mark.parametrize(
    ("start", "days", "there"),
    [(date(2023, 12, 15), -5, date(2023, 12, 8)), (date(2023, 12, 15), 5, date(2023, 12, 22))],
)
def test_plan_and_results_of_a_meeting_are_five_working_days_away(start, days, there):
    assert add_working_days(WORKDAYS, start, days) == there


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 9, 29), False),
        (date(2023, 10, 6), False),
        (date(2023, 10, 7), True),
        (date(2023, 10, 8), True),
        (date(2023, 10, 14), False),
        (date(2023, 10, 20), True),
    ],
)
def test_holidays_rest_and_make_up_days_work(day, works):
    assert is_workday(WORKDAYS, day) is works


def test_a_year_without_a_calendar_is_never_guessed():
    with pytest.raises(LookupError, match="2027"):
        is_workday(WORKDAYS, date(2027, 1, 4))


def test_the_alarm_names_this_year_and_the_next_where_they_are_missing():
    assert missing_years(WORKDAYS, date(2023, 10, 20)) == ()
    assert missing_years(WORKDAYS, date(2026, 1, 1)) == (2027,)
    assert missing_years(WORKDAYS, date(2027, 1, 1)) == (2027, 2028)


@given(DAYS, DAYS, DAYS)
def test_working_days_are_additive(a, b, c):
    assert working_days_between(WORKDAYS, a, b) + working_days_between(WORKDAYS, b, c) == working_days_between(
        WORKDAYS, a, c
    )


@given(st.dates(date(2022, 6, 1), date(2026, 6, 1)), st.integers(1, 60))
def test_what_is_added_is_what_lies_between(start, days):
    end = add_working_days(WORKDAYS, start, days)
    assert is_workday(WORKDAYS, end)
    assert working_days_between(WORKDAYS, start, end) == days


@given(DAYS)
def test_no_days_added_is_the_day_itself_and_the_start_is_not_counted(day):
    assert add_working_days(WORKDAYS, day, 0) == day
    assert working_days_between(WORKDAYS, day, day) == 0
    assert working_days_between(WORKDAYS, day - timedelta(days=1), day) == int(is_workday(WORKDAYS, day))


def test_an_override_is_obeyed_and_survives_writing_the_year_again(tmp_path):
    write_workdays(tmp_path, [2023])
    path = tmp_path / "2023.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[[override]]\ndate = 2023-10-20\nworking = false\nreason = "停电"\n',
        encoding="utf-8",
    )
    write_workdays(tmp_path, [2023])
    assert overrides(path) == ({"date": date(2023, 10, 20), "working": False, "reason": "停电"},)
    workdays = read_workdays(tmp_path, complaints := [])
    assert complaints == []
    assert is_workday(workdays, date(2023, 10, 20)) is False


def test_the_committed_years_are_what_the_package_gives():
    for year in (2022, 2023, 2024, 2025, 2026):
        path = NOTICES / "workdays" / f"{year}.toml"
        assert path.read_text(encoding="utf-8") == year_text(year, overrides(path))


def test_a_year_that_the_package_does_not_know_is_refused():
    with pytest.raises(LookupError, match="2031"):
        year_text(2031)
