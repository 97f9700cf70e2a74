"""The draw is uniform by construction: shown on a pool of twelve by listing everything, and made again by hand."""

import hashlib
import hmac
import json
from collections import Counter
from dataclasses import replace
from itertools import combinations, groupby, islice
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import draw
from zhicheng.policy.draw import Draw, Drawn, DrawRules, Entrant, Limits, Order, faults

# id, specialty, unit, young, outsider
POOL = tuple(
    Entrant(id, specialty, unit, young, outsider)
    for id, specialty, unit, young, outsider in (
        ("e01", "语文", "u1", True, False),
        ("e02", "语文", "u1", False, False),
        ("e03", "语文", "u1", False, False),
        ("e04", "语文", "u2", True, True),
        ("e05", "数学", "u2", False, False),
        ("e06", "数学", "u2", True, False),
        ("e07", "数学", "u3", False, True),
        ("e08", "数学", "u3", False, False),
        ("e09", "英语", "u4", True, False),
        ("e10", "英语", "u4", False, False),
        ("e11", "英语", "u5", False, True),
        ("e12", "音乐", "u5", False, False),
    )
)
RULES = DrawRules(5, 2, 1, 1, {"语文": Limits(1, 2), "数学": Limits(1, 3), "英语": Limits(1, 2)})
DOZENS = {
    "every kind of rule": RULES,
    "size alone": DrawRules(5, 5),
    "units alone": DrawRules(7, 2),
    "one of each unit": DrawRules(5, 1),
    "the young and the outsiders": DrawRules(3, 3, 2, 2),
    "exactly so many of each": DrawRules(
        5, 2, 0, 0, {"语文": Limits(2, 2), "数学": Limits(2, 2), "英语": Limits(1, 1)}
    ),
}
SEEDS = {"人社部门": "a" * 64, "评委会承办部门": "b" * 64}


def all_benches(pool, rules):
    return {tuple(sorted(e.id for e in some)) for some in combinations(pool, rules.size) if not faults(some, rules)}


def keeps_units(bench, rules):
    units = Counter(e.unit for e in POOL if e.id in bench)
    return max(units.values()) <= rules.unit_at_most


@pytest.mark.parametrize("rules", DOZENS.values(), ids=DOZENS)
def test_every_number_is_another_bench_and_together_they_are_all_benches(rules):
    """A bijection: a uniform number is a uniform bench, in each of the three orders, with or without a rule."""
    listed = Order(POOL, replace(rules, specialties={}), by_unit=True)
    within = [listed.bench(n) for n in range(listed.benches)]
    assert len(set(within)) == len(within)
    assert set(within) == all_benches(POOL, replace(rules, specialties={}))
    free, by_unit = Order(POOL, rules, by_unit=False), Order(POOL, rules, by_unit=True)
    listed = [free.bench(n) for n in range(free.benches)]
    assert len(set(listed)) == len(listed)
    assert set(listed) == all_benches(POOL, replace(rules, unit_at_most=rules.size))
    assert {b for b in listed if keeps_units(b, rules)} == all_benches(POOL, rules)
    within = [by_unit.bench(n) for n in range(by_unit.benches)]
    assert len(set(within)) == len(within)
    assert set(within) == all_benches(POOL, rules)


entrants = st.builds(
    Entrant, st.just(""), st.sampled_from("abc"), st.sampled_from("uvwx"), st.booleans(), st.booleans()
)
limits = st.tuples(st.integers(0, 2), st.integers(0, 3)).map(lambda x: Limits(x[0], x[0] + x[1]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(entrants, min_size=3, max_size=9),
    st.sampled_from([1, 3, 5]),
    st.integers(1, 3),
    st.integers(0, 2),
    st.integers(0, 2),
    st.dictionaries(st.sampled_from("abc"), limits, max_size=3),
)
def test_what_is_drawn_is_possible_and_a_refusal_means_that_nothing_is(some, size, cap, young, outsiders, specialties):
    pool = tuple(replace(e, id=f"e{n}") for n, e in enumerate(some))
    rules = DrawRules(size, cap, young, outsiders, specialties)
    possible, said = all_benches(pool, rules), Draw(pool, rules).drawn(b"key")
    if isinstance(said, Drawn):
        assert said.bench in possible
        assert sorted((*said.bench, *said.substitutes)) == sorted(e.id for e in pool)
    else:
        assert possible == set()
        assert all(said)


def test_combinations_are_in_dictionary_order():
    listed = [draw.combination(7, 3, n) for n in range(comb(7, 3))]
    assert listed == list(combinations(range(7), 3))


@pytest.mark.parametrize("below", [1, 2, 3, 5, 6, 200, 256])
def test_every_number_below_a_bound_comes_from_equally_many_blocks(below):
    """All values of the bits that are used, one after the other: each number comes once for each round of them."""
    bits = (below - 1).bit_length()
    every = [n.to_bytes(32, "big") for n in range(1 << 8)]
    got = Counter(islice(draw.numbers(iter(every), below), below * (256 >> bits)))
    assert got == dict.fromkeys(range(below), 256 >> bits)


def test_many_seeds_give_every_bench_about_equally_often():
    """Chi-square at one in a million; the seeds are fixed, so the test says the same every day."""
    counted = Draw(POOL, RULES)
    possible = all_benches(POOL, RULES)
    times = 10 * len(possible)
    got = Counter(counted.drawn(n.to_bytes(4, "big")).bench for n in range(times))
    assert got.keys() <= possible
    expected = times / len(possible)
    chi = sum((got[b] - expected) ** 2 / expected for b in possible)
    free = len(possible) - 1
    assert abs(chi - free) < 4.9 * (2 * free) ** 0.5


def test_the_same_inputs_give_the_same_bench_and_any_other_input_another_key():
    keys = {
        draw.key_of("2023-1", 1, RULES, POOL, SEEDS),
        draw.key_of("2023-2", 1, RULES, POOL, SEEDS),
        draw.key_of("2023-1", 2, RULES, POOL, SEEDS),
        draw.key_of("2023-1", 1, replace(RULES, young_at_least=2), POOL, SEEDS),
        draw.key_of("2023-1", 1, RULES, POOL[1:], SEEDS),
        draw.key_of("2023-1", 1, RULES, POOL, {**SEEDS, "人社部门": "c" * 64}),
    }
    assert len(keys) == 6
    assert draw.key_of("2023-1", 1, RULES, POOL[::-1], dict(reversed(SEEDS.items()))) in keys


# ───── by hand: the half page of docs/draw.md, listing instead of counting ─────


def by_hand(pool: list[dict], rules: dict, seeds: dict, id: str, number: int) -> tuple[list[str], list[str]]:
    def spelled(value) -> bytes:
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def sha(value) -> str:
        return hashlib.sha256(spelled(value)).hexdigest()

    key = bytes.fromhex(sha(["zhicheng-draw-1", id, number, sha(rules), sha(pool), seeds]))

    def endless(purpose: str):
        count = 0
        while True:
            yield hmac.digest(key, purpose.encode() + b"\0" + count.to_bytes(8, "big"), "sha256")
            count += 1

    def below(bound: int, blocks) -> int:
        bits = (bound - 1).bit_length()
        while (n := int.from_bytes(next(blocks), "big") & ((1 << bits) - 1)) >= bound:
            pass
        return n

    def kind(e):
        return e["specialty"], e["young"], e["outsider"]

    classes = [list(c) for _, c in groupby(sorted(pool, key=lambda e: (*kind(e), e["id"])), kind)]

    def place(bench):
        seats = [[at for at, e in enumerate(c) if e in bench] for c in classes]
        return [(len(s), s) for s in seats]

    def allowed(bench):
        of = Counter(e["specialty"] for e in bench)
        return (
            all(x["least"] <= of[s] <= x["most"] for s, x in rules["specialties"].items())
            and sum(e["young"] for e in bench) >= rules["young_at_least"]
            and sum(e["outsider"] for e in bench) >= rules["outsiders_at_least"]
        )

    order = sorted(filter(allowed, combinations(pool, rules["size"])), key=place)
    blocks = endless("bench")
    while True:
        bench = order[below(len(order), blocks)]
        if max(Counter(e["unit"] for e in bench).values()) <= rules["unit_at_most"]:
            break
    rest, blocks = sorted(e["id"] for e in pool if e not in bench), endless("substitutes")
    for at in range(len(rest) - 1, 0, -1):
        other = below(at + 1, blocks)
        rest[at], rest[other] = rest[other], rest[at]
    return sorted(e["id"] for e in bench), rest


@pytest.mark.parametrize("number", range(1, 6))
def test_somebody_who_read_half_a_page_draws_the_same_bench(number):
    key = draw.key_of("2023-1", number, RULES, POOL, SEEDS)
    drawn = Draw(POOL, RULES).drawn(key)
    by_them = by_hand(draw.as_plain(POOL), draw.rules_as_plain(RULES), SEEDS, "2023-1", number)
    assert ([*drawn.bench], [*drawn.substitutes]) == by_them


# ───── tight, impossible, large ─────


def test_where_hardly_any_bench_keeps_the_rule_on_units_the_order_is_by_unit():
    """One of each of seventeen units of nine people: one bench in some hundred thousand keeps the rule."""
    pool = [Entrant(f"e{u:02}{n}", f"s{n % 3}", f"u{u:02}", False, False) for u in range(17) for n in range(9)]
    said = Draw(pool, DrawRules(17, 1, specialties={"s0": Limits(5, 7)})).drawn(b"key")
    assert isinstance(said, Drawn)
    assert len({id[:3] for id in said.bench}) == 17
    assert (said.order, said.benches) == (2, 9**17)


def crossed(units: int, people: int) -> list[Entrant]:
    """One unit a specialty has of its own, and many other people of it in units that others have too."""
    return [
        Entrant(f"e{u:02}{n:03}", "a" if n < people else "b", f"u{u:02}", False, False)
        for u in range(units)
        for n in range(people * 2 if u else people)
    ]


def test_where_neither_order_hits_both_limits_are_counted_together(monkeypatch):
    """With a single try in each order instead of thousands, what is left is the third, and it hits at once."""
    monkeypatch.setattr(draw, "TRIES", 1)
    rules, pool = DrawRules(5, 1, specialties={"a": Limits(5, 5)}), crossed(6, 4)
    keys = [n.to_bytes(2, "big") for n in range(40)]
    counted = Draw(pool, rules)
    said = [counted.drawn(key) for key in keys]
    assert {s.order for s in said} >= {3}
    assert [faults([counted.by_id[id] for id in s.bench], rules) for s in said] == [()] * 40
    assert {s.benches for s in said if s.order == 3} == {6 * 4**5}


def test_where_both_limits_are_too_many_to_count_the_draw_is_refused_and_says_so(monkeypatch):
    monkeypatch.setattr(draw, "TRIES", 0)
    monkeypatch.setattr(draw, "STATES", 5)
    (words,) = Draw(POOL, RULES).drawn(b"key")
    assert "不能逐一计数" in words


def test_a_rule_on_units_that_crosses_the_rest_is_named():
    pool = [Entrant(f"e{n}", "a" if n < 3 else "b", "u1" if n in (0, 3) else f"u{n}", n < 1, n == 3) for n in range(6)]
    assert Draw(pool, DrawRules(3, 1, 1, 1)).drawn(b"key") == ("同一单位最多1人与其余条件不能同时满足",)


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        (DrawRules(13, 4), ["专家池只有12人，应抽13人"]),
        (DrawRules(7, 1), ["同一单位最多1人，5个单位最多能出5人，应抽7人"]),
        (DrawRules(5, 5, specialties={"音乐": Limits(2, 3)}), ["专业音乐至少2人，专家池只有1人"]),
        (DrawRules(5, 1, specialties={"语文": Limits(3, 3)}), ["专业语文至少3人，同一单位最多1人时只能出2人"]),
        (DrawRules(5, 5, 5), ["中青年至少5人，专家池只有4人"]),
        (DrawRules(5, 5, 0, 4), ["市外至少4人，专家池只有3人"]),
        (
            DrawRules(3, 3, specialties={"语文": Limits(2, 3), "数学": Limits(2, 3)}),
            ["各专业至少共4人，多于应抽的3人"],
        ),
        (
            DrawRules(3, 3, 3, 1, {"数学": Limits(1, 3), "英语": Limits(1, 3), "语文": Limits(1, 1)}),
            [],
        ),
        (
            DrawRules(3, 3, 3, 2),
            ["每项条件单独都能满足，合在一起不能满足：中青年至少3人、市外至少2人"],
        ),
        (DrawRules(7, 1, 5, 4), ["同一单位最多1人，5个单位最多能出5人，应抽7人", "中青年至少5人，专家池只有4人",
                                 "市外至少4人，专家池只有3人"]),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_kept_are_refused_by_name_all_at_once(rules, says):
    assert list(Draw(POOL, rules).hindrance()) == says


def test_a_refusal_carries_the_house_rule_and_its_mending(notice):
    (refusal,) = draw.may_be_drawn(POOL, DrawRules(13, 13), notice)
    assert (refusal.rule, refusal.what) == ("bench_composition", "专家池只有12人，应抽13人")
    assert refusal.mend
    assert draw.may_be_drawn(POOL, RULES, notice) == ()


def test_a_redraw_and_a_leave_need_a_ground_that_the_house_knows(notice):
    assert [draw.may_redraw(g, notice) for g in notice.rule("draw_witnessed")["redrawn_for"]] == [()] * 4
    assert draw.may_leave("请假", notice) == ()
    refused = [*draw.may_redraw("", notice), *draw.may_redraw("不满意", notice), *draw.may_leave("换人", notice)]
    assert [r.rule for r in refused] == ["draw_witnessed"] * 3


def test_a_seat_goes_to_the_first_in_order_with_whom_the_bench_keeps_every_rule():
    by_id = {e.id: e for e in POOL}
    bench = [by_id[id] for id in ("e01", "e05", "e07", "e09", "e12")]
    assert faults(bench, RULES) == ()
    order = [by_id[id] for id in ("e08", "e06", "e11", "e10")]
    assert draw.steps_in(bench, "e09", order, (), RULES) == "e11"  # somebody else for 英语 is needed
    assert draw.steps_in(bench, "e09", order, ("e11",), RULES) == "e10"
    assert draw.steps_in(bench, "e09", order, ("e10", "e11"), RULES) is None
    assert draw.steps_in(bench, "e12", order, (), RULES) == "e08"
    assert (
        draw.steps_in(bench, "e12", order, (), replace(RULES, unit_at_most=1)) == "e11"
    )  # the only one of no other unit


def test_a_city_of_three_hundred_is_drawn_in_seconds():
    pool = [
        Entrant(f"e{n:03}", f"s{n * 7 % 11}", f"u{n * 13 % 90}", n * 5 % 12 < 5, n * 3 % 17 < 3) for n in range(300)
    ]
    rules = DrawRules(25, 2, 8, 3, {f"s{n}": Limits(1, 4) for n in range(11)})
    said = Draw(pool, rules).drawn(b"key")
    assert isinstance(said, Drawn)
    assert faults([e for e in pool if e.id in said.bench], rules) == ()


def test_those_drawn_and_those_who_sit_by_their_post_are_odd_together(notice):
    assert [r.rule for r in draw.may_be_drawn(POOL, DrawRules(4, 4), notice)] == ["committee_odd"]
    assert draw.may_be_drawn(POOL, DrawRules(4, 4), notice, seated=3) == ()
    assert [r.rule for r in draw.may_be_drawn(POOL, DrawRules(3, 3), notice, seated=2)] == []
