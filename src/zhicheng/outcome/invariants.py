"""What must hold of every result, list, confirmation and certificate; silent when it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.utils import timezone

from zhicheng.accounts.models import Approval
from zhicheng.committee import queries as meetings
from zhicheng.ledger.models import Entry
from zhicheng.policy import integrity, publicity
from zhicheng.policy.finding import Says
from zhicheng.register import queries as register
from zhicheng.year import shelf

from . import facts, numbers, queries
from .models import Certificate, Confirmation, Objection, Publication, Recognition, Result, Sanction


def broken() -> Iterator[str]:
    """One Chinese line for each thing that is wrong."""
    yield from _results()
    for publication in Publication.objects.select_related("meeting", "recognition").iterator():
        yield from _publication(publication)
    for objection in Objection.objects.prefetch_related("steps"):
        kinds = [s.kind for s in objection.steps.all()]
        if queries.CONCLUDED in kinds and kinds[0] != queries.TAKEN_UP:
            yield f"{objection.number}：没有受理就有结论"
    yield from _confirmations()
    yield from _certificates()
    for sanction in Sanction.objects.select_related("approval", "person", "organisation").prefetch_related("measures"):
        yield from _sanction(sanction)


def _results() -> Iterator[str]:
    """A result is what the tally that counts says of its case, or 缺席 where that did not carry."""
    for made in Recognition.objects.select_related("approval").iterator():
        if not _by_two(made.approval) or queries.digest_of(dict(made.approval.content)) != made.digest:
            yield f"{made.number}：认定决定没有经第二人批准，或与批准的内容不符"
        said = {number: passed for number, passed, _ in made.approval.content["rulings"]}
        kept = {r.dossier.number: r.word == queries.PASSED for r in made.results.select_related("dossier")}
        if said != kept:
            yield f"{made.number}：认定结果与决定不符"
    for result in Result.objects.exclude(case=None).select_related("case__meeting", "dossier").iterator():
        assert result.case is not None
        ballot = meetings.standing_ballot(result.case.meeting)
        tally = ballot.tallies.filter(case=result.case).first() if ballot else None
        if tally is None or (result.word == queries.PASSED and not tally.is_carried):
            yield f"{result.dossier.number}：评审结果与计票不符"
        if result.word in (queries.FAILED, queries.ABSENT) and tally is not None and tally.is_carried:
            yield f"{result.dossier.number}：评审结果与计票不符"


def _publication(publication: Publication) -> Iterator[str]:
    notice = shelf.notice_of(publication.sitting.year)
    if facts.as_published(publication).digest != publication.digest:
        yield f"{publication.number}：公示名单与摘要值不符"
    found = facts.together(publication, notice)
    if found.says is Says.UNMET or any(c.digest != publication.digest for c in queries.channels(publication)):
        yield f"{publication.number}：{found.facts}"
    if refusals := publicity.may_publish(facts.as_published(publication), notice):
        yield f"{publication.number}：{refusals[0].what}"
    if publication.people.count() != len(publication.rows):
        yield f"{publication.number}：名单与公示人员不符"


def _confirmations() -> Iterator[str]:
    for made in Confirmation.objects.select_related("publication", "approval").iterator():
        if made.confirmed_on <= made.publication.ends_on:
            yield f"{made.number}：公示期满以前确认"
        if not _by_two(made.approval):
            yield f"{made.number}：没有经第二人批准"
        listed = list(made.people.values_list("dossier__number", flat=True))
        if queries.digest_of({**made.approval.content, "dossiers": listed}) != made.digest:
            yield f"{made.number}：确认名单与批准的名单不符"


def _by_two(approval: Approval) -> bool:
    return approval.is_granted is True and approval.decided_by_id not in (None, approval.proposed_by_id)


def _certificates() -> Iterator[str]:
    """One standing certificate a person, its digest whole, its title in the register, ended there when ended here."""
    standing: Counter[int] = Counter()
    found = Certificate.objects.select_related(
        "confirmed__dossier", "end", "replaces__end", "restoration__plea", "restoration__approval"
    )
    for certificate in found:
        if queries.digest_of({**certificate.content, "name": certificate.name}) != certificate.digest:
            yield f"证书{certificate.number}：内容与摘要值不符"
        if not numbers.is_whole(certificate.number):
            yield f"证书{certificate.number}：编号的校验位不符"
        held = register.title_of_certificate(certificate.number)
        ended = queries.end_of(certificate)
        if held is None or hasattr(held, "end") is not bool(ended):
            yield f"证书{certificate.number}：与已取得职称的登记不符"
        restored = getattr(certificate, "restoration", None)
        was = queries.REVOKED if restored else queries.CORRECTED
        if certificate.replaces and queries.status_of(certificate.replaces) != was:
            yield f"证书{certificate.number}：所替换的证书没有注明{was}"
        if restored and not (restored.plea.is_granted and _by_two(restored.approval)):
            yield f"证书{certificate.number}：没有经申诉和第二人批准就已恢复"
        standing[certificate.confirmed_id] += ended is None
        issued = timezone.localdate(certificate.issued_at)
        person = certificate.confirmed.dossier.person
        if certificate.replaces is None and register.works_against(person.id_type, person.id_index, issued):
            entered = Entry.objects.filter(event="BreachEntered", happened_at__lt=certificate.issued_at).exists()
            if entered:
                yield f"证书{certificate.number}：发证当日诚信档案中有起作用的记录"
    yield from (f"确认人员 {id}：有{n}份有效证书" for id, n in standing.items() if n > 1)


def _sanction(sanction: Sanction) -> Iterator[str]:
    if not _by_two(sanction.approval):
        yield f"{sanction.number}：处理决定没有经第二人批准"
    for measure in sanction.measures.all():
        if measure.taken_on < sanction.decided_on:
            yield f"{sanction.number}：{measure.measure}早于决定"
    if sanction.subject == integrity.PERSON and sanction.person is not None:
        key = sanction.person.id_type, sanction.person.id_index
        if register.breach_of(sanction.number, *key) is None:
            yield f"{sanction.number}：没有记入诚信档案"
