"""Titles by qualification and from other provinces, punishments, poor grades, and codes of GB/T 8561."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from zhicheng.policy import titles
from zhicheng.policy.facts import Appraisal, Bar
from zhicheng.policy.finding import Remedy, Says


def builder(facts_of, **title):
    said = {f"title.{k}": v for k, v in title.items()}
    return facts_of("private_engineer", {"title.obtained_by": "资格对应"} | said)


def test_a_qualification_in_the_table_stands_for_its_title(facts_of, notice):
    second = {"name": "助理工程师", "level": "assistant", "qualification": "二级建造师"}
    found = titles.qualification_corresponds(builder(facts_of, **second), notice)
    assert found.says is Says.MET
    assert "二级建造师" in found.facts


def test_a_qualification_stands_for_no_higher_title_than_the_table_says(facts_of, notice):
    found = titles.qualification_corresponds(
        builder(facts_of, name="工程师", level="intermediate", qualification="二级建造师"), notice
    )
    assert (found.says, found.facts.rpartition("；")[2]) == (Says.UNMET, "对应表中为助理工程师（助理级）")


def test_a_qualification_that_the_table_does_not_know_is_for_a_person(facts_of, notice):
    asked = builder(facts_of, name="助理工程师", level="assistant", qualification="注册测绘师")
    assert titles.qualification_corresponds(asked, notice).says is Says.ASK


@pytest.mark.parametrize(("day", "says"), [(date(2003, 10, 17), Says.ASK), (date(2003, 10, 18), Says.MET)])
def test_a_row_of_the_table_has_its_days(day, says, facts_of, notice):
    asked = builder(
        facts_of, name="助理工程师", level="assistant", qualification="计算机软件资格（初级）", obtained_on=day
    )
    assert titles.qualification_corresponds(asked, notice).says is says


def test_who_names_no_qualification_is_told_to(facts_of, notice):
    assert titles.qualification_corresponds(builder(facts_of), notice).says is Says.UNMET


@pytest.mark.parametrize(
    ("province", "confirmation", "says"),
    [("", "", Says.MET), ("41", "", Says.MET), ("32", "", Says.UNMET), ("32", "豫职确〔2019〕18号", Says.ASK)],
)
def test_a_title_of_another_province_needs_its_confirmation(province, confirmation, says, facts_of, notice):
    facts = facts_of("teacher", {"title.province": province, "title.confirmation": confirmation})
    assert titles.title_confirmed(facts, notice).says is says


def punished(facts_of, ground, begins_on, ends_on, on=date(2023, 10, 20)):
    bar = Bar(ground=ground, begins_on=begins_on, ends_on=ends_on, document_number="许人社〔2023〕3号")
    return replace(facts_of("teacher"), bars=(bar,), on=on)


def test_a_punishment_bars_to_its_last_day_and_not_beyond(facts_of, notice):
    begun, last = date(2022, 10, 20), date(2023, 10, 20)
    assert titles.not_under_punishment(punished(facts_of, "记过", begun, last, on=last), notice)[0].says is Says.UNMET
    after = punished(facts_of, "记过", begun, last, on=last + timedelta(days=1))
    assert titles.not_under_punishment(after, notice)[0].says is Says.MET


def test_a_punishment_that_runs_past_the_year_cannot_be_mended_in_it(facts_of, notice):
    found = titles.not_under_punishment(punished(facts_of, "降低岗位等级", date(2023, 3, 1), date(2025, 2, 28)), notice)
    assert (found[0].says, found[0].remedy) == (Says.UNMET, Remedy.FINAL)


def test_a_term_entered_shorter_than_the_rules_say_is_for_a_person(facts_of, notice):
    found = titles.not_under_punishment(punished(facts_of, "记过", date(2023, 3, 1), date(2023, 6, 1)), notice)
    assert found[0].says is Says.ASK
    assert "处分期12个月" in found[0].facts


def test_a_year_with_a_poor_grade_is_for_a_person(facts_of, notice):
    fine = replace(facts_of("teacher"), appraisals=(Appraisal(year=2021, grade="合格"),))
    poor = replace(fine, appraisals=(*fine.appraisals, Appraisal(year=2022, grade="基本合格")))
    assert titles.appraisals_passed(fine, notice).says is Says.MET
    assert titles.appraisals_passed(poor, notice).says is Says.ASK
    assert "2022年度基本合格" in titles.appraisals_passed(poor, notice).facts


def test_codes_of_the_national_standard_belong_to_titles_of_the_table_and_say_their_rank(notice):
    """GB/T 8561: the third digit is the rank; one title, one code, and no two titles of a series share one."""
    rank = {"full-senior": "1", "associate-senior": "2", "intermediate": "3", "assistant": "4", "technician": "5"}
    codes = notice.codes["gbt8561"]
    for key, code in codes.items():
        series, level, name = key.split("/")
        assert name in notice.codes["title"][f"{series}/{level}"].split("、"), key
        assert (len(code), code[2]) == (3, rank[level]), key
    assert len(set(codes.values())) == len(codes)
    assert codes["engineering/intermediate/工程师"] == "083"
    assert "engineering/full-senior/正高级工程师" not in codes
