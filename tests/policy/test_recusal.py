"""Ties on strong identity, each relation by itself, and the join against the plain nested loop."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.ops import bench_recusal
from zhicheng.policy.recusal import Case, Person, Stint, by_dossier, may_judge, tie_between, ties

ON = date(2023, 12, 1)
SINCE_2015 = date(2015, 9, 1)


def case_of(applicant, committee="teachers", **more):
    return Case(dossier="d1", committee=committee, applicant=applicant, **more)


@pytest.mark.parametrize(
    ("expert", "applicant", "more", "relations"),
    [
        ({}, {}, {}, ()),
        ({"stints": (Stint("u1", SINCE_2015),)}, {"stints": (Stint("u1", SINCE_2015),)}, {}, ("same_unit",)),
        ({"stints": (Stint("u1", SINCE_2015),)}, {"stints": (Stint("u2", SINCE_2015),)}, {}, ()),
        (
            {"stints": (Stint("u1", SINCE_2015, date(2020, 12, 1)),)},
            {"stints": (Stint("u1", SINCE_2015),)},
            {},
            ("same_unit",),
        ),
        ({"stints": (Stint("u1", SINCE_2015, date(2020, 11, 30)),)}, {"stints": (Stint("u1", SINCE_2015),)}, {}, ()),
        ({"stints": (Stint("u1", date(2023, 12, 2)),)}, {"stints": (Stint("u1", SINCE_2015),)}, {}, ()),
        ({"stints": (Stint("", SINCE_2015),)}, {"stints": (Stint("", SINCE_2015),)}, {}, ()),
        ({"relatives": frozenset({"a"})}, {}, {}, ("relative",)),
        ({}, {"relatives": frozenset({"e"})}, {}, ("relative",)),
        ({"works": frozenset({"w1", "w2"})}, {"works": frozenset({"w2"})}, {}, ("co_author",)),
        ({"tutors": frozenset({"a"})}, {}, {}, ("supervision",)),
        ({}, {"tutors": frozenset({"e"})}, {}, ("supervision",)),
        ({}, {}, {"rulers": frozenset({"e", "x"})}, ("earlier_ruling",)),
        (
            {"relatives": frozenset({"a"}), "works": frozenset({"w"})},
            {"works": frozenset({"w"})},
            {"rulers": frozenset({"e"})},
            ("relative", "co_author", "earlier_ruling"),
        ),
    ],
)
def test_each_relation_ties_and_nothing_else_does(expert, applicant, more, relations, notice):
    who, case = Person(key="e", **expert), case_of(Person(key="a", **applicant), **more)
    found = ties([who, Person(key="bystander")], [case], ON, notice)
    assert {t.relation for t in found} == set(relations)
    assert {t.expert for t in found} <= {"e"}
    assert tie_between(who, case, (), ON, notice) == relations


def test_who_applies_there_this_year_judges_nobody_there(notice):
    expert = Person(key="e")
    cases = [
        Case(dossier="d1", committee="teachers", applicant=Person(key="a")),
        Case(dossier="d2", committee="teachers", applicant=expert),
        Case(dossier="d3", committee="engineers", applicant=Person(key="b")),
    ]
    found = ties([expert], cases, ON, notice)
    assert by_dossier(found) == {"d1": {"e": ("same_year_applicant",)}, "d2": {"e": ("own_dossier",)}}


people = st.builds(
    Person,
    key=st.sampled_from("abcdef"),
    stints=st.lists(
        st.builds(
            Stint,
            st.sampled_from("uv"),
            st.dates(date(2015, 1, 1), date(2024, 1, 1)),
            st.none() | st.dates(date(2019, 1, 1), date(2024, 1, 1)),
        ),
        max_size=2,
    ).map(tuple),
    relatives=st.frozensets(st.sampled_from("abcdef"), max_size=2),
    tutors=st.frozensets(st.sampled_from("abcdef"), max_size=2),
    works=st.frozensets(st.sampled_from("wxyz"), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(people, max_size=5, unique_by=lambda p: p.key),
    st.lists(st.tuples(people, st.sampled_from(["c1", "c2"]), st.frozensets(st.sampled_from("abcdef"))), max_size=5),
)
def test_the_join_finds_what_the_nested_loop_finds(notice, experts, applications):
    cases = [
        Case(dossier=f"d{n}", committee=c, applicant=who, rulers=rulers)
        for n, (who, c, rulers) in enumerate(applications)
    ]
    applying = {(c.committee, c.applicant.key) for c in cases}
    found = by_dossier(ties(experts, cases, ON, notice))
    for expert, case in product(experts, cases):
        looped = tie_between(expert, case, applying, ON, notice)
        assert set(found.get(case.dossier, {}).get(expert.key, ())) == set(looped)


def test_the_bench_compares_both_on_a_sample(notice):
    lines = bench_recusal.recusal_part(experts=60, dossiers=120)
    assert lines[0].startswith("回避：60名专家×120份材料")


def test_an_expert_is_told_every_relation_and_what_they_declared(notice):
    said = may_judge(["co_author", "same_unit"], "申报人是我的邻居", notice)
    assert [r.what for r in said] == [
        "与申报人在追溯年限内同在一个单位", "与申报人有共同署名的成果", "专家本人申请回避：申报人是我的邻居",
    ]  # fmt: skip
    assert may_judge([], " ", notice) == ()
