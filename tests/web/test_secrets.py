"""Two worlds that differ only in a secret look the same to whoever is kept out; headers bind every answer."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from build import VILLAGE, moment
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for
from web.test_doors import ALL, addresses

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people
from zhicheng.dossier import queries as dossiers
from zhicheng.ops import road
from zhicheng.policy.seats import Role
from zhicheng.stations import lists
from zhicheng.web.shared.middleware import POLICY

pytestmark = pytest.mark.django_db
PAPER = (
    "applicant:letter_paper",
    "applicant:preview_form",
    "employer:publicity_list",
    "employer:report",
    "office:letter_paper",
    "office:letter_out_paper",
    "employer:letter_out_paper",
)
OWN_PAGES = ("applicant:home", "applicant:check", "applicant:materials", "applicant:hand_in", "applicant:preview")


def seen(client: Client, address: str) -> tuple[int, bytes]:
    """What is answered, without the token that every answer makes anew."""
    answer = client.get(address)
    return answer.status_code, re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content)


def test_an_applicant_does_not_learn_what_an_office_has_begun_to_list(town) -> None:
    walker = town.walkers["at_department"]
    client, visit = client_for(walker.actor), town.world.open_visit(walker)
    before = [seen(client, reverse(p)) for p in OWN_PAGES]
    by, at = town.world.clerk(visit), visit.arrived_at + timedelta(hours=1)
    road.list_defects(town.world.city, visit, ("appointment_letter_no_seal",), by, at)
    road.judge_all(town.world.city, visit, by, at)
    assert [seen(client, reverse(p)) for p in OWN_PAGES] == before


def test_a_number_without_an_account_and_a_wrong_password_are_answered_alike(town) -> None:
    person = town.walkers["writing"].person
    people.reset_password(person.account, initial_password="not-to-be-guessed-1",
                          by=town.world.seat("建安区示例中学", Role.ADMINISTRATOR), at=moment(11, 1, 8))  # fmt: skip
    bodies = []
    for number in (person.id_number, "411002197001011299"):
        answer = Client().post(reverse("public:log_in"), {"number": number, "password": "wrong-password-1"})
        bodies.append((answer.status_code, answer.content.replace(number.encode(), b"N")))
    scrubbed = [(s, re.sub(rb'value="[^"]*"', b"", b)) for s, b in bodies]
    assert scrubbed[0] == scrubbed[1]


def test_another_units_people_see_nothing_change_when_this_unit_recommends(town) -> None:
    stranger = client_for(town.world.seat(VILLAGE, Role.HANDLER))
    pages = ("employer:inbox", "employer:all", "employer:publicities")
    before = [seen(stranger, reverse(p)) for p in pages]
    visit = town.world.open_visit(town.walkers["at_principal"])
    town.world.pass_one(visit, visit.arrived_at + timedelta(hours=1))
    assert [seen(stranger, reverse(p)) for p in pages] == before


def test_a_printed_page_tells_in_public_whether_it_is_current_and_no_value(town) -> None:
    walker = town.walkers["at_department"]
    digest = dossiers.latest(walker.dossier).digest
    asked = {"n": walker.dossier.number, "r": "1", "d": digest[:16], "p": "1"}
    right = Client().get(reverse("public:verify_page"), asked)
    wrong = Client().get(reverse("public:verify_page"), asked | {"d": "0" * 16})
    absent = Client().get(reverse("public:verify_page"), asked | {"n": "2023-000000-00001"})
    for secret in (walker.person.name, walker.person.id_number, "建安区示例中学"):
        assert secret not in right.content.decode()
    scrubbed = [re.sub(rb'value="[^"]*"', b"", a.content) for a in (wrong, absent)]
    assert scrubbed[0] == scrubbed[1]
    assert "现行" in right.content.decode() or "当前" in right.content.decode()


def test_a_password_is_on_one_page_once_and_in_no_table(town) -> None:
    administrator = client_for(town.world.seat("建安区示例中学", Role.ADMINISTRATOR))
    employment = accounts.employment_of(town.walkers["writing"].person)
    answer = administrator.post(reverse("employer:reset_password", args=[employment.pk]))
    password = re.search(r'id="secret">([^<]+)<', answer.content.decode()).group(1)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert password not in str(cursor.fetchall())
    assert password not in administrator.get(reverse("employer:person", args=[employment.pk])).content.decode()


@pytest.mark.parametrize("name", ["public:home", "public:notice", "applicant:home", "office:inbox", "employer:people"])
def test_every_answer_is_bound_by_its_policy_and_runs_nothing_inline(town, name: str) -> None:
    actors = town.actors()
    who = {"a": "writing", "o": "department", "e": "administrator"}.get(name[0], "anonymous")
    answer = client_for(actors[who]).get(reverse(name))
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert re.findall(rb"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=", answer.content) == []
    if who != "anonymous":
        assert answer.headers["Cache-Control"] == "no-store, private"


def test_nothing_uploaded_is_served_inline(town) -> None:
    walker = town.walkers["returned"]
    file = dossiers.attachments(walker.dossier)[0]
    client = client_for(walker.actor)
    kept = client.get(reverse("applicant:file_download", args=[file.pk]))
    shown = client.get(reverse("applicant:file_page", args=[file.pk, 1]))
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert kept.headers["Content-Type"] == "application/octet-stream"
    assert (shown.headers["Content-Type"], shown.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert shown.content != kept.content


@pytest.mark.slow
def test_every_page_asks_the_database_as_often_for_many_dossiers_as_for_few(town) -> None:
    world, actors = town.world, town.actors()
    pages = [
        (name, arguments, next(w for w in actors if w in allowed and (w != "anonymous" or allowed == ALL)))
        for name, arguments, method, allowed in addresses(town)
        if method == "get" and allowed and not name.startswith(PAPER) and name != "public:enter"
    ]
    clients = {who: client_for(actors[who]) for who in {w for _, _, w in pages}}

    def counted() -> dict[str, int]:
        out = {}
        for name, arguments, who in pages:
            address = reverse(name, kwargs=arguments)
            clients[who].get(address)  # whatever is drawn once is drawn
            with CaptureQueriesContext(connection) as caught:
                assert clients[who].get(address).status_code in (200, 302), address
            out[f"{address} {who}"] = len(caught)
        return out

    few = counted()
    for station in ("unit_handler", "unit_publicity", "unit_principal", "department") * 3:
        world.at(world.walker(), station)
    waiting = lists.counts(
        world.organisation("建安区教育局"), seat="reviewer", year=world.year, notice=world.notice, at=moment(11, 1)
    )
    assert waiting["all"] == 4
    many = counted()
    assert {k: (few[k], many[k]) for k in few if many[k] != few[k]} == {}
