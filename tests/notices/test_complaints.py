"""Every mistake that somebody may make in a folder is named, with file and line, and all at once."""

import re
import shutil
from pathlib import Path

import pytest

from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice
from zhicheng.policy.sheet import Complaint

NOTICES = Path(__file__).parents[2] / "notices"

# what is changed: file, the words found, the words put in their place; and what the complaint must say
MISTAKES = {
    "a quotation that is not in the text": (
        "2023-xuchang/notice.toml", 'says = "工作满6个月"', 'says = "工作满五个月"', "引文不在 一(一) 之下"),
    "a quotation under the wrong clause": (
        "2023-xuchang/notice.toml", 'clause = "三"\nsays = "评审表等', 'clause = "四"\nsays = "评审表等',
        "引文不在 四 之下，它在 三"),
    "a clause that the notice does not have": (
        "2023-xuchang/notice.toml", 'clause = "六(三)"', 'clause = "七(三)"', "通知没有条款 七(三)"),
    "a quotation without a clause": (
        "2023-xuchang/notice.toml", 'clause = "一(一)"\nsays = "工作满6个月"', 'says = "工作满6个月"', "没有写条款"),
    "a rule without a source": (
        "2023-xuchang/notice.toml", 'clause = "一(一)"\nsays = "工作满6个月"\n', "", "没有依据"),
    "our own words without sureness": (
        "standing/house.toml", 'sureness = "不确定"', 'sureness = "大概"', "须写明 sureness"),
    "a rule without a title": (
        "2023-xuchang/notice.toml", 'title = "在现单位工作不满6个月"\n', "", "缺少 title"),
    "an unknown key": (
        "2023-xuchang/notice.toml", 'title = "在现单位工作不满6个月"',
        'titel = "x"\ntitle = "在现单位工作不满6个月"', "不认识的项 titel"),
    "a rule defined twice in two files": (
        "standing/house.toml", "[rules.own_dossier]", "[rules.told_once]", "told_once 重复"),
    "a rule defined twice in one file": (
        "standing/house.toml", "[rules.own_dossier]", "[rules.two_people]", "不是正确的TOML"),
    "a material defined twice": (
        "2023-xuchang/notice.toml", 'id = "photo"', 'id = "identity_document"', "identity_document 重复"),
    "a material of an unknown section": (
        "2023-xuchang/notice.toml", 'name = "证件照"\nsection = "basics"', 'name = "证件照"\nsection = "basic"',
        "材料属于不认识的部分 basic"),
    "a condition over an unknown field": (
        "2023-xuchang/notice.toml", '"basics.extended" = true', '"basics.extendet" = true', "不是申报材料的项"),
    "a condition over an unknown code": (
        "2023-xuchang/notice.toml", '"basics.tenure" = ["在编"]', '"basics.tenure" = ["在岗"]',
        "代码表 tenure 没有 在岗"),
    "a reason of an unknown section": (
        "2023-xuchang/notice.toml", 'id = "wrong_committee"\nsection = "application"',
        'id = "wrong_committee"\nsection = "applications"', "原因属于不认识的部分"),
    "a reason with an unknown remedy": (
        "2023-xuchang/notice.toml", 'remedy = "今年不能补正"', 'remedy = "不能补"', "remedy 不能是 不能补"),
    "a station of an unknown office": (
        "2023-xuchang/notice.toml", 'office = "city_office"', 'office = "province"', "office 不能是 province"),
    "a station that ends with an unknown window": (
        "2023-xuchang/notice.toml", 'window = "county"', 'window = "town"', "window 不能是 town"),
    "a station narrowed by an unknown field": (
        "2023-xuchang/notice.toml", "when = { department = true }", "when = { departement = true }",
        "不是用人单位或申报评委会的项"),
    "a rule that refers to an unknown material": (
        "2023-xuchang/notice.toml", 'material = "contract" }', 'material = "contracts" }', "没有材料 contracts"),
    "a rule that refers to an unknown text": (
        "2023-xuchang/notice.toml", 'text = "applicant_pledge"', 'text = "pledge"', "text 指向不存在的 pledge"),
    "a rule that names an unknown series": (
        "2023-xuchang/notice.toml", 'series = ["primary-secondary-teacher"]\n# ', 'series = ["teachers"]\n# ',
        "代码表 series 没有 teachers"),
    "a pattern that does not compile": (
        "2023-xuchang/notice.toml", "pattern = '[", "pattern = '([", "不是正确的正则式"),
    "a date that contradicts its quotation": (
        "2023-xuchang/notice.toml", "until = 2023-10-20", "until = 2023-10-21", "与引文中的日期不符"),
    "a date of issue that contradicts the text": (
        "2023-xuchang/notice.toml", "issued_on = 2023-10-13", "issued_on = 2023-10-12", "与通知正文的日期不符"),
    "a number that contradicts the text": (
        "2023-xuchang/notice.toml", 'number = "许职改办〔2023〕21号"', 'number = "许职改办〔2023〕22号"',
        "number 与通知正文不符"),
    "a word of the text changed": (
        "2023-xuchang/text.md", "一式三份A3纸", "一式四份A3纸", "与 text_digest 不符"),
    "a clause twice": ("2023-xuchang/text.md", "## 三\n", "## 二\n", "条款 二 出现两次"),
    "two open committees for the same people": (
        "2023-xuchang/calendar.toml", 'localities = ["镇区", "乡村"]', 'localities = ["城区", "乡村"]',
        "与 teacher-senior 的评审范围重叠"),
    "an open committee without a schedule": (
        "2023-xuchang/calendar.toml", 'schedule = "senior"\n', "", "缺少开始时间"),
    "a value that still waits to be filled in": (
        "2023-xuchang/notice.toml", "until = 2023-10-20", 'until = "待填，去年为2022-10-20"', "还没有填写"),
    "a calendar that does not name its deadlines": (
        "2023-xuchang/calendar.toml", 'personal = "个人申报截止"\n', "", "其中须有 personal"),
    "a deadline without words": (
        "2023-xuchang/calendar.toml", 'county = "县（市、区）职改办审核截止"',
        'county = ""', "截止时间 county 没有名称"),
    "a condition that a committee loosens": (
        "2023-xuchang/calendar.toml", 'paper = "另行通知"\n\n[[committees]]\nid = "rural',
        'paper = "另行通知"\n\n[[committees.own]]\nrule = "months_with_employer"\nparams = { months = 3 }\n'
        'ours = "放宽"\nsureness = "确定"\n\n[[committees]]\nid = "rural', "评委会只能从严"),
    "a rule that a step cannot do without": (
        "2023-xuchang/notice.toml", "[rules.minutes_complete]", "[rules.minutes]", "缺少规则 minutes_complete"),
    "a number that a step cannot do without": (
        "2023-xuchang/notice.toml", "until = 2023-10-20", "by = 2023-10-20", "census 的 params 缺少 until"),
    "a number that a rule of eligibility cannot do without": (
        "2023-xuchang/notice.toml", "params = { months = 6, ", "params = { month = 6, ",
        "months_with_employer 的 params 缺少 months"),
    "a kind of application twice": (
        "2023-xuchang/notice.toml", 'kind = "答辩考核"\nmanner', 'kind = "评审"\nmanner', "出现两次"),
    "a sentence for people under another clause": (
        "2023-xuchang/notice.toml", '[[for_people]]\nclause = "五(五)"\nsays = "主动为',
        '[[for_people]]\nclause = "五(四)"\nsays = "主动为', "引文不在 五(四) 之下"),
    "a missing window": (
        "2023-xuchang/calendar.toml", "county = 2023-11-24\n", "", "缺少截止时间 county"),
    "windows out of order": (
        "2023-xuchang/calendar.toml", "city = 2023-12-01", "city = 2023-11-20", "时间次序不对：city 早于 county"),
    "a window before the notice": (
        "2023-xuchang/calendar.toml", "opens_at = 2023-10-16T", "opens_at = 2023-10-10T", "早于通知印发日期"),
    "a window after the year": (
        "2023-xuchang/calendar.toml", "acceptance = 2023-12-08", "acceptance = 2024-01-08", "晚于通知要求完成的"),
    "a schedule that is not there": (
        "2023-xuchang/calendar.toml", 'schedule = "senior"', 'schedule = "seniors"', "没有 [schedules.seniors]"),
    "a committee of an unknown series": (
        "2023-xuchang/calendar.toml", 'series = ["archives"]', 'series = ["archive"]', "代码表 series 没有 archive"),
    "a committee for a title that its level does not have": (
        "2023-xuchang/calendar.toml", 'titles = ["工程师"]', 'titles = ["高级工程师"]', "没有职称 高级工程师"),
    "a closed committee without words": (
        "2023-xuchang/calendar.toml",
        'status_words = "其他系列的高级职称评审工作安排另行通知"\n', "", "须写明原因"),
    "an unknown status": (
        "2023-xuchang/calendar.toml", 'status = "委托"', 'status = "暂停"', "status 不能是 暂停"),
    "a reading of an unknown rule": (
        "2023-xuchang/readings.toml", 'rules = ["two_people"', 'rules = ["to_people"', "没有规则 to_people"),
    "a way by an unknown schooling": (
        "standing/ways.toml", 'schoolings = ["41"]', 'schoolings = ["4l"]', "代码表 schooling 没有 4l"),
    "a way from a title that does not exist": (
        "standing/ways.toml", 'title_from = "三级教师"', 'title_from = "四级教师"', "没有职称 四级教师"),
    "a way limited to an unknown stage": (
        "standing/ways.toml", 'stages = ["小学"]', 'stages = ["中学"]', "没有学段 中学"),
    "a code table that a dossier needs": ("standing/codes.toml", "[role]", "[roles]", "缺少代码表 role"),
    "a code without a name": ("standing/codes.toml", '"独立" = "独立"', '"独立" = ""', "代码 独立 没有名称"),
    "text where a number belongs": (
        "2023-xuchang/notice.toml", "norm_working_days = 3", 'norm_working_days = "三"', "应是整数"),
    "TOML that is none": ("2023-xuchang/calendar.toml", "opens_at = ", "opens_at ", "不是正确的TOML"),
    "a holiday of another year": ("workdays/2023.toml", "  2023-06-22,", "  2032-06-22,", "不是2023年的日期"),
    "a missing year of working days": ("workdays/2023.toml", "year = 2023", "year = 2033", "没有2023年的工作日历"),
}  # fmt: skip


@pytest.fixture
def law(tmp_path) -> Path:
    for name in ("2023-xuchang", "standing", "workdays"):
        shutil.copytree(NOTICES / name, tmp_path / name)
    return tmp_path


def complaints_of(law: Path) -> tuple[Complaint, ...]:
    loaded = load(law / "2023-xuchang")
    assert not isinstance(loaded, Notice), "the mistake was not seen"
    return loaded


def test_the_copy_loads_as_it_is(law):
    assert isinstance(load(law / "2023-xuchang"), Notice)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_loader_names_file_and_line_of(mistake, law):
    file, found, put, says = MISTAKES[mistake]
    path = law / file
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")

    named = [c for c in complaints_of(law) if says in c.message]

    assert named, complaints_of(law)
    assert all(c.line >= 1 and re.fullmatch(r"[\w./-]+", c.file) for c in named)


def entry_at(text: str, at: int) -> tuple[int, int, str]:
    """The first and the last line of the TOML entry that holds a character, and its clause, else the file's own."""
    lines = text.splitlines()
    here = text.count("\n", 0, at)
    headers = [(n, m[1]) for n, line in enumerate(lines) if (m := re.match(r"\[+([^\]]+)\]", line))]
    top = headers[0][0]
    if here < top:
        first, last = 0, top
    else:
        name = max(h for h in headers if h[0] <= here)[1]
        root = ".".join(name.split(".")[: 2 if name.startswith(("rules.", "texts.", "schedules.")) else 1])
        first = max(n for n, h in headers if n <= here and h == root)
        last = min((n for n, h in headers if n > first and not h.startswith(f"{root}.")), default=len(lines))
    said = [*lines[:top], *lines[first:last]]
    clauses = [m[1] for line in said if (m := re.match(r'clause = "(.*)"', line))]
    return first + 1, last + 1, clauses[-1] if clauses else ""


ELSEWHERE = {  # named at each committee that lacks it; and at the head of the file
    "a missing window",
    "a rule that a step cannot do without",
}
QUOTED = [
    m for m, (file, *_) in MISTAKES.items() if file.endswith(("notice.toml", "calendar.toml")) and m not in ELSEWHERE
]


@pytest.mark.parametrize("mistake", QUOTED)
def test_the_loader_names_the_entry_and_its_clause_of(mistake, law):
    file, found, put, says = MISTAKES[mistake]
    path = law / file
    text = path.read_text(encoding="utf-8")
    at = text.index(found)
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    first, last, clause = entry_at(path.read_text(encoding="utf-8"), at)

    named = [c for c in complaints_of(law) if says in c.message]

    if says == "不是正确的TOML":
        clause = ""  # nothing of the file can be read, its clauses neither
    assert any((c.file, c.clause) == (path.name, clause) and first <= c.line <= last for c in named), named


def test_more_than_twenty_kinds_of_mistakes_name_a_clause(law):
    with_clause = set()
    for mistake in QUOTED:
        file, found, put, says = MISTAKES[mistake]
        path = law / file
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(found, put, 1), encoding="utf-8")
        with_clause |= {mistake for c in complaints_of(law) if says in c.message and c.clause}
        path.write_text(text, encoding="utf-8")
    assert len(with_clause) >= 20, sorted(set(QUOTED) - with_clause)


def test_a_complaint_is_shown_with_file_line_and_clause(law):
    path = law / "2023-xuchang" / "notice.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('says = "工作满6个月"', 'says = "工作满七个月"'), encoding="utf-8")
    line = next(n for n, words in enumerate(text.splitlines(), 1) if words == 'says = "工作满6个月"')
    assert [str(c) for c in complaints_of(law)] == [
        f"notice.toml:{line}: [一(一)] 引文不在 一(一) 之下：“工作满七个月”"
    ]


def test_the_line_is_the_line_of_the_mistake(law):
    path = law / "2023-xuchang" / "notice.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines, 1) if line == 'says = "工作满6个月"')
    lines[at - 1] = 'says = "工作满七个月"'
    path.write_text("\n".join(lines), encoding="utf-8")
    assert [(c.file, c.line) for c in complaints_of(law)] == [("notice.toml", at)]


def test_the_line_is_found_in_the_right_one_of_many_tables(law):
    path = law / "2023-xuchang" / "calendar.toml"
    text = path.read_text(encoding="utf-8").replace('titles = ["馆员"]', 'titles = ["管员"]')
    path.write_text(text, encoding="utf-8")
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line == 'titles = ["管员"]']
    assert len(lines) >= 2
    assert {c.line for c in complaints_of(law) if "管员" in c.message} >= set(lines[:2])


def test_all_mistakes_are_told_at_once(law):
    path = law / "2023-xuchang" / "notice.toml"
    text = path.read_text(encoding="utf-8")
    for found, put in (("工作满6个月", "工作满7个月"), ('id = "photo"', 'id = "contract"'), ("六(二)", "六(九)")):
        text = text.replace(found, put, 1)
    path.write_text(text, encoding="utf-8")
    assert len(complaints_of(law)) >= 3


@pytest.mark.parametrize("file", ["notice.toml", "calendar.toml", "readings.toml", "text.md"])
def test_a_missing_file_is_a_complaint_not_an_error(file, law):
    (law / "2023-xuchang" / file).unlink()
    assert Complaint(file, 0, "文件不存在或不能读取") in complaints_of(law)


@pytest.mark.parametrize("file", ["notice.toml", "calendar.toml", "text.md"])
def test_bytes_that_are_no_text_are_a_complaint_not_an_error(file, law):
    (law / "2023-xuchang" / file).write_bytes(b"\n\xff\xfe\x00")
    assert Complaint(file, 2, "不是UTF-8编码的文本") in complaints_of(law)


def test_a_folder_that_is_not_there_is_a_list_of_complaints(tmp_path):
    assert len(load(tmp_path / "nowhere")) >= 4


@pytest.mark.parametrize(
    "junk",
    ["rules = 1\n", "stations = {}\n", "[rules]\nx = 1\n", "rules.x.params = 3\n", "materials = [1]\n", "texts = []\n",
     "year = true\n", "issued_on = 2023-10-13T00:00:00\n", 'defects = [{ id = 3, opens = "a" }]\n', "year = 99999\n"],
)  # fmt: skip
def test_content_of_the_wrong_shape_never_raises(junk, law):
    (law / "2023-xuchang" / "notice.toml").write_text(junk, encoding="utf-8")
    assert complaints_of(law)


@pytest.mark.parametrize(
    "junk",
    ["committees = 3\n", "[schedules]\nsenior = 1\n", "[schedules.senior]\nopens_at = 1\n", "[[committees]]\n",
     "[schedules.s]\npersonal = 9999-12-31\n", '[[committees]]\nid = ["a"]\nseries = "x"\n'],
)  # fmt: skip
def test_a_calendar_of_the_wrong_shape_never_raises(junk, law):
    (law / "2023-xuchang" / "calendar.toml").write_text(junk, encoding="utf-8")
    assert complaints_of(law)


def test_a_changed_word_changes_the_hash(law):
    before = load(law / "2023-xuchang").hash
    path = law / "standing" / "house.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("working_days = 1", "working_days = 2"), encoding="utf-8")
    assert load(law / "2023-xuchang").hash != before
