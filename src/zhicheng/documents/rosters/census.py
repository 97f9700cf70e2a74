"""委托系列摸底统计表 (output 8) as a workbook in the layout of the rosters (S4-05, §4.4)."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter

from ..words import instant

HEADS = ("序号", "县区/部门", "系列", "专业", "级别", "人数", "备注", "联系人", "联系电话", "报送时间")
WIDTHS = (6, 30, 18, 16, 10, 8, 26, 12, 18, 20)
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusRow:
    """A line of the table: who counts, what, how many; an office without anybody has one line of nought."""

    office: str
    series: str = ""
    specialty: str = ""
    level: str = ""
    people: int = 0
    note: str = ""
    contact: str = ""
    telephone: str = ""
    reported: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CensusTable:
    """The table with its sums by series, specialty and level, and the offices that have not reported."""

    title: str
    unit: str
    rows: tuple[CensusRow, ...]
    sums: tuple[tuple[str, str, str, int], ...]
    missing: tuple[str, ...]


def workbook(table: CensusTable, *, at: datetime) -> bytes:
    """Two sheets: 明细 and 汇总. A4 landscape, title rows repeated on every page, telephone numbers as text."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"title": table.title, "author": table.unit, "created": at.replace(tzinfo=None)})
    frame = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 11, "font_name": "仿宋"}
    style = {
        "title": book.add_format(
            {"font_name": "方正小标宋简体", "font_size": 20, "align": "center", "valign": "vcenter"}
        ),
        "line": book.add_format({"font_name": "仿宋", "font_size": 11}),
        "head": book.add_format({**frame, "font_name": "黑体", "align": "center"}),
        "text": book.add_format({**frame, "num_format": "@"}),
        "number": book.add_format({**frame, "align": "right", "num_format": "0"}),
    }
    about = f"填报单位：{table.unit}　　制表时间：{instant(at)}"
    body = [
        [n, r.office, r.series, r.specialty, r.level, r.people, r.note, r.contact, r.telephone, r.reported]
        for n, r in enumerate(table.rows, 1)
    ]
    body.append(["", "合计", "", "", "", sum(r.people for r in table.rows), "", "", "", ""])
    _sheet(book, style, "明细", table.title, about, HEADS, WIDTHS, body)
    sums = [[n, *row] for n, row in enumerate(table.sums, 1)]
    sums.append(["", "合计", "", "", sum(row[3] for row in table.sums)])
    if table.missing:
        sums.append(["", f"尚未报送：{'、'.join(table.missing)}", "", "", ""])
    _sheet(
        book,
        style,
        "汇总",
        f"{table.title}（汇总）",
        about,
        ("序号", "系列", "专业", "级别", "人数"),
        (6, 40, 24, 16, 12),
        sums,
    )
    book.close()
    return made.getvalue()


def _sheet(
    book: xlsxwriter.Workbook,
    style: dict[str, object],
    name: str,
    title: str,
    about: str,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    body: list[list[object]],
) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.merge_range(0, 0, 0, len(heads) - 1, title, style["title"])
    sheet.set_row(0, 36)
    sheet.merge_range(1, 0, 1, len(heads) - 1, about, style["line"])
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, head, style["head"])
    for n, row in enumerate(body, 3):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(n, column, value, style["number"])
            else:
                sheet.write_string(n, column, str(value), style["text"])
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(0, 2)
