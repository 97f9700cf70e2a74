"""Pages of the pool of experts: each for whom it is, everything refused at once, nothing told to outsiders."""

from __future__ import annotations

import re

import pytest
from build import SCHOOL, VILLAGE, World, again, moment, world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for

from zhicheng.experts import queries
from zhicheng.experts.models import Nomination, Removal, Term
from zhicheng.ops import pools
from zhicheng.policy.seats import Role

pytestmark = pytest.mark.django_db
OFFICE = "许昌市教育局"
AT = moment(10, 16)


def _staffed() -> World:
    made = world(SCHOOL, VILLAGE)
    pools.staff(made.city, made.organisation(OFFICE), AT)
    return made


@pytest.fixture(scope="module")
def built(stand):
    return stand(_staffed)


@pytest.fixture
def city(built, db, settings, clock) -> World:
    clock(moment(10, 17))
    return again(built, settings)


def seen(client: Client, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    return answer.status_code, re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def test_a_person_is_nominated_vetted_and_approved_on_the_pages(city):
    office, unit = city.organisation(OFFICE), city.organisation(SCHOOL)
    person = pools.a_colleague(city.city, unit, AT)
    handler = client_for(city.seat(SCHOOL, Role.HANDLER))
    said = pools.said(city.city, office)
    form = {n: getattr(said, n) for n in ("source", "specialty", "level", "title", "certificate_number", "identity")}
    form |= {"person": person.pk, "office": office.pk, "experience": said.experience}
    assert handler.get(reverse("employer:nominate_expert")).status_code == 200
    wrong = handler.post(reverse("employer:nominate_expert"), form | {"source": "", "level": "assistant"})
    assert "没有推荐，2 处要处理" in wrong.content.decode()
    assert handler.post(reverse("employer:nominate_expert"), form).status_code == 302
    number = Nomination.objects.get().number
    for who, name in (
        (city.seat(SCHOOL, Role.PRINCIPAL), "employer:nomination"),
        (city.seat("建安区教育局", Role.REVIEWER), "office:nomination"),
        (city.seat(OFFICE, Role.SECRETARY), "secretariat:nomination"),
        (city.seat(city.city.office, Role.REVIEWER), "office:nomination"),
    ):
        client, address = client_for(who), reverse(name, args=[number])
        assert "您的意见" in client.get(address).content.decode()
        assert client.post(address, {"agreed": "1", "opinion": "同意"}).status_code == 302
        assert "您的意见" not in client.get(address).content.decode()
    term = Term.objects.get()
    expert = client_for(pools.actor_of(term))
    assert expert.get(reverse("expert:home")).url == reverse("expert:pledge")
    assert expert.post(reverse("expert:pledge"), {"signed_name": term.person.name}).status_code == 302
    assert "在库" in expert.get(reverse("expert:home")).content.decode()
    wrong = expert.post(reverse("expert:declaration"), {"kind-0": "relative", "name-0": ""})
    assert "没有申明，1 处要处理" in wrong.content.decode()
    assert expert.post(reverse("expert:declaration"), {"kind-0": "relative", "name-0": "陈芳"}).status_code == 302
    assert "陈芳" in expert.get(reverse("expert:declaration")).content.decode()
    secretary = client_for(city.seat(OFFICE, Role.SECRETARY))
    address = reverse("secretariat:expert", args=[term.number])
    assert "陈芳" not in secretary.get(address).content.decode()
    assert "写明情况" in secretary.post(address, {"ground": "群众有反映", "note": ""}).content.decode()
    assert secretary.post(address, {"ground": "已脱离本专业技术岗位"}).status_code == 302
    assert Removal.objects.get().ground == "已脱离本专业技术岗位"


def test_a_refusal_is_told_whole_to_the_unit(city):
    office, unit = city.organisation(OFFICE), city.organisation(SCHOOL)
    person = pools.a_colleague(city.city, unit, AT)
    number = pools.nominate(city.city, unit, person, office, pools.said(city.city, office), AT).number
    principal = client_for(city.seat(SCHOOL, Role.PRINCIPAL))
    address = reverse("employer:nomination", args=[number])
    assert "没有说清楚" in principal.post(address, {"agreed": "0", "reason": ["不合格"]}).content.decode()
    why = ["近两年没有从事本专业一线教学工作", "职称证书的编号与登记的不一致"]
    assert principal.post(address, {"agreed": "0", "reason": why}).status_code == 302
    shown = client_for(city.seat(SCHOOL, Role.HANDLER)).get(address).content.decode()
    assert all(words in shown for words in why)


def test_an_outsider_is_put_forward_by_the_office(city):
    secretary = client_for(city.seat(OFFICE, Role.SECRETARY))
    said = pools.said(city.city, city.organisation(OFFICE), source="高校")
    new = pools._new(city.city, 8001, None, "")
    form = {n: getattr(said, n) for n in ("source", "specialty", "level", "title", "certificate_number", "identity")}
    form |= {"experience": said.experience, "name": new.name, "id_number": new.id_number, "unit_region": "41"}
    wrong = secretary.post(reverse("secretariat:nominate_outsider"), form)
    assert "没有提出，2 处要处理" in wrong.content.decode()
    form |= {"unit_name": "郑州示例师范学院", "consent_number": "郑师函〔2023〕1号"}
    assert secretary.post(reverse("secretariat:nominate_outsider"), form).status_code == 302
    assert Nomination.objects.get().unit_name == "郑州示例师范学院"


def test_who_nominated_whom_is_seen_by_nobody_whom_it_does_not_concern(city):
    """Two worlds that differ only in a nomination and an admission look the same from outside."""
    walker = city.walker()
    pages = [
        (client_for(None), ("public:home", "public:notice", "public:schedule", "public:guides")),
        (client_for(walker.actor), ("applicant:home", "applicant:check", "applicant:materials")),
        (client_for(city.seat(VILLAGE, Role.HANDLER)), ("employer:inbox", "employer:experts")),
        (client_for(city.seat("鄢陵县教育局", Role.REVIEWER)), ("office:inbox", "office:experts")),
        (client_for(city.seat(OFFICE, Role.REVIEWER)), ("office:inbox", "office:experts")),
    ]  # fmt: skip
    before = [seen(client, reverse(name)) for client, names in pages for name in names]
    office, unit = city.organisation(OFFICE), city.organisation(SCHOOL)
    nomination = pools.nominate(
        city.city, unit, pools.a_colleague(city.city, unit, AT), office, pools.said(city.city, office), AT
    )
    pools.admit(city.city, nomination, AT)
    assert [seen(client, reverse(name)) for client, names in pages for name in names] == before


def test_lists_take_as_many_queries_for_three_as_for_one(city):
    office = city.organisation(OFFICE)
    secretary, city_office = city.seat(OFFICE, Role.SECRETARY), city.seat(city.city.office, Role.REVIEWER)
    looked = (
        (secretary, "secretariat:experts"), (secretary, "secretariat:nominations"), (city_office, "office:experts"),
        (city.seat(SCHOOL, Role.HANDLER), "employer:experts"),
    )  # fmt: skip

    def counts() -> list[int]:
        out = []
        for who, name in looked:
            client = client_for(who)
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(reverse(name)).status_code == 200
            out.append(len(asked))
        return out

    pools.fill(city.city, office, 2, AT)
    one = counts()
    pools.fill(city.city, office, 4, AT)
    assert len(queries.pool(office, AT.date())) == 6
    assert counts() == one
    assert max(one) <= 16
