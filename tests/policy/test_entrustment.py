"""四、委托评审 as rules: who may entrust, whom, for what, until when; what is sent out; the census (S4-01 … S4-10)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from refusing import refused

from zhicheng.policy import committees, entrustment, judge, scope
from zhicheng.policy.entrustment import Outgoing, Reported
from zhicheng.policy.facts import Entrustment
from zhicheng.policy.finding import Says, refuse

OCT_20 = date(2023, 10, 20)
LETTER = Entrustment(
    number="濮人社函〔2023〕6号",
    issuer="濮阳市人力资源和社会保障局",
    body_kind="外市市级人力资源社会保障部门",
    region="410900",
    committee="teacher-intermediate",
    series="primary-secondary-teacher",
    level="intermediate",
    title="一级教师",
    issued_on=date(2023, 10, 16),
    valid_until=date(2023, 12, 31),
    state="同意",
    checked_on=date(2023, 10, 18),
)
OUT = Outgoing(
    by_city=True,
    by_autonomous=False,
    issuer="许昌市职称改革领导小组办公室",
    series="legal-services",
    level="intermediate",
    committee="河南省律师系列中级职称评审委员会",
    committee_region="410100",
    filing_number="豫人社评备示例〔2022〕3号",
    filed_until=date(2025, 6, 30),
    valid_until=date(2023, 12, 31),
    names=2,
    titles=("三级律师",),
)


@pytest.fixture
def entrusted(facts_of):
    """A teacher of another city of the province with a letter; some of either may be said otherwise."""

    def make(letter=LETTER, on=OCT_20, **application):
        facts = facts_of("young_teacher", on=on)
        d = facts.dossier
        asked = replace(d.application, manner="委托", **application)
        away = replace(d.employer, region="410900", level="city", department="", registered_in_city=False)
        return replace(facts, dossier=replace(d, application=asked, employer=away), entrustment=letter)

    return make


def says_of(facts, notice, *rules):
    return [judge.verdicts(facts, notice)[rule] for rule in rules]


OF_LETTERS = ("employer_in_city", "entrustment_letter", "entrusted_in_advance", "uniform_conditions")


def test_a_letter_that_the_city_agreed_to_lets_a_person_of_another_city_in(entrusted, notice):
    facts = entrusted()
    assert says_of(facts, notice, *OF_LETTERS) == [Says.MET] * 4
    assert judge.unmet(judge.judge(facts, notice)) == ()


def test_an_unchecked_letter_is_for_a_person_at_most(entrusted, notice):
    facts = entrusted(replace(LETTER, state="待审核", checked_on=None))
    assert says_of(facts, notice, *OF_LETTERS) == [Says.ASK, Says.MET, Says.ASK, Says.MET]


def test_without_a_letter_the_clause_of_entrusted_review_is_quoted(entrusted, notice):
    facts = entrusted(None)
    assert says_of(facts, notice, *OF_LETTERS[:3]) == [Says.UNMET] * 3
    found = scope.employer_in_city(facts, notice)
    assert (found.source.clause, "不接受外省委托评审" in found.source.says) == ("四", True)


def test_a_letter_that_the_city_refused_lets_nobody_in(entrusted, notice):
    facts = entrusted(replace(LETTER, state="不同意"))
    assert says_of(facts, notice, "employer_in_city", "entrusted_in_advance") == [Says.UNMET] * 2


def test_people_of_the_city_need_no_letter_and_others_cannot_do_without(facts_of, notice):
    local = facts_of("young_teacher")
    assert says_of(local, notice, *OF_LETTERS) == [Says.MET] * 4
    away = replace(local, dossier=replace(local.dossier, employer=replace(local.dossier.employer, region="410902")))
    assert says_of(away, notice, "employer_in_city") == [Says.UNMET]
    assert entrustment.entrusted_in_advance(away, notice) == ()


@pytest.mark.parametrize(
    ("other", "words", "place"),
    [
        ({"region": "140100"}, "山西省，不在河南省内，不接受外省委托评审", "letter.region"),
        ({"level": "associate-senior"}, "限中级", "letter.level"),
        ({"body_kind": "其他部门"}, "没有委托资质", "letter.body_kind"),
        ({"region": "411002"}, "不是外市部门", "letter.region"),
        ({"region": "410902"}, "不是市级部门", "letter.region"),
        ({"region": "410000"}, "不是市级部门", "letter.region"),
        ({"issued_on": date(2023, 10, 21)}, "晚于2023-10-20", "letter.issued_on"),
        ({"valid_until": date(2023, 10, 19)}, "已过期", "letter.valid_until"),
        ({"valid_until": date(2023, 10, 1)}, "早于签发日", "letter.valid_until"),
        ({"committee": "nowhere"}, "不在今年的安排中", "letter.committee"),
        ({"committee": "legal-services-entrusted"}, "暂不进行网上申报", "letter.committee"),
        ({"series": "engineering"}, "不评审工程技术人员系列", "letter.series"),
    ],
)
def test_each_way_in_which_a_letter_is_impossible(other, words, place, notice):
    found = entrustment.impossible(replace(LETTER, **other), notice, OCT_20)
    assert [(r.place, words in r.what) for r in found if words in r.what] == [(place, True)]


def test_everything_wrong_with_a_letter_is_told_at_once(notice):
    wrong = replace(LETTER, region="140100", level="full-senior", body_kind="其他部门", valid_until=date(2023, 10, 1))
    found = entrustment.impossible(wrong, notice, OCT_20)
    assert [r.place for r in found] == [
        "letter.region", "letter.level", "letter.body_kind", "letter.valid_until", "letter.level",
    ]  # fmt: skip


def test_a_headquarters_in_another_province_is_another_province(notice):
    head = replace(LETTER, body_kind="国企总部人事部门", region="110101", issuer="示例集团总部人事部")
    assert [r.rule for r in entrustment.impossible(head, notice, OCT_20)] == ["entrustment_letter"]
    assert entrustment.impossible(replace(head, region="410105"), notice, OCT_20) == ()


def test_a_body_that_the_notice_does_not_name_is_for_a_person_until_the_city_agreed(entrusted, notice):
    other = replace(LETTER, body_kind="其他有委托资质部门", state="待审核")
    assert says_of(entrusted(other), notice, "entrustment_letter") == [Says.ASK]
    assert says_of(entrusted(replace(other, state="同意")), notice, "entrustment_letter") == [Says.MET]


def test_a_letter_is_for_what_it_names(entrusted, notice):
    facts = entrusted(replace(LETTER, title="正高级教师"))
    assert says_of(facts, notice, "entrustment_letter") == [Says.UNMET]
    other = entrusted(replace(LETTER, committee="engineering-intermediate"))
    found = entrustment.uniform_conditions(other, notice)
    assert (found.says, "请改选" in found.mend) == (Says.UNMET, True)


def test_the_committees_own_tighter_conditions_hold_for_the_entrusted_too(entrusted, notice):
    committee = notice.committees["teacher-intermediate"]
    rule = notice.rule("months_with_employer")
    own = {rule.id: replace(rule, params={**rule.params, "months": 24 * 12})}
    law = replace(notice, committees={**notice.committees, committee.id: replace(committee, own_rules=own)})
    assert says_of(entrusted(), law, "months_with_employer") == [Says.UNMET]
    assert "收紧的1项" in entrustment.uniform_conditions(entrusted(), law).facts


@given(days=st.integers(-400, 400))
def test_a_letter_holds_from_its_day_to_its_last_day(days, notice):
    day = LETTER.issued_on + timedelta(days=days)
    holds = entrustment.impossible(LETTER, notice, day) == ()
    assert holds is (LETTER.issued_on <= day <= LETTER.valid_until)


@given(region=st.from_regex(r"[1-9][0-9]{5}", fullmatch=True))
def test_no_letter_of_another_province_is_ever_taken_in(region, notice):
    reasons = entrustment.impossible(replace(LETTER, region=region), notice, OCT_20)
    refused_for_province = any("不接受外省委托评审" in r.what for r in reasons)
    assert refused_for_province is not region.startswith("41")
    assert bool(reasons) is (not region.startswith("41") or region.startswith("4110") or not region.endswith("00")
                             or region.endswith("0000"))  # fmt: skip


# Sent out


def test_the_city_sends_out_what_it_has_no_right_to_review(notice):
    assert entrustment.entrusted_out(OUT, notice, OCT_20) == ()


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"by_city": False}, "letter.organisation"),
        ({"series": "engineering"}, "letter.series"),
        ({"level": "associate-senior"}, "letter.level"),
        ({"titles": ("三级律师", "工程师")}, "letter.names"),
        ({"committee_region": "110000"}, "letter.committee_region"),
        ({"filing_number": ""}, "letter.filing_number"),
        ({"filed_until": date(2023, 10, 19)}, "letter.filed_until"),
        ({"valid_until": date(2023, 10, 19)}, "letter.valid_until"),
        ({"names": 0}, "letter.names"),
    ],
)
def test_each_reason_against_a_letter_of_the_city(other, place, notice):
    found = entrustment.entrusted_out(replace(OUT, **other), notice, OCT_20)
    assert place in [r.place for r in found]
    with refused("entrusted_out"):
        refuse(found)


def test_an_autonomous_unit_sends_out_its_own_staff_for_both_levels(notice):
    own = replace(OUT, by_city=False, by_autonomous=True, level="associate-senior", series="engineering", titles=())
    assert entrustment.autonomous_entrusts(own, notice, OCT_20) == ()
    assert (
        entrustment.autonomous_entrusts(replace(own, by_autonomous=False), notice, OCT_20)[0].place
        == "letter.organisation"
    )
    strangers = entrustment.autonomous_entrusts(replace(own, strangers=("某甲", "某乙")), notice, OCT_20)
    assert [r.what for r in strangers] == ["某甲不是本单位人员", "某乙不是本单位人员"]
    assert entrustment.autonomous_entrusts(replace(own, level="assistant"), notice, OCT_20)[0].place == "letter.level"


def test_where_a_letter_stands_is_read_off_what_happened():
    of = entrustment.status_of
    assert [
        of(None, "", 2, 0), of(False, "", 2, 0), of(True, "", 2, 0), of(True, "接收", 2, 1), of(True, "退回", 2, 0),
        of(True, "接收", 2, 2),
    ] == ["起草", "不予签发", "签发", "接收", "退回", "已反馈"]  # fmt: skip


def test_a_result_without_a_letter_is_void(notice):
    assert [r.rule for r in entrustment.result_faults(False, "", notice)] == ["entrusted_in_advance"]
    assert [r.rule for r in entrustment.result_faults(True, "退回", notice)] == ["entrusted_in_advance"]
    assert entrustment.result_faults(True, "接收", notice) == ()


# The census


def test_the_day_of_the_census_counts_to_its_end(notice):
    zone = ZoneInfo("Asia/Shanghai")
    last = datetime(2023, 10, 20, 23, 59, 59, tzinfo=zone)
    assert entrustment.is_late_census(last, notice) is False
    assert entrustment.is_late_census(last + timedelta(seconds=1), notice) is True


def test_everything_wrong_with_a_report_is_told_at_once(notice):
    good = Reported("legal-services", "legal-services-lawyer", "intermediate", 12)
    assert entrustment.census_faults([good], notice) == ()
    wrong = [good, replace(good, people=0), replace(good, specialty="library"), replace(good, series="engineering"),
             replace(good, level="full-senior")]  # fmt: skip
    found = entrustment.census_faults(wrong, notice)
    assert [r.place for r in found] == ["rows.2", "rows.2", "rows.3", "rows.4", "rows.5"]


def test_whoever_is_of_an_entrusted_series_is_told_where_to_be_counted(facts_of, notice):
    asked = {"application.series": "legal-services", "application.title": "三级律师"}
    county = facts_of("young_teacher", asked)
    assert committees.where_to(county, notice).mend.startswith("请向禹州市职改办登记")
    city = facts_of("young_teacher", {**asked, "employer.level": "city", "employer.department": "许昌市司法局"})
    assert committees.where_to(city, notice).mend.startswith("请向许昌市司法局登记")
    place = committees.where_to(county, notice)
    assert (place.rule, "10月20日之前" in place.mend) == ("series_online", True)
