"""A veto ends it; an entry works from its decision to its last day and not a day longer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import integrity, voting
from zhicheng.policy.finding import Says
from zhicheng.policy.integrity import Entry, Measure, Veto
from zhicheng.policy.voting import Tally

ENTRY = Entry("违反诚信承诺", date(2020, 10, 1), date(2023, 9, 30), "许职改办决〔2020〕3号")
DAY = timedelta(days=1)


@pytest.mark.parametrize("ayes", [0, 12, 17])
def test_a_veto_ends_it_whatever_the_votes(ayes, notice):
    carried = voting.carried(Tally(17, 17, ayes, 17 - ayes, 0), 17, 0, notice)
    veto = Veto("学术造假", date(2023, 12, 20), "许职改办决〔2023〕1号")
    said = integrity.result(carried, [veto], notice)
    assert (said.rule, said.says) == ("one_veto", Says.UNMET)
    assert integrity.result(carried, [], notice) is carried


def test_a_veto_needs_a_ground_of_the_notice_and_a_document(notice):
    assert integrity.veto_faults(Veto("学术造假", date(2023, 12, 20), "决1号"), notice) == ()
    assert len(integrity.veto_faults(Veto("迟到", date(2023, 12, 20)), notice)) == 2


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 9, 30), False),
        (date(2020, 10, 1), True),
        (date(2023, 9, 30), True),
        (date(2023, 10, 1), False),
        (date(2023, 10, 20), False),
    ],
)
def test_an_entry_works_from_its_decision_to_its_last_day(day, works):
    assert integrity.works_on(ENTRY, day) is works


def test_the_term_of_three_years_ends_on_the_day_before(notice):
    assert integrity.term_ends_on(ENTRY.decided_on, notice) == ENTRY.ends_on


days = st.dates(date(2020, 1, 1), date(2026, 12, 31))


@settings(deadline=None, max_examples=50)
@given(days, st.integers(0, 1500), st.none() | days, st.none() | days, days)
def test_an_entry_never_works_before_its_decision_after_its_term_or_after_it_was_ended(
    decided, length, fixed, over, day
):
    entry = Entry("违反诚信承诺", decided, decided + DAY * length, "决1号", fixed, over)
    works = integrity.works_on(entry, day)
    if works:
        assert decided <= day <= entry.ends_on
        assert all(day < ended for ended in (fixed, over) if ended is not None)
    assert works is any(b.begins_on <= day <= b.ends_on for b in integrity.bars([entry]))


def test_an_entry_lasts_no_longer_than_the_rule_has(notice):
    assert integrity.term_faults(ENTRY, notice) == ()
    longer, reversed_, bare = (
        replace(ENTRY, ends_on=date(2023, 10, 1)),
        replace(ENTRY, ends_on=date(2020, 9, 30)),
        replace(ENTRY, document_number=" "),
    )
    assert [[r.rule for r in integrity.term_faults(e, notice)] for e in (longer, reversed_, bare)] == [
        ["integrity_term"]
    ] * 3


def test_credit_is_repaired_on_application_after_a_year(notice):
    assert integrity.may_repair(ENTRY, date(2021, 10, 1), notice) == ()
    early, over = (integrity.may_repair(ENTRY, d, notice) for d in (date(2021, 9, 30), date(2023, 10, 1)))
    assert [r.rule for r in (*early, *over)] == ["integrity_repair"] * 2


def test_a_breach_is_answered_with_every_measure_each_with_its_document(notice):
    assert integrity.measures_due("用人单位", has_title=True, notice=notice) == ("通报批评", "追究责任", "记入诚信档案")
    due = integrity.measures_due("个人", has_title=False, notice=notice)
    assert due == ("取消申报资格", "通报批评", "追究责任", "记入诚信档案")
    assert "撤销职称" in integrity.measures_due("个人", has_title=True, notice=notice)
    taken = [Measure(m, "个人", date(2023, 12, 20), f"决{n}号") for n, m in enumerate(due)]
    said = integrity.breach_measured(taken, ["个人"], has_title=False, notice=notice)
    assert said.says is Says.MET
    without = integrity.breach_measured([*taken[:-1], replace(taken[-1], document_number="")], ["个人", "用人单位"],
                                        has_title=False, notice=notice)  # fmt: skip
    assert without.facts == (
        "还没有对个人记入诚信档案、对用人单位通报批评、对用人单位追究责任、对用人单位记入诚信档案（或没有决定文件）"
    )


@pytest.mark.parametrize(
    ("measure", "subject", "faults"),
    [("约谈", "用人单位", 0), ("收回评审权", "评审单位", 0), ("收回评审权", "用人单位", 1), ("罚款", "评审单位", 1)],
)
def test_a_supervisors_measure_fits_its_subject(measure, subject, faults, notice):
    assert len(integrity.measure_fits(Measure(measure, subject, date(2024, 1, 1), "监1号"), notice)) == faults


def test_a_committee_that_was_stopped_does_not_meet_until_it_is_lifted(notice):
    taken = [
        Measure("提醒", "评审单位", date(2024, 1, 1), "监1号"),
        Measure("暂停评审", "评审单位", date(2024, 1, 2), "监2号"),
    ]
    stopped = [integrity.is_stopped(taken[:1], (), notice), integrity.is_stopped(taken, (), notice)]
    assert [*stopped, integrity.is_stopped(taken, {"监2号"}, notice)] == [False, True, False]
