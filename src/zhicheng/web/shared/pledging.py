"""保密承诺书, one page for staff, experts and supervisors. The deed is handed in, so that nobody reaches a committee
through here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhicheng.policy.finding import Refused
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked


def page(
    request: Asked, *, text: str, version: str, signed: Any, sign: Callable[[str], Any], onward: str
) -> HttpResponse:
    """Read the text, sign it with one's own name, go on."""
    told: tuple[Any, ...] = ()
    if request.method == "POST":
        try:
            sign(request.POST.get("signed_name", ""))
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已签订保密承诺书")
            return redirect(onward)
    return render(
        request,
        "shared/pledge.html",
        {"text": text, "version": version, "signed": signed, "told": told, "onward": onward},
        status=409 if told else 200,
    )
