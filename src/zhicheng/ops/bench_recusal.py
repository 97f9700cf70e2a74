"""``zhicheng bench``, part recusal: 5,000 experts by 20,000 dossiers, beside a nested loop (R-16, G-22)."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice
from zhicheng.policy.recusal import Case, Person, Stint, Tie, tie_between, ties

ROOT = Path(__file__).resolve().parents[3] / "notices" / "2023-xuchang"
EXPERTS, DOSSIERS, UNITS, COMMITTEES, STATION_PEOPLE = 5_000, 20_000, 3_000, 18, 400
SAMPLE = (250, 400)  # experts and dossiers that the nested loop is measured on
ON = date(2023, 12, 1)


def world(experts: int, dossiers: int, seed: int = 4) -> tuple[list[Person], list[Case]]:
    """A made-up city of experts and dossiers with every relation in it; the same for the same seed."""
    dice = random.Random(seed)

    def person(key: str) -> Person:
        stints, ends = [], None
        for _ in range(dice.choice((1, 1, 2, 3))):
            begins = (ends or ON) - timedelta(days=dice.randrange(300, 4000))
            stints.append(Stint(f"u{dice.randrange(UNITS)}", begins, ends))
            ends = begins
        near = [f"p{dice.randrange(experts + dossiers)}" for _ in range(3)]
        works = frozenset(f"w{dice.randrange(4 * dossiers)}" for _ in range(dice.randrange(4)))
        return Person(
            key=key,
            stints=tuple(stints),
            relatives=frozenset(near[:1] if dice.random() < 0.1 else ()),
            tutors=frozenset(near[1:2] if dice.random() < 0.2 else ()),
            works=works,
        )

    pool = [person(f"p{n}") for n in range(experts)]
    apply = [pool[n] for n in dice.sample(range(experts), min(experts, dossiers) // 50)]  # experts who apply themselves
    apply += [person(f"p{experts + n}") for n in range(dossiers - len(apply))]
    rulers = [f"p{dice.randrange(experts)}" for _ in range(STATION_PEOPLE)]
    cases = [
        Case(
            dossier=f"d{n}",
            committee=f"c{n % COMMITTEES}",
            applicant=who,
            rulers=frozenset(dice.sample(rulers, 3)),
        )
        for n, who in enumerate(apply)
    ]
    return pool, cases


def nested(experts: Sequence[Person], cases: Sequence[Case], notice: Notice) -> tuple[Tie, ...]:
    """What the join replaces: every expert against every dossier."""
    applying = {(case.committee, case.applicant.key) for case in cases}
    return tuple(
        sorted(
            Tie(case.dossier, expert.key, relation)
            for case in cases
            for expert in experts
            for relation in tie_between(expert, case, applying, ON, notice)
        )
    )


def recusal_part(experts: int = EXPERTS, dossiers: int = DOSSIERS) -> tuple[str, ...]:
    """Lines to print: the whole measured, the nested loop on a sample, and their ratio for the whole, extrapolated.

    Raises ``AssertionError`` when the two do not find the same ties on the sample.
    """
    notice = load(ROOT)
    assert isinstance(notice, Notice)
    pool, cases = world(experts, dossiers)
    begun = time.perf_counter()
    found = ties(pool, cases, ON, notice)
    joined = time.perf_counter() - begun

    few, some = pool[: SAMPLE[0]], cases[: SAMPLE[1]]
    begun = time.perf_counter()
    looped = nested(few, some, notice)
    took = time.perf_counter() - begun
    assert looped == ties(few, some, ON, notice)
    whole = took * (experts * dossiers) / (len(few) * len(some))
    return (
        f"回避：{experts}名专家×{dossiers}份材料，关系{len(found)}条，用时{joined:.2f}秒",
        f"逐对比较：{len(few)}×{len(some)}用时{took:.2f}秒，关系相同（{len(looped)}条）；全部约需{whole:.0f}秒",
        f"快{whole / joined:.0f}倍",
    )


if __name__ == "__main__":
    print("\n".join(recusal_part()))
