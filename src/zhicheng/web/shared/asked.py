"""What a page is asked with: the request, and what the middleware put beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from zhicheng.accounts.models import Account, Seat
    from zhicheng.ledger.actor import Actor
    from zhicheng.policy.notice import Notice
    from zhicheng.year.models import Year


class Asked(HttpRequest):
    """A request with who asks, from which seat, in which year, under which notice, and at what moment."""

    if TYPE_CHECKING:
        user: Account
        seat: Seat
        seats: tuple[Seat, ...]
        actor: Actor
        year: Year
        notice: Notice
        at: datetime
        demo_clock: datetime | None
