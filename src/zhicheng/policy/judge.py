"""All rules of a dossier in the order of its sections: facts and a notice in, findings out. Deterministic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from types import MappingProxyType

from . import (
    achievements,
    committees,
    entrustment,
    green_channel,
    history,
    materials,
    qualify,
    quota,
    scope,
    teachers,
    titles,
    training,
)
from .facts import Facts
from .finding import ASK, FINAL, FIX, MET, UNMET, Finding, Says
from .kept import kept, sitting
from .notice import Kind, Notice
from .verdict_form import cut
from .windows import minute_of

GRAVITY = {MET: 0, ASK: 1, UNMET: 2}
type_of_rule = Callable[[Facts, Notice], Finding | tuple[Finding, ...]]


def year_opened(facts: Facts, notice: Notice) -> Finding:
    """One application belongs to one year (S0-02)."""
    year = facts.dossier.year
    return notice.rule("year_opened").finding(
        MET if year == notice.year else UNMET,
        f"申报年度{year}，通知年度{notice.year}",
        "application",
        remedy=FINAL,
    )


def kind_offered(facts: Facts, notice: Notice) -> Finding:
    """The kind and manner of application is one of the notice's, for this level (S2.0-01)."""
    rule, a = notice.rule("kind_offered"), facts.dossier.application
    reads = ("application.kind", "application.manner", "application.level")
    said = f"申报类型“{a.kind}”，申报方式“{a.manner}”"
    kind = kept(notice, _kinds, _kinds).get((a.kind, a.manner))
    if kind is None:
        offered = "、".join(f"{k.kind}（{k.manner}）" for k in notice.kinds)
        return rule.finding(UNMET, f"{said}；可用的为{offered}", *reads)
    if kind.levels and a.level not in kind.levels:
        levels = "、".join(notice.name_of("level", x) for x in kind.levels)
        return rule.finding(UNMET, f"{said}，限{levels}；您申报{notice.name_of('level', a.level)}", *reads)
    voted = "经评委会表决" if kind.voted else "不经评委会表决"
    return rule.finding(MET, f"{said}：{kind.words}；{voted}", *reads, kind=kind.id)


def _kinds(notice: Notice) -> Mapping[tuple[str, str], Kind]:
    """The kinds of application by kind and manner, the first of those that are alike."""
    return MappingProxyType({(k.kind, k.manner): k for k in reversed(notice.kinds)})


def pledge_signed(facts: Facts, notice: Notice) -> Finding:
    """个人诚信承诺 to the text in force (S5.2-02)."""
    rule, pledge = notice.rule("pledge_signed"), facts.dossier.pledge
    if pledge.signed_at is None:
        return rule.finding(UNMET, "尚未签署个人诚信承诺书", "pledge.signed_at")
    return rule.finding(MET, f"{minute_of(pledge.signed_at)}签署（{pledge.text_version}）", "pledge.signed_at")


def secrecy_declared(facts: Facts, notice: Notice) -> Finding:
    """The declaration that nothing is classified (S2.3-13)."""
    rule, at = notice.rule("secrecy_declared"), facts.dossier.pledge.secrecy_declared_at
    if at is None:
        return rule.finding(UNMET, "尚未声明材料不涉密", "pledge.secrecy_declared_at")
    return rule.finding(MET, f"{minute_of(at)}声明材料不涉密", "pledge.secrecy_declared_at")


def files_opened(facts: Facts, notice: Notice) -> Finding:
    """The applicant has opened every file (S2.5.8-03)."""
    rule, at = notice.rule("files_opened"), facts.dossier.pledge.files_opened_at
    if at is None:
        return rule.finding(UNMET, "尚未确认每份文件都能打开", "pledge.files_opened_at")
    return rule.finding(MET, f"{minute_of(at)}确认{len(facts.dossier.files)}份文件均可打开", "pledge.files_opened_at")


def no_bar(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """No entry of the integrity file that still runs on the day (S5.2-05, golden 38). Its last day still bars."""
    rule, day = notice.rule("no_bar"), facts.on
    punishments = notice.rules["not_under_punishment"]["grounds"] if "not_under_punishment" in notice.rules else ()
    running = [b for b in facts.bars if b.begins_on <= day <= b.ends_on and b.ground not in punishments]
    if not running:
        return (rule.finding(MET, f"诚信档案记录{len(facts.bars)}条，没有尚未期满的", "basics.id_number"),)
    return tuple(
        rule.finding(
            UNMET,
            f"诚信档案记录“{b.ground}”{b.document_number}，{b.begins_on}至{b.ends_on}，在{day}尚未期满",
            "basics.id_number",
            remedy=FINAL if b.ends_on >= date(notice.year, 12, 31) else FIX,
            mend=f"{b.ends_on}期满后方可申报；对记录有异议的，请联系作出决定的部门。",
        )
        for b in running
    )


# In the order of the dossier's sections. A rule that the notice does not have is not asked.
RULES: tuple[tuple[str, type_of_rule], ...] = (
    ("year_opened", year_opened),
    ("kind_offered", kind_offered),
    ("series_online", committees.series_online),
    ("committee_open", committees.committee_open),
    ("committee_fits", committees.committee_fits),
    ("uniform_conditions", entrustment.uniform_conditions),
    ("entrustment_letter", entrustment.entrustment_letter),
    ("entrusted_in_advance", entrustment.entrusted_in_advance),
    ("same_specialty", qualify.same_specialty),
    ("title_step_by_step", qualify.title_step_by_step),
    ("qualifies", qualify.qualifies),
    ("person_admitted", scope.person_admitted),
    ("employer_in_city", scope.employer_in_city),
    ("months_with_employer", scope.months_with_employer),
    ("contract_signed", scope.contract_signed),
    ("own_unit", scope.own_unit),
    ("not_a_civil_servant", scope.not_a_civil_servant),
    ("not_retired", scope.not_retired),
    ("not_reaching_retirement", scope.not_reaching_retirement),
    ("tenure_of_unestablished", scope.tenure_of_unestablished),
    ("green_channel_approved", green_channel.green_channel_approved),
    ("no_bar", no_bar),
    ("not_under_punishment", titles.not_under_punishment),
    ("title_confirmed", titles.title_confirmed),
    ("qualification_corresponds", titles.qualification_corresponds),
    ("appointment_proved", materials.appointment_proved),
    ("appointment_roster", materials.appointment_roster),
    ("years_in_post", qualify.years_in_post),
    ("change_of_series_declared", qualify.change_of_series_declared),
    ("studies_run_first_to_highest", history.studies_run_first_to_highest),
    ("master_needs_degree", qualify.master_needs_degree),
    ("work_is_continuous", history.work_is_continuous),
    ("contract_uploaded", materials.contract_uploaded),
    ("achievements_count", achievements.achievements_count),
    ("document_number_named", achievements.document_number_named),
    ("continuing_education", training.continuing_education),
    ("rural_service", teachers.rural_service),
    ("rural_recognition", teachers.rural_recognition),
    ("everything_uploaded", materials.everything_uploaded),
    ("pledge_signed", pledge_signed),
    ("secrecy_declared", secrecy_declared),
    ("files_opened", files_opened),
)

UNIT_RULES: tuple[tuple[str, type_of_rule], ...] = (
    ("appraisals_complete", materials.appraisals_complete),
    ("appraisals_passed", titles.appraisals_passed),
    ("written_proof", materials.written_proof),
    ("everything_uploaded", materials.handler_files),
    ("within_quota", quota.within_quota),
)

OF_THE_PRINCIPAL = ("within_quota",)
"""Rules of the unit that stand in the way of its recommendation only, not of what the handler passes."""


def _ask(rules: Iterable[type_of_rule], facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    out: list[Finding] = []
    for rule in rules:
        said = rule(facts, notice)
        if isinstance(said, Finding):
            out.append(said)
        else:
            out += said
    return tuple(out)


def _of_applicant(notice: Notice) -> tuple[type_of_rule, ...]:
    return tuple(rule for id, rule in RULES if id in notice.rules)


def _of_unit(notice: Notice) -> tuple[type_of_rule, ...]:
    return tuple(rule for id, rule in UNIT_RULES if id in notice.rules)


def judge(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """Every rule that the applicant's hand-in answers for, in the order of the sections, as the chosen committee
    applies it."""
    law = notice.before(facts.dossier.application.committee)
    return _ask(kept(law, _of_applicant, _of_applicant), sitting(facts), law)


def judge_unit(facts: Facts, notice: Notice) -> tuple[Finding, ...]:
    """What the employer's stations answer for: appraisals, the proof in their place, what the handler attaches."""
    return _ask(kept(notice, _of_unit, _of_unit), sitting(facts), notice)


def gravest_of_each(findings: Iterable[Finding]) -> dict[str, Finding]:
    """The gravest finding of each rule, in their order: UNMET before ASK before MET, the first among equals."""
    out: dict[str, Finding] = {}
    for finding in findings:
        have = out.get(finding.rule)
        if have is None or GRAVITY[finding.says] > GRAVITY[have.says]:
            out[finding.rule] = finding
    return out


def by_rule(findings: Iterable[Finding]) -> dict[str, Says]:
    """The verdict of each rule, that of the gravest of its findings."""
    return {id: finding.says for id, finding in gravest_of_each(findings).items()}


def verdicts(facts: Facts, notice: Notice) -> dict[str, Says]:
    """What :func:`by_rule` makes of :func:`judge`, without a word being made: for whoever judges many dossiers. The
    first question under a notice costs as much as some thousand dossiers. See :mod:`zhicheng.policy.verdict_form`."""
    asked, law = kept(notice, verdicts, _Asked)[facts.dossier.application.committee]
    return asked(facts, law)


type_of_asked = tuple[Callable[[Facts, Notice], dict[str, Says]], Notice]


class _Asked(dict[str, type_of_asked]):
    """What asks for verdicts alone before each committee, made when it is first asked before it."""

    def __init__(self, notice: Notice) -> None:
        self.notice = notice

    def __missing__(self, committee: str) -> type_of_asked:
        law = self.notice.before(committee)
        asked = kept(law, _verdicts_of, _verdicts_of), law
        if committee in self.notice.committees:  # others would be too many
            self[committee] = asked
        return asked


def _verdicts_of(notice: Notice) -> Callable[[Facts, Notice], dict[str, Says]]:
    return cut([(id, rule) for id, rule in RULES if id in notice.rules], notice)


def unmet(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stand in the way."""
    return tuple(f for f in findings if f.says is UNMET)


def asks(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that a person must judge."""
    return tuple(f for f in findings if f.says is ASK)
