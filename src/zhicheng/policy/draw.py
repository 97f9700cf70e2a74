"""A constrained draw of a bench from a frozen pool: uniform, deterministic, made again by anyone (S5.3-02, G-10, R-01).

The method, ``zhicheng-draw-1``, in half a page (docs/draw.md has it with an example):

1. The pool is split into *classes* of equal (specialty, young, outsider), classes and the ids in them in order.
2. All benches that keep every rule **but the one on units** are put in order: class by class, first by how many of the
   class sit, then by who (positions ascending). There are N of them; N is counted, nobody lists them.
3. A stream of numbers below N comes from HMAC-SHA256 over the parties' seeds; the bench at that place is looked at.
   If it also keeps the rule on units it is drawn, else the next number is taken, up to :data:`TRIES` times.
4. If all of these failed, the same with units in place of specialties: classes are (unit, specialty, young, outsider),
   the order holds the benches that keep every rule **but those on specialties**, which are looked at afterwards.
5. If all of these failed too, the order holds the benches that keep every rule, and the first number hits.

Orders are bijections between the numbers below N and the benches, so a uniform number gives a uniform bench, and
looking only throws benches away that are not allowed. Counting under crossing limits by unit and by specialty is hard
in general; step 5 therefore has a bound (:data:`STATES`), beyond which the draw is refused.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, islice
from math import comb
from typing import Any

from .dossier_file import canonical
from .finding import Refusal, reasons
from .notice import Notice
from .voting import committee_odd

METHOD = "zhicheng-draw-1"
TRIES = 4096  # numbers taken in steps 3 and 4; part of the method
STATES = 200_000  # bound on the states of step 5; part of the method


@dataclass(frozen=True, slots=True)
class Entrant:
    """One of the frozen pool under a pseudonym. ``seal`` is the digest of the person's own entry, opened at sign-in."""

    id: str
    specialty: str
    unit: str
    young: bool
    outsider: bool
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many of a specialty may sit."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class DrawRules:
    """抽取条件 as they are published before the draw; numbers of people, no shares. A specialty not named is free."""

    size: int
    unit_at_most: int
    young_at_least: int = 0
    outsiders_at_least: int = 0
    specialties: Mapping[str, Limits] = field(default_factory=dict)

    def limits(self, specialty: str) -> Limits:
        return self.specialties.get(specialty) or Limits(0, self.size)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The bench by id, the rest of the pool in the order in which they step in, and how it came about."""

    bench: tuple[str, ...]
    substitutes: tuple[str, ...]
    benches: int  # how many benches the number was drawn from
    order: int  # 1: that of step 3, 2: of step 4, 3: of step 5
    tries: int  # how many numbers were taken in that order


def digest(content: Mapping[str, Any] | Sequence[Any]) -> str:
    """SHA-256, in hex, of the canonical spelling: keys sorted, no spaces, UTF-8, NFC."""
    return hashlib.sha256(canonical(content)).hexdigest()


def as_plain(pool: Iterable[Entrant]) -> list[dict[str, Any]]:
    """The pool as it is published and digested: by id."""
    return [
        {"id": e.id, "outsider": e.outsider, "seal": e.seal, "specialty": e.specialty, "unit": e.unit, "young": e.young}
        for e in sorted(pool, key=lambda e: e.id)
    ]


def rules_as_plain(rules: DrawRules) -> dict[str, Any]:
    """The rules as they are published and digested."""
    return {
        "outsiders_at_least": rules.outsiders_at_least,
        "size": rules.size,
        "specialties": {s: {"least": x.least, "most": x.most} for s, x in sorted(rules.specialties.items())},
        "unit_at_most": rules.unit_at_most,
        "young_at_least": rules.young_at_least,
    }


def commitment(draw: str, number: int, party: str, seed: str, nonce: str) -> str:
    """What a party publishes first: the digest of [draw, round, party, seed, nonce]."""
    return digest([draw, number, party, seed, nonce])


def key_of(draw: str, number: int, rules: DrawRules, pool: Iterable[Entrant], seeds: Mapping[str, str]) -> bytes:
    """The key of the stream: whoever changes rules, pool, round or a seed changes every number."""
    return bytes.fromhex(
        digest([METHOD, draw, number, digest(rules_as_plain(rules)), digest(as_plain(pool)), dict(seeds)])
    )


# ───── numbers ─────


def stream(key: bytes, purpose: str) -> Iterator[bytes]:
    """HMAC-SHA256(key, purpose, 0), HMAC-SHA256(key, purpose, 1), … with the count in eight bytes."""
    count = 0
    while True:
        yield hmac.new(key, purpose.encode() + b"\0" + count.to_bytes(8, "big"), hashlib.sha256).digest()
        count += 1


def numbers(blocks: Iterator[bytes], below: int) -> Iterator[int]:
    """Uniform numbers below a bound: as many bits as ``below - 1`` has, too large ones thrown away.

    Each number takes whole blocks from the stream and uses their last bits.
    """
    bits = (below - 1).bit_length()
    while True:
        got = b"".join(next(blocks) for _ in range(max(1, -(-bits // 256))))
        number = int.from_bytes(got, "big") & ((1 << bits) - 1)
        if number < below:
            yield number


# ───── counting and the order ─────

State = tuple[int, ...]  # seated in this group, seated, young, outsiders, then per named specialty (step 5 only)


@dataclass(frozen=True, slots=True)
class _Class:
    """Entrants who are alike for the rules, by id."""

    group: str  # the specialty, from step 4 on the unit
    specialty: str
    young: bool
    outsider: bool
    ids: tuple[str, ...]
    ends_group: bool


class Order:
    """All benches that keep the rules, in the order of the method, with or without the rule on units."""

    def __init__(self, pool: Iterable[Entrant], rules: DrawRules, *, by_unit: bool) -> None:
        """Split the pool into classes and count. ``OverflowError`` when both limits together take too many states."""
        self.rules, self.by_unit = rules, by_unit
        self._named = tuple(sorted(rules.specialties)) if by_unit else ()
        self._classes = self._split(pool)
        self._ways: list[dict[State, int]] = self._count()
        self.benches = self._ways[0].get(self._start, 0)

    def _split(self, pool: Iterable[Entrant]) -> tuple[_Class, ...]:
        def alike(e: Entrant) -> tuple[str, str, bool, bool]:
            return e.unit if self.by_unit else "", e.specialty, e.young, e.outsider

        classes = [
            (key[0] if self.by_unit else key[1], *key[1:], tuple(e.id for e in alike_ones))
            for key, alike_ones in groupby(sorted(pool, key=lambda e: (*alike(e), e.id)), alike)
        ]
        return tuple(_Class(*c, n + 1 == len(classes) or classes[n + 1][0] != c[0]) for n, c in enumerate(classes))

    @property
    def _start(self) -> State:
        return (0, 0, 0, 0, *(0 for _ in self._named))

    def _next(self, state: State, c: _Class, seated: int) -> State | None:
        """The state after some of a class have been seated; ``None`` when a rule can no longer be kept."""
        rules = self.rules
        in_group, all_seated = state[0] + seated, state[1] + seated
        limits = rules.limits(c.specialty)
        if all_seated > rules.size or in_group > (rules.unit_at_most if self.by_unit else limits.most):
            return None
        young = min(rules.young_at_least, state[2] + (seated if c.young else 0))
        outsiders = min(rules.outsiders_at_least, state[3] + (seated if c.outsider else 0))
        per = list(state[4:])
        if c.specialty in self._named:
            at = self._named.index(c.specialty)
            per[at] += seated
            if per[at] > limits.most:
                return None
            if limits.most >= rules.size:  # no upper limit: more than the least need not be told apart
                per[at] = min(per[at], limits.least)
        if c.ends_group:
            if not self.by_unit and in_group < limits.least:
                return None
            in_group = 0
        return (in_group, all_seated, young, outsiders, *per)

    def _seatable(self, state: State, c: _Class) -> range:
        return range(min(len(c.ids), self.rules.size - state[1]) + 1)

    def _is_whole(self, state: State) -> bool:
        rules = self.rules
        if state[1:4] != (rules.size, rules.young_at_least, rules.outsiders_at_least):
            return False
        if self.by_unit:
            return all(n >= rules.specialties[s].least for s, n in zip(self._named, state[4:], strict=True))
        return True

    def _count(self) -> list[dict[State, int]]:
        """For each class, from the last to the first, in how many ways each state that occurs can be completed."""
        reached: list[set[State]] = [{self._start}]
        total = 0
        for c in self._classes:
            following = {
                after
                for state in reached[-1]
                for seated in self._seatable(state, c)
                if (after := self._next(state, c, seated)) is not None
            }
            total += len(following)
            if self._named and total > STATES:
                raise OverflowError("too many states")
            reached.append(following)
        ways: list[dict[State, int]] = [{s: 1 for s in reached[-1] if self._is_whole(s)}]
        for c, states in zip(reversed(self._classes), reversed(reached[:-1]), strict=True):
            onward, here = ways[-1], dict[State, int]()
            choices = [comb(len(c.ids), seated) for seated in range(len(c.ids) + 1)]
            for state in states:
                number = 0
                for seated in self._seatable(state, c):
                    after = self._next(state, c, seated)
                    if after is not None and after in onward:
                        number += choices[seated] * onward[after]
                if number:
                    here[state] = number
            ways.append(here)
        ways.reverse()
        return ways

    def bench(self, number: int) -> tuple[str, ...]:
        """The bench at a place of the order, counted from 0. ``IndexError`` beyond the last."""
        if not 0 <= number < self.benches:
            raise IndexError(number)
        state, out = self._start, []
        for c, onward in zip(self._classes, self._ways[1:], strict=True):
            for seated in self._seatable(state, c):
                after = self._next(state, c, seated)
                each = onward.get(after, 0) if after is not None else 0
                block = comb(len(c.ids), seated) * each
                if number < block:
                    which, number = divmod(number, each)
                    out += [c.ids[at] for at in combination(len(c.ids), seated, which)]
                    assert after is not None
                    state = after
                    break
                number -= block
        return tuple(sorted(out))


def combination(of: int, seated: int, which: int) -> tuple[int, ...]:
    """The positions of the ``which``-th choice of ``seated`` out of ``of``, ascending, in dictionary order."""
    out, at = [], 0
    while seated:
        with_it = comb(of - at - 1, seated - 1)
        if which < with_it:
            out.append(at)
            seated -= 1
        else:
            which -= with_it
        at += 1
    return tuple(out)


# ───── the draw ─────


def faults(bench: Iterable[Entrant], rules: DrawRules) -> tuple[str, ...]:
    """Which of the published rules a bench breaks, in words; nothing when it keeps them all."""
    people = tuple(bench)
    out = []
    if len(people) != rules.size:
        out.append(f"人数{len(people)}，应为{rules.size}")
    of_specialty, of_unit = Counter(e.specialty for e in people), Counter(e.unit for e in people)
    for s, x in sorted(rules.specialties.items()):
        if not x.least <= of_specialty[s] <= x.most:
            out.append(f"专业{s}有{of_specialty[s]}人，应为{x.least}至{x.most}人")
    out += [f"单位{u}有{n}人，最多{rules.unit_at_most}人" for u, n in sorted(of_unit.items()) if n > rules.unit_at_most]
    young, outsiders = sum(e.young for e in people), sum(e.outsider for e in people)
    if young < rules.young_at_least:
        out.append(f"中青年{young}人，至少{rules.young_at_least}人")
    if outsiders < rules.outsiders_at_least:
        out.append(f"市外{outsiders}人，至少{rules.outsiders_at_least}人")
    return tuple(out)


class Draw:
    """A pool and its rules, counted once; every key then gives its bench. ``hindrances`` say why there is none."""

    def __init__(self, pool: Sequence[Entrant], rules: DrawRules) -> None:
        self.rules = rules
        self.by_id = {e.id: e for e in pool}
        if len(self.by_id) != len(pool):
            raise ValueError("the ids of a pool are not unique")
        self.hindrances = tuple(_alone(pool, rules))
        self._orders: dict[int, Order] = {}
        if not self.hindrances and not self._order(1).benches:
            self.hindrances = _together(pool, rules)

    def hindrance(self) -> tuple[str, ...]:
        """Why no bench can be drawn, found by a trial; nothing when the trial gave one."""
        said = self.drawn(bytes(32))
        return () if isinstance(said, Drawn) else said

    def drawn(self, key: bytes) -> Drawn | tuple[str, ...]:
        """The bench of a key with its substitutes, or why none can be drawn, in words."""
        if self.hindrances:
            return self.hindrances
        for number, purpose in ((1, "bench"), (2, "bench by unit"), (3, "bench by both")):
            try:
                order = self._order(number)
            except OverflowError:
                return (
                    f"同一单位最多{self.rules.unit_at_most}人和各专业人数的条件太严：按两种次序各取{TRIES}次没有一次符合，"
                    "符合的组成又多得不能逐一计数",
                )
            if not order.benches:
                return (f"同一单位最多{self.rules.unit_at_most}人与其余条件不能同时满足",)
            for tries, place in enumerate(islice(numbers(stream(key, purpose), order.benches), TRIES), 1):
                bench = order.bench(place)
                if not faults([self.by_id[id] for id in bench], self.rules):
                    rest = shuffled(sorted(self.by_id.keys() - set(bench)), key, "substitutes")
                    return Drawn(bench, rest, order.benches, number, tries)
        raise AssertionError("the third order holds what keeps every rule, and nothing else")

    def _order(self, number: int) -> Order:
        if number not in self._orders:
            rules = replace(self.rules, specialties={}) if number == 2 else self.rules
            self._orders[number] = Order(self.by_id.values(), rules, by_unit=number > 1)
        return self._orders[number]


def shuffled(ids: Sequence[str], key: bytes, purpose: str) -> tuple[str, ...]:
    """The ids in an order uniform among all: each place, from the last down, is changed with one not above it."""
    out, blocks = list(ids), stream(key, purpose)
    for at in range(len(out) - 1, 0, -1):
        other = next(numbers(blocks, at + 1))
        out[at], out[other] = out[other], out[at]
    return tuple(out)


def steps_in(
    bench: Sequence[Entrant], leaving: str, substitutes: Sequence[Entrant], gone: Iterable[str], rules: DrawRules
) -> str | None:
    """Who takes the seat of one who leaves: the first in order, not gone, with whom the bench keeps every rule.

    ``None`` when nobody does; then the bench must be drawn again.
    """
    staying = [e for e in bench if e.id != leaving]
    out = {*gone, leaving, *(e.id for e in bench)}
    return next((s.id for s in substitutes if s.id not in out and not faults([*staying, s], rules)), None)


# ───── why there is none ─────


def _together(pool: Sequence[Entrant], rules: DrawRules) -> tuple[str, ...]:
    """The rules of which each, left out, would make a bench possible."""
    guilty = [words for words, looser in _looser(rules) if Order(pool, looser, by_unit=False).benches]
    together = "、".join(guilty) or "各专业人数、中青年人数、市外人数"
    return (f"每项条件单独都能满足，合在一起不能满足：{together}",)


def _alone(pool: Sequence[Entrant], rules: DrawRules) -> Iterator[str]:
    if len(pool) < rules.size:
        yield f"专家池只有{len(pool)}人，应抽{rules.size}人"
    units = Counter(e.unit for e in pool)
    seats = sum(min(n, rules.unit_at_most) for n in units.values())
    if len(pool) >= rules.size > seats:
        yield f"同一单位最多{rules.unit_at_most}人，{len(units)}个单位最多能出{seats}人，应抽{rules.size}人"
    have = Counter(e.specialty for e in pool)
    for s, x in sorted(rules.specialties.items()):
        if x.least > x.most:
            yield f"专业{s}至少{x.least}人，却最多{x.most}人"
        of_unit = Counter(e.unit for e in pool if e.specialty == s)
        can = sum(min(n, rules.unit_at_most) for n in of_unit.values())
        if have[s] < x.least:
            yield f"专业{s}至少{x.least}人，专家池只有{have[s]}人"
        elif can < x.least:
            yield f"专业{s}至少{x.least}人，同一单位最多{rules.unit_at_most}人时只能出{can}人"
    if (least := sum(x.least for x in rules.specialties.values())) > rules.size:
        yield f"各专业至少共{least}人，多于应抽的{rules.size}人"
    most = sum(min(n, rules.limits(s).most) for s, n in have.items())
    if len(pool) >= rules.size > most:
        yield f"各专业最多共{most}人，少于应抽的{rules.size}人"
    for what, least, number in (
        ("中青年", rules.young_at_least, sum(e.young for e in pool)),
        ("市外", rules.outsiders_at_least, sum(e.outsider for e in pool)),
    ):
        if least > rules.size:
            yield f"{what}至少{least}人，多于应抽的{rules.size}人"
        elif number < least:
            yield f"{what}至少{least}人，专家池只有{number}人"


def _looser(rules: DrawRules) -> Iterator[tuple[str, DrawRules]]:
    """The rules with one left out each time, with the words of the one."""

    if rules.young_at_least:
        yield f"中青年至少{rules.young_at_least}人", replace(rules, young_at_least=0)
    if rules.outsiders_at_least:
        yield f"市外至少{rules.outsiders_at_least}人", replace(rules, outsiders_at_least=0)
    for s, x in rules.specialties.items():
        rest = {k: v for k, v in rules.specialties.items() if k != s}
        yield f"专业{s}{x.least}至{x.most}人", replace(rules, specialties=rest)


# ───── what the house asks of a draw ─────


def may_be_drawn(pool: Sequence[Entrant], rules: DrawRules, notice: Notice, *, seated: int = 0) -> tuple[Refusal, ...]:
    """Every reason why a bench cannot be drawn from this pool under these rules, before anything is announced.

    ``seated`` are those who sit by their post; with those drawn their number is odd (R-01).
    """
    rule = notice.rule("bench_composition")
    impossible = (Refusal(rule.id, words, rule.source, rule.mend) for words in Draw(pool, rules).hindrance())
    return (*reasons([committee_odd(rules.size + seated, notice)]), *impossible)


def may_redraw(ground: str, notice: Notice) -> tuple[Refusal, ...]:
    """Why there may be no second draw: no ground, or none that the house knows; every redraw is recorded."""
    return _ground(ground, "redrawn_for", "重抽的原因", notice)


def may_leave(ground: str, notice: Notice) -> tuple[Refusal, ...]:
    """Why somebody drawn cannot be replaced: no ground that the house knows."""
    return _ground(ground, "left_for", "递补的原因", notice)


def _ground(ground: str, key: str, what: str, notice: Notice) -> tuple[Refusal, ...]:
    rule = notice.rule("draw_witnessed")
    if ground in rule[key]:
        return ()
    said = f"{what}“{ground}”不在{'、'.join(rule[key])}之内" if ground else f"没有写明{what}"
    return (Refusal(rule.id, said, rule.source, rule.mend),)
