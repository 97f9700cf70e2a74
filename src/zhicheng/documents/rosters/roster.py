"""单位公示 (output 4) and 单位推荐报告 with its 花名册 (output 5; S2.5.9-01, S2.5.9-03, §4.4)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from zhicheng.policy.facts import said

from ..letters.letter import LetterCode, foot_words, page_words
from ..press import Press, the_press
from ..words import day, month

PUBLICITY = "rosters/publicity.typ"
RECOMMENDATION = "rosters/recommendation.typ"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicityRow:
    """One person on the posted list. It has no place for an ID number (§4.5)."""

    name: str
    sex: str
    born_on: date
    schooling: str
    current_title: str
    appointed_on: date | None
    specialty: str
    applied_for: str
    achievements: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity:
    """单位公示: ``first_on`` to ``last_on`` are both posted days; ``working_days`` as counted by the rule."""

    unit: str
    year: int
    rows: tuple[PublicityRow, ...]
    first_on: date
    last_on: date
    working_days: int
    place: str
    telephone: str
    receives: str = ""  # where objections go besides the telephone
    issued_on: date
    code: LetterCode


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRow:
    """One line of 申报人员花名册, in print form; the ID number masked unless the reader may see it."""

    name: str = said("姓名")
    sex: str = said("性别", default="")
    born: str = said("出生\n年月", default="")
    id_number: str = said("身份证号", default="")
    employer: str = said("单位", default="")
    tenure: str = said("人员\n性质", default="")
    began_work: str = said("参加工\n作时间", default="")
    schooling: str = said("最高\n学历", default="")
    degree: str = said("学位", default="")
    school: str = said("毕业院校\n及专业", default="")
    graduated: str = said("毕业\n时间", default="")
    current_title: str = said("现任\n职称", default="")
    obtained: str = said("取得\n时间", default="")
    appointed: str = said("聘任\n时间", default="")
    appointed_years: str = said("聘任\n年限", default="")
    series: str = said("申报\n系列", default="")
    specialty: str = said("申报\n专业", default="")
    applied_for: str = said("申报\n职称", default="")
    level: str = said("级别", default="")
    manner: str = said("申报\n方式", default="")
    green_channel: str = said("是否绿\n色通道", default="")
    appraisals: str = said("年度\n考核", default="")
    publicity: str = said("单位公\n示起止", default="")
    opinion: str = said("审核\n意见", default="")
    phone: str = said("联系\n电话", default="")
    note: str = said("备注", default="")


_WIDTHS = (8, 14, 7, 16, 20, 20, 11, 16, 14, 11, 19, 16, 13, 16, 16, 9, 12, 13, 13, 11, 10, 11, 14, 17, 13, 20, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """单位推荐报告 and its roster. ``opening`` empty: our own words from the counts."""

    number: str
    unit: str
    to_name: str
    year: int
    rows: tuple[RosterRow, ...]
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    handler: str = ""
    contact: str = ""
    issued_on: date
    code: LetterCode


def print_publicity(publicity: Publicity, *, at: datetime, press: Press | None = None) -> bytes:
    """The posted notice and table as PDF/A-2b, A4 landscape. ``ValueError`` without a person."""
    if not publicity.rows:
        raise ValueError("a public notice needs a person")
    columns = [
        ("序号", 11),
        ("姓名", 24),
        ("性别", 11),
        ("出生年月", 23),
        ("学历", 28),
        ("现任职称及\n聘任时间", 32),
        ("申报专业", 24),
        ("申报职称", 26),
        ("主要业绩摘要", 0),
    ]
    content: dict[str, Any] = {
        "title": f"{publicity.year}年度申报职称人员公示",
        "unit": publicity.unit,
        "opening": [
            f"根据职称申报工作安排，经个人申请、单位审核，现将我单位拟推荐申报{publicity.year}年度职称的"
            f"{len(publicity.rows)}名人员予以公示。公示时间：{day(publicity.first_on)}至{day(publicity.last_on)}"
            f"（{publicity.working_days}个工作日）。公示地点：{publicity.place}。"
        ],
        "heads": [head for head, _ in columns],
        "widths": [width for _, width in columns],
        "left": [8],
        "rows": [
            [
                str(index),
                row.name,
                row.sex,
                month(row.born_on),
                row.schooling,
                "\n".join(w for w in (row.current_title, day(row.appointed_on)) if w) or "无",
                row.specialty,
                row.applied_for,
                row.achievements,
            ]
            for index, row in enumerate(publicity.rows, start=1)
        ],
        "closing": [
            "公示期间，对公示人员有异议的，请以书面、电话等形式如实反映，反映情况请署真实姓名并提供联系方式。"
            f"监督电话：{publicity.telephone}。" + (f"受理地点：{publicity.receives}。" if publicity.receives else "")
        ],
        "dated": day(publicity.issued_on),
        "foot": foot_words(publicity.code),
    }
    return (press or the_press()).print(
        PUBLICITY, content, at=at, code_on=page_words(publicity.code), pages=1 + len(publicity.rows) // 8
    )


def print_recommendation(report: Recommendation, *, at: datetime, press: Press | None = None) -> bytes:
    """The report (A4) and its roster (A3 landscape) in one PDF/A-2b. ``ValueError`` without a person."""
    if not report.rows:
        raise ValueError("a recommendation needs a person")
    heads = ["序号", *(each.metadata["label"] for each in fields(RosterRow))]
    content: dict[str, Any] = {
        "title": f"关于推荐{report.year}年度职称申报人员的报告",
        "number": report.number,
        "issuer": report.unit,
        "to_name": report.to_name,
        "opening": list(report.opening)
        or [
            f"按照{report.year}年度职称申报评审工作安排，我单位对申报人员的材料逐项审核，"
            "单位经办人和负责人已将证件、证书类材料的原件与平台上传的电子版逐一核对，并按规定进行了公示。"
            f"现推荐{'、'.join(r.name for r in report.rows[:3])}"
            + (f"等{len(report.rows)}名同志" if len(report.rows) > 3 else f"共{len(report.rows)}名同志")
            + "申报职称，名单附后。",
            "我单位承诺，对所推荐人员申报材料的真实性、完整性负责。",
        ],
        "closing": list(report.closing) or ["请予审核。"],
        "contact": report.contact,
        "dated": day(report.issued_on),
        "foot": foot_words(report.code),
        "letter-foot": foot_words(report.code),
        "roster": {
            "title": f"{report.year}年度职称申报人员花名册",
            "heads": heads,
            "widths": list(_WIDTHS),
            "rows": [
                [str(index), *(getattr(row, each.name) for each in fields(RosterRow))]
                for index, row in enumerate(report.rows, start=1)
            ],
            "handler": report.handler,
        },
    }
    return (press or the_press()).print(
        RECOMMENDATION, content, at=at, code_on=page_words(report.code), pages=2 + len(report.rows) // 12
    )
