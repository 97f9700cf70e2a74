"""纸质材料核对: whether a printed page's code is of the current sealed revision."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.documents import page_code
from zhicheng.documents import queries as documents
from zhicheng.web.shared.asked import Asked


@login_not_required
@require_safe
def verify_page(request: Asked) -> HttpResponse:
    """From the square code on a page, or typed by hand; an unknown code looks like a mistyped one."""
    asked = {k: request.GET.get(k, "").strip() for k in "nrdp"}
    asked["d"] = asked["d"].replace(" ", "").lower()
    status, wrong = None, ""
    if any(asked.values()):
        try:
            status = documents.page_status(page_code.parse("?" + urlencode(asked)))
        except page_code.NotAPageCode as no:
            wrong = str(no)
    return render(request, "public/verify_page.html", {"asked": asked, "status": status, "wrong": wrong})
