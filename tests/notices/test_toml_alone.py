"""An official's change (a number of years, a date, a material, a committee) is TOML alone, and no line of Python."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import build
import pytest
from build import moment
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse
from refusing import refused

from zhicheng.accounts.models import Account
from zhicheng.ops import road
from zhicheng.policy import materials
from zhicheng.policy.load import load
from zhicheng.stations import facts

pytestmark = pytest.mark.django_db
FOLDER = "2023-xuchang"


@pytest.fixture
def write(tmp_path, settings):
    """Change one thing in a copy of the law, which is then the law."""
    law = tmp_path / "notices"
    shutil.copytree(Path(configured.NOTICES), law)
    settings.NOTICES = law

    def change(file: str, found: str, put: str) -> None:
        path = law / FOLDER / file
        text = path.read_text(encoding="utf-8")
        assert found in text
        path.write_text(text.replace(found, put, 1), encoding="utf-8")
        assert not isinstance(load(law / FOLDER), tuple), load(law / FOLDER)

    return change


def page(walker, name: str, *args: str) -> str:
    client = Client()
    client.force_login(
        Account.objects.get(pk=walker.actor.account), backend="zhicheng.accounts.backend.IdentityBackend"
    )
    return client.get(reverse(name, args=args)).content.decode()


def test_a_number_of_years_is_asked_of_the_applicant_and_of_the_unit(write):
    write("notice.toml", "extra_years = 0", "extra_years = 1")
    write("notice.toml", "params = { years = 5, counted_from", "params = { years = 2, counted_from")
    world = build.world()
    walker = world.walker(change=lambda made: made.said["title"].update(appointed_on=date(2018, 9, 1)))  # five years
    world.written(walker)
    with refused("years_in_post"):
        road.pledge_and_hand_in(world.city, walker, moment(10, 17))
    assert "聘任年限不够" in page(walker, "applicant:check")
    reviewed, _ = road.dossier_facts.drafted(walker.dossier, on=moment(10, 17).date())
    assert materials.appraisal_years(reviewed, world.notice) == (2021, 2022)


def test_a_date_moves_the_deadline_of_the_hand_in_and_of_the_pages(write):
    write("calendar.toml", "personal = 2023-10-31", "personal = 2023-10-20")
    world = build.world()
    walker = world.walker()
    world.written(walker)
    assert "10月20日" in Client().get(reverse("public:schedule")).content.decode()
    with refused("handed_in_in_time"):
        road.pledge_and_hand_in(world.city, walker, moment(10, 21, 0))


def test_a_material_is_demanded_listed_and_missed(write):
    write("notice.toml", '[[materials]]\nid = "photo"', '[[materials]]\nid = "ethics"\nname = "师德考核证明"\n'
          'section = "basics"\nours = "中小学教师须有师德考核证明。"\nsureness = "不确定"\n'
          'when = { "application.series" = ["primary-secondary-teacher"] }\n\n[[materials]]\nid = "photo"')  # fmt: skip
    world = build.world()
    walker = world.walker()
    world.written(walker)
    assert "师德考核证明" in page(walker, "applicant:materials")
    ours = [f for f in road.dossiers.attachments(walker.dossier) if f.slot == "ethics"]
    road.dossier_actions.detach(ours[0], notice=world.notice, by=walker.actor, at=moment(10, 17))
    with refused("everything_uploaded"):
        road.pledge_and_hand_in(world.city, walker, moment(10, 17))
    assert "缺少“师德考核证明”" in page(walker, "applicant:check")


def test_a_committee_takes_its_people_at_once_and_the_other_sends_them_there(write):
    write("calendar.toml", 'id = "teacher-intermediate"', 'id = "town-teacher-intermediate"\nlocalities = ["城区"]')
    write("calendar.toml", '[[committees]]\nid = "agriculture-intermediate"',
          '[[committees]]\nid = "rural-teacher-intermediate"\nname = "许昌市农村中小学教师中级职称评审委员会"\n'
          'level = "intermediate"\nseries = ["primary-secondary-teacher"]\ntitles = ["一级教师"]\n'
          'kinds = ["评审", "考核认定"]\nregion = "4110"\nlocalities = ["镇区", "乡村"]\noffice = "许昌市教育局"\n'
          'status = "开放"\nschedule = "intermediate"\nclause = "二(五)1"\n'
          'says = "评审专业、人员范围选择相应的高级和中级职称评审委员会"\n\n'
          '[[committees]]\nid = "agriculture-intermediate"')  # fmt: skip
    write("calendar.toml", 'levels = ["associate-senior"]\nwords = "学校的城乡', 'levels = ["associate-senior", "intermediate"]\nwords = "学校的城乡')  # fmt: skip  # noqa: E501
    world = build.world(build.SCHOOL, build.VILLAGE)
    town, village = (world.walker(u, senior=False) for u in (build.SCHOOL, build.VILLAGE))
    chosen = [world.handed_in(w).dossier.committee for w in (town, village)]
    assert chosen == ["town-teacher-intermediate", "rural-teacher-intermediate"]
    assert "许昌市农村中小学教师中级职称评审委员会" in Client().get(reverse("public:schedule")).content.decode()
    other = world.walker(build.SCHOOL, senior=False)
    other.candidate.said["application"]["committee"] = "rural-teacher-intermediate"
    with refused("committee_fits"):
        world.written(other)


def test_a_number_is_shown_to_reviewers_as_it_is_written(write):
    write("notice.toml", "months = 6, measured_to", "months = 9, measured_to")
    world = build.world()
    visit = world.handed_in(world.walker())
    said = [f.facts for f in facts.doubts(visit, world.notice, moment(10, 17)) if f.rule == "months_with_employer"]
    assert "满9个月" in said[0]
