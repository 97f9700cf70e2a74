"""职数: entered by the unit's department or managing office, one row a level and year, by its document (R-36)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice

from .. import events, house, queries
from ..models import Organisation, PostQuota

NUMBERS: Mapping[str, str] = {
    "approved": "核定岗位数",
    "held": "现聘人数",
    "leaving": "本年退出人数",
    "total": "专业技术岗位总数",
    "target": "结构比例目标（%）",
    "granted": "核准的本年可申报数",
}
"""What is entered of a level, in the order of the form; the first two must be there."""
LARGEST, LONGEST_NUMBER = 100_000, 60


@transaction.atomic
def enter_quotas(
    organisation: Organisation,
    numbers: Mapping[str, Mapping[str, int | None]],
    *,
    document_number: str,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> tuple[PostQuota, ...]:
    """Enter the posts of some levels for the notice's year, or correct what was entered; every reason at once.

    ``numbers`` go by level and :data:`NUMBERS`. The unit's row is locked, so that no recommendation counts meanwhile.
    A number below what is recommended already is kept: nobody's recommendation is undone by it.
    """
    unit = Organisation.objects.select_for_update().get(pk=organisation.pk)
    refusals: list[Refusal] = []
    if not queries.keeps_quota(by, unit):
        refusals.append(house.refusal(house.QUOTA_BY_OFFICE))
    rule, document = notice.rule("within_quota"), document_number.strip()
    if unit.nature not in rule["natures"]:
        refusals.append(house.refusal(house.QUOTA_BY_OFFICE, f"{unit.name}是{unit.nature}，不核对职数"))
    if not document or len(document) > LONGEST_NUMBER:
        refusals.append(
            house.refusal(
                house.QUOTA_BY_OFFICE,
                f"没有填写文号，或超过{LONGEST_NUMBER}字",
                "document_number",
                "请填写核定文件的文号。",
            )
        )
    for level, said in numbers.items():
        if level not in rule["levels"]:
            refusals.append(house.refusal(house.QUOTA_BY_OFFICE, f"{notice.name_of('level', level)}不核对职数"))
        refusals += _bad_numbers(level, said, notice)
    refuse(refusals)
    return tuple(_entered(unit, level, said, document, notice, by, at) for level, said in numbers.items())


def _entered(
    unit: Organisation,
    level: str,
    numbers: Mapping[str, int | None],
    document: str,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> PostQuota:
    said = {name: numbers.get(name) for name in NUMBERS} | {"leaving": numbers.get("leaving") or 0}
    quota, _ = PostQuota.objects.update_or_create(
        organisation=unit,
        year=notice.year,
        level=level,
        defaults={**said, "document_number": document, "entered_by": by.words[:120], "entered_at": at},
    )
    record(
        events.QuotaEntered(
            uscc=unit.uscc,
            year=notice.year,
            level=level,
            approved=quota.approved,
            held=quota.held,
            leaving=quota.leaving,
            total=quota.total,
            target=quota.target,
            granted=quota.granted,
            document_number=document,
        ),
        by=by,
        at=at,
    )
    return quota


def _bad_numbers(level: str, numbers: Mapping[str, int | None], notice: Notice) -> Iterator[Refusal]:
    name_of_level = notice.name_of("level", level)
    for name, words in NUMBERS.items():
        number, place = numbers.get(name), f"{level}.{name}"
        if number is None and name in ("approved", "held"):
            yield house.refusal(house.QUOTA_BY_OFFICE, f"没有填写{name_of_level}的{words}", place, "请填写整数。")
        elif number is not None and not 0 <= number <= (100 if name == "target" else LARGEST):
            yield house.refusal(
                house.QUOTA_BY_OFFICE, f"{name_of_level}的{words} {number} 不在可能的范围内", place, "请核对后填写。"
            )
    if (numbers.get("total") is None) != (numbers.get("target") is None):
        yield house.refusal(
            house.QUOTA_BY_OFFICE,
            f"{name_of_level}的岗位总数和结构比例目标须同时填写",
            f"{level}.target",
            "请两项都填写，或都不填写。",
        )
