"""The worked examples of a notice, run against its own rules: every ``cases/*.toml``."""

import copy
import tomllib
from pathlib import Path

import pytest

from zhicheng.policy import identity
from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.finding import Says
from zhicheng.policy.judge import judge, judge_unit
from zhicheng.policy.load import load
from zhicheng.policy.windows import closes_at, is_late

NOTICES = Path(__file__).parents[2] / "notices"
FOLDER = NOTICES / "2023-xuchang"
SECOND = NOTICES / "2025-yanshui-synthetic"
NOTICE, SECOND_NOTICE = load(FOLDER), load(SECOND)
GRAVITY = (Says.UNMET, Says.ASK, Says.MET)


def of_kind(kind: str, folder: Path = FOLDER) -> list[dict]:
    return [
        entry
        for path in sorted((folder / "cases").glob("*.toml"))
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    ]


def base(name: str, folder: Path = FOLDER) -> dict:
    return tomllib.loads((folder / "cases" / "base" / f"{name}.toml").read_text(encoding="utf-8"))


BASES = sorted(p.stem for p in (FOLDER / "cases" / "base").glob("*.toml"))
SECOND_BASES = sorted(p.stem for p in (SECOND / "cases" / "base").glob("*.toml"))


def step(here, part: str):
    """Into a table by name, into a list by a row's key or year."""
    if isinstance(here, list):
        return next(row for row in here if part in (row.get("key"), str(row.get("year"))))
    return here.setdefault(part, {})


def put(said: dict, path: str, value) -> None:
    *above, last = path.split(".")
    here = said
    for part in above:
        here = step(here, part)
    here[last] = value


def drop(said: dict, path: str) -> None:
    *above, last = path.split(".")
    here = said
    for part in above:
        here = step(here, part)
    here.remove(step(here, last)) if isinstance(here, list) else here.pop(last)


def dossier_of(case: dict, folder: Path = FOLDER) -> dict:
    said = copy.deepcopy(base(case["base"], folder))
    for path, value in case.get("given", {}).items():
        put(said, path, value)
    if "other_titles" in case:
        said["other_titles"] = case["other_titles"]
    for path in case.get("absent", []):
        drop(said, path)
    for file in case.get("without", []):
        slot, _, row = file.partition(":")
        before = len(said["files"])
        said["files"] = [f for f in said["files"] if (f["slot"], f.get("row", "")) != (slot, row)]
        assert len(said["files"]) < before, f"the base has no file {file}"
    for file in case.get("with", []):
        slot, _, row = file.partition(":")
        said["files"].append({"slot": slot, "row": row, "digest": "sha256:99", "media_type": "application/pdf"})
    return said


def facts_of(said: dict, on, notice=NOTICE):
    facts = read_facts(said, on, notice=notice)
    assert not isinstance(facts, tuple), "\n".join(map(str, facts))
    return facts


def is_wholly_met(name, folder, notice):
    facts = facts_of(base(name, folder), of_kind("case", folder)[0]["on"], notice)
    findings = (*judge(facts, notice), *judge_unit(facts, notice))
    assert [(f.rule, f.facts) for f in findings if f.says is not Says.MET] == []


def is_judged_as_the_law_says(case, folder, notice):
    facts = facts_of(dossier_of(case, folder), case["on"], notice)
    said = [f for f in (*judge(facts, notice), *judge_unit(facts, notice)) if f.rule == case["rule"]]
    assert said, f"no rule {case['rule']} spoke"
    gravest = min(said, key=lambda f: GRAVITY.index(f.says))
    assert gravest.says.value == case["expect"], gravest.facts
    assert [w for w in case.get("facts_contain", []) if w not in gravest.facts] == [], gravest.facts


@pytest.mark.parametrize("name", BASES)
def test_a_base_dossier_is_wholly_met(name):
    is_wholly_met(name, FOLDER, NOTICE)


@pytest.mark.parametrize("name", SECOND_BASES)
def test_a_base_dossier_of_another_year_and_city_is_wholly_met(name):
    is_wholly_met(name, SECOND, SECOND_NOTICE)


@pytest.mark.parametrize("case", of_kind("case"), ids=lambda c: c["name"])
def test_the_worked_example_is_judged_as_the_law_says(case):
    is_judged_as_the_law_says(case, FOLDER, NOTICE)


@pytest.mark.parametrize("case", of_kind("case", SECOND), ids=lambda c: c["name"])
def test_the_worked_example_of_another_year_and_city_is_judged_as_its_own_law_says(case):
    is_judged_as_the_law_says(case, SECOND, SECOND_NOTICE)


@pytest.mark.parametrize("case", of_kind("moment"), ids=lambda c: c["name"])
def test_a_request_is_late_from_the_first_instant_after_the_deadline(case):
    assert is_late(case["at"], closes_at(NOTICE, case["committee"], case["window"])) is case["late"]


@pytest.mark.parametrize("case", of_kind("moment", SECOND), ids=lambda c: c["name"])
def test_a_deadline_of_another_year_is_its_own(case):
    assert is_late(case["at"], closes_at(SECOND_NOTICE, case["committee"], case["window"])) is case["late"]


@pytest.mark.parametrize("case", of_kind("credit_code"), ids=lambda c: c["name"])
def test_a_credit_code_is_checked_by_its_last_character(case):
    assert (identity.uscc(case["code"]) == ()) is case["valid"]


def test_the_cases_cover_the_golden_numbers_that_are_policy():
    covered = {c.get("golden") for kind in ("case", "moment", "credit_code") for c in of_kind(kind)}
    assert {*range(1, 25), 43, 44} - covered == set()
