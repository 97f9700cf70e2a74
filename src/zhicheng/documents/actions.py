"""Papers: made once from sealed facts, after the decision and never inside its transaction.

No action of stations or dossier imports this module (import-linter sees to it): a decision stands whether or not
a printer works, and whoever asks for the paper, or the worker, makes it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

import pypdfium2
from django.db import IntegrityError, transaction
from django.utils import timezone

from zhicheng.accounts.models import Organisation, Verification
from zhicheng.committee import queries as committee
from zhicheng.committee.models import Invitation, Meeting
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.entrustment.models import LetterOut
from zhicheng.evidence import intake, store
from zhicheng.evidence.models import Blob
from zhicheng.experts.models import LeaveNotice
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.outcome import queries as outcome
from zhicheng.outcome.models import (
    Certificate,
    Channel,
    Confirmation,
    Publication,
    Result,
    Sanction,
    SanctionMeasure,
)
from zhicheng.policy.notice import Notice
from zhicheng.stations import queries as stations
from zhicheng.stations.models import Ending, Letter, UnitPublicity
from zhicheng.year import shelf
from zhicheng.year.models import Year

from . import booklet, conferring, filling, objected, signing
from .certificate import print_certificate
from .events import PaperMade
from .letters import print_letter
from .letters.entrustment import print_entrustment
from .meeting import invited, on_form
from .meeting.about import code
from .meeting.kinds import PAPERS
from .meeting.sheet import Sheet, print_letters, print_sheet
from .models import Paper
from .press import count_pages
from .review_form import ReviewForm, print_form, print_last_pages
from .rosters.roster import print_publicity, print_recommendation

PRINTER = Actor(name="文书制作", role="printer")
A_ROUND = 20
log = logging.getLogger("zhicheng.documents")


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be printed: of what, from which state of it, under which name, and how."""

    subject: str
    source: str
    name: str
    make: Callable[[], bytes]


def paper(kind: str, subject: Any, *, at: datetime) -> Paper:
    """The paper of that kind, made now unless it was made before from the same source.

    Kinds and subjects: ``review_form``, ``review_form_a3``, ``acceptance`` (a dossier), ``letter``, ``refusal`` (an
    ending), ``unit_letter`` (a verification), ``publicity_list`` (a posting), ``recommendation_report`` ((unit, year)),
    ``entrustment_letter`` (an issued letter);
    ``results_list`` (a channel), ``objections_report`` (a publication that has come down), ``certificate``,
    ``confirmation``, ``measure`` (one of a sanction), ``integrity_extract`` (a sanction, as it stands that day);
    ``final_form``, ``final_form_a3``, ``last_pages``, ``last_pages_a3`` (a result);
    ``invitation``, ``leave_notice``, and every kind of :data:`~.meeting.kinds.PAPERS` (a meeting that has it).
    Raises ``KeyError`` for another kind.
    """
    order = _ORDERS[kind](subject, at)
    have = Paper.objects.select_related("content").filter(kind=kind, subject=order.subject, source=order.source).first()
    return have or _keep(kind, order, order.make(), at)


def preview(dossier: Dossier, *, notice: Notice, at: datetime) -> bytes:
    """The very form of the living content, with its watermark; not kept."""
    revision = dossiers.latest(dossier)
    if revision is not None and dossiers.open_places(dossier) == ():
        return print_form(filling.review_form(revision, notice, is_watermarked=True), at=at)
    return print_form(filling.draft_form(dossier, notice), at=at)


def make_due(at: datetime) -> int:
    """Make the letters, refusals and acceptances that nobody has asked for yet; how many were made.

    At most twenty a round; one that fails is logged and does not stop the others.
    """
    letters, endings, accepted = stations.papers_owed(200)
    wanted = (
        [("letter", x) for x in letters] + [("refusal", x) for x in endings] + [("acceptance", x) for x in accepted]
    )
    have = set(Paper.objects.filter(kind__in=("letter", "refusal", "acceptance")).values_list("kind", "subject"))
    made = 0
    for kind, subject in wanted:
        if made >= A_ROUND or (kind, _subject_of(kind, subject)) in have:
            continue
        try:
            paper(kind, subject, at=at)
            made += 1
        except Exception:
            log.exception("文书 %s %s 没有做成", kind, _subject_of(kind, subject))
    return made


def _subject_of(kind: str, subject: Any) -> str:
    if kind == "letter":
        return str(subject.number)
    return str(subject.dossier.number if kind == "refusal" else subject.number)


def _keep(kind: str, order: _Order, content: bytes, at: datetime) -> Paper:
    pages = _count(content)
    digest = store.put(content)
    try:
        with transaction.atomic():
            blob, _ = Blob.objects.get_or_create(
                digest=digest,
                defaults={
                    "media_type": intake.PDF,
                    "size": len(content),
                    "pages": pages,
                    "taken_in_at": at,
                },
            )
            made = Paper.objects.create(
                kind=kind,
                subject=order.subject,
                source=order.source,
                name=order.name,
                digest=digest,
                pages=pages,
                content=blob,
                made_at=at,
            )
            record(PaperMade(kind, order.subject, order.source, digest), by=PRINTER, at=at)
    except IntegrityError:  # somebody made the same paper a moment ago: theirs stands
        return Paper.objects.select_related("content").get(kind=kind, subject=order.subject, source=order.source)
    return made


def _count(content: bytes) -> int:
    with intake.pdfium:
        opened = pypdfium2.PdfDocument(io.BytesIO(content))
        try:
            return len(opened)
        finally:
            opened.close()


# ───── orders ─────


def _review_form(dossier: Dossier, at: datetime) -> _Order:
    revision = dossiers.latest(dossier)
    if revision is None:
        raise ValueError("nothing was sealed yet")
    done, notice = stations.is_all_passed(dossier), shelf.notice_of(dossier.year)
    seen = sum(1 for v in stations.visits(dossier) if v.closed_at)
    source = f"{revision.digest}{'' if done else f'/{seen}'}"
    return _Order(
        dossier.number,
        source,
        f"评审表-{dossier.number}.pdf",
        lambda: print_form(filling.review_form(revision, notice, is_watermarked=not done), at=at),
    )


def _review_form_a3(dossier: Dossier, at: datetime) -> _Order:
    flat = _review_form(dossier, at)
    copies = int(shelf.notice_of(dossier.year).rule("printed_after_all_passed")["copies"])
    return _Order(
        flat.subject,
        flat.source,
        f"评审表-{dossier.number}-A3.pdf",
        lambda: booklet.impose(flat.make(), at=at, copies=copies),
    )


def _final(kind: str) -> Callable[[Result, datetime], _Order]:
    """The form with what the meeting said, whole, or that alone for a stamped form; A4 or the booklet's sheets."""
    name, make = _FINAL[kind]

    def order(result: Result, at: datetime) -> _Order:
        notice, number = shelf.notice_of(result.dossier.year), result.dossier.number
        form = on_form.final_form(result, notice)
        source = f"{form.digest}/{filling.digest_of(*map(str, astuple(form.meeting)))[:12]}"
        return _Order(number, source, f"{name}-{number}.pdf", lambda: make(form, at))

    return order


def _booklet(form: ReviewForm, at: datetime) -> bytes:
    return booklet.impose(print_form(form, at=at), at=at, copies=form.copies)


def _sheets(form: ReviewForm, at: datetime) -> bytes:
    return booklet.last_sheets(print_last_pages(form, at=at), count_pages(print_form(form, at=at)), at=at)


_FINAL: dict[str, tuple[str, Callable[[ReviewForm, datetime], bytes]]] = {
    "final_form": ("评审表（评审后）", lambda form, at: print_form(form, at=at)),
    "final_form_a3": ("评审表（评审后）A3", _booklet),
    "last_pages": ("评审表末页套印", lambda form, at: print_last_pages(form, at=at)),
    "last_pages_a3": ("评审表末页套印A3", _sheets),
}


def _letter(sent: Letter, at: datetime) -> _Order:
    notice = shelf.notice_of(sent.visit.dossier.year)
    return _Order(
        sent.number,
        filling.letter_digest(sent),
        f"一次性告知书-{sent.number}.pdf",
        lambda: print_letter(filling.letter(sent, notice), at=at),
    )


def _acceptance(dossier: Dossier, at: datetime) -> _Order:
    notice = shelf.notice_of(dossier.year)
    filled = filling.acceptance(dossier, notice)
    return _Order(
        dossier.number, filled.code.digest, f"受理通知书-{dossier.number}.pdf", lambda: print_letter(filled, at=at)
    )


def _refusal(ending: Ending, at: datetime) -> _Order:
    number, notice = ending.dossier.number, shelf.notice_of(ending.dossier.year)
    filled = filling.refusal(ending, notice)
    return _Order(number, filled.code.digest, f"不予受理通知书-{number}.pdf", lambda: print_letter(filled, at=at))


def _unit_letter(refused: Verification, at: datetime) -> _Order:
    year = Year.objects.filter(closed_at=None).first() or Year.objects.latest("year")
    filled = filling.unit_letter(refused, shelf.notice_of(year))
    return _Order(
        refused.number, filled.code.digest, f"单位审核告知书-{refused.number}.pdf", lambda: print_letter(filled, at=at)
    )


def _publicity_list(posted: UnitPublicity, at: datetime) -> _Order:
    first = posted.entries.select_related("visit__dossier__year").first()
    if first is None:
        raise ValueError("a posting without anybody")
    filled = filling.publicity(posted, shelf.notice_of(first.visit.dossier.year))
    return _Order(
        filled.code.number,
        filled.code.digest,
        f"单位公示-{filled.code.number}.pdf",
        lambda: print_publicity(filled, at=at),
    )


def _recommendation_report(subject: tuple[Organisation, Year], at: datetime) -> _Order:
    organisation, year = subject
    filled = filling.recommendation(organisation, year, shelf.notice_of(year), at.date())
    return _Order(
        filled.code.number,
        filled.code.digest,
        f"推荐报告-{filled.code.number}.pdf",
        lambda: print_recommendation(filled, at=at),
    )


def _entrustment_letter(letter: LetterOut, at: datetime) -> _Order:
    if not letter.is_issued or letter.number is None:
        raise ValueError("only an issued letter is printed")
    filled = filling.entrustment_letter(letter, shelf.notice_of(letter.year))
    return _Order(
        letter.number, letter.digest, f"委托代评函-{letter.number}.pdf", lambda: print_entrustment(filled, at=at)
    )


def _certificate(made: Certificate, at: datetime) -> _Order:
    sheet = conferring.certificate(made)
    return _Order(
        made.number,
        made.digest,
        f"职称证书-{made.number}.pdf",
        lambda: signing.sign(print_certificate(sheet, at=at), reason=f"职称证书 {made.number}"),
    )


def _confirmation(made: Confirmation, at: datetime) -> _Order:
    listed = conferring.confirmation(made)
    return _Order(
        made.number, made.digest, f"职称确认文件-{made.pk}.pdf", lambda: conferring.print_listed(listed, at=at)
    )


def _results_list(channel: Channel, at: datetime) -> _Order:
    listed, number = conferring.results_list(channel), channel.publication.number
    return _Order(
        number,
        f"{channel.digest}/{channel.publisher}",
        f"结果公示-{number}-{channel.publisher}.pdf",
        lambda: conferring.print_listed(listed, at=at),
    )


def _objections_report(made: Publication, at: datetime) -> _Order:
    if not outcome.is_over(made, at):
        raise ValueError("objections are reported when the list has come down")
    sheet = objected.report(made)
    digest = committee.digest_of(["objections_report", made.number, sheet.content()])
    return _Order(
        made.number,
        digest,
        f"异议处理报告-{made.number}.pdf",
        lambda: print_sheet(sheet, code(f"{made.number}-YY", digest), at=at),
    )


def _measure(made: SanctionMeasure, at: datetime) -> _Order:
    filled = conferring.measure(made)
    return _Order(
        made.document_number[:80], filled.code.digest, f"{made.measure}-{made.pk}.pdf",
        lambda: print_letter(filled, at=at),
    )  # fmt: skip


def _integrity_extract(decision: Sanction, at: datetime) -> _Order:
    filled = conferring.extract(decision, timezone.localdate(at))
    return _Order(
        filled.number[:80], filled.code.digest, f"诚信档案摘录-{decision.pk}.pdf", lambda: print_letter(filled, at=at)
    )


def _invitation(letter: Invitation, at: datetime) -> _Order:
    filled = invited.invitation(letter, committee.notice_of(letter.member.meeting))
    return _Order(letter.number, filled.code.digest, f"邀请函-{letter.number}.pdf", lambda: print_letter(filled, at=at))


def _leave_notice(letter: LeaveNotice, at: datetime) -> _Order:
    year = invited.behind(letter).member.meeting.sitting.year
    filled = invited.leave(letter, shelf.notice_of(year))
    return _Order(letter.number, filled.code.digest, f"商请函-{letter.number}.pdf", lambda: print_letter(filled, at=at))


def _of_meeting(kind: str) -> Callable[[Meeting, datetime], _Order]:
    """A paper of a meeting, of what it says now: when the rows say something else it is another paper."""
    row = PAPERS[kind]

    def order(meeting: Meeting, at: datetime) -> _Order:
        filled = row.fill(meeting, committee.notice_of(meeting))
        said = filled.content() if isinstance(filled, Sheet) else [[x.number, *x.opening] for x in filled]
        digest = committee.digest_of([kind, meeting.number, said])
        bears = code(f"{meeting.number}-{kind}", digest)

        def make() -> bytes:
            if isinstance(filled, Sheet):
                return print_sheet(filled, bears, at=at)
            return print_letters(filled, row.name, bears, at=at)

        return _Order(meeting.number, digest, f"{row.name}-{meeting.number}.pdf", make)

    return order


_ORDERS: dict[str, Callable[[Any, datetime], _Order]] = {
    "review_form": _review_form,
    "review_form_a3": _review_form_a3,
    **{kind: _final(kind) for kind in _FINAL},
    "letter": _letter,
    "acceptance": _acceptance,
    "refusal": _refusal,
    "unit_letter": _unit_letter,
    "publicity_list": _publicity_list,
    "recommendation_report": _recommendation_report,
    "entrustment_letter": _entrustment_letter,
    "certificate": _certificate,
    "confirmation": _confirmation,
    "results_list": _results_list,
    "objections_report": _objections_report,
    "measure": _measure,
    "integrity_extract": _integrity_extract,
    "invitation": _invitation,
    "leave_notice": _leave_notice,
    **{kind: _of_meeting(kind) for kind in PAPERS},
}
