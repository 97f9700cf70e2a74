"""What every sheet of a meeting begins with, and the names that it may say: sealed until sign-in (G-10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from zhicheng.accounts.models import Person
from zhicheng.committee import queries
from zhicheng.committee.models import Meeting, Member
from zhicheng.policy.notice import Notice

from ..letters import LetterCode
from ..words import day, instant
from .sheet import Pairs

HIDDEN = "签到后启封"


def over(meeting: Meeting, notice: Notice) -> str:
    """The line above a title: the year and the committee."""
    return f"{notice.year}年度{queries.name_of(meeting.sitting.committee, notice)}"


def about(meeting: Meeting, *more: tuple[str, str]) -> Pairs:
    """Number, day and place, and whatever a sheet adds."""
    where = f"{day(meeting.held_on)}，{meeting.place}"
    return Pairs((("会议编号", meeting.number), ("时间和地点", where), *more))


def moment(at: datetime | None) -> str:
    """An instant of a row in words; empty for none."""
    return instant(timezone.localtime(at)) if at else ""


def name(person: Person, of: Mapping[int, Member]) -> str:
    """What a sheet says of a person: a code for whoever was drawn and has not signed in."""
    member = of.get(person.pk)
    return member.shown_name if member else person.name


def code(number: str, digest: str) -> LetterCode:
    """The code of a paper that has no revision."""
    return LetterCode(number=number, revision=0, digest=digest, base_url=settings.BASE_URL)
