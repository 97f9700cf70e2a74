"""评审专家邀请函, and the letter that asks an expert's unit for the days: neither names an applicant (S5.3-06)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from zhicheng.accounts.models import Organisation
from zhicheng.committee import queries
from zhicheng.committee.models import Invitation, Meeting
from zhicheng.experts.models import LeaveNotice
from zhicheng.policy.notice import Notice

from ..letters import Letter
from ..words import day
from .about import code


def invitation_words(letter: Invitation, notice: Notice) -> str:
    """The invitation's text of the notice with this meeting in it."""
    meeting = letter.member.meeting
    by = timezone.localtime(letter.sent_at) + timedelta(hours=int(notice.rule("draw_witnessed")["answer_hours"]))
    held = day(meeting.held_on)
    return notice.texts["expert_invitation"].format(
        expert=letter.member.person.name, committee=queries.name_of(meeting.sitting.committee, notice),
        begins_on=held, ends_on=held, place=meeting.place, answer_by=f"{by:%-m月%-d日%H:%M}",
    )  # fmt: skip


def invitation(letter: Invitation, notice: Notice) -> Letter:
    """The invitation on paper; for the expert alone until sign-in."""
    words, office = invitation_words(letter, notice), letter.member.meeting.sitting.office
    name = notice.texts["expert_invitation.name"]
    return _letter(name, letter.number, office, words, timezone.localdate(letter.sent_at))


def behind(letter: LeaveNotice) -> Invitation:
    """The invitation whose acceptance asked the unit for the days."""
    rows = Invitation.objects.select_related("member__meeting__sitting__office", "member__meeting__sitting__year")
    return rows.get(number=letter.number.replace("-Q", "-Y"))


def leave(letter: LeaveNotice, notice: Notice) -> Letter:
    """The letter to the unit on paper, from the office that invited; it says no committee's name and no applicant's."""
    name, office = notice.texts["expert_leave_notice.name"], behind(letter).member.meeting.sitting.office
    return _letter(name, letter.number, office, letter.words, timezone.localdate(letter.sent_at))


def _letter(title: str, number: str, office: Organisation, words: str, on: date) -> Letter:
    to_name, *opening = [p.strip() for p in words.split("\n") if p.strip()]
    return Letter(
        title=title, number=number, issuer=office.name, to_name=to_name.rstrip("："), opening=tuple(opening), on=on,
        code=code(number, queries.digest_of([number, words])),
    )  # fmt: skip


def opened(meeting: Meeting) -> tuple[Invitation, ...]:
    """The invitations of those who have signed in, whose names the office may know."""
    return tuple(
        Invitation.objects.filter(member__meeting=meeting, member__left_at=None, member__sign_in__isnull=False)
        .select_related("member__person", "member__meeting__sitting__office")
        .order_by("id")
    )


def asked(meeting: Meeting) -> tuple[LeaveNotice, ...]:
    """The letters to the units of those who have signed in."""
    numbers = [i.number.replace("-Y", "-Q") for i in opened(meeting)]
    return tuple(LeaveNotice.objects.filter(number__in=numbers).order_by("id"))


def has_opened(meeting: Meeting) -> bool:
    return bool(opened(meeting))


def has_asked(meeting: Meeting) -> bool:
    return bool(asked(meeting))
