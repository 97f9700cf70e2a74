"""申诉 and 信用修复, typed by whom a decision is about: a person, or a unit's principal."""

from __future__ import annotations

from typing import Any

from zhicheng.outcome.actions import integrity
from zhicheng.policy.finding import Refused

from . import flash
from .asked import Asked
from .law import in_force


def plead(request: Asked, decision: Any) -> dict[str, Any]:
    """Make the plea. What the page shows again when it was refused, with what was typed; empty when it was made."""
    post = request.POST
    try:
        integrity.plead(
            decision, post.get("kind", ""), post.get("words", "")[:4000], notice=in_force(request), by=request.actor,
            at=request.at,
        )  # fmt: skip
    except Refused as no:
        return {"told": no.refusals, "typed": post, "pleaded": decision.pk}
    flash.say(request, "已提出，等待答复")
    return {}
