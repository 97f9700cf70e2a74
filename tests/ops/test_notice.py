"""``zhicheng notice diff`` and ``new``: what changed and whom it touches; a year begun without a silent old date."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import build
import pytest

from zhicheng import cli
from zhicheng.ops import judge
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice
from zhicheng.policy.notice_diff import compare, when_words

NOTICES = Path(__file__).parents[2] / "notices"
FIRST, SECOND = (load(NOTICES / n) for n in (build.FIRST, build.SECOND))


@pytest.fixture
def law(tmp_path, monkeypatch) -> Path:
    shutil.copytree(NOTICES, tmp_path / "notices")
    monkeypatch.setattr(judge, "ROOT", tmp_path / "notices")
    return tmp_path / "notices"


def changed(law: Path, *changes: tuple[str, str, str]) -> Path:
    """A folder ``next`` in which some things are written otherwise."""
    other = law / "next"
    shutil.copytree(law / build.FIRST, other)
    for file, found, put in changes:
        path = other / file
        text = path.read_text(encoding="utf-8")
        assert found in text
        path.write_text(text.replace(found, put, 1), encoding="utf-8")
    loaded = load(other)
    assert isinstance(loaded, Notice), loaded
    return other


def said(capsys, *asked: str) -> tuple[int, str]:
    code = cli.main(["notice", *asked])
    return code, capsys.readouterr().out


def test_a_notice_does_not_differ_from_itself():
    assert compare(FIRST, FIRST) == ()


def test_a_number_a_date_a_material_a_committee_and_a_station_are_said_with_whom_they_touch(law):
    after = load(changed(
        law,
        ("notice.toml", "months = 6, measured_to", "months = 9, measured_to"),
        ("calendar.toml", "personal = 2023-11-03", "personal = 2023-11-06"),
        ("notice.toml", 'when = { "title" = true, "employer.nature" = ["事业单位"], "basics.tenure" = ["在编"] }',
         'when = { "title" = true, "employer.nature" = ["事业单位"] }'),
        ("calendar.toml", 'status = "开放"', 'status = "另行通知"\nstatus_words = "另行通知"'),
        ("notice.toml", 'id = "department"\nname = "主管部门"', 'id = "department"\nname = "行业主管部门"'),
    ))  # fmt: skip
    found = {(c.chapter, c.title): (c.words, c.whom, c.clause) for c in compare(FIRST, after)}
    assert found == {
        ("时间", "许昌市中小学教师中级职称评审委员会等6个评委会"): (
            "个人申报截止由2023年11月3日 24:00改为2023年11月6日 24:00",
            "中小学教师中级、农业技术人员中级、群众文化专业人员中级、艺术专业人员中级、档案专业人员中级、工程技术人员中级的申报人",
            "附件",
        ),
        ("规则", "在现单位工作不满6个月"): ("月数由“6”改为“9”", "全体申报人", "一(一)"),
        ("环节", "行业主管部门"): ("名称由“主管部门”改为“行业主管部门”", "有行业主管部门的", "二(四)"),
        ("材料", "许昌市事业单位专业技术人员聘任花名册"): (
            "要求的人由“有现任职称、单位性质为事业单位、人员性质为在编的”改为“有现任职称、单位性质为事业单位的”",
            "有现任职称、单位性质为事业单位的",
            "二(五)2",
        ),
        ("评委会", "许昌市中小学教师副高级职称评审委员会"): (
            "状态由“开放”改为“另行通知”", "中小学教师副高级（城区）的申报人", "六(一)",
        ),
    }  # fmt: skip


def test_two_cities_are_told_apart_chapter_by_chapter():
    changes = compare(FIRST, SECOND)
    words: dict[tuple[str, str], str] = {}
    for c in changes:
        words[c.chapter, c.title] = f"{words.get((c.chapter, c.title), '')}{c.words}；"
    assert words["通知", "城市"] == "由“许昌市”改为“砚水市”；"
    assert words["规则", "聘任年限不够"].startswith("另加的聘任年数由“0”改为“1”；")
    assert words["规则", "年度考核登记表不全"] == "年数由“5”改为“3”；"
    assert words["材料", "继续教育证明"] == "新增；"
    assert words["环节", "行业复核"] == "新增；"
    assert words["环节", "整条路线"].endswith("县职改办→行业复核→市职改办→评委会受理；")
    assert words["申报方式", "答辩考核"] == "取消；"
    assert "取消海外高层次人才居住证" in words["规则", "证件类型不在可申报的范围内"]
    assert list(dict.fromkeys(c.chapter for c in changes))[-1] == "依据的文字"


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ({}, "全体申报人"),
        ({"title": True}, "有现任职称的"),
        ({"basics.green_channel": False}, "没有绿色通道的"),
        ({"row.degree": True}, "有学位的"),
        ({"level": ("county",)}, "隶属层级为县（市、区）的"),
        ({"any": ({"basics.tenure": ("其他",)}, {"title": False})}, "人员性质为其他，或者没有现任职称的"),
    ],
)
def test_a_condition_is_said_in_words(when, words):
    assert when_words(when, FIRST) == words


def test_what_is_printed_names_synthetic_notices_and_keeps_the_wording_short(law, capsys):
    code, words = said(capsys, "diff", build.FIRST, build.SECOND)
    assert code == 0
    assert "示例〔2025〕7号（合成）是合成的，不是任何机关的文件" in words
    assert "加 --words 逐条对照" in words
    assert "【规则】" in words
    assert "涉及：全体申报人" in words
    assert len(said(capsys, "diff", build.FIRST, build.SECOND, "--words")[1]) > len(words)


def test_last_years_dossier_files_are_judged_under_the_new_notice(law, capsys):
    changed(law, ("notice.toml", "extra_years = 0", "extra_years = 3"))
    cases = str(law / build.FIRST / "cases" / "base")
    code, words = said(capsys, "diff", build.FIRST, "next", "--dossiers", cases)
    assert code == 0
    assert "3份中有" in words
    assert "聘任年限不够：符合→不符合" in words
    assert "年度仍按原年度" in words
    answer = json.loads(said(capsys, "diff", build.FIRST, "next", "--dossiers", cases, "--json")[1])
    assert [r["rule"] for r in answer["by_rule"]] == ["years_in_post"]
    for hidden in ("张示例", "411002198001011235", "1980-01-01"):
        assert hidden not in words + json.dumps(answer, ensure_ascii=False)


def test_the_next_year_alone_makes_no_dossier_differ(law, capsys):
    cases = str(law / build.FIRST / "cases" / "base")
    answer = json.loads(said(capsys, "diff", "2022-xuchang-synthetic", build.FIRST, "--dossiers", cases, "--json")[1])
    assert "year_opened" not in [r["rule"] for r in answer["by_rule"]]


def test_a_broken_dossier_file_is_named_and_the_rest_is_judged(law, capsys, tmp_path):
    (tmp_path / "broken.toml").write_text("year = ", encoding="utf-8")
    good = str(law / build.FIRST / "cases" / "base" / "teacher.toml")
    code, words = said(capsys, "diff", build.FIRST, build.FIRST, "--dossiers", str(tmp_path / "broken.toml"), good)
    assert (code, "broken.toml：（整份文件）：文件格式有错" in words, "1份中有0份" in words) == (2, True, True)


@pytest.mark.django_db
def test_last_years_dossiers_of_the_database_are_judged_under_the_new_notice(law, capsys):
    assert "数据库中没有2023年度" in said(capsys, "diff", build.FIRST, build.SECOND, "--dossiers")[1]
    world = build.world()
    number = world.handed_in(world.walker()).dossier.number
    code, words = said(capsys, "diff", build.FIRST, build.SECOND, "--dossiers")
    assert code == 0
    assert "1份中有1份会有不同" in words
    assert "缺少“继续教育证明”" in words
    assert number in words
    assert "不比较单位所在地和评审委员会" in words


# ───── new ─────


def test_next_years_folder_keeps_nothing_of_last_year_in_silence(law, capsys):
    code, words = said(capsys, "new", "2024-xuchang", "--from", build.FIRST, "--year", "2024")
    assert code == 0
    assert "zhicheng notice check notices/2024-xuchang" in words
    folder = law / "2024-xuchang"
    complaints = load(folder)
    assert not isinstance(complaints, Notice)
    named = {(c.file, c.line) for c in complaints}
    for file in ("notice.toml", "calendar.toml", "readings.toml"):
        for number, line in enumerate((folder / file).read_text(encoding="utf-8").splitlines(), 1):
            bare = re.sub(r"#.*", "", line)
            if "2023" in bare or re.search(r"\b\d{4}-\d{2}-\d{2}", bare):
                assert (file, number) in named, f"{file}:{number} {line}"
    assert "2023" not in (folder / "text.md").read_text(encoding="utf-8")
    head = (folder / "notice.toml").read_text(encoding="utf-8")
    assert 'id = "2024-xuchang"\nyear = 2024\n' in head
    assert all(str(c).startswith((f"{c.file}:{c.line}: [", f"{c.file}:{c.line}: ")) for c in complaints)
    assert not (folder / "cases").exists()


def test_a_year_filled_in_from_its_own_text_loads(law, capsys):
    """Filled in with the same text and dates a year later, the new folder is whole again."""
    said(capsys, "new", "2024-xuchang", "--from", build.FIRST, "--year", "2024")
    old, folder = law / build.FIRST, law / "2024-xuchang"
    for file in ("notice.toml", "calendar.toml", "readings.toml"):
        path = folder / file
        text = re.sub(r'"待填，去年为(\d{4}-[^"]*)"', r"\1", path.read_text(encoding="utf-8"))
        text = (
            text.replace("待填，去年为：", "")
            .replace("2023", "2024")
            .replace("2019年", "2020年")
            .replace("2018年", "2019年")
        )
        path.write_text(text, encoding="utf-8")
    text = (old / "text.md").read_text(encoding="utf-8").replace("2023", "2024")
    (folder / "text.md").write_text(text.replace("2019年", "2020年").replace("2018年", "2019年"), encoding="utf-8")
    [digest] = [c.message.split("现为 ")[1] for c in load(folder) if "text_digest 不符" in c.message]
    path = folder / "notice.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"待填"', f'"{digest}"'), encoding="utf-8")
    loaded = load(folder)
    assert isinstance(loaded, Notice), loaded
    assert loaded.year == 2024


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["2023-xuchang", "--from", "2023-xuchang", "--year", "2024"], "已经存在，没有改动"),
        (["2022-back", "--from", "2023-xuchang", "--year", "2022"], "应晚于2023"),
        (["../out", "--from", "2023-xuchang", "--year", "2024"], "新目录只写名称"),
        (["2024-xuchang", "--from", "nowhere", "--year", "2024"], "nowhere 有问题"),
    ],
)
def test_a_new_year_is_refused(asked, words, law, capsys):
    before = sorted(p.name for p in law.iterdir())
    code, answer = said(capsys, "new", *asked)
    assert (code, words in answer) == (2, True), answer
    assert sorted(p.name for p in law.iterdir()) == before
