"""What must hold of stored files; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from . import store
from .models import Blob


def broken() -> Iterator[str]:
    """One Chinese line for each file that is gone or was altered."""
    for blob in Blob.objects.iterator():
        try:
            if store.digest_of(store.read(blob.digest)) != blob.digest:
                yield f"文件 {blob.digest[:12]}：内容与摘要值不符"
        except store.Lost:
            yield f"文件 {blob.digest[:12]}：不在库中"
