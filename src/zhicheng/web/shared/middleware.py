"""Who asks, when, in which year: set once, handed on as arguments; and the headers that bind every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from zhicheng.accounts import queries as accounts
from zhicheng.year import queries as years
from zhicheng.year import shelf

from .asked import Asked

Answer = Callable[[HttpRequest], HttpResponse]
AS_APPLICANT = 0
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class ActorMiddleware:
    """Sets ``request.at``, ``demo_clock``, ``year``, ``notice``, ``seats``, ``seat`` and ``actor``; ``None`` for the
    public."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, asked: HttpRequest) -> HttpResponse:
        request: Any = asked  # what Asked promises is put here
        request.demo_clock = years.demo_clock()
        request.at = request.demo_clock or years.now()
        request.year = years.open_year()
        request.notice = shelf.notice_of(request.year) if request.year else None
        request.seats, request.seat, request.actor = (), None, None
        user = request.user
        if user.is_authenticated:
            request.seats = tuple(accounts.seats_of(user.person))
            chosen = request.session.get("seat")
            request.seat = next((s for s in request.seats if s.pk == chosen), None)
            if chosen is None and request.seats:
                request.seat = request.seats[0]
            request.actor = accounts.actor_of(user, request.seat, request.META.get("REMOTE_ADDR", ""))
            if self._must_change(request):
                return redirect("public:change_password")
        return self.get_response(request)

    def _must_change(self, request: Asked) -> bool:
        """A first log-in leads to the change of the initial password, wherever it wanted to go (S2.3-04)."""
        allowed = {reverse("public:change_password"), reverse("public:log_out")}
        if request.path in allowed or request.path.startswith(settings.STATIC_URL):
            return False
        return accounts.must_change_password(request.user)


class PolicyHeadersMiddleware:
    """What the browser may do with our pages; pages of a person are kept nowhere."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("Content-Security-Policy", POLICY)
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            answer.headers.setdefault("Cache-Control", "no-store, private")
        return answer
