"""The committees' part of a year, day by day, by the very actions that pages call: filed, drawn, met, voted, reported,
published, confirmed, certified.

courses = sittings.courses(city)
for day in sittings.season(city, walkers, courses, first=…, until=…):
    …
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from zhicheng.committee import facts, queries
from zhicheng.committee.actions import draw as drawing
from zhicheng.dossier.models import Dossier
from zhicheng.experts.models import Term
from zhicheng.ledger.actor import Actor
from zhicheng.outcome import queries as outcome
from zhicheng.outcome.actions import publicity, results
from zhicheng.outcome.models import Certificate, Confirmation, Objection
from zhicheng.policy import windows
from zhicheng.policy.draw import commitment
from zhicheng.policy.seats import Role
from zhicheng.policy.workdays import add_working_days, is_workday
from zhicheng.stations.models import Standing

from . import conferral, hall, papers, pools, road
from .hall import Hall
from .road import City, Walker, at

POOL, OUTSIDERS = 14, 10
AYE, NO = 1, 2
FAILS_ONE_IN = 9
LIMIT = 3
"""How many certificates are printed into the folder of a rehearsal."""


@dataclass
class Course:
    """One committee from its filing to its certificates; what falls on a day is done when the day is acted."""

    city: City
    committee: str
    order: int
    hall: Hall | None = None
    confirmation: Confirmation | None = None
    certificates: tuple[Certificate, ...] = ()
    is_listed: bool = False
    is_over: bool = False
    seeds: dict[str, tuple[str, str]] = field(default_factory=dict)

    def on(self, days: int) -> date:
        """So many working days after the last day on which the committee accepts."""
        last = windows.last_day(self.city.notice.committees[self.committee].windows["acceptance"])
        return add_working_days(self.city.notice.workdays, last, days)

    @property
    def held_on(self) -> date:
        return self.on(5 + self.order)

    def days(self) -> dict[date, Callable[[datetime], None]]:
        """What is done on which day, but for the list; what follows hangs on the publicity's end."""
        held = 5 + self.order
        return {
            self.on(-14): self._called,
            self.on(-13): self._committed,
            self.on(-12): self._revealed,
            self.on(-10): self._answered,
            self.on(held): self._held,
            self.on(held + 1): self._reported,
            self.on(held + 2): self._published,
            self.on(held + 3): self._objected,
        }

    def act(self, day: date) -> None:
        """Whatever falls on the day."""
        if self.is_over or not is_workday(self.city.notice.workdays, day):
            return
        when = at(day, 9, 30 + self.order)
        if (deed := self.days().get(day)) is not None:
            if deed == self._called or self.hall is not None:
                deed(when)
            return
        if self.hall is not None and not self.is_listed and self.on(1) <= day < self.held_on:
            following = add_working_days(self.city.notice.workdays, day, 1)
            self._listed(at(day, 20, self.order), is_last=following >= self.held_on)
            return
        shown = outcome.publication_of(self.hall.the_meeting()) if self.hall and self.hall.meeting else None
        if shown is None or when < shown.withdrawn_at:
            return
        if self.confirmation is None:
            self._confirmed(when)
        elif not self.certificates:
            assert self.hall is not None
            self.certificates = conferral.issued(self.hall, self.confirmation, when)
        else:
            self._sanctioned(when)
            self.is_over = True

    @property
    def room(self) -> Hall:
        assert self.hall is not None
        return self.hall

    def _called(self, when: datetime) -> None:
        handed_in = Standing.objects.filter(dossier__year=self.city.year, dossier__committee=self.committee)
        if not handed_in.exists():
            self.is_over = True
            return
        notice = self.city.notice
        level = notice.committees[self.committee].level
        size = next(
            row["least"]
            for row in notice.rule("committee_size")["rows"]
            if level in row["levels"] and row.get("built_by", "") in ("", "专业")
        )
        before = when - timedelta(days=7)
        self.hall = hall.staffed(self.city, self.committee, before, experts=2, size=size)
        wanted = POOL - Term.objects.filter(office=self.hall.office, removal=None, ends_on__gt=self.held_on).count()
        pools.fill(self.city, self.hall.office, max(wanted, 0), before, outsiders=OUTSIDERS)
        self.hall.called(self.held_on, when)
        meeting = self.hall.the_meeting()
        drawing.open_draw(
            meeting, facts.usual_rules(meeting, notice), notice=notice, by=self.hall.secretary,
            at=when + timedelta(hours=1), random=self.city.draw,
        )  # fmt: skip

    def _parties(self) -> tuple[Actor, Actor]:
        return self.room.secretary, self.room.supervisor

    def _committed(self, when: datetime) -> None:
        draw, notice = queries.standing_draw(self.room.the_meeting()), self.city.notice
        assert draw is not None
        for by in self._parties():
            party = queries.party_of(by, draw.meeting, notice)
            self.seeds[party] = (f"{self.city.draw.getrandbits(256):064x}", f"{self.city.draw.getrandbits(256):064x}")
            digest = commitment(draw.number, queries.next_round(draw), party, *self.seeds[party])
            drawing.commit(draw, digest, notice=notice, by=by, at=when)

    def _revealed(self, when: datetime) -> None:
        notice = self.city.notice
        for by in self._parties():
            draw = queries.standing_draw(self.room.the_meeting())
            assert draw is not None
            drawing.reveal(draw, *self.seeds[queries.party_of(by, draw.meeting, notice)], notice=notice, by=by, at=when)

    def _answered(self, when: datetime) -> None:
        members = queries.drawn(self.room.the_meeting())
        self.room.experts += [pools.actor_in(m.person, self.room.office) for m in members]
        self.room.pledged(when)
        for member, expert in zip(members, self.room.experts[2:], strict=True):
            drawing.answer(member, True, notice=self.city.notice, by=expert, at=when)

    def _listed(self, when: datetime, *, is_last: bool) -> None:
        """The list of the meeting, on the first evening on which nothing waits to be accepted any more: what an office
        passed on late, or somebody still corrects, is waited for until the day before the meeting."""
        if facts.left_to_accept(self.room.the_sitting(), self.city.notice) and not is_last:
            return
        self.is_listed = True
        done = Standing.objects.filter(
            dossier__year=self.city.year, dossier__committee=self.committee, is_done=True, ending=""
        )
        dossiers = list(Dossier.objects.filter(pk__in=done.values("dossier")).order_by("number"))
        if not dossiers:
            self.is_over = True
            return
        self.room.steps_done(when)
        self.room.listed(dossiers, when)

    def _held(self, when: datetime) -> None:
        room = self.room
        room.assembled(when)
        room.opened(when + timedelta(hours=2))
        fails = {c.ordinal for c in room.cases() if self.city.draw.randrange(FAILS_ONE_IN) == 0}
        few = len(room.experts) // 2
        for n, expert in enumerate(room.experts):
            choice = {c.ordinal: AYE if n < few or c.ordinal not in fails else NO for c in room.cases()}
            room.vote(expert, choice, when + timedelta(hours=2, minutes=n + 1))
        room.counted(when + timedelta(hours=4))
        room.announced(when + timedelta(hours=5))

    def _reported(self, when: datetime) -> None:
        self.room.reported(when)
        conferral.announced(self.room, when + timedelta(hours=1))

    def _published(self, when: datetime) -> None:
        room, notice = self.room, self.city.notice
        for found in outcome.results(room.the_meeting()):
            if not found.passed:
                category = notice.rule("failure_reasons")["categories"][0]
                results.give_reasons(found.result, [category], "", notice=notice, by=room.secretary, at=when)
        conferral.published(room, when + timedelta(hours=1))

    def _objected(self, when: datetime) -> None:
        """An objection to the first of the list, looked into and not upheld."""
        shown = outcome.publication_of(self.room.the_meeting())
        assert shown is not None
        if not shown.rows:
            return
        made, _ = publicity.object_to(
            shown, 1, "反映其获奖证书的署名次序与原件不一致，请核查。", random=self.city.draw.randbytes,
            notice=self.city.notice, at=when,
        )  # fmt: skip
        self._handled(made, when)

    def _handled(self, made: Objection, when: datetime) -> None:
        reviewer = conferral.city(self.room, Role.REVIEWER)
        for n, kind in enumerate(("受理", "调查", "结论"), 1):
            publicity.handle(
                made, kind, "已向所在单位和发证部门核实，署名次序与原件一致。", is_upheld=False if n == 3 else None,
                notice=self.city.notice, by=reviewer, at=when + timedelta(hours=n),
            )  # fmt: skip

    def _confirmed(self, when: datetime) -> None:
        number = f"许人社职示例〔{when.year}〕{self.order + 1}号"
        shown = outcome.publication_of(self.room.the_meeting())
        if shown is None or not shown.rows:
            self.is_over = True
            return
        self.confirmation = conferral.confirmed(self.room, number, when)

    def _sanctioned(self, when: datetime) -> None:
        """In one committee, the first that gets there, a title turns out to rest on a false paper: revoked, on file."""
        if outcome.sanctions().filter(dossier__year=self.city.year).exists():
            return
        conferral.sanctioned(self.room, self.certificates[0], when)

    def written_out(self, folder: Path, when: datetime) -> None:
        """Outputs 9 to 19 of this committee, in a folder of its own."""
        if self.hall is None or self.hall.meeting is None or not queries.cases(self.hall.the_meeting()):
            return
        meeting = self.hall.the_meeting()
        papers.write_out(meeting, folder / self.committee, at=when)
        if (shown := outcome.publication_of(meeting)) is not None:
            conferral.write_out(shown, folder / self.committee, limit=LIMIT, at=when)


def season(
    city: City,
    walkers: Sequence[Walker],
    courses: Sequence[Course],
    *,
    first: date,
    until: datetime,
    slow: Mapping[str, date] | None = None,
) -> Iterator[date]:
    """The year's season with the committees in it; over with the last certificate, or at ``until``."""
    for day in road.season(city, walkers, first=first, until=until, slow=slow):
        if at(day, 23) < until:  # on a day that is not over nothing has been done yet
            for course in courses:
                course.act(day)
        yield day
        if day.year > city.notice.year and all(course.is_over for course in courses):
            return


def courses(city: City) -> list[Course]:
    """A course for every committee that accepts on the platform this year."""
    open_ = [c.id for c in city.notice.committees.values() if c.is_open and c.windows.get("acceptance")]
    return [Course(city, id, n) for n, id in enumerate(open_)]
