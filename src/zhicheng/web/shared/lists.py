"""What lists share: the page asked for, and the filters of an inbox."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from .asked import Asked

FILTERS = (
    ("", "全部", "all"),
    ("late", "已逾期", "late"),
    ("soon", "{soon_days} 天内到期", "soon"),
    ("returned", "补正后再来", "returned"),
)


def page_of(request: Asked) -> int:
    """The page asked for; the first for anything that is no number."""
    said = request.GET.get("page", "1")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 1


def filters_of(counts: Mapping[str, int], q: str, soon_days: int) -> list[tuple[str, str, str, int]]:
    """Id, name, address and count of each filter."""
    return [
        (id or "all", name.format(soon_days=soon_days), "?" + urlencode({"due": id, "q": q}), counts[key])
        for id, name, key in FILTERS
    ]
