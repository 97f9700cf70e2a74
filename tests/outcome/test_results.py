"""Results as the tally says them, one list on two channels, objections, recheck."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from build import moment
from django.db import IntegrityError, transaction
from refusing import refused

from zhicheng.accounts.models import Organisation, Person
from zhicheng.committee.actions import meetings
from zhicheng.ledger.models import Entry
from zhicheng.outcome import facts, queries
from zhicheng.outcome.actions import publicity, results
from zhicheng.outcome.models import Channel, Objection, Publication, Result

from .conftest import DEC_18, DEC_25, JAN_26, broken


def words(after):
    return {o.result.dossier.number: o.word for o in queries.results(after.meeting)}


def test_results_are_what_the_announced_tally_says(after):
    after.announced()
    assert words(after) == {
        after.dossier(0).number: "通过", after.dossier(1).number: "通过", after.dossier(2).number: "未通过"
    }  # fmt: skip
    assert broken() == ()


def test_results_are_taken_over_once_and_only_after_they_were_filed(after):
    after.announced()
    with refused("result_order"):
        after.announced()


def test_only_the_committees_own_office_takes_results_over(after):
    with refused("outcome_seats"):
        results.announce(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_18)


def test_who_did_not_come_to_the_defence_is_absent_and_not_failed(after):
    ordinal = next(c.ordinal for c in after.hall.cases() if c.dossier_id == after.dossier(2).pk)
    passed = next(c.ordinal for c in after.hall.cases() if c.dossier_id == after.dossier(0).pk)
    with refused("result_as_filed"):
        after.announced(absent={passed: "未参加答辩"})
    after.announced(absent={ordinal: "未参加答辩"})
    assert words(after)[after.dossier(2).number] == "缺席"
    assert broken() == ()


def test_a_veto_after_a_passing_vote_takes_the_pass_away(after):
    after.announced()
    meetings.veto(
        after.dossier(0), ground="学术造假", document_number="许职改〔2023〕9号", decided_on=date(2023, 12, 19),
        notice=after.notice, by=after.hall.supervisor, at=moment(12, 19),
    )  # fmt: skip
    assert words(after)[after.dossier(0).number] == "一票否决"
    publication = publicity.accept(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_25)
    assert [p.dossier_id for p in queries.people_of(publication)] == [after.dossier(1).pk]
    assert broken() == ()


def test_a_result_cannot_be_changed_by_anybody(after):
    after.announced()
    with pytest.raises(IntegrityError), transaction.atomic():
        Result.objects.filter(word="未通过").update(word="通过")


# ───── one list, two channels ─────


def test_one_list_stands_on_both_channels_from_one_minute_with_one_digest(after):
    publication = after.published(DEC_25 + timedelta(seconds=41))
    shown = queries.channels(publication)
    assert [(c.publisher, c.digest, c.posted_at) for c in shown] == [
        ("人社部门", publication.digest, DEC_25), ("评委会承办部门", publication.digest, DEC_25)
    ]  # fmt: skip
    assert publication.columns == ["序号", "姓名", "工作单位", "申报专业", "申报职称", "级别", "申报方式"]
    assert [row[1] for row in publication.rows] == [after.dossier(n).person.name for n in (0, 1)]
    assert broken() == ()


def test_a_list_comes_down_by_itself_when_its_month_is_over(after):
    publication = after.published()
    assert (publication.ends_on, publication.withdrawn_at) == (date(2024, 1, 25), moment(1, 26, 0, year=2024))
    assert queries.showing(publication.withdrawn_at - timedelta(seconds=1)) == (publication,)
    assert queries.showing(publication.withdrawn_at) == ()
    assert list(queries.publications(after.world.year)) == [publication]


def test_a_list_that_holds_a_number_of_eighteen_digits_is_refused_and_neither_channel_shows_anything(after):
    after.announced()
    Organisation.objects.filter(pk=after.dossier(0).organisation_id).update(name="示例中学411002198001011235")
    with refused("least_published"):
        publicity.accept(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_25)
    assert (Publication.objects.count(), Channel.objects.count()) == (0, 0)


def test_people_of_one_name_are_told_apart_by_the_end_of_their_number_and_nobody_else_is(after):
    Person.objects.filter(pk=after.dossier(1).person_id).update(name=after.dossier(0).person.name)
    publication = after.published()
    assert publication.columns[-1] == "证件号码后四位"
    assert [row[-1] for row in publication.rows] == [after.dossier(n).person.id_number[-4:] for n in (0, 1)]


def test_only_the_city_accepts_results_and_only_once(after):
    after.announced()
    with refused("outcome_seats"):
        publicity.accept(after.meeting, notice=after.notice, by=after.secretary, at=DEC_25)
    publicity.accept(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_25)
    with refused("result_order"):
        publicity.accept(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_25)


def test_one_changed_character_of_a_published_list_shows_in_its_digest(after):
    publication = after.published()
    assert facts.as_published(publication).digest == publication.digest
    publication.rows[0][1] += "芳"
    assert facts.as_published(publication).digest != publication.digest


# ───── reasons and recheck ─────


def failed(after):
    return next(o.result for o in queries.results(after.meeting) if o.word == "未通过")


def test_reasons_for_failure_are_categories_given_once_and_never_name_an_expert(after):
    after.announced()
    with refused("failure_reasons"):
        results.give_reasons(failed(after), ["没有关系"], "", notice=after.notice, by=after.secretary, at=DEC_18)
    with refused("failure_reasons"):
        results.give_reasons(
            failed(after), ["论文或著作质量不够"], f"{after.hall.experts[3].name}认为论文不足", notice=after.notice,
            by=after.secretary, at=DEC_18,
        )  # fmt: skip
    made = results.give_reasons(
        failed(after),
        ["论文或著作质量不够"],
        "论文与教学结合不紧密",
        notice=after.notice,
        by=after.secretary,
        at=DEC_18,
    )
    assert made.categories == ["论文或著作质量不够"]
    with refused("result_order"):
        results.give_reasons(
            failed(after), ["论文或著作质量不够"], "", notice=after.notice, by=after.secretary, at=DEC_18
        )


def test_nobody_sees_their_result_before_it_is_published(after):
    after.announced()
    assert queries.own_result(after.dossier(2)) is None
    publicity.accept(after.meeting, notice=after.notice, by=after.reviewer, at=DEC_25)
    own = queries.own_result(after.dossier(2))
    assert (own.word, own.reason, own.certificate) == ("未通过", None, None)


def test_a_recheck_is_asked_within_the_notice_by_the_person_and_answered_once(after):
    after.published()
    actor = after.walkers[2].actor
    ask = "我的课题证书没有计入，请复查。"
    with refused("outcome_seats"):
        results.ask_recheck(after.dossier(2), ask, notice=after.notice, by=after.walkers[0].actor, at=DEC_25)
    with refused("recheck"):
        results.ask_recheck(after.dossier(2), ask, notice=after.notice, by=actor, at=JAN_26)
    recheck = results.ask_recheck(after.dossier(2), ask, notice=after.notice, by=actor, at=moment(1, 8, year=2024))
    assert recheck.due_on == date(2024, 2, 4)
    with refused("result_order"):
        results.ask_recheck(after.dossier(2), ask, notice=after.notice, by=actor, at=DEC_25)
    answer = "经复核，课题证书已经计入，结果不变。"
    done = results.answer_recheck(recheck, "维持原结果", answer, notice=after.notice, by=after.secretary, at=JAN_26)
    assert queries.own_result(after.dossier(2)).recheck.answer == done.answer == answer
    with refused("result_order"):
        results.answer_recheck(recheck, "维持原结果", answer, notice=after.notice, by=after.secretary, at=JAN_26)


# ───── objections ─────


def handled(after, objection, kind, at=DEC_25, by=None, **more):
    return publicity.handle(
        objection,
        kind,
        "已向单位和出版社核实，情况见附件。",
        notice=after.notice,
        by=by or after.reviewer,
        at=at,
        **more,
    )


def test_an_objection_is_taken_up_looked_into_and_concluded_in_this_order(after):
    publication = after.published()
    objection, code = after.objected(publication)
    with refused("objection_order"):
        handled(after, objection, "结论", is_upheld=False)
    handled(after, objection, "受理", by=after.secretary)
    handled(after, objection, "调查")
    with refused("objection_order"):
        handled(after, objection, "结论")
    handled(after, objection, "结论", is_upheld=False)
    with refused("objection_order"):
        handled(after, objection, "调查")
    found = queries.objection_by_receipt(code.lower())
    assert [s.kind for s in queries.steps_of(found)] == ["受理", "调查", "结论"]
    assert broken() == ()


def test_an_objection_needs_a_person_of_the_list_facts_and_the_time_of_the_notice(after):
    publication = after.published()
    with refused("objection_whole"):
        after.objected(publication, ordinal=9)
    with refused("objection_whole"):
        after.objected(publication, at=JAN_26)
    with refused("objection_whole"):
        after.objected(publication, name="某某")
    with refused("reasons_are_sentences"):
        publicity.object_to(publication, 1, "无", random=after.chance.randbytes, notice=after.notice, at=DEC_25)


def test_nothing_kept_of_an_objection_tells_who_made_it(after):
    publication = after.published()
    after.objected(publication, name="赵举报", contact="13900000000")
    line = Entry.objects.get(event="ObjectionReceived")
    assert (line.actor_name, line.actor_person, line.address) == ("社会公众", 0, "")
    assert "赵举报" not in str(line.content)
    stored = Objection.objects.extra(select={"raw": "name"}).values_list("raw", flat=True)[0]
    assert "赵举报" not in stored


def test_somebody_objected_to_cannot_handle_it(after):
    publication = after.published()
    objection, _ = after.objected(publication)
    with refused("outcome_seats"):
        handled(after, objection, "受理", by=after.walkers[0].actor)
