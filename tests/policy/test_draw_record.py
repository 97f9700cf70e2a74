"""抽取记录 and ``zhicheng verify draw``: right as it is written, and wrong after any one byte has changed."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhicheng import cli
from zhicheng.policy import draw, draw_record
from zhicheng.policy.draw import DrawRules, Entrant, Limits
from zhicheng.policy.draw_record import NoRecord

AT = datetime(2023, 12, 11, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
EXAMPLE = Path(__file__).parents[2] / "docs" / "draw-example.json"
OFFICE, BUREAU = "评委会承办部门", "人社部门"
RULES = DrawRules(3, 1, 1, 0, {"语文": Limits(1, 2)})
POOL = tuple(
    Entrant(f"e{n}", "语文" if n < 4 else "数学", f"u{n % 5}", n % 2 == 0, n == 5, draw.digest(["sealed", n]))
    for n in range(7)
)
SECRETS = {OFFICE: ("1" * 64, "2" * 64), BUREAU: ("3" * 64, "4" * 64)}


def committed(number, secrets=SECRETS, id="2023-teacher-1"):
    return {party: draw.commitment(id, number, party, *both) for party, both in secrets.items()}


def announced(record=None, number=1, **more):
    record = record or draw_record.opened("2023-teacher-1", RULES, POOL)
    at = AT + timedelta(hours=2 * number)
    return draw_record.announced(record, committed(number), at=at, **more)


def drawn(record=None, number=1, reveals=SECRETS, **more):
    at = AT + timedelta(hours=2 * number + 1)
    return draw_record.revealed(announced(record, number, **more), reveals, at=at)


def full_record():
    """A party that did not reveal, a draw that was set aside, one that counts, and one who stepped in."""
    failed = drawn(reveals={OFFICE: SECRETS[OFFICE]})
    aside = drawn(failed, 2)
    final = drawn(aside, 3, ground="到会人数不足且不能递补")
    return draw_record.substituted(final, final["bench"][0], "请假")


RECORD = full_record()
FILE = draw_record.as_file(RECORD)


def wrong(content) -> list[str]:
    raw = content if isinstance(content, bytes) else draw_record.as_file(content)
    return [f"{w.path}：{w.words}" for w in draw_record.verify(raw).wrong]


def changed(path: str, value, *, resealed=True):
    """The record with one value changed, and sealed again by whoever changed it."""
    said = json.loads(FILE)
    *above, last = (int(p) if p.isdigit() else p for p in path.split("/"))
    here = said
    for part in above:
        here = here[part]
    here[last] = value
    if resealed:
        said["seal"] = draw_record.seal_of(said)
    return said


def test_a_record_is_right_as_it_was_written_at_every_step():
    steps = [announced(), drawn(), drawn(reveals={}), RECORD]
    assert [wrong(step) for step in steps] == [[]] * 4


def test_a_party_that_does_not_reveal_is_named_and_the_next_round_says_so():
    failed = drawn(reveals={OFFICE: SECRETS[OFFICE]})
    assert (failed["rounds"][0]["unrevealed"], failed["rounds"][0]["result"], failed["bench"]) == ([BUREAU], None, [])
    assert drawn(failed, 2)["rounds"][1]["ground"] == "人社部门未公开与承诺相符的种子"


def test_a_party_that_reveals_something_else_has_not_revealed():
    other = {**SECRETS, BUREAU: ("5" * 64, "4" * 64)}
    assert drawn(reveals=other)["rounds"][0]["unrevealed"] == [BUREAU]


def test_a_seed_that_can_be_guessed_is_none():
    short = {**SECRETS, BUREAU: ("1", "2")}
    record = draw_record.announced(draw_record.opened("d", RULES, POOL), committed(1, short, "d"), at=AT)
    closed = draw_record.revealed(record, short, at=AT + timedelta(hours=1))
    assert BUREAU in closed["rounds"][0]["unrevealed"]


def test_a_round_is_not_opened_over_an_open_one_nor_closed_twice():
    with pytest.raises(ValueError):
        announced(announced(), 2)
    with pytest.raises(ValueError):
        draw_record.revealed(drawn(), SECRETS, at=AT)


def test_the_announcement_is_the_same_before_and_after_the_seeds_are_known():
    assert announced()["rounds"][0]["announcement"] == drawn()["rounds"][0]["announcement"]


def test_rules_that_give_no_bench_are_recorded_and_verified_as_such():
    tight = replace(RULES, young_at_least=3, specialties={"数学": Limits(3, 3)}, unit_at_most=3)
    record = drawn(draw_record.opened("2023-teacher-1", tight, POOL))
    assert record["rounds"][0]["result"] is None
    assert record["rounds"][0]["hindrances"]
    assert wrong(record) == []


def test_when_nobody_may_step_in_there_is_no_substitution():
    record = drawn(draw_record.opened("2023-teacher-1", DrawRules(5, 1), POOL[:5]))
    assert draw_record.substituted(record, record["bench"][0], "请假") is None


def test_the_file_has_one_value_a_line_and_the_lines_are_known():
    text = FILE.decode().splitlines()

    def value_at(path):
        here = RECORD
        for part in path:
            here = here[part]
        return here

    scalars = [(path, line) for path, line in draw_record.lines_of(RECORD).items()
               if not isinstance(value_at(path), (dict, list))]  # fmt: skip
    assert len(scalars) > 100
    for path, line in scalars:
        name = f'"{path[-1]}": ' if isinstance(path[-1], str) else ""
        assert text[line - 1].strip().rstrip(",") == name + json.dumps(value_at(path), ensure_ascii=False)


# ───── tampering ─────


def test_any_one_byte_changed_is_seen():
    """Every byte of a file with one round, changed in its lowest bit: never right, never an error of ours."""
    whole = draw_record.as_file(drawn(draw_record.opened("2023-teacher-1", RULES, POOL[:5])))
    for at in range(len(whole)):
        raw = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        try:
            said = draw_record.read(raw)
        except NoRecord:
            continue
        assert raw != draw_record.as_file(said) or draw_record.seal_of(said) != said["seal"], at


def told(raw) -> bool:
    """Whether the verifier says that something is wrong, or that the bytes are no record."""
    try:
        said = draw_record.verify(raw)
    except NoRecord as broken:
        return bool(str(broken))
    return bool(said.wrong) and not said.right


@pytest.mark.parametrize("step", range(40))
def test_one_byte_changed_anywhere_is_told_by_the_verdict(step):
    at = step * len(FILE) // 40
    assert [told(FILE[:at] + bytes([FILE[at] ^ bit]) + FILE[at + 1 :]) for bit in (1, 32)] == [True, True]


@pytest.mark.parametrize("raw", [FILE[:-1], FILE + b"\n", b" " + FILE, FILE.replace(b"\n", b"\r\n"), FILE[:200], b""])
def test_a_byte_too_few_or_too_many_is_seen(raw):
    assert told(raw)


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("pool/1/young", True, "公布以后有改动"),
        ("pool/0/seal", "0" * 64, "公布以后有改动"),
        ("rules/size", 5, "公布以后有改动"),
        ("rules/young_at_least", 0, "公布以后有改动"),
        ("draw", "2023-teacher-2", "公布以后有改动"),
        ("follows", "0" * 64, "公布以后有改动"),
        ("follows", "x", "应为所替代的记录的摘要"),
        ("format", "zhicheng-draw-2", "抽取方法应为zhicheng-draw-1"),
        ("rounds/0/ground", "随便", "第一次抽取没有重抽的原因"),
        ("rounds/1/ground", "不满意", "没有写明人社部门未公开种子"),
        ("rounds/2/ground", "", "重抽须写明原因"),
        ("rounds/0/unrevealed", [], "与已公开的各方不符"),
        ("rounds/0/unrevealed", ["评委会承办部门"], "与已公开的各方不符"),
        ("rounds/1/number", 3, "应为2"),
        ("rounds/1/announced_at", "2023-12-11", "不是带时区的时间"),
        ("rounds/1/announced_at", "2023-12-11T09:00:00+08:00", "应晚于2023-12-11T12:00:00+08:00"),
        ("rounds/1/revealed_at", "2023-12-11T13:00:00+08:00", "应晚于2023-12-11T13:00:00+08:00"),
        ("rounds/2/reveals/人社部门/seed", "5" * 64, "人社部门公开的种子与承诺不符"),
        ("rounds/2/reveals/人社部门/nonce", "5" * 64, "人社部门公开的种子与承诺不符"),
        ("rounds/2/commitments/人社部门", "5" * 64, "公布以后有改动"),
        ("rounds/2/result/bench", ["e0", "e1", "e2"], "个应为"),
        ("rounds/2/result/bench", [], "应为"),
        ("rounds/2/result/benches", "1", "重新计算为"),
        ("rounds/2/result/tries", 99, "重新计算为"),
        ("rounds/2/result/order", 3, "重新计算为1"),
        ("rounds/2/result/substitutes", ["e0"], "个应为"),
        ("rounds/2/result", None, "重新计算的结果不同"),
        ("rounds/2/hindrances", ["没有"], "重新计算为可以抽取"),
        ("substitutions", [], "应为"),
        ("substitutions/0/joined", RECORD["rounds"][2]["result"]["substitutes"][-1], "递补"),
        ("substitutions/0/left", "e99", "e99不在评审专家之中"),
        ("substitutions/0/ground", " ", "没有写明递补的原因"),
        ("substitutions/0/number", 2, "应为1"),
        ("bench", ["e0", "e1", "e2"], "应为"),
    ],
)
def test_what_was_changed_and_sealed_again_is_still_told_by_what_it_contradicts(path, value, says):
    assert any(says in words for words in wrong(changed(path, value))), wrong(changed(path, value))


def test_a_line_is_named_for_what_is_wrong():
    said = draw_record.verify(draw_record.as_file(changed("rounds/2/reveals/人社部门/seed", "5" * 64)))
    named = {str(w).partition("：")[0] for w in said.wrong}
    line = draw_record.lines_of(RECORD)["rounds", 2, "reveals", "人社部门", "seed"]
    assert f"第{line}行（rounds.2.reveals.人社部门.seed）" in named


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pool", {}), ("pool/0/young", 1), ("rules/size", -1), ("rules/size", True), ("rules/size", "3"),
        ("rounds/0/result", 5), ("rounds/0/commitments", []), ("bench", [1]), ("extra", ""), ("rounds/2/result/x", 1),
        ("rules", []),
    ],
)  # fmt: skip
def test_what_has_another_shape_is_no_record(path, value):
    with pytest.raises(NoRecord):
        draw_record.verify(draw_record.as_file(changed(path, value)))


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff",
        b"[]",
        b"3",
        b"null",
        b'"\\ud800"',
        b"[" * 100_000,
        b"1" * 9000,
        b"NaN",
        FILE.replace(b'"size": 3', b'"size": 3.0'),
    ],
)
def test_other_bytes_are_no_record_and_no_error_of_ours(raw):
    with pytest.raises(NoRecord):
        draw_record.verify(raw)


def test_a_pool_with_one_id_twice_is_wrong():
    said = changed("pool/1/id", "e0")
    assert any("编号应不重复" in words for words in wrong(said))


# ───── the command ─────


def test_the_command_says_what_is_right(tmp_path, capsys):
    path = tmp_path / "draw.json"
    path.write_bytes(FILE)
    assert cli.main(["verify", "draw", str(path)]) == 0
    said = capsys.readouterr().out
    assert "抽取记录相符" in said
    assert RECORD["rounds"][2]["announcement"] in said
    assert "人社部门未公开与承诺相符的种子" in said
    assert f"评审专家（3人）：{'、'.join(RECORD['bench'])}" in said


def test_the_command_says_which_line_is_wrong(tmp_path, capsys):
    path = tmp_path / "draw.json"
    path.write_bytes(draw_record.as_file(changed("bench", ["e0", "e1", "e2"], resealed=False)))
    assert cli.main(["verify", "draw", str(path)]) == 1
    said = capsys.readouterr().out
    line = draw_record.lines_of(RECORD)
    assert f"第{line['bench',]}行（bench）：应为" in said
    assert f"第{line['seal',]}行（seal）：与全文的摘要不符" in said


def test_the_example_of_the_documents_is_right_for_ever(capsys):
    """A published record must verify as long as its method has this name; change the method, change the name."""
    assert cli.main(["verify", "draw", str(EXAMPLE)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("raw", [b"{}", b"not json", None])
def test_the_command_says_that_a_file_is_no_record(raw, tmp_path, capsys):
    path = tmp_path / "draw.json"
    if raw is not None:
        path.write_bytes(raw)
    assert cli.main(["verify", "draw", str(path)]) == 2
    assert capsys.readouterr().err
