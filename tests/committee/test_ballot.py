"""表决: one vote for everyone who is present and not recused, nobody else, never twice, never counted early."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from build import moment
from committee.conftest import ABSTAIN, AYE, DEC_15, NO, Town, listed
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import invariants, queries
from zhicheng.committee.actions import ballots, meetings
from zhicheng.committee.models import Box, Choice, RollMark, Tally
from zhicheng.evidence import actions as evidence
from zhicheng.ledger.models import Entry
from zhicheng.ops import road, scans
from zhicheng.ops.hall import Hall
from zhicheng.policy import voting
from zhicheng.vault import papers


def opened(town: Town, **assembled) -> Hall:
    hall = listed(town)
    hall.assembled(DEC_15, **assembled)
    hall.opened(DEC_15)
    return hall


def cast(hall: Hall, expert, choices, at=DEC_15, **more) -> None:
    ballots.cast(hall.the_ballot(), choices, notice=hall.notice, by=expert, at=at, **more)


def test_an_absent_expert_does_not_vote_neither_late_nor_through_another(town: Town):
    hall = opened(town, absent=(9, 10))
    whole = {1: AYE, 2: AYE, 3: AYE}
    with refused("votes_in_person") as caught:
        cast(hall, hall.experts[10], whole)
    assert "没有签到出席，不得补充投票" in caught.value.refusals[0].what
    with refused("votes_in_person") as caught:
        cast(hall, hall.experts[0], whole, on_behalf_of=hall.experts[10].person)
    assert "不得代他人投票" in caught.value.refusals[0].what
    with refused("votes_in_person"):
        cast(hall, hall.secretary, whole)
    meetings.sign_in(hall.the_meeting(), notice=hall.notice, by=hall.experts[10], at=DEC_15)
    with refused("votes_in_person"):
        cast(hall, hall.experts[10], whole)  # came after the roll was frozen
    assert queries.progress(hall.the_ballot()) == queries.Progress(9, 0)


def test_nobody_votes_twice_nor_before_nor_after_the_time(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    hall.ballot = ballots.prepare(hall.the_meeting(), hall.holders(), notice=hall.notice, by=hall.secretary, at=DEC_15)
    whole = {1: AYE, 2: AYE, 3: AYE}
    with refused("round_stands"):
        cast(hall, hall.experts[0], whole)
    ballots.void(hall.the_ballot(), "改由另三人保管密钥", notice=hall.notice, by=hall.secretary, at=DEC_15)
    hall.opened(DEC_15)
    cast(hall, hall.experts[0], whole)
    with refused("votes_in_person") as caught:
        cast(hall, hall.experts[0], {1: NO, 2: NO, 3: NO})
    assert caught.value.refusals[0].what == "本轮已经投过票"
    ballots.close_ballot(hall.the_ballot(), notice=hall.notice, by=hall.secretary, at=moment(12, 15, 10))
    with refused("votes_in_person"):
        cast(hall, hall.experts[1], whole, at=moment(12, 15, 10))


def test_a_paper_has_one_choice_for_every_case_and_none_where_one_is_recused(town: Town):
    hall = opened(town, kept={3: (2,)})
    with refused("paper_whole") as caught:
        cast(hall, hall.experts[0], {1: AYE, 3: 4})
    assert [r.place for r in caught.value.refusals] == ["case-2", "case-3"]
    with refused("votes_in_person"):
        cast(hall, hall.experts[3], {1: AYE, 2: AYE, 3: AYE})
    with refused("paper_whole"):
        cast(hall, hall.experts[0], {1: AYE, 2: AYE, 3: AYE, 4: AYE})
    cast(hall, hall.experts[3], {1: AYE, 3: AYE})
    assert queries.progress(hall.the_ballot()) == queries.Progress(11, 1)


def test_casting_leaves_no_line_no_row_and_no_instant(town: Town):
    hall = opened(town)
    before = (Entry.objects.count(), RollMark.objects.count(), Box.objects.count(), Choice.objects.count())
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    assert (Entry.objects.count(), RollMark.objects.count(), Box.objects.count(), Choice.objects.count()) == before
    names = {f.name for model in (RollMark, Box) for f in model._meta.get_fields()}
    assert names == {"id", "ballot", "place", "person", "has_voted", "papers"}


def test_every_case_has_a_paper_for_every_mark_of_one_length_also_from_the_recused(town: Town):
    hall = opened(town, kept={3: (2,)})
    cases = [c.pk for c in hall.cases()]
    for n, expert in enumerate(hall.experts, 1):
        hall.vote(expert, AYE, DEC_15)
        box = queries.unpacked(Box.objects.get(ballot=hall.ballot.pk).papers, cases, 11)
        assert [sum(p != papers.BLANK for p in box[c]) for c in cases] == [n, n, n]
        assert {len(p) for c in cases for p in box[c]} == {papers.LENGTH}
        assert queries.progress(hall.the_ballot()).voted == n


def test_nobody_counts_before_the_end_nor_with_one_key_nor_with_a_wrong_one(town: Town):
    hall = opened(town)
    for expert in hall.experts[:9]:
        hall.vote(expert, AYE, DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    with refused("round_stands"):
        ballots.count(hall.the_ballot(), [hall.codes[0], hall.codes[1]], **said)
    ballots.close_ballot(hall.the_ballot(), **said)
    stranger = papers.new_code(random.Random(1).randbytes)
    for codes in ([hall.codes[0]], [hall.codes[0], hall.codes[0]], [hall.codes[0], stranger], ["x", "y"], []):
        with refused("keys_held"):
            ballots.count(hall.the_ballot(), codes, **said)
    assert not Choice.objects.exists()
    first, *_ = ballots.count(hall.the_ballot(), [hall.codes[2].lower(), hall.codes[1]], **said)
    assert (first.issued, first.returned, first.ayes) == (11, 9, 9)
    assert not Box.objects.exists()
    with refused("round_stands"):
        ballots.count(hall.the_ballot(), [hall.codes[0], hall.codes[1]], **said)


def test_a_lost_key_makes_the_round_void_and_a_new_one_follows_beside_it(town: Town):
    hall = opened(town)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    hall.vote(hall.experts[0], NO, DEC_15)
    with refused("round_stands"):
        ballots.prepare(hall.the_meeting(), hall.holders(), **said)
    with refused("round_stands"):
        ballots.void(hall.the_ballot(), " ", **said)
    ballots.void(hall.the_ballot(), "两名保管人的密钥遗失", **said)
    assert not Box.objects.exists()
    second = hall.opened(DEC_15)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15, holders=(1, 2))
    assert [(b.number, b.void_because, b.counted_at is None) for b in queries.ballots(hall.the_meeting())] == [
        (1, "两名保管人的密钥遗失", True),
        (2, "", False),
    ]
    assert {t.ballot_id for t in Tally.objects.all()} == {second.pk}
    assert tuple(invariants.broken()) == ()


def test_a_round_that_was_counted_is_never_written_over(town: Town):
    hall = opened(town)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    with refused("round_stands"):
        ballots.void(hall.the_ballot(), "结果不理想，重新投票", **said)
    with refused("round_stands"):
        ballots.prepare(hall.the_meeting(), hall.holders(), **said)
    for change in (
        lambda: Tally.objects.update(ayes=0),
        lambda: Choice.objects.update(choice="不同意"),
        lambda: Choice.objects.all().delete(),
        lambda: type(hall.the_ballot()).objects.update(void_because="x", void_at=DEC_15),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


@pytest.mark.parametrize("how", ["lost", "doubled", "altered", "swapped"])
def test_a_box_that_somebody_touched_is_not_counted(town: Town, how):
    hall = opened(town)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    ballots.close_ballot(hall.the_ballot(), **said)
    cases, stored = [c.pk for c in hall.cases()], Box.objects.get(ballot=hall.ballot.pk)
    box = queries.unpacked(stored.papers, cases, 11)
    first, second = cases[:2]
    if how == "lost":
        box[first][3] = papers.BLANK
    elif how == "doubled":
        box[first][3] = box[second][4]
    elif how == "altered":
        box[first][3] = bytes([box[first][3][0] ^ 1]) + box[first][3][1:]
    else:
        box[first][0], box[second][0] = box[second][0], box[first][0]
    stored.papers = queries.packed(box)
    stored.save()
    with refused("ballots_add_up"):
        ballots.count(hall.the_ballot(), [hall.codes[0], hall.codes[1]], **said)
    assert (Choice.objects.count(), Tally.objects.count(), Box.objects.count()) == (0, 0, 1)


def test_somebody_found_to_be_recused_during_the_vote_makes_a_new_roll_necessary(town: Town):
    hall = opened(town)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    person = Person.objects.get(pk=hall.experts[4].person)
    meetings.recuse(hall.cases()[0], person, relation="co_author", **said)
    ballots.close_ballot(hall.the_ballot(), **said)
    with refused("roll_frozen"):
        ballots.count(hall.the_ballot(), [hall.codes[0], hall.codes[1]], **said)
    ballots.void(hall.the_ballot(), "投票期间发现应当回避", **said)
    hall.opened(DEC_15)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    assert [t.ayes for t in queries.tallies(hall.the_ballot())] == [10, 11, 11]


def test_three_named_people_hold_the_keys_and_each_takes_their_own(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    holders = hall.holders()
    for few in (holders[:2], [*holders[:2], holders[0]], [*holders, (Person.objects.get(pk=hall.second.person), "甲")]):
        with refused("keys_held"):
            ballots.prepare(hall.the_meeting(), few, **said)
    hall.ballot = ballots.prepare(hall.the_meeting(), holders, **said)
    with refused("keys_held"):
        ballots.take_key(hall.ballot, notice=hall.notice, by=hall.experts[5], at=DEC_15)
    with refused("keys_held") as caught:
        ballots.open_ballot(hall.the_ballot(), **said)
    assert len([r for r in caught.value.refusals if r.rule == "keys_held"]) == 1
    code = ballots.take_key(hall.ballot, notice=hall.notice, by=hall.experts[0], at=DEC_15)
    stored = " ".join(str(e.content) for e in Entry.objects.all()) + str(list(hall.ballot.holders.values()))
    assert papers.plain_code(code) not in stored.replace("-", "")


def test_a_round_waits_for_opinions_and_discussion(town: Town):
    hall = listed(town)
    hall.declared(DEC_15)
    hall.arrived(DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    chair = Person.objects.get(pk=hall.experts[0].person)
    with refused("meeting_order"):
        ballots.prepare(hall.the_meeting(), hall.holders(), **said)
    meetings.open_meeting(hall.the_meeting(), chair, **said)
    hall.ballot = ballots.prepare(hall.the_meeting(), hall.holders(), **said)
    with refused("panel_size", "all_discussed", "keys_held"):
        ballots.open_ballot(hall.the_ballot(), **said)


# ───── paper ─────


def numbers(hall: Hall, ayes: int) -> dict[int, voting.Tally]:
    return {c.ordinal: voting.Tally(11, 11, ayes, 11 - ayes, 0) for c in hall.cases()}


def test_papers_of_paper_are_counted_by_two_and_confirmed_by_a_supervisor_with_the_scan(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    said = {"notice": hall.notice, "at": DEC_15}
    hall.ballot = ballots.prepare(
        hall.the_meeting(), on_paper_because="会场停电，改用纸质票", by=hall.secretary, **said
    )
    ballots.open_ballot(hall.the_ballot(), by=hall.secretary, **said)
    with refused("round_stands"):
        cast(hall, hall.experts[0], {1: AYE, 2: AYE, 3: AYE})
    ballots.close_ballot(hall.the_ballot(), by=hall.secretary, **said)
    with refused("round_stands"):
        ballots.count(hall.the_ballot(), ["a", "b"], by=hall.secretary, **said)
    scan = evidence.take_in(
        scans.posting(["表决票"]), "表决票.jpg", limits=hall.notice.rule("file_kinds"), by=hall.secretary, at=DEC_15
    )
    with refused("ballots_add_up"):
        ballots.count_paper(hall.the_ballot(), 1, numbers(hall, 12), by=hall.secretary, **said)
    ballots.count_paper(hall.the_ballot(), 1, numbers(hall, 8), by=hall.secretary, **said)
    with refused("two_counters"):
        ballots.count_paper(hall.the_ballot(), 2, numbers(hall, 8), by=hall.secretary, **said)
    with refused("two_counters"):
        ballots.confirm_paper(hall.the_ballot(), scan, "票.jpg", by=hall.supervisor, **said)
    ballots.count_paper(hall.the_ballot(), 2, numbers(hall, 8), by=hall.second, **said)
    with refused("committee_seats"):
        ballots.confirm_paper(hall.the_ballot(), scan, "票.jpg", by=hall.second, **said)
    rows = ballots.confirm_paper(hall.the_ballot(), scan, "票.jpg", by=hall.supervisor, **said)
    assert [(t.ayes, t.noes, t.needed, t.is_carried) for t in rows] == [(8, 3, 8, True)] * 3
    hall.announced(DEC_15)
    hall.reported(DEC_15)
    assert "纸质投票（会场停电，改用纸质票）" in queries.minutes_of(hall.the_meeting()).parts["表决结果统计"]
    assert tuple(invariants.broken()) == ()


def test_two_counts_that_differ_are_not_confirmed(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    said = {"notice": hall.notice, "at": DEC_15}
    hall.ballot = ballots.prepare(
        hall.the_meeting(), on_paper_because="会场停电，改用纸质票", by=hall.secretary, **said
    )
    ballots.open_ballot(hall.the_ballot(), by=hall.secretary, **said)
    ballots.close_ballot(hall.the_ballot(), by=hall.secretary, **said)
    ballots.count_paper(hall.the_ballot(), 1, numbers(hall, 8), by=hall.secretary, **said)
    ballots.count_paper(hall.the_ballot(), 2, numbers(hall, 7), by=hall.second, **said)
    scan = road.store(hall.city, scans.posting(["票"]), "票.jpg", hall.secretary, DEC_15)
    with refused("two_counters") as caught:
        ballots.confirm_paper(hall.the_ballot(), scan, "票.jpg", by=hall.supervisor, **said)
    assert "第1、2、3件" in caught.value.refusals[0].what


# ───── arithmetic ─────


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_ayes_noes_and_abstentions_are_the_papers_and_the_marks_less_the_recused(town: Town, data):
    with transaction.atomic():
        kept = data.draw(
            st.dictionaries(st.integers(0, 10), st.lists(st.integers(1, 3), unique=True, max_size=3), max_size=2)
        )
        hall = opened(town, absent=data.draw(st.sampled_from([(), (10,), (8, 9, 10)])), kept=kept)
        here = [e for e in hall.experts if queries.is_present(hall.member(e))]
        voters = data.draw(st.lists(st.sampled_from(here), unique=True, max_size=len(here)))
        said: dict[int, Counter[int]] = {c.ordinal: Counter() for c in hall.cases()}
        for voter in voters:
            choices = {n: data.draw(st.sampled_from([AYE, NO, ABSTAIN])) for n in said}
            paper = hall.paper(voter, choices)
            hall.vote(voter, choices, DEC_15)
            for n, choice in paper.items():
                said[n][choice] += 1
        ballot = hall.counted(DEC_15, holders=data.draw(st.sampled_from([(0, 1), (0, 2), (1, 2)])))
        marks = queries.progress(ballot)
        assert marks == queries.Progress(len(here), len(voters))
        for tally in queries.tallies(ballot):
            of = said[tally.case.ordinal]
            assert (tally.ayes, tally.noes, tally.abstentions) == (of[AYE], of[NO], of[ABSTAIN])
            assert tally.returned == of.total() == ballot.choices.filter(case=tally.case_id).count()
            dropped = len(queries.roll_recused(ballot).get(tally.case_id, set()) & {v.person for v in voters})
            assert tally.returned == marks.voted - dropped
        assert tuple(invariants.broken()) == ()
        transaction.set_rollback(True)
