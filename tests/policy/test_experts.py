"""Who of the pool may sit on a day."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from zhicheng.policy import experts
from zhicheng.policy.experts import Expert, Removal, Shares, Term
from zhicheng.policy.finding import Says, reasons
from zhicheng.policy.integrity import Entry

ON = date(2023, 12, 15)
TERM = Term(date(2022, 1, 1), date(2024, 12, 31))


def expert(**more):
    person = {"key": "p1", "born_on": date(1975, 5, 1), "sex": "1", "identity": "事业单位专业技术人员",
              "level": "associate-senior", "terms": (TERM,)}  # fmt: skip
    return Expert(**{**person, **more})


def unmet(who, notice, on=ON):
    return [r.rule for r in reasons(experts.may_sit(who, on, notice))]


@pytest.mark.parametrize(
    ("more", "rules"),
    [
        ({}, []),
        ({"terms": ()}, ["expert_term"]),
        ({"terms": (Term(date(2020, 1, 1), date(2023, 12, 14)),)}, ["expert_term"]),
        ({"terms": (Term(date(2020, 1, 1), ON),)}, []),
        ({"terms": (Term(date(2023, 12, 16), date(2025, 1, 1)),)}, ["expert_term"]),
        ({"born_on": date(1963, 12, 14)}, ["experts_removed"]),  # sixty yesterday
        ({"born_on": date(1963, 12, 15)}, ["experts_removed"]),  # sixty today
        ({"born_on": date(1963, 12, 16)}, []),  # sixty tomorrow
        ({"born_on": date(1963, 12, 14), "extended_until": ON}, []),
        ({"born_on": date(1963, 12, 14), "extended_until": date(2023, 12, 14)}, ["experts_removed"]),
        ({"born_on": date(1968, 12, 1), "sex": "2", "level": "intermediate"}, ["experts_removed"]),
        ({"born_on": date(1968, 12, 1), "sex": "2"}, []),
        ({"removals": (Removal("群众有反映", date(2023, 6, 1)),)}, ["experts_removed"]),
        ({"removals": (Removal("群众有反映", date(2023, 12, 16)),)}, []),
        ({"removals": (Removal("群众有反映", date(2021, 6, 1)),)}, []),  # taken in again since
        ({"entries": (Entry("违反诚信承诺", date(2022, 1, 1), date(2024, 12, 31)),)}, ["no_bar"]),
        ({"entries": (Entry("违反诚信承诺", date(2020, 1, 1), date(2022, 12, 31)),)}, []),
        ({"years_sat": (2021, 2022)}, ["participation_cap"]),
        ({"years_sat": (2020, 2021)}, []),
        ({"years_sat": (2020, 2022)}, []),
        (
            {"terms": (), "born_on": date(1950, 1, 1), "years_sat": (2021, 2022)},
            ["expert_term", "experts_removed", "participation_cap"],
        ),
    ],
)
def test_who_may_sit_on_a_day_and_every_reason_why_not(more, rules, notice):
    who = expert(**more)
    assert unmet(who, notice) == rules
    assert experts.drawable([who], ON, notice) == ((who,) if not rules else ())


def test_somebody_for_whom_the_table_has_no_row_is_not_drawn_but_asked_about(notice):
    who = expert(sex="2", level="", identity="其他")
    assert [f.says for f in experts.may_sit(who, ON, notice)].count(Says.ASK) == 1
    assert experts.drawable([who], ON, notice) == ()


def test_a_term_is_at_most_three_years(notice):
    begins = date(2020, 6, 1)
    assert experts.term_faults(Term(begins, date(2023, 5, 31)), notice) == ()
    refused = [experts.term_faults(Term(begins, last), notice) for last in (date(2023, 6, 1), date(2020, 5, 31))]
    assert [r.rule for (r,) in refused] == ["expert_term", "expert_term"]


def test_somebody_leaves_the_pool_on_a_ground_of_the_notice(notice):
    assert experts.removal_faults(Removal("已脱离本专业技术岗位", ON), notice) == ()
    assert [r.rule for r in experts.removal_faults(Removal("不喜欢", ON), notice)] == ["experts_removed"]


@pytest.mark.parametrize(("born_on", "young"), [(date(1973, 12, 15), False), (date(1973, 12, 16), True)])
def test_young_is_below_the_age_of_the_house(born_on, young, notice):
    assert experts.is_young(born_on, ON, notice) is young


def test_an_outsider_has_a_unit_outside_the_city(notice):
    assert [experts.is_outsider(r, notice) for r in ("411002", "410100", "")] == [False, True, False]


def test_the_make_up_of_a_pool_is_counted(notice):
    people = [
        (date(1980, 1, 1), "411002", "高校"),
        (date(1965, 1, 1), "410100", "企业"),
        (date(1990, 1, 1), "", "高校"),
    ]
    assert experts.shares(people, ON, notice) == Shares(3, 2, 1, {"企业": 1, "高校": 2})


@pytest.mark.parametrize(("members", "least"), [(25, 5), (26, 6), (11, 3), (1, 1), (0, 0)])
def test_a_share_is_a_whole_number_of_people_rounded_up(members, least):
    assert experts.least_of_share(members, 1, 5) == least


def test_too_few_young_people_are_told_and_outsiders_are_only_encouraged(notice):
    said = experts.composition(Shares(11, 2, 0, {}), notice)
    assert [(f.rule, f.says) for f in said] == [("young_experts", Says.UNMET), ("outside_experts", Says.MET)]


def test_nobody_sees_anything_before_the_pledge_to_the_text_in_force(notice):
    at = datetime(2023, 12, 15, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert experts.pledged([("2023-1", at)], "2023-1", at, notice) == ()
    for pledges in ([], [("2022-1", at)], [("2023-1", at.replace(hour=10))]):
        assert [r.rule for r in experts.pledged(pledges, "2023-1", at, notice)] == ["secrecy_pledge_of_reviewers"]
