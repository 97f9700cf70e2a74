"""Hours of continuing education, a year in the country, recognition of long rural service, first titles of engineers,
and the ways that only a person can judge (§2.6, R-19, R-37)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.achievements import document_number_named
from zhicheng.policy.facts import Achievement, GreenChannel
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import verdicts
from zhicheng.policy.qualify import qualifies
from zhicheng.policy.teachers import rural_recognition, rural_service
from zhicheng.policy.training import continuing_education


def trained(facts, *rows: tuple[date, int | None, int | None]):
    """The facts with these rows of continuing education and no others: day, hours, professional hours."""
    made = tuple(
        Achievement(key=f"c{n}", kind="继续教育", name="继续教育", obtained_on=day, hours=h, professional_hours=p)
        for n, (day, h, p) in enumerate(rows)
    )
    others = tuple(a for a in facts.dossier.achievements if a.kind != "继续教育")
    return replace(facts, dossier=replace(facts.dossier, achievements=(*others, *made)))


@pytest.mark.parametrize(
    ("hours", "professional", "says", "words"),
    [
        (90, 60, Says.MET, "2022年度 90 学时，其中专业科目 60 学时"),
        (89, 60, Says.ASK, "差 1 学时"),
        (90, 59, Says.ASK, "专业科目一般不少于 90 学时的 2/3，差 1 学时"),
        (200, 60, Says.MET, "2022年度 200 学时"),  # more hours never ask for more professional ones
        (90, None, Says.ASK, "差 60 学时"),
        (None, None, Says.ASK, "2022年度没有填写继续教育学时，要求 90 学时"),
    ],
)
def test_ninety_hours_a_year_two_thirds_of_them_professional(hours, professional, says, words, facts_of, notice):
    found = continuing_education(trained(facts_of("teacher"), (date(2022, 12, 20), hours, professional)), notice)
    assert (found.says, words in found.facts) == (says, True)
    assert (found.source.document, found.source.sureness) == ("专业技术人员继续教育规定（人社部令第25号）", "确定")


def test_hours_of_another_year_do_not_count(facts_of, notice):
    for year in (2021, 2023):
        facts = trained(facts_of("teacher"), (date(year, 6, 1), 200, 200))
        assert continuing_education(facts, notice).says is Says.ASK


@given(rows=st.lists(st.tuples(st.integers(0, 120), st.integers(0, 120)), max_size=5))
def test_several_rows_of_a_year_add_up(rows, facts_of, notice):
    facts = trained(facts_of("teacher"), *((date(2022, 6, 1), h, p) for h, p in rows))
    enough = sum(h for h, _ in rows) >= 90 and sum(p for _, p in rows) >= 60
    assert continuing_education(facts, notice).says is (Says.MET if enough else Says.ASK)


def test_hours_need_no_document_number_of_a_teachers_achievement(facts_of, notice):
    facts = trained(facts_of("teacher"), (date(2022, 6, 1), 90, 60))
    assert [f.says for f in document_number_named(facts, notice)] == [Says.MET]


@pytest.mark.parametrize(
    ("locality", "kind", "ends_on", "says"),
    [
        ("城区", "支教", date(2013, 8, 31), [Says.MET]),
        ("城区", "支教", date(2013, 8, 30), [Says.ASK]),
        ("城区", "工作", date(2013, 8, 31), [Says.ASK]),
        ("乡村", "工作", date(2013, 8, 31), [Says.MET]),
    ],
)
def test_an_urban_teacher_has_taught_a_year_in_the_country(locality, kind, ends_on, says, facts_of, notice):
    given = {"employer.locality": locality, "jobs.v1.kind": kind, "jobs.v1.ends_on": ends_on}
    assert [f.says for f in rural_service(facts_of("teacher", given), notice)] == says


@pytest.mark.parametrize("name", ["young_teacher", "private_engineer"])
def test_nobody_else_is_asked_for_a_year_in_the_country(name, facts_of, notice):
    assert rural_service(facts_of(name), notice) == ()


def test_recognition_of_long_rural_service_is_always_for_a_person_with_the_years_that_are_known(facts_of, notice):
    facts = facts_of("young_teacher", {"application.kind": "考核认定", "application.manner": "绿色通道"})
    approval = GreenChannel(
        document_number="许人社〔2023〕8号", authority="许昌市人力资源和社会保障局", approved_on=date(2023, 9, 1),
        basis="农村大龄教师考核认定一级教师",
    )  # fmt: skip
    basics = replace(facts.dossier.basics, green_channel=approval)
    facts = replace(facts, dossier=replace(facts.dossier, basics=basics), green_channel_on_file=approval)
    (found,) = rural_recognition(facts, notice)
    assert (found.says, found.source.sureness) == (Says.ASK, "不确定")
    assert "农村连续任教满30年且距退休不足5年" in found.facts
    assert "满 15 年" in found.facts  # since the first work in 2008
    assert qualifies(facts, notice).says is Says.ASK


@pytest.mark.parametrize("name", ["teacher", "private_engineer"])
def test_who_has_no_green_channel_is_not_asked_about_rural_service(name, facts_of, notice):
    assert rural_recognition(facts_of(name), notice) == ()


@pytest.mark.parametrize(
    ("schooling", "began_work_on", "says"),
    [
        ("21", date(2022, 12, 31), Says.MET),
        ("21", date(2023, 1, 1), Says.UNMET),
        ("31", date(2020, 12, 31), Says.MET),
        ("31", date(2021, 1, 1), Says.UNMET),
        ("41", date(2018, 12, 31), Says.MET),
        ("41", date(2019, 1, 1), Says.UNMET),
    ],
)
def test_a_first_title_of_engineers_takes_years_of_work(schooling, began_work_on, says, facts_of, notice):
    given = {
        "application.level": "assistant", "application.title": "助理工程师", "studies.s1.schooling": schooling,
        "basics.began_work_on": began_work_on,
    }  # fmt: skip
    assert qualifies(facts_of("private_engineer", given), notice).says is says


def test_an_exception_is_for_a_person_in_the_words_of_its_rule(facts_of, notice):
    facts = facts_of("teacher", {"application.manner": "破格", "title.level": "assistant", "title.name": "二级教师"})
    found = qualifies(facts, notice)
    assert (found.says, "有重大贡献的专业技术人员可直接申报高级职称" in found.facts) == (Says.ASK, True)
    said = verdicts(facts, notice)
    assert {said[r] for r in ("qualifies", "years_in_post", "title_step_by_step")} == {Says.ASK}


def test_every_title_of_teachers_and_engineers_has_its_ways(notice):
    normal = {(w.series, w.level) for w in notice.ways if w.manner == "正常"}
    for series in ("primary-secondary-teacher", "engineering"):
        levels = {level for s, level in normal if s == series}
        assert levels == {"assistant", "intermediate", "associate-senior", "full-senior"}
