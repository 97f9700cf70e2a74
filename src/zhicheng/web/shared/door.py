"""Doors by seat: a page is absent for whoever does not sit where it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from zhicheng.policy.seats import Role
from zhicheng.web.shared.asked import Asked

Page = Callable[..., HttpResponse]


def seated(*roles: Role, needs_year: bool = True) -> Callable[[Page], Page]:
    """Only for these seats, while a year is open (or, with ``needs_year=False``, always)."""
    wanted = {r.value for r in roles}

    def door(page: Page) -> Page:
        @wraps(page)
        def opened(request: Asked, *given: Any, **named: Any) -> HttpResponse:
            actor = request.actor
            if actor is None or not actor.seat or actor.role not in wanted or (needs_year and request.year is None):
                raise Http404
            return page(request, *given, **named)

        return opened

    return door
