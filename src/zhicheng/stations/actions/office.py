"""审核: verdicts, the letter that tells everything once, pass, return, refuse (S2.4, G-01)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from zhicheng.accounts.actions.approvals import spend
from zhicheng.accounts.models import Approval
from zhicheng.dossier.seal import reopen
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import telling
from zhicheng.policy.finding import Finding, Refusal, Refused, Remedy, Says, Source, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.places import SECTIONS, UNIT_FILES
from zhicheng.policy.route import Ruling
from zhicheng.policy.seats import Role

from .. import facts, queries, standing
from ..events import DeficiencyListed, DeficiencyStruck, SentBack, VerdictGiven
from ..models import Deficiency, Ending, Letter, Verdict, Visit
from .employer import end, handler_reasons
from .moving import close, kind_of, locked, may_act, pass_to_next

SECOND_RETURN = "second_return"
_PLACES = Source("平台规定", "", "", "告知事项须指明申报材料中的部分和位置。", "确定")


def give_verdict(
    visit: Visit, section: str, says: Says, note: str = "", *, notice: Notice, by: Actor, at: datetime
) -> Verdict:
    """Say 符合, 不符合 or 需人工判断 of one section; a later word takes the earlier one's place."""
    return give_verdicts(visit, {section: (says, note)}, notice=notice, by=by, at=at)[0]


@transaction.atomic
def give_verdicts(
    visit: Visit, said: Mapping[str, tuple[Says, str]], *, notice: Notice, by: Actor, at: datetime
) -> tuple[Verdict, ...]:
    """Verdicts with their notes on several sections at once, each with its own line in the ledger."""
    visit = locked(visit)
    may_act(visit, notice, by)
    judged = facts.sections(visit, notice)
    refuse(
        [Refusal("all_at_once", f"本环节不审核“{telling.section_name(s)}”", _PLACES) for s in said if s not in judged]
    )
    have = {v.section: v for v in Verdict.objects.filter(visit=visit, section__in=list(said))}
    out = []
    for section, (says, note) in said.items():
        verdict = have.get(section) or Verdict(visit=visit, section=section)
        verdict.says, verdict.note, verdict.by_name, verdict.given_at = says.value, note.strip(), by.name, at
        verdict.save()
        record(VerdictGiven(visit.dossier.number, visit.station, section, says.value), by=by, at=at)
        out.append(verdict)
    return tuple(out)


@transaction.atomic
def add_deficiency(
    visit: Visit,
    section: str,
    *,
    defect: str = "",
    finding: Finding | None = None,
    reason: str,
    mend: str = "",
    places: Sequence[str] = (),
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Deficiency:
    """List one thing for the letter: out of the catalogue, out of a failed rule, or in the reviewer's own sentence.

    The section's verdict becomes 不符合. A failed rule brings the places that it read, so that they open.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    kind = notice.defects.get(defect)
    reasons = []
    words = notice.rule("reasons_are_sentences")
    if defect and kind is None:
        reasons.append(Refusal("all_at_once", f"原因目录没有“{defect}”", _PLACES))
    if section not in facts.sections(visit, notice):
        reasons.append(Refusal("all_at_once", f"本环节不审核“{telling.section_name(section)}”", _PLACES))
    if telling.empty_words(reason, notice):
        reasons.append(Refusal(words.id, f"原因“{reason.strip()}”没有写清楚", words.source, words.mend, section))
    wanted = tuple(dict.fromkeys(places)) or (finding.places[:1] if finding else ()) or (section,)
    strange = [p for p in wanted if p.split(".", 1)[0] not in (*SECTIONS, UNIT_FILES)]
    if strange:
        reasons.append(Refusal("all_at_once", f"位置“{'、'.join(strange)}”不是申报材料的内容", _PLACES))
    refuse(reasons)
    source = finding.source if finding else kind.source if kind else Source()
    item = Deficiency.objects.create(
        visit=visit,
        section=section,
        defect=defect,
        rule=finding.rule if finding else "",
        title=(finding.title if finding else kind.title if kind else "审核人指出的问题")[:120],
        reason=reason.strip(),
        clause=f"{source.document}{source.clause}"[:60],
        says=source.says,
        ours=source.ours,
        sureness=source.sureness,
        mend=mend.strip() or (finding.mend if finding else "") or (kind.mend if kind else "") or "请按上述原因改正。",
        remedy=(finding.remedy if finding else kind.remedy if kind else Remedy.FIX).value,
        places=list(wanted),
        reads=list(finding.places) if finding else [],
        added_at=at,
    )
    Verdict.objects.update_or_create(
        visit=visit, section=section, defaults={"says": Says.UNMET.value, "by_name": by.name, "given_at": at}
    )
    record(DeficiencyListed(visit.dossier.number, visit.station, section, item.rule, item.defect, wanted), by=by, at=at)
    return item


@transaction.atomic
def remove_deficiency(item: Deficiency, *, notice: Notice, by: Actor, at: datetime) -> None:
    """Strike one thing from a letter that has not been sent; the last one of a section takes its verdict along."""
    visit = locked(item.visit)
    may_act(visit, notice, by)
    item = Deficiency.objects.get(pk=item.pk)
    if item.letter_id is not None:
        rule = notice.rule("told_once")
        raise Refused(Refusal(rule.id, "告知书已经发出，不能改动", rule.source))
    section, rule_id, defect = item.section, item.rule, item.defect
    item.delete()
    if not Deficiency.objects.filter(visit=visit, section=section).exists():
        Verdict.objects.filter(visit=visit, section=section, says=Says.UNMET.value).delete()
    record(DeficiencyStruck(visit.dossier.number, visit.station, section, rule_id, defect), by=by, at=at)


def pass_reasons(visit: Visit, notice: Notice, at: datetime) -> tuple[Refusal, ...]:
    """Why a visit cannot be passed yet, for the button that says so."""
    reasons = list(telling.may_pass(facts.told(visit, notice, at), notice))
    listed = queries.deficiencies(visit)
    if listed:
        rule = notice.rule("all_at_once")
        reasons.append(
            Refusal(rule.id, f"告知书已列出{len(listed)}项，不能通过", rule.source, "请退回补正，或删去告知事项。")
        )
    kind = kind_of(visit, notice)
    if kind.seat == Role.HANDLER.value and kind.returns:
        reasons += handler_reasons(visit, notice, at)
    return tuple(reasons)


@transaction.atomic
def pass_on(visit: Visit, *, opinion: str, notice: Notice, by: Actor, at: datetime) -> Visit | None:
    """Pass the dossier to the next station; ``None`` after the last one. Lateness is recorded, never refused.

    Refused while a section lacks its verdict or one says 不符合 (评委会选择 is part of 申报评委会, S2.5.1-02), while a
    tick or a file of the unit is missing, and at the stations that have their own way of passing.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    kind = kind_of(visit, notice)
    rule = notice.rule("liable_reviewer")
    if not kind.returns:
        publicity = notice.rule("unit_publicity")
        raise Refused(Refusal(publicity.id, "本环节通过登记公示结果办结", publicity.source, publicity.mend))
    if kind.seat == Role.PRINCIPAL.value:
        recommended = notice.rule("recommended_by_unit")
        raise Refused(Refusal(recommended.id, "本环节通过单位推荐办结", recommended.source, recommended.mend))
    reasons = list(pass_reasons(visit, notice, at))
    if not opinion.strip():
        reasons.append(Refusal(rule.id, "没有填写审核意见", rule.source, "请填写审核意见。", "opinion"))
    refuse(reasons)
    return pass_to_next(visit, opinion.strip(), notice=notice, by=by, at=at)


def return_reasons(
    visit: Visit, notice: Notice, at: datetime, *, superior_approved: bool = False
) -> tuple[Refusal, ...]:
    """Why the letter cannot be sent yet, for the button that says so."""
    listed = [facts.as_policy(i) for i in queries.deficiencies(visit)]
    told = facts.told(visit, notice, at, superior_approved=superior_approved)
    reasons = list(telling.may_send_back(told, listed, notice))
    final = [i for i in queries.deficiencies(visit) if i.remedy == Remedy.FINAL.value]
    if final and len(final) == len(listed):
        rule = notice.rule("all_at_once")
        reasons.append(Refusal(rule.id, "列出的问题今年都不能补正", rule.source, "请作出不予受理的决定。"))
    return tuple(reasons)


@transaction.atomic
def send_back(visit: Visit, *, notice: Notice, by: Actor, at: datetime, approval: Approval | None = None) -> Letter:
    """Return a dossier for correction, saying everything at once (S2.4-06, S2.4-08).

    Opens the listed places and whatever the failed rules read, until this office's own deadline (S2.3-08). A second
    letter of the same office needs an approval of its superior, or speaks only of what came with the correction.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    if not kind_of(visit, notice).returns:
        rule = notice.rule("no_return_on_request")
        raise Refused(Refusal(rule.id, "本环节不退回材料", rule.source, rule.mend))
    if approval is not None:
        _by_superior(approval, visit, notice)
        spend(approval, kind=SECOND_RETURN, subject=second_return_subject(visit), at=at)
    refuse(return_reasons(visit, notice, at, superior_approved=approval is not None))
    listed = queries.deficiencies(visit)
    opened = telling.opens([facts.as_policy(i) for i in listed], notice)
    is_second = any(
        v.station == visit.station and v.ruling == Ruling.SENT_BACK.value for v in queries.visits(visit.dossier)
    )
    number = f"{visit.dossier.number}-G{visit.ordinal:02d}"
    letter = Letter.objects.create(
        visit=visit,
        number=number,
        sent_at=at,
        correct_by=visit.due_at,
        places=list(opened),
        approval=approval,
        is_second=is_second,
    )
    Deficiency.objects.filter(visit=visit, letter=None).update(letter=letter)
    close(visit, Ruling.SENT_BACK, f"退回补正，告知{len(listed)}项", by=by, at=at)
    reopen(visit.dossier, number, opened, closes_at=visit.due_at, by=by, at=at)
    standing.refresh(visit.dossier)
    record(
        SentBack(
            visit.dossier.number,
            visit.station,
            visit.ordinal,
            number,
            len(listed),
            opened,
            visit.due_at.isoformat(),
            is_second,
        ),
        by=by,
        at=at,
    )
    return letter


def _by_superior(approval: Approval, visit: Visit, notice: Notice) -> None:
    """Only this office's own superior can approve its second return."""
    if approval.organisation_id != visit.organisation_id or approval.role != Role.SUPERIOR.value:
        rule = notice.rule("told_once")
        raise Refused(Refusal(rule.id, "该审批不是本部门分管负责人作出的", rule.source, "请由本部门分管负责人审批。"))


def second_return_subject(visit: Visit) -> str:
    """What an approval of a second return is about."""
    return f"{visit.dossier.number}/{visit.station}/{visit.ordinal}"


@transaction.atomic
def turn_down(visit: Visit, *, reason: str, notice: Notice, by: Actor, at: datetime) -> Ending:
    """Refuse a dossier that cannot be mended this year, with a sentence that says why; ends its way (S2.4-06).

    A verdict for every section is needed, as for a return; the listed items go with the decision.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    words = notice.rule("reasons_are_sentences")
    reasons = list(telling.may_decide(facts.told(visit, notice, at), notice)) if kind_of(visit, notice).returns else []
    if telling.empty_words(reason, notice):
        reasons.append(Refusal(words.id, "不予受理的理由没有写清楚", words.source, words.mend, "reason"))
    refuse(reasons)
    return end(visit, reason.strip(), by=by, at=at)
