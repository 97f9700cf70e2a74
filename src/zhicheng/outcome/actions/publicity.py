"""结果公示: accepted by the city, shown on both channels from one minute; objections as cases (S5.4-06, G-12, R-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.committee import queries as meetings
from zhicheng.committee.models import Meeting, Sitting
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import publicity as rules
from zhicheng.policy import telling
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from .. import facts, house, queries
from ..events import ObjectionHandled, ObjectionReceived, ResultsPublished
from ..models import Channel, Objection, ObjectionStep, Publication, Published, Recognition
from ..numbers import Draw, drawn
from ..queries import Outcome
from .doors import of_city, of_committee_office

RECEIPT = 12
PUBLIC = Actor(name="社会公众", role="public")
"""Whoever objects: the ledger keeps neither name nor address."""


@transaction.atomic
def accept(meeting: Meeting, *, notice: Notice, by: Actor, at: datetime) -> Publication:
    """接收报送的结果: from this minute both channels show one frozen list, or neither (S5.4-06, Q12, golden 42)."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("sitting__year", "sitting__office")
        .get(pk=meeting.pk)
    )
    wrong = [*of_city(by)]
    filing, outcomes = meetings.result_filing_of(meeting), queries.results(meeting)
    if filing is None or not outcomes:
        wrong.append(house.refusal(house.RESULT_ORDER, "评审结果还没有报送并登记"))
    if queries.publication_of(meeting) is not None:
        wrong.append(house.refusal(house.RESULT_ORDER, "该评审会的结果已经公示"))
    refuse(wrong)
    assert filing is not None
    refuse(list(facts.as_filed(filing, notice)))
    return _published(meeting.number, outcomes, filing.digest, {"meeting": meeting}, meeting.sitting, notice, by, at)


@transaction.atomic
def accept_recognition(recognition: Recognition, *, notice: Notice, by: Actor, at: datetime) -> Publication:
    """公示认定结果: what was decided where nobody votes is published like what was voted (Q10, S5.4-06)."""
    of = (
        Recognition.objects.select_for_update(of=("self",))
        .select_related("sitting__year", "sitting__office")
        .get(pk=recognition.pk)
    )
    wrong = [*of_city(by)]
    if Publication.objects.filter(recognition=of).exists():
        wrong.append(house.refusal(house.RESULT_ORDER, "该认定决定的结果已经公示"))
    refuse(wrong)
    number = f"{of.sitting.year.year}-{of.sitting.committee}-D{of.pk}"
    return _published(number, queries.recognised(of), of.digest, {"recognition": of}, of.sitting, notice, by, at)


def _published(
    of: str,
    outcomes: Sequence[Outcome],
    filing: str,
    source: Mapping[str, Meeting | Recognition],
    sitting: Sitting,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Publication:
    number = f"{of}-GS"
    frozen = facts.frozen(sitting, outcomes, number, notice)
    refuse(list(rules.may_publish(frozen, notice)))
    posted = at.replace(second=0, microsecond=0)
    day = timezone.localtime(posted)
    made = Publication.objects.create(
        **source, number=number, title=frozen.title, columns=list(frozen.columns),
        rows=[list(r) for r in frozen.rows], digest=frozen.digest, filing=filing, posted_at=posted,
        ends_on=rules.ends_on(rules.RESULTS, day.date(), notice),
        withdrawn_at=rules.withdrawn_at(rules.RESULTS, day, notice), accepted_by=by.words,
    )  # fmt: skip
    for publisher, organisation in (
        (queries.HR, by.organisation),
        (queries.COMMITTEE_OFFICE, sitting.office_id),
    ):
        Channel.objects.create(
            publication=made, publisher=publisher, organisation_id=organisation, digest=frozen.digest, posted_at=posted
        )
    Published.objects.bulk_create(
        Published(publication=made, ordinal=n, dossier=o.result.dossier)
        for n, o in enumerate((o for o in outcomes if o.passed), 1)
    )
    record(ResultsPublished(number, of, made.digest, len(frozen.rows), made.ends_on.isoformat()), by=by, at=at)
    return made


@transaction.atomic
def object_to(
    publication: Publication,
    ordinal: int,
    words: str,
    *,
    name: str = "",
    contact: str = "",
    random: Draw,
    notice: Notice,
    at: datetime,
) -> tuple[Objection, str]:
    """异议 to one person of a list that is shown, named or anonymous; the code by which its author follows it.

    The code is told once; only its index is kept. No address, no account, no actor is kept.
    """
    person, wrong = queries.person_at(publication, ordinal), []
    if not queries.is_shown(publication, at):
        wrong.append(house.refusal(house.OBJECTION_WHOLE, f"公示期至{publication.ends_on}，现在不能提出", "person"))
    if person is None:
        wrong.append(house.refusal(house.OBJECTION_WHOLE, "没有选择公示名单中的人员", "person"))
    if telling.empty_words(words, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "异议的事实没有写清楚", "words"))
    if bool(name.strip()) is not bool(contact.strip()):
        wrong.append(house.refusal(house.OBJECTION_WHOLE, "署名的须同时留下姓名和联系方式", "contact"))
    refuse(wrong)
    assert person is not None
    count = Objection.objects.select_for_update().filter(person__publication=publication).count()
    number, code = f"{publication.number}-Y{count + 1:03}", drawn(random, RECEIPT)
    made = Objection.objects.create(
        person=person, number=number, receipt=queries.receipt_index(code), is_named=bool(name.strip()),
        name=name.strip(), contact=contact.strip(), words=words.strip(), received_at=at,
    )  # fmt: skip
    record(ObjectionReceived(number, person.dossier.number), by=PUBLIC, at=at)
    return made, code


@transaction.atomic
def handle(
    objection: Objection,
    kind: str,
    words: str,
    *,
    is_upheld: bool | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> ObjectionStep:
    """受理, 调查, 结论, in order, or 不予受理 with its reason; by the city's reviewer or the committee's own office."""
    Objection.objects.select_for_update().get(pk=objection.pk)
    found = queries.objection_numbered(objection.number)
    assert found is not None
    steps = queries.steps_of(found)
    wrong: list[Refusal] = []
    if by.role == Role.SECRETARY.value:
        wrong += of_committee_office(by, found.person.publication)
    else:
        wrong += of_city(by)
    if by.person == found.person.dossier.person_id:
        wrong.append(house.by_notice(notice, "own_dossier", "这是对您自己的异议"))
    if kind not in _next(steps):
        allowed = "、".join(_next(steps)) or "无，已经办结"
        wrong.append(house.refusal(house.OBJECTION_ORDER, f"现在可以办理的步骤为{allowed}", "kind"))
    if telling.empty_words(words, notice):
        wrong.append(house.by_notice(notice, "reasons_are_sentences", "办理情况没有写清楚", "words"))
    if (kind == queries.CONCLUDED) is (is_upheld is None):
        words_ = "结论须写明异议是否成立" if kind == queries.CONCLUDED else "只有结论写明异议是否成立"
        wrong.append(house.refusal(house.OBJECTION_ORDER, words_, "is_upheld"))
    refuse(wrong)
    made = ObjectionStep.objects.create(
        objection=found, ordinal=len(steps) + 1, kind=kind, is_upheld=is_upheld, words=words.strip(), done_by=by.words,
        done_at=at,
    )  # fmt: skip
    record(ObjectionHandled(found.number, kind, is_upheld), by=by, at=at)
    return made


def _next(steps: tuple[ObjectionStep, ...]) -> tuple[str, ...]:
    if not steps:
        return (queries.TAKEN_UP, queries.NOT_TAKEN_UP)
    if steps[-1].kind in queries.CLOSING:
        return ()
    if steps[-1].kind == queries.TAKEN_UP:
        return (queries.LOOKED_INTO,)
    return (queries.LOOKED_INTO, queries.CONCLUDED)


def next_steps(objection: Objection) -> tuple[str, ...]:
    """Which steps an objection can take now."""
    return _next(queries.steps_of(objection))
