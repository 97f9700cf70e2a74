"""Refused, absent, broken: each a page that says what, why, how to mend it, and where."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.policy.notice import Notice
from zhicheng.policy.schema import place_words
from zhicheng.web.shared.asked import Asked

log = logging.getLogger("zhicheng.web")
BAD_REQUEST, REFUSED = 400, 409


def name_of_place(notice: Notice | None) -> Callable[[str], str]:
    """A place in Chinese, slots of files by the notice's names."""
    names = {m.id: m.name for m in notice.materials} if notice else {}

    def words(place: str) -> str:
        return place_words(place, names) if place else ""

    return words


def clause_href(source: Source) -> str:
    """Where a clause of the notice in force is shown; nothing for other sources."""
    if not source.says or not source.clause:  # only the notice is quoted word for word
        return ""
    return f"{reverse('public:notice')}#{quote(source.clause)}"


def as_problem(refusals: Sequence[Refusal], status: int = REFUSED) -> dict[str, Any]:
    """The same four things as JSON."""
    return {
        "title": refusals[0].what,
        "status": status,
        "refusals": [
            {
                "rule": r.rule,
                "what": r.what,
                "clause": r.source.clause,
                "why": r.source.words,
                "mend": r.mend,
                "place": r.place,
            }
            for r in refusals
        ],
    }


def refused(
    request: Asked, refusals: Sequence[Refusal], *, title: str = "", back: str = "", status: int = REFUSED
) -> HttpResponse:
    """The page of a refusal; a program gets problem+json."""
    if request.headers.get("X-Autosave") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(as_problem(refusals, status), status=status, content_type="application/problem+json")
    here = request.META.get("HTTP_REFERER", "")
    host = f"{request.scheme}://{request.get_host()}"
    return render(
        request,
        "shared/refused.html",
        {
            "refusals": refusals,
            "title": title or f"没有办成，{len(refusals)}处要处理",
            "back_href": back or (here.removeprefix(host) if here.startswith(host + "/") else "/"),
            "name_of_place": name_of_place(getattr(request, "notice", None)),
            "clause_href": clause_href,
        },
        status=status,
    )


class ReadableMiddleware:
    """No text holds a NUL: databases refuse it, and nobody types it."""

    def __init__(self, get_response: Callable[[Asked], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponse:
        if "\0" in request.path:
            return absent(request)
        said = (*request.GET.lists(), *(request.POST.lists() if request.method == "POST" else ()))
        if any("\0" in value for name, values in said for value in (name, *values)):
            why = Source("平台规定", "", "", "文字中不能有控制字符。", "确定")
            return refused(request, [Refusal("readable", "提交的内容含有不能识别的字符", why, "请重新输入后再提交。")])
        return self.get_response(request)


class RefusedMiddleware:
    """Catches :class:`~zhicheng.policy.finding.Refused` once, for every page that does not catch it itself."""

    def __init__(self, get_response: Callable[[Asked], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Asked) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: Asked, exception: Exception) -> HttpResponse | None:
        return refused(request, exception.refusals) if isinstance(exception, Refused) else None


def absent(request: Asked, exception: Exception | None = None) -> HttpResponse:
    """Forbidden and absent look the same."""
    return render(request, "shared/error_404.html", {}, status=404)


def unreadable(request: Asked, exception: Exception | None = None) -> HttpResponse:
    """More text or more fields than any of our forms sends, or a request that is none."""
    why = Source("平台规定", "", "", "一次提交的文字和项目数量有上限，本平台的表单都在上限之内。", "确定")
    mend = "请返回上一页，减少文字后再提交；已经自动保存的内容没有丢失。"
    return refused(request, [Refusal("readable", "提交的内容过长或不能识别，没有保存", why, mend)], status=BAD_REQUEST)


def broken(request: Asked) -> HttpResponse:
    """Something of ours broke; a number leads to the log, nothing else is told."""
    trace = uuid.uuid4().hex[:10]
    log.error("broken page %s %s", trace, request.path, exc_info=True)
    return render(request, "shared/error_500.html", {"trace": trace}, status=500)


def forged(request: Asked, reason: str = "") -> HttpResponse:
    """A form that did not come from our page, or from one that was open too long."""
    why = Source("平台规定", "", "", "表单须从本平台的页面提交。", "确定")
    return refused(request, [Refusal("own_form", "页面已过期，没有提交", why, "请返回上一页，刷新后再提交。")])
