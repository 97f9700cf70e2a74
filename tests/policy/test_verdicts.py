"""Verdicts alone are what the findings say, whatever the dossier; the law is written once."""

import tomllib
import traceback
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicheng.policy import verdict_form
from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.facts import Achievement, Facts
from zhicheng.policy.finding import Finding, Says
from zhicheng.policy.index import index_of
from zhicheng.policy.judge import RULES, judge, verdicts
from zhicheng.policy.kept import once, sitting
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

from .variety import changed

ON = date(2023, 10, 20)
NOTICES = Path(__file__).parents[2] / "notices"
BENCH = Path(__file__).parents[2] / "benchmarks" / "forty_achievements.toml"
GRAVITY = (Says.MET, Says.ASK, Says.UNMET)


@pytest.fixture(scope="session")
def earlier() -> Notice:
    """Another year's notice, with other rules and numbers."""
    loaded = load(NOTICES / "2022-xuchang-synthetic")
    assert isinstance(loaded, Notice)
    return loaded


def plainly(facts, notice):
    """What every rule says when it is simply called, one after the other."""
    law = notice.before(facts.dossier.application.committee)
    said = [rule(facts, law) for id, rule in RULES if id in law.rules]
    return tuple(f for s in said for f in ((s,) if isinstance(s, Finding) else s))


def gravest_of(findings):
    out = {}
    for f in findings:
        out[f.rule] = max(out.get(f.rule, Says.MET), f.says, key=GRAVITY.index)
    return out


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(base=st.sampled_from(["teacher", "young_teacher", "private_engineer"]), data=st.data())
def test_verdicts_alone_are_the_gravest_of_what_every_rule_says(bases, notice, earlier, base, data):
    facts = read_facts(changed(bases[base], lambda some: data.draw(st.sampled_from(some))), ON, notice=notice)
    if not isinstance(facts, Facts):  # a file that cannot be read is another test's
        return
    for law in (notice, earlier):
        plain = plainly(facts, law)
        assert judge(facts, law) == plain
        assert list(verdicts(facts, law).items()) == list(gravest_of(plain).items())


def test_what_one_notice_left_beside_a_dossier_changes_nothing_under_another(facts_of, notice, earlier):
    alone = judge(facts_of("teacher"), earlier)
    facts = facts_of("teacher")
    judge(facts, notice)
    verdicts(facts, notice)
    assert judge(facts, earlier) == alone


def test_a_changed_copy_of_a_dossier_is_looked_up_anew(facts_of, notice):
    facts = facts_of("teacher")
    assert verdicts(facts, notice)["everything_uploaded"] is Says.MET
    bare = replace(facts, dossier=replace(facts.dossier, files=()))
    assert verdicts(bare, notice)["everything_uploaded"] is Says.UNMET
    assert verdicts(facts, notice)["everything_uploaded"] is Says.MET


def test_a_committee_that_asks_for_more_is_heard(facts_of, notice):
    person = facts_of("young_teacher", {"title.appointed_on": date(2019, 9, 1)})
    rule = notice.rule("years_in_post")
    own = {"years_in_post": replace(rule, params={**rule.params, "extra_years": 1})}
    committee = notice.committees[person.dossier.application.committee]
    stricter = replace(notice, committees={**notice.committees, committee.id: replace(committee, own_rules=own)})
    assert [verdicts(person, n)["years_in_post"] for n in (notice, stricter)] == [Says.MET, Says.UNMET]


def test_every_rule_of_the_notice_can_be_cut(notice, monkeypatch):
    monkeypatch.setattr(verdict_form, "_whole", lambda rule: pytest.fail(f"{rule.__name__} is asked whole"))
    cut = verdict_form.cut([(id, rule) for id, rule in RULES if id in notice.rules], notice)
    assert callable(cut)


def test_the_verdict_only_form_makes_no_words(facts_of, notice, monkeypatch):
    facts = facts_of("teacher")
    law = notice.before(facts.dossier.application.committee)
    expected = verdicts(facts, notice)
    monkeypatch.setattr(type(law.rule("year_opened")), "finding", lambda *_, **__: pytest.fail("words were made"))
    assert verdicts(facts, notice) == expected


def stubborn(facts: Facts, notice: Notice) -> Finding:
    """A rule written in a way that cannot be cut."""
    try:
        days = {"x": 1}[facts.dossier.basics.name]
    except KeyError:
        days = 0
    return notice.rule("year_opened").finding(Says.ASK if not days else Says.MET, f"{days}")


def silent(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """A rule that may have nothing to say."""
    rule = notice.rule("year_opened")
    return tuple(rule.finding(Says.UNMET, f"{bar.ground}") for bar in facts.bars)


def worded(facts: Facts, notice: Notice) -> Finding:
    """A rule whose words are made step by step and decide nothing."""
    rule, words = notice.rule("year_opened"), ""
    if facts.dossier.year != notice.year:
        words = f"{facts.dossier.year}"
    words = f"{words}，{notice.year}"
    words += "年度"
    several = []
    for bar in facts.bars:
        several.append(bar.ground)
    missing: str = words + "、".join(n for b in several if (n := b))
    return rule.finding(Says.MET if facts.dossier.year == notice.year else Says.UNMET, missing)


def curious(facts: Facts, notice: Notice) -> Finding:
    """A rule that looks into another's findings: cut, it would find verdicts there."""
    found = worded(facts, notice)
    return notice.rule("year_opened").finding(found.says, found.facts)


def counting(facts: Facts, notice: Notice) -> Finding:
    """Another that does, unseen by its attributes."""
    many = len([f for f in silent(facts, notice) if f != worded(facts, notice)])
    return notice.rule("year_opened").finding(Says.ASK if many else Says.MET, f"{many}")


def naming(facts: Facts, notice: Notice) -> Finding:
    """A rule that names a value while it asks for it."""
    rule = notice.rule("year_opened")
    if (year := notice.year) and (mine := facts.dossier.year) != year + 1:
        return rule.finding(Says.ASK if mine == year else Says.UNMET, f"{mine}")
    return rule.finding(Says.MET, "")


def quoting(facts: Facts, notice: Notice) -> Finding:
    """A rule that answers by the clause of another."""
    source = notice.rule("kind_offered").source
    return notice.rule("year_opened").finding(Says.ASK, "另一条", source=source)


def last_of(facts: Facts, notice: Notice) -> Finding:
    """A rule that keeps what a loop came to, under another name."""
    rule, last = notice.rule("year_opened"), None
    for job in facts.dossier.jobs:
        if job.kind == "工作":
            last = job
    return rule.finding(Says.MET if last is facts.dossier.jobs[0] else Says.UNMET, "")


def rising(facts: Facts, notice: Notice) -> Finding:
    """A rule that remembers what the round before saw."""
    rule, before, falls = notice.rule("year_opened"), date.min, 0
    for achievement in facts.dossier.achievements:
        day = achievement.obtained_on
        if day < before:
            falls += 1
        before = day
    return rule.finding(Says.UNMET if falls else Says.MET, f"{falls}")


def fallen(day: date, days: tuple[date, ...]) -> int:
    """Set anew what is given."""
    fell = 0
    for other in days:
        if other < day:
            fell += 1
        day = other
    return fell


def asking(facts: Facts, notice: Notice) -> Finding:
    """A rule that asks a function that sets anew what it is given, twice, and then what it gave."""
    rule, first = notice.rule("year_opened"), facts.dossier.achievements[0].obtained_on
    days = tuple(a.obtained_on for a in facts.dossier.achievements)
    twice = fallen(first, days) + fallen(first, days)
    return rule.finding(Says.ASK if twice or first != days[0] else Says.MET, f"{twice}")


def chosen(facts: Facts, notice: Notice) -> Finding:
    """A rule whose names change what they stand for on the way."""
    rule, a, b = notice.rule("year_opened"), facts.dossier.year, notice.year
    a, b = b, a
    c = a
    a = b + 1
    return rule.finding(Says.MET if (c, a, b) == (2023, 2024, 2023) else Says.UNMET, f"{a}{b}{c}")


@pytest.mark.parametrize("rule", [last_of, rising, asking, chosen, naming, worded, quoting])
def test_names_that_are_set_again_and_again_keep_their_meaning_in_one_function(rule, facts_of, notice):
    rows = [{"key": f"a{n}", "kind": "荣誉", "name": "x", "obtained_on": date(2020 + n % 3, 1, 1)} for n in range(4)]
    later = replace(facts_of("teacher"), dossier=replace(facts_of("teacher").dossier, jobs=(
        *facts_of("teacher").dossier.jobs, replace(facts_of("teacher").dossier.jobs[0], key="j9"))))  # fmt: skip
    unordered = replace(later, dossier=replace(later.dossier, achievements=tuple(Achievement(**r) for r in rows)))
    ask = verdict_form.cut([("a", rule), ("b", last_of)], notice)
    for facts in (facts_of("teacher"), later, unordered):
        assert ask(facts, notice) == {"a": rule(facts, notice).says, "b": last_of(facts, notice).says}


@pytest.mark.parametrize(("rule", "says"), [(stubborn, Says.ASK), (curious, Says.MET), (counting, Says.MET)])
def test_a_rule_that_cannot_be_cut_is_asked_whole(rule, says, facts_of, notice):
    with pytest.raises(verdict_form.CannotBeCut):
        verdict_form.source_of(rule)
    assert verdict_form.cut([("a", rule)], notice)(facts_of("teacher"), notice) == {"a": says}


def test_a_finding_with_other_words_keeps_its_verdict(facts_of, notice):
    assert quoting(facts_of("teacher"), notice).source == notice.rule("kind_offered").source
    assert "source" not in verdict_form.source_of(quoting)
    assert verdict_form.cut([("a", quoting)], notice)(facts_of("teacher"), notice) == {"a": Says.ASK}


def test_a_rule_that_says_nothing_has_no_verdict(facts_of, notice):
    ask = verdict_form.cut([("a", silent), ("b", worded)], notice)
    assert ask(facts_of("teacher"), notice) == {"b": Says.MET}


def test_words_that_decide_nothing_are_left_out_step_by_step():
    left = verdict_form.source_of(worded)
    assert [name for name in ("words", "missing", "several", "bar") if name in left] == []


def test_a_value_that_is_named_while_it_is_asked_for_stays(facts_of, notice):
    ask = verdict_form.cut([("a", naming)], notice)
    years = [facts_of("teacher", {"year": year}) for year in (2022, 2023, 2024)]
    assert [ask(f, notice)["a"] for f in years] == [Says.UNMET, Says.ASK, Says.MET]


def test_a_traceback_shows_the_line_that_failed(facts_of, notice):
    broken = replace(facts_of("teacher"), bars=(None,))
    with pytest.raises(AttributeError) as caught:
        verdicts(broken, notice)
    last = traceback.extract_tb(caught.tb)[-1]
    assert (last.filename, "begins_on" in last.line) == (f"verdicts of {notice.id}", True)


def test_what_several_rules_ask_is_worked_out_once_in_a_sitting(facts_of, notice):
    count = Counter()

    @once
    def asked(facts, notice):
        count["asked"] += 1
        return facts.dossier.year

    facts = facts_of("teacher")
    assert [asked(facts, notice), asked(facts, notice), count["asked"]] == [2023, 2023, 2]
    sat = sitting(facts)
    assert sat == facts
    assert [asked(sat, notice), asked(sat, notice), count["asked"]] == [2023, 2023, 3]
    assert index_of(sat) is index_of(facts)


def test_the_dossier_of_the_benchmark_is_wholly_met(notice):
    facts = read_facts(tomllib.loads(BENCH.read_text("utf-8")), ON, notice=notice)
    assert isinstance(facts, Facts), "\n".join(map(str, facts))
    assert len(facts.dossier.achievements) == 40
    assert set(verdicts(facts, notice).values()) == {Says.MET}
