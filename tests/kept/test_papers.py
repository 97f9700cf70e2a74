"""A paper of a secret ballot: two of three open it, one does not, and all look alike."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.vault import papers
from zhicheng.vault.cipher import Unreadable

BALLOT = "2e6c0f9e-0000-4000-8000-000000000001"


def keys(seed: int) -> tuple[list[str], list[str]]:
    draw = random.Random(seed)
    codes = [papers.new_code(draw.randbytes) for _ in range(3)]
    return codes, [papers.public_half(c, BALLOT) for c in codes]


@settings(max_examples=40, deadline=None)
@given(choice=st.integers(0, 255), seed=st.integers(0, 2**32))
def test_any_two_of_three_open_a_paper_to_the_same_choice(choice, seed):
    codes, publics = keys(seed)
    paper = papers.seal(choice, publics, ballot=BALLOT, about="7", random=random.Random(seed + 1).randbytes)
    assert len(paper) == papers.LENGTH
    for pair in combinations(range(3), 2):
        halves = papers.held([codes[p] for p in pair], publics, BALLOT)
        assert sorted(halves) == list(pair)
        assert papers.opened(paper, halves, publics, ballot=BALLOT, about="7") == choice


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), place=st.integers(0, 2))
def test_one_holder_alone_or_with_a_wrong_code_opens_nothing(seed, place):
    codes, publics = keys(seed)
    paper = papers.seal(1, publics, ballot=BALLOT, about="7", random=random.Random(seed).randbytes)
    mine = papers.held([codes[place]], publics, BALLOT)
    strangers, of_others = keys(seed + 9)
    theirs = papers.held(strangers, of_others, BALLOT)
    other = (place + 1) % 3
    for halves in (mine, theirs, mine | {other: theirs[other]}, {other: theirs[other], place: theirs[place]}):
        with pytest.raises(Unreadable):
            papers.opened(paper, halves, publics, ballot=BALLOT, about="7")
    with pytest.raises(ValueError):
        papers.held([codes[place], strangers[other]], publics, BALLOT)


@settings(max_examples=40, deadline=None)
@given(at=st.integers(0, papers.LENGTH * 8 - 1))
def test_a_changed_bit_is_found_by_the_pair_that_reads_it(at):
    codes, publics = keys(3)
    paper = bytearray(papers.seal(2, publics, ballot=BALLOT, about="7", random=random.Random(4).randbytes))
    paper[at // 8] ^= 1 << (at % 8)
    failed = 0
    for pair in combinations(range(3), 2):
        try:
            halves = papers.held([codes[p] for p in pair], publics, BALLOT)
            papers.opened(bytes(paper), halves, publics, ballot=BALLOT, about="7")
        except Unreadable:
            failed += 1
    assert failed == (3 if at // 8 < 32 else 1)


def test_a_paper_cannot_be_moved_to_another_case_or_ballot():
    codes, publics = keys(5)
    halves = papers.held([codes[0], codes[2]], publics, BALLOT)
    paper = papers.seal(1, publics, ballot=BALLOT, about="7", random=random.Random(5).randbytes)
    with pytest.raises(Unreadable):
        papers.opened(paper, halves, publics, ballot=BALLOT, about="8")
    with pytest.raises(Unreadable):
        papers.opened(paper, halves, publics, ballot=BALLOT.replace("1", "2"), about="7")


def test_a_code_is_read_as_it_was_meant_and_a_slip_of_the_pen_is_found():
    code = papers.new_code(random.Random(6).randbytes)
    assert [len(group) for group in code.split("-")] == [5, 5, 5, 5, 5]
    assert papers.plain_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code.replace(
        "-", ""
    )
    wrong = 0
    for at, c in enumerate(code):
        if c == "-":
            continue
        slip = code[:at] + ("2" if c != "2" else "3") + code[at + 1 :]
        try:
            papers.plain_code(slip)
        except ValueError:
            wrong += 1
    assert wrong >= 22
    for typed in ("", "ABC", code + "0", code[:-1] + "U"):
        with pytest.raises(ValueError):
            papers.plain_code(typed)
