"""The one bridge from dossiers to policy: living rows while editing, the sealed revision ever after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from zhicheng.accounts.models import Person
from zhicheng.policy import dossier_file, places
from zhicheng.policy import facts as policy
from zhicheng.policy.committees import ENTRUSTED
from zhicheng.policy.dossier_file import Fault
from zhicheng.policy.facts import Appraisal, Facts
from zhicheng.policy.finding import Finding, Remedy, Says, Source
from zhicheng.policy.judge import judge
from zhicheng.policy.notice import Notice
from zhicheng.policy.schema import place_words
from zhicheng.register import queries as register

from . import queries
from .models import Dossier, Revision
from .queries import Blank

EVERYTHING_FILLED = "everything_filled"
_OURS = Source("平台规定", "", "", "评审表上必须填写的栏目不能空着。", "确定")


def content(dossier: Dossier) -> dict[str, Any]:
    """The living content as plain JSON values; stand-ins of blank required fields are left out."""
    said, blanks = queries.written(dossier)
    out = dossier_file.content(said)
    for blank in blanks:
        _drop(out, blank.place.split("."))
    return out


def _drop(here: Any, path: Sequence[str]) -> None:
    for part in path[:-1]:
        here = next((r for r in here if r["key"] == part), {}) if isinstance(here, list) else here.get(part) or {}
    here.pop(path[-1], None)


def of(
    draft: Dossier | Revision,
    *,
    on: date,
    recommended_on: date | None = None,
    appraisals: Sequence[Appraisal] = (),
    written_proof: bool = False,
) -> Facts | tuple[Fault, ...]:
    """What rules may know, from the draft or from a sealed revision; a draft with blanks gives its faults."""
    if isinstance(draft, Revision):
        said, person = queries.said(draft), draft.dossier.person
    else:
        said, blanks = queries.written(draft)
        person = draft.person
        if blanks:
            return tuple(Fault(b.place, f"“{b.name}”未填写") for b in blanks)
    return Facts(
        dossier=said,
        on=on,
        recommended_on=recommended_on,
        appraisals=tuple(appraisals),
        written_proof=written_proof,
        green_channel_on_file=register.green_channel_of(person.id_type, person.id_index),
        bars=register.bars_of(person.id_type, person.id_index),
        entrustment=_entrustment(said, person),
    )


def _entrustment(said: policy.Dossier, person: Person) -> policy.Entrustment | None:
    return entrustment(said.application.manner, person.id_type, person.id_index, said.year)


def entrustment(
    manner: str, id_type: str, id_index: str, year: int, *, known_at: datetime | None = None
) -> policy.Entrustment | None:
    """The letter that names the person, when the dossier says that one does; at ``known_at`` as it then stood."""
    return register.entrustment_of(id_type, id_index, year, known_at=known_at) if manner == ENTRUSTED else None


def drafted(dossier: Dossier, *, on: date, recommended_on: date | None = None) -> tuple[Facts, tuple[Blank, ...]]:
    """The facts of a draft with stand-ins for its blanks, and the blanks: only for rules that can do without them."""
    said, blanks = queries.written(dossier)
    person = dossier.person
    return (
        Facts(
            dossier=said,
            on=on,
            recommended_on=recommended_on,
            green_channel_on_file=register.green_channel_of(person.id_type, person.id_index),
            bars=register.bars_of(person.id_type, person.id_index),
            entrustment=_entrustment(said, person),
        ),
        blanks,
    )


def findings(dossier: Dossier, *, notice: Notice, on: date, recommended_on: date | None = None) -> tuple[Finding, ...]:
    """Everything that the rules say of a draft, at once.

    A blank required field is a finding too; findings that read a blank are left out until it is filled.
    """
    facts, blanks = drafted(dossier, on=on, recommended_on=recommended_on)
    blank_places = [b.place for b in blanks]
    judged = [f for f in judge(facts, notice) if not _reads_any(f, blank_places)]
    order = list(places.SECTIONS)
    missing = [_blank_finding(b, notice) for b in blanks]
    return tuple(
        sorted((*missing, *judged), key=lambda f: order.index(f.section) if f.section in order else len(order))
    )


def _reads_any(finding: Finding, blanks: Sequence[str]) -> bool:
    return finding.rule != "everything_uploaded" and any(
        places.covers(p, b) or places.covers(b, p) for p in finding.places for b in blanks
    )


def _blank_finding(blank: Blank, notice: Notice) -> Finding:
    rule = notice.rules.get(EVERYTHING_FILLED)
    given_by_unit = blank.place.split(".")[-1] in queries.FROM_ACCOUNT and blank.place.count(".") == 1
    return Finding(
        rule=EVERYTHING_FILLED,
        title="必填栏目未填写",
        says=Says.UNMET,
        facts=f"“{place_words(blank.place)}”未填写",
        source=rule.source if rule else _OURS,
        mend="请联系单位管理员补充。" if given_by_unit else f"请填写“{blank.name}”。",
        remedy=Remedy.FIX,
        places=(blank.place,),
        numbers={"blank": 1},
    )
