"""``zhicheng bench``: it says what it measures, goes on without ZEN, and fails when two ways differ in a verdict."""

import importlib

import pytest

from zhicheng import cli
from zhicheng.ops import bench
from zhicheng.policy.finding import Says


@pytest.fixture(autouse=True)
def _any_core(monkeypatch):
    monkeypatch.setattr(bench, "on_one_core", lambda: None)


def test_the_table_names_what_is_measured_and_what_it_is_compared_with(capsys):
    assert cli.main(["bench", "rules", "--seconds", "0.05"]) == 0
    said = capsys.readouterr().out
    assert "业绩40项" in said
    assert [
        w for w in ("全部规则，全部文字", "全部规则，只要结论", "材料初次读到", "底线", "对底线") if w not in said
    ] == []
    assert "107份材料×2份通知，0处不同" in said


def test_without_zen_it_says_so_and_goes_on(capsys, monkeypatch):
    honest = importlib.import_module

    def without(name, *more):
        if name == "zen":
            raise ImportError(name)
        return honest(name, *more)

    monkeypatch.setattr(importlib, "import_module", without)
    assert bench.rules(0.02) == 0
    assert "没有安装ZEN" in capsys.readouterr().out


def test_a_verdict_that_differs_makes_it_fail(capsys, monkeypatch):
    honest = bench.verdicts
    monkeypatch.setattr(bench, "verdicts", lambda facts, notice: honest(facts, notice) | {"year_opened": Says.ASK})
    assert bench.rules(0.02) == 1
    assert "214处不同" in capsys.readouterr().out


def test_a_part_that_does_not_exist_is_named(capsys):
    assert cli.main(["bench", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().out


def test_the_decision_table_asks_what_the_floor_asks():
    rows = [("application.title", "高级教师"), ("basics.sex", "1")]
    table = bench.decision_table(rows)["nodes"][1]["content"]
    assert [r["in"] for r in table["rules"]] == ['application.title == "高级教师"', 'basics.sex == "1"']
    assert bench.compared(rows, {"application.title": "高级教师", "basics.sex": "2"}) == [True, False]
