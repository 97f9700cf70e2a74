from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from zhicheng.policy import windows
from zhicheng.policy.finding import Says

HERE = ZoneInfo("Asia/Shanghai")


def at(month, day, hour=9, minute=0, second=0):
    return datetime(2023, month, day, hour, minute, second, tzinfo=HERE)


CLOSES = at(11, 1, 0)  # 10月31日 24:00


@pytest.mark.parametrize(("moment", "late"), [(CLOSES - timedelta(seconds=1), False), (CLOSES, True)])
def test_the_last_second_is_in_time_and_midnight_is_late(moment, late):
    assert windows.is_late(moment, CLOSES) is late


def test_a_deadline_is_told_as_its_last_moment(notice):
    assert windows.in_words(windows.closes_at(notice, "teacher-senior", "personal")) == "10月31日 24:00"


@pytest.mark.parametrize(
    ("moment", "left"), [(at(10, 30), 1), (at(10, 31, 23, 59, 59), 0), (CLOSES, -1), (at(11, 3), -3)]
)
def test_days_left_run_out_with_the_last_day(moment, left):
    assert windows.days_left(moment, CLOSES) == left


def test_a_notice_put_up_on_the_16th_stands_to_the_23rd(notice):
    posted = date(2023, 10, 16)
    assert (windows.publicity_ends_on(posted, notice), windows.may_recommend_from(posted, notice)) == (
        date(2023, 10, 23),
        date(2023, 10, 24),
    )


@pytest.mark.parametrize(
    ("posted", "ended", "today", "says"),
    [
        (date(2023, 10, 16), date(2023, 10, 20), date(2023, 10, 24), Says.UNMET),
        (date(2023, 10, 16), date(2023, 10, 23), date(2023, 10, 23), Says.MET),
        (date(2023, 10, 16), None, date(2023, 10, 23), Says.UNMET),
        (date(2023, 10, 16), None, date(2023, 10, 24), Says.MET),
        (None, None, date(2023, 10, 24), Says.UNMET),
    ],
)
def test_the_unit_recommends_only_after_the_notice_has_stood(notice, posted, ended, today, says):
    assert windows.unit_publicity(posted, ended, today, notice).says is says


def test_too_early_and_too_late_are_both_refused(facts_of, notice):
    says = [windows.handed_in_in_time(facts_of(), notice, m).says for m in (at(10, 15), at(10, 20), CLOSES)]
    assert says == [Says.UNMET, Says.MET, Says.UNMET]


def test_an_overdue_correction_is_an_abandoned_application(notice):
    closes = windows.correct_by(notice, "teacher-senior", "county")
    found = [windows.corrected_in_time(m, closes, notice) for m in (closes - timedelta(seconds=1), closes)]
    assert [(f.rule, f.says) for f in found] == [
        ("corrected_in_time", Says.MET),
        ("deemed_abandoned", Says.UNMET),
    ]


def test_working_days_used_leave_out_the_day_of_arrival_and_the_weekend(notice):
    assert windows.working_days_used(at(10, 20), at(10, 24), notice) == 2
