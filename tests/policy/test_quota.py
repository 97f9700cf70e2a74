"""The posts of a public institution: the year's number by the rule's formula, and who is asked at all (R-36)."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.facts import GreenChannel, Quota
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import judge_unit
from zhicheng.policy.quota import offered, within_quota

SENIOR = "associate-senior"
number = st.integers(0, 2000)


def posts(**numbers) -> Quota:
    return Quota(**{"level": SENIOR, "approved": 12, "held": 10, "document_number": "许人社岗〔2023〕5号"} | numbers)


def by(notice, formula):
    rule = notice.rule("within_quota")
    return replace(rule, params=MappingProxyType({**rule.params, "formula": formula}))


@pytest.mark.parametrize(("recommended", "says"), [(0, Says.MET), (1, Says.MET), (2, Says.UNMET)])
def test_the_last_vacancy_is_the_last(recommended, says, facts_of, notice):
    (found,) = within_quota(replace(facts_of("teacher"), quota=posts(recommended=recommended)), notice)
    assert found.says is says


def test_the_arithmetic_and_the_document_are_told_and_the_source_is_not_the_notice(facts_of, notice):
    (found,) = within_quota(replace(facts_of("teacher"), quota=posts(recommended=2)), notice)
    assert found.facts == (
        "副高级核定岗位 12 个，现聘 10 人，空岗 2 个，本年可申报 2 人（许人社岗〔2023〕5号）；"
        "本单位本年已推荐 2 人，本人为第 3 人，超 1 人"
    )
    assert (found.source.clause, found.source.says, found.source.sureness) == ("", "", "较确定")
    assert "不在本通知内" in found.source.document


def test_what_nobody_entered_is_not_held_against_anybody(facts_of, notice):
    (found,) = within_quota(facts_of("teacher"), notice)
    assert (found.says, found.facts) == (Says.MET, "副高级职数未登记，不核对")


def test_private_units_are_not_asked(facts_of, notice):
    full = posts(level="intermediate", held=12)
    assert within_quota(replace(facts_of("private_engineer"), quota=full), notice) == ()


def test_people_off_the_establishment_take_no_post(facts_of, notice):
    facts = replace(facts_of("teacher", {"basics.tenure": "人事代理"}), quota=posts(held=12))
    assert [f.says for f in within_quota(facts, notice)] == [Says.MET]


@pytest.mark.parametrize(("on_file", "says"), [(True, Says.MET), (False, Says.UNMET)])
def test_the_green_channel_is_exempt_as_long_as_its_approval_stands(on_file, says, facts_of, notice):
    approval = GreenChannel(
        document_number="许人社〔2023〕8号", authority="许昌市人力资源和社会保障局", approved_on=date(2023, 9, 1),
        basis="农村大龄教师",
    )  # fmt: skip
    facts = replace(facts_of("teacher"), quota=posts(held=12), green_channel_on_file=approval if on_file else None)
    basics = replace(facts.dossier.basics, green_channel=approval)
    facts = replace(facts, dossier=replace(facts.dossier, basics=basics))
    (found,) = within_quota(facts, notice)
    assert found.says is says


def test_who_was_counted_before_the_number_fell_is_for_a_person(facts_of, notice):
    facts = replace(facts_of("teacher"), quota=posts(held=12, counted=True))
    assert [f.says for f in within_quota(facts, notice)] == [Says.ASK]


def test_the_unit_is_asked_with_its_other_rules(facts_of, notice):
    facts = replace(facts_of("teacher"), quota=posts(held=12))
    assert [f.rule for f in judge_unit(facts, notice) if f.says is Says.UNMET] == ["within_quota"]


@given(approved=number, held=number)
def test_vacancies_are_what_is_approved_and_not_held(approved, held, notice):
    assert offered(posts(approved=approved, held=held), notice.rule("within_quota")) == max(0, approved - held)


@given(approved=number, held=number, granted=number, formula=st.sampled_from(["vacancies", "ratio"]))
def test_what_the_office_set_goes_before_every_formula(approved, held, granted, formula, notice):
    quota = posts(approved=approved, held=held, granted=granted, total=100, target=10)
    assert offered(quota, by(notice, formula)) == granted


@pytest.mark.parametrize(
    ("held", "leaving", "number"),
    [
        (20, 0, 2),  # 20% of 100, target 30%: rises by 2% of all posts
        (29, 0, 1),  # never over the target
        (30, 0, 0),
        (35, 5, 2),  # 5 points over: two leave for one
        (40, 5, 2),
        (41, 5, 1),  # 11 points over: three leave for one
        (45, 5, 1),
        (46, 50, 0),  # more than 15 points over: none
    ],
)
def test_the_ratio_of_2015_is_data_and_off(held, leaving, number, notice):
    quota = posts(approved=60, held=held, leaving=leaving, total=100, target=30)
    assert notice.rule("within_quota")["formula"] == "vacancies"
    assert offered(quota, by(notice, "ratio")) == number


@given(held=number, leaving=number, total=st.integers(1, 2000), target=st.integers(0, 100))
def test_by_the_ratio_no_share_rises_over_its_target_nor_more_come_than_leave(held, leaving, total, target, notice):
    quota = posts(held=held, leaving=leaving, total=total, target=target)
    number = offered(quota, by(notice, "ratio"))
    assert number == 0 or (held + number) * 100 <= total * target or 2 * number <= leaving
