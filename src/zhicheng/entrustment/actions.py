"""Report the census; draft, issue and answer letters; enter what the committees found (S4-03 … S4-10)."""

from __future__ import annotations

import hashlib
import json
import random as randomness
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import entrustment, identity, telling
from zhicheng.policy.entrustment import Outgoing, Reported
from zhicheng.policy.finding import Refusal, Source, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role
from zhicheng.register import actions as register
from zhicheng.register.queries import identity_index
from zhicheng.year.models import Year

from . import queries
from .events import CensusReported, LetterAnswered, LetterDeclined, LetterDrafted, LetterIssued, ResultReturned
from .models import CensusLine, CensusReport, LetterAnswer, LetterOut, LetterOutName, ReturnedResult

_HOUSE = Source("平台规定", "", "", "委托代评函由一人起草、另一人签发；签发后不能改动。", "确定")
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 16
"""Sixteen of thirty-one characters: not to be guessed, and none that is taken for another."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the roster of a letter that goes out (S4-10)."""

    name: str
    id_number: str
    unit: str
    held_title: str
    specialty: str
    title: str
    id_type: str = "居民身份证"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a letter says besides its roster: to which committee, registered how, for what, until when."""

    committee: str
    committee_office: str
    committee_region: str
    filing_number: str
    filed_until: date
    series: str
    level: str
    valid_until: date


# ───── the census ─────


@transaction.atomic
def report_census(
    organisation: Organisation,
    rows: Sequence[Reported],
    *,
    contact: str,
    telephone: str,
    year: Year,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> CensusReport:
    """Report how many people of which specialty the office counts; nobody at all is a report too (S4-05).

    By a reviewer of a county office, of a department of the city, or of the city's office. A later report takes the
    place of an earlier one; one that comes after the day is kept and counted, and shown as late (reading census_late).
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    rule = notice.rule("census")
    reasons = list(entrustment.census_faults(rows, notice))
    if by.organisation != organisation.pk or by.role != Role.REVIEWER.value or not queries.counts(organisation):
        words = "摸底统计由县（市、区）职改办和市直有关部门的审核岗报送"
        reasons.append(Refusal(rule.id, words, rule.source, "请由有关部门报送。"))
    for value, words in ((contact, "联系人"), (telephone, "联系电话")):
        if not value.strip():
            reasons.append(Refusal(rule.id, f"没有填写{words}", rule.source, f"请填写{words}。", "contact"))
    if year.closed_at is not None:
        opened = notice.rule("year_opened")
        reasons.append(Refusal(opened.id, f"{year.year}年度已经关闭", opened.source, opened.mend))
    refuse(reasons)
    ordinal = CensusReport.objects.filter(year=year, organisation=organisation).count() + 1
    report = CensusReport.objects.create(
        year=year,
        organisation=organisation,
        ordinal=ordinal,
        contact=contact.strip()[:60],
        telephone=telephone.strip()[:40],
        reported_at=at,
        reported_by_words=by.words[:200],
    )
    CensusLine.objects.bulk_create(
        CensusLine(
            report=report, series=r.series, specialty=r.specialty, level=r.level, people=r.people, note=r.note[:200]
        )
        for r in rows
    )
    late = entrustment.is_late_census(at, notice)
    record(CensusReported(organisation.uscc, year.year, len(rows), sum(r.people for r in rows), late), by=by, at=at)
    return report


# ───── letters ─────


@transaction.atomic
def draft_letter(
    organisation: Organisation,
    said: Draft,
    names: Sequence[Sent],
    *,
    is_checked: bool,
    year: Year,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> LetterOut:
    """Draft a letter to a registered committee, every reason against it at once (S4-03, S4-07).

    By a reviewer of the city's office, or the handler of an autonomous unit for its own staff. ``is_checked``: the
    qualification of everybody on the roster has been examined.
    """
    rule = notice.rule(_rule_of(organisation))
    reasons = list(_may_draft(organisation, by, rule.source))
    reasons += _against(organisation, said, names, notice, at)
    reasons += _roster(names, notice, rule.id)
    for value, words, place in (
        (said.committee, "受托评委会", "letter.committee"),
        (said.committee_office, "受托评委会的承办部门", "letter.committee_office"),
    ):
        if not value.strip():
            reasons.append(Refusal(rule.id, f"没有填写{words}", rule.source, f"请填写{words}。", place))
    if not is_checked:
        words = "没有确认已逐人进行资格审查"
        reasons.append(Refusal(rule.id, words, rule.source, "请先逐人审查，再勾选确认。", "letter.is_checked"))
    if year.closed_at is not None:
        opened = notice.rule("year_opened")
        reasons.append(Refusal(opened.id, f"{year.year}年度已经关闭", opened.source, opened.mend))
    refuse(reasons)
    letter = LetterOut.objects.create(
        year=year,
        organisation=organisation,
        committee=said.committee.strip(),
        committee_office=said.committee_office.strip(),
        committee_region=said.committee_region,
        filing_number=said.filing_number.strip(),
        filed_until=said.filed_until,
        series=said.series,
        level=said.level,
        valid_until=said.valid_until,
        drafted_by_id=by.person,
        drafted_by_words=by.words[:200],
        drafted_at=at,
    )
    for line, n in enumerate(names, 1):
        LetterOutName.objects.create(
            letter=letter,
            line=line,
            id_type=n.id_type,
            id_index=identity_index(n.id_type, n.id_number),
            id_number=identity.normal(n.id_number),
            name=n.name,
            unit=n.unit,
            held_title=n.held_title,
            specialty=n.specialty,
            title=n.title,
        )
    record(LetterDrafted(str(letter.pk), said.series, said.level, said.committee, len(names)), by=by, at=at)
    return letter


def _rule_of(organisation: Organisation) -> str:
    return "entrusted_out" if accounts.is_city_office(organisation.pk) else "autonomous_entrusts"


def _hands(organisation: Organisation) -> tuple[Role, Role]:
    """Who drafts and who signs there."""
    city = accounts.is_city_office(organisation.pk)
    return (Role.REVIEWER, Role.SUPERIOR) if city else (Role.HANDLER, Role.PRINCIPAL)


def _may_draft(organisation: Organisation, by: Actor, source: Source) -> Iterator[Refusal]:
    role, _ = _hands(organisation)
    if by.organisation != organisation.pk or by.role != role.value:
        yield Refusal(
            "entrusted_out", f"委托代评函由{organisation.name}的{role.words}起草", source, "请切换到相应席位。"
        )


def _against(
    organisation: Organisation, said: Draft, names: Sequence[Sent], notice: Notice, at: datetime
) -> tuple[Refusal, ...]:
    duties = accounts.duties_of(organisation)
    city = Duty.CITY_OFFICE in duties
    letter = Outgoing(
        by_city=city,
        by_autonomous=Duty.AUTONOMOUS in duties,
        issuer=organisation.name,
        series=said.series,
        level=said.level,
        committee=said.committee.strip(),
        committee_region=said.committee_region,
        filing_number=said.filing_number.strip(),
        filed_until=said.filed_until,
        valid_until=said.valid_until,
        names=len(names),
        strangers=() if city else tuple(n.name for n in names if not _is_own(organisation, n)),
        titles=tuple(n.title for n in names),
    )
    ask = entrustment.entrusted_out if city else entrustment.autonomous_entrusts
    return ask(letter, notice, at.date())


def _is_own(organisation: Organisation, sent: Sent) -> bool:
    person = accounts.person_of(sent.id_type, sent.id_number)
    held = accounts.employment_of(person) if person is not None else None
    return held is not None and held.organisation_id == organisation.pk


def _roster(names: Sequence[Sent], notice: Notice, id: str) -> Iterator[Refusal]:
    rule, seen = notice.rule(id), set()
    for n, sent in enumerate(names, 1):
        said = (("姓名", sent.name), ("工作单位", sent.unit), ("专业", sent.specialty), ("拟评职称", sent.title))
        blank = [words for words, value in said if not value]
        faults = [f"缺少{'、'.join(blank)}"] if blank else []
        scheme = identity.scheme_of(sent.id_type, notice.name_of("id_type", sent.id_type))
        faults += [f"证件号码{fault}" for fault in identity.read(scheme, sent.id_number).faults]
        number = (sent.id_type, identity.normal(sent.id_number))
        if number in seen:
            faults.append("与前面一人证件号码相同")
        seen.add(number)
        if faults:
            words = f"名单第{n}人{sent.name}：{'；'.join(faults)}"
            yield Refusal(rule.id, words, rule.source, "请改正名单。", "letter.names")


def verification_code(random: randomness.Random | secrets.SystemRandom) -> str:
    """A code by which a letter can be looked up in public and that cannot be guessed."""
    return "".join(random.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


@transaction.atomic
def issue_letter(letter: LetterOut, *, code: str, notice: Notice, by: Actor, at: datetime) -> LetterOut:
    """签发 by the second person: numbered in the issuer's own series, with its code; never changed after (S4-10)."""
    kept = _to_decide(letter, notice, by)
    names = tuple(
        Sent(n.name, n.id_number, n.unit, n.held_title, n.specialty, n.title, n.id_type) for n in kept.names.all()
    )
    said = Draft(
        kept.committee, kept.committee_office, kept.committee_region, kept.filing_number, kept.filed_until, kept.series,
        kept.level, kept.valid_until,
    )  # fmt: skip
    refuse(_against(kept.organisation, said, names, notice, at))
    serial = LetterOut.objects.filter(year=kept.year, organisation=kept.organisation, is_issued=True).count() + 1
    issuer = kept.organisation.short_name or kept.organisation.name
    kept.serial, kept.number = serial, f"{issuer}委函〔{kept.year.year}〕{serial}号"
    kept.code, kept.signer = code, by.name
    kept.decided_by_id, kept.decided_by_words, kept.decided_at, kept.is_issued = by.person, by.words[:200], at, True
    kept.digest = digest_of(kept, names)
    kept.save()
    record(LetterIssued(kept.number, str(kept.pk), kept.digest, len(names)), by=by, at=at)
    letter.refresh_from_db()
    return kept


def digest_of(letter: LetterOut, names: Sequence[Sent]) -> str:
    """SHA-256 of everything that an issued letter says, its roster included."""
    said = [
        letter.number, letter.organisation.name, letter.committee, letter.committee_region, letter.filing_number,
        letter.filed_until.isoformat(), letter.series, letter.level, letter.valid_until.isoformat(), letter.signer,
        letter.code, [[n.name, n.id_type, n.id_number, n.unit, n.held_title, n.specialty, n.title] for n in names],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def decline_letter(letter: LetterOut, *, reason: str, notice: Notice, by: Actor, at: datetime) -> LetterOut:
    """不予签发, with a reason that says something; a new draft may be made."""
    kept = _to_decide(letter, notice, by)
    words = notice.rule("reasons_are_sentences")
    if telling.empty_words(reason, notice):
        refuse([Refusal(words.id, "不予签发的原因没有写清楚", words.source, words.mend, "reason")])
    kept.decided_by_id, kept.decided_by_words, kept.decided_at, kept.is_issued = by.person, by.words[:200], at, False
    kept.reason = reason.strip()
    kept.save()
    record(LetterDeclined(str(kept.pk), kept.reason), by=by, at=at)
    letter.refresh_from_db()
    return kept


def _to_decide(letter: LetterOut, notice: Notice, by: Actor) -> LetterOut:
    """The draft, locked, for the second person; its year and issuer are locked too, so that numbers follow."""
    issuer = Organisation.objects.select_for_update().get(pk=letter.organisation_id)
    kept = LetterOut.objects.select_for_update(of=("self",)).select_related("year", "organisation").get(pk=letter.pk)
    rule, (_, role) = notice.rule(_rule_of(issuer)), _hands(issuer)
    reasons = []
    if by.organisation != issuer.pk or by.role != role.value:
        reasons.append(Refusal(rule.id, f"委托代评函由{issuer.name}的{role.words}签发", _HOUSE, "请切换到相应席位。"))
    if by.person == kept.drafted_by_id:
        reasons.append(Refusal(rule.id, "起草人不能签发自己起草的函", _HOUSE, "请由另一人签发。"))
    if kept.decided_at is not None:
        reasons.append(Refusal(rule.id, "该函已经签发或不予签发", _HOUSE, "请刷新页面查看。"))
    refuse(reasons)
    return kept


@transaction.atomic
def enter_answer(
    letter: LetterOut, *, answer: str, answered_on: date, reason: str = "", notice: Notice, by: Actor, at: datetime
) -> LetterAnswer:
    """接收 or 退回 (with its reason) by the committee, entered by whoever drafts letters there, or the city (S4-10)."""
    kept = LetterOut.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=letter.pk)
    rule, (role, _) = notice.rule(_rule_of(kept.organisation)), _hands(kept.organisation)
    reasons = []
    own = by.organisation == kept.organisation_id and by.role == role.value
    if not own and not _is_city_reviewer(by):
        reasons.append(
            Refusal(rule.id, f"答复由{kept.organisation.name}的{role.words}登记", _HOUSE, "请切换到相应席位。")
        )
    if not kept.is_issued or kept.decided_at is None:
        reasons.append(Refusal(rule.id, "委托代评函尚未签发", _HOUSE, "签发后再登记答复。"))
    elif not timezone.localdate(kept.decided_at) <= answered_on <= at.date():
        words = f"答复日期{answered_on}应在签发之后、不晚于今天"
        reasons.append(Refusal(rule.id, words, _HOUSE, "请核对答复日期。", "answered_on"))
    if answer not in (entrustment.ACCEPTED, entrustment.SENT_BACK):
        reasons.append(Refusal(rule.id, "没有选择接收或退回", _HOUSE, "请选择。", "answer"))
    if answer == entrustment.SENT_BACK and telling.empty_words(reason, notice):
        sentences = notice.rule("reasons_are_sentences")
        reasons.append(Refusal(sentences.id, "退回的原因没有写清楚", sentences.source, sentences.mend, "reason"))
    if LetterAnswer.objects.filter(letter=kept).exists():
        reasons.append(Refusal(rule.id, "已经登记过答复", _HOUSE, "请刷新页面查看。"))
    if answer == entrustment.SENT_BACK and ReturnedResult.objects.filter(named__letter=kept).exists():
        reasons.append(Refusal(rule.id, "已经登记评审结果，不能再登记退回", _HOUSE, "请核对答复。"))
    refuse(reasons)
    why = reason.strip() if answer == entrustment.SENT_BACK else ""
    made = LetterAnswer.objects.create(
        letter=kept,
        answer=answer,
        answered_on=answered_on,
        reason=why,
        entered_at=at,
        entered_by_words=by.words[:200],
    )
    record(LetterAnswered(kept.number or "", answer, answered_on.isoformat(), why), by=by, at=at)
    return made


def _is_city_reviewer(by: Actor) -> bool:
    return by.role == Role.REVIEWER.value and accounts.is_city_office(by.organisation)


@transaction.atomic
def enter_result(
    named: LetterOutName,
    *,
    is_passed: bool,
    document_number: str,
    decided_on: date,
    scan: Blob,
    certificate_number: str = "",
    authority: str = "",
    notice: Notice,
    by: Actor,
    at: datetime,
) -> ReturnedResult:
    """What the committee found of one person, with its document; a title that was passed enters the book (S4-09).

    By a reviewer of the city's office. Void, and refused, without an issued letter that still stands; the database
    refuses it as well.
    """
    letter = LetterOut.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=named.letter_id)
    sent = LetterAnswer.objects.filter(letter=letter).first()
    rule = notice.rule("entrusted_in_advance")
    reasons = list(entrustment.result_faults(bool(letter.is_issued), sent.answer if sent else "", notice))
    if not _is_city_reviewer(by):
        reasons.append(Refusal(rule.id, "委托评审结果由市职改办审核岗登记", _HOUSE, "请由市职改办登记。"))
    if not document_number.strip():
        reasons.append(
            Refusal(rule.id, "没有填写结果文号", _HOUSE, "请填写受托评委会结果文件的文号。", "document_number")
        )
    if letter.decided_at is not None and not timezone.localdate(letter.decided_at) <= decided_on <= at.date():
        words = f"评审日期{decided_on}应在{timezone.localdate(letter.decided_at)}签发之后、不晚于今天"
        reasons.append(Refusal(rule.id, words, rule.source, "请核对评审日期；签发之前的评审结果无效。", "decided_on"))
    for value, words in ((certificate_number, "证书编号"), (authority, "发证机关")):
        if is_passed and not value.strip():
            reasons.append(
                Refusal(rule.id, f"评审通过的，须填写{words}", _HOUSE, f"请填写{words}。", "certificate_number")
            )
    if ReturnedResult.objects.filter(named=named).exists():
        reasons.append(Refusal(rule.id, "此人已经登记过结果", _HOUSE, "请刷新页面查看。"))
    refuse(reasons)
    result = ReturnedResult.objects.create(
        named=named,
        is_passed=is_passed,
        document_number=document_number.strip(),
        decided_on=decided_on,
        certificate_number=certificate_number.strip() if is_passed else "",
        authority=authority.strip() if is_passed else "",
        scan=scan,
        entered_at=at,
        entered_by_words=by.words[:200],
    )
    if is_passed:
        register.enter_title(
            id_type=named.id_type,
            id_number=named.id_number,
            series=letter.series,
            specialty=named.specialty,
            level=letter.level,
            name=named.title,
            obtained_on=decided_on,
            certificate_number=result.certificate_number,
            authority=result.authority,
            by=by,
            at=at,
        )
    record(ResultReturned(letter.number or "", named.line, is_passed, result.document_number), by=by, at=at)
    return result
