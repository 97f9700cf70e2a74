"""What every finding must carry, and the rules that the worked examples of the notice leave untouched."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import zhicheng.policy
from zhicheng.policy.achievements import counted
from zhicheng.policy.committees import fits
from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.finding import Finding, Remedy, Says
from zhicheng.policy.history import work_is_continuous
from zhicheng.policy.judge import RULES, UNIT_RULES, asks, judge, judge_unit, unmet, verdicts
from zhicheng.policy.materials import appraisal_years, demanded
from zhicheng.policy.organisations import creator_of, may_create
from zhicheng.policy.regions import in_region
from zhicheng.policy.scope import retirement
from zhicheng.policy.seats import Duty

ON = date(2023, 10, 20)


def of_rule(findings, rule):
    return [f for f in findings if f.rule == rule]


def test_policy_reads_no_clock():
    here = Path(zhicheng.policy.__file__).parent
    clocks = re.compile(r"\b(now|today|utcnow|monotonic|time\.time)\(")
    assert [p.name for p in here.rglob("*.py") if clocks.search(p.read_text(encoding="utf-8"))] == []


def test_every_rule_that_is_asked_stands_in_the_notice(notice):
    assert [r for r, _ in (*RULES, *UNIT_RULES) if r not in notice.rules] == []


def test_a_finding_that_is_not_met_shows_all_four_things(facts_of, notice):
    facts = facts_of(
        "teacher",
        {
            "title.appointed_on": date(2022, 1, 1),
            "application.practised": "junior-english",
            "basics.employed_on": date(2023, 9, 1),
            "basics.identity": "公务员",
            "achievements.a1.content": "一等奖",
            "achievements.a1.document_number": "",
            "employer.region": "410100",
        },
        without=("photo", "appointment_roster", "schooling_certificate"),
    )
    found = unmet(judge(facts, notice))
    assert {f.rule for f in found} == {
        "committee_fits",
        "same_specialty",
        "employer_in_city",
        "months_with_employer",
        "not_a_civil_servant",
        "appointment_roster",
        "years_in_post",
        "studies_run_first_to_highest",
        "document_number_named",
        "everything_uploaded",
    }
    assert [f for f in found if not (f.facts and f.source.words and f.mend and f.places)] == []


def test_met_findings_ask_for_no_mending(facts_of, notice):
    assert {f.mend for f in judge(facts_of(), notice)} == {""}


def test_verdicts_are_the_gravest_of_each_rule(facts_of, notice):
    facts = facts_of("teacher", {"achievements.a1.obtained_on": date(2023, 10, 21)})
    assert [r for r, says in verdicts(facts, notice).items() if says is not Says.MET] == ["achievements_count"]


# Achievements (S2.4-09)


def test_an_award_of_the_day_after_is_marked_not_counted(facts_of, notice):
    facts = facts_of("teacher", {"achievements.a1.obtained_on": date(2023, 10, 21)})
    assert [(c.counts, c.why) for c in counted(facts, notice)] == [
        (False, "取得日期2023-10-21晚于单位推荐日期2023-10-20"),
        (True, ""),  # last year's continuing education
    ]


@given(st.dates(date(2015, 1, 1), date(2024, 6, 1)), st.sampled_from(["", "许教〔2021〕45号", "一等奖"]))
def test_one_more_achievement_never_loses_what_counts(file_of, notice, obtained_on, content):
    said = file_of("teacher")
    before = [c for c in counted(read_facts(said, ON, notice=notice), notice) if c.counts]
    said["achievements"].append(
        {"key": "a2", "kind": "荣誉", "name": "另一项", "content": content, "obtained_on": obtained_on}
    )
    after = [c for c in counted(read_facts(said, ON, notice=notice), notice) if c.counts]
    assert after[: len(before)] == before


def test_a_paper_with_a_journal_number_and_no_document_number_is_for_a_person(facts_of, notice):
    given = {"achievements.a1.content": "", "achievements.a1.document_number": "", "achievements.a1.identifier": "CN41"}
    assert [f.rule for f in asks(judge(facts_of("teacher", given), notice))] == ["document_number_named"]


# Work (S2.5.5-01)


def job(key, begins_on, ends_on, **more):
    return {"key": key, "begins_on": begins_on, "ends_on": ends_on, "employer": f"示例单位{key}", **more}


def working(file_of, notice, *jobs):
    said = file_of("teacher")
    said["jobs"] = [{k: v for k, v in j.items() if v is not None} for j in jobs]
    return work_is_continuous(read_facts(said, ON, notice=notice), notice)


def test_a_gap_of_two_months_is_named_with_its_days(file_of, notice):
    found = working(file_of, notice, job("j1", date(2003, 8, 1), date(2010, 6, 30)), job("j2", date(2010, 9, 1), None))
    assert [(f.says, f.facts) for f in found] == [(Says.UNMET, "2010-07-01至2010-08-31中断62天，超过1个月，没有说明")]
    assert found[0].places[:3] == ("jobs.+", "jobs.j1", "jobs.j2")


def test_an_explained_gap_and_a_row_of_unemployment_are_for_a_person(file_of, notice):
    first = job("j1", date(2003, 8, 1), date(2010, 6, 30))
    noted = working(file_of, notice, first, job("j2", date(2010, 9, 1), None, note="离职备考研究生"))
    filled = working(
        file_of,
        notice,
        first,
        job("j2", date(2010, 7, 1), date(2010, 8, 31), kind="待业", note="照顾病人"),
        job("j3", date(2010, 9, 1), None),
    )
    assert [[f.says for f in found] for found in (noted, filled)] == [[Says.ASK], [Says.ASK]]


def test_an_overlap_is_for_a_person(file_of, notice):
    found = working(file_of, notice, job("j1", date(2003, 8, 1), date(2010, 9, 30)), job("j2", date(2010, 9, 1), None))
    assert [(f.says, f.places) for f in found] == [(Says.ASK, ("jobs.j2.begins_on", "jobs.j1.ends_on"))]


def test_work_that_has_ended_long_ago_does_not_reach_today(file_of, notice):
    found = working(file_of, notice, job("j1", date(2003, 8, 1), date(2020, 6, 30)))
    assert [f.says for f in found] == [Says.UNMET]


# Materials and appraisals


def test_what_is_demanded_of_this_person_and_where(facts_of, notice):
    assert [d.place for d in demanded(facts_of("private_engineer"), notice) if d.required] == [
        "basics.files.identity_document",
        "basics.files.photo",
        "title.files.title_certificate",
        "title.files.appointment_letter",
        "studies.s1.files.schooling_certificate",
        "jobs.files.contract",
        "achievements.a1.files.achievement_proof",
        "achievements.c1.files.achievement_proof",
    ]


@pytest.mark.parametrize(
    ("appointed_on", "expected"),
    [
        (date(2016, 5, 1), (2018, 2019, 2020, 2021, 2022)),
        (date(2019, 9, 1), (2020, 2021, 2022)),
        (date(2020, 1, 1), (2020, 2021, 2022)),
        (date(2022, 9, 1), ()),
    ],
)
def test_appraisals_run_from_the_first_full_year_to_the_last(facts_of, notice, appointed_on, expected):
    assert appraisal_years(facts_of("teacher", {"title.appointed_on": appointed_on}), notice) == expected


def test_missing_appraisals_belong_to_the_unit_and_not_to_the_applicant(file_of, notice):
    said = file_of("teacher")
    said["unit"]["appraisals"] = [a for a in said["unit"]["appraisals"] if a["year"] != 2020]
    facts = read_facts(said, ON, notice=notice)
    assert unmet(judge(facts, notice)) == ()
    assert [(f.rule, f.numbers["missing"]) for f in unmet(judge_unit(facts, notice))] == [
        ("appraisals_complete", "2020")
    ]


# Committees (S2.5.1-01)


def test_only_the_committee_that_fits_can_be_chosen(facts_of, notice):
    by_fit = fits(facts_of(), notice)
    assert [f.committee.id for f in by_fit if f.fits] == ["teacher-senior"]
    rural = next(f for f in by_fit if f.committee.id == "rural-teacher-senior")
    assert [r.what for r in rural.reasons] == ["人员范围为镇区、乡村的单位，您的单位为城区"]


def test_a_lawyer_is_told_that_the_series_is_not_yet_online(facts_of, notice):
    given = {
        "application.series": "legal-services",
        "application.level": "intermediate",
        "application.title": "三级律师",
        "application.committee": "legal-services-entrusted",
    }
    found = of_rule(judge(facts_of("teacher", given), notice), "series_online")
    assert [(f.says, "暂不进行网上申报" in f.facts) for f in found] == [(Says.UNMET, True)]


# Scope


def test_a_region_lies_in_its_city_and_in_no_neighbour():
    assert [in_region("411002", "4110"), in_region("411002", "411000"), in_region("411102", "4110")] == [
        True,
        True,
        False,
    ]


def test_the_gradual_rise_adds_a_month_for_four_months_of_birth(facts_of, notice):
    def leaves(born_on):
        number = "411002" + f"{born_on:%Y%m%d}" + "123"
        from zhicheng.policy.identity import check_character

        given = {"basics.born_on": born_on, "basics.id_number": number + check_character(number)}
        return retirement(facts_of("teacher", given), notice).on

    assert [
        leaves(date(1964, 12, 31)),
        leaves(date(1965, 1, 1)),
        leaves(date(1965, 5, 1)),
        leaves(date(1990, 1, 1)),
    ] == [
        date(2024, 12, 31),
        date(2025, 2, 1),
        date(2025, 7, 1),
        date(2053, 1, 1),
    ]


# 谁创建谁管理 (S2.1)


def test_who_creates_whose_account(facts_of, notice):
    from dataclasses import replace

    school = facts_of("teacher").dossier.employer
    private = facts_of("private_engineer").dossier.employer
    clinic = replace(private, nature="民营医疗机构")
    assert [creator_of(e, notice).principle for e in (school, private, clinic)] == [
        "affiliation",
        "territory",
        "health_commission",
    ]
    assert creator_of(private, notice).offices == (Duty.COUNTY_OFFICE,)
    assert may_create(school, (Duty.DEPARTMENT,), "411003", "许昌市建安区教育局", notice) == ()
    assert may_create(private, (Duty.COUNTY_OFFICE,), "411002", "魏都区职改办", notice) == ()
    assert [r.rule for r in may_create(clinic, (Duty.COUNTY_OFFICE,), "411002", "魏都区职改办", notice)] == [
        "account_made_by_manager"
    ]
    assert [r.rule for r in may_create(private, (Duty.COUNTY_OFFICE,), "411081", "禹州市职改办", notice)] == [
        "account_made_by_manager"
    ]


def test_a_bar_that_has_ended_no_longer_bars(file_of, notice):
    said = file_of("teacher")
    said["unit"]["bars"] = [{"ground": "学术造假", "begins_on": date(2020, 10, 1), "ends_on": date(2023, 9, 30)}]
    assert unmet(judge(read_facts(said, ON, notice=notice), notice)) == ()
    said["unit"]["bars"][0]["ends_on"] = ON
    assert [f.rule for f in unmet(judge(read_facts(said, ON, notice=notice), notice))] == ["no_bar"]


def test_a_pledge_not_signed_stands_in_the_way(facts_of, notice):
    signed = datetime(2023, 10, 19, 2, tzinfo=UTC)
    facts = facts_of("teacher", {"pledge": {"secrecy_declared_at": signed, "files_opened_at": signed}})
    assert [f.rule for f in unmet(judge(facts, notice))] == ["pledge_signed"]


def test_a_finding_of_a_rule_is_what_its_parts_make(notice):
    rule = notice.rule("months_with_employer")
    found = rule.finding(Says.UNMET, "差3天", "basics.employed_on", remedy=Remedy.FINAL, short=3)
    assert found == Finding(
        rule=rule.id, title=rule.title, says=Says.UNMET, facts="差3天", source=rule.source, mend=rule.mend,
        remedy=Remedy.FINAL, places=("basics.employed_on",), numbers={"short": 3},
    )  # fmt: skip
    met = rule.finding(Says.MET, "满", mend="不用", remedy=Remedy.FINAL)
    assert met == Finding(rule=rule.id, title=rule.title, says=Says.MET, facts="满", source=rule.source)
