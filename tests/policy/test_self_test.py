"""申报自测 says what the judge says, and says what it cannot (G-02)."""

import copy
import importlib.util
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhicheng.policy import judge, materials
from zhicheng.policy.dossier_file import read_facts
from zhicheng.policy.facts import Facts
from zhicheng.policy.finding import Refusal, Says
from zhicheng.policy.notice import Committee
from zhicheng.policy.questions import NONE, OUTSIDE, SAME, questions, read_answers
from zhicheng.policy.self_test import self_test
from zhicheng.policy.watching import watched

AT = datetime(2023, 10, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
GRAVITY = (Says.UNMET, Says.ASK, Says.MET)
TEACHER = "primary-secondary-teacher"

_spec = importlib.util.spec_from_file_location("cases", Path(__file__).parents[1] / "notices" / "test_cases.py")
assert _spec is not None
assert _spec.loader is not None
cases = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(cases)


def answers_of(facts: Facts, notice) -> dict[str, str]:
    """What this person would answer, were they asked in the self-test instead of filling in a dossier."""
    d = facts.dossier
    a, b, held, study = d.application, d.basics, d.title, d.studies[0]
    kinds = [k.id for k in notice.kinds if (k.kind, k.manner) == (a.kind, a.manner)]
    proved = {(f.slot, f.row) for f in d.files}
    out = {
        "region": d.employer.region if d.employer.registered_in_city else OUTSIDE,
        "nature": d.employer.nature,
        "locality": d.employer.locality,
        "title": f"{a.series}/{a.level}/{a.title}",
        "specialty": a.specialty,
        "practised": a.practised,
        "kind": (kinds or [k.id for k in notice.kinds if k.kind == a.kind])[0],
        "born_on": b.born_on.isoformat(),
        "sex": b.sex,
        "identity": b.identity,
        "tenure": b.tenure,
        "employed_on": b.employed_on.isoformat(),
        "contract": b.contract.kind if b.contract else NONE,
        "schooling": study.schooling,
        "degree": study.degree[:1] or NONE,
        "degree_certificate": "yes" if ("degree_certificate", study.key) in proved else "no",
        "held": f"{held.series}/{held.level}/{held.name}" if held else NONE,
        "retirement": "retired" if b.retired else
        "approved" if b.extended and ("extension_approval", "") in proved else "extended" if b.extended else NONE,
        "bar": facts.bars[0].ground if facts.bars else NONE,
        "approval": facts.green_channel_on_file.authority if facts.green_channel_on_file else NONE,
        "former": NONE,
    }  # fmt: skip
    if b.contract:
        out["contract_begins_on"] = b.contract.begins_on.isoformat()
        if b.contract.ends_on:
            out["contract_ends_on"] = b.contract.ends_on.isoformat()
    if held and held.appointed_on:
        out["appointed_on"] = held.appointed_on.isoformat()
    if facts.bars:
        out |= {f"bar_{n}": getattr(facts.bars[0], n).isoformat() for n in ("begins_on", "ends_on")}
    if facts.green_channel_on_file:
        out["approved_on"] = facts.green_channel_on_file.approved_on.isoformat()
    elif b.green_channel:
        out["kind"] = "绿色通道"  # chosen without an approval
    if d.other_titles:
        t = d.other_titles[0]
        slots = notice.rule("change_of_series_declared")["materials"]
        out |= {
            "former": f"{t.series}/{t.level}/{t.name}",
            "former_from": t.appointed_on.isoformat(),
            "former_until": t.appointed_until.isoformat(),
            "former_proofs": "yes" if all((s, t.key) in proved for s in slots) else "no",
        }
    return {k: v for k, v in out.items() if v}


def answered(said, notice, at=AT):
    answers, faults = read_answers(said, notice, at.date())
    assert faults == ()
    return self_test(answers, notice, at)


def verdicts(findings) -> dict[str, Says]:
    out: dict[str, Says] = {}
    for f in findings:
        out[f.rule] = min(f.says, out.get(f.rule, Says.MET), key=GRAVITY.index)
    return out


@pytest.fixture(scope="session")
def teacher(facts_of, notice):
    """The answers of a town teacher who may apply for 高级教师."""
    return answers_of(facts_of("teacher"), notice)


# ───── the same engine: what it says is what the judge says of the full dossier ─────

JUDGED = [c for c in cases.of_kind("case") if c["rule"] in {id for id, _ in judge.RULES}]
HANDED_IN = {"document_number_named", "achievements_count", "appointment_roster", "contract_uploaded",
             "person_admitted", "work_is_continuous", "pledge_signed", "entrusted_in_advance",
             "entrustment_letter", "employer_in_city"}  # fmt: skip


@pytest.mark.parametrize("case", JUDGED, ids=lambda c: c["name"])
def test_a_worked_example_gets_the_same_verdict_here_as_with_a_whole_dossier(case, notice):
    facts = cases.facts_of(cases.dossier_of(case), case["on"])
    at = datetime(case["on"].year, case["on"].month, case["on"].day, 9, tzinfo=AT.tzinfo)
    said = answered(answers_of(facts, notice), notice, at)
    told = verdicts(said.findings)
    if case["rule"] == "committee_fits":  # which committee is told here, not asked
        assert said.committee == next(f.committee for f in judge.committees.fits(facts, notice) if f.fits)
    elif case["rule"] in told:
        assert told[case["rule"]].value == case["expect"]
        assert told[case["rule"]] is verdicts(judge.judge(facts, notice))[case["rule"]]
    else:
        assert case["rule"] in {r.id for r in said.later} & HANDED_IN


@pytest.mark.parametrize("name", ["teacher", "young_teacher", "private_engineer"])
def test_whoever_may_apply_is_told_so_with_the_committee(name, facts_of, notice):
    facts = facts_of(name)
    said = answered(answers_of(facts, notice), notice)
    assert [f for f in said.findings if f.says is not Says.MET] == []
    assert said.unfilled == ()
    assert said.says is Says.MET
    assert said.committee is not None
    assert said.committee.id == facts.dossier.application.committee


DAYS = st.dates(date(1995, 1, 1), date(2023, 12, 31))


@st.composite
def people(draw, notice):
    """Somebody with any answers, and with any of what is never asked."""
    name = draw(st.sampled_from(["teacher", "young_teacher", "private_engineer"]))
    said = copy.deepcopy(cases.base(name))
    codes = notice.codes
    any_of = lambda table: draw(st.sampled_from(sorted(codes[table])))  # noqa: E731
    said["employer"] |= {"nature": any_of("employer_nature"), "region": any_of("region"),
                         "locality": any_of("locality"), "name": draw(st.sampled_from(["甲校", "乙校"]))}  # fmt: skip
    said["basics"] |= {"sex": any_of("sex"), "identity": any_of("identity"), "tenure": any_of("tenure"),
                       "born_on": draw(st.dates(date(1955, 1, 1), date(1994, 1, 1))), "employed_on": draw(DAYS),
                       "name": draw(st.sampled_from(["甲", "乙"]))}  # fmt: skip
    said["basics"]["contract"] |= {"begins_on": draw(DAYS), "counterparty": said["employer"]["name"]}
    said["basics"]["contract"]["ends_on"] = said["basics"]["contract"]["begins_on"] + timedelta(
        days=draw(st.integers(0, 9000))
    )
    said["title"] |= {"appointed_on": draw(DAYS), "certificate_number": draw(st.sampled_from(["1", "2"]))}
    said["title"]["obtained_on"] = said["title"]["appointed_on"]
    said["studies"][0] |= {"schooling": draw(st.sampled_from(["11", "14", "21", "31", "41"])),
                           "degree": draw(st.sampled_from(["", "204", "304", "404"]))}  # fmt: skip
    said["files"] = [f for f in said["files"] if draw(st.booleans())]
    if draw(st.booleans()):
        said["jobs"], said["achievements"] = [], []
        said["files"] = [f for f in said["files"] if f.get("row", "") in ("", "s1")]
    if draw(st.booleans()):
        del said["pledge"]["signed_at"]
    facts = read_facts(said, AT.date(), notice=notice)
    assert isinstance(facts, Facts), "\n".join(map(str, facts))
    return facts


@settings(deadline=None)  # a busy machine is no fault
@given(data=st.data())
def test_what_was_never_asked_never_changes_what_was_said(data, notice):
    facts = data.draw(people(notice))
    said = answered(answers_of(facts, notice), notice)
    chosen = said.committee.id if said.committee else ""
    d = facts.dossier
    whole = replace(facts, dossier=replace(d, application=replace(d.application, committee=chosen)))
    full = verdicts(judge.judge(whole, notice))
    told = verdicts(said.findings)
    assert {r: told[r] for r in told if r in full} == {r: full[r] for r in told if r in full}
    assert set(told) - set(full) == set()


@settings(deadline=None)  # a busy machine is no fault
@given(data=st.data())
def test_leaving_an_answer_out_never_turns_a_verdict(data, notice):
    """A blank may silence a rule; unless something is assumed instead, it never makes it say something else."""
    whole = answers_of(data.draw(people(notice)), notice)
    open_ = [q.name for q in questions(notice) if q.name in whole and not q.if_blank and q.name != "approval"]
    left = data.draw(st.sets(st.sampled_from(open_)))
    some = {k: v for k, v in whole.items() if k not in left}
    if not some:
        return
    told, all_ = (verdicts(answered(s, notice).findings) for s in (some, whole))
    own = {r for r in told if r != "handed_in_in_time"}
    assert {r: told[r] for r in own} == {r: all_[r] for r in own if r in all_}


@settings(deadline=None)  # a busy machine is no fault
@given(data=st.data())
def test_one_more_file_never_makes_a_verdict_worse(data, notice):
    """On this the self-test leans when it asks a rule without files and with all of them."""
    facts = data.draw(people(notice))
    d = facts.dossier
    more = [x.material.id for x in materials.demanded(facts, notice) if not x.uploaded and not x.row]
    if not more:
        return
    file = replace(
        cases.facts_of(cases.base("teacher"), AT.date()).dossier.files[0], slot=data.draw(st.sampled_from(more))
    )
    with_it = verdicts(judge.judge(replace(facts, dossier=replace(d, files=(*d.files, file))), notice))
    without = verdicts(judge.judge(facts, notice))
    worse = [r for r in without if GRAVITY.index(with_it.get(r, Says.MET)) < GRAVITY.index(without[r])]
    assert worse == []


# ───── what cannot be said is not said ─────


def test_a_blank_is_waited_for_by_every_rule_that_would_read_it(teacher, notice):
    said = answered({k: v for k, v in teacher.items() if k != "born_on"}, notice)
    assert [(u.rule.id, [q.name for q in u.questions]) for u in said.unfilled] == [
        ("not_reaching_retirement", ["born_on"])
    ]
    assert "not_reaching_retirement" not in verdicts(said.findings)
    assert said.says is None  # nothing in the way, but not everything was checked


def test_a_blank_hides_no_fault_that_stands(teacher, notice):
    said = answered({k: v for k, v in teacher.items() if k != "born_on"} | {"identity": "参公人员"}, notice)
    assert said.says is Says.UNMET


def test_what_is_never_asked_is_left_to_the_hand_in_and_not_a_failure(teacher, notice):
    said = answered(teacher, notice)
    assert {r.id for r in said.later} >= {
        "person_admitted", "work_is_continuous", "achievements_count", "everything_uploaded", "pledge_signed",
    }  # fmt: skip
    assert {r.id for r in said.later} & set(verdicts(said.findings)) == set()


def test_every_rule_has_exactly_one_place(teacher, notice):
    """Told, waiting, left to the hand-in, told as the committee, or resting on assumptions alone."""
    said = answered(teacher, notice)
    told, waiting, later = verdicts(said.findings), {u.rule.id for u in said.unfilled}, {r.id for r in said.later}
    rest = {id for id, _ in judge.RULES if id in notice.rules} - set(told) - waiting - later
    assert rest == {
        "committee_open", "committee_fits", "year_opened", "title_confirmed", "qualification_corresponds",
        "rural_recognition",
    }  # fmt: skip


def test_a_finding_leads_to_the_questions_and_to_no_dossier(teacher, notice):
    known = {q.name for q in questions(notice)}
    wrong = teacher | {"appointed_on": "2020-01-01", "identity": "公务员", "employed_on": "2023-09-01"}
    for finding in answered(wrong, notice).findings:
        assert set(finding.places) <= known
    found = {f.rule: f.places[0] for f in answered(wrong, notice).counted(Says.UNMET)}
    assert found == {
        "years_in_post": "appointed_on", "not_a_civil_servant": "identity", "months_with_employer": "employed_on",
    }  # fmt: skip


def test_what_was_assumed_is_told_and_what_was_answered_is_not(teacher, notice):
    few = {k: v for k, v in teacher.items() if k not in ("retirement", "bar", "former", "approval", "kind")}
    assumed = answered(few, notice).assumed
    assert {
        "按“评审”的方式申报", "在职，没有办理延长退休手续", "没有尚在期内的处分和诚信档案记录", "没有转评经历",
        "单位没有为您选择绿色通道", "只按所填的一段学历计算",
    } <= set(assumed)  # fmt: skip
    assert answered(teacher, notice).assumed == tuple(
        w for w in assumed
        if w not in ("按“评审”的方式申报", "在职，没有办理延长退休手续", "没有尚在期内的处分和诚信档案记录",
                     "没有转评经历", "单位没有为您选择绿色通道")
    )  # fmt: skip


# ───── arithmetic ─────


def test_the_shortfall_is_told_with_its_arithmetic_and_when_it_will_be_met(teacher, notice):
    (found,) = answered(teacher | {"appointed_on": "2019-01-01"}, notice).counted(Says.UNMET)
    assert found.facts.startswith("聘任起始 2019-01-01；截至 2023-12-31 满 4 年，要求 5 年")
    assert "差 1 年" in found.facts
    assert "2024 年度满足" in found.mend
    assert found.source.says == "聘任年限的计算截止到当年12月底"


FORMER = {
    "appointed_on": "2020-09-01",
    "former": "vocational-school-teacher/intermediate/讲师",
    "former_from": "2017-09-01",
    "former_until": "2020-08-31",
}


@pytest.mark.parametrize(("proofs", "says"), [("yes", Says.MET), ("no", Says.UNMET)])
def test_after_a_change_of_series_both_sums_are_told(proofs, says, teacher, notice):
    said = answered(teacher | FORMER | {"former_proofs": proofs}, notice)
    (found,) = [f for f in said.findings if f.rule == "years_in_post"]
    assert found.says is says
    assert "本系列满 3 年，合并转评前聘任满 6 年" in found.facts


def test_whether_the_former_series_counts_waits_for_the_proofs(teacher, notice):
    said = answered(teacher | FORMER, notice)
    assert ("years_in_post", ["former_proofs"]) in [(u.rule.id, [q.name for q in u.questions]) for u in said.unfilled]


MASTER = {"title": f"{TEACHER}/intermediate/一级教师", "held": f"{TEACHER}/assistant/二级教师", "schooling": "14",
          "degree": "3"}  # fmt: skip


def test_a_master_without_the_certificate_falls_back_to_the_bachelors_way(teacher, notice):
    without = answered(teacher | MASTER | {"appointed_on": "2019-09-01", "degree_certificate": "no"}, notice)
    said = {f.rule: f for f in without.findings}
    assert said["master_needs_degree"].says is Says.MET
    assert "不按硕士条件；按“大学本科毕业（或学士学位），聘任二级教师满4年”申报" in said["master_needs_degree"].facts
    assert "要求 4 年" in said["years_in_post"].facts
    short = answered(teacher | MASTER | {"appointed_on": "2021-09-01", "degree_certificate": "no"}, notice)
    assert verdicts(short.counted(Says.UNMET)).keys() == {"years_in_post", "master_needs_degree"}
    enough = answered(teacher | MASTER | {"appointed_on": "2021-09-01", "degree_certificate": "yes"}, notice)
    assert enough.counted(Says.UNMET) == ()


def test_the_green_channel_without_an_approval_is_refused_and_with_one_stands(teacher, notice):
    asked = {k: v for k, v in teacher.items() if k != "approval"} | {"kind": "绿色通道"}
    assert ("green_channel_approved", ["approval"]) in [
        (u.rule.id, [q.name for q in u.questions]) for u in answered(asked, notice).unfilled
    ]
    assert verdicts(answered(asked | {"approval": NONE}, notice).findings)["green_channel_approved"] is Says.UNMET
    city = notice.rule("green_channel_approved")["authorities"][1]
    granted = answered(asked | {"approval": city, "approved_on": "2023-09-01"}, notice)
    assert verdicts(granted.findings)["green_channel_approved"] is Says.MET
    assert "审批件写有您的姓名，并已登记" in granted.assumed
    other = answered(asked | {"approval": "other", "approved_on": "2023-09-01"}, notice)
    assert verdicts(other.findings)["green_channel_approved"] is Says.UNMET


# ───── what to hand in ─────


def test_the_materials_of_this_person_are_those_that_the_dossier_will_demand(facts_of, notice):
    for name in ("teacher", "young_teacher", "private_engineer"):
        facts = facts_of(name)
        said = answered(answers_of(facts, notice), notice)
        assert {w.material.id for w in said.wanted} == {d.material.id for d in materials.demanded(facts, notice)}
        assert all(w.is_sure for w in said.wanted)


def test_a_material_that_hangs_on_a_blank_says_on_which(teacher, notice):
    said = answered({k: v for k, v in teacher.items() if k != "tenure"}, notice)
    unsure = {w.material.id: [q.name for q in w.hangs_on] for w in said.wanted if not w.is_sure}
    assert unsure == {"appointment_roster": ["tenure"], "contract": ["tenure"]}


def test_the_years_of_appraisal_are_named(teacher, notice):
    (forms,) = [w for w in answered(teacher, notice).of_unit if w.material.id == "appraisal_forms"]
    assert forms.years == (2018, 2019, 2020, 2021, 2022)


# ───── where to ─────


def test_the_country_decides_between_two_committees_while_it_is_blank(teacher, notice):
    said = answered({k: v for k, v in teacher.items() if k != "locality"}, notice)
    assert [d.id for d in said.destinations if isinstance(d, Committee)] == ["teacher-senior", "rural-teacher-senior"]
    assert [q.name for q in said.hangs_on] == ["locality"]
    assert said.committee is None


def test_for_others_town_or_country_does_not_matter(teacher, notice):
    agronomist = {"title": "agriculture/intermediate/农艺师", "specialty": "agriculture-agronomy"}
    said = answered({k: v for k, v in teacher.items() if k not in ("locality", "tenure")} | agronomist, notice)
    assert said.committee is not None
    assert (said.committee.id, said.hangs_on) == ("agriculture-intermediate", ())


LAWYER = {"title": "legal-services/intermediate/三级律师", "specialty": "legal-services-lawyer"}
NOWHERE = {
    "series_online": LAWYER,
    "committee_open": {"title": "agriculture/associate-senior/高级农艺师", "specialty": "agriculture-agronomy"},
    "committee_fits": {"title": f"{TEACHER}/assistant/二级教师"},
}


@pytest.mark.parametrize("rule", NOWHERE)
def test_what_goes_nowhere_is_refused_with_its_words(rule, teacher, notice):
    said = answered(teacher | NOWHERE[rule], notice)
    assert isinstance(said.refusal, Refusal)
    assert (said.refusal.rule, said.committee, said.says) == (rule, None, Says.UNMET)
    assert said.refusal.source.words


def test_a_lawyer_is_sent_to_the_census(teacher, notice):
    refusal = answered(teacher | LAWYER, notice).refusal
    assert refusal is not None
    assert "暂不进行网上申报，先统计摸底" in refusal.what
    assert "由其统计摸底（10月20日之前报送）；申报时间另行通知" in refusal.mend


def test_a_unit_of_another_city_is_refused(teacher, notice):
    said = answered(teacher | {"region": OUTSIDE}, notice)
    assert [f.facts for f in said.findings if f.rule == "employer_in_city"] == [
        "您的单位未在本市域内注册，要求在许昌市"
    ]
    assert said.refusal is not None
    assert "委托代评函" in said.refusal.what


def test_after_the_deadline_the_answer_is_no(teacher, notice):
    late = answered(teacher, notice, datetime(2023, 11, 1, tzinfo=AT.tzinfo))
    assert [f.rule for f in late.counted(Says.UNMET)] == ["handed_in_in_time"]
    assert answered(teacher, notice, datetime(2023, 10, 31, 23, 59, tzinfo=AT.tzinfo)).says is Says.MET
    assert (
        answered(teacher, notice, datetime(2023, 10, 14, tzinfo=AT.tzinfo)).says is Says.MET
    )  # not yet open is no fault


# ───── what was answered ─────


def test_everything_that_is_wrong_is_told_at_once(notice):
    said = {"region": "北京", "born_on": "2023-02-30", "employed_on": "9999-01-01", "sex": "x", "title": "a/b/c"}
    answers, faults = read_answers(said, notice, AT.date())
    assert answers == {}
    assert [f.place for f in faults] == ["region", "title", "born_on", "sex", "employed_on"]


def test_days_may_be_written_as_people_write_them(notice):
    for words in ("2017-09-01", "20170901", "2017/9/1", "2017年9月1日", "2017.9.1"):
        assert read_answers({"appointed_on": words}, notice, AT.date()) == ({"appointed_on": date(2017, 9, 1)}, ())


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ({"born_on": "2024-01-01"}, "born_on"),
        ({"born_on": "1980-01-01", "employed_on": "1979-01-01"}, "employed_on"),
        ({"contract_begins_on": "2023-01-01", "contract_ends_on": "2022-01-01"}, "contract_ends_on"),
        ({"title": f"{TEACHER}/intermediate/一级教师", "specialty": "engineering-building"}, "specialty"),
        ({}, "region"),
    ],
)
def test_what_cannot_be_is_told(said, place, notice):
    assert [f.place for f in read_answers(said, notice, AT.date())[1]] == [place]


def test_a_practised_specialty_that_is_the_same_is_the_same(teacher, notice):
    assert verdicts(answered(teacher | {"practised": SAME}, notice).findings)["same_specialty"] is Says.MET
    assert (
        verdicts(answered(teacher | {"practised": "junior-physics"}, notice).findings)["same_specialty"] is Says.UNMET
    )


def any_answers(notice):
    """Any subset of the questions with any of their options, and any days."""
    each = {
        q.name: st.sampled_from([v for _, group in q.options for v, _ in group])
        if q.options
        else st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(date.isoformat)
        for q in questions(notice)
    }
    return st.fixed_dictionaries({}, optional=each)


@settings(deadline=None)  # a busy machine is no fault
@given(data=st.data())
def test_no_answers_break_it(data, notice):
    said = data.draw(any_answers(notice))
    answers, _ = read_answers(said, notice, AT.date())
    told = self_test(answers, notice, AT)
    assert told.says in (*Says, None)
    assert self_test(answers, notice, AT) == told


# ───── reading under watch ─────


def test_a_place_that_is_read_is_noted_and_nothing_else(facts_of):
    seen: set[str] = set()
    facts = watched(facts_of("teacher"), seen)
    assert facts.dossier.basics.sex == "1"
    assert [s.schooling for s in facts.dossier.studies] == ["21"]
    assert facts.reference_day == AT.date()
    assert facts.dossier.basics.contract is not None
    assert seen == {"basics.sex", "studies", "studies.s1.schooling", "unit.recommended_on", "unit.on"}


def test_whoever_is_watched_judges_the_same(facts_of, notice):
    for name in ("teacher", "young_teacher", "private_engineer"):
        facts = facts_of(name)
        assert judge.judge(watched(facts, set()), notice) == judge.judge(facts, notice)


def test_every_place_of_a_question_is_a_place_of_a_dossier(facts_of, notice):
    """A field that is renamed must be renamed here too."""
    said = copy.deepcopy(cases.base("teacher"))
    said["other_titles"] = [{"key": "former", "series": TEACHER, "specialty": "", "level": "assistant", "name": "讲师",
                             "obtained_on": date(2010, 1, 1)}]  # fmt: skip
    facts = facts_of("teacher")

    def there(path: str) -> bool:
        here = facts if path.startswith("unit.") else facts.dossier
        for part in path.removeprefix("unit.").split("."):
            if part in ("highest", "former") or here is None:
                return True  # rows are looked at by the tests above
            if not is_dataclass(here) or part not in {f.name for f in fields(here)}:
                return False
            here = getattr(here, part)
        return True

    assert [p for q in questions(notice) for p in q.fills if not there(p)] == []
