"""核准备案, 本年度启用, 年度评审工作安排, 保密承诺书."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts.models import Organisation, Person
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import meeting as rules
from zhicheng.policy.finding import Refusal, reasons, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.year.models import Year

from .. import facts, house, queries
from ..events import CommitteeEnabled, CommitteeFiled, SecrecyPledged, StepDone, YearPlanned
from ..models import Filing, FilingPost, Pledge, Sitting, WorkStep
from .lock import has_pledged, locked_sitting, of_office

INSTANT = timedelta(microseconds=1)
CAPACITIES = {
    Role.EXPERT.value: "评审专家",
    Role.SECRETARY.value: "工作人员",
    Role.SUPERVISOR.value: "监督人员",
}


@transaction.atomic
def file_committee(
    committee: str,
    office: Organisation,
    *,
    number: str,
    built_by: str,
    size: int,
    begins_on: date,
    ends_on: date,
    posts: Mapping[Person, str],
    consent: str = "",
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Filing:
    """Register what the competent office approved: number, at most three years, odd size, chair and deputies.

    ``posts`` is who is 主任委员 (one) and 副主任委员. Refused with every fault at once (R-01 to R-06, golden 26).
    """
    row = notice.committees.get(committee)
    wrong: list[Refusal] = [*of_office(by, office.pk)]
    if row is None or row.office != office.name:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "本部门不承办这一评审委员会", "committee"))
    if not number.strip():
        wrong.append(house.refusal(house.FILING_WHOLE, "没有填写核准备案文号", "number"))
    elif Filing.objects.filter(number=number.strip()).exists():
        wrong.append(house.refusal(house.FILING_WHOLE, f"文号{number.strip()}已经登记", "number"))
    if ends_on < begins_on:
        wrong.append(house.refusal(house.FILING_WHOLE, f"有效期止于{ends_on}，早于开始的{begins_on}", "ends_on"))
    chairs = [p for p, post in posts.items() if post == queries.CHAIR]
    strange = sorted({post for post in posts.values() if post not in (queries.CHAIR, queries.DEPUTY)})
    if len(chairs) != 1:
        wrong.append(house.refusal(house.FILING_WHOLE, f"主任委员{len(chairs)}人，应为1人", "posts"))
    if strange:
        wrong.append(house.refusal(house.FILING_WHOLE, f"没有“{'、'.join(strange)}”这一职务", "posts"))
    filing = Filing(
        committee=committee, office=office, number=number.strip(), level=row.level if row else "", built_by=built_by,
        size=size, consent=consent.strip(), begins_on=begins_on, ends_on=ends_on, filed_by=by.words, filed_at=at,
    )  # fmt: skip
    if ends_on >= begins_on:
        wrong += reasons(facts.filing_findings(filing, begins_on, notice))
    refuse(wrong)
    filing.save()
    for person, post in posts.items():
        FilingPost.objects.create(filing=filing, person=person, post=post)
    said = tuple(f"{post}{person.name}" for person, post in posts.items())
    record(
        CommitteeFiled(
            committee, filing.number, built_by, size, begins_on.isoformat(), ends_on.isoformat(), said
        ),
        by=by,
        at=at,
    )  # fmt: skip
    return filing


@transaction.atomic
def enable(filing: Filing, year: Year, *, notice: Notice, by: Actor, at: datetime) -> Sitting:
    """Put a committee to work in a year; one whose filing is not in force is refused (R-06, golden 39)."""
    filing = Filing.objects.select_related("office").get(pk=filing.pk)
    wrong = [*of_office(by, filing.office_id)]
    wrong += reasons(facts.filing_findings(filing, timezone.localdate(at), notice))
    if queries.sitting_of(year, filing.committee) is not None:
        wrong.append(house.refusal(house.SITTING_ONCE))
    refuse(wrong)
    sitting = Sitting.objects.create(
        year=year, committee=filing.committee, filing=filing, office=filing.office, enabled_by=by.words, enabled_at=at
    )
    record(CommitteeEnabled(filing.committee, year.year, filing.number), by=by, at=at)
    return sitting


@transaction.atomic
def plan_year(
    sitting: Sitting, spans: Mapping[str, tuple[date, date]], *, notice: Notice, by: Actor, at: datetime
) -> tuple[WorkStep, ...]:
    """The office's yearly work plan: every step with its days, in order, acceptance within the announced time."""
    sitting = locked_sitting(sitting)
    names = list(notice.rule("year_plan")["steps"])
    wrong = [*of_office(by, sitting.office_id)]
    if queries.steps(sitting):
        wrong.append(house.refusal(house.STEP_IN_ORDER, "年度评审工作安排已经编制", mend="请按安排逐步办理。"))
    wrong += reasons([rules.year_plan([n for n in names if n in spans], {}, notice)])
    wrong += [
        house.by_notice(notice, "year_plan", f"{n}止于{ends}，早于开始的{begins}", n, "请改正日期。")
        for n, (begins, ends) in spans.items()
        if ends < begins
    ]
    wrong += _outside_announced(sitting, spans, notice)
    ordered = [(n, spans[n]) for n in names if n in spans]
    for (before, (first, _)), (after, (begins, _)) in pairwise(ordered):
        if begins < first:
            words = f"{after}{begins}开始，早于{before}的{first}"
            wrong.append(house.by_notice(notice, "year_plan", words, after, "请按次序安排。"))
    refuse(wrong)
    rows = tuple(
        WorkStep.objects.create(sitting=sitting, ordinal=n, name=name, begins_on=begins, ends_on=ends)
        for n, (name, (begins, ends)) in enumerate(ordered, 1)
    )
    record(YearPlanned(sitting.committee, sitting.year.year, tuple(n for n, _ in ordered)), by=by, at=at)
    return rows


def _outside_announced(sitting: Sitting, spans: Mapping[str, tuple[date, date]], notice: Notice) -> list[Refusal]:
    """Acceptance begins and ends within the time that the notice announced (S5.4-07)."""
    committee = notice.committees[sitting.committee]
    until, span = committee.windows.get("acceptance"), spans.get(facts.ACCEPTANCE)
    if span is None:
        return []
    out = []
    opens = timezone.localdate(committee.opens_at) if committee.opens_at else None
    if opens is not None and span[0] < opens:
        out.append(f"{facts.ACCEPTANCE}{span[0]}开始，早于公布的{opens}")
    last = timezone.localdate(until - INSTANT) if until else None
    if last is not None and span[1] > last:
        out.append(f"{facts.ACCEPTANCE}{span[1]}结束，晚于公布的{last}")
    return [house.by_notice(notice, "accepted_in_time", words, facts.ACCEPTANCE) for words in out]


@transaction.atomic
def finish_step(sitting: Sitting, name: str, *, note: str = "", notice: Notice, by: Actor, at: datetime) -> WorkStep:
    """Say that a step of the plan is done. None is skipped; acceptance is done when nothing waits to be accepted."""
    sitting = locked_sitting(sitting)
    rows = queries.steps(sitting)
    wrong = [*of_office(by, sitting.office_id), *has_pledged(by, sitting.year, notice)]
    following = next((s for s in rows if s.done_at is None), None)
    if following is None or following.name != name:
        words = f"现在应办理{following.name}，不能跳到{name}" if following else "各步都已完成或尚未编制年度安排"
        wrong.append(house.by_notice(notice, "procedure_followed", words))
    if name == facts.ACCEPTANCE and (left := facts.left_to_accept(sitting, notice)):
        words = f"还有{left}件等待受理（含退回补正、尚未回到本部门的），受理没有完成"
        wrong.append(
            house.by_notice(notice, "accepted_in_time", words, mend="请先受理完毕；还在补正的，等交回或到期。")
        )
    refuse(wrong)
    assert following is not None
    following.done_at, following.done_by, following.note = at, by.words, note.strip()
    following.save(update_fields=["done_at", "done_by", "note"])
    record(StepDone(sitting.committee, sitting.year.year, name), by=by, at=at)
    return following


@transaction.atomic
def sign_pledge(year: Year, *, signed_name: str, notice: Notice, by: Actor, at: datetime) -> Pledge:
    """Sign the secrecy pledge in force, as expert, staff or supervisor, with one's own name (S5.1-02)."""
    wrong = []
    if by.role not in CAPACITIES:
        wrong.append(house.refusal(house.COMMITTEE_SEATS, "保密承诺书由评审专家、工作人员和监督人员签订"))
    if signed_name.strip() != by.name:
        wrong.append(house.refusal(house.SIGNED_BY_NAME, place="signed_name"))
    if queries.pledge_of(by.person, year, notice) is not None:
        wrong.append(
            house.by_notice(notice, "secrecy_pledge_of_reviewers", "您已经签订现行的保密承诺书", mend="无需再次签订。")
        )
    refuse(wrong)
    version = queries.pledge_version(notice)
    pledge = Pledge.objects.create(
        year=year, person_id=by.person, capacity=CAPACITIES[by.role], version=version, signed_name=by.name,
        signed_from=by.address, signed_at=at,
    )  # fmt: skip
    record(SecrecyPledged(by.person, year.year, pledge.capacity, version), by=by, at=at)
    return pledge
