from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.finding import Remedy, Says
from zhicheng.policy.judge import judge, verdicts
from zhicheng.policy.qualify import change_of_series_declared, weigh, years, years_in_post

appointed = st.dates(date(2010, 1, 1), date(2023, 12, 31))
PROOFS = ("other_title_certificate", "other_appointment_letter", "other_appointment_roster")


def other(begun=date(2016, 1, 1), until=date(2019, 12, 31), level="assistant"):
    return {
        "key": "o1",
        "series": "vocational-school-teacher",
        "specialty": "vocational-school-teacher-culture",
        "level": level,
        "name": "助理讲师",
        "obtained_on": begun,
        "appointed_on": begun,
        "appointed_until": until,
    }


def changed(file_of, declared=True, proofs=PROOFS):
    said = file_of("young_teacher", {"title.appointed_on": date(2020, 1, 1), "changed_series": declared})
    said["other_titles"] = [other()]
    said["files"] += [{"slot": s, "row": "o1", "digest": "sha256:aa"} for s in proofs]
    return said


@pytest.fixture(scope="session")
def read(notice):
    return lambda said: read_facts(said, date(2023, 10, 20), notice=notice)


def test_short_by_a_year_says_so_and_when_it_will_be_met(facts_of, notice):
    finding = years_in_post(facts_of("young_teacher", {"title.appointed_on": date(2020, 1, 1)}), notice)
    assert (finding.says, finding.remedy) == (Says.UNMET, Remedy.FINAL)
    assert finding.facts.startswith("聘任起始 2020-01-01；截至 2023-12-31 满 3 年，要求 4 年")
    assert "差 1 年" in finding.facts
    assert finding.mend.startswith("今年不能补正；按现有聘任情况，2024 年度满足")
    assert finding.places[0] == "title.appointed_on"


@given(appointed, appointed)
def test_moving_an_appointment_earlier_never_loses(facts_of, notice, a, b):
    early, late = (
        years_in_post(facts_of("teacher", {"title.appointed_on": day}), notice).says for day in (min(a, b), max(a, b))
    )
    assert late is not Says.MET or early is Says.MET


@given(appointed, appointed, st.booleans())
def test_nor_does_it_with_a_former_series(file_of, notice, read, a, b, declared):
    sums = []
    for day in (min(a, b), max(a, b)):
        said = changed(file_of, declared)
        said["title"]["appointed_on"] = day
        sums.append(years(read(said), notice).counted)
    assert sums[0] >= sums[1]


def test_the_former_series_counts_when_it_is_declared_and_proved(file_of, notice, read):
    finding = years_in_post(read(changed(file_of)), notice)
    assert (finding.says, finding.numbers["own"], finding.numbers["joined"]) == (Says.MET, 3, 7)


@pytest.mark.parametrize(("declared", "proofs"), [(False, PROOFS), (True, PROOFS[:2])])
def test_it_counts_zero_when_it_is_not_and_both_sums_are_shown(file_of, notice, read, declared, proofs):
    finding = years_in_post(read(changed(file_of, declared, proofs)), notice)
    assert (finding.says, finding.remedy) == (Says.UNMET, Remedy.FIX)
    assert "本系列满 3 年，合并转评前聘任满 7 年" in finding.facts
    assert "按 3 年计" in finding.facts


def test_each_missing_proof_of_the_former_series_is_a_finding(file_of, notice, read):
    found = change_of_series_declared(read(changed(file_of, proofs=())), notice)
    assert [f.places[0] for f in found] == [f"other_titles.o1.files.{p}" for p in PROOFS]


def test_a_former_title_of_another_level_adds_nothing(file_of, notice, read):
    said = changed(file_of)
    said["other_titles"] = [other(level="technician")]
    assert years(read(said), notice).joined == 3


def test_days_held_in_both_series_count_once(file_of, notice, read):
    said = changed(file_of)
    said["other_titles"] = [other(until=date(2023, 1, 1))]
    assert years(read(said), notice).joined == 7


def test_a_master_without_the_certificate_falls_back_to_the_bachelor_way(facts_of, notice):
    given = {"studies.s1.schooling": "14", "studies.s1.degree": "304", "title.appointed_on": date(2019, 9, 1)}
    with_it, without = facts_of("young_teacher", given), facts_of("young_teacher", given, ("degree_certificate",))
    assert [w.way.id for w in weigh(with_it, notice) if w.fits] == ["teacher-first-bachelor", "teacher-first-master"]
    assert [w.way.id for w in weigh(without, notice) if w.fits] == ["teacher-first-bachelor"]


def test_an_ended_appointment_counts_to_its_end(facts_of, notice):
    given = {"title.appointed_on": date(2017, 9, 1), "title.appointed_until": date(2021, 9, 1)}
    assert years(facts_of("teacher", given), notice).own == 4


def test_recognition_by_assessment_is_for_a_person_to_judge(facts_of, notice):
    facts = facts_of("young_teacher", {"application.kind": "考核认定"})
    assert {verdicts(facts, notice)[r] for r in ("qualifies", "years_in_post", "title_step_by_step")} == {Says.ASK}


def test_the_green_channel_does_not_free_from_the_years(facts_of, notice):
    given = {"application.manner": "绿色通道", "title.appointed_on": date(2020, 1, 1)}
    assert years_in_post(facts_of("young_teacher", given), notice).says is Says.UNMET


def test_skipping_a_step_is_final(facts_of, notice):
    given = {"title.level": "assistant", "title.name": "二级教师"}
    found = [f for f in judge(facts_of("teacher", given), notice) if f.rule == "title_step_by_step"]
    assert [(f.says, f.remedy) for f in found] == [(Says.UNMET, Remedy.FINAL)]


@given(st.integers(0, 400))
def test_judging_is_deterministic(facts_of, notice, back):
    facts = facts_of("teacher", {"title.appointed_on": date(2018, 12, 31) - timedelta(days=back)})
    assert judge(facts, notice) == judge(facts, notice)
