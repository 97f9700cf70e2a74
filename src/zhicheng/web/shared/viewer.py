"""How stored files leave: page images that we re-encoded, downloads as attachments, and papers of our own making."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse

from zhicheng.evidence import pages, store

WIDTHS = {"thumb": 240, "page": 1000, "large": 1600}


def page_image(digest: str, media_type: str, page: int, size: str = "page") -> HttpResponse:
    """One page as our own JPEG; nothing uploaded is ever served inline from our origin."""
    try:
        content = pages.image(digest, media_type, page, WIDTHS.get(size, WIDTHS["page"]))
    except (IndexError, store.Lost):
        raise Http404 from None
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def as_attachment(digest: str, name: str) -> HttpResponse:
    """The file as it was uploaded, to be kept, never shown."""
    try:
        content = store.read(digest)
    except store.Lost:
        raise Http404 from None
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper that we printed ourselves; the browser may show it."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return answer
