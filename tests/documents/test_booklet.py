"""The A3 booklet (S2.3-15, golden 41)."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from documents import papers

from zhicheng.documents import booklet
from zhicheng.documents.review_form import print_form


def numbered(pages: int) -> bytes:
    """A4 pages of the real form, cut or repeated to a length."""
    printed = print_form(papers.review_form(), at=papers.AT)
    with pikepdf.open(io.BytesIO(printed)) as document:
        del document.pages[pages:]
        written = io.BytesIO()
        document.save(written)
        return written.getvalue()


def halves(pdf: bytes) -> list[tuple[str, str]]:
    """The text of the left and the right half of every side, without white space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = []
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            left = text.get_text_bounded(0, 0, width / 2, height)
            right = text.get_text_bounded(width / 2, 0, width, height)
            found.append(("".join(left.split()), "".join(right.split())))
        return found
    finally:
        document.close()


@pytest.mark.parametrize(
    ("pages", "order"),
    [
        (12, ((12, 1), (2, 11), (10, 3), (4, 9), (8, 5), (6, 7))),
        (10, ((12, 1), (2, 11), (10, 3), (4, 9), (8, 5), (6, 7))),
        (8, ((8, 1), (2, 7), (6, 3), (4, 5))),
        (4, ((4, 1), (2, 3))),
        (1, ((4, 1), (2, 3))),
    ],
)
def test_pages_are_paired_so_that_the_folded_sheets_read_in_order(
    pages: int, order: tuple[tuple[int, int], ...]
) -> None:
    assert booklet.sides(pages) == order


def test_ten_pages_make_twelve_the_last_two_blank() -> None:
    sides = halves(booklet.impose(numbered(10), at=papers.AT, copies=1))
    seen = [tuple(next((n for n in range(1, 11) if f"第{n}页共12页" in half), None) for half in side) for side in sides]
    assert seen == [(None, 1), (2, None), (10, 3), (4, 9), (8, 5), (6, 7)]
    assert (sides[0][0], sides[1][1]) == ("", "")


def test_three_copies_are_marked_on_every_page_that_is_not_blank() -> None:
    sides = halves(booklet.impose(numbered(10), at=papers.AT, copies=3))
    assert len(sides) == 18
    for copy, words in enumerate(("第一份共三份", "第二份共三份", "第三份共三份")):
        for side in sides[6 * copy : 6 * copy + 6]:
            assert all(half == "" or words in half for half in side)


def test_the_sheets_are_a3_and_ask_the_printer_for_short_edge_duplex_without_scaling() -> None:
    with pikepdf.open(io.BytesIO(booklet.impose(numbered(10), at=papers.AT, copies=3))) as sheets:
        for page in sheets.pages:
            assert [float(n) / 72 * 25.4 for n in page.MediaBox[2:]] == pytest.approx([420, 297], abs=0.1)
        assert sheets.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert sheets.Root.ViewerPreferences.PrintScaling == "/None"


def test_a_booklet_printed_twice_is_the_same_bytes() -> None:
    form = numbered(12)
    assert booklet.impose(form, at=papers.AT, copies=3) == booklet.impose(form, at=papers.AT, copies=3)


def test_three_copies_weigh_little_more_than_one() -> None:
    form = numbered(12)
    assert len(booklet.impose(form, at=papers.AT, copies=3)) < len(booklet.impose(form, at=papers.AT, copies=1)) * 1.2
