"""The pages of a changed calendar: proposed by one, granted by another, and told to everybody whose date it is."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from build import OCT_20, World, world
from django.urls import reverse
from web.conftest import client_for

from zhicheng.accounts.models import Approval
from zhicheng.ops import road
from zhicheng.policy.seats import Role
from zhicheng.year import shelf

pytestmark = pytest.mark.django_db

NOTICES = Path(__file__).parents[2] / "notices"
MOVED = "县（市、区）职改办审核截止由2023年11月24日 24:00改为2023年11月28日 24:00"


@pytest.fixture
def town(settings, tmp_path, clock) -> World:
    shutil.copytree(NOTICES, tmp_path / "notices")
    settings.NOTICES = tmp_path / "notices"
    made = world()
    clock(OCT_20)
    return made


def change(town: World, settings) -> None:
    file = settings.NOTICES / "2023-xuchang" / "calendar.toml"
    file.write_text(file.read_text("utf-8").replace("county = 2023-11-24", "county = 2023-11-28"), "utf-8")


def post(client, name: str, said: dict[str, str] | None = None, **arguments) -> str:
    """The words of the page that comes after a post."""
    return words(client.post(reverse(name, kwargs=arguments), said or {}, follow=True))


def words(answer) -> str:
    """What a page says, without its tags."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_a_change_goes_from_its_proposer_to_the_second_person_and_to_everybody_concerned(town, settings):
    walker = town.walker()
    town.at(walker, "county_office")
    clerk = client_for(town.seat(road.CITY_OFFICE, Role.REVIEWER))
    superior = client_for(town.seat(road.CITY_OFFICE, Role.SUPERIOR))
    county = client_for(town.seat("建安区职称改革领导小组办公室", Role.REVIEWER))
    change(town, settings)
    assert MOVED in words(clerk.get(reverse("office:schedule")))
    assert "没有写明理由" in post(clerk, "office:propose_change", {"reason": " "})
    assert "等待分管负责人同意" in post(clerk, "office:propose_change", {"reason": "县级审核量大"})
    asked = Approval.objects.get()
    assert "该审批尚未同意" in post(clerk, "office:put_in_force", id=asked.pk)
    assert MOVED in words(superior.get(reverse("office:approvals")))
    post(superior, "office:decide_approval", {"granted": "1", "opinion": "同意"}, id=asked.pk)
    assert "11月24日" in words(county.get(reverse("office:inbox")))
    assert "通知第 2 版已生效" in post(clerk, "office:put_in_force", id=asked.pk)
    town.year.refresh_from_db()
    assert not shelf.is_changed(town.year)
    assert "安排有调整" in words(client_for(walker.actor).get(reverse("applicant:home")))
    assert "有调整" in words(county.get(reverse("office:inbox")))
    assert "11月28日 24:00" in words(county.get(reverse("office:inbox")))
    assert "县级审核量大" in words(client_for(None).get(reverse("public:schedule")))


def test_who_applies_to_another_committee_is_not_told(town, settings):
    walker = town.walker()
    town.written(walker)
    file = settings.NOTICES / "2023-xuchang" / "calendar.toml"
    text = file.read_text("utf-8")
    own = text[text.index('id = "rural-teacher-senior"') :].replace(
        'schedule = "senior"', 'schedule = "intermediate"', 1
    )
    file.write_text(text[: text.index('id = "rural-teacher-senior"')] + own, "utf-8")
    clerk, superior = (town.seat(road.CITY_OFFICE, r) for r in (Role.REVIEWER, Role.SUPERIOR))
    post(client_for(clerk), "office:propose_change", {"reason": "农村委员会另排"})
    asked = Approval.objects.get()
    post(client_for(superior), "office:decide_approval", {"granted": "1", "opinion": "同意"}, id=asked.pk)
    post(client_for(clerk), "office:put_in_force", id=asked.pk)
    assert "安排有调整" not in words(client_for(walker.actor).get(reverse("applicant:home")))
    assert "农村委员会另排" in words(client_for(None).get(reverse("public:schedule")))


def test_an_office_sets_moves_and_takes_back_its_own_date_and_sees_it_in_its_inbox(town):
    county = client_for(town.seat("建安区职称改革领导小组办公室", Role.REVIEWER))
    assert "已登记内部时限" in post(county, "office:plan", {"window": "county", "closes_on": "2023-11-20"})
    assert "11月20日 24:00" in words(county.get(reverse("office:inbox")))
    told = post(county, "office:plan", {"window": "county", "closes_on": "2023-11-30"})
    assert "内部时限11月30日 24:00晚于市里的11月24日 24:00" in told
    typed = county.post(reverse("office:plan"), {"window": "county", "closes_on": "2023-11-30"}).content.decode()
    assert 'value="2023-11-30"' in typed
    for said in ("昨天", "2023-13-01", "9999-12-31", "x" * 500):
        assert "没有读懂日期" in post(county, "office:plan", {"window": "county", "closes_on": said})
    assert "已取消内部时限" in post(county, "office:plan", {"window": "county"})
    assert "11月20日 24:00" not in words(county.get(reverse("office:inbox")))


def test_a_folder_with_faults_is_said_and_cannot_be_proposed(town, settings):
    (settings.NOTICES / "2023-xuchang" / "calendar.toml").write_text("note = 3", "utf-8")
    clerk = client_for(town.seat(road.CITY_OFFICE, Role.REVIEWER))
    assert "目录中的通知有问题" in words(clerk.get(reverse("office:schedule")))
    assert "目录中的通知有问题" in post(clerk, "office:propose_change", {"reason": "看看"})
