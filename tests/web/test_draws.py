"""Pages of a draw: two parties in two browsers, the public record without a name, codes until sign-in."""

from __future__ import annotations

import random
import re
from functools import cached_property

import pytest
from build import BUILDER, CITY_SCHOOL, SCHOOL, VILLAGE, again, moment, world
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for

from zhicheng.committee import facts, queries
from zhicheng.committee.actions import draw as actions
from zhicheng.committee.actions import filing
from zhicheng.experts import queries as pool
from zhicheng.ops import hall as halls
from zhicheng.ops import pools
from zhicheng.policy import draw_record
from zhicheng.policy.seats import Role

pytestmark = pytest.mark.django_db
NOV_20 = moment(11, 20)


class House:
    """A meeting called, a pool of fourteen."""

    def __init__(self) -> None:
        from datetime import date

        self.world = world(SCHOOL, VILLAGE, CITY_SCHOOL, BUILDER)
        self.hall = halls.staffed(self.world.city, "teacher-senior", NOV_20, experts=2, size=11)
        self.hall.called(date(2023, 12, 15), NOV_20)
        self.terms = pools.fill(self.world.city, self.hall.office, 14, NOV_20, outsiders=2)
        self.notice = self.world.notice
        self.number = self.hall.the_meeting().number

    @cached_property
    def secretary(self) -> Client:
        return client_for(self.hall.secretary)

    @cached_property
    def supervisor(self) -> Client:
        return client_for(self.hall.supervisor)

    def of(self, who: str, deed: str = "") -> str:
        args = [self.number, deed] if deed else [self.number]
        return reverse(f"{who}:draw_deed" if deed else f"{who}:draw", args=args)

    def settle(self) -> None:
        """Both parties on their pages."""
        assert self.secretary.post(self.of("secretariat", "open")).status_code == 302
        pairs = {}
        for who, client in (("secretariat", self.secretary), ("supervisor", self.supervisor)):
            shown = client.get(self.of(who)).content.decode()
            pairs[who] = dict(re.findall(r'name="(seed|nonce)" value="([0-9a-f]{64})"', shown))
            kept = client.post(self.of(who, "commit"), pairs[who]).content.decode()
            assert pairs[who]["seed"] in kept
            assert pairs[who]["seed"] not in client.get(self.of(who)).content.decode()
        for who, client in (("secretariat", self.secretary), ("supervisor", self.supervisor)):
            assert client.post(self.of(who, "reveal"), pairs[who]).status_code == 302


@pytest.fixture(scope="module")
def built(stand):
    return stand(House)


@pytest.fixture
def house(built, db, settings, clock) -> House:
    clock(moment(11, 21))
    return again(built, settings)


def test_two_parties_draw_in_two_browsers_and_the_public_file_verifies(house):
    house.settle()
    draw = queries.standing_draw(house.hall.the_meeting())
    assert draw.settled_at is not None
    anybody = Client()
    page = anybody.get(reverse("public:draw", args=[draw.number])).content.decode()
    answer = anybody.get(reverse("public:draw_file", args=[draw.number, draw.seal]))
    assert draw_record.verify(answer.content).wrong == ()
    drawn = queries.drawn(house.hall.the_meeting())
    for text in (page, answer.content.decode(), house.secretary.get(house.of("secretariat")).content.decode(),
                 house.supervisor.get(house.of("supervisor")).content.decode()):  # fmt: skip
        assert [m.person.name for m in drawn if m.person.name in text] == []
        assert all(m.pseudonym in text for m in drawn)
    console = house.secretary.get(reverse("secretariat:meeting", args=[house.number])).content.decode()
    assert [m.person.name for m in drawn if m.person.name in console] == []


def test_looser_rules_than_the_houses_are_refused(house):
    answer = house.secretary.post(house.of("secretariat", "open"), {"unit_at_most": "9", "young_at_least": "x"})
    assert answer.status_code == 409
    assert "没有办成，2 处要处理" in answer.content.decode()
    assert queries.standing_draw(house.hall.the_meeting()) is None


def test_a_wrong_seed_is_refused_and_an_overdue_round_is_closed_by_either_party(house, clock):
    house.secretary.post(house.of("secretariat", "open"))
    for n, (who, client) in enumerate((("secretariat", house.secretary), ("supervisor", house.supervisor))):
        client.post(house.of(who, "commit"), {"seed": f"{n}a" * 32, "nonce": f"{n}b" * 32})
    wrong = house.secretary.post(house.of("secretariat", "reveal"), {"seed": "f" * 64, "nonce": "f" * 64})
    assert (wrong.status_code, "与承诺不符" in wrong.content.decode()) == (409, True)
    early = house.supervisor.post(house.of("supervisor", "close"))
    assert early.status_code == 409
    clock(moment(11, 23))
    assert house.supervisor.post(house.of("supervisor", "close")).status_code == 302
    shown = Client().get(reverse("public:draw", args=[f"{house.number}-C1"])).content.decode()
    assert "未公开" in shown


def test_an_invited_expert_answers_on_their_own_page_and_the_unit_reads_of_days_alone(house):
    house.settle()
    member = next(
        m for m in queries.drawn(house.hall.the_meeting()) if pool.terms_of(m.person)[0].nomination.organisation_id
    )
    term = next(t for t in house.terms if t.person_id == member.person_id)
    by = pools.actor_of(term)
    expert = client_for(by)
    assert expert.get(reverse("expert:home")).headers["Location"] == reverse("expert:pledge")
    filing.sign_pledge(house.world.year, signed_name=by.name, notice=house.world.notice, by=by, at=moment(11, 21))
    assert "评审邀请" in expert.get(reverse("expert:home")).content.decode()
    address = reverse("expert:invitation", args=[house.number])
    assert "邀请" in expert.get(address).content.decode()
    assert expert.post(address, {"accepts": "0"}).status_code == 409
    assert expert.post(address, {"accepts": "1"}).status_code == 302
    unit = client_for(house.world.seat(term.nomination.organisation, Role.HANDLER))
    letter = unit.get(reverse("employer:experts")).content.decode()
    assert "商请支持评审工作的函" in letter
    assert "评审委员会" not in re.sub(r"<header.*?</header>", "", letter, flags=re.S).split("商请支持评审工作的函")[1]


def test_who_is_drawn_changes_no_page_of_those_who_must_not_know(house):
    """Two worlds that differ only in who sits look the same to applicants, other units, the public."""
    town = house.world
    walker = town.walker()
    looked = [
        (client_for(walker.actor), ("applicant:home", "applicant:check")),
        (client_for(town.seat(VILLAGE, Role.PRINCIPAL)), ("employer:inbox", "employer:experts")),
        (client_for(town.seat("建安区教育局", Role.REVIEWER)), ("office:inbox", "office:experts")),
        (Client(), ("public:home", "public:schedule")),
    ]

    def seen() -> list[tuple[int, bytes]]:
        out = []
        for client, names in looked:
            for name in names:
                answer = client.get(reverse(name))
                out.append(
                    (answer.status_code, re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", answer.content))
                )
        return out

    before = seen()
    house.settle()
    first = {m.person_id for m in queries.drawn(house.hall.the_meeting())}
    assert seen() == before
    draw = queries.standing_draw(house.hall.the_meeting())
    rules = facts.usual_rules(house.hall.the_meeting(), town.notice)
    actions.redraw(
        draw, "抽取条件或专家池有误", rules, notice=town.notice, by=house.hall.secretary, at=moment(11, 21, 12),
        random=random.Random(3),
    )  # fmt: skip
    assert (seen(), len(first)) == (before, 9)


def test_the_pages_of_a_draw_take_a_constant_number_of_queries(house):
    house.settle()
    for client, address in (
        (house.secretary, house.of("secretariat")), (house.supervisor, house.of("supervisor")),
        (house.supervisor, reverse("supervisor:draws")), (Client(), reverse("public:draws")),
        (Client(), reverse("public:draw", args=[f"{house.number}-C1"])),
    ):  # fmt: skip
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        assert len(asked) <= 24, address
