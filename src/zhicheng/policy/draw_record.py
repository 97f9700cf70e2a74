"""抽取记录: what is published of a draw, written step by step, and made again from the published record alone (G-10).

A record is plain values. Its file is JSON with sorted keys, one value a line, so that a fault has a line. Nobody's name
is in it: pool ids and units are pseudonyms, each entrant's ``seal`` is opened at sign-in.

The order of things: announce (rules, pool, the parties' commitments) → reveal → result. A party that does not reveal,
or reveals something else, is named and the draw begins anew with a further round. Instants are ISO texts with offset.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import draw
from .draw import METHOD, Draw, Drawn, DrawRules, Entrant, Limits, digest

Record = dict[str, Any]
Path_ = tuple[str | int, ...]

SEED = re.compile(r"[0-9a-f]{64}")  # 32 bytes of a party's own choosing, and as many to hide them
DIGEST = re.compile(r"[0-9a-f]{64}")
NOT_REVEALED = "{}未公开与承诺相符的种子"


# ───── writing ─────


def opened(id: str, rules: DrawRules, pool: Iterable[Entrant], *, follows: str = "") -> Record:
    """A record without a round. ``follows`` is the seal of the record that this one replaces, when the pool changed."""
    said: Record = {
        "format": METHOD,
        "draw": id,
        "follows": follows,
        "rules": draw.rules_as_plain(rules),
        "pool": draw.as_plain(pool),
        "rounds": [],
        "substitutions": [],
        "bench": [],
    }
    return _closed(said)


def announced(record: Record, commitments: Mapping[str, str], *, at: datetime, ground: str = "") -> Record:
    """A further round: the parties' commitments stand, nothing is revealed. ``ground`` says why it is not the first.

    After a party that did not reveal, the ground begins by naming it. ``ValueError`` while a round is open.
    """
    said = deepcopy(record)
    if said["rounds"] and _is_open(said["rounds"][-1]):
        raise ValueError("the last round is still open")
    missing = said["rounds"][-1]["unrevealed"] if said["rounds"] else []
    words = "；".join([*(NOT_REVEALED.format(p) for p in missing), *([ground] if ground else [])])
    number = len(said["rounds"]) + 1
    this: Record = {
        "number": number,
        "ground": words,
        "announced_at": at.isoformat(),
        "commitments": dict(commitments),
        "announcement": "",
        "revealed_at": "",
        "reveals": {},
        "unrevealed": [],
        "result": None,
        "hindrances": [],
    }
    this["announcement"] = announcement(said, this)
    said["rounds"].append(this)
    said["substitutions"], said["bench"] = [], []
    return _closed(said)


def revealed(record: Record, reveals: Mapping[str, tuple[str, str]], *, at: datetime) -> Record:
    """The open round closed: with its result when every (seed, nonce) fits its commitment, else naming the parties."""
    said = deepcopy(record)
    this = said["rounds"][-1]
    if not _is_open(this):
        raise ValueError("the round is closed")
    this["revealed_at"] = at.isoformat()
    for party, committed in sorted(this["commitments"].items()):
        seed, nonce = reveals.get(party, ("", ""))
        if fits(said["draw"], this["number"], party, seed, nonce, committed):
            this["reveals"][party] = {"seed": seed, "nonce": nonce}
        else:
            this["unrevealed"].append(party)
    if not this["unrevealed"]:
        this["result"], this["hindrances"] = _result(said, this, Draw(pool_of(said), rules_of(said)))
        said["bench"] = list(this["result"]["bench"]) if this["result"] else []
    return _closed(said)


def substituted(record: Record, leaving: str, ground: str) -> Record | None:
    """The next in order takes a seat; ``None`` when nobody keeps the rules and the bench must be drawn again."""
    said = deepcopy(record)
    joining = _joining(said, said["bench"], said["substitutions"], leaving)
    if joining is None:
        return None
    number = len(said["substitutions"]) + 1
    said["substitutions"].append({"number": number, "left": leaving, "ground": ground, "joined": joining})
    said["bench"] = sorted({*said["bench"], joining} - {leaving})
    return _closed(said)


def fits(id: str, number: int, party: str, seed: str, nonce: str, committed: str) -> bool:
    """Whether what a party reveals is what it committed itself to, both parts long enough to be no guess."""
    whole = SEED.fullmatch(seed) and SEED.fullmatch(nonce)
    return bool(whole) and draw.commitment(id, number, party, seed, nonce) == committed


def announcement(record: Mapping[str, Any], this: Mapping[str, Any]) -> str:
    """The digest that is published before anything is revealed: rules, pool, and who has committed to what."""
    return digest(
        [
            record["format"],
            record["draw"],
            record["follows"],
            this["number"],
            this["ground"],
            this["announced_at"],
            digest(record["rules"]),
            digest(record["pool"]),
            dict(this["commitments"]),
        ]
    )


def rules_of(record: Mapping[str, Any]) -> DrawRules:
    """The rules of a record as values."""
    said = record["rules"]
    limits = {s: Limits(x["least"], x["most"]) for s, x in said["specialties"].items()}
    return DrawRules(said["size"], said["unit_at_most"], said["young_at_least"], said["outsiders_at_least"], limits)


def pool_of(record: Mapping[str, Any]) -> tuple[Entrant, ...]:
    """The pool of a record as values."""
    return tuple(Entrant(**row) for row in record["pool"])


def as_file(record: Mapping[str, Any]) -> bytes:
    """The one spelling of a record's file: UTF-8, NFC, keys sorted, one value a line."""
    text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
    return unicodedata.normalize("NFC", text).encode() + b"\n"


def seal_of(record: Mapping[str, Any]) -> str:
    """The digest of everything in a record but the seal itself."""
    return digest({k: v for k, v in record.items() if k != "seal"})


def _closed(record: Record) -> Record:
    return {**record, "seal": seal_of(record)}


def _is_open(this: Mapping[str, Any]) -> bool:
    return not this["revealed_at"]


def _result(record: Mapping[str, Any], this: Mapping[str, Any], counted: Draw) -> tuple[Record | None, list[str]]:
    seeds = {party: said["seed"] for party, said in this["reveals"].items()}
    key = draw.key_of(record["draw"], this["number"], counted.rules, counted.by_id.values(), seeds)
    drawn = counted.drawn(key)
    if not isinstance(drawn, Drawn):
        return None, list(drawn)
    return {
        "bench": list(drawn.bench),
        "substitutes": list(drawn.substitutes),
        "benches": str(drawn.benches),  # far beyond what other readers of JSON take for a number
        "order": drawn.order,
        "tries": drawn.tries,
    }, []


def _joining(
    record: Mapping[str, Any], bench: Sequence[str], before: Iterable[Mapping[str, Any]], leaving: str
) -> str | None:
    result = record["rounds"][-1]["result"] if record["rounds"] else None
    if result is None or leaving not in bench:
        return None
    by_id = {e.id: e for e in pool_of(record)}
    gone = [s["left"] for s in before]
    waiting = [by_id[id] for id in result["substitutes"]]
    return draw.steps_in([by_id[id] for id in bench], leaving, waiting, gone, rules_of(record))


# ───── reading ─────


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line of the file that is not as it must be, where it stands in the record, and why."""

    line: int
    path: str
    words: str

    def __str__(self) -> str:
        where = f"（{self.path}）" if self.path else ""
        return f"第{self.line}行{where}：{self.words}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a record says when it is made again: everything that is wrong, else what was found right."""

    record: Mapping[str, Any]
    wrong: tuple[Wrong, ...]
    right: tuple[str, ...]


class NoRecord(Exception):
    """The bytes are no draw record at all; the words say why."""


EACH = "each"  # (EACH, shape): a table with free keys; (None, shape): that or nothing
_ENTRANT = {"id": str, "outsider": bool, "seal": str, "specialty": str, "unit": str, "young": bool}
_RESULT = {"bench": [str], "substitutes": [str], "benches": str, "order": int, "tries": int}
_ROUND = {
    "number": int,
    "ground": str,
    "announced_at": str,
    "commitments": (EACH, str),
    "announcement": str,
    "revealed_at": str,
    "reveals": (EACH, {"seed": str, "nonce": str}),
    "unrevealed": [str],
    "result": (None, _RESULT),
    "hindrances": [str],
}
_RULES = {
    "size": int,
    "unit_at_most": int,
    "young_at_least": int,
    "outsiders_at_least": int,
    "specialties": (EACH, {"least": int, "most": int}),
}
_RECORD = {
    "format": str,
    "draw": str,
    "follows": str,
    "rules": _RULES,
    "pool": [_ENTRANT],
    "rounds": [_ROUND],
    "substitutions": [{"number": int, "left": str, "ground": str, "joined": str}],
    "bench": [str],
    "seal": str,
}
_WORDS = {str: "文字", int: "非负整数", bool: "true或false"}


def _misshapen(value: Any, shape: Any, path: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    if isinstance(shape, type):
        if type(value) is not shape or (type(value) is int and value < 0):
            yield path, f"应为{_WORDS[shape]}"
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield path, "应为列表"
            return
        for at, item in enumerate(value):
            yield from _misshapen(item, shape[0], (*path, at))
    elif isinstance(shape, tuple) and shape[0] is None:
        if value is not None:
            yield from _misshapen(value, shape[1], path)
    elif not isinstance(value, dict):
        yield path, "应为一组栏目"
    elif isinstance(shape, tuple):
        for name, item in value.items():
            yield from _misshapen(item, shape[1], (*path, name))
    else:
        for name in sorted(value.keys() - shape.keys()):
            yield (*path, name), "不认识的栏目"
        for name in sorted(shape.keys() - value.keys()):
            yield path, f"缺少{name}"
        for name in shape.keys() & value.keys():
            yield from _misshapen(value[name], shape[name], (*path, name))


def lines_of(value: Any) -> dict[Path_, int]:
    """The line of every value in :func:`as_file`, by its path."""
    out: dict[Path_, int] = {}

    def walk(here: Any, path: Path_, line: int) -> int:
        out[path] = line
        inside = (
            [(k, here[k]) for k in sorted(here)] if isinstance(here, dict)
            else list(enumerate(here)) if isinstance(here, list)
            else []
        )  # fmt: skip
        if not inside:
            return line
        for name, item in inside:
            line = walk(item, (*path, name), line + 1)
        return line + 1

    walk(value, (), 1)
    return out


def read(raw: bytes) -> Record:
    """The record in a file's bytes; :class:`NoRecord` when it is none."""
    try:
        said = json.loads(raw.decode("utf-8"))
        json.dumps(said, ensure_ascii=False).encode()
    except UnicodeError as broken:
        at = f"（第{broken.start + 1}字节处）" if isinstance(broken, UnicodeDecodeError) else ""
        raise NoRecord(f"文件不是UTF-8编码{at}") from None
    except json.JSONDecodeError as broken:
        raise NoRecord(f"第{broken.lineno}行第{broken.colno}个字符处不是正确的JSON") from None
    except (ValueError, RecursionError):
        raise NoRecord("不是正确的JSON") from None
    if faults := list(_misshapen(said, _RECORD)):
        raise NoRecord("；".join(f"{_shown(path) or '整个文件'}{words}" for path, words in faults))
    assert isinstance(said, dict)
    return said


def _shown(path: Path_) -> str:
    return ".".join(str(p) for p in path)


def verify(raw: bytes) -> Verdict:
    """Make the draw again from its file alone; :class:`NoRecord` when the bytes are no record."""
    record = read(raw)
    lines = lines_of(record)
    wrong: list[Wrong] = []

    def say(path: Path_, words: str) -> None:
        wrong.append(Wrong(lines.get(path, 1), _shown(path), words))

    should = as_file(record)
    if raw != should:
        pairs = zip(raw.split(b"\n"), should.split(b"\n"), strict=False)
        at = next((n for n, (is_, must) in enumerate(pairs, 1) if is_ != must), 1)
        wrong.append(Wrong(at, "", "与规定的写法不符（多或少了空白、换行，或次序不同）"))
    if record["format"] != METHOD:
        say(("format",), f"抽取方法应为{METHOD}")
    if record["seal"] != seal_of(record):
        say(("seal",), "与全文的摘要不符：记录有改动")
    if record["follows"] and not DIGEST.fullmatch(record["follows"]):
        say(("follows",), "应为所替代的记录的摘要")
    ids = [row["id"] for row in record["pool"]]
    if sorted(set(ids)) != ids:
        say(("pool",), "编号应不重复并按次序排列")
    else:
        _check_rounds(record, Draw(pool_of(record), rules_of(record)), say)
        _check_substitutions(record, say)
    return Verdict(record, tuple(sorted(wrong, key=lambda w: w.line)), () if wrong else tuple(_right(record)))


Say = Callable[[Path_, str], None]


def _check_rounds(record: Mapping[str, Any], counted: Draw, say: Say) -> None:
    if not record["rounds"]:
        say(("rounds",), "还没有公布，没有抽取")
    last: datetime | None = None
    missing: list[str] = []
    for n, this in enumerate(record["rounds"]):
        at: Path_ = ("rounds", n)
        if this["number"] != n + 1:
            say((*at, "number"), f"应为{n + 1}")
        if bool(this["ground"].strip()) is not bool(n):
            say((*at, "ground"), "重抽须写明原因" if n else "第一次抽取没有重抽的原因")
        unnamed = [p for p in missing if NOT_REVEALED.format(p) not in this["ground"]]
        if unnamed:
            say((*at, "ground"), f"没有写明{'、'.join(unnamed)}未公开种子")
        last = _check_instants(this, at, last, is_last=n + 1 == len(record["rounds"]), say=say)
        _check_parties(record, this, at, say)
        if this["announcement"] != announcement(record, this):
            say((*at, "announcement"), "与条件、专家池、承诺的摘要不符：公布以后有改动")
        if this["revealed_at"]:
            _check_result(record, this, at, counted, say)
        elif this["result"] is not None or this["hindrances"]:
            say((*at, "result"), "还没有公开种子，不能有结果")
        missing = this["unrevealed"]


def _check_instants(
    this: Mapping[str, Any], at: Path_, last: datetime | None, *, is_last: bool, say: Say
) -> datetime | None:
    for name in ("announced_at", "revealed_at"):
        if name == "revealed_at" and not this[name]:
            if not is_last:
                say((*at, name), "后面另有一轮，本轮须已结束")
            continue
        moment = _instant(this[name])
        if moment is None:
            say((*at, name), "不是带时区的时间")
        elif last is not None and moment <= last:
            say((*at, name), f"应晚于{last.isoformat()}")
        last = moment or last
    return last


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and moment.isoformat() == text else None


def _check_parties(record: Mapping[str, Any], this: Mapping[str, Any], at: Path_, say: Say) -> None:
    parties, revealed_by = set(this["commitments"]), set(this["reveals"])
    if len(parties) < 2:
        say((*at, "commitments"), "至少要有两方的承诺")
    if len(set(this["commitments"].values())) < len(parties):
        say((*at, "commitments"), "两方的承诺相同")
    for party, committed in this["commitments"].items():
        if not DIGEST.fullmatch(committed):
            say((*at, "commitments", party), "不是摘要")
    for party, said in this["reveals"].items():
        committed = this["commitments"].get(party, "")
        if not fits(record["draw"], this["number"], party, said["seed"], said["nonce"], committed):
            say((*at, "reveals", party, "seed"), f"{party}公开的种子与承诺不符")
    if this["unrevealed"] != (sorted(parties - revealed_by) if this["revealed_at"] else []):
        say((*at, "unrevealed"), "与已公开的各方不符")
    if revealed_by and not this["revealed_at"]:
        say((*at, "revealed_at"), "已有公开的种子，却没有时间")


def _check_result(record: Mapping[str, Any], this: Mapping[str, Any], at: Path_, counted: Draw, say: Say) -> None:
    if this["unrevealed"]:
        if this["result"] is not None or this["hindrances"]:
            say((*at, "result"), "有一方未公开种子，不能有结果")
        return
    result, hindrances = _result(record, this, counted)
    if this["hindrances"] != hindrances:
        say((*at, "hindrances"), f"重新计算为{'；'.join(hindrances) or '可以抽取'}")
    if result is None or this["result"] is None:
        if (result is None) is not (this["result"] is None):
            say((*at, "result"), "重新计算的结果不同")
        return
    for name, value in result.items():
        is_ = this["result"][name]
        if is_ == value:
            continue
        if isinstance(value, list):
            pairs = zip(is_, value, strict=False)
            first = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(is_), len(value)))
            must = f"第{first + 1}个应为{value[first]}" if first < len(value) else f"应只有{len(value)}个"
            path = (*at, "result", name, first)
            say(path if first < len(is_) else path[:-1], must)
        else:
            say((*at, "result", name), f"重新计算为{value}")


def _check_substitutions(record: Mapping[str, Any], say: Say) -> None:
    result = record["rounds"][-1]["result"] if record["rounds"] else None
    bench: list[str] = list(result["bench"]) if result else []
    known = {row["id"] for row in record["pool"]}
    if result and not known >= {*result["bench"], *result["substitutes"]}:
        return  # told already: the result is not the one made again
    for n, step in enumerate(record["substitutions"]):
        at: Path_ = ("substitutions", n)
        if step["number"] != n + 1:
            say((*at, "number"), f"应为{n + 1}")
        if not step["ground"].strip():
            say((*at, "ground"), "没有写明递补的原因")
        joining = _joining(record, bench, record["substitutions"][:n], step["left"])
        if step["left"] not in bench:
            say((*at, "left"), f"{step['left']}不在评审专家之中")
        elif step["joined"] != joining:
            say((*at, "joined"), f"依次应由{joining}递补" if joining else "没有人可以递补，应当重抽")
        bench = sorted({*bench, step["joined"]} - {step["left"]})
    if record["bench"] != bench:
        say(("bench",), f"应为{'、'.join(bench) or '空'}")


def _right(record: Mapping[str, Any]) -> Iterator[str]:
    rules, rounds = rules_of(record), record["rounds"]
    yield f"抽取{record['draw']}：专家池{len(record['pool'])}人，应抽{rules.size}人；共{len(rounds)}轮"
    for this in rounds:
        yield f"第{this['number']}轮　公布的摘要：{this['announcement']}（请与事先公布的核对）"
        if this["ground"]:
            yield f"　　重抽原因：{this['ground']}"
        if not this["revealed_at"]:
            yield "　　双方尚未公开种子"
        elif this["unrevealed"]:
            yield f"　　{'、'.join(this['unrevealed'])}未公开与承诺相符的种子，本轮没有结果"
        elif this["result"] is None:
            yield f"　　抽不出：{'；'.join(this['hindrances'])}"
        else:
            yield f"　　{'、'.join(sorted(this['reveals']))}公开的种子与承诺相符，重新计算的结果相同"
            yield f"　　从{this['result']['benches']}种组成中取出（取数{this['result']['tries']}次）"
    for step in record["substitutions"]:
        yield f"递补{step['number']}　{step['left']}→{step['joined']}（{step['ground']}），次序正确"
    if record["bench"]:
        yield f"评审专家（{len(record['bench'])}人）：{'、'.join(record['bench'])}"
