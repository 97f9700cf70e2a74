"""What the meeting and the confirmation add to a person's 评审表, once the result is announced (issue: last pages)."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from zhicheng.committee import queries as committee
from zhicheng.committee.models import PanelOpinion
from zhicheng.outcome import queries as outcome
from zhicheng.outcome.models import Confirmed, Result
from zhicheng.policy.notice import Notice

from .. import filling
from ..review_form import MeetingPart, ReviewForm


def final_form(result: Result, notice: Notice) -> ReviewForm:
    """The form of the revision that the meeting heard, its last pages filled; of a result by vote."""
    assert result.case is not None
    form = filling.review_form(result.case.revision, notice, is_watermarked=False)
    return replace(form, meeting=meeting_part(result))


def meeting_part(result: Result) -> MeetingPart:
    """The panel's words, the votes, the result as it stands with any veto, the confirmation; no expert's name."""
    case = result.case
    assert case is not None
    ballot, said = committee.standing_ballot(case.meeting), PanelOpinion.objects.get(case=case)
    announced, standing = committee.announcement_of(case.meeting), outcome.outcome_of(result.dossier)
    assert ballot is not None
    assert announced is not None
    assert standing is not None
    t = ballot.tallies.get(case=case)
    confirmed = Confirmed.objects.filter(dossier=result.dossier).select_related("confirmation").first()
    return MeetingPart(
        panel=said.words,
        panel_on=timezone.localdate(said.written_at),
        votes=(str(t.members), str(t.attending), str(t.ayes), str(t.noes), str(t.abstentions), standing.word),
        committee=f"经无记名投票表决，{result.facts}。\n评审结果：{standing.word}。",
        committee_on=timezone.localdate(announced.announced_at),
        confirmation=f"经公示无异议，确认取得{result.dossier.title}职称，取得时间自评审通过之日起计算。"
        if confirmed
        else "",
        confirmation_number=confirmed.confirmation.number if confirmed else "",
        confirmed_on=confirmed.confirmation.confirmed_on if confirmed else None,
    )
