"""The pool and the draw in a browser, wide and on a phone: nothing hangs over the edge, axe finds nothing."""

from __future__ import annotations

import pytest
from build import SCHOOL, moment
from journeys.browser import PHONE, WIDE, Stage
from web.test_draws import House

from zhicheng.committee import queries
from zhicheng.committee.actions import draw as draws
from zhicheng.committee.actions import filing
from zhicheng.ledger.actor import Actor
from zhicheng.ops import pools
from zhicheng.policy.seats import Role

pytestmark = pytest.mark.journey


@pytest.mark.slow
def test_the_pages_of_pool_and_draw_read_well_wide_and_on_a_phone(stage: Stage) -> None:
    house = House()
    stage.clock(moment(11, 21))
    world, office = house.world, house.hall.office
    unit = world.organisation(SCHOOL)
    waiting = pools.nominate(
        world.city, unit, pools.a_colleague(world.city, unit, moment(11, 20)), office, pools.said(world.city, office),
        moment(11, 20),
    )  # fmt: skip
    before = (house.hall.secretary, f"/secretariat/draws/{house.number}", "console-draw-before")
    for size in (WIDE, PHONE):
        _look(stage, size, *before)
    house.settle()
    member = queries.drawn(house.hall.the_meeting())[0]
    term = next(t for t in house.terms if t.person_id == member.person_id)
    expert = pools.actor_of(term)
    filing.sign_pledge(world.year, signed_name=expert.name, notice=world.notice, by=expert, at=moment(11, 21))
    draws.answer(member, True, notice=world.notice, by=expert, at=moment(11, 21))
    principal, handler = world.seat(SCHOOL, Role.PRINCIPAL), world.seat(SCHOOL, Role.HANDLER)
    draw = f"{house.number}-C1"
    rows = (
        (handler, "/unit/experts", "unit-experts"),
        (handler, "/unit/experts/new", "unit-nominate"),
        (principal, f"/unit/experts/{waiting.number}", "unit-nomination"),
        (world.seat(world.city.office, Role.REVIEWER), "/office/experts", "office-nominations"),
        (house.hall.secretary, "/secretariat/experts", "pool"),
        (house.hall.secretary, "/secretariat/experts/new", "pool-outsider"),
        (house.hall.secretary, f"/secretariat/experts/{term.number}", "pool-expert"),
        (house.hall.secretary, "/secretariat/nominations", "pool-nominations"),
        (house.hall.secretary, f"/secretariat/draws/{house.number}", "console-draw"),
        (house.hall.supervisor, "/supervisor/draws", "witness-list"),
        (house.hall.supervisor, f"/supervisor/draws/{house.number}", "witness"),
        (expert, "/expert/", "expert-file"),
        (expert, "/expert/relations", "expert-relations"),
        (expert, f"/expert/invitations/{house.number}", "expert-invitation"),
        (None, "/draws", "public-draws"),
        (None, f"/draws/{draw}", "public-draw"),
    )
    for size in (WIDE, PHONE):
        for row in rows:
            _look(stage, size, *row)
    assert stage.faults == []


def _look(stage: Stage, size: tuple[int, int], actor: Actor | None, path: str, name: str) -> None:
    stage.size = size
    stage.seen.clear()
    person = stage.somebody(actor)
    person.goes(path).pictured(name).page.context.close()
