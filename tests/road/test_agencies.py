"""A freelancer and a private employee walk the whole road through an agency; papers show both units (A20, R-21)."""

from __future__ import annotations

import build
import pytest
from build import AGENCY, moment
from django.urls import reverse
from web.conftest import client_for

from zhicheng.accounts import queries as accounts
from zhicheng.documents import filling
from zhicheng.documents.review_form import values
from zhicheng.dossier import queries as dossiers
from zhicheng.ops import audit, synthetic
from zhicheng.policy.finding import Says
from zhicheng.policy.seats import Role
from zhicheng.stations import facts, queries

pytestmark = pytest.mark.django_db
COMPANY = "许昌示例测量有限公司"


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: build.world(AGENCY))


@pytest.fixture
def world(built, db, settings):
    return build.again(built, settings)


def client_of(world, *, is_free: bool):
    """An applicant of the agency of the one kind or the other."""
    while True:
        made = world.candidate(AGENCY)
        if (made.identity == "自由职业者") is is_free:
            return build.road.add_walker(world.city, made, build.OCT_16)


@pytest.mark.parametrize(("is_free", "where"), [(True, ""), (False, COMPANY)])
def test_whoever_an_agency_acts_for_is_accepted_with_both_units_on_paper(is_free, where, world):
    walker = client_of(world, is_free=is_free)
    dossier = world.finished(walker)
    said = dossiers.said(dossiers.latest(dossier))
    assert (said.employer.name, said.basics.working_unit) == (AGENCY.name, where)
    sealed = queries.visits(dossier)[-1]
    doubts = [f for f in facts.doubts(sealed, world.notice, moment(11, 20)) if f.says is not Says.MET]
    assert [(f.rule, f.facts) for f in doubts] == []
    printed = values(filling.review_form(dossiers.latest(dossier), world.notice, is_watermarked=False))
    assert AGENCY.name in printed
    assert (where in printed) is not is_free
    letter = filling.acceptance(dossier, world.notice)
    works = f"，实际工作单位：{where}" if where else ""
    assert letter.to_name == f"{walker.person.name}（由{AGENCY.name}代理{works}）"
    assert audit.broken() == ()


def test_the_agencys_form_asks_where_somebody_works(world, clock):
    clock(moment(10, 20))
    client, page = client_for(world.seat(AGENCY, Role.ADMINISTRATOR)), reverse("employer:add_person")
    assert "实际工作单位" in client.get(page).content.decode()
    typed = {
        "name": "岳清和", "id_type": "居民身份证", "identity": "企业专业技术人员", "tenure": "人事代理",
        "id_number": synthetic.id_number("411002", build.date(1988, 5, 6), 8, "1"), "employed_on": "2021-03-01",
        "card_confirmed": "on",
    }  # fmt: skip
    assert "没有填写实际工作单位" in client.post(page, typed).content.decode()
    works = {"working_unit": COMPANY, "working_uscc": synthetic.code(700, "91411002MA")}
    assert client.post(page, typed | works).status_code == 200
    (held,) = accounts.people_of(world.organisation(AGENCY))
    assert (held.person.name, held.working_unit) == ("岳清和", COMPANY)
