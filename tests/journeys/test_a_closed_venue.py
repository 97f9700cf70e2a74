"""A round goes to a room without internet: exported on the console, voted on telephones there, brought back."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from committee.conftest import DEC_15, NOV_20, listed, town_of
from committee.room import Room
from committee.test_kit_room import served, zhicheng
from journeys.browser import PHONE, Stage

from zhicheng.committee import queries
from zhicheng.committee.actions.kits import Exported
from zhicheng.committee.invariants import broken

pytestmark = [pytest.mark.journey]


def test_a_round_in_a_room_without_internet(stage: Stage, tmp_path: Path, laptop: Path) -> None:
    stage.clock(NOV_20)
    hall = listed(town_of(3))
    stage.clock(DEC_15)
    hall.assembled(DEC_15, kept={1: (1,)})
    hall.opened(DEC_15, chance=random.Random(2))
    number = hall.the_meeting().number
    console = stage.somebody(hall.secretary).goes(f"/secretariat/meetings/{number}")
    console.page.locator("summary", has_text="不联网的会场").click()
    console.presses("导出会场投票包")
    code = console.pictured("kit-exported").reads("code.secret")
    entries = console.page.locator("tbody code").all_inner_texts()
    names = console.page.locator("tbody td:nth-child(2)").all_inner_texts()
    with console.page.expect_download() as saved:
        console.page.get_by_role("link", name="下载投票包文件").click()
    kit = queries.kit_out(hall.the_ballot())
    assert kit is not None
    assert Path(saved.value.path()).read_bytes() == bytes(kit.content)
    made = Exported(kit, code, tuple((n, *said) for n, said in enumerate(zip(names, entries, strict=True), 1)))
    room = Room(tmp_path / "room", laptop, made)
    stage.size = PHONE
    waiting = stage.somebody(hall.experts[0]).goes(f"/expert/meetings/{number}/ballot")
    assert "本轮在会场投票" in waiting.reads("main")
    with served(room, tmp_path / "log") as address:
        there = replace(stage, address=address, faults=stage.faults, contexts=stage.contexts)
        for place in (1, 2, 3):
            phone = there.somebody().goes("/").fills(code="2222-2222").presses("领取表决票")
            assert "投票码不正确" in phone.pictured("venue-refused").reads("main")
            phone.fills(code=room.entry(place)).presses("领取表决票").pictured("venue-ballot")
            for box in phone.page.locator("input[type=radio][value='1']").all():
                box.check(force=True)
            phone.presses("投入票箱")
            assert "已投入票箱" in phone.reads("main")
            phone.presses("返回会议")
            assert "领取表决票" in phone.reads("main")
        assert "已投3人" in zhicheng("close", str(room.file), typed=code).stdout
    console.goes(f"/secretariat/meetings/{number}")
    console.page.locator("#result").set_input_files(room.file.with_name("round.kit.result"))
    console.presses("导入结果")
    assert re.search(r"已投 ?3 ?人", console.reads("main"))
    console.fills(first=hall.codes[0], second=hall.codes[1]).presses("开箱计票")
    assert [(t.issued, t.returned, t.ayes) for t in queries.tallies(hall.the_ballot())] == [
        (10, 2, 2),
        (11, 3, 3),
        (11, 3, 3),
    ]
    assert list(broken()) == []
    refusals = [f for f in stage.faults if "status of 409" in f]  # three wrong codes
    assert stage.faults == refusals
    assert len(refusals) == 3
