"""A world built by real actions: a city with a few units, and people brought to whatever station a test asks about.

world = build.world()
walker = world.walker()                    # a teacher of a county school, added by the unit's administrator
dossier = world.written(walker)            # everything filled in and attached
visit = world.at(walker, "county_office")  # handed in, compared, posted, recommended, passed on until there
by = world.clerk(visit)                    # who sits at that station
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from zhicheng.accounts.actions import people
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.accounts.models import Organisation, Person
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.ops import road, synthetic
from zhicheng.ops.road import City, Walker
from zhicheng.ops.synthetic import Candidate, Unit
from zhicheng.policy import windows
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role
from zhicheng.stations import queries as stations
from zhicheng.stations.actions import applicant, employer, office
from zhicheng.stations.models import Letter, Visit
from zhicheng.year import actions as years
from zhicheng.year import shelf

ZONE = road.SHANGHAI


def moment(month: int, day: int, hour: int = 9, minute: int = 0, year: int = 2023) -> datetime:
    """An instant of the year in Shanghai."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


OCT_13 = moment(10, 13)
OCT_16 = moment(10, 16)
OCT_20 = moment(10, 20)

SCHOOL = Unit("建安区示例中学", "示例中学", synthetic.code(501), "事业单位", "411003", "county", "城区", "school",
              "建安区教育局", ("junior-maths",))  # fmt: skip
CITY_SCHOOL = Unit("许昌市示例高级中学", "示例高中", synthetic.code(502), "事业单位", "411000", "city", "城区", "school",
                   "许昌市教育局", ("senior-maths",))  # fmt: skip
BUILDER = Unit("许昌示例建筑有限公司", "示例建筑", synthetic.code(503, "91411000MA"), "民营企业", "411002", "county",
               "城区", "builder", is_appraising=False)  # fmt: skip
VILLAGE = Unit("鄢陵县示例乡中心小学", "示例小学", synthetic.code(504), "事业单位", "411024", "county", "乡村", "school",
               "鄢陵县教育局", ("primary-maths",))  # fmt: skip

AGENCY = Unit("许昌示例人才服务中心有限公司", "示例人才", synthetic.code(505, "91411000MA"), "人事代理机构", "411000", "city",
              "城区", "agency", is_appraising=False)  # fmt: skip


FIRST, SECOND = "2023-xuchang", "2025-yanshui-synthetic"
OTHER_SCHOOL = Unit("砚水市墨池区示例中学", "示例中学", synthetic.code(511), "事业单位", "419803", "county", "城区", "school",
                    "墨池区教育局", ("junior-maths",))  # fmt: skip
OTHER_BUILDER = Unit("砚水示例建筑有限公司", "示例建筑", synthetic.code(513, "91411000MA"), "民营企业", "419802", "county",
                     "城区", "builder", is_appraising=False)  # fmt: skip
SCHOOLS = {FIRST: SCHOOL, SECOND: OTHER_SCHOOL}
"""A county school of the city of each notice."""


def world(*units: Unit, folder: str = FIRST, on: date | None = None, everywhere: bool = True) -> World:
    """The city of a notice with its offices and the units given, one county school without; from the day of issue.
    Unless ``everywhere``, of the counties only those of the units."""
    law = shelf.read(folder)
    assert law is not None
    on = on or law.issued_on
    at = road.at(on, 8)
    year = years.open_year(folder, by=INSTALLER, at=at)
    notice = shelf.notice_of(year)
    draw = random.Random(7)
    return World(road.install(year, notice, draw, units or (SCHOOLS[folder],), on, everywhere=everywhere))


QUICKLY = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@contextmanager
def standing(blocker: Any, folder: Path) -> Iterator[None]:
    """What is built within stands for a whole module with its files in ``folder``; each test that asks for ``db`` works
    in a savepoint on top of it, and all of it is taken back at the end."""
    with override_settings(EVIDENCE_STORE=folder, PASSWORD_HASHERS=QUICKLY), blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def again(built: tuple[Any, Path], settings: Any) -> Any:
    """What :func:`standing` holds, as it was built: no test sees what another did to it."""
    made, settings.EVIDENCE_STORE = built
    return copy.deepcopy(made, {id(made.notice): made.notice})


@dataclass
class World:
    """A city and what tests do in it."""

    city: City
    walkers: dict[str, Walker] = field(default_factory=dict)

    @property
    def notice(self) -> Notice:
        return self.city.notice

    @property
    def year(self):
        return self.city.year

    @property
    def opens(self) -> datetime:
        """The instant from which people apply; in 2023 OCT_16."""
        return min(c.opens_at for c in self.notice.committees.values() if c.is_open and c.opens_at)

    @property
    def school(self) -> Unit:
        """The first unit."""
        return next(iter(self.city.units.values()))

    @property
    def office(self) -> Organisation:
        """The city's office."""
        return self.city.office

    def organisation(self, unit: Unit | str) -> Organisation:
        return self.city.organisations[unit if isinstance(unit, str) else unit.name]

    def seat(self, organisation: Organisation | str | Unit, role: Role) -> Actor:
        if not isinstance(organisation, Organisation):
            organisation = self.organisation(organisation)
        return self.city.seat(organisation, role)

    def candidate(self, unit: Unit | None = None, *, senior: bool | None = None, name: str = "") -> Candidate:
        """Somebody whose dossier meets every rule; ``senior`` asks for 高级教师 or 一级教师."""
        unit = unit or self.school
        while True:
            name_ = name or synthetic.a_name(self.city.draw, self.city.names)
            made = synthetic.candidate(self.city.draw, unit, self.notice, name_, self.city.next_serial())
            is_senior = made.said["application"]["level"] == "associate-senior"
            if senior is None or is_senior is senior:
                return made

    def walker(
        self,
        unit: Unit | None = None,
        *,
        senior: bool | None = True,
        name: str = "",
        at: datetime | None = None,
        change: Callable[[Candidate], Any] | None = None,
    ) -> Walker:
        """An applicant added by the unit's administrator; builders are never senior."""
        unit = unit or self.school
        made = self.candidate(unit, senior=senior if unit.kind == "school" else None, name=name)
        if change is not None:
            change(made)
        walker = road.add_walker(self.city, made, at or self.opens)
        self.walkers[made.name] = walker
        return walker

    def person_at(self, organisation: Organisation, at: datetime = OCT_16) -> Person:
        """Somebody whom the unit's administrator has added, without a dossier."""
        new = NewPerson(
            synthetic.a_name(self.city.draw, self.city.names), "居民身份证",
            synthetic.id_number("411002", date(1985, 5, 5), self.city.next_serial(), "1"), "1", date(1985, 5, 5),
        )  # fmt: skip
        return people.add_applicant(
            organisation, new, tenure="在编", identity="事业单位专业技术人员", employed_on=date(2015, 7, 1),
            is_card_confirmed=True, initial_password=None, notice=self.notice,
            by=self.seat(organisation, Role.ADMINISTRATOR), at=at,
        ).person  # fmt: skip

    def written(self, walker: Walker, at: datetime | None = None) -> Dossier:
        """Everything written and attached, not handed in."""
        dossier = road.write(self.city, walker, at or self.opens)
        dossier.refresh_from_db()
        return dossier

    def handed_in(self, walker: Walker, at: datetime | None = None) -> Visit:
        """Written, pledged and handed in; the visit at the handler's."""
        at = at or self.opens
        if walker.dossier is None:
            self.written(walker, at)
        return road.pledge_and_hand_in(self.city, walker, at + timedelta(minutes=5))

    def clerk(self, visit: Visit) -> Actor:
        """Who sits at the visit's station."""
        kind = next(s for s in self.notice.stations if s.id == visit.station)
        return self.city.seat(visit.organisation, Role(kind.seat))

    def open_visit(self, walker: Walker) -> Visit:
        assert walker.dossier is not None
        visit = stations.open_visit(walker.dossier)
        assert visit is not None
        return visit

    def pass_one(self, visit: Visit, at: datetime) -> None:
        """Whatever passes a dossier at its station, done properly."""
        by = self.clerk(visit)
        if visit.station == "unit_publicity":
            self.publicise([visit], at)
        else:
            road.rule_on(self.city, visit, None, by, at)

    def publicise(self, visits: list[Visit], at: datetime) -> datetime:
        """Post a list with its photograph and close it when its days are over; the day on which it was closed."""
        organisation, by = visits[0].organisation, self.clerk(visits[0])
        posted = employer.post_publicity(
            organisation, visits, place="公告栏", telephone="0374-0000000", posted_on=at.date(), notice=self.notice,
            by=by, at=at,
        )  # fmt: skip
        photo = road.store(self.city, road.scans.posting(["名单"]), "照片.jpg", by, at)
        employer.add_photo(posted, photo, "照片.jpg", notice=self.notice, by=by, at=at)
        done = road.at(windows.may_recommend_from(posted.posted_on, self.notice), 9)
        employer.close_publicity(
            posted, result=employer.NO_OBJECTION, objections="", notice=self.notice, by=by, at=max(done, at)
        )
        return max(done, at)

    def at(self, walker: Walker, station: str, at: datetime | None = None) -> Visit:
        """The walker's open visit at a station, brought there by whoever sits in between."""
        at = at or self.opens
        if walker.dossier is None or dossiers.latest(walker.dossier) is None:
            self.handed_in(walker, at)
        for _ in range(12):
            visit = self.open_visit(walker)
            if visit.station == station:
                return visit
            self.pass_one(visit, max(visit.arrived_at + timedelta(hours=1), at))
        raise AssertionError(f"never came to {station}")

    def finished(self, walker: Walker, at: datetime | None = None) -> Dossier:
        """Passed by every level."""
        last = self.at(walker, "committee_acceptance", at)
        self.pass_one(last, last.arrived_at + timedelta(hours=1))
        assert walker.dossier is not None
        return walker.dossier

    def sent_back(self, walker: Walker, station: str, *defects: str, at: datetime | None = None) -> Letter:
        """Brought to a station and returned from there for what the catalogue names."""
        visit = self.at(walker, station, at)
        when, by = visit.arrived_at + timedelta(hours=2), self.clerk(visit)
        if station == "unit_handler":
            road.handler_part(self.city, visit, by, when)
        road.judge_all(self.city, visit, by, when)
        road.list_defects(self.city, visit, defects or ("appointment_letter_no_seal",), by, when)
        return office.send_back(visit, notice=self.notice, by=by, at=when)

    def corrected(self, walker: Walker, at: datetime) -> Visit:
        """Everything listed is mended and handed in again."""
        return road.correct(self.city, walker, at)

    def hand_in(self, walker: Walker, at: datetime, *, is_confirmed: bool = True) -> Visit:
        assert walker.dossier is not None
        return applicant.hand_in(walker.dossier, is_confirmed=is_confirmed, notice=self.notice, by=walker.actor, at=at)
