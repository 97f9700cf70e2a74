"""The bridge from visits to policy: what rules may know of a dossier under review, and of a return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhicheng.accounts import facts as account_facts
from zhicheng.accounts import queries as accounts
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.policy import judge, quota, telling, windows
from zhicheng.policy.facts import Appraisal, Facts, File
from zhicheng.policy.finding import Finding, Says
from zhicheng.policy.notice import Notice
from zhicheng.policy.replay import Sealed
from zhicheng.policy.route import Ruling
from zhicheng.policy.telling import Earlier, Told
from zhicheng.register import queries as register
from zhicheng.year import shelf
from zhicheng.year.queries import SHANGHAI

from . import posts, queries
from .models import Deficiency, Letter, UnitFile, Visit


def appraisals(files: Sequence[UnitFile]) -> tuple[Appraisal, ...]:
    """The unit's appraisal forms as rules read them."""
    return tuple(Appraisal(year=f.year, grade=f.grade, digest=f.blob.digest) for f in files if f.year is not None)


def reviewed(visit: Visit, notice: Notice, at: datetime) -> Facts:
    """What rules may know in a visit: the sealed revision, the unit's files, and the first day of recommendation."""
    files = queries.unit_files(visit.dossier)
    recommended = queries.recommendation(visit.dossier)
    proof = notice.rule("written_proof").params.get("material", "written_proof")
    facts = dossier_facts.of(
        visit.revision,
        on=at.date(),
        recommended_on=recommended.recommended_on if recommended else None,
        appraisals=appraisals(files),
        written_proof=any(f.slot == proof for f in files),
    )
    assert isinstance(facts, Facts)  # a sealed revision is whole
    return replace(facts, dossier=replace(facts.dossier, files=(*facts.dossier.files, *_of_unit(files))))


def _of_unit(files: Sequence[UnitFile]) -> tuple[File, ...]:
    """What the unit uploads in the applicant's sections, such as the approval of a green channel, as rules read it."""
    return tuple(
        File(slot=f.slot, row="", digest=f.blob.digest, name=f.name, media_type=f.blob.media_type, pages=f.blob.pages)
        for f in files
        if f.year is None
    )


def sealed(revision: Revision) -> Sealed | None:
    """A revision with what the rules knew when it was sealed, so that it can be judged again (G-23).

    The register is read by the identity that was sealed, as it was known at that instant; a recommendation counts
    from when there was one. ``None`` once the person's key is destroyed: an anonymous dossier cannot be judged.
    """
    if (content := dossiers.readable_content(revision)) is None:
        return None
    at, basics = revision.sealed_at, content["basics"]
    index = register.identity_index(basics["id_type"], basics["id_number"])
    recommended = queries.recommendation(revision.dossier)
    files = queries.unit_files(revision.dossier)
    return Sealed(
        number=revision.dossier.number,
        ordinal=revision.ordinal,
        notice_hash=revision.notice_hash,
        kept=revision.verdicts,
        content=content,
        on=at.astimezone(SHANGHAI).date(),
        recommended_on=recommended.recommended_on if recommended and recommended.recommended_at <= at else None,
        green_channel_on_file=register.green_channel_of(basics["id_type"], index, known_at=at),
        bars=register.bars_of(basics["id_type"], index, known_at=at),
        entrustment=dossier_facts.entrustment(
            content["application"]["manner"], basics["id_type"], index, content["year"], known_at=at
        ),
        appraisals=appraisals(files),
        unit_files=_of_unit(files),
    )


def recommending(visit: Visit, notice: Notice, at: datetime) -> Facts:
    """What is known when the unit recommends: as reviewed, with the posts of the applied level and who took them.

    A dossier that was recommended at this level without a green channel was counted then, and stays so.
    """
    facts = reviewed(visit, notice, at)
    if "within_quota" not in notice.rules or not quota.takes_a_post(facts.dossier, notice):
        return facts
    dossier, level = visit.dossier, facts.dossier.application.level
    on_record = accounts.quota_of(dossier.organisation_id, dossier.year.year, level)
    if on_record is None:
        return facts
    own = posts.post_claim(dossier)
    others = posts.takers(dossier.year).filter(dossier__organisation=dossier.organisation_id, level=level)
    taken = account_facts.quota_facts(
        on_record,
        recommended=others.exclude(dossier=dossier).count(),
        counted=own is not None and own.level == level and not own.green_channel,
    )
    return replace(facts, quota=taken)


def doubts(visit: Visit, notice: Notice, at: datetime) -> tuple[Finding, ...]:
    """Everything that the rules say of the revision under review, the unit's part included, in order of sections.

    The rules are those under which the revision was sealed: a notice changed since judges what is sealed since (G-23).
    """
    law = shelf.version_of(visit.revision.notice_hash)
    facts = recommending(visit, law, at)
    return (*judge.judge(facts, law), *judge.judge_unit(facts, law))


def unit_findings(visit: Visit, notice: Notice, at: datetime) -> tuple[Finding, ...]:
    """What the unit's own files still lack, by the rules under which the revision was sealed."""
    law = shelf.version_of(visit.revision.notice_hash)
    return judge.judge_unit(reviewed(visit, law, at), law)


def quota_findings(visit: Visit, notice: Notice, at: datetime) -> tuple[Finding, ...]:
    """What stands in the way of a recommendation only: the posts of the unit (S2.2-05)."""
    law = shelf.version_of(visit.revision.notice_hash)
    found = judge.judge_unit(recommending(visit, law, at), law)
    return tuple(f for f in found if f.rule in judge.OF_THE_PRINCIPAL)


def publicity_finding(visit: Visit, notice: Notice, at: datetime) -> Finding:
    """Whether the unit's posting has stood long enough by a day."""
    posted = queries.publicity_of(visit.dossier)
    ended = posted.closed_at.date() if posted and posted.closed_at else None
    return windows.unit_publicity(posted.posted_on if posted else None, ended, at.date(), notice)


def in_time(dossier: Dossier, notice: Notice, at: datetime) -> Finding:
    """Whether a hand-in, or the hand-in of a correction, at that instant keeps its deadline (S2.3-06, S2.3-08)."""
    opened = dossiers.reopening(dossier)
    if opened is not None:
        return windows.corrected_in_time(at, opened.closes_at, notice)
    facts, _ = dossier_facts.drafted(dossier, on=at.date())
    return windows.handed_in_in_time(facts, notice, at)


def before_hand_in(dossier: Dossier, notice: Notice, at: datetime) -> tuple[Finding, ...]:
    """Everything at once (S2.3-12): what the rules say of the draft, and of the deadline while it can be handed in."""
    recommended = queries.recommendation(dossier)
    found = dossier_facts.findings(
        dossier, notice=notice, on=at.date(), recommended_on=recommended.recommended_on if recommended else None
    )
    if dossiers.open_places(dossier) == () or queries.ending_of(dossier) is not None:
        return found
    late = in_time(dossier, notice, at)
    return (*((late,) if late.says is Says.UNMET else ()), *found)


def as_policy(item: Deficiency) -> telling.Deficiency:
    """A listed item as the rules of telling read it."""
    return telling.Deficiency(
        section=item.section,
        reason=item.reason,
        places=tuple(item.places),
        mend=item.mend,
        defect=item.defect,
        rule=item.rule,
        reads=tuple(item.reads),
    )


def told(visit: Visit, notice: Notice, at: datetime, *, superior_approved: bool = False) -> Told:
    """What a return is asked about: verdicts, deadline, and what this office said or passed before (S2.4-08).

    An office that passed an earlier revision may raise only what came with the correction, as if it had
    returned it with an empty list.
    """
    earlier: list[Earlier] = []
    passed = False
    for before in queries.visits(visit.dossier):
        if before.pk == visit.pk or before.station != visit.station or not before.ruling:
            continue
        if before.revision_id == visit.revision_id:
            passed = passed or before.ruling == Ruling.PASSED.value
            continue
        letter = Letter.objects.filter(visit=before).prefetch_related("items").first()
        items = tuple(as_policy(i) for i in letter.items.all()) if letter else ()
        changed = queries.changes_between(before.revision, visit.revision, notice)
        earlier.append(Earlier(items, changed))
    return Told(
        station=visit.station,
        verdicts=queries.says(visit),
        at=at,
        closes_at=visit.due_at,
        sees_unit_files=sees_unit_files(visit, notice),
        earlier=tuple(earlier),
        superior_approved=superior_approved,
        passed=passed,
    )


def sees_unit_files(visit: Visit, notice: Notice) -> bool:
    """Whether 单位附件 is among what the station judges: everywhere but where the unit uploads them."""
    return visit.station != queries.route_of(visit.dossier, visit.revision, notice).first


def sections(visit: Visit, notice: Notice) -> tuple[str, ...]:
    """The sections that need a verdict in this visit."""
    return Told(
        station=visit.station, verdicts={}, at=visit.arrived_at, sees_unit_files=sees_unit_files(visit, notice)
    ).sections
