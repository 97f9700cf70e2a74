"""会议纪要: six parts, four of them out of the facts, none missing; a veto ends whatever the votes were."""

from __future__ import annotations

from datetime import date

import pytest
from build import moment
from committee.conftest import AYE, DEC_15, Town, listed
from django.db import IntegrityError, transaction
from refusing import refused

from zhicheng.committee import facts, queries
from zhicheng.committee.actions import ballots, meetings, minutes
from zhicheng.committee.models import Minutes
from zhicheng.ops.hall import Hall


def voted(town: Town) -> Hall:
    hall = listed(town)
    hall.assembled(DEC_15)
    hall.opened(DEC_15)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    return hall


def test_the_first_four_parts_are_written_from_the_facts_and_the_rest_by_hand(town: Town):
    hall = voted(town)
    hall.announced(DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    names = list(hall.notice.rule("minutes_complete")["parts"])
    with refused("minutes_complete"):
        minutes.finish_minutes(hall.the_meeting(), **said)
    with refused("minutes_complete"):
        minutes.save_minutes(hall.the_meeting(), {names[3]: "全部通过"}, **said)
    minutes.save_minutes(hall.the_meeting(), {names[4]: "逐件讨论，意见一致，均提请表决。", names[5]: ""}, **said)
    with refused("minutes_complete") as caught:
        minutes.finish_minutes(hall.the_meeting(), **said)
    assert "其他需要说明的情况" in caught.value.refusals[0].what
    minutes.save_minutes(hall.the_meeting(), {names[5]: "无"}, **said)
    done = minutes.finish_minutes(hall.the_meeting(), **said)
    assert list(done.parts) == [names[4], names[5], *names[:4]]
    assert done.parts["会议时间"] == "2023年12月15日 09:00至09:01，市教育局三楼会议室。"
    assert "应到11人（核准2人、抽取9人），实到11人" in done.parts["评委会专家组成情况"]
    assert "第1件同意11、不同意0、弃权0、回避0，通过" in done.parts["表决结果统计"]
    with refused("meeting_order"):
        minutes.save_minutes(hall.the_meeting(), {names[5]: "补充"}, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.filter(pk=done.pk).update(parts={})


def test_minutes_wait_for_the_end_and_the_filing_for_the_minutes(town: Town):
    hall = voted(town)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    with refused("result_announced"):
        meetings.end_meeting(hall.the_meeting(), **said)
    with refused("meeting_order", "minutes_complete"):
        minutes.finish_minutes(hall.the_meeting(), **said)
    with refused("meeting_order", "minutes_complete"):
        minutes.file_results(hall.the_meeting(), **said)
    hall.announced(DEC_15)
    hall.reported(DEC_15)
    with refused("meeting_order"):
        minutes.file_results(hall.the_meeting(), **said)


def test_a_veto_recorded_after_a_passing_vote_ends_the_application(town: Town):
    hall = voted(town)
    ballot, case = hall.the_ballot(), hall.cases()[0]
    assert [r.words for r in facts.results(ballot, hall.notice)] == ["通过", "通过", "通过"]
    said = {"notice": hall.notice, "by": hall.secretary, "at": moment(12, 16), "decided_on": date(2023, 12, 16)}
    with refused("one_veto"):
        meetings.veto(case.dossier, ground="迟到", document_number="", **said)
    meetings.veto(case.dossier, ground="学术造假", document_number="许职改办〔2023〕30号", **said)
    first, second, _ = facts.results(ballot, hall.notice)
    assert (first.passed, first.words, second.words) == (False, "一票否决", "通过")
    assert first.tally.is_carried is True
    hall.announced(moment(12, 16))
    hall.reported(moment(12, 18))
    filed = queries.result_filing_of(hall.the_meeting())
    assert [r["result"] for r in filed.content["results"]] == ["一票否决", "通过", "通过"]


def test_only_the_chair_who_presided_announces_and_signs_with_their_own_name(town: Town):
    hall = voted(town)
    said = {"notice": hall.notice, "at": DEC_15}
    for other in (hall.experts[1], hall.experts[5], hall.secretary):
        with refused("result_announced"):
            ballots.announce(hall.the_ballot(), signed_name=other.name, by=other, **said)
    with refused("result_announced"):
        ballots.announce(hall.the_ballot(), signed_name="", by=hall.experts[0], **said)
    signed = ballots.announce(hall.the_ballot(), signed_name=hall.experts[0].name, by=hall.experts[0], **said)
    assert signed.digest == queries.digest_of(queries.tally_content(hall.the_ballot()))
    with refused("round_stands"):
        ballots.announce(hall.the_ballot(), signed_name=hall.experts[0].name, by=hall.experts[0], **said)
