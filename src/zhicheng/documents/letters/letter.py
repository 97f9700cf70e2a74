"""Official letters: 一次性告知书, 审核不通过一次性告知书, 受理通知书, 不予受理通知书 (S2.1-07, S2.4-06..08).

Every deficiency is told with the same four things as on screen: the facts, the rule and its words,
how to mend it, and where; and whether it can be mended this year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zhicheng.policy.finding import Remedy, Source, basis

from .. import page_code
from ..press import Press, the_press
from ..words import day, until

TEMPLATE = "letters/template.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One deficiency: 事实 ``what``, 依据 ``source``, 改法 ``mend``, 位置 ``place`` in Chinese, and ``remedy``."""

    what: str
    source: Source
    mend: str
    place: str
    remedy: Remedy = Remedy.FIX


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCode:
    """What ties the letter to the record: its own number in the ledger, revision and digest."""

    number: str
    revision: int
    digest: str
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it goes out. ``number`` is the whole 发文字号, e.g. ``许职改告〔2023〕12号``.

    ``opening`` and ``closing`` are the paragraphs before and after the items; ``on`` is the date
    below the signature.
    """

    title: str
    number: str
    issuer: str
    to_name: str
    opening: tuple[str, ...]
    items: tuple[LetterItem, ...] = ()
    closing: tuple[str, ...] = ()
    contact: str = ""
    on: date
    code: LetterCode


def print_letter(letter: Letter, *, at: datetime, press: Press | None = None) -> bytes:
    """The letter as PDF/A-2b per GB/T 9704-2012, the code on every page. ``at`` dates the file."""
    return (press or the_press()).print(
        TEMPLATE, content(letter), at=at, code_on=page_words(letter.code), pages=1 + len(letter.items) // 2
    )


def page_words(code: LetterCode) -> Any:
    """From a page's number to the words of its square code."""
    return lambda page: page_code.address(code.base_url, page_code.code(code.number, code.revision, code.digest, page))


def content(letter: Letter) -> dict[str, Any]:
    """What the template is filled with."""
    return {
        "title": letter.title,
        "number": letter.number,
        "issuer": letter.issuer,
        "to_name": letter.to_name,
        "opening": list(letter.opening),
        "items": [
            {
                "what": item.what,
                "basis": basis(item.source),
                "mend": item.mend or "无",
                "place": item.place or "无",
                "remedy": item.remedy.value,
            }
            for item in letter.items
        ],
        "closing": list(letter.closing),
        "contact": letter.contact,
        "dated": day(letter.on),
        "foot": foot_words(letter.code),
    }


def foot_words(code: LetterCode) -> list[str]:
    """The two lines beside the code: number, and check words."""
    return [f"编号：{code.number}", f"校验码：{page_code.check_words(code.digest)}"]


def told_once(
    *,
    number: str,
    issuer: str,
    to_name: str,
    year: int,
    applied_for: str,
    dossier_number: str,
    items: tuple[LetterItem, ...],
    correct_by: datetime,
    contact: str,
    on: date,
    code: LetterCode,
) -> Letter:
    """一次性告知书 for an application: everything to be mended, at once (S2.4-06..08).

    ``correct_by`` is the first instant that is too late. Raises ``ValueError`` without an item.
    """
    _needs(items)
    final = any(i.remedy is Remedy.FINAL for i in items)
    closing = [
        f"请您于{until(correct_by)}前按上述要求补正，并在平台再次提交审核。逾期未补充完整的，视为放弃申报。",
        "补正时，平台仅开放上述所列位置。以上为需要补正的全部内容。",
    ]
    if final:
        closing.insert(0, f"其中标明“{Remedy.FINAL.value}”的事项，本年度内无法通过补正消除。")
    return Letter(
        title="一次性告知书",
        number=number,
        issuer=issuer,
        to_name=to_name,
        opening=(
            f"您申报{year}年度{applied_for}职称的材料（申报编号：{dossier_number}）收悉。"
            f"经审核，以下{len(items)}项不完整、不规范或者不符合规定条件，现将需要补正的全部内容一次告知如下：",
        ),
        items=items,
        closing=tuple(closing),
        contact=contact,
        on=on,
        code=code,
    )


def unit_told_once(
    *,
    number: str,
    issuer: str,
    to_name: str,
    uscc: str,
    items: tuple[LetterItem, ...],
    contact: str,
    on: date,
    code: LetterCode,
    correct_by: datetime | None = None,
) -> Letter:
    """单位帐号审核不通过一次性告知书: all reasons of a refused unit account at once (S2.1-07)."""
    _needs(items)
    when = f"请于{until(correct_by)}前" if correct_by else "请"
    return Letter(
        title="单位帐号审核不通过一次性告知书",
        number=number,
        issuer=issuer,
        to_name=to_name,
        opening=(
            f"你单位（统一社会信用代码：{uscc}）提交的单位帐号信息和审核材料收悉。"
            f"经审核，不符合创建条件，现将不通过的全部原因（共{len(items)}项）一次性告知如下：",
        ),
        items=items,
        closing=(
            f"{when}按上述要求完善有关信息和材料后，在平台重新提交审核。单位帐号审核通过前，不能创建申报人帐号。",
        ),
        contact=contact,
        on=on,
        code=code,
    )


def accepted(
    *,
    number: str,
    issuer: str,
    to_name: str,
    year: int,
    applied_for: str,
    dossier_number: str,
    committee: str,
    accepted_on: date,
    contact: str,
    on: date,
    code: LetterCode,
) -> Letter:
    """受理通知书: the committee's office has taken the application in."""
    return Letter(
        title="受理通知书",
        number=number,
        issuer=issuer,
        to_name=to_name,
        opening=(
            f"您申报{year}年度{applied_for}职称的材料（申报编号：{dossier_number}）经各级审核通过，"
            f"现由{committee}于{day(accepted_on)}予以受理。",
            "申报材料自受理之日起不再退回修改。评审进度和结果可在平台查询，需要您办理的事项将另行通知。",
        ),
        contact=contact,
        on=on,
        code=code,
    )


def not_accepted(
    *,
    number: str,
    issuer: str,
    to_name: str,
    year: int,
    applied_for: str,
    dossier_number: str,
    committee: str,
    items: tuple[LetterItem, ...],
    contact: str,
    on: date,
    code: LetterCode,
    appeal: str = "",
) -> Letter:
    """不予受理通知书: all reasons at once; ``appeal`` says where and until when it can be disputed."""
    _needs(items)
    return Letter(
        title="不予受理通知书",
        number=number,
        issuer=issuer,
        to_name=to_name,
        opening=(
            f"您申报{year}年度{applied_for}职称的材料（申报编号：{dossier_number}）收悉。"
            f"经审核，{committee}决定不予受理，全部理由（共{len(items)}项）如下：",
        ),
        items=items,
        closing=(appeal,) if appeal else (),
        contact=contact,
        on=on,
        code=code,
    )


def _needs(items: tuple[LetterItem, ...]) -> None:
    if not items:
        raise ValueError("a letter of deficiencies needs a deficiency")
