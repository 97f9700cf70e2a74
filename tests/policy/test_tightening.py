"""A committee's own conditions may only tighten (S6.3-01, S4-08); a condition that is unsure is for a person."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy import judge, qualify
from zhicheng.policy.finding import Says
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

NOTICES = Path(__file__).parents[2] / "notices"
OWN = """
[[committees.own]]
rule = "years_in_post"
params = { extra_years = 1 }
source = "许昌市中小学教师中级职称评审委员会评审条件（合成）"
ours = "本评委会要求比国家条件多聘任1年。"
sureness = "确定"
"""


@pytest.fixture
def law(tmp_path):
    shutil.copytree(NOTICES, tmp_path / "notices")
    return tmp_path / "notices" / "2023-xuchang"


def add(law, own):
    path = law / "calendar.toml"
    text = path.read_text("utf-8")
    mark = 'id = "teacher-intermediate"\n'
    end = text.index("\n\n", text.index(mark))
    path.write_text(text[:end] + "\n" + own + text[end:], "utf-8")
    return load(law)


def test_a_committee_may_ask_for_more_and_its_own_source_is_shown(law, facts_of, notice):
    stricter = add(law, OWN)
    assert isinstance(stricter, Notice), stricter
    four_years = facts_of("young_teacher", {"title.appointed_on": notice.issued_on.replace(2019, 9, 1)})
    before = next(f for f in judge.judge(four_years, notice) if f.rule == "years_in_post")
    after = next(f for f in judge.judge(four_years, stricter) if f.rule == "years_in_post")
    assert (before.says, after.says) == (Says.MET, Says.UNMET)
    assert after.source.ours == "本评委会要求比国家条件多聘任1年。"
    assert "要求 5 年" in after.facts
    teacher = facts_of("teacher")
    assert judge.judge(teacher, stricter) == judge.judge(teacher, notice)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (("extra_years = 1", "extra_years = -1"), "评委会只能从严：years_in_post 的 extra_years 为 0，不能放宽到 -1"),
        (("extra_years = 1", "counted = 1"), "years_in_post 的 counted 不能由评委会另定"),
        (('rule = "years_in_post"', 'rule = "years_in_prison"'), "没有规则 years_in_prison"),
        (('"years_in_post"\nparams = { extra_years = 1', '"months_with_employer"\nparams = { months = 3'), "放宽到 3"),
        (('sureness = "确定"', 'sureness = "大概"'), "须写明 sureness"),
    ],
)  # fmt: skip
def test_what_loosens_or_does_not_exist_is_a_complaint_with_its_line(changed, words, law):
    found = add(law, OWN.replace(*changed))
    assert not isinstance(found, Notice)
    assert [c.file for c in found] == ["calendar.toml"]
    assert words in found[0].message
    assert found[0].line > 1


@given(extra=st.integers(0, 12), begun=st.dates())
def test_whatever_a_committee_adds_nobody_gains_by_it(extra, begun, facts_of, notice):
    person = facts_of("young_teacher")
    title = replace(person.dossier.title, appointed_on=begun)
    person = replace(person, dossier=replace(person.dossier, title=title))
    rule = notice.rule("years_in_post")
    own = replace(rule, params={**rule.params, "extra_years": extra})
    stricter = replace(notice, rules={**notice.rules, "years_in_post": own})
    plain, more = (qualify.years_in_post(person, n).says for n in (notice, stricter))
    assert not (plain is Says.UNMET and more is Says.MET)


def test_who_fits_only_a_condition_that_nobody_has_checked_is_for_a_person_to_judge(facts_of, notice):
    person = facts_of("private_engineer", {"studies.s1.schooling": "41", "studies.s1.degree": ""})
    person = replace(person, dossier=replace(person.dossier, studies=person.dossier.studies[:1]))
    found = qualify.qualifies(person, notice)
    assert (found.says, found.numbers["way"]) == (Says.ASK, "engineer-secondary")
    assert "依据不确定" in found.facts
