"""How long a list stands, what may be in it, and that both channels show the same."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import publicity
from zhicheng.policy.finding import Says
from zhicheng.policy.publicity import RESULTS, UNIT, Channel, Frozen, Objection
from zhicheng.policy.workdays import is_workday, working_days_between

HERE = ZoneInfo("Asia/Shanghai")
COLUMNS = ("姓名", "工作单位", "申报职称")
NUMBER = "411002198001011235"  # synthetic


def list_of(*rows, columns=COLUMNS, title="2023年度评审结果"):
    return Frozen("2023-teacher-1", title, columns, tuple(rows))


def whats(frozen, notice):
    return [r.what for r in publicity.may_publish(frozen, notice)]


# ───── how long ─────


def test_the_units_notice_stands_five_working_days(notice):
    assert publicity.ends_on(UNIT, date(2023, 10, 16), notice) == date(2023, 10, 23)


@pytest.mark.parametrize(
    ("posted_on", "last"),
    [
        (date(2023, 12, 25), date(2024, 1, 25)),
        (date(2023, 11, 30), date(2024, 1, 2)),  # 30 December is a Saturday, 1 January a holiday
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2024, 1, 10), date(2024, 2, 18)),  # the spring festival ends with a working Sunday
    ],
)
def test_results_stand_a_month_to_a_working_day(posted_on, last, notice):
    assert publicity.ends_on(RESULTS, posted_on, notice) == last


def test_where_no_month_is_asked_for_the_nations_five_working_days_hold(notice):
    rule = notice.rule("results_publicity_period")
    params = {k: v for k, v in rule.params.items() if k != "months"}
    other = replace(notice, rules=MappingProxyType({**notice.rules, rule.id: replace(rule, params=params)}))
    assert publicity.ends_on(RESULTS, date(2023, 12, 25), other) == date(2024, 1, 2)


@settings(deadline=None, max_examples=50)
@given(st.dates(date(2023, 1, 1), date(2024, 11, 15)))
def test_results_never_stand_shorter_than_the_nation_asks(notice, posted_on):
    last = publicity.ends_on(RESULTS, posted_on, notice)
    assert working_days_between(notice.workdays, posted_on, last) >= 5
    assert is_workday(notice.workdays, last)
    assert last - posted_on >= timedelta(days=28)


@pytest.mark.parametrize(
    ("posted", "withdrawn", "today", "says"),
    [
        (None, None, date(2024, 2, 1), Says.UNMET),
        (date(2023, 12, 25), None, date(2024, 1, 25), Says.UNMET),
        (date(2023, 12, 25), None, date(2024, 1, 26), Says.MET),
        (date(2023, 12, 25), date(2024, 1, 24), date(2024, 2, 1), Says.UNMET),
        (date(2023, 12, 25), date(2024, 1, 25), date(2024, 1, 25), Says.MET),
    ],
)
def test_results_are_confirmed_only_after_the_notice_has_stood(posted, withdrawn, today, says, notice):
    assert publicity.results_publicity_period(posted, withdrawn, today, notice).says is says


def test_a_notice_withdraws_itself_at_the_midnight_after_its_last_day(notice):
    posted = datetime(2023, 12, 25, 9, 30, tzinfo=HERE)
    assert publicity.withdrawn_at(RESULTS, posted, notice) == datetime(2024, 1, 26, tzinfo=HERE)


# ───── what ─────


def test_a_list_of_the_allowed_columns_is_published(notice):
    assert whats(list_of(("王芳", "新元中学", "高级教师")), notice) == []


@pytest.mark.parametrize(
    "cell",
    [
        NUMBER, "41100219800101123X", "41100219800101123x", "４１１００２１９８００１０１１２３５", f"证件{NUMBER}。",
        "411002 19800101 1235", "411002-19800101-1235", "411002　1980 0101\u200b1235",
        "4.1.1.0.0.2.1.9.8.0.0.1.0.1.1.2.3.5",
        "四一一〇〇二一九八〇〇一〇一一二三五", "41100219\u00ad800101\ufeff1235", f"1{NUMBER}9", "411002_19800101_1235",
        "④①①⓪⓪②①⑨⑧⓪⓪①⓪①①②③⑤", "٤١١٠٠٢١٩٨٠٠١٠١١٢٣٥",
    ],
)  # fmt: skip
def test_a_list_with_a_number_of_eighteen_digits_is_refused(cell, notice):
    for row in ((cell, "新元中学", "高级教师"), ("王芳", f"新元中学{cell}", "高级教师")):
        assert "第1行含有18位证件号码" in whats(list_of(row), notice)
    assert "标题或栏目名称含有18位证件号码" in whats(list_of(title=f"名单{cell}"), notice)


def test_a_number_split_over_neighbouring_cells_is_refused(notice):
    row = ("王芳", "新元中学411002", "198001011235高级教师")
    assert whats(list_of(row), notice) == ["第1行含有18位证件号码"]


@pytest.mark.parametrize(
    "cell", ["许职改办〔2023〕21号", "2023-12-01至2023-12-31", "13812345678", "第二十三中学", "九〇一二三四五六七"]
)
def test_other_numbers_are_no_identity_number(cell):
    assert not publicity.holds_citizen_number([cell])


def test_columns_too_many_and_too_few_and_rows_of_another_length_are_all_told(notice):
    frozen = list_of(("王芳", "13812345678"), columns=("姓名", "手机号码", "申报职称"))
    assert whats(frozen, notice) == [
        "不应公布“手机号码”，可以公布的为序号、姓名、工作单位、申报系列、申报专业、申报职称、级别、申报方式、评审委员会、评审结果",
        "缺少“工作单位”",
        "第1行有2栏，应为3栏",
    ]


def test_people_of_one_name_show_only_what_tells_them_apart(notice):
    people = [
        {"姓名": "王芳", "工作单位": "一中", "申报专业": "语文", "证件号码后四位": "1235"},
        {"姓名": "王芳", "工作单位": "二中", "申报专业": "语文", "证件号码后四位": "0025"},
        {"姓名": "王芳", "工作单位": "二中", "申报专业": "语文", "证件号码后四位": "0042"},
        {"姓名": "李敏", "工作单位": "二中", "申报专业": "语文", "证件号码后四位": "001X"},
    ]
    shown = publicity.told_apart(people, notice)
    assert shown == (("工作单位",), ("工作单位", "证件号码后四位"), ("工作单位", "证件号码后四位"), ())


def test_the_end_of_a_number_is_published_only_where_names_need_it(notice):
    columns = (*COLUMNS, "证件号码后四位")
    alike = [("王芳", "二中", "高级教师", "0025"), ("王芳", "二中", "高级教师", "0042")]
    assert whats(list_of(*alike, ("李敏", "二中", "高级教师", ""), columns=columns), notice) == []
    needless = list_of(*alike, ("李敏", "二中", "高级教师", "001X"), columns=columns)
    assert whats(needless, notice) == ["第3行不需要公布“证件号码后四位”"]


def test_people_whom_nobody_can_tell_apart_are_refused(notice):
    row = ("王芳", "二中", "高级教师")
    assert whats(list_of(row, row), notice) == ["第1、2行相同，不能区分"]


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王芳", "王*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿依古丽·***"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_a_name_is_masked_behind_its_surname(name, masked):
    assert publicity.masked_name(name) == masked


# ───── one list on two channels ─────


def test_any_change_of_a_list_changes_its_digest():
    first = list_of(("王芳", "一中", "高级教师"), ("李敏", "二中", "高级教师"))
    others = [
        replace(first, rows=first.rows[::-1]),
        replace(first, rows=(("王芳", "一中高级", "教师"), first.rows[1])),
        replace(first, title="更正"),
        replace(first, id="2"),
        replace(first, columns=("姓名", "申报职称", "工作单位")),
    ]
    assert len({first.digest, *(o.digest for o in others)}) == 6
    assert first.digest == list_of(*first.rows).digest


def channels(digest="a" * 64, later=timedelta(0)):
    at = datetime(2023, 12, 25, 9, 30, 5, tzinfo=HERE)
    return [Channel("人社部门", "a" * 64, at), Channel("评委会承办部门", digest, at + later)]


BOTH = ("人社部门", "评委会承办部门")


@pytest.mark.parametrize(
    ("shown", "says"),
    [
        (channels(), Says.MET),
        (channels(later=timedelta(seconds=50)), Says.MET),
        (channels(later=timedelta(seconds=60)), Says.UNMET),
        (channels("b" * 64), Says.UNMET),
        (channels()[:1], Says.UNMET),
        ([], Says.UNMET),
    ],
)
def test_both_publish_the_same_list_at_the_same_minute_or_neither_does(shown, says, notice):
    assert publicity.results_published_together(shown, BOTH, notice).says is says


# ───── objections ─────


@pytest.mark.parametrize(
    ("objections", "says"),
    [
        ([], Says.MET),
        ([Objection("d1", date(2024, 1, 3))], Says.UNMET),
        ([Objection("d2", date(2024, 1, 3))], Says.MET),
        ([Objection("d1", date(2024, 1, 3), date(2024, 1, 20))], Says.MET),
        ([Objection("d1", date(2024, 1, 3), date(2024, 2, 1))], Says.UNMET),
        ([Objection("d1", date(2024, 1, 3), date(2024, 1, 20)), Objection("d1", date(2024, 1, 26))], Says.UNMET),
    ],
)
def test_an_open_objection_holds_that_certificate_alone(objections, says, notice):
    assert publicity.objections_closed("d1", objections, date(2024, 1, 26), notice).says is says


def test_a_recheck_is_asked_for_while_the_notice_stands(notice):
    posted = date(2023, 12, 25)
    inside = [publicity.may_recheck(d, posted, notice) for d in (posted, date(2024, 1, 25))]
    outside = [publicity.may_recheck(d, posted, notice) for d in (date(2023, 12, 24), date(2024, 1, 26))]
    assert inside == [(), ()]
    assert [r.rule for (r,) in outside] == ["recheck", "recheck"]
    assert publicity.recheck_due_on(date(2023, 12, 25), notice) == date(2024, 1, 23)
