"""Log-in by the document number's blind index and a password; never says which of the two was wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from zhicheng.year import queries as year

from . import queries
from .models import Account


class IdentityBackend(BaseBackend):
    """``login_index`` is :func:`zhicheng.accounts.queries.login_index` of what was typed (S2.3-02).

    An expired initial password, a locked account and a disabled unit's people are refused; after a right password
    ``request.why_not`` holds the reason (:class:`zhicheng.policy.finding.Refusal`), so that a page can tell it.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        login_index: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> Account | None:
        if not login_index or password is None:
            return None
        account = queries.account_known_by(login_index)
        if account is None or not account.has_usable_password():
            make_password(password)  # as long as a real comparison takes
            return None
        if not account.check_password(password):
            return None
        reason = queries.why_not(account, _instant(request))
        if reason is not None:
            if request is not None:
                request.why_not = reason  # type: ignore[attr-defined]
            return None
        return account

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.select_related("person").filter(pk=user_id, locked_at=None).first()


def _instant(request: HttpRequest | None) -> datetime:
    at = getattr(request, "at", None)
    return at if isinstance(at, datetime) else year.now()
