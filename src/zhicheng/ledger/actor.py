"""Who acts, as a value: the name and seat as they are at that moment, never a key that may change."""

from __future__ import annotations

from dataclasses import dataclass

from zhicheng.policy.seats import Role

SEATS = frozenset(role.value for role in Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person in a seat, an applicant, or the clock.

    ``person`` and ``organisation`` are opaque keys (0: none). An applicant's ``name`` is «申报人»,
    so that destroying a person's key leaves no name behind in the ledger.
    """

    name: str
    person: int = 0
    account: int = 0
    seat: int = 0
    role: str = ""
    organisation: int = 0
    organisation_name: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        """How the actor is written, in a trail and on paper: unit, seat by its Chinese name, name.

        Rows keep it, and papers are digested with it: a seat that is renamed is renamed for what comes after.
        """
        seat = Role(self.role).words if self.role in SEATS else ""
        return " ".join(part for part in (self.organisation_name, seat, self.name) if part)


CLOCK = Actor(name="系统时钟", role="clock")
"""Whoever acts because time passed."""

INSTALLER = Actor(name="系统安装", role="installer")
"""Whoever acts before there is anybody."""
