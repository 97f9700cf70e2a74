"""What must hold of papers; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from .models import Paper


def broken() -> Iterator[str]:
    """One Chinese line for each paper whose file is another than it says."""
    for paper in Paper.objects.select_related("content").iterator():
        if paper.digest != paper.content.digest:
            yield f"文书 {paper.kind} {paper.subject}：与所存文件不符"
