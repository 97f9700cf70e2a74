"""What may come in: readable PDF, JPEG and PNG, judged by content and never by name (S2.5.8-03)."""

from __future__ import annotations

import io
import threading
import warnings
from dataclasses import dataclass
from pathlib import PurePath

import pikepdf
import pypdfium2
from PIL import Image, ImageFile, UnidentifiedImageError

from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Rule

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
EXTENSIONS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg", ".jpe"), PNG: (".png",)}
WORDS = {PDF: "PDF", JPEG: "JPEG图片", PNG: "PNG图片"}
MEGABYTE = 1024 * 1024
LARGEST_PAGE = 14_400  # points, the PDF limit of 200 inches
SMALLEST_PAGE = 36  # points, half an inch
pdfium = threading.Lock()
"""PDFium is not safe to be used by two threads at once."""

_KNOWN = (
    (b"PK\x03\x04", "Office文档或压缩包"),
    (b"\xd0\xcf\x11\xe0", "旧版Office文档"),
    (b"GIF8", "GIF图片"),
    (b"BM", "BMP图片"),
    (b"II*\x00", "TIFF图片"),
    (b"MM\x00*", "TIFF图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"RIFF", "WebP图片或音视频"),
    (b"<html", "网页"),
    (b"<!DOC", "网页"),
    (b"<svg", "SVG图形"),
    (b"<?xml", "XML文件"),
)
_HEIC = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc")


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file is: its type by content, its pages, and the size of the first in pixels (points for PDF)."""

    media_type: str
    pages: int
    width: int
    height: int


def look(content: bytes, name: str, limits: Rule) -> Looked:
    """What the bytes are; :class:`Refused` with one plain sentence when they cannot be taken in."""
    if not content:
        raise _refused(limits, f"“{name}”是空文件（0字节）", "请重新导出或扫描后再上传。")
    if len(content) > int(limits["megabytes"]) * MEGABYTE:
        size = f"{len(content) / MEGABYTE:.1f}"
        raise _refused(limits, f"“{name}”有{size}兆字节，最多{limits['megabytes']}兆字节", "请压缩后再上传。")
    kind = _kind(content)
    if kind not in limits["media_types"]:
        raise _refused(limits, f"“{name}”是{_what(content)}，不能上传")
    suffix = PurePath(name).suffix.lower()
    others = {e for m, all_of in EXTENSIONS.items() if m != kind for e in all_of}
    if suffix in others:
        raise _refused(limits, f"“{name}”的扩展名是{suffix}，内容却是{WORDS[kind]}", "请按实际类型保存后再上传。")
    return _pdf(content, name, limits) if kind == PDF else _picture(content, name, kind, limits)


def _kind(content: bytes) -> str:
    if content[:1024].lstrip()[:5] == b"%PDF-" or b"%PDF-" in content[:1024]:
        return PDF
    if content[:3] == b"\xff\xd8\xff":
        return JPEG
    return PNG if content[:8] == b"\x89PNG\r\n\x1a\n" else ""


def _what(content: bytes) -> str:
    if content[4:12] in _HEIC:
        return "HEIC图片"
    return next((words for start, words in _KNOWN if content[: len(start)].lower() == start.lower()), "无法识别的文件")


def _pdf(content: bytes, name: str, limits: Rule) -> Looked:
    broken = _refused(limits, f"“{name}”损坏，打不开", "请重新导出PDF后再上传。")
    try:
        with pikepdf.open(io.BytesIO(content)) as read:
            if read.is_encrypted:
                raise _refused(limits, f"“{name}”设了密码或加了保护", "请取消保护后再上传。")
            pages = len(read.pages)
    except pikepdf.PasswordError:
        raise _refused(limits, f"“{name}”设了密码，打不开", "请取消密码后再上传。") from None
    except Refused:
        raise
    except Exception:  # whatever a hostile file makes of the parser is one thing: it cannot be read
        raise broken from None
    if pages == 0:
        raise _refused(limits, f"“{name}”一页也没有", "请重新导出PDF后再上传。")
    if pages > int(limits["pages"]):
        raise _refused(limits, f"“{name}”有{pages}页，最多{limits['pages']}页", "请拆分或只上传需要的页。")
    try:
        with pdfium:
            opened = pypdfium2.PdfDocument(content)
            try:
                sizes = [opened.get_page_size(n) for n in range(len(opened))]
                if all(max(s) <= LARGEST_PAGE and min(s) >= SMALLEST_PAGE for s in sizes):
                    opened[0].render(scale=0.1).close()
            finally:
                opened.close()
    except Exception:
        raise broken from None
    if any(max(s) > LARGEST_PAGE or min(s) < SMALLEST_PAGE for s in sizes):
        raise _refused(limits, f"“{name}”的页面尺寸不正常", "请按A4重新导出后再上传。")
    return Looked(PDF, pages, round(sizes[0][0]), round(sizes[0][1]))


def _picture(content: bytes, name: str, kind: str, limits: Rule) -> Looked:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
                width, height = picture.size
                if width * height > int(limits["pixels"]):
                    pixels = f"{width}×{height}"
                    raise _refused(limits, f"“{name}”有{pixels}像素，太大", "请缩小后再上传。")
                if ImageFile.LOAD_TRUNCATED_IMAGES:
                    raise RuntimeError("a truncated picture would pass")
                picture.load()
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _refused(limits, f"“{name}”损坏或不完整，打不开", "请重新拍照或扫描后再上传。") from None
    return Looked(kind, 1, width, height)


def _refused(limits: Rule, what: str, mend: str = "") -> Refused:
    return Refused(Refusal(limits.id, what, limits.source, mend or limits.mend, "file"))
