"""What must hold of the years; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from . import shelf
from .models import Year


def broken() -> Iterator[str]:
    """One Chinese line for each year whose notice is no longer as it was opened."""
    for year in Year.objects.all():
        notice = shelf.read(year.notice)
        if notice is None:
            yield f"{year.year}年度：通知目录读不出来"
        elif notice.hash != year.hash:
            yield f"{year.year}年度：通知目录在开启后被改动"
