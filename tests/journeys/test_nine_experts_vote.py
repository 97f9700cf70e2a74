"""Nine experts vote from nine sessions at once: one of them twice, one is absent, one is recused. Right count, right
refusals; then the keys, the count, the announcement, the minutes, and what the supervisor sees."""

from __future__ import annotations

import pytest
from build import moment
from committee.conftest import AYE, DEC_15, HELD_ON, NOV_20, listed, town_of
from journeys.browser import PHONE, Person, Stage

from zhicheng.committee import facts, queries
from zhicheng.ops.audit import broken
from zhicheng.ops.hall import Hall

pytestmark = [pytest.mark.journey]
ABSENT, ALSO_ABSENT, RECUSED, TWICE = 9, 10, 4, 2


def ticked(person: Person, hall: Hall, n: int) -> None:
    """Everybody says 同意 but the last two, who say 不同意 of the third."""
    for case in hall.cases():
        choice = 2 if case.ordinal == 3 and n in (7, 8) else AYE
        box = person.page.locator(f"input[name='case-{case.ordinal}'][type=radio][value='{choice}']")
        if box.count():
            box.check(force=True)


def at_the_keys(stage: Stage, hall: Hall) -> list[str]:
    """Chair, supervisor and secretary each take a key of their own, on a page of their own."""
    codes = []
    number = hall.the_meeting().number
    for actor, space in ((hall.experts[0], "expert"), (hall.supervisor, "supervisor"), (hall.secretary, "secretariat")):
        person = stage.somebody(actor).goes(f"/{space}/meetings/{number}")
        person.presses("领取我的密钥")
        codes.append(person.reads("code.secret"))
    return codes


def test_nine_experts_vote_at_once(stage: Stage) -> None:
    stage.clock(NOV_20)
    town = town_of(3)
    hall = listed(town)
    number = hall.the_meeting().number
    stage.clock(DEC_15)
    hall.assembled(DEC_15, absent=(ABSENT, ALSO_ABSENT), kept={RECUSED: (1,)})
    console = stage.somebody(hall.secretary).goes(f"/secretariat/meetings/{number}")
    chosen = [hall.experts[0].person, hall.supervisor.person, hall.secretary.person]
    console.fills(**{f"holder-{n}": id for n, id in enumerate(chosen, 1)}).presses("准备第 1 轮投票")
    codes = at_the_keys(stage, hall)
    console.goes(f"/secretariat/meetings/{number}").presses("开始投票")
    hall.ballot = queries.standing_ballot(hall.the_meeting())

    stage.size = PHONE
    voters = [stage.somebody(hall.experts[n]) for n in range(9)]
    twin = stage.somebody(hall.experts[TWICE])
    for n, voter in [*enumerate(voters), (TWICE, twin)]:
        voter.goes(f"/expert/meetings/{number}/ballot")
        ticked(voter, hall, n)
    voters[0].pictured("ballot")
    assert "回避" in voters[RECUSED].reads("#case-1")
    for voter in [*voters, twin]:  # sent together: nobody waits for another's answer
        voter.page.evaluate("document.querySelector('#ballot').requestSubmit()")
    for voter in [*voters, twin]:
        voter.page.wait_for_load_state("networkidle")
        voter.page.wait_for_selector("text=/已投入票箱|没有投出/")
    said = [v.reads("body") for v in (*voters, twin)]
    assert sum("没有投出" in words for words in said) == 1
    assert "本轮已经投过票" in (said[TWICE] if "没有投出" in said[TWICE] else said[9])

    late = stage.somebody(hall.experts[ABSENT]).goes(f"/expert/meetings/{number}/ballot")
    assert "不在名册上，不能投票" in late.reads("main")
    voters[1].pictured("ballot-cast")
    assert "已投 9 人" in console.goes(f"/secretariat/meetings/{number}").pictured("meeting-vote").reads("main")
    console.presses("停止投票").fills(first=codes[0], second=codes[0]).presses("开箱计票")
    assert "应为2名" in console.reads("main").replace(" ", "")
    console.goes(f"/secretariat/meetings/{number}").fills(first=codes[2], second=codes[1].lower()).presses("开箱计票")
    rows = queries.tallies(queries.standing_ballot(hall.the_meeting()))
    assert [(t.issued, t.returned, t.ayes, t.noes, t.recused) for t in rows] == [
        (8, 8, 8, 0, 1),
        (9, 9, 9, 0, 0),
        (9, 9, 7, 2, 0),
    ]
    chair = voters[0].goes(f"/expert/meetings/{number}").fills(signed_name=hall.experts[0].name).presses("宣布并签名")
    assert "宣布" in chair.pictured("expert-meeting").reads("main")
    console.goes(f"/secretariat/meetings/{number}").presses("评审会结束")
    console.fills(**{"part-1": "各评议组逐件介绍，与会专家充分讨论。", "part-2": "无"}).presses("保存并定稿")
    stage.clock(moment(12, 20))
    console.goes(f"/secretariat/meetings/{number}").presses("报送评审结果和会议纪要").pictured("meeting-reported")
    watcher = stage.somebody(hall.supervisor).goes("/supervisor/").goes(f"/supervisor/meetings/{number}")
    assert "2023-12-20报送" in watcher.reads("main").replace(" ", "")
    assert [r.words for r in facts.results(queries.standing_ballot(hall.the_meeting()), hall.notice)] == ["通过"] * 3
    assert hall.the_meeting().held_on == HELD_ON
    assert broken() == ()
    refusals = [f for f in stage.faults if "409 (Conflict)" in f]  # the second vote, and one code given twice
    assert [f for f in stage.faults if f not in refusals] == []
    assert len(refusals) == 2


def test_an_experts_day_on_a_phone_and_on_an_old_screen(stage: Stage) -> None:
    stage.clock(NOV_20)
    hall = listed(town_of(2))
    number = hall.the_meeting().number
    stage.clock(DEC_15)
    for size in ((1366, 768), PHONE):
        stage.size = size
        n = 3 if size == PHONE else 2
        expert = stage.somebody(hall.experts[n]).goes("/expert/meetings").goes(f"/expert/meetings/{number}")
        expert.presses("申报").presses("签到")
        expert.goes(f"/expert/meetings/{number}/cases/1").pictured("expert-case").goes(
            f"/expert/meetings/{number}/cases/1?section=studies"
        )
        stage.somebody(hall.secretary).goes("/secretariat/").goes(f"/secretariat/committees/{hall.sitting.pk}").goes(
            f"/secretariat/meetings/{number}"
        ).goes("/secretariat/pledge")
        stage.somebody(hall.supervisor).goes("/supervisor/").goes(f"/supervisor/meetings/{number}")
    assert stage.faults == []
