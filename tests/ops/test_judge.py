"""``zhicheng judge``: what was sealed is judged the same for ever; under another notice, what differs and why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import build
import pytest
from build import BUILDER, SCHOOL, moment
from django.conf import settings as configured
from django.db import connection

from zhicheng import cli
from zhicheng.accounts.actions import people
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Revision
from zhicheng.ledger.actor import CLOCK
from zhicheng.ops import audit, judge, road
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.stations import facts
from zhicheng.year.models import Version

pytestmark = pytest.mark.django_db


@pytest.fixture
def law(tmp_path, settings) -> Path:
    """A copy of all notices that a test may change."""
    shutil.copytree(configured.NOTICES, tmp_path / "notices")
    settings.NOTICES = tmp_path / "notices"
    return tmp_path / "notices"


def changed(law: Path, found: str, put: str, file: str = "notice.toml") -> str:
    """Another folder in which one thing is written otherwise."""
    other = law / "otherwise"
    shutil.copytree(law / "2023-xuchang", other)
    path = other / file
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    return str(other)


def said(capsys, *more: str) -> tuple[int, str]:
    code = cli.main(["judge", "--all", *more])
    return code, capsys.readouterr().out


def test_every_filed_dossier_gets_the_verdicts_that_were_kept(capsys):
    world = build.world(SCHOOL, BUILDER)
    for unit in (SCHOOL, SCHOOL, BUILDER):
        world.handed_in(world.walker(unit))
    code, words = said(capsys)
    assert (code, words.splitlines()) == (
        0, ["2023年度：按各自封存时的通知重新判断3份", "  与封存时的结论完全相同：3份"]
    )  # fmt: skip


def test_a_folder_changed_after_opening_changes_no_verdict(law, capsys):
    world = build.world()
    world.handed_in(world.walker())
    path = law / "2023-xuchang" / "notice.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("extra_years = 0", "extra_years = 40"), encoding="utf-8")
    assert said(capsys)[0] == 0


def test_what_the_register_learns_later_changes_no_verdict(capsys):
    world = build.world()
    walker = world.walker()
    world.handed_in(walker)
    city = world.seat(road.CITY_OFFICE, Role.REGISTRAR)
    register.enter_breach(
        id_type="居民身份证", id_number=walker.candidate.id_number, ground="学术造假", document_number="示例1号",
        decided_on=moment(10, 16).date(), begins_on=moment(10, 16).date(), ends_on=moment(10, 16, year=2025).date(),
        by=city, at=moment(10, 20),
    )  # fmt: skip
    assert said(capsys)[0] == 0
    assert audit.broken() == ()


def test_each_version_of_a_corrected_dossier_is_judged_as_of_its_own_day(capsys):
    world = build.world()
    walker = world.walker()
    letter = world.sent_back(walker, "county_office")
    world.corrected(walker, letter.sent_at + road.timedelta(days=1))
    days = {facts.sealed(r).recommended_on for r in dossiers.revisions(walker.dossier)}
    assert len(days) == 2  # not recommended yet, and since
    code, words = said(capsys, "--every-version")
    assert (code, words.splitlines()[0]) == (0, "2023年度：按各自封存时的通知重新判断2份")


def test_a_verdict_that_is_no_longer_given_is_named_with_why_and_exits_with_one(capsys):
    world = build.world()
    walker = world.walker()
    visit = world.handed_in(walker)
    tampered = visit.revision.verdicts | {"not_reaching_retirement": "不符合"}
    _lifted(visit.revision, tampered)
    code, words = said(capsys)
    assert code == 1
    line = next(w for w in words.splitlines() if walker.dossier.number in w)
    assert "当年年底前达到退休年龄：不符合→符合" in line
    for hidden in (walker.candidate.name, walker.candidate.id_number, walker.candidate.born_on.isoformat()):
        assert hidden not in words
    assert any("重新判断的结论与封存时不同" in b for b in audit.broken())


def _lifted(revision: Revision, verdicts: dict) -> None:
    """Change what the database refuses to change, as only somebody with its password could."""
    from conftest import _lay, _lift

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table that still waits for its checks cannot be altered
    triggers = _lift()
    Revision.objects.filter(pk=revision.pk).update(verdicts=verdicts)
    _lay(triggers)


def test_another_notice_says_how_many_would_be_judged_otherwise_and_why(law, capsys):
    world = build.world()
    for _ in range(3):
        world.handed_in(world.walker())
    other = changed(law, "extra_years = 0", "extra_years = 40")
    code, words = said(capsys, "--under", other)
    assert code == 0  # what was filed stays as it was judged
    assert "3份中有3份会有不同" in words
    assert "聘任年限不够：符合→不符合：3份" in words
    assert "年度仍按原年度" in words


def test_a_material_more_is_missing_in_everybodys_dossier(law, capsys):
    world = build.world()
    number = world.handed_in(world.walker()).dossier.number
    other = changed(law, '[[materials]]\nid = "photo"', '[[materials]]\nid = "ethics"\nname = "师德证明"\n'
                    'section = "basics"\nours = "须有师德证明。"\nsureness = "不确定"\n\n'
                    '[[materials]]\nid = "photo"')  # fmt: skip
    code = cli.main(["judge", number, "--under", other, "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["otherwise_by_rule"]) == (0, {"everything_uploaded": 1})
    assert "缺少“师德证明”" in answer["otherwise"][0]["differences"][0]["why"]


def test_whose_key_is_destroyed_is_counted_and_passed_over(capsys):
    world = build.world()
    one, other = world.walker(), world.walker()
    for walker in (one, other):
        world.handed_in(walker)
    people.destroy_key(one.person, by=CLOCK, at=moment(12, 30))
    code, words = said(capsys)
    assert (code, "重新判断1份" in words, "个人密钥已经销毁，不能再判断：1份" in words) == (0, True, True)
    assert audit.broken() == ()


def test_several_processes_say_the_same_as_one(monkeypatch, capsys):
    world = build.world()
    for _ in range(3):
        world.handed_in(world.walker())
    monkeypatch.setattr(judge, "A_HANDFUL", 1)
    assert judge.replay(world.year, jobs=2) == judge.replay(world.year, jobs=1)


def test_a_version_that_is_lost_is_a_fault_not_a_silence(capsys):
    world = build.world()
    visit = world.handed_in(world.walker())
    sealed = facts.sealed(visit.revision)
    assert judge.Law({}, None).judge(sealed).fault == "没有保存它封存时的通知"
    altered = {h: f | {"text.md": "改过"} for h, f in Version.objects.values_list("hash", "files")}
    assert judge.Law(altered, None).judge(sealed).fault == "没有保存它封存时的通知"


@pytest.mark.parametrize(
    ("asked", "words"),
    [(["judge", "--all", "--year", "1999"], "没有这一年度"), (["judge"], "没有这一年度"),
     (["judge", "--all", "--under", "nowhere"], "没有这一年度")],
)  # fmt: skip
def test_nothing_to_judge_is_said(asked, words, capsys):
    assert (cli.main(asked), words in capsys.readouterr().out) == (2, True)


def test_neither_a_number_nor_all_is_said(capsys):
    build.world()
    assert cli.main(["judge"]) == 2
    assert "或用 --all" in capsys.readouterr().out
    assert cli.main(["judge", "--all", "--under", "nowhere"]) == 2
    assert "文件不存在或不能读取" in capsys.readouterr().out
