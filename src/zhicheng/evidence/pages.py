"""Page images that we re-encode: the only form in which an uploaded file is shown."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image, ImageOps

from . import store
from .intake import PDF, pdfium

WIDTHS = (240, 1000, 1600)
"""Widths in pixels in which pages are kept."""
QUALITY = 82
TALLEST = 6_000  # pixels, so that a page as thin as a thread costs no memory


def image(digest: str, media_type: str, page: int, width: int) -> bytes:
    """A page (from 1) as a JPEG of ours, at most the next kept width; without the upload's metadata.

    Raises ``IndexError`` beyond the last page, :class:`~zhicheng.evidence.store.Lost` when the file is gone.
    """
    chosen = next((w for w in WIDTHS if w >= width), WIDTHS[-1])
    kept = Path(settings.EVIDENCE_STORE) / "pages" / digest[:2] / f"{digest}-{page}-{chosen}.jpg"
    if kept.exists():
        return kept.read_bytes()
    content = store.read(digest)
    drawn = _pdf_page(content, page, chosen) if media_type == PDF else _picture(content, page, chosen)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY)
    store.write(kept, out.getvalue())
    return out.getvalue()


def _pdf_page(content: bytes, page: int, width: int) -> Image.Image:
    with pdfium:
        opened = pypdfium2.PdfDocument(content)
        try:
            if not 1 <= page <= len(opened):
                raise IndexError(page)
            sheet = opened[page - 1]
            wide, tall = sheet.get_size()
            drawn = sheet.render(scale=min(width / max(1.0, wide), TALLEST / max(1.0, tall))).to_pil()
            return drawn.convert("RGB")
        finally:
            opened.close()


def _picture(content: bytes, page: int, width: int) -> Image.Image:
    if page != 1:
        raise IndexError(page)
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as opened:
        upright = ImageOps.exif_transpose(opened)
        if upright.mode in ("RGBA", "LA", "P"):
            clear = upright.convert("RGBA")
            upright = Image.new("RGB", clear.size, "white")
            upright.paste(clear, mask=clear.getchannel("A"))
        made = upright.convert("RGB")
    if made.width > width:
        made = made.resize((width, max(1, round(made.height * width / made.width))), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", made.size)
    fresh.paste(made)
    return fresh
