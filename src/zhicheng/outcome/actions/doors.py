"""Who may act on what follows from a result: the committee's own office, or the city's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zhicheng.accounts.models import Approval
from zhicheng.accounts.queries import is_city_office
from zhicheng.committee.models import Meeting
from zhicheng.ledger.actor import Actor
from zhicheng.policy.finding import Refusal
from zhicheng.policy.seats import Role

from .. import house
from ..models import Publication, Result


def of_committee_office(by: Actor, of: Meeting | Publication | Result) -> Iterator[Refusal]:
    """Only the staff of the committee's office."""
    if by.role != Role.SECRETARY.value or by.organisation != of.sitting.office_id:
        yield house.refusal(house.OUTCOME_SEATS, "由该评委会承办部门的评委会工作人员办理")


def of_city(by: Actor, *roles: Role) -> Iterator[Refusal]:
    """Only a reviewer (or these roles) of the city's office."""
    wanted = roles or (Role.REVIEWER,)
    if by.role not in {r.value for r in wanted} or not is_city_office(by.organisation):
        yield house.refusal(house.OUTCOME_SEATS, f"由市职改办的{'或'.join(r.words for r in wanted)}办理")


def granted_for(approval: Approval, content: Mapping[str, Any]) -> Iterator[Refusal]:
    """Only what the second person saw: decided by the city's superior, about exactly this content."""
    if not is_city_office(approval.organisation_id) or approval.role != Role.SUPERIOR.value or not approval.is_granted:
        yield house.refusal(house.TWO_APPROVE)
    if dict(approval.content) != dict(content):
        yield house.refusal(house.TWO_APPROVE, "批准以后内容有变化，须重新批准")
