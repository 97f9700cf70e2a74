"""From sealed facts and the record of the stations to what the printers print."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation, Verification
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.entrustment import queries as entrustment
from zhicheng.entrustment.models import LetterOut
from zhicheng.entrustment.queries import Census
from zhicheng.evidence import store
from zhicheng.policy import dossier_file, windows
from zhicheng.policy import facts as policy
from zhicheng.policy.finding import Remedy, Source
from zhicheng.policy.notice import Notice
from zhicheng.policy.route import Ends, Ruling
from zhicheng.policy.schema import place_words
from zhicheng.stations import queries as stations
from zhicheng.stations.models import Deficiency, Ending, Letter, UnitPublicity, Visit
from zhicheng.year.models import Year

from . import letters
from .letters import LetterCode, LetterItem
from .letters.entrustment import EntrustmentPaper, EntrustmentRow
from .review_form.form import Names, Opinion, ReviewForm, UnitPart
from .rosters.census import CensusRow, CensusTable
from .rosters.roster import Publicity, PublicityRow, Recommendation, RosterRow
from .words import day

NOTHING = "0" * 64


def digest_of(*words: str) -> str:
    """A digest of what a paper without a revision of its own prints."""
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def names_of(notice: Notice) -> Names:
    """Codes to Chinese, with the materials of the notice as a table of their own."""
    materials = {m.id: m.name for m in notice.materials}

    def name(table: str, code: str) -> str:
        if table == "material":
            return materials.get(code, code)
        if table == "committee":
            return notice.committees[code].name if code in notice.committees else code
        return notice.name_of(table, code)

    return name


# ───── 评审表 ─────


def review_form(revision: Revision, notice: Notice, *, is_watermarked: bool) -> ReviewForm:
    """The form of a sealed revision with what the unit and the offices said until now."""
    said = dossiers.said(revision)
    return _form(said, revision.dossier, notice, revision.ordinal, revision.digest, is_watermarked)


def draft_form(dossier: Dossier, notice: Notice) -> ReviewForm:
    """The form as it would be printed of the living content, always watermarked."""
    said, _ = dossiers.written(dossier)
    digest = hashlib.sha256(dossier_file.canonical(dossier_file.content(said))).hexdigest()
    return _form(said, dossier, notice, 0, digest, True)


def _form(
    said: policy.Dossier, dossier: Dossier, notice: Notice, ordinal: int, digest: str, is_watermarked: bool
) -> ReviewForm:
    printed = notice.rule("printed_after_all_passed")
    return ReviewForm(
        dossier=said,
        title=printed["form"],
        copies=int(printed["copies"]),
        maker=printed["maker"],
        names=names_of(notice),
        revision=ordinal,
        digest=digest,
        base_url=settings.BASE_URL,
        watermarked=is_watermarked,
        unit=_unit_part(dossier, notice),
        opinions=_opinions(dossier, notice),
        appraisals=tuple((f.year, f.grade) for f in stations.unit_files(dossier) if f.year is not None),
        photo=_photo(said),
        pledge_words=notice.texts.get("applicant_pledge", ""),
    )


def _photo(said: policy.Dossier) -> bytes | None:
    digest = next((f.digest for f in said.files if f.slot == "photo" and f.media_type.startswith("image/")), "")
    try:
        return store.read(digest) if digest else None
    except store.Lost:
        return None


def _unit_part(dossier: Dossier, notice: Notice) -> UnitPart:
    ticks = [t for t in stations.comparisons(dossier).values() if t.handler_name and t.principal_name]
    recommended, posted = stations.recommendation(dossier), stations.publicity_of(dossier)
    return UnitPart(
        comparison=f"已将{len(ticks)}份证件、证书类材料的原件与上传的电子版逐一核对" if ticks else "",
        handler=ticks[-1].handler_name if ticks else "",
        principal=ticks[-1].principal_name if ticks else "",
        publicity_from=posted.posted_on if posted else None,
        publicity_to=posted.ends_on if posted else None,
        publicity_place=posted.place if posted else "",
        publicity_result=posted.result if posted else "",
        opinion=recommended.opinion if recommended else "",
        pledge=notice.texts.get("employer_pledge", "") if recommended else "",
        recommended_on=recommended.recommended_on if recommended else None,
    )


def _opinions(dossier: Dossier, notice: Notice) -> tuple[Opinion, ...]:
    """The last approval of each office beyond the employer, in the order of the route."""
    passed: dict[str, Visit] = {}
    for visit in stations.visits(dossier):
        if visit.ruling == Ruling.PASSED.value:
            passed[visit.station] = visit
    return tuple(
        Opinion(
            station_name=kind.name,
            office=passed[kind.id].ruled_by_organisation,
            person=passed[kind.id].ruled_by_name,
            opinion=passed[kind.id].opinion,
            on=passed[kind.id].closed_at.date() if passed[kind.id].closed_at else None,  # type: ignore[union-attr]
        )
        for kind in stations.route_of(dossier, None, notice).stations
        if kind.id in passed and kind.office != "employer"
    )


# ───── 函件 ─────


def _to(dossier: Dossier, said: policy.Dossier, notice: Notice) -> str:
    """Whom a letter addresses: the name, and where an agency acts, the agency and the unit where the person works."""
    rule = notice.rules.get("own_unit")
    if rule is None or said.employer.nature not in rule["agencies"]:
        return dossier.person.name
    works = f"，实际工作单位：{said.basics.working_unit}" if said.basics.working_unit else ""
    return f"{dossier.person.name}（由{said.employer.name}代理{works}）"


def letter(sent: Letter, notice: Notice) -> letters.Letter:
    """一次性告知书 of a return."""
    dossier, revision = sent.visit.dossier, sent.visit.revision
    return letters.told_once(
        number=sent.number,
        issuer=sent.visit.organisation.name,
        to_name=_to(dossier, dossiers.said(revision), notice),
        year=notice.year,
        applied_for=dossiers.said(revision).application.title,
        dossier_number=dossier.number,
        items=items(tuple(sent.items.all()), notice),
        correct_by=sent.correct_by,
        contact=_contact(sent.visit.organisation),
        on=sent.sent_at.date(),
        code=_code(sent.number, revision.ordinal, letter_digest(sent)),
    )


def letter_digest(sent: Letter) -> str:
    """What a letter's pages are held against."""
    return digest_of(sent.number, sent.visit.revision.digest, *(i.reason for i in sent.items.all()))


def items(listed: Sequence[Deficiency], notice: Notice) -> tuple[LetterItem, ...]:
    """The items with their four things in Chinese."""
    slots = {m.id: m.name for m in notice.materials}
    return tuple(
        LetterItem(
            what=f"{i.title}：{i.reason}",
            source=Source("", i.clause, i.says, i.ours, i.sureness),
            mend=i.mend,
            place="、".join(place_words(p, slots) for p in i.places),
            remedy=Remedy(i.remedy),
        )
        for i in listed
    )


def unit_letter(refused: Verification, notice: Notice) -> letters.Letter:
    """审核不通过一次性告知书 of a unit's verification."""
    unit = refused.organisation
    assert refused.decided_at is not None
    reasons = tuple(
        LetterItem(
            what=f"{r.get('title', '')}：{r.get('what', '')}".strip("："),
            source=Source(
                "", r.get("clause", ""), "", "" if r.get("clause") else "单位信息须如实、完整、可核对。", "确定"
            ),
            mend=r.get("mend", ""),
            place=r.get("place", "") and "单位信息",
        )
        for r in refused.reasons
    )
    return letters.unit_told_once(
        number=refused.number,
        issuer=refused.decided_by_organisation,
        to_name=unit.name,
        uscc=unit.uscc,
        items=reasons,
        contact=_contact(unit.manager) if unit.manager else "",
        on=refused.decided_at.date(),
        code=_code(refused.number, 1, digest_of(refused.number, *(str(r) for r in refused.reasons))),
    )


def acceptance(dossier: Dossier, notice: Notice) -> letters.Letter:
    """受理通知书, after the committee's office has passed the dossier."""
    last = [v for v in stations.visits(dossier) if v.ruling == Ruling.PASSED.value][-1]
    assert last.closed_at is not None
    number = f"{dossier.number}-S"
    return letters.accepted(
        number=number,
        issuer=last.organisation.name,
        to_name=_to(dossier, dossiers.said(last.revision), notice),
        year=notice.year,
        applied_for=dossiers.said(last.revision).application.title,
        dossier_number=dossier.number,
        committee=notice.committees[dossier.committee].name,
        accepted_on=last.closed_at.date(),
        contact=_contact(last.organisation),
        on=last.closed_at.date(),
        code=_code(number, last.revision.ordinal, digest_of(number, last.revision.digest)),
    )


def refusal(ending: Ending, notice: Notice) -> letters.Letter:
    """不予受理通知书; for a lapse, the same sheet says that the application is deemed abandoned."""
    dossier = ending.dossier
    walked = stations.visits(dossier)
    last = walked[-1]
    rule = notice.rule("deemed_abandoned" if ending.kind == Ends.LAPSED.value else "liable_reviewer")
    reason = LetterItem(
        what=f"{ending.kind}：{ending.reason}", source=rule.source, mend="", place="", remedy=Remedy.FINAL
    )
    listed = items(stations.deficiencies(last), notice) if ending.kind != Ends.LAPSED.value else ()
    number = f"{dossier.number}-B"
    return letters.not_accepted(
        number=number,
        issuer=last.organisation.name,
        to_name=_to(dossier, dossiers.said(last.revision), notice),
        year=notice.year,
        applied_for=dossiers.said(last.revision).application.title,
        dossier_number=dossier.number,
        committee=last.organisation.name,
        items=(reason, *listed),
        contact=_contact(last.organisation),
        on=ending.ended_at.date(),
        code=_code(number, last.revision.ordinal, digest_of(number, last.revision.digest, ending.reason)),
    )


def _contact(organisation: Organisation | None) -> str:
    if organisation is None:
        return ""
    return "，".join(w for w in (organisation.contact, organisation.telephone) if w) or organisation.name


def _code(number: str, revision: int, digest: str) -> LetterCode:
    return LetterCode(number=number, revision=revision, digest=digest, base_url=settings.BASE_URL)


# ───── 单位公示, 推荐报告 ─────


def publicity(posted: UnitPublicity, notice: Notice) -> Publicity:
    """The list as it is posted in the unit: no identity number, no telephone of a person."""
    entries = posted.entries.select_related("visit__revision__dossier__person").order_by("pk")
    rows = tuple(_publicity_row(e.visit, notice) for e in entries)
    number = f"{notice.year}-{posted.organisation.uscc[-6:]}-P{posted.ordinal:02d}"
    return Publicity(
        unit=posted.organisation.name,
        year=notice.year,
        rows=rows,
        first_on=posted.posted_on,
        last_on=posted.ends_on,
        working_days=windows.publicity_days(notice),
        place=posted.place,
        telephone=posted.telephone,
        issued_on=posted.posted_on,
        code=_code(number, 1, digest_of(number, *(e.visit.revision.digest for e in entries))),
    )


def _publicity_row(visit: Visit, notice: Notice) -> PublicityRow:
    said = dossiers.said(visit.revision)
    best = sorted(said.achievements, key=lambda a: (not a.representative, -a.obtained_on.toordinal()))[:3]
    return PublicityRow(
        name=said.basics.name,
        sex=notice.name_of("sex", said.basics.sex),
        born_on=said.basics.born_on,
        schooling=notice.name_of("schooling", _highest(said).schooling) if said.studies else "",
        current_title=said.title.name if said.title else "",
        appointed_on=said.title.appointed_on if said.title else None,
        specialty=notice.name_of("specialty", said.application.specialty),
        applied_for=said.application.title,
        achievements="；".join(a.name for a in best),
    )


def _highest(said: policy.Dossier) -> policy.Study:
    return max(said.studies, key=lambda s: s.ends_on)


def recommendation(organisation: Organisation, year: Year, notice: Notice, on: date) -> Recommendation:
    """单位推荐报告 with the roster of everybody recommended so far."""
    recommended = stations.recommended_by(organisation, year)
    number = f"{notice.year}-{organisation.uscc[-6:]}-T"
    rows = tuple(_roster_row(d, notice) for d in recommended)
    above = organisation.department or accounts.city_office()
    return Recommendation(
        number=number,
        unit=organisation.name,
        to_name=above.name if above else "",
        year=notice.year,
        rows=rows,
        contact=_contact(organisation),
        issued_on=on,
        code=_code(number, 1, digest_of(number, *(d.number for d in recommended))),
    )


def _roster_row(dossier: Dossier, notice: Notice) -> RosterRow:
    revision = dossiers.latest(dossier)
    assert revision is not None
    said = dossiers.said(revision)
    basics, title, study = said.basics, said.title, _highest(said) if said.studies else None
    posted = stations.publicity_of(dossier)
    name = notice.name_of
    return RosterRow(
        name=basics.name,
        sex=name("sex", basics.sex),
        born=f"{basics.born_on:%Y-%m}",
        id_number=f"{basics.id_number[:6]}********{basics.id_number[-4:]}",
        employer=basics.working_unit or said.employer.name,
        tenure=basics.tenure,
        began_work=f"{basics.began_work_on:%Y-%m}",
        schooling=name("schooling", study.schooling) if study else "",
        degree=name("degree", study.degree) if study and study.degree else "",
        school=f"{study.school} {study.major}" if study else "",
        graduated=f"{study.ends_on:%Y-%m}" if study else "",
        current_title=title.name if title else "",
        obtained=f"{title.obtained_on:%Y-%m}" if title else "",
        appointed=f"{title.appointed_on:%Y-%m}" if title and title.appointed_on else "",
        series=name("series", said.application.series),
        specialty=name("specialty", said.application.specialty),
        applied_for=said.application.title,
        level=name("level", said.application.level),
        manner=said.application.manner,
        green_channel="是" if basics.green_channel else "否",
        appraisals="、".join(str(f.year) for f in stations.unit_files(dossier) if f.year),
        publicity=f"{posted.posted_on:%m-%d}至{posted.ends_on:%m-%d}" if posted else "",
        opinion="同意推荐",
    )


def entrustment_letter(sent: LetterOut, notice: Notice) -> EntrustmentPaper:
    """An issued letter to a committee, as it is printed (S4-03, S4-07, S4-10)."""
    assert sent.number is not None
    assert sent.code is not None
    assert sent.decided_at is not None
    city = accounts.is_city_office(sent.organisation_id)
    rule = notice.rule("entrusted_out" if city else "autonomous_entrusts")
    series, level = notice.name_of("series", sent.series), notice.name_of("level", sent.level)
    right = f"我市不具有{series}系列{level}职称评审权，" if city else "我单位为职称自主评审单位，"
    return EntrustmentPaper(
        number=sent.number,
        issuer=sent.organisation.name,
        to_name=sent.committee_office,
        because=f"依据《{notice.title}》（{notice.number}）第{rule.source.clause}条，{right}",
        committee=sent.committee,
        filing=f"核准备案：{sent.filing_number}，有效期至{day(sent.filed_until)}",
        series=series,
        level=level,
        valid_until=sent.valid_until,
        signer=sent.signer,
        on=timezone.localdate(sent.decided_at),
        rows=tuple(
            EntrustmentRow(
                name=n.name,
                id_number=n.id_number,
                unit=n.unit,
                held_title=n.held_title,
                specialty=notice.name_of("specialty", n.specialty),
                title=n.title,
            )
            for n in entrustment.names_of(sent)
        ),
        code=sent.code,
        digest=sent.digest,
        base_url=settings.BASE_URL,
    )


def census_table(year: Year, notice: Notice, counted: Census, unit: str) -> CensusTable:
    """委托系列摸底统计表: every office's lines, the sums, and who has not reported (S4-05)."""
    rows: list[CensusRow] = []
    for reporter in counted.reporters:
        if reporter.report is None:
            continue
        at = timezone.localtime(reporter.report.reported_at)
        said: dict[str, Any] = {
            "office": reporter.organisation.name,
            "contact": reporter.report.contact,
            "telephone": reporter.report.telephone,
            "reported": f"{at:%Y-%m-%d %H:%M}{'（逾期）' if reporter.is_late else ''}",
        }
        lines = list(reporter.report.lines.all())
        rows += [
            CensusRow(
                **said,
                series=notice.name_of("series", line.series),
                specialty=notice.name_of("specialty", line.specialty),
                level=notice.name_of("level", line.level),
                people=line.people,
                note=line.note,
            )
            for line in lines
        ] or [CensusRow(**said, series="无申报人员")]
    return CensusTable(
        title=f"{year.year}年度委托评审系列摸底统计表",
        unit=unit,
        rows=tuple(rows),
        sums=tuple(
            (notice.name_of("series", s), notice.name_of("specialty", p), notice.name_of("level", v), n)
            for (s, p, v), n in counted.totals.items()
        ),
        missing=tuple(r.organisation.name for r in counted.missing),
    )
