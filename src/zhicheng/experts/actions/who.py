"""How an actor is written into a row: unit, seat in Chinese, name."""

from __future__ import annotations

from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role


def seated(by: Actor) -> str:
    """The actor as shown to people; the clock by its name alone."""
    seat = Role(by.role).words if by.role in {r.value for r in Role} else ""
    return " ".join(part for part in (by.organisation_name, seat, by.name) if part)
