"""``zhicheng check`` and ``schema``: the exit code and the four things, without a database."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zhicheng.cli import main

ROOT = Path(__file__).parents[1]
NOTICE = ROOT / "notices" / "2023-xuchang"
TEACHER = NOTICE / "cases" / "base" / "teacher.toml"


def check(file, *more, notice=NOTICE):
    out = io.StringIO()
    code = main(["check", str(file), "--notice", str(notice), "--on", "2023-10-20", *more], out)
    return code, out.getvalue()


@pytest.fixture
def changed(tmp_path):
    """The teacher's file with one thing replaced."""

    def make(old, new):
        text = TEACHER.read_text(encoding="utf-8")
        assert old in text
        file = tmp_path / "dossier.toml"
        file.write_text(text.replace(old, new), encoding="utf-8")
        return file

    return make


def test_a_dossier_that_meets_everything_exits_with_zero():
    code, said = check(TEACHER)
    assert (code, said.splitlines()[1][:5]) == (0, "结论：符合")


def test_something_unmet_exits_with_one_and_shows_all_four_things(changed):
    code, said = check(changed("appointed_on = 2017-09-01", "appointed_on = 2019-01-01"))
    assert code == 1
    assert said.splitlines()[3:] == [
        "【不符合】聘任年限不够（今年不能补正）",
        "  事实：聘任起始 2019-01-01；截至 2023-12-31 满 4 年，要求 5 年（应在 2018-12-31 前聘任），差 1 年；"
        + said.split("差 1 年；", 1)[1].splitlines()[0],
        "  依据：许职改办〔2023〕21号二(四) “聘任年限的计算截止到当年12月底”",
        "  改法：今年不能补正；按现有聘任情况，2024 年度满足。填写有误的，请改正并上传聘书。",
        "  位置：现任职称 › 聘任起（title.appointed_on）",
    ]


def test_only_something_to_ask_exits_with_three(changed):
    assert check(changed('counterparty = "许昌市建安区示例中学"', 'counterparty = "示例人事代理公司"'))[0] == 3


def test_a_broken_file_exits_with_two_and_one_line_a_fault(changed, capsys):
    file = changed('sex = "1"', 'sex = "男"')
    assert check(file)[0] == 2
    assert capsys.readouterr().err == "文件有错：basics.sex：“性别”没有代码“男”，应写代码“1”\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"year = ", "文件格式有错"), (b"\xff\xfe", "文件不是UTF-8编码"), (b"", "缺少“年度”")],
)
def test_what_is_no_dossier_at_all_is_said_without_a_traceback(tmp_path, capsys, raw, words):
    file = tmp_path / "broken.toml"
    file.write_bytes(raw)
    assert check(file)[0] == 2
    assert words in capsys.readouterr().err


def test_a_missing_file_and_a_missing_notice_are_said(tmp_path, capsys):
    assert [check(tmp_path / "none.toml")[0], check(TEACHER, notice=tmp_path / "none")[0]] == [2, 2]
    assert [line.split("“")[0] for line in capsys.readouterr().err.splitlines()] == [
        "文件有错：（整份文件）：没有文件",
        "没有通知目录",
    ]


def test_a_broken_notice_names_its_complaints(tmp_path, capsys):
    (tmp_path / "notice.toml").write_text("id = 1\n", encoding="utf-8")
    assert check(TEACHER, notice=tmp_path)[0] == 2
    assert capsys.readouterr().err.startswith("通知有错：")


def test_json_holds_the_same(changed):
    code, said = check(changed('practised = "junior-maths"', 'practised = "junior-english"'), "--json")
    answer = json.loads(said)
    unmet = [f for f in answer["findings"] if f["says"] == "不符合"]
    assert (code, answer["verdict"], [f["rule"] for f in unmet]) == (1, "不符合", ["same_specialty"])
    assert unmet[0]["places"] == ["application.practised", "application.specialty"]


def test_the_schema_is_printed():
    out = io.StringIO()
    assert main(["schema", "--notice", str(NOTICE)], out) == 0
    assert json.loads(out.getvalue())["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_command_needs_neither_settings_nor_a_database():
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")} | {
        "PYTHONPATH": str(ROOT / "src")
    }
    script = (
        "import sys; from zhicheng.cli import main; "
        f"code = main(['check', {str(TEACHER)!r}, '--notice', {str(NOTICE)!r}, '--on', '2023-10-20']); "
        "sys.exit(9 if 'django' in sys.modules else code)"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
