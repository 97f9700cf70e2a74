"""保密承诺书 of an expert."""

from __future__ import annotations

from django.http import HttpResponse

from zhicheng.committee import queries
from zhicheng.committee.actions import filing
from zhicheng.policy.seats import Role
from zhicheng.web.shared import pledging
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated


@seated(Role.EXPERT)
def pledge(request: Asked) -> HttpResponse:
    """Sign it before anything of a meeting opens (S5.1-02)."""
    notice, year, by = request.notice, request.year, request.actor
    return pledging.page(
        request,
        text=queries.pledge_text(notice),
        version=queries.pledge_version(notice),
        signed=queries.pledge_of(by.person, year, notice),
        sign=lambda name: filing.sign_pledge(year, signed_name=name, notice=notice, by=by, at=request.at),
        onward="expert:meetings",
    )
