"""What follows a committee's meeting, by real actions: results, lists, confirmation, certificates.

Each takes the :class:`~zhicheng.ops.hall.Hall` whose results were reported, and an instant. And what came of it as
files: outputs 14 to 19 in one folder (§1.7).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from zhicheng.accounts.actions import approvals
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.ledger.actor import Actor
from zhicheng.outcome import queries
from zhicheng.outcome.actions import certificates, integrity, publicity, results
from zhicheng.outcome.models import Certificate, Confirmation, Publication, Result, Sanction
from zhicheng.policy.integrity import PERSON, measures_due, term_ends_on
from zhicheng.policy.seats import Role

from .hall import Hall

WHY = "公示期满，没有未办结的异议"


def city(hall: Hall, role: Role) -> Actor:
    """A seat of the city's office."""
    return hall.city.seat(hall.city.office, role)


def announced(hall: Hall, at: datetime) -> tuple[Result, ...]:
    """The committee's office takes the filed results over."""
    return results.announce(hall.the_meeting(), notice=hall.notice, by=hall.secretary, at=at)


def published(hall: Hall, at: datetime) -> Publication:
    """The city accepts; both channels show the list."""
    return publicity.accept(hall.the_meeting(), notice=hall.notice, by=city(hall, Role.REVIEWER), at=at)


def confirmed(hall: Hall, number: str, at: datetime) -> Confirmation:
    """Everybody of the list whom nothing hinders, proposed by the reviewer and granted by the superior."""
    reviewer, publication = city(hall, Role.REVIEWER), queries.publication_of(hall.the_meeting())
    assert publication is not None
    free = certificates.unhindered(publication, at, hall.notice)
    approval = certificates.propose_confirmation(
        publication, number, free, reason=WHY, notice=hall.notice, by=reviewer, at=at
    )
    approvals.decide(approval, is_granted=True, opinion="同意", by=city(hall, Role.SUPERIOR), at=at)
    return certificates.confirm(approval, notice=hall.notice, by=reviewer, at=at)


def sanctioned(hall: Hall, certificate: Certificate, at: datetime) -> Sanction:
    """A title that rests on a false paper: every measure that is due, granted by the superior and taken."""
    dossier, decided_on = certificate.confirmed.dossier, at.date()
    due = measures_due(PERSON, has_title=True, notice=hall.notice)
    approval = integrity.propose_sanction(
        dossier.person, ground="学术造假", words="提交的获奖证书系伪造，经发证部门核实不存在该证书。",
        number=f"许职改办示例〔{at.year}〕10号", decided_on=decided_on, ends_on=term_ends_on(decided_on, hall.notice),
        documents={m: f"许职改办示例〔{at.year}〕{n}号" for n, m in enumerate(due, 11)}, dossier=dossier,
        notice=hall.notice, by=city(hall, Role.REVIEWER), at=at,
    )  # fmt: skip
    approvals.decide(approval, is_granted=True, opinion="同意", by=city(hall, Role.SUPERIOR), at=at)
    return integrity.sanction(approval, notice=hall.notice, by=city(hall, Role.REVIEWER), at=at)


def issued(hall: Hall, confirmation: Confirmation, at: datetime) -> tuple[Certificate, ...]:
    """A certificate for each of them, numbered by the city's own randomness."""
    return certificates.issue(
        confirmation, notice=hall.notice, by=city(hall, Role.REVIEWER), at=at, random=hall.city.draw.randbytes
    )


def write_out(publication: Publication, folder: Path, *, limit: int, at: datetime) -> tuple[str, ...]:
    """Print outputs 14 to 19 of a publication, as far as they exist, into ``folder``; the names of the files.

    At most ``limit`` certificates, in the order of the confirmations and their lists.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for output, kind, subject in _outputs(publication, limit, at):
        made = documents.paper(kind, subject, at=at)
        name = f"{output}-{made.name}"
        (folder / name).write_bytes(papers.paper_content(made))
        written.append(name)
    return tuple(sorted(written))


def _outputs(publication: Publication, limit: int, at: datetime) -> Iterator[tuple[int, str, Any]]:
    """Number of the output, kind and subject of each paper."""
    yield from ((14, "results_list", queries.channel_of(publication, p)) for p in queries.PUBLISHERS)
    if queries.is_over(publication, at):
        yield 15, "objections_report", publication
    confirmations = publication.confirmations.order_by("confirmed_at", "pk")
    yield from ((16, "confirmation", c) for c in confirmations)
    certificates = [made for c in confirmations for made in queries.certificates(c)]
    yield from ((17, "certificate", made) for made in certificates[:limit])
    behind = {
        "dossier__result__case__meeting": publication.meeting_id,
        "dossier__result__recognition": publication.recognition_id,
    }
    for decision in queries.sanctions().filter(**behind):
        yield from ((18, "measure", m) for m in decision.measures.all())
        yield 19, "integrity_extract", decision
