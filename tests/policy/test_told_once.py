from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from zhicheng.policy.finding import Says
from zhicheng.policy.judge import judge, unmet
from zhicheng.policy.places import SECTIONS
from zhicheng.policy.telling import (
    Deficiency,
    Earlier,
    Told,
    changes,
    may_hand_in_again,
    may_pass,
    may_send_back,
    opens,
)

HERE = ZoneInfo("Asia/Shanghai")
OCT_20 = datetime(2023, 10, 20, 9, tzinfo=HERE)
CLOSES = datetime(2023, 11, 25, tzinfo=HERE)
BLURRED = Deficiency(
    "basics", "身份证件反面模糊，看不清有效期", ("basics.files.identity_document",), defect="identity_document_unclear"
)
NO_CONTRACT = Deficiency("jobs", "没有上传与现单位签订的聘用合同", ("jobs.files.contract",), defect="contract_missing")


def told(*unmet_sections, **more):
    verdicts = {s: Says.UNMET if s in unmet_sections else Says.MET for s in SECTIONS}
    return Told(**{"station": "county_office", "verdicts": verdicts, "at": OCT_20, "closes_at": CLOSES, **more})


def rules(refusals):
    return [r.rule for r in refusals]


def test_a_letter_that_says_everything_may_be_sent(notice):
    assert may_send_back(told("basics", "jobs"), [BLURRED, NO_CONTRACT], notice) == ()


def test_every_section_needs_a_verdict_first_and_all_missing_ones_are_named(notice):
    asked = told("basics", sees_unit_files=True)
    asked = Told(station="unit_principal", verdicts={"basics": Says.UNMET}, at=OCT_20, sees_unit_files=True)
    refused = may_send_back(asked, [BLURRED], notice)
    assert rules(refused) == ["all_at_once"] * 8
    assert [r.place for r in refused] == [*(s for s in SECTIONS if s != "basics"), "unit_files"]


@pytest.mark.parametrize(
    ("sections", "defects", "place"),
    [(("basics", "jobs"), [BLURRED], "jobs"), (("basics",), [BLURRED, NO_CONTRACT], "jobs")],
)
def test_verdicts_and_defects_agree(notice, sections, defects, place):
    assert [(r.rule, r.place) for r in may_send_back(told(*sections), defects, notice)] == [("all_at_once", place)]


def test_an_empty_letter_is_refused(notice):
    assert rules(may_send_back(told(), [], notice)) == ["all_at_once"]


@pytest.mark.parametrize("reason", ["无", "见邮件", "同上", "不清楚", "。。。。。。。。。。", "退回修改", "  "])
def test_a_reason_that_says_nothing_is_refused(notice, reason):
    empty = Deficiency("basics", reason, ("basics.files.identity_document",))
    assert rules(may_send_back(told("basics"), [empty], notice)) == ["reasons_are_sentences"]


def test_a_letter_without_a_place_cannot_be_mended(notice):
    nowhere = Deficiency("basics", "身份证件反面模糊，看不清有效期")
    assert rules(may_send_back(told("basics"), [nowhere], notice)) == ["reasons_are_sentences"]


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"passed": True}, "no_return_after_pass"),
        ({"at": CLOSES}, "no_return_after_pass"),
        ({"at": datetime(2023, 11, 24, 16, tzinfo=HERE)}, "correction_time"),
    ],
)
def test_after_a_pass_after_the_deadline_or_just_before_it_nothing_is_returned(notice, more, rule):
    assert rules(may_send_back(told("basics", **more), [BLURRED], notice)) == [rule]


EARLIER = (Earlier((BLURRED,), ("basics.files.identity_document", "jobs.+.j9")),)


def test_a_second_letter_may_not_raise_what_the_first_could_have(notice):
    assert rules(may_send_back(told("jobs", earlier=EARLIER), [NO_CONTRACT], notice)) == ["told_once"]


def test_a_second_letter_may_raise_what_came_with_the_correction(notice):
    new_row = Deficiency("jobs", "新填的一段经历起止时间颠倒", ("jobs.j9.ends_on",))
    assert may_send_back(told("basics", "jobs", earlier=EARLIER), [BLURRED, new_row], notice) == ()


def test_a_second_letter_may_go_out_with_a_superiors_approval(notice):
    assert may_send_back(told("jobs", earlier=EARLIER, superior_approved=True), [NO_CONTRACT], notice) == ()


def test_another_office_has_a_letter_of_its_own(notice):
    assert may_send_back(told("jobs", station="city_office"), [NO_CONTRACT], notice) == ()


def test_all_reasons_come_at_once(notice):
    asked = told("basics", "title", passed=True, earlier=EARLIER)
    refused = may_send_back(asked, [Deficiency("jobs", "无", ("jobs.files.contract",))], notice)
    assert rules(refused) == [
        "no_return_after_pass",
        "all_at_once",
        "all_at_once",
        "all_at_once",
        "reasons_are_sentences",
        "told_once",
    ]
    assert [r for r in refused if not r.source.words] == []


def test_what_is_not_met_cannot_be_passed(notice):
    assert [(r.rule, r.place) for r in may_pass(told("title"), notice)] == [("all_at_once", "title")]


# What a letter opens, and what may change


def test_a_letter_opens_what_it_names_what_the_catalogue_adds_and_what_the_rule_read(notice, facts_of):
    finding = unmet(judge(facts_of("teacher", {"title.appointed_on": date(2022, 1, 1)}), notice))[0]
    opened = opens([Deficiency.of(finding), BLURRED], notice)
    assert opened == (
        "title.appointed_on",
        "title.appointed_until",
        "title.files.appointment_letter",
        "basics.files.identity_document",
    )


def test_what_the_catalogue_adds_stands_below_the_named_row(notice):
    named = Deficiency(
        "achievements", "第一项没有写明文件的文号", ("achievements.a1.name",), defect="document_number_missing"
    )
    assert opens([named], notice) == (
        "achievements.a1.name",
        "achievements.a1.content",
        "achievements.a1.document_number",
    )


def test_the_units_own_files_never_open_to_the_applicant(notice):
    theirs = Deficiency("unit_files", "缺少二〇二〇年度考核登记表", ("unit_files.files.appraisal_forms",))
    assert opens([theirs], notice) == ()


def test_a_change_that_was_not_opened_is_named(notice):
    refused = may_hand_in_again(
        ("title.appointed_on", "jobs.+"),
        ("title.appointed_on", "jobs.+.j9", "basics.phone", "pledge.signed_at"),
        notice,
    )
    assert [(r.place, r.what) for r in refused] == [
        ("basics.phone", "“基本信息 › 手机号码”不在告知书列明的范围内，却有改动")
    ]


def test_nothing_changed_is_nothing_refused(notice):
    assert may_hand_in_again((), (), notice) == ()


def test_an_unchanged_dossier_has_no_changes(notice):
    assert changes({}, {}, notice) == ()
