"""委托代评函 (output 7): a 函 to the committee's office, and the roster of those it entrusts (S4-03, S4-07, S4-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from ..page_code import check_words
from ..press import Press, the_press
from ..words import day

TEMPLATE = "letters/entrustment.typ"
PATH = "/verify/letter"
HEADS = (
    ("序号", 6),
    ("姓名", 12),
    ("身份证号", 24),
    ("工作单位", 34),
    ("现职称", 16),
    ("申报专业", 16),
    ("拟评职称", 18),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrustmentRow:
    """A person on the roster; the receiving committee needs the whole number."""

    name: str
    id_number: str
    unit: str
    held_title: str
    specialty: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrustmentPaper:
    """An issued letter as it is printed. ``because`` says by which right it is sent, in a clause."""

    number: str
    issuer: str
    to_name: str
    because: str
    committee: str
    filing: str
    series: str
    level: str
    valid_until: date
    signer: str
    on: date
    rows: tuple[EntrustmentRow, ...]
    code: str
    digest: str
    base_url: str


def address(base_url: str, code: str) -> str:
    """What the square code carries: ``{base_url}/verify/letter?c=…``."""
    return f"{base_url.rstrip('/')}{PATH}?{urlencode({'c': code})}"


def code_words(code: str) -> str:
    """The verification code in groups of four, as people copy it."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def print_entrustment(paper: EntrustmentPaper, *, at: datetime, press: Press | None = None) -> bytes:
    """The letter and its roster as PDF/A-2b, the code on every page. ``ValueError`` without a person."""
    if not paper.rows:
        raise ValueError("a letter entrusts somebody")
    where = address(paper.base_url, paper.code)
    return (press or the_press()).print(
        TEMPLATE, content(paper), at=at, code_on=lambda _: where, pages=2 + len(paper.rows) // 12
    )


def content(paper: EntrustmentPaper) -> dict[str, Any]:
    """What the template is filled with."""
    first, many = paper.rows[0].name, len(paper.rows)
    who = f"{first}等{many}名同志" if many > 1 else f"{first}同志"
    return {
        "title": "委托代评函",
        "number": paper.number,
        "issuer": paper.issuer,
        "to_name": paper.to_name,
        "opening": [
            f"{paper.because}经资格审查，现将{who}（名单附后）委托{paper.committee}（{paper.filing}）代为评审"
            f"{paper.series}系列{paper.level}职称，请按该评委会统一的评审条件进行评审。"
        ],
        "closing": [
            "请收到本函后告知接收情况；评审结束后，请将评审结果及文件函告我单位。"
            f"本函有效期至{day(paper.valid_until)}。",
            f"附件：委托评审人员名单（共{many}人）",
        ],
        "dated": day(paper.on),
        "foot": [
            f"{paper.number}　签发人：{paper.signer}",
            f"查验：{paper.base_url.rstrip('/')}{PATH}　查验码：{code_words(paper.code)}",
            f"摘要值：{check_words(paper.digest)}",
        ],
        "roster": {
            "title": "委托评审人员名单",
            "about": f"受托评委会：{paper.committee}",
            "heads": [head for head, _ in HEADS],
            "widths": [width for _, width in HEADS],
            "rows": [
                [str(n), r.name, r.id_number, r.unit, r.held_title or "无", r.specialty, r.title]
                for n, r in enumerate(paper.rows, 1)
            ],
        },
    }
