"""Every combination goes to exactly one committee or to a stated refusal (S2.5.1-01, S4-04, S6.1-01, S6.2-01)."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from zhicheng.policy import committees
from zhicheng.policy.finding import Refusal
from zhicheng.policy.load import load
from zhicheng.policy.loading.elsewhere import combinations_of
from zhicheng.policy.notice import Asked, Committee, Elsewhere, Notice

NOTICES = Path(__file__).parents[2] / "notices"


def every_point(notice):
    return combinations_of(notice.codes)


def test_no_combination_is_covered_by_two_committees_and_none_is_lost(notice):
    asked = 0
    for point in every_point(notice):
        asked += 1
        covering = [c for c in notice.committees.values() if c.covers(point)]
        place = committees.destination(point, notice)
        assert len(covering) <= 1, point
        assert place == (covering[0] if covering else next(r for r in notice.elsewhere if r.covers(point)))
    assert asked > 50_000


def test_what_lies_outside_the_codes_is_an_error_and_not_a_guess(notice):
    wrong = Asked("astrology", "intermediate", "占星师")
    with pytest.raises(LookupError):
        committees.destination(wrong, replace(notice, elsewhere=()))


TEACHER = Asked("primary-secondary-teacher", "associate-senior", "高级教师", "junior-chinese")

WHERE = {
    "a town school's teacher": (replace(TEACHER, locality="城区"), "teacher-senior"),
    "a village school's teacher": (replace(TEACHER, locality="乡村"), "rural-teacher-senior"),
    "a first-grade teacher by recognition": (
        Asked("primary-secondary-teacher", "intermediate", "一级教师", "primary-maths", "考核认定", "乡村"),
        "teacher-intermediate",
    ),
    "a lawyer": (Asked("legal-services", "intermediate", "三级律师"), "legal-services-entrusted"),
    "a senior agronomist": (Asked("agriculture", "associate-senior", "高级农艺师"), "other-associate-senior"),
    "an accountant": (Asked("accounting", "intermediate", "会计师"), "by_examination"),
    "an assistant engineer": (Asked("engineering", "assistant", "助理工程师"), "junior"),
    "an engineer of another city": (Asked("engineering", "intermediate", "工程师", is_local=False), "outside"),
    "an engineer by defence": (Asked("engineering", "intermediate", "工程师", kind="答辩考核"), "other_kinds"),
    "a university lecturer": (Asked("higher-education-teacher", "intermediate", "讲师"), "provincial_policy"),
    "a teacher whose school nobody has placed": (TEACHER, "locality_unknown"),
}


@pytest.mark.parametrize("who", WHERE)
def test_where_it_goes(who, notice):
    asked, place = WHERE[who]
    assert committees.destination(asked, notice).id == place


def test_the_choice_and_the_way_there_agree(facts_of, notice):
    """Whatever the person is, the committees that can be chosen are the destination when it is open, else none."""
    person = facts_of("teacher")
    seen = set()
    for point in every_point(notice):
        if point.region not in ("", "411081", "411000") or not point.is_local:
            continue
        d = person.dossier
        asked = replace(
            person,
            dossier=replace(
                d,
                application=replace(
                    d.application, series=point.series, level=point.level, title=point.title,
                    specialty=point.specialty, kind=point.kind,
                ),
                employer=replace(d.employer, locality=point.locality, region=point.region or "411081"),
                basics=replace(d.basics, tenure=point.tenure),
            ),
        )  # fmt: skip
        key = (point.series, point.level, point.title, point.kind, point.locality)
        if key in seen:
            continue
        seen.add(key)
        place = committees.where_to(asked, notice)
        can = [f.committee for f in committees.fits(asked, notice) if f.fits]
        assert can == ([place] if isinstance(place, Committee) else [])
    assert len(seen) > 1_000


def test_a_refusal_says_why_by_which_clause(facts_of, notice):
    d = facts_of("teacher").dossier
    lawyer = replace(
        facts_of("teacher"),
        dossier=replace(
            d, application=replace(d.application, series="legal-services", level="intermediate", title="三级律师")
        ),
    )
    said = committees.where_to(lawyer, notice)
    assert isinstance(said, Refusal)
    assert said.rule == "series_online"
    assert said.source.says == "上述职称系列暂不进行网上申报"
    assert "暂不进行网上申报，先统计摸底" in said.what


def test_a_committee_by_another_document_is_open_when_that_gives_it_dates(notice):
    engineers = notice.committees["engineering-intermediate"]
    assert (engineers.status, engineers.document, engineers.is_open) == ("按其他文件", "许职改办〔2023〕17号", True)
    assert replace(engineers, opens_at=None).is_open is False


@pytest.fixture
def law(tmp_path):
    shutil.copytree(NOTICES, tmp_path / "notices")
    return tmp_path / "notices" / "2023-xuchang"


def complaints(law):
    found = load(law)
    assert not isinstance(found, Notice), "no complaint"
    return [str(c) for c in found]


def test_a_combination_without_a_place_to_go_is_a_complaint(law):
    path = law / "calendar.toml"
    text = path.read_text("utf-8")
    path.write_text(text[: text.index('[[elsewhere]]\nid = "provincial_policy"')], "utf-8")
    found = complaints(law)
    lost = next(c for c in found if "高等学校教师系列中级" in c)
    assert re.search(r"calendar.toml:1: .*种情形没有去处（如：讲师、评审）", lost)


def test_closed_committees_may_not_overlap_either(law):
    path = law / "calendar.toml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace('series = ["library"]\ntitles = ["馆员"]', 'series = ["museum"]\ntitles = ["馆员"]'), "utf-8"
    )
    assert any("museum-entrusted" in c or "library-entrusted" in c for c in complaints(law) if "两个去处" in c)


def test_elsewhere_is_shown_in_words(notice):
    assert all(isinstance(r, Elsewhere) and r.says and (r.source.says or r.source.sureness) for r in notice.elsewhere)
