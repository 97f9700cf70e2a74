"""Whole numbers of members, papers and ayes: the law's own table, every committee up to sixty, and properties."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import voting
from zhicheng.policy.finding import Says
from zhicheng.policy.voting import Roll, Round, Tally

AT = datetime(2023, 12, 15, 15, tzinfo=ZoneInfo("Asia/Shanghai"))
TWO_THIRDS = Fraction(2, 3)


def with_params(notice, id, **params):
    rule = notice.rule(id)
    changed = replace(rule, params=MappingProxyType({**rule.params, **params}))
    return replace(notice, rules=MappingProxyType({**notice.rules, id: changed}))


def all_ayes(ayes, papers):
    return Tally(papers, papers, ayes, papers - ayes, 0)


def passes(ayes, attending, notice, recused=0):
    return voting.carried(all_ayes(ayes, attending - recused), attending, recused, notice).says is Says.MET


# members: quorum, ayes needed when only the quorum attends, when all attend (domain §2.1)
TABLE = {
    7: (5, 4, 5),
    9: (6, 4, 6),
    11: (8, 6, 8),
    13: (9, 6, 9),
    15: (10, 7, 10),
    17: (12, 8, 12),
    19: (13, 9, 13),
    21: (14, 10, 14),
    25: (17, 12, 17),
}


@pytest.mark.parametrize("members", TABLE)
def test_the_table_of_the_rules(members, notice):
    least = voting.least_present(members, notice)
    needed = [voting.ayes_needed(voting.base(n, 0, notice), notice) for n in (least, members)]
    assert (least, *needed) == TABLE[members]


def test_every_committee_up_to_sixty_opens_and_carries_exactly_from_two_thirds(notice):
    for members in range(1, 61):
        for present in range(members + 1):
            opens = voting.quorum(present, members, notice).says is Says.MET
            assert opens is (present > 0 and Fraction(present, members) >= TWO_THIRDS), (members, present)
        for ayes in range(members + 1):
            assert passes(ayes, members, notice) is (ayes > 0 and Fraction(ayes, members) >= TWO_THIRDS)
        least = voting.least_present(members, notice)
        assert [voting.quorum(n, members, notice).says for n in (least - 1, least)] == [Says.UNMET, Says.MET]


def test_nobody_is_no_quorum_and_no_aye_carries_nothing(notice):
    assert voting.quorum(0, 0, notice).says is Says.UNMET
    assert voting.carried(Tally(0, 0, 0, 0, 0), 0, 0, notice).says is Says.UNMET


def test_more_present_than_members_is_a_mistake_in_the_sign_in(notice):
    said = voting.quorum(26, 25, notice)
    assert (said.says, "多于应到" in said.facts) == (Says.UNMET, True)


def test_the_arithmetic_is_shown(notice):
    assert voting.quorum(16, 25, notice).facts == "应到25人，实到16人，至少17人（3×16=48<2×25=50）"
    said = voting.carried(all_ayes(12, 17), 17, 0, notice).facts
    assert said == "同意12票；出席评审会议的评审专家总数（含对本件回避的专家）17人，需12票（3×12=36≥2×17=34）"


votes = st.integers(0, 20)
shares = st.tuples(votes, votes, votes, votes, st.integers(0, 5))


@settings(deadline=None, max_examples=50)
@given(shares)
def test_one_more_aye_never_loses_and_one_more_of_anything_else_never_wins(notice, share):
    ayes, noes, abstentions, invalid, recused = share
    papers = ayes + noes + abstentions + invalid
    tally = Tally(papers, papers, ayes, noes, abstentions, invalid)
    before = voting.carried(tally, papers + recused, recused, notice).says is Says.MET
    turned = replace(tally, ayes=ayes + 1, noes=noes - 1)
    if noes:
        assert (voting.carried(turned, papers + recused, recused, notice).says is Says.MET) >= before
    joined = replace(tally, ayes=ayes + 1, issued=papers + 1, returned=papers + 1)
    assert (voting.carried(joined, papers + 1 + recused, recused, notice).says is Says.MET) >= before
    against = replace(tally, noes=noes + 1, issued=papers + 1, returned=papers + 1)
    assert (voting.carried(against, papers + 1 + recused, recused, notice).says is Says.MET) <= before


@settings(deadline=None, max_examples=50)
@given(shares)
def test_no_aye_an_abstention_and_an_invalid_paper_weigh_the_same(notice, share):
    ayes, noes, abstentions, invalid, recused = share
    papers = ayes + noes + abstentions + invalid
    said = voting.carried(Tally(papers, papers, ayes, noes, abstentions, invalid), papers + recused, recused, notice)
    assert said == voting.carried(all_ayes(ayes, papers), papers + recused, recused, notice)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 40), st.integers(0, 10))
def test_leaving_the_recused_out_never_asks_for_more_ayes(notice, attending, recused):
    less = with_params(notice, "pass_share", counted="attending_less_recused")
    recused = min(recused, attending)
    of, of_less = voting.base(attending, recused, notice), voting.base(attending, recused, less)
    assert (of.number, of_less.number) == (attending, attending - recused)
    assert voting.ayes_needed(of_less, less) <= voting.ayes_needed(of, notice)
    assert of.words != of_less.words


def test_the_reading_of_the_recused_decides_where_it_matters_and_is_printed(notice):
    """Seventeen attend, two are recused: eleven of fifteen carry by one reading, not by the literal one."""
    less = with_params(notice, "pass_share", counted="attending_less_recused")
    tally = all_ayes(11, 15)
    assert [voting.carried(tally, 17, 2, n).says for n in (notice, less)] == [Says.UNMET, Says.MET]
    assert "不含对本件回避的专家）15人" in voting.carried(tally, 17, 2, less).facts


def test_another_share_is_another_datum(notice):
    half = with_params(notice, "pass_share", numerator=1, denominator=2)
    assert [passes(n, 10, half) for n in (4, 5)] == [False, True]


# ───── committee ─────


@pytest.mark.parametrize(
    ("members", "level", "built_by", "odd", "size"),
    [
        (24, "associate-senior", "系列", Says.UNMET, Says.UNMET),
        (25, "associate-senior", "系列", Says.MET, Says.MET),
        (22, "full-senior", "系列", Says.UNMET, Says.UNMET),
        (11, "associate-senior", "专业", Says.MET, Says.MET),
        (9, "associate-senior", "专业", Says.MET, Says.UNMET),
        (11, "intermediate", "系列", Says.MET, Says.MET),
        (9, "intermediate", "", Says.MET, Says.UNMET),
        (7, "assistant", "", Says.MET, Says.MET),
        (25, "unknown", "系列", Says.MET, Says.ASK),
    ],
)
def test_a_committee_is_odd_and_large_enough_for_its_level(members, level, built_by, odd, size, notice):
    said = voting.committee_odd(members, notice).says, voting.committee_size(members, level, built_by, notice).says
    assert said == (odd, size)


def test_a_smaller_senior_committee_needs_the_provinces_consent_and_a_person_who_reads_it(notice):
    said = voting.committee_size(15, "associate-senior", "系列", notice, consent="豫人社函〔2023〕1号")
    assert said.says is Says.ASK
    assert voting.committee_size(9, "intermediate", "", notice, consent="豫人社函〔2023〕1号").says is Says.UNMET


def test_the_least_committee_is_odd(notice):
    assert voting.least_members("associate-senior", "系列", notice) == 25
    assert voting.least_members("unknown", "", notice) is None


# ───── the roll ─────


def test_what_is_voted_on_is_a_column_of_the_kinds(notice):
    voted = {(k.kind, k.manner): k.voted for k in notice.kinds}
    assert {key: voting.is_voted(*key, notice) for key in voted} == voted
    row = replace(notice.kinds[0], voted=False)
    assert voting.is_voted(row.kind, row.manner, replace(notice, kinds=(row,))) is False
    with pytest.raises(LookupError):
        voting.is_voted("其他", "正常", notice)


ROLL = Roll(frozenset("abcde"), frozenset("abcd"), frozenset("d"), AT, voted=frozenset("b"))


def test_papers_go_to_members_present_and_not_recused():
    assert ROLL.voters == frozenset("abc")
    assert replace(ROLL, present=ROLL.present | {"x"}).voters == frozenset("abc")


@pytest.mark.parametrize(
    ("voter", "minutes", "proxy", "says"),
    [
        ("a", 0, "", []),
        ("a", 5, "a", []),
        ("a", 5, "e", ["不得代他人投票"]),
        ("b", 5, "", ["本轮已经投过票"]),
        ("d", 5, "", ["已对本件回避，不参加本件投票"]),
        ("e", 5, "", ["没有签到出席，不得补充投票"]),
        ("x", 5, "", ["不是本评审委员会的评审专家"]),
        ("a", -1, "", ["投票尚未开始"]),
        ("a", 30, "", ["投票已经结束，不得补充投票"]),
        ("e", 30, "a", ["不得代他人投票", "没有签到出席，不得补充投票", "投票已经结束，不得补充投票"]),
    ],
)
def test_who_may_not_vote_is_told_every_reason(voter, minutes, proxy, says, notice):
    roll = replace(ROLL, closed_at=AT + timedelta(minutes=30))
    refusals = voting.may_vote(voter, roll, AT + timedelta(minutes=minutes), notice, on_behalf_of=proxy)
    assert [r.what for r in refusals] == says
    assert {r.rule for r in refusals} <= {"votes_in_person"}


# ───── the tally ─────


@settings(deadline=None, max_examples=50)
@given(shares)
def test_papers_that_add_up_are_found_to(notice, share):
    ayes, noes, abstentions, invalid, kept = share
    papers = ayes + noes + abstentions + invalid
    tally = Tally(papers + kept, papers, ayes, noes, abstentions, invalid)
    assert voting.ballots_add_up(tally, papers + kept, notice).says is Says.MET
    assert voting.ballots_add_up(replace(tally, ayes=ayes + 1), papers + kept, notice).says is Says.UNMET


@pytest.mark.parametrize(
    ("tally", "says"),
    [
        (Tally(17, 17, 12, 4, 1), []),
        (Tally(17, 16, 12, 3, 1), []),
        (Tally(17, 17, 12, 4, 0), ["合计16张与收回17张不等"]),
        (Tally(16, 17, 12, 4, 1), ["收回17张多于发出16张"]),
        (Tally(18, 17, 12, 4, 1), ["发出18张多于应投票的17人"]),
        (Tally(17, 17, 18, -1, 0), ["票数不能为负数"]),
    ],
)
def test_papers_that_do_not_add_up_are_told(tally, says, notice):
    said = voting.ballots_add_up(tally, 17, notice)
    assert said.facts.split("；")[2:] == says
    assert (said.says is Says.MET) is (says == [])


# ───── rounds ─────


def test_a_void_round_stays_and_the_one_that_counts_decides(notice):
    rounds = [Round(1, 17, 0, None, "密钥遗失"), Round(2, 17, 0, all_ayes(12, 17))]
    assert voting.round_faults(rounds, notice) == ()
    assert [f.says for f in voting.outcome(rounds, 25, notice)] == [Says.MET] * 3


def test_no_round_counts_before_one_is_counted(notice):
    assert voting.outcome([Round(1, 17, 0)], 25, notice) is None
    assert voting.outcome([Round(1, 17, 0, all_ayes(17, 17), "票数不符")], 25, notice) is None


@pytest.mark.parametrize(
    ("rounds", "says"),
    [
        ([Round(1, 17, 0, all_ayes(11, 17)), Round(2, 17, 0, all_ayes(12, 17))], "第1轮已经计票有效，不得再投"),
        ([Round(1, 17, 0), Round(2, 17, 0)], "第1轮没有计票，也没有写明作废原因"),
        ([Round(2, 17, 0)], "第1轮的序号为2"),
        ([Round(1, 17, 1, all_ayes(12, 17))], "发出17张多于应投票的16人"),
    ],
)
def test_a_round_is_never_voted_over(rounds, says, notice):
    assert any(says in r.what for r in voting.round_faults(rounds, notice))
