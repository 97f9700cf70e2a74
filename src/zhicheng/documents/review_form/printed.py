"""《专业技术人员职称评审表》 printed: its cover, the pledge, and the pages that its parts fill (§4.3, S2.3-14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from zhicheng.policy.facts import Dossier

from .. import page_code
from ..photograph import photo_bytes
from ..press import Press, the_press
from ..words import day, instant
from . import added, cells, tables
from .form import BEIJING, KIND, ReviewForm

TEMPLATE = "review_form/template.typ"
LAST_PAGES = "review_form/last_pages.typ"
WATERMARK = "未审核 预览"
UNNUMBERED = "未编号"


def print_form(form: ReviewForm, *, at: datetime, press: Press | None = None) -> bytes:
    """The form as PDF/A-2b, A4 pages in order; :func:`zhicheng.documents.booklet.impose` makes A3 of it.

    ``at`` dates the file and nothing else. Raises ``CannotDraw`` for a character without a face.
    """
    number = form.dossier.number or UNNUMBERED
    return (press or the_press()).print(
        TEMPLATE,
        content(form),
        at=at,
        code_on=lambda page: page_code.address(form.base_url, page_code.code(number, form.revision, form.digest, page)),
        pages=12 + len(form.dossier.achievements) // 5,
    )


def print_last_pages(form: ReviewForm, *, at: datetime, press: Press | None = None) -> bytes:
    """Two pages with nothing but what the meeting and the confirmation add, each word at its place on the form."""
    return (press or the_press()).print(LAST_PAGES, {**content(form), "overlay": True}, at=at)


def content(form: ReviewForm) -> dict[str, Any]:
    """What the template is filled with: strings, lists and mappings only."""
    dossier = form.dossier
    number = dossier.number or UNNUMBERED
    basics, title = dossier.basics, dossier.title
    return {
        "title": f"{form.title} {number} {basics.name}",
        "author": dossier.employer.name,
        "watermark": WATERMARK if form.watermarked else "",
        "foot": [
            f"申报编号：{number}",
            f"版本：第 {form.revision} 版　　校验码：{page_code.check_words(form.digest)}",
        ],
        "cover": {
            "number": number,
            "province": form.title.removesuffix(KIND),
            "name": KIND,
            "year": str(dossier.year),
            "maker": form.maker,
            "rows": [
                ["单位（盖章）", dossier.employer.name],
                ["姓名", basics.name],
                ["现任职称", title.name if title else "无"],
                ["申报系列", form.names("series", dossier.application.series)],
                ["申报专业", form.names("specialty", dossier.application.specialty)],
                [
                    "申报职称",
                    f"{dossier.application.title}（{form.names('level', dossier.application.level)}）",
                ],
                ["评审委员会", form.names("committee", dossier.application.committee)],
                ["填表日期", _signed_on(dossier)],
            ],
        },
        "rules": list(form.rules),
        "pledge": {"words": form.pledge_words, "facts": _pledge_facts(dossier)},
        "photo": photo_bytes(form.photo),
        "basics": cells.basics(form),
        "current": cells.current(form),
        "application": cells.application(form),
        "employer": cells.employer(form),
        "contract": cells.contract(form),
        "green": cells.green(form),
        "sections": tables.sections(form),
        "appraisals": [[f"{year}年", form.names("appraisal_grade", grade)] for year, grade in sorted(form.appraisals)],
        "summary": dossier.application.summary,
        "files": tables.files(form),
        "unit": added.unit(form.unit),
        "opinions": added.opinions(form),
        "meeting": added.meeting(form.meeting),
        "overlay": False,
    }


def _signed_on(dossier: Dossier) -> str:
    signed = dossier.pledge.signed_at
    return day(signed.astimezone(BEIJING).date()) if signed else "　　年　　月　　日"


def _pledge_facts(dossier: Dossier) -> list[list[str]]:
    pledge = dossier.pledge
    told = (
        ("承诺书版本", pledge.text_version),
        ("网上承诺时间", _moment(pledge.signed_at)),
        ("不涉密声明时间", _moment(pledge.secrecy_declared_at)),
        ("确认文件可打开时间", _moment(pledge.files_opened_at)),
    )
    return [[label, words or "尚未承诺"] for label, words in told]


def _moment(at: datetime | None) -> str:
    return instant(at.astimezone(BEIJING)) if at else ""
