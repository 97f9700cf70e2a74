"""An uploaded file of a form, taken in or refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhicheng.evidence import actions as evidence
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.web.shared.asked import Asked

if TYPE_CHECKING:
    from zhicheng.evidence.models import Blob

MEGABYTE = 1024 * 1024


def taken_in(request: Asked, place: str, *, field: str = "file") -> tuple[Blob, str]:
    """The blob and the name of the chosen file; :class:`Refused` at ``place`` when there is none or it is not sound."""
    limits, sent = request.notice.rule("file_kinds"), request.FILES.get(field)
    if sent is None:
        raise Refused(Refusal(limits.id, "没有选择文件", limits.source, "请先选择文件再上传。", place))
    name = sent.name or "未命名"
    if (sent.size or 0) > int(limits["megabytes"]) * MEGABYTE:
        words = f"“{name}”有{(sent.size or 0) / MEGABYTE:.1f}兆字节，最多{limits['megabytes']}兆字节"
        raise Refused(Refusal(limits.id, words, limits.source, limits.mend, place))
    return evidence.take_in(sent.read(), name, limits=limits, by=request.actor, at=request.at), name
