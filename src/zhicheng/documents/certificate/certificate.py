"""职称证书 as PDF/A-2b, A4 landscape, before it is signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..photograph import photo_bytes
from ..press import Press, the_press
from ..words import day, month

TEMPLATE = "certificate/template.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSheet:
    """What the sheet says. ``address`` is what the square code carries; it has no place for an identity number."""

    number: str
    name: str
    sex: str
    born_on: date | None
    unit: str
    series: str
    specialty: str
    level: str
    title: str
    committee: str
    confirmation: str
    obtained_on: date
    issued_on: date
    authority: str
    address: str
    site: str
    photo: bytes | None = None
    corrects: str = ""


def print_certificate(sheet: CertificateSheet, *, at: datetime, press: Press | None = None) -> bytes:
    """The sheet; ``at`` dates the file. The same content at the same instant gives the same bytes."""
    rows = [
        ["姓名", sheet.name], ["性别", sheet.sex], ["出生年月", month(sheet.born_on)], ["工作单位", sheet.unit],
        ["系列", sheet.series], ["专业", sheet.specialty], ["级别", sheet.level], ["取得时间", day(sheet.obtained_on)],
        ["批准文号", sheet.confirmation],
    ]  # fmt: skip
    content = {
        "number": sheet.number,
        "name": sheet.name,
        "title": sheet.title,
        "words": f"经{sheet.committee}评审通过，{sheet.confirmation}确认，具备下列职称。",
        "rows": [r for r in rows if r[1]],
        "authority": sheet.authority,
        "dated": day(sheet.issued_on),
        "site": sheet.site,
        "photo": photo_bytes(sheet.photo),
        "corrects": f"本证书为{sheet.corrects}的更正证书。" if sheet.corrects else "",
    }
    return (press or the_press()).print(TEMPLATE, content, at=at, code_on=lambda _page: sheet.address, pages=1)
