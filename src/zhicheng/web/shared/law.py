"""Which notice a page goes by that is there between years too."""

from __future__ import annotations

from django.http import Http404

from zhicheng.policy.notice import Notice
from zhicheng.year import queries as years
from zhicheng.year import shelf

from .asked import Asked


def in_force(request: Asked) -> Notice:
    """The notice of the open year, else of the last one; :class:`Http404` when there never was a year."""
    notice: Notice | None = getattr(request, "notice", None)
    if notice is not None:
        return notice
    last = years.years().first()
    if last is None:
        raise Http404
    return shelf.notice_of(last)
