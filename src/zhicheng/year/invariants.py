"""What must hold of the years; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.policy.finding import Refused

from . import shelf
from .models import Year


def broken() -> Iterator[str]:
    """One Chinese line for each year whose law is not kept as it was put in force."""
    for year in Year.objects.all():
        try:
            shelf.notice_of(year)
        except Refused as no:
            yield f"{year.year}年度：{no.refusals[0].what}"
