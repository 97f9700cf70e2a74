"""Plan, filing, panels, minutes, results: days of the calendar and parts of a paper."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import meeting
from zhicheng.policy.finding import Says
from zhicheng.policy.meeting import Panel

MEETING = date(2023, 12, 15)


@pytest.mark.parametrize(
    ("filed_on", "meeting_on", "says"),
    [
        (date(2023, 12, 8), MEETING, Says.MET),
        (date(2023, 12, 9), MEETING, Says.UNMET),
        (date(2023, 12, 11), MEETING, Says.UNMET),
        (None, MEETING, Says.UNMET),
        (date(2023, 10, 7), date(2023, 10, 12), Says.MET),  # a working Saturday and Sunday after the holiday
        (date(2023, 10, 8), date(2023, 10, 12), Says.UNMET),
        (date(2023, 9, 28), date(2023, 10, 11), Says.MET),
        (date(2023, 9, 28), date(2023, 10, 10), Says.UNMET),
    ],
)
def test_a_plan_is_filed_five_working_days_before(filed_on, meeting_on, says, notice):
    assert meeting.plan_before_meeting(filed_on, meeting_on, notice).says is says


def test_the_long_holiday_is_left_out_of_the_count(notice):
    assert meeting.plan_due_on(date(2023, 10, 12), notice) == date(2023, 10, 7)


def test_a_late_plan_says_from_when_the_meeting_could_be(notice):
    assert "2023-12-18" in meeting.plan_before_meeting(date(2023, 12, 11), MEETING, notice).mend


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2023, 1, 20), date(2023, 12, 31)), st.integers(0, 40))
def test_the_due_day_is_the_last_that_leaves_five_working_days(notice, meeting_on, before):
    due = meeting.plan_due_on(meeting_on, notice)
    filed_on = date.fromordinal(meeting_on.toordinal() - before)
    said = meeting.plan_before_meeting(filed_on, meeting_on, notice)
    assert (said.says is Says.MET) is (filed_on <= due)


@pytest.mark.parametrize(
    ("filed_on", "today", "says"),
    [
        (None, date(2023, 12, 22), Says.MET),
        (None, date(2023, 12, 23), Says.UNMET),
        (date(2023, 12, 22), date(2024, 1, 5), Says.MET),
        (date(2023, 12, 25), date(2024, 1, 5), Says.UNMET),
    ],
)
def test_results_are_filed_within_five_working_days_and_lateness_is_told(filed_on, today, says, notice):
    said = meeting.results_after_meeting(MEETING, filed_on, today, notice)
    assert (said.says, meeting.results_due_on(MEETING, notice)) == (says, date(2023, 12, 22))


@pytest.mark.parametrize(
    ("meeting_on", "says"),
    [(date(2023, 12, 31), Says.MET), (date(2024, 1, 3), Says.UNMET), (date(2022, 12, 31), Says.UNMET)],
)
def test_a_meeting_is_within_its_year(meeting_on, says, notice):
    assert meeting.no_cross_year(meeting_on, notice).says is says


@pytest.mark.parametrize(
    ("begins_on", "ends_on", "on", "says"),
    [
        (date(2020, 6, 1), date(2023, 5, 31), date(2023, 5, 31), Says.MET),
        (date(2020, 6, 1), date(2023, 5, 31), date(2023, 10, 20), Says.UNMET),
        (date(2020, 6, 1), date(2023, 5, 31), date(2020, 5, 31), Says.UNMET),
        (date(2021, 6, 1), date(2024, 6, 1), date(2023, 10, 20), Says.UNMET),  # one day longer than three years
        (None, None, date(2023, 10, 20), Says.UNMET),
    ],
)
def test_a_filing_holds_three_years_at_most_and_not_a_day_after(begins_on, ends_on, on, says, notice):
    assert meeting.committee_filing(begins_on, ends_on, on, notice).says is says


@pytest.mark.parametrize(("sizes", "says"), [((3, 5), Says.MET), ((3, 2), Says.UNMET), ((), Says.UNMET)])
def test_every_panel_has_three(sizes, says, notice):
    assert meeting.panels_may_meet([Panel(f"第{n}组", size) for n, size in enumerate(sizes)], notice).says is says


def test_a_panel_without_a_written_opinion_is_named(notice):
    panels = [Panel("第一组", 3, True), Panel("第二组", 3)]
    said = meeting.opinions_written(panels, notice)
    assert (said.says, said.facts) == (Says.UNMET, "第二组没有提出书面评议意见")
    assert meeting.opinions_written(panels[:1], notice).says is Says.MET


def test_the_steps_of_the_year_come_in_order(notice):
    steps = notice.rule("year_plan")["steps"]
    days = {s: date(2023, 12, n) for n, s in enumerate(steps, 1)}
    assert meeting.year_plan(steps, days, notice).says is Says.MET
    assert meeting.steps_left({"受理": date(2023, 12, 1)}, notice) == ("审核", "整理汇总", "会前准备")
    assert "没有受理" in meeting.year_plan(steps[1:], {}, notice).facts
    assert "受理没有完成，不能审核" in meeting.year_plan(steps, {"审核": date(2023, 12, 2)}, notice).facts
    early = {**days, "审核": date(2023, 11, 1)}
    assert "审核2023-11-01早于受理2023-12-01" in meeting.year_plan(steps, early, notice).facts


def test_minutes_have_six_parts_and_the_missing_ones_are_named(notice):
    names = notice.rule("minutes_complete")["parts"]
    whole = {**dict.fromkeys(names, "如下"), names[-1]: "无"}
    assert len(names) == 6
    assert meeting.minutes_complete(whole, notice).says is Says.MET
    for name in names:
        said = meeting.minutes_complete({**whole, name: " 　"}, notice)
        assert (said.says, said.facts) == (Says.UNMET, f"缺少{name}（共6项）")
    assert meeting.minutes_complete({**whole, names[4]: "无。"}, notice).says is Says.UNMET


@pytest.mark.parametrize(
    ("seat", "presided", "signed", "faults"),
    [("主任委员", True, True, 0), ("主任委员", False, True, 0), ("副主任委员", True, True, 0),
     ("副主任委员", False, True, 1), ("委员", True, False, 2), ("主任委员", True, False, 1)],
)  # fmt: skip
def test_the_result_is_announced_by_the_chair_or_the_deputy_who_presided(seat, presided, signed, faults, notice):
    assert len(meeting.result_announced(seat, presided=presided, signed=signed, notice=notice)) == faults


def test_archives_are_kept_by_kind(notice):
    closed = date(2024, 3, 1)
    kept = {k: meeting.kept_until(k, 2023, closed, notice) for k in ("评审结果和名册", "过程文件", "表决票")}
    assert kept == {"评审结果和名册": None, "过程文件": date(2033, 12, 31), "表决票": date(2025, 3, 1)}
    assert meeting.kept_until("表决票", 2023, None, notice) is None
    with pytest.raises(KeyError):
        meeting.kept_until("其他", 2023, None, notice)
