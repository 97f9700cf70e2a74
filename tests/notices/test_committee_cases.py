"""The worked examples of committees, meetings, votes and publicity: ``cases/committee.toml`` of a notice."""

import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zhicheng.policy import experts, integrity, meeting, publicity, recusal, voting, windows
from zhicheng.policy.finding import Finding, Refusal, Says
from zhicheng.policy.load import load

FOLDER = Path(__file__).parents[2] / "notices" / "2023-xuchang"
NOTICE = load(FOLDER)
CASES = tomllib.loads((FOLDER / "cases" / "committee.toml").read_text(encoding="utf-8"))["committee"]
AT = datetime(2023, 12, 15, 15, tzinfo=ZoneInfo("Asia/Shanghai"))


def vote(attending: int, ayes: int, recused: int = 0, noes: int = 0, abstentions: int = 0) -> Finding:
    papers = ayes + noes + abstentions
    tally = voting.Tally(papers, papers, ayes, noes, abstentions)
    assert voting.ballots_add_up(tally, attending - recused, NOTICE).says is Says.MET
    return voting.carried(tally, attending, recused, NOTICE)


def may_vote(voter: str, on_behalf_of: str = "") -> Iterable[Refusal]:
    roll = voting.Roll(frozenset({"present", "absent"}), frozenset({"present"}), frozenset(), AT)
    return voting.may_vote(voter, roll, AT, NOTICE, on_behalf_of=on_behalf_of)


def of_recusal(expert_unit: str, applicant_unit: str, on: date) -> Iterable[Refusal]:
    expert, applicant = (
        recusal.Person(key=key, stints=(recusal.Stint(unit, date(2015, 9, 1)),))
        for key, unit in (("e", expert_unit), ("a", applicant_unit))
    )
    case = recusal.Case(dossier="d", committee="c", applicant=applicant)
    return recusal.may_judge([t.relation for t in recusal.ties([expert], [case], on, NOTICE)], "", NOTICE)


def expert(born_on: date, sex: str, level: str, on: date, extended_until: date | None = None) -> list[Finding]:
    who = experts.Expert(
        key="e",
        born_on=born_on,
        sex=sex,
        identity="事业单位专业技术人员",
        level=level,
        terms=(experts.Term(date(2022, 1, 1), date(2024, 12, 31)),),
        extended_until=extended_until,
    )
    return [f for f in experts.may_sit(who, on, NOTICE) if f.rule == "experts_removed"]


def entry(decided_on: date, on: date) -> list[Finding]:
    said = integrity.Entry(
        "违反诚信承诺", decided_on, integrity.term_ends_on(decided_on, NOTICE), "许职改办决〔2020〕3号"
    )
    who = experts.Expert(key="e", born_on=date(1980, 1, 1), sex="1", identity="", level="", terms=(), entries=(said,))
    return [f for f in experts.may_sit(who, on, NOTICE) if f.rule == "no_bar"]


QUESTIONS: dict[str, Callable[..., Finding | Iterable[Finding | Refusal]]] = {
    "odd": lambda **g: voting.committee_odd(notice=NOTICE, **g),
    "size": lambda **g: voting.committee_size(notice=NOTICE, **g),
    "quorum": lambda **g: voting.quorum(notice=NOTICE, **g),
    "vote": vote,
    "may_vote": may_vote,
    "panels": lambda sizes: meeting.panels_may_meet(
        [meeting.Panel(f"第{n}组", s) for n, s in enumerate(sizes)], NOTICE
    ),
    "plan": lambda **g: meeting.plan_before_meeting(notice=NOTICE, **g),
    "results": lambda ended_on, filed_on: meeting.results_after_meeting(ended_on, filed_on, filed_on, NOTICE),
    "year": lambda meeting_on: meeting.no_cross_year(meeting_on, NOTICE),
    "unit_publicity": lambda posted_on, ended_on, on: windows.unit_publicity(posted_on, ended_on, on, NOTICE),
    "recusal": of_recusal,
    "expert": expert,
    "result": lambda attending, ayes, veto, decided_on: integrity.result(
        vote(attending, ayes), [integrity.Veto(veto, decided_on, "许职改办决〔2023〕1号")], NOTICE
    ),
    "entry": entry,
    "filing": lambda **g: meeting.committee_filing(notice=NOTICE, **g),
    "list": lambda columns, rows: publicity.may_publish(
        publicity.Frozen("1", "评审结果", tuple(columns), tuple(map(tuple, rows))), NOTICE
    ),
}


def answered(case: dict) -> tuple[Says, set[str], str]:
    """The gravest verdict, the rules that spoke, and their words; refusals are unmet, none of them is met."""
    said = QUESTIONS[case["ask"]](**case["given"])
    all_said = [said] if isinstance(said, Finding) else list(said)
    unmet = [s for s in all_said if isinstance(s, Refusal) or s.says is Says.UNMET]
    asks = [s for s in all_said if isinstance(s, Finding) and s.says is Says.ASK]
    words = "；".join(s.what if isinstance(s, Refusal) else s.facts for s in all_said)
    return Says.UNMET if unmet else Says.ASK if asks else Says.MET, {s.rule for s in all_said}, words


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_the_worked_example_of_a_committee_is_judged_as_the_law_says(case):
    says, rules, words = answered(case)
    assert (says.value, rules <= {case["rule"]}) == (case["expect"], True), words
    assert [w for w in case.get("facts_contain", []) if w not in words] == [], words


def test_the_cases_cover_the_golden_numbers_of_committees():
    assert {*range(26, 40), 42} == {c["golden"] for c in CASES}


def test_every_case_names_a_rule_of_the_notice_and_every_question_is_asked():
    assert {c["rule"] for c in CASES} <= NOTICE.rules.keys()
    assert {c["ask"] for c in CASES} == QUESTIONS.keys()
