"""讲课答辩 of a committee that has it (a synthetic city): lots, timers, sheets, what members see before they vote."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

import pytest
from build import OTHER_SCHOOL, SECOND, moment, world
from committee.conftest import AYE, COMMITTEE, NO, Town
from committee.test_pages import get, number, post, words
from django.db import DatabaseError, transaction
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import facts, invariants, lectures, queries
from zhicheng.committee.actions import lectures as actions
from zhicheng.committee.actions import meetings
from zhicheng.committee.actions.lectures import NewRoom
from zhicheng.committee.models import ScoreSheet
from zhicheng.experts.models import Service
from zhicheng.ledger import queries as ledger
from zhicheng.ops import hall as halls
from zhicheng.ops import lectures as ops
from zhicheng.ops.hall import Hall
from zhicheng.outcome.actions import results
from zhicheng.policy import lots

NOV_13, NOV_24 = moment(11, 13, year=2025), moment(11, 24, year=2025)
HELD_ON, NOV_28 = date(2025, 11, 28), moment(11, 28, year=2025)
D = Decimal
MARKS = {"讲课": D("60"), "答辩": D("25.5")}


def _town() -> Town:
    made = world(OTHER_SCHOOL, folder=SECOND, everywhere=False)
    finished = [made.finished(made.walker(OTHER_SCHOOL, senior=True)) for _ in range(4)]
    return Town(made, halls.staffed(made.city, COMMITTEE, NOV_13), finished)


@pytest.fixture(scope="module")
def built(stand):
    return stand(_town)


@pytest.fixture
def hall(town: Town) -> Hall:
    """A meeting that is open; the tenth did not come, the first of the list is not for the fifth."""
    hall = town.hall
    hall.called(HELD_ON, NOV_13)
    hall.seated(NOV_24)
    hall.steps_done(NOV_24)
    hall.listed(town.dossiers, NOV_24)
    hall.declared(NOV_28, kept={4: (1,)})
    hall.arrived(NOV_28, absent=(10,))
    chair = Person.objects.get(pk=hall.experts[0].person)
    meetings.open_meeting(hall.the_meeting(), chair, notice=hall.notice, by=hall.secretary, at=NOV_28)
    return hall


def staff(hall: Hall) -> dict:
    return {"notice": hall.notice, "by": hall.secretary, "at": NOV_28}


def standings(hall: Hall):
    return lectures.standings(hall.the_meeting(), hall.notice)


def rooms_of(hall: Hall, *cuts: tuple[int, int]) -> list[NewRoom]:
    here = queries.present(hall.the_meeting())
    return [NewRoom(f"第{n}考场", here[begin:end]) for n, (begin, end) in enumerate(cuts, 1)]


def test_the_lots_follow_from_a_recorded_seed_and_are_drawn_once(hall):
    drawn = ops.drawn(hall, NOV_28, rooms=2)
    number, listed = hall.the_meeting().number, hall.the_meeting().case_list.digest
    dealt = lots.dealt(drawn.seed, number, listed, ["第1考场", "第2考场"], [1, 2, 3, 4])
    rows = [(x.lecture.room.name, x.lecture.lot, x.lecture.case.ordinal) for x in standings(hall)]
    assert rows == [(room, n, case) for room, of in dealt.items() for n, case in enumerate(of, 1)]
    assert sorted(case for _, _, case in rows) == [1, 2, 3, 4]
    line = next(e for e in ledger.trail(number) if e.event == "LotsDrawn")
    assert (line.content["seed"], line.content["digest"]) == (
        drawn.seed, queries.digest_of(lectures.lot_rows(hall.the_meeting()))
    )  # fmt: skip
    assert list(invariants.broken()) == []
    with refused("lecture_rooms") as caught:
        ops.drawn(hall, NOV_28)
    assert caught.value.refusals[0].what == "讲课答辩已经抽签"


def test_rooms_have_judges_enough_who_are_there_and_sit_in_one_room(hall):
    def draw(rooms, **more):
        actions.draw_lots(hall.the_meeting(), rooms, random=hall.city.draw.randbytes, **staff(hall), **more)

    absent = hall.member(hall.experts[10])
    with refused("lecture_rooms"):
        draw([])
    with refused("lecture_rooms"):
        draw([NewRoom("甲", (*queries.present(hall.the_meeting())[:4], absent))])
    with refused("lecture_rooms"):
        draw(rooms_of(hall, (0, 6), (5, 10)))
    with refused("lecture_rooms"):
        draw(rooms_of(hall, (0, 10)), groups={1: "医生"})
    with refused("lecture_defence") as caught:
        draw(rooms_of(hall, (0, 3), (3, 6)))
    assert [r.what for r in caught.value.refusals] == ["第2考场可以评分的评委2人，应不少于3人"]  # the fifth is recused
    with refused("committee_seats"):
        actions.draw_lots(
            hall.the_meeting(), rooms_of(hall, (0, 10)), notice=hall.notice, by=hall.supervisor, at=NOV_28,
            random=hall.city.draw.randbytes,
        )  # fmt: skip
    draw(rooms_of(hall, (0, 3), (3, 7)), groups={2: "教育管理人员"})
    assert [x.lecture.group for x in sorted(standings(hall), key=lambda s: s.lecture.case.ordinal)] == [
        "教师", "教育管理人员", "教师", "教师",
    ]  # fmt: skip


def test_a_committee_that_does_not_have_lectures_draws_none(hall):
    committee = replace(hall.notice.committees[COMMITTEE], lectures=())
    without = replace(hall.notice, committees={**hall.notice.committees, COMMITTEE: committee})
    with refused("lecture_rooms") as caught:
        actions.draw_lots(
            hall.the_meeting(), rooms_of(hall, (0, 10)), notice=without, by=hall.secretary, at=NOV_28,
            random=hall.city.draw.randbytes,
        )  # fmt: skip
    assert caught.value.refusals[0].what == "本评委会不采用讲课答辩"


def test_everybody_presents_in_turn_and_part_by_part_with_the_time_taken(hall):
    case = hall.cases()[0]
    with refused("lecture_order"):
        actions.start_part(case, **staff(hall))
    ops.drawn(hall, NOV_28)
    first, second = (s.lecture.case for s in standings(hall)[:2])
    with refused("lecture_order") as caught:
        actions.start_part(second, **staff(hall))
    assert caught.value.refusals[0].what == "第1考场1号还没有结束，不能轮到第1考场2号"
    with refused("lecture_order"):
        actions.end_part(first, **staff(hall))
    part = actions.start_part(first, **staff(hall))
    assert (part.name, part.minutes) == ("讲课", 10)
    for wrong in (actions.start_part, actions.miss):
        with refused("lecture_order"):
            wrong(first, **staff(hall))
    said = {"notice": hall.notice, "by": hall.secretary}
    part = actions.end_part(first, at=NOV_28 + timedelta(minutes=10, seconds=40), **said)
    assert lectures.over_time(part, NOV_28) == 40
    assert actions.start_part(first, at=NOV_28 + timedelta(minutes=11), **said).name == "答辩"
    actions.end_part(first, at=NOV_28 + timedelta(minutes=16), **said)
    with refused("lecture_order"):
        actions.start_part(first, **staff(hall))
    actions.miss(second, **staff(hall))
    assert [s.state for s in standings(hall)] == ["已结束", "缺席", "未开始", "未开始"]
    trail = [e for e in ledger.trail(hall.the_meeting().number) if e.event == "LecturePartEnded"]
    assert [(e.content["part"], e.content["seconds"]) for e in trail] == [("讲课", 640), ("答辩", 300)]


def test_a_judge_of_the_room_hands_in_one_sheet_when_the_lecture_has_ended(hall):
    ops.drawn(hall, NOV_28, rooms=2)
    of = next(s for s in standings(hall) if s.lecture.lot == 1 and s.lecture.room.name == "第1考场")
    case, (judge, other) = of.lecture.case, (hall.experts[0], hall.experts[1])
    said = {"notice": hall.notice, "at": NOV_28}
    with refused("sheet_once") as caught:
        actions.hand_in(case, MARKS, by=judge, **said)
    assert caught.value.refusals[0].what == "第1考场1号未开始，现在不能评分"
    ops.held(hall, NOV_28)
    for nobody in (other, hall.secretary, hall.experts[10]):
        with refused("sheet_once"):
            actions.hand_in(case, MARKS, by=nobody, **said)
    for wrong in ({"讲课": D(71), "答辩": D(20)}, {"讲课": D(60)}, {"讲课": D("NaN"), "答辩": D("20.123")}):
        with refused("lecture_defence"):
            actions.hand_in(case, wrong, by=judge, **said)
    sheet = actions.hand_in(case, MARKS, by=judge, **said)
    assert (sheet.total, sheet.marks) == (D("85.5"), {"讲课": "60", "答辩": "25.5"})
    with refused("sheet_once"):
        actions.hand_in(case, MARKS | {"答辩": D(30)}, by=judge, **said)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreSheet.objects.filter(pk=sheet.pk).update(total=D(99))
    line = next(e for e in ledger.trail(hall.the_meeting().number) if e.event == "SheetHandedIn")
    assert set(line.content) == {"meeting", "room", "lot", "member"}  # no mark is in the ledger


def test_whoever_is_recused_scores_nothing_and_nobody_waits_for_them(hall):
    ops.drawn(hall, NOV_28)
    ops.held(hall, NOV_28)
    case = hall.cases()[0]
    with refused("recusal"):
        actions.hand_in(case, MARKS, notice=hall.notice, by=hall.experts[4], at=NOV_28)
    of = lectures.standing_of(hall.the_meeting(), case.pk, hall.notice)
    assert (len(of.judges), hall.member(hall.experts[4]) in of.judges) == (9, False)


def test_scores_are_seen_when_all_sheets_are_in_and_made_comparable_when_all_rooms_are(hall):
    """Two rooms of three judges. The strict one gives 60 and 70, the lenient one 80 and 90: means 65, 85, of all 75."""
    rule = hall.notice.rule("lecture_defence")
    changed = replace(rule, params=MappingProxyType({**rule.params, "room_least": 2}))
    hall.city = replace(hall.city, notice=replace(hall.notice, rules={**hall.notice.rules, rule.id: changed}))
    actions.draw_lots(
        hall.the_meeting(), rooms_of(hall, (0, 3), (5, 8)), random=hall.city.draw.randbytes, **staff(hall)
    )
    ops.held(hall, NOV_28)
    means = {("第1考场", 1): 60, ("第1考场", 2): 70, ("第2考场", 1): 80, ("第2考场", 2): 90}
    rows = standings(hall)
    for of in rows:
        assert lectures.shown(standings(hall), hall.notice).get(of.lecture.case_id) is None
        mean = D(means[of.lecture.room.name, of.lecture.lot])
        for judge, apart in zip(of.judges, (-2, 0, 2), strict=True):
            by = next(e for e in hall.experts if e.person == judge.person_id)
            ops.hand_in(hall, of.lecture.case.ordinal, by, {"讲课": mean - 30 + apart, "答辩": D(30)}, NOV_28)
    shown = lectures.shown(standings(hall), hall.notice)
    by_lot = {(s.lecture.room.name, s.lecture.lot): shown[s.lecture.case_id] for s in rows}
    assert {lot: of.score.final for lot, of in by_lot.items()} == {
        ("第1考场", 1): D("69.23"), ("第1考场", 2): D("80.77"), ("第2考场", 1): D("70.59"), ("第2考场", 2): D("79.41"),
    }  # fmt: skip
    assert by_lot["第1考场", 1].words == (
        "评委评分58.00、60.00、62.00，平均60.00分；全部考场平均75.00分，本考场平均65.00分，折算后69.23分"
    )
    assert by_lot["第2考场", 2].result == "79.41分，合格"


def test_before_the_other_room_is_through_only_the_judges_mean_is_seen(hall):
    actions.draw_lots(
        hall.the_meeting(), rooms_of(hall, (0, 3), (5, 8)), random=hall.city.draw.randbytes, **staff(hall)
    )
    ops.held(hall, NOV_28)
    of = standings(hall)[0]
    for judge in of.judges:
        by = next(e for e in hall.experts if e.person == judge.person_id)
        ops.hand_in(hall, of.lecture.case.ordinal, by, MARKS, NOV_28)
    shown = lectures.shown(standings(hall), hall.notice)
    assert list(shown) == [of.lecture.case_id]
    assert shown[of.lecture.case_id] == lectures.Shown("评委评分85.50、85.50、85.50，平均85.50分")


def test_a_case_is_discussed_after_its_lecture_is_scored_or_missed_and_the_minutes_say_so(hall):
    first = hall.cases()[0]
    words = "申报人师德良好，教学工作量饱满，业绩材料真实，提请评委会表决。"
    writer = next(
        e for e in hall.experts
        if first.allotment.panel.seats.filter(member__person=e.person).exists() and e is not hall.experts[4]
    )  # fmt: skip
    meetings.write_opinion(first, words, notice=hall.notice, by=writer, at=NOV_28)
    with refused("lecture_scored"):
        meetings.discuss(first, **staff(hall))
    ops.drawn(hall, NOV_28, rooms=2)
    ops.held(hall, NOV_28, absent=(2,))
    with refused("lecture_scored"):
        meetings.discuss(first, **staff(hall))
    ops.scored(hall, NOV_28)
    meetings.discuss(first, **staff(hall))
    agenda = list(facts.minutes_from_facts(hall.the_meeting(), hall.notice).values())[2]
    assert "讲课答辩在2个考场抽签进行，到场3人，缺席1人" in agenda


def test_whoever_missed_the_lecture_is_absent_in_the_results_without_being_named_again(hall):
    ops.drawn(hall, NOV_28)
    ops.held(hall, NOV_28, absent=(2,))
    ops.scored(hall, NOV_28)
    hall.discussed(NOV_28)
    hall.opened(NOV_28)
    for expert in hall.experts[:10]:
        hall.vote(expert, {1: AYE, 2: NO, 3: NO, 4: AYE}, NOV_28)
    hall.counted(NOV_28)
    hall.announced(NOV_28)
    hall.reported(NOV_28)
    made = results.announce(hall.the_meeting(), **staff(hall))
    assert [r.word for r in made] == ["通过", "缺席", "未通过", "通过"]
    assert made[1].facts == "未参加讲课答辩"


def test_the_record_of_an_expert_says_how_often_and_how_far_from_the_mean_they_scored(hall):
    ops.drawn(hall, NOV_28)
    ops.held(hall, NOV_28, absent=(2,))
    for of in standings(hall):
        for n, judge in enumerate(of.judges if of.state == "已结束" else ()):
            by = next(e for e in hall.experts if e.person == judge.person_id)
            mark = D(60) if n else D(50)
            ops.hand_in(hall, of.lecture.case.ordinal, by, {"讲课": mark, "答辩": D(20)}, NOV_28)
    hall.discussed(NOV_28)
    hall.opened(NOV_28)
    for expert in hall.experts[:10]:
        hall.vote(expert, AYE, NOV_28)
    hall.counted(NOV_28)
    hall.announced(NOV_28)
    of = {s.person_id: (s.scores, s.deviation) for s in Service.objects.all()}
    # first of ten: 50 beside nine of 60, the mean 59; the first of nine: mean 58.89
    assert of[hall.experts[0].person] == (3, D("8.96"))
    assert of[hall.experts[4].person] == (2, D("1.00"))
    assert of[hall.experts[10].person] == (0, None)
    assert list(invariants.broken()) == []


def test_lots_timers_and_sheets_by_the_pages(hall, clock):
    clock(NOV_28)
    meeting = number(hall)

    def deed(what, **said):
        return post(hall.secretary, "secretariat:lecture_deed", [meeting, what], **said)

    assert "您是" not in words(get(hall.experts[0], "expert:meeting", meeting))
    assert get(hall.experts[0], "expert:room", meeting).status_code == 404
    assert "抽签、计时和评分进度" in words(get(hall.secretary, "secretariat:meeting", meeting))
    refused = deed("draw")
    assert refused.status_code == 409
    assert "没有考场" in words(refused)
    here = queries.present(hall.the_meeting())
    rooms = {f"member-{m.pk}": 1 + n % 2 for n, m in enumerate(here)}
    assert deed("draw", **rooms, **{"group-2": "教育管理人员"}).status_code == 302
    rows = [s for s in standings(hall) if s.lecture.room.name == "第1考场"]
    of, judge = rows[0], hall.experts[0]
    case, group = of.lecture.case, of.lecture.group
    assert deed("miss", case=rows[1].lecture.case.ordinal).status_code == 409
    early = get(judge, "expert:score", meeting, 1)
    assert "讲课答辩结束以后评分" in words(early)
    for minute in (0, 1):
        clock(NOV_28 + timedelta(minutes=15 * minute))
        assert deed("start", case=case.ordinal).status_code == 302
        assert "正在进行" in words(get(hall.secretary, "secretariat:lectures", meeting))
        clock(NOV_28 + timedelta(minutes=15 * minute + 14))
        assert deed("end", case=case.ordinal).status_code == 302
    assert "（超时）" in words(get(hall.supervisor, "supervisor:lectures", meeting))
    sheet = get(judge, "expert:score", meeting, 1)
    assert [n for n in (case.dossier.person.name, case.dossier.organisation.name) if n in sheet.content.decode()] == []
    full = {"教师": (70, 30), "教育管理人员": (30, 70)}[group]
    for wrong in ("", "x", "-1", "NaN", "1e9", "12.345", str(full[0] + 1)):
        assert post(judge, "expert:score", [meeting, 1], **{"part-1": wrong, "part-2": "20"}).status_code == 409
    judges = [e for e in hall.experts if e.person in {m.person_id for m in of.judges}]
    for by in judges:
        assert get(by, "expert:case", meeting, case.ordinal).content.decode().count("评委评分") == 0
        assert post(by, "expert:score", [meeting, 1], **{"part-1": "20.5", "part-2": "20"}).status_code == 302
    assert post(judge, "expert:score", [meeting, 1], **{"part-1": "30", "part-2": "20"}).status_code == 409
    assert "已提交，40.50分" in words(get(judge, "expert:room", meeting))
    assert f"{len(judges)}/{len(judges)}" in words(get(hall.secretary, "secretariat:lectures", meeting))
    shown = f"评委评分{'、'.join(['40.50'] * len(judges))}，平均40.50分"
    assert shown in words(get(judge, "expert:case", meeting, case.ordinal))
    for page in (
        get(hall.secretary, "secretariat:lectures", meeting),
        get(hall.supervisor, "supervisor:lectures", meeting),
    ):
        assert "40.5" not in words(page)
    assert get(hall.secretary, "supervisor:lectures", meeting).status_code == 404
    assert get(hall.experts[10], "expert:score", meeting, 1).status_code == 404
    assert get(hall.experts[1], "secretariat:lectures", meeting).status_code == 404


def test_where_a_committee_has_no_lectures_their_pages_are_not_there(hall, clock, monkeypatch):
    clock(NOV_28)
    monkeypatch.setattr(lectures, "groups_of", lambda meeting, notice: ())
    assert get(hall.secretary, "secretariat:lectures", number(hall)).status_code == 404
    assert get(hall.supervisor, "supervisor:lectures", number(hall)).status_code == 404
    assert "讲课答辩" not in words(get(hall.secretary, "secretariat:meeting", number(hall)))


def test_a_hall_holds_its_committees_lectures_by_itself(hall):
    ops.conducted(hall, NOV_28)
    hall.discussed(NOV_28)
    assert [s.is_scored for s in standings(hall)] == [True] * 4
    assert list(invariants.broken()) == []
