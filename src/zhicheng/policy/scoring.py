"""讲课答辩: scores of judges, rooms made comparable, and an alarm that a person answers (R-38, G-18). Exact fractions.

二次平均法: first the mean of a room's judges; then every candidate's mean times the mean of all candidates over the
mean of the room's. Rooms too small for a mean that says something are left as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .finding import Refusal
from .notice import Notice, Rule

Scores = Sequence[Decimal]  # one per judge of the room, all parts of the presentation together


@dataclass(frozen=True, slots=True)
class Score:
    """A candidate's result: the judges' mean, the same made comparable, its grade, what a person should look at, and
    the arithmetic in words."""

    mean: Decimal
    final: Decimal
    grade: str
    alarms: tuple[str, ...] = ()
    words: str = ""


def marks_faults(group: str, parts: Mapping[str, Decimal], notice: Notice) -> tuple[Refusal, ...]:
    """Why one judge's marks for the parts of a presentation cannot be taken."""
    rule = notice.rule("lecture_defence")
    out = []
    known = rule["parts"].get(group)
    if known is None:
        out.append(f"没有“{group}”的评分办法，可用的为{'、'.join(rule['parts'])}")
        known = {}
    for name, part in known.items():
        if name not in parts:
            out.append(f"没有{name}的分数")
        elif not parts[name].is_finite() or not 0 <= parts[name] <= part["marks"]:
            out.append(f"{name}{parts[name]}分，应在0至{part['marks']}分之间")
        elif parts[name] != round(parts[name], int(rule["decimals"])):
            out.append(f"{name}{parts[name]}分，最多{rule['decimals']}位小数")
    out += [f"没有“{name}”这一部分" for name in parts if known and name not in known]
    return tuple(Refusal(rule.id, words, rule.source, rule.mend) for words in out)


def full_marks(group: str, notice: Notice) -> int:
    """The marks that all parts have together; ``KeyError`` for an unknown group."""
    return sum(int(p["marks"]) for p in notice.rule("lecture_defence")["parts"][group].values())


def judges_enough(room: str, judges: int, notice: Notice) -> tuple[Refusal, ...]:
    """Why nobody can present in a room with so many judges who may score."""
    rule = notice.rule("lecture_defence")
    if judges >= int(rule["judges_least"]):
        return ()
    words = f"{room}可以评分的评委{judges}人，应不少于{rule['judges_least']}人"
    return (Refusal(rule.id, words, rule.source, "请调整考场的评委。", "rooms"),)


def room_mean(scores: Scores, rule: Rule) -> Fraction:
    """The mean of a room's judges, without one highest and one lowest when there are enough of them."""
    if not scores:
        raise ValueError("nobody has scored")
    kept = sorted(Fraction(s) for s in scores)
    return _mean(kept[1:-1] if _drops(scores, rule) else kept)


def _drops(scores: Scores, rule: Rule) -> bool:
    return len(scores) >= max(3, int(rule["extremes_from"]))


def mean_words(scores: Scores, rule: Rule) -> str:
    """The arithmetic of a room's mean, the scores in ascending order so that no judge is told by the place."""
    order = sorted(scores)
    dropped = f"，去掉最低分{order[0]}和最高分{order[-1]}" if _drops(scores, rule) else ""
    return f"评委评分{'、'.join(map(str, order))}{dropped}，平均{_rounded(room_mean(scores, rule), rule)}分"


def _mean(of: Sequence[Fraction]) -> Fraction:
    return sum(of, Fraction(0)) / len(of)


def scored(rooms: Mapping[str, Mapping[str, Scores]], notice: Notice, *, full: int = 100) -> dict[str, Score]:
    """Every candidate's score. ``rooms`` is room → candidate → the judges' scores; ``full`` caps what comes out."""
    rule = notice.rule("lecture_defence")
    means = {room: {who: room_mean(s, rule) for who, s in of.items()} for room, of in rooms.items()}
    everyone = [m for of in means.values() for m in of.values()]
    out: dict[str, Score] = {}
    for room, of in means.items():
        factor = _factor(list(of.values()), everyone, rule)
        for who, mean in of.items():
            final = _rounded(min(Fraction(full), mean * factor), rule)
            said = mean_words(rooms[room][who], rule)
            if factor != 1:
                said += (
                    f"；全部考场平均{_rounded(_mean(everyone), rule)}分，本考场平均"
                    f"{_rounded(_mean(list(of.values())), rule)}分，折算后{final}分"
                )
            alarms = tuple(_alarms(rooms[room][who], rule))
            out[who] = Score(_rounded(mean, rule), final, _grade(final, rule), alarms, said)
    return out


def _factor(room: Sequence[Fraction], everyone: Sequence[Fraction], rule: Rule) -> Fraction:
    if not rule["twice_averaged"] or len(room) < int(rule["room_least"]) or not any(room):
        return Fraction(1)
    return _mean(everyone) / _mean(room)


def _rounded(value: Fraction, rule: Rule) -> Decimal:
    """Half away from zero, decided on the exact fraction; never negative."""
    unit = 10 ** int(rule["decimals"])
    whole = (value * unit * 2 + 1) // 2
    return Decimal(int(whole)).scaleb(-int(rule["decimals"]))


def _grade(final: Decimal, rule: Rule) -> str:
    rows = sorted(rule["grades"], key=lambda r: -int(r["least"]))
    return next((str(r["grade"]) for r in rows if final >= int(r["least"])), str(rows[-1]["grade"]))


def _alarms(scores: Scores, rule: Rule) -> Iterable[str]:
    of = [Fraction(s) for s in scores]
    spread, mean = max(of) - min(of), _mean(of)
    variance = _mean([(s - mean) ** 2 for s in of])
    if spread > int(rule["spread_at_most"]):
        yield f"评委分数最大相差{_rounded(spread, rule)}分，超过{rule['spread_at_most']}分"
    if variance > int(rule["variance_at_most"]):
        yield f"评委分数的方差{_rounded(variance, rule)}，超过{rule['variance_at_most']}"
