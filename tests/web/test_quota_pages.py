"""The pages of posts and of green channels: entered, summed, checked, revoked by two people, told to the applicant."""

from __future__ import annotations

from datetime import date

import build
import pytest
from build import BUILDER, SCHOOL, moment
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for

from zhicheng.accounts import queries as accounts
from zhicheng.ops import road, synthetic
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register

pytestmark = pytest.mark.django_db
LEVEL = "associate-senior"
NUMBER = "许人社示例〔2023〕9号"


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: build.world(SCHOOL, BUILDER, build.CITY_SCHOOL, build.VILLAGE))


@pytest.fixture
def world(built, db, settings, clock):
    clock(moment(10, 20))
    return build.again(built, settings)


def registrar(world, office="建安区教育局"):
    return client_for(world.seat(office, Role.REGISTRAR))


def test_posts_are_typed_level_by_level_and_stand_in_the_table(world):
    unit, client = world.organisation(SCHOOL), registrar(world)
    page = reverse("office:quota", args=[unit.pk])
    typed = {"document_number": "许人社岗〔2023〕5号", f"{LEVEL}.approved": "12", f"{LEVEL}.held": "10"}
    assert client.post(page, typed).status_code == 302
    assert [(q.level, q.approved, q.held) for q in accounts.quotas_of(unit, 2023).values()] == [(LEVEL, 12, 10)]
    words = client.get(page).content.decode()
    assert "副高级核定岗位 12 个，现聘 10 人，空岗 2 个，本年可申报 2 人" in words
    assert "未登记，不核对" in words  # the other levels
    table = registrar(world, road.CITY_OFFICE).get(reverse("office:quotas")).content.decode()
    assert "1 个单位已登记，2 个未登记" in table  # private units are not in it
    assert unit.short_name in table


def test_what_cannot_be_read_is_told_at_once_and_nothing_is_kept(world):
    unit, client = world.organisation(SCHOOL), registrar(world)
    typed = {
        "document_number": "文",
        f"{LEVEL}.approved": "十二",
        f"{LEVEL}.held": "1" * 40,
        "intermediate.approved": "3",
    }
    answer = client.post(reverse("office:quota", args=[unit.pk]), typed)
    assert "没有登记，2 处要处理" in answer.content.decode()
    assert accounts.quotas_of(unit, 2023) == {}


def test_the_table_takes_as_many_queries_for_many_as_for_one(world):
    client, page = registrar(world, road.CITY_OFFICE), reverse("office:quotas")
    asked = []
    for q in (SCHOOL.name, ""):
        with CaptureQueriesContext(connection) as kept:
            client.get(page, {"q": q})
        asked.append(len(kept))
    assert asked == [asked[0], asked[0]]


def test_an_approval_names_people_by_any_document(world, tmp_path):
    client = registrar(world, road.CITY_OFFICE)
    scan = tmp_path / "a.jpg"
    scan.write_bytes(synthetic.green_channel_approval("示例", 2023))
    citizen = synthetic.id_number("411003", date(1980, 1, 1), 5, "1")

    def post(names):
        with scan.open("rb") as file:
            return client.post(
                reverse("office:green_channels"),
                {
                    "document_number": NUMBER, "authority": "许昌市人力资源和社会保障局", "basis": "不受结构比例限制",
                    "approved_on": "2023-09-20", "names": names, "scan": file,
                },
            )  # fmt: skip

    wrong = post(f"王一 {citizen[:-1]}\n陈大文 H1234 港澳居民来往内地通行证\n只有姓名").content.decode()
    assert "没有登记，3 处要处理" in wrong
    assert post(f"王一 {citizen}\n陈大文 H12345678 港澳居民来往内地通行证").status_code == 302
    held = register.queries.green_channel_of(
        "港澳居民来往内地通行证", accounts.identity_index("港澳居民来往内地通行证", "H12345678")
    )
    assert held is not None
    assert held.document_number == NUMBER


def test_a_mark_is_checked_and_revoked_and_the_applicant_reads_why(world):
    candidate = world.candidate(senior=True)
    city = world.seat(road.CITY_OFFICE, Role.REGISTRAR)
    register.enter_green_channel(
        NUMBER, "许昌市人力资源和社会保障局", "不受结构比例限制", date(2023, 9, 20),
        road.store(world.city, synthetic.green_channel_approval(candidate.name, 2023), "a.jpg", city, moment(10, 14)),
        [("居民身份证", candidate.id_number, candidate.name)], by=city, at=moment(10, 14),
    )  # fmt: skip
    candidate.tenure, candidate.green_channel = "在编", ""
    walker = road.add_walker(world.city, candidate, moment(10, 16))
    administrator, client = client_for(world.seat(SCHOOL, Role.ADMINISTRATOR)), client_for(city)
    employment = accounts.employment_of(walker.person)
    assert f"（{NUMBER}）" in administrator.get(reverse("employer:people")).content.decode()
    administrator.post(
        reverse("employer:person", args=[employment.pk]),
        {"tenure": "在编", "identity": employment.identity, "employed_on": "2010-08-01", "green_channel": NUMBER},
    )
    world.written(walker)
    page, mark = reverse("office:green_channels"), reverse("office:green_mark", args=[employment.pk])
    assert "填写中" in client.get(page).content.decode()
    client.post(mark, {"check": "1"})
    assert "已核对" in client.get(page).content.decode()
    assert client.post(mark, {"revoke": "1"}).status_code == 404  # nobody has agreed
    client.post(mark, {"reason": "审批件已被收回。"})
    assert "等待分管负责人批准" in client.get(page).content.decode()
    superior = client_for(world.seat(road.CITY_OFFICE, Role.SUPERIOR))
    words = superior.get(reverse("office:approvals")).content.decode()
    assert "撤销绿色通道" in words
    assert NUMBER in words
    (asked,) = accounts.approvals_waiting(world.organisation(road.CITY_OFFICE), Role.SUPERIOR)
    superior.post(reverse("office:decide_approval", args=[asked.pk]), {"granted": "1", "opinion": "同意。"})
    client.post(mark, {"revoke": "1"})
    assert list(accounts.green_marks()) == []
    told = client_for(walker.actor).get(reverse("applicant:home")).content.decode()
    assert "绿色通道已撤销" in told
    assert "审批件已被收回。" in told
