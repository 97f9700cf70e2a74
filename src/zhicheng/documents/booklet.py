"""The A3 booklet: A4 pages two-up, double-sided, flipped on the short edge, folded in the middle (S2.3-15, §4.3).

Pages are padded with blank ones to a multiple of four. The first side of the outermost sheet bears
the last page and the first. Copies are marked on every page that has content; the notice says how many.
"""

from __future__ import annotations

import io
from datetime import datetime

import pikepdf
from pikepdf import Array, Dictionary, Name

from .press import Press, the_press
from .words import counted

A4 = (595.276, 841.89)  # points

_MARK = "booklet.typ"


def sides(pages: int) -> tuple[tuple[int, int], ...]:
    """Left and right page of every A3 side in printing order, front then back; pages count from 1.

    ``sides(12)`` is ``((12, 1), (2, 11), (10, 3), (4, 9), (8, 5), (6, 7))``. A length that is no
    multiple of four is raised to the next; the numbers beyond ``pages`` are blank pages.
    """
    if pages < 1:
        raise ValueError("a booklet needs a page")
    last = padded(pages)
    return tuple((last - side, side + 1) if side % 2 == 0 else (side + 1, last - side) for side in range(last // 2))


def padded(pages: int) -> int:
    """The next multiple of four."""
    return -(-pages // 4) * 4


def impose(pdf: bytes, *, at: datetime, copies: int, press: Press | None = None) -> bytes:
    """The booklet of a PDF of A4 pages, ``copies`` times, one after the other in one file.

    Each copy is marked 「第一份 共三份」 and so on; a sole copy bears no mark. Every copy has
    an even number of sides, so that the file can be printed double-sided in one go. The file asks
    the printer for short-edge duplex and no scaling. ``at`` dates it; same input, same bytes.
    """
    marks = _marks(copies, at, press or the_press())
    width, height = A4
    with pikepdf.open(io.BytesIO(pdf)) as pages, pikepdf.open(io.BytesIO(marks)) as marked, pikepdf.new() as sheets:
        drawn = [sheets.copy_foreign(page.as_form_xobject()) for page in pages.pages]
        stamps = [sheets.copy_foreign(page.as_form_xobject()) for page in marked.pages]
        for copy in range(copies):
            for left, right in sides(len(drawn)):
                placed = Dictionary()
                strokes = []
                for column, number in enumerate((left, right)):
                    if number > len(drawn):
                        continue
                    layers = [drawn[number - 1]]
                    if copies > 1:
                        layers.append(stamps[2 * copy + (number > 1)])
                    for depth, layer in enumerate(layers):
                        name = f"/P{column}{depth}"
                        placed[name] = layer
                        strokes.append(f"q 1 0 0 1 {column * width:.3f} 0 cm {name} Do Q")
                sheets.add_blank_page(page_size=(2 * width, height))
                sheet = sheets.pages[-1]
                sheet.Resources = Dictionary(XObject=placed)
                sheet.Contents = sheets.make_stream("\n".join(strokes).encode())
        sheets.Root.ViewerPreferences = Dictionary(
            Duplex=Name.DuplexFlipShortEdge, PrintScaling=Name("/None"), PickTrayByPDFSize=True
        )
        _describe(sheets, pages, at)
        written = io.BytesIO()
        sheets.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()


def last_sheets(pdf: bytes, pages: int, *, at: datetime) -> bytes:
    """The A3 sheets on which the last pages of a booklet of so many pages lie, only ``pdf`` in their places.

    Both sides of each sheet are there, so that a folded form that was taken apart can be printed on again.
    """
    with pikepdf.open(io.BytesIO(pdf)) as last, pikepdf.new() as whole:
        first = pages - len(last.pages)
        if first < 0:
            raise ValueError("more last pages than pages")
        for _ in range(first):
            whole.add_blank_page(page_size=A4)
        whole.pages.extend(last.pages)
        _describe(whole, last, at)
        written = io.BytesIO()
        whole.save(written, deterministic_id=True)
    wanted = {n // 2 for n, side in enumerate(sides(pages)) if any(first < page <= pages for page in side)}
    with pikepdf.open(io.BytesIO(impose(written.getvalue(), at=at, copies=1))) as sheets:
        for n in reversed(range(len(sheets.pages))):
            if n // 2 not in wanted:
                del sheets.pages[n]
        written = io.BytesIO()
        sheets.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return written.getvalue()


def _marks(copies: int, at: datetime, press: Press) -> bytes:
    words = [{"copy": f"第{counted(n)}份", "of": f"共{counted(copies)}份"} for n in range(1, copies + 1)]
    return press.print(_MARK, {"copies": words}, at=at)


def _describe(sheets: pikepdf.Pdf, pages: pikepdf.Pdf, at: datetime) -> None:
    """Title and dates as of ``at``, and the colour intent of the pages, so that print stays exact."""
    stamp = at.strftime("D:%Y%m%d%H%M%S%z")
    stamp = stamp[:-2] + "'" + stamp[-2:] + "'"
    sheets.docinfo["/Title"] = str(pages.docinfo.get("/Title", "")) + "（A3折页）"
    sheets.docinfo["/CreationDate"] = stamp
    sheets.docinfo["/ModDate"] = stamp
    intents = pages.Root.get("/OutputIntents")
    if intents is not None:
        sheets.Root.OutputIntents = Array([sheets.copy_foreign(pages.make_indirect(i)) for i in intents])
