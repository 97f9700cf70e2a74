"""What was just done, said once on the next page."""

from __future__ import annotations

from zhicheng.web.shared.asked import Asked


def say(request: Asked, words: str) -> None:
    """Keep a sentence for the next page of this session."""
    request.session["said"] = [*request.session.get("said", []), words][-4:]


def said(request: Asked) -> list[str]:
    """The sentences kept, which are then forgotten."""
    return request.session.pop("said", []) if request.session.get("said") else []
