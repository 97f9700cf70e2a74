"""单位审核、公示、推荐: three separate recorded steps of the employer (S2.5.9-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from zhicheng.accounts.models import Organisation
from zhicheng.dossier import queries as dossiers
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy import materials, quota, telling, windows
from zhicheng.policy.facts import File
from zhicheng.policy.finding import Refusal, Refused, Says, Source, refuse
from zhicheng.policy.judge import OF_THE_PRINCIPAL, unmet
from zhicheng.policy.notice import Material, Notice
from zhicheng.policy.places import UNIT_FILES, file_place
from zhicheng.policy.route import Ends, Ruling
from zhicheng.policy.seats import Role

from .. import facts, queries, standing
from ..events import (
    OriginalCompared,
    PublicityClosed,
    PublicityPhotographed,
    PublicityPosted,
    Recommended,
    TurnedDown,
    UnitFileAdded,
    UnitFileRemoved,
)
from ..models import (
    Comparison,
    Ending,
    PostClaim,
    PublicityEntry,
    PublicityPhoto,
    Recommendation,
    UnitFile,
    UnitPublicity,
    Visit,
)
from .applicant import as_refusal
from .moving import close, kind_of, locked, may_act, pass_to_next

NO_OBJECTION, OBJECTION = "无异议", "有异议"
_UNIT_ONLY = Source("平台规定", "", "", "单位附件由经办人在单位审核环节上传。", "确定")
_LIST = Source("平台规定", "", "", "一份材料只在一次单位公示的名单上。", "确定")


# ───── 原件核对 ─────


def to_compare(visit: Visit, notice: Notice) -> tuple[File, ...]:
    """The applicant's files whose originals the unit compares one by one (S2.5.9-02)."""
    originals = {m.id for m in notice.materials if m.is_original}
    return tuple(f for f in dossiers.files_of(visit.revision) if f.slot in originals)


def compare(visit: Visit, slot: str, row: str, digest: str, *, notice: Notice, by: Actor, at: datetime) -> Comparison:
    """Tick one file as compared with its original, by the seat of the station; twice by one seat is one tick."""
    return compare_several(visit, [(slot, row, digest)], notice=notice, by=by, at=at)[0]


@transaction.atomic
def compare_several(
    visit: Visit, wanted: Sequence[tuple[str, str, str]], *, notice: Notice, by: Actor, at: datetime
) -> tuple[Comparison, ...]:
    """Tick several files, as slot, row and digest, each with its own line in the ledger (S2.5.9-02).

    Refused to whoever ticked one in the other seat, but for a micro-unit's approved double seat.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    rule = notice.rule("originals_compared")
    if visit.station not in queries.route_of(visit.dossier, visit.revision, notice).ticking:
        raise Refused(Refusal(rule.id, "本环节不核对原件", rule.source))
    there = {(f.slot, f.row, f.digest) for f in to_compare(visit, notice)}
    if any(w not in there for w in wanted):
        raise Refused(Refusal(rule.id, "这份文件不在提交的材料中", rule.source, "请刷新页面。"))
    have = queries.comparisons(visit.dossier)
    out = []
    for slot, row, digest in wanted:
        tick = have.get((slot, row, digest)) or Comparison(dossier=visit.dossier, slot=slot, row=row, digest=digest)
        if _tick(tick, notice, by, at):
            tick.save()
            record(OriginalCompared(visit.dossier.number, slot, row, digest, by.role), by=by, at=at)
        out.append(tick)
    return tuple(out)


def _tick(tick: Comparison, notice: Notice, by: Actor, at: datetime) -> bool:
    """Set the tick of the actor's seat; whether it was not set before."""
    is_handler = by.role == Role.HANDLER.value
    mine, other = (tick.handler_id, tick.principal_id) if is_handler else (tick.principal_id, tick.handler_id)
    if mine is not None:
        return False
    if other == by.person:
        if not _has_double_seat(by):
            rule = notice.rule("two_people")
            raise Refused(Refusal(rule.id, "这份原件已由您以另一席位核对过", rule.source, rule.mend))
        tick.is_micro_exempt = True
    if is_handler:
        tick.handler_id, tick.handler_name, tick.handler_at = by.person, by.name, at
    else:
        tick.principal_id, tick.principal_name, tick.principal_at = by.person, by.name, at
    return True


def _has_double_seat(by: Actor) -> bool:
    return Organisation.objects.filter(
        pk=by.organisation, seats__pk=by.seat, seats__is_micro_exempt=True, seats__ended_at=None
    ).exists()


def uncompared(visit: Visit, notice: Notice) -> tuple[File, ...]:
    """The files that the seat of this station has not ticked."""
    ticks = queries.comparisons(visit.dossier)
    is_handler = kind_of(visit, notice).seat == Role.HANDLER.value
    return tuple(
        f
        for f in to_compare(visit, notice)
        if (tick := ticks.get((f.slot, f.row, f.digest))) is None
        or (tick.handler_id if is_handler else tick.principal_id) is None
    )


def _all_compared(visit: Visit, notice: Notice) -> tuple[Refusal, ...]:
    rule = notice.rule("originals_compared")
    names = {m.id: m for m in notice.materials}
    return tuple(
        Refusal(
            rule.id,
            f"“{names[f.slot].name}”（{f.name}）尚未核对原件",
            rule.source,
            rule.mend,
            file_place(names[f.slot].section, f.row, f.slot),
        )
        for f in uncompared(visit, notice)
    )


# ───── 单位附件 ─────


@transaction.atomic
def add_unit_file(
    visit: Visit,
    slot: str,
    blob: Blob,
    name: str,
    *,
    year: int | None = None,
    grade: str = "",
    notice: Notice,
    by: Actor,
    at: datetime,
) -> UnitFile:
    """Add an appraisal form of exactly a demanded year, or the unit's written proof; by the handler alone (S2.5.7).

    A second form of a year takes the first one's place.
    """
    visit = locked(visit)
    may_act(visit, notice, by)
    material = _unit_material(visit, slot, notice)
    rule = notice.rule("appraisals_complete")
    if slot == rule["material"]:
        _year_is_demanded(visit, year, notice, at)
        for old in UnitFile.objects.filter(dossier=visit.dossier, slot=slot, year=year, removed_at=None):
            _remove(visit, old, by, at)
    elif year is not None:
        raise Refused(Refusal(rule.id, f"“{material.name}”不分年度", rule.source))
    kept = UnitFile.objects.create(
        dossier=visit.dossier,
        slot=slot,
        year=year,
        grade=grade.strip()[:20],
        blob=blob,
        name=name.strip()[:200] or "未命名",
        added_by=by.words[:120],
        added_at=at,
    )
    record(UnitFileAdded(visit.dossier.number, slot, year, blob.digest), by=by, at=at)
    return kept


@transaction.atomic
def remove_unit_file(file: UnitFile, visit: Visit, *, notice: Notice, by: Actor, at: datetime) -> None:
    """Take a unit's file out; it stays in the record of what was there."""
    visit = locked(visit)
    may_act(visit, notice, by)
    if file.dossier_id != visit.dossier_id or file.removed_at is not None:
        raise Refused(Refusal("unit_files", "这份文件已经移除", _UNIT_ONLY, "请刷新页面。"))
    _unit_material(visit, file.slot, notice)
    _remove(visit, file, by, at)


def _remove(visit: Visit, file: UnitFile, by: Actor, at: datetime) -> None:
    file.removed_at = at
    file.save(update_fields=("removed_at",))
    record(UnitFileRemoved(visit.dossier.number, file.slot, file.year, file.blob.digest), by=by, at=at)


def _unit_material(visit: Visit, slot: str, notice: Notice) -> Material:
    first = queries.route_of(visit.dossier, visit.revision, notice).first
    material = next((m for m in notice.materials if m.id == slot and m.uploader == Role.HANDLER.value), None)
    if visit.station != first or material is None:
        raise Refused(Refusal("unit_files", "本环节不能上传这种单位附件", _UNIT_ONLY, "请在单位经办环节上传。"))
    return material


def _year_is_demanded(visit: Visit, year: int | None, notice: Notice, at: datetime) -> None:
    rule = notice.rule("appraisals_complete")
    needed = materials.appraisal_years(facts.reviewed(visit, notice, at), notice)
    if year not in needed:
        words = "、".join(map(str, needed)) or "无"
        raise Refused(
            Refusal(
                rule.id,
                f"要求的考核年度是{words}，没有{year if year is not None else '注明年度的'}",
                rule.source,
                "请按要求的年度上传。",
                file_place(UNIT_FILES, "", rule["material"]),
            )
        )


# ───── 通过单位经办 ─────


def handler_reasons(visit: Visit, notice: Notice, at: datetime) -> tuple[Refusal, ...]:
    """Why the handler cannot pass the dossier yet: ticks and files of the unit that are missing."""
    found = unmet(facts.unit_findings(visit, notice, at))
    return (
        *_all_compared(visit, notice),
        *(as_refusal(f) for f in found if f.rule not in OF_THE_PRINCIPAL),
    )


# ───── 单位公示 ─────


@transaction.atomic
def post_publicity(
    organisation: Organisation,
    visits: Sequence[Visit],
    *,
    place: str,
    telephone: str,
    posted_on: date,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> UnitPublicity:
    """Record the posting of a list in the unit; its last day follows from the working days (S2.5.9-03, R-08)."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    chosen = [locked(v) for v in visits]
    rule = notice.rule("unit_publicity")
    reasons = []
    if not chosen:
        reasons.append(Refusal(rule.id, "没有选择公示的人员", rule.source, "请至少选择一人。"))
    if not place.strip():
        reasons.append(Refusal(rule.id, "没有填写公示地点", rule.source, "请填写张贴的地点。", "place"))
    if posted_on > at.date():
        reasons.append(
            Refusal(rule.id, f"张贴日期{posted_on}晚于今天", rule.source, "请填写实际张贴的日期。", "posted_on")
        )
    for visit in chosen:
        may_act(visit, notice, by)
        if posted_on < visit.arrived_at.date():
            reasons.append(
                Refusal(
                    rule.id,
                    f"{visit.dossier.person.name}的材料{visit.arrived_at:%Y-%m-%d}才完成单位经办审核，张贴日期不能早于这一天",
                    rule.source,
                    "请填写审核之后的张贴日期。",
                    "posted_on",
                )
            )
        if PublicityEntry.objects.filter(visit=visit).exists():
            reasons.append(Refusal(rule.id, f"{visit.dossier.person.name}已在公示名单上", _LIST))
    refuse(reasons)
    last = UnitPublicity.objects.filter(organisation=organisation).order_by("-ordinal").first()
    posted = UnitPublicity.objects.create(
        organisation=organisation,
        ordinal=last.ordinal + 1 if last else 1,
        posted_on=posted_on,
        ends_on=windows.publicity_ends_on(posted_on, notice),
        place=place.strip()[:120],
        telephone=telephone.strip()[:40],
        posted_by=by.words[:120],
    )
    PublicityEntry.objects.bulk_create(PublicityEntry(publicity=posted, visit=v) for v in chosen)
    record(
        PublicityPosted(
            publicity_name(posted),
            tuple(v.dossier.number for v in chosen),
            posted_on.isoformat(),
            posted.ends_on.isoformat(),
            posted.place,
        ),
        by=by,
        at=at,
    )
    return posted


def publicity_name(posted: UnitPublicity) -> str:
    """How the ledger names a posting."""
    return f"{posted.organisation_id}-{posted.ordinal}"


@transaction.atomic
def add_photo(
    posted: UnitPublicity, blob: Blob, name: str, *, notice: Notice, by: Actor, at: datetime
) -> PublicityPhoto:
    """Add a photograph of the posting."""
    posted = _open_posting(posted, notice, by)
    photo = PublicityPhoto.objects.create(publicity=posted, blob=blob, name=name.strip()[:200] or "未命名", added_at=at)
    record(PublicityPhotographed(publicity_name(posted), blob.digest), by=by, at=at)
    return photo


@transaction.atomic
def close_publicity(
    posted: UnitPublicity,
    *,
    result: str,
    objections: str,
    upheld: Sequence[Visit] = (),
    notice: Notice,
    by: Actor,
    at: datetime,
) -> UnitPublicity:
    """Record the result after the full period, with photographs, and pass the list on to the principal.

    With 有异议 the objections and how they were handled must be told; whoever an objection was ``upheld`` against
    is not recommended, which ends their way. Every reason that stands against it at once.
    """
    posted = _open_posting(posted, notice, by)
    rule = notice.rule("unit_publicity")
    reasons = []
    finding = windows.unit_publicity(posted.posted_on, None, at.date(), notice)
    if finding.says is not Says.MET:
        reasons.append(as_refusal(finding))
    if not posted.photos.exists():
        reasons.append(Refusal(rule.id, "没有公示照片", rule.source, "请上传张贴现场的照片。", "photos"))
    if result not in (NO_OBJECTION, OBJECTION):
        reasons.append(
            Refusal(rule.id, "没有选择公示结果", rule.source, f"请选择“{NO_OBJECTION}”或“{OBJECTION}”。", "result")
        )
    if result == OBJECTION and telling.empty_words(objections, notice):
        words = notice.rule("reasons_are_sentences")
        reasons.append(Refusal(words.id, "没有写明异议和处理情况", words.source, words.mend, "objections"))
    if result == NO_OBJECTION and upheld:
        reasons.append(Refusal(rule.id, "无异议却有不予推荐的人员", rule.source, "请改选“有异议”。", "result"))
    refuse(reasons)
    posted.closed_at, posted.result, posted.objections = at, result, objections.strip()
    posted.save()
    against = {v.pk for v in upheld}
    numbers = []
    for entry in posted.entries.select_related("visit").order_by("pk"):
        visit = locked(entry.visit)
        may_act(visit, notice, by)
        numbers.append(visit.dossier.number)
        if visit.pk in against:
            end(visit, f"公示期间异议成立：{objections.strip()}", by=by, at=at)
        else:
            pass_to_next(visit, f"公示期满，{result}", notice=notice, by=by, at=at)
    record(PublicityClosed(publicity_name(posted), result, tuple(numbers)), by=by, at=at)
    return posted


def _open_posting(posted: UnitPublicity, notice: Notice, by: Actor) -> UnitPublicity:
    posted = UnitPublicity.objects.select_for_update().get(pk=posted.pk)
    rule = notice.rule("unit_publicity")
    reasons = []
    if by.organisation != posted.organisation_id or by.role != Role.HANDLER.value:
        reasons.append(Refusal(rule.id, "单位公示由本单位经办人登记", rule.source, "请切换到经办人席位。"))
    if posted.closed_at is not None:
        reasons.append(Refusal(rule.id, "这次公示的结果已经登记", rule.source, "请刷新页面。"))
    refuse(reasons)
    return posted


def end(visit: Visit, reason: str, *, by: Actor, at: datetime) -> Ending:
    """Close a visit as refused, which ends the dossier's way."""
    close(visit, Ruling.REFUSED, reason, by=by, at=at)
    ending = Ending.objects.create(
        dossier=visit.dossier, kind=Ends.REFUSED.value, station=visit.station, reason=reason, ended_at=at
    )
    standing.refresh(visit.dossier)
    record(TurnedDown(visit.dossier.number, visit.station, visit.ordinal, reason), by=by, at=at)
    return ending


# ───── 单位推荐 ─────


@transaction.atomic
def recommend(
    visit: Visit, *, opinion: str, is_pledged: bool, notice: Notice, by: Actor, at: datetime
) -> Recommendation:
    """The principal recommends: pledge of the unit, opinion, the day that counts for achievements (S2.4-09).

    A corrected dossier keeps its first day. Every missing tick, verdict and word at once. The unit's row is locked
    first, so that two recommendations never take the same last post (S2.2-05).
    """
    Organisation.objects.select_for_update().get(pk=visit.organisation_id)
    visit = locked(visit)
    may_act(visit, notice, by)
    rule, pledge = notice.rule("recommended_by_unit"), notice.rule("employer_pledge_signed")
    if kind_of(visit, notice).seat != Role.PRINCIPAL.value:
        raise Refused(Refusal(rule.id, "本环节不是单位推荐", rule.source))
    reasons = [*telling.may_pass(facts.told(visit, notice, at), notice), *_all_compared(visit, notice)]
    if not is_pledged:
        reasons.append(Refusal(pledge.id, "用人单位尚未作出诚信承诺", pledge.source, pledge.mend, "pledge"))
    if not opinion.strip():
        reasons.append(Refusal(rule.id, "没有填写推荐意见", rule.source, "请填写推荐意见。", "opinion"))
    if not visit.returning_to:
        publicity = facts.publicity_finding(visit, notice, at)
        if publicity.says is not Says.MET:
            reasons.append(as_refusal(publicity))
    reasons += [as_refusal(f) for f in unmet(facts.quota_findings(visit, notice, at))]
    refuse(reasons)
    given, is_first = Recommendation.objects.get_or_create(
        dossier=visit.dossier,
        defaults={
            "recommended_on": at.date(),
            "opinion": opinion.strip(),
            "pledge_version": notice.texts["employer_pledge.version"],
            "by_name": by.name,
            "recommended_at": at,
        },
    )
    said = dossiers.said(visit.revision)
    PostClaim.objects.update_or_create(
        dossier=visit.dossier,
        defaults={
            "level": said.application.level,
            "is_counted": "within_quota" in notice.rules and quota.takes_a_post(said, notice),
            "green_channel": said.basics.green_channel.document_number if said.basics.green_channel else "",
            "claimed_at": at,
        },
    )
    if is_first:
        record(Recommended(visit.dossier.number, given.recommended_on.isoformat(), given.pledge_version), by=by, at=at)
    pass_to_next(visit, opinion.strip(), notice=notice, by=by, at=at)
    return given
