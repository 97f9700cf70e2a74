"""What must hold of every way walked; silent when it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from zhicheng.accounts.facts import quota_facts
from zhicheng.accounts.models import PostQuota
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.models import Entry
from zhicheng.policy import places, quota, replay, telling
from zhicheng.policy.finding import Refused
from zhicheng.policy.route import Ruling
from zhicheng.year import queries as years
from zhicheng.year import shelf
from zhicheng.year.models import Year

from . import facts, posts, queries, standing
from .models import Comparison, Letter, Standing, Visit

_EVENTS = {Ruling.PASSED.value: "PassedOn", Ruling.SENT_BACK.value: "SentBack", Ruling.REFUSED.value: "TurnedDown"}


def broken() -> Iterator[str]:
    """One Chinese line for each thing that is wrong."""
    yield from _rulings()
    yield from _letters()
    yield from _verdicts()
    yield from _posts()
    walked = Dossier.objects.filter(visits__isnull=False).distinct().select_related("year", "person", "organisation")
    for dossier in walked.iterator():
        yield from _dossier(dossier)
    for tick in Comparison.objects.filter(is_micro_exempt=False).exclude(handler=None).exclude(principal=None):
        if tick.handler_id == tick.principal_id:
            yield f"原件核对 {tick.pk}：两次核对是同一个人"


def _verdicts() -> Iterator[str]:
    """The last revision of every dossier is judged by its own notice as it was when it was sealed (G-23)."""
    for year in years.years():
        for revision in dossiers.sealed_of(year):
            sealed = facts.sealed(revision) if revision.verdicts else None
            if sealed is None:
                continue
            name = f"{revision.dossier.number} 第{revision.ordinal}版"
            try:
                law = shelf.version_of(revision.notice_hash)
            except Refused as no:
                yield f"{name}：{no.refusals[0].what}"
                continue
            for d in replay.against_kept(sealed.kept, sealed.facts(), law):
                yield f"{name}：重新判断的结论与封存时不同（{d.words}）"


def _rulings() -> Iterator[str]:
    """Every closed visit has its one line in the ledger, by the same person."""
    lines = Counter(
        (e.event, e.content["dossier"], e.content["ordinal"], e.actor_person)
        for e in Entry.objects.filter(event__in=_EVENTS.values()).iterator()
    )
    for visit in Visit.objects.exclude(closed_at=None).select_related("dossier").iterator():
        key = (_EVENTS[visit.ruling], visit.dossier.number, visit.ordinal, visit.ruled_by_id or 0)
        if lines[key] != 1:
            yield f"{visit.dossier.number} 第{visit.ordinal}站：台账有{lines[key]}条相应记录"
        if visit.ruled_by_id == visit.applicant_id:
            yield f"{visit.dossier.number} 第{visit.ordinal}站：审核人是申报人本人"
        if visit.closed_at is not None and visit.closed_at < visit.arrived_at:
            yield f"{visit.dossier.number} 第{visit.ordinal}站：办结早于到达"


def _letters() -> Iterator[str]:
    for letter in Letter.objects.select_related("visit__revision", "visit__dossier__year").prefetch_related(
        "items", "visit__verdicts"
    ):
        if letter.visit.ruling != Ruling.SENT_BACK.value:
            yield f"{letter.number}：告知书所在环节没有退回"
        if not letter.items.all():
            yield f"{letter.number}：告知书没有内容"
        if letter.correct_by <= letter.sent_at:
            yield f"{letter.number}：补正截止早于告知时间"
        judged = {v.section for v in letter.visit.verdicts.all()}
        if missing := {i.section for i in letter.items.all()} - judged:
            yield f"{letter.number}：{'、'.join(sorted(missing))}没有结论"
        yield from _told_once(letter)


def _told_once(letter: Letter) -> Iterator[str]:
    """The correction kept to what the letter opened; a second letter speaks of the correction, or was approved."""
    visit = letter.visit
    notice = shelf.notice_of(visit.dossier.year)
    after = visit.dossier.revisions.filter(ordinal=visit.revision.ordinal + 1).first()
    if after is not None:
        changed = queries.changes_between(visit.revision, after, notice)
        if telling.may_hand_in_again(tuple(letter.places), changed, notice):
            yield f"{letter.number}：补正改动了告知书没有开放的内容"
    earlier = [
        v
        for v in queries.visits(visit.dossier)
        if v.station == visit.station and v.ordinal < visit.ordinal and v.ruling == Ruling.SENT_BACK.value
    ]
    if bool(earlier) is not letter.is_second:
        yield f"{letter.number}：是否再次退回与到站记录不符"
    if earlier and letter.approval_id is None:
        changed = queries.changes_between(earlier[-1].revision, visit.revision, notice)
        for item in letter.items.all():
            if not any(places.covers(c, p) or places.covers(p, c) for p in item.places for c in changed):
                yield f"{letter.number}：再次退回的“{item.title}”不是补正带来的"


def _posts() -> Iterator[str]:
    """Nobody was recommended beyond the posts on record: of those without a green channel there are never more than
    the year's number when the last of them came after the number was entered."""
    unclaimed = Dossier.objects.filter(recommendation__isnull=False, post_claim=None)
    yield from (f"{dossier.number}：已推荐，没有记下岗位占用" for dossier in unclaimed)
    for on_record in PostQuota.objects.select_related("organisation"):
        year = Year.objects.filter(year=on_record.year).first()
        notice = shelf.notice_of(year) if year is not None else None
        if year is None or notice is None or "within_quota" not in notice.rules:
            continue
        takers = posts.takers(year).filter(
            dossier__organisation=on_record.organisation, level=on_record.level, green_channel=""
        )
        times = sorted(takers.values_list("dossier__recommendation__recommended_at", flat=True))
        number = quota.offered(quota_facts(on_record), notice.rule("within_quota"))
        if len(times) > number and times[-1] > on_record.entered_at:
            yield f"{on_record.organisation.name}：{on_record.level}推荐{len(times)}人，超出登记的{number}人"


def _dossier(dossier: Dossier) -> Iterator[str]:
    row = Standing.objects.filter(dossier=dossier).values(
        "station", "office_id", "waits_for", "since", "due_at", "ending", "is_done", "times_returned"
    )
    if row.first() != standing.computed(dossier):
        yield f"{dossier.number}：现处位置与到站记录不符"
    walked = queries.visits(dossier)
    notice = shelf.notice_of(dossier.year)
    route = queries.route_of(dossier, walked[-1].revision, notice)
    passed = {v.station for v in walked if v.ruling == Ruling.PASSED.value}
    for visit in walked:
        before = route.ids[: route.ids.index(visit.station)]
        if missing := [s for s in before if s not in passed]:
            yield f"{dossier.number} 第{visit.ordinal}站：越过了{'、'.join(missing)}"
    files = {(f.slot, f.row, f.digest) for f in dossiers.files_of(walked[-1].revision)}
    originals = {m.id for m in notice.materials if m.is_original}
    if walked[-1].station not in (*route.ticking, "") and walked[-1].station != route.ids[1]:
        ticks = queries.comparisons(dossier)
        for slot, line, digest in sorted(files):
            tick = ticks.get((slot, line, digest))
            if slot in originals and (tick is None or tick.handler_id is None or tick.principal_id is None):
                yield f"{dossier.number}：“{slot}”没有经两人核对就离开了单位"
