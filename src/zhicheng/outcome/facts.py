"""What the rules say of results: the list that may be published, and whom nothing keeps from a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils import timezone

from zhicheng.committee import facts as committee
from zhicheng.committee import lectures
from zhicheng.committee import queries as meetings
from zhicheng.committee.models import Meeting, ResultFiling, Sitting
from zhicheng.dossier.models import Dossier
from zhicheng.policy import integrity, publicity
from zhicheng.policy.finding import Refusal, reasons
from zhicheng.policy.notice import Notice
from zhicheng.policy.publicity import Frozen
from zhicheng.register import queries as register
from zhicheng.year.models import Year

from . import house, queries
from .models import Publication, Published, Sanction
from .queries import Outcome

COLUMNS = ("序号", "姓名", "工作单位", "申报专业", "申报职称", "级别", "申报方式")
APART = "证件号码后四位"


def as_filed(filing: ResultFiling, notice: Notice) -> Iterator[Refusal]:
    """Whether what is counted now is what was filed; a veto after the filing is the one thing that may differ."""
    ballot = meetings.standing_ballot(filing.meeting)
    now = {r.case.dossier.number: r.words for r in committee.results(ballot, notice)} if ballot else {}
    said = {row["dossier"]: row["result"] for row in filing.content["results"]}
    if ballot is None or meetings.digest_of(meetings.tally_content(ballot)) != filing.content["tally"]:
        yield house.refusal(house.RESULT_AS_FILED, "计票表与报送时不同")
    for number in sorted(said.keys() | now.keys()):
        if said.get(number) != now.get(number) and now.get(number) != queries.VETOED:
            words = f"{number}报送为“{said.get(number, '无')}”，计票表为“{now.get(number, '无')}”"
            yield house.refusal(house.RESULT_AS_FILED, words)


def absences(meeting: Meeting, notice: Notice) -> frozenset[int]:
    """The places of a meeting's list whose person missed the lecture and was not carried: 缺席, nobody needs to say so
    again. A veto goes before it."""
    ballot, missed = meetings.standing_ballot(meeting), lectures.missed(meeting)
    if ballot is None or ballot.counted_at is None or not missed:
        return frozenset()
    counted = committee.results(ballot, notice)
    return frozenset(r.case.ordinal for r in counted if r.case.ordinal in missed and not (r.passed or r.vetoed))


def frozen(sitting: Sitting, outcomes: Sequence[Outcome], number: str, notice: Notice) -> Frozen:
    """The list of those who passed, with the least that tells them apart (G-12, golden 42)."""
    dossiers = [o.result.dossier for o in outcomes if o.passed]
    people = [_row(d, notice) for d in dossiers]
    shown = publicity.told_apart(people, notice)
    columns = (*COLUMNS, APART) if any(APART in s for s in shown) else COLUMNS
    rows = tuple(
        tuple(str(n) if c == "序号" else person[c] if c != APART or APART in apart else "" for c in columns)
        for n, (person, apart) in enumerate(zip(people, shown, strict=True), 1)
    )
    name = meetings.name_of(sitting.committee, notice)
    way = "认定" if all(o.result.case is None for o in outcomes) else "评审"
    return Frozen(number, f"{notice.year}年度{name}{way}通过人员名单", columns, rows)


def _row(dossier: Dossier, notice: Notice) -> dict[str, str]:
    return {
        "姓名": dossier.person.name,
        "工作单位": dossier.organisation.name,
        "申报专业": notice.name_of("specialty", dossier.specialty),
        "申报职称": dossier.title,
        "级别": notice.name_of("level", dossier.level),
        "申报方式": dossier.manner,
        APART: dossier.person.id_number[-4:],
    }


def to_recognise(year: Year, notice: Notice) -> tuple[tuple[Sitting, tuple[Dossier, ...]], ...]:
    """What waits for a decision without a vote: each committee of the year with its dossiers that have no result."""
    rows = [(s, committee.ready(s, notice, to_vote=False)) for s in meetings.sittings(year)]
    done = queries.outcomes(d.pk for _, dossiers in rows for d in dossiers)
    left = ((s, tuple(d for d in dossiers if d.pk not in done)) for s, dossiers in rows)
    return tuple((s, dossiers) for s, dossiers in left if dossiers)


def as_published(publication: Publication) -> Frozen:
    """The list as it was frozen."""
    return Frozen(
        publication.number, publication.title, tuple(publication.columns), tuple(tuple(r) for r in publication.rows)
    )


def together(publication: Publication, notice: Notice):
    """Whether both channels show the same list from the same minute (S5.4-06)."""
    shown = [publicity.Channel(c.publisher, c.digest, c.posted_at) for c in queries.channels(publication)]
    return publicity.results_published_together(shown, queries.PUBLISHERS, notice)


def hindrances(
    publication: Publication, people: Sequence[Published], at: datetime, notice: Notice
) -> dict[int, tuple[Refusal, ...]]:
    """Dossier → every reason why its title cannot be conferred on a day: the notice has not stood, an objection is open
    or was upheld, a veto, the integrity file (S5.2-05, S5.4-06, G-12)."""
    today = timezone.localdate(at)
    posted = timezone.localdate(publication.posted_at)
    stood = reasons([publicity.results_publicity_period(posted, None, today, notice)])
    outcomes = queries.outcomes(p.dossier_id for p in people)
    objections = queries.objections_of(p.dossier_id for p in people)
    barred = barred_among([p.dossier for p in people], today)
    out = {}
    for person in people:
        number, mine = person.dossier.number, objections.get(person.dossier_id, [])
        read = [
            publicity.Objection(number, timezone.localdate(o.received_at), _day(queries.closed_at(o))) for o in mine
        ]
        wrong = [*stood, *reasons([publicity.objections_closed(number, read, today, notice)])]
        if any(queries.is_upheld(o) for o in mine):
            wrong.append(house.refusal(house.RESULT_PASSED, f"{number}的异议成立"))
        found = outcomes.get(person.dossier_id)
        if found is None or not found.passed:
            wrong.append(house.refusal(house.RESULT_PASSED, f"{number}的结果为“{found.word if found else '无'}”"))
        if entry := barred.get(person.dossier_id):
            words = f"诚信档案：{entry.ground}（{entry.document_number}），{entry.decided_on}至{entry.ends_on}"
            wrong.append(house.by_notice(notice, "no_bar", words))
        out[person.dossier_id] = tuple(wrong)
    return out


def barred_among(dossiers: Iterable[Dossier], day: date) -> dict[int, integrity.Entry]:
    """Dossier → an entry of the integrity file that has effect on a day."""
    people = {(d.person.id_type, d.person.id_index): d.pk for d in dossiers}
    return {people[key]: entry for key, entry in register.working_against(people, day).items()}


def _day(at: datetime | None) -> date | None:
    return timezone.localdate(at) if at else None


def missing_measures(sanction: Sanction, *, has_title: bool, notice: Notice) -> tuple[str, ...]:
    """The measures of 五(二) that a decision still lacks, in the notice's order (S5.2-04)."""
    have = {m.measure for m in sanction.measures.all()}
    due = integrity.measures_due(sanction.subject, has_title=has_title, notice=notice)
    return tuple(m for m in due if m not in have)
