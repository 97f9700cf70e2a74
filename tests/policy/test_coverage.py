"""Every character of a notice is claimed by somebody, or is printed with its line."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from zhicheng.policy import coverage
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

NOTICES = Path(__file__).parents[2] / "notices"
FOLDERS = sorted(p.parent.name for p in NOTICES.glob("*/notice.toml"))


def of(name: str) -> Notice:
    loaded = load(NOTICES / name)
    assert isinstance(loaded, Notice), loaded
    return loaded


@pytest.mark.parametrize("name", FOLDERS)
def test_every_character_outside_headings_is_claimed(name):
    assert coverage.unclaimed(of(name)) == ()


@pytest.mark.parametrize("name", FOLDERS)
def test_the_stretches_of_a_clause_are_its_whole_text(name):
    notice = of(name)
    cut = coverage.stretches(notice)
    assert {id: "".join(s.text for s in parts) for id, parts in cut.items()} == {
        id: clause.text for id, clause in notice.clauses.items()
    }


@pytest.mark.parametrize("name", FOLDERS)
def test_the_sentences_of_a_clause_hold_every_character_that_is_no_white_space(name):
    notice = of(name)
    found = coverage.sentences(notice)
    assert {id: "".join("".join(s.text.split()) for s in parts) for id, parts in found.items()} == {
        id: "".join(clause.text.split()) for id, clause in notice.clauses.items()
    }
    assert not [s for parts in found.values() for s in parts if not s.claims]


def test_without_a_rule_its_words_are_nobodys(notice):
    rules = {id: rule for id, rule in notice.rules.items() if id != "months_with_employer"}
    left = coverage.unclaimed(replace(notice, rules=rules))
    assert [(s.clause, s.text) for s in left] == [("一(一)", "满6个月")]


@pytest.fixture
def law(tmp_path):
    shutil.copytree(NOTICES, tmp_path / "notices")
    return tmp_path / "notices" / "2023-xuchang"


def test_a_sentence_that_nobody_claims_is_a_complaint_with_its_line_and_clause(law):
    path = law / "notice.toml"
    text = path.read_text("utf-8")
    begin = text.index("[rules.person_admitted]")
    path.write_text(text[:begin] + text[text.index("[rules.not_a_civil_servant]") :], "utf-8")
    line = next(
        n
        for n, words in enumerate((law / "text.md").read_text("utf-8").splitlines(), 1)
        if "在内地就业的港澳台专业技术人员" in words
    )
    found = load(law)
    assert not isinstance(found, Notice)
    assert [(c.file, c.line) for c in found] == [("text.md", line)]
    assert "一(二) 的这句话" in found[0].message
    assert "在内地就业的港澳台专业技术人员" in found[0].message
