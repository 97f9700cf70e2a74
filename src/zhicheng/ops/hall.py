"""A committee brought through its year by real actions: staffed, filed, planned, seated, met, voted, reported.

hall = hall.staffed(city, "teacher-senior", at(…))     # secretaries, a supervisor, eleven experts with seats
hall.called(held_on, at(…))                            # filed, enabled, planned, pledged, the meeting called and filed
hall.listed(dossiers, at(…))                           # frozen list, panels
hall.assembled(at(…))                                  # declared, signed in, opened, opinions, discussed
hall.opened(at(…)); hall.vote(member, choices, at(…)); hall.counted(at(…)); hall.announced(at(…)); hall.reported(at(…))
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import seats
from zhicheng.accounts.models import Organisation, Person
from zhicheng.committee import facts, queries
from zhicheng.committee.actions import ballots, filing, meetings, minutes, recusal
from zhicheng.committee.actions.meetings import NewPanel
from zhicheng.committee.models import Ballot, Case, Filing, Meeting, Member, Sitting
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from . import lectures, pools, road
from .road import City

PLAN = {
    "评审范围": "本年度各级审核通过的全部申报材料",
    "专家组成": "按核准备案人数组成，从专家库中抽取",
    "评审办法": "分组评议、集中讨论、无记名投票",
    "纪律监督": "由市职改办派员监督，全程记录",
}
MINUTE = timedelta(minutes=1)


@dataclass(slots=True)
class Hall:
    """Whoever works on a committee's meeting, and what has come of it so far."""

    city: City
    committee: str
    office: Organisation
    secretary: Actor
    second: Actor
    supervisor: Actor
    experts: list[Actor]
    size: int
    filing: Filing | None = None
    sitting: Sitting | None = None
    meeting: Meeting | None = None
    ballot: Ballot | None = None
    codes: dict[int, str] = field(default_factory=dict)

    @property
    def notice(self) -> Notice:
        return self.city.notice

    def the_sitting(self) -> Sitting:
        assert self.sitting is not None
        return self.sitting

    def the_meeting(self) -> Meeting:
        """The meeting as it stands now."""
        assert self.meeting is not None
        found = queries.numbered(self.meeting.number)
        assert found is not None
        return found

    def the_ballot(self) -> Ballot:
        """The present round as it stands now."""
        assert self.ballot is not None
        return Ballot.objects.select_related("meeting__sitting__year").get(pk=self.ballot.pk)

    def cases(self) -> tuple[Case, ...]:
        return queries.cases(self.the_meeting())

    def member(self, expert: Actor) -> Member:
        found = queries.member_of(self.the_meeting(), expert.person)
        assert found is not None
        return found

    # ── the year ──

    def filed(self, at: datetime, *, built_by: str = "专业", begins_on: date | None = None) -> Filing:
        """Filed for three years, the first two experts chair and deputy."""
        begins_on = begins_on or date(self.notice.year, 1, 1)
        number = f"许职改备〔{begins_on.year}〕{self.city.next_serial()}号"
        self.filing = filing.file_committee(
            self.committee, self.office, number=number, built_by=built_by,
            size=self.size, begins_on=begins_on, ends_on=date(begins_on.year + 2, 12, 31),
            posts={_person(self.experts[0]): queries.CHAIR, _person(self.experts[1]): queries.DEPUTY},
            notice=self.notice, by=self.secretary, at=at,
        )  # fmt: skip
        return self.filing

    def pledged(self, at: datetime) -> None:
        """Everybody signs who has not."""
        for actor in (self.secretary, self.second, self.supervisor, *self.experts):
            if queries.pledge_of(actor.person, self.city.year, self.notice) is None:
                filing.sign_pledge(self.city.year, signed_name=actor.name, notice=self.notice, by=actor, at=at)

    def planned(self, at: datetime, held_on: date) -> Sitting:
        """Enabled, with its yearly plan: acceptance to its last announced day, the rest until the meeting."""
        assert self.filing is not None
        committee = self.notice.committees[self.committee]
        self.sitting = filing.enable(self.filing, self.city.year, notice=self.notice, by=self.secretary, at=at)
        until = committee.windows["acceptance"] - timedelta(microseconds=1)
        last, first = until.date(), at.date()
        spans = dict.fromkeys(self.notice.rule("year_plan")["steps"], (last, held_on))
        spans[next(iter(spans))] = (first, last)
        filing.plan_year(self.sitting, spans, notice=self.notice, by=self.secretary, at=at)
        return self.sitting

    def called(self, held_on: date, at: datetime, *, is_blind: bool = False) -> Meeting:
        """Filed, enabled, planned, pledged; the meeting called, its plan filed."""
        self.filed(at)
        self.pledged(at)
        self.planned(at, held_on)
        self.meeting = meetings.call_meeting(
            self.the_sitting(), held_on=held_on, place="市教育局三楼会议室", is_blind=is_blind, notice=self.notice,
            by=self.secretary, at=at,
        )  # fmt: skip
        meetings.file_plan(self.meeting, PLAN, notice=self.notice, by=self.secretary, at=at)
        return self.meeting

    def steps_done(self, at: datetime) -> None:
        """Every step of the yearly plan, in order."""
        for step in queries.steps(self.the_sitting()):
            if step.done_at is None:
                filing.finish_step(self.the_sitting(), step.name, notice=self.notice, by=self.secretary, at=at)

    # ── the meeting ──

    def seated(self, at: datetime) -> tuple[Member, ...]:
        """The experts who sit neither as chair nor as deputy, as a draw would name them."""
        sitting = {m.person_id for m in queries.members(self.the_meeting())}
        people = [_person(e) for e in self.experts if e.person not in sitting]
        return meetings.seat_members(self.the_meeting(), people, notice=self.notice, by=self.secretary, at=at)

    def listed(self, dossiers: Sequence[Dossier], at: datetime, *, panels: int = 2) -> tuple[Case, ...]:
        """The list frozen, members and cases dealt out to so many panels."""
        meetings.freeze_cases(
            self.the_meeting(), dossiers, draw=self.city.draw, notice=self.notice, by=self.secretary, at=at
        )
        rows, cases = queries.members(self.the_meeting()), self.cases()
        wanted = []
        for n in range(panels):
            mine = tuple(rows[n::panels])
            wanted.append(NewPanel(f"第{n + 1}评议组", mine, mine[0], tuple(c.ordinal for c in cases[n::panels])))
        meetings.arrange_panels(self.the_meeting(), wanted, notice=self.notice, by=self.secretary, at=at)
        recusal.find(self.the_meeting(), notice=self.notice, by=self.secretary, at=at)
        return cases

    def declared(self, at: datetime, kept: Mapping[int, Sequence[int]] | None = None) -> None:
        """Every expert declares; ``kept`` is expert (from 0) → places of the list that they must not judge."""
        numbers = {c.ordinal: c.dossier.number for c in self.cases()}
        for n, expert in enumerate(self.experts):
            said = {numbers[ordinal]: "曾共同申报课题" for ordinal in (kept or {}).get(n, ())}
            meetings.declare(self.the_meeting(), said, notice=self.notice, by=expert, at=at)

    def arrived(self, at: datetime, absent: Sequence[int] = ()) -> None:
        """Everybody signs in but the absent (experts from 0)."""
        for n, expert in enumerate(self.experts):
            if n not in absent:
                meetings.sign_in(self.the_meeting(), notice=self.notice, by=expert, at=at)

    def discussed(self, at: datetime) -> None:
        """Every case gets its panel's opinion, by somebody who may, and is discussed."""
        kept = queries.recused(self.the_meeting())
        by_person = {e.person: e for e in self.experts}
        for case in self.cases():
            here = [
                s.member.person_id
                for s in case.allotment.panel.seats.select_related("member")
                if queries.is_present(s.member) and s.member.person_id not in kept.get(case.pk, set())
            ]
            words = "申报人师德良好，教学工作量饱满，业绩材料真实，符合申报条件，提请评委会表决。"
            meetings.write_opinion(case, words, notice=self.notice, by=by_person[here[0]], at=at)
            meetings.discuss(case, notice=self.notice, by=self.secretary, at=at)

    def assembled(
        self,
        at: datetime,
        *,
        absent: Sequence[int] = (),
        kept: Mapping[int, Sequence[int]] | None = None,
    ) -> Meeting:
        """Declared, signed in, opened by the chair, lectures held where there are any, every case discussed."""
        self.declared(at, kept)
        self.arrived(at, absent)
        self.meeting = meetings.open_meeting(
            self.the_meeting(), _person(self.experts[0]), notice=self.notice, by=self.secretary, at=at
        )
        lectures.conducted(self, at)
        self.discussed(at + MINUTE)
        return self.the_meeting()

    # ── the ballot ──

    def holders(self) -> list[tuple[Person, str]]:
        """The chair, the supervisor, a member of staff."""
        return [
            (_person(self.experts[0]), "主任委员"),
            (_person(self.supervisor), "监督人员"),
            (_person(self.secretary), "工作人员"),
        ]

    def opened(self, at: datetime, *, chance: random.Random | None = None) -> Ballot:
        """A round prepared, its three keys taken, opened."""
        chance = chance or self.city.draw
        self.ballot = ballots.prepare(
            self.the_meeting(), self.holders(), id=uuid.UUID(bytes=chance.randbytes(16), version=4), notice=self.notice,
            by=self.secretary, at=at,
        )  # fmt: skip
        for place, holder in enumerate((self.experts[0], self.supervisor, self.secretary)):
            self.codes[place] = ballots.take_key(
                self.ballot, notice=self.notice, by=holder, at=at, random=chance.randbytes
            )
        self.ballot = ballots.open_ballot(self.the_ballot(), notice=self.notice, by=self.secretary, at=at)
        return self.ballot

    def paper(self, expert: Actor, choice: int | Mapping[int, int]) -> dict[int, int]:
        """What an expert's ballot says: one choice for all cases or one for each; nothing where they are recused."""
        kept = queries.roll_recused(self.the_ballot())
        return {
            c.ordinal: choice if isinstance(choice, int) else choice[c.ordinal]
            for c in self.cases()
            if expert.person not in kept.get(c.pk, set())
        }

    def vote(
        self,
        expert: Actor,
        choice: int | Mapping[int, int],
        at: datetime,
        *,
        chance: random.Random = ballots.CHANCE,
    ) -> None:
        """An expert's papers go into the box."""
        ballots.cast(self.the_ballot(), self.paper(expert, choice), notice=self.notice, by=expert, at=at, chance=chance)

    def counted(self, at: datetime, holders: Sequence[int] = (0, 1)) -> Ballot:
        """Closed, and opened with two holders' codes."""
        if self.the_ballot().closed_at is None:
            ballots.close_ballot(self.the_ballot(), notice=self.notice, by=self.secretary, at=at)
        codes = [self.codes[h] for h in holders]
        ballots.count(self.the_ballot(), codes, notice=self.notice, by=self.secretary, at=at)
        return self.the_ballot()

    def announced(self, at: datetime) -> Meeting:
        """Announced and signed by the chair, the meeting ended."""
        chair = self.experts[0]
        ballots.announce(self.the_ballot(), signed_name=chair.name, notice=self.notice, by=chair, at=at)
        return meetings.end_meeting(self.the_meeting(), notice=self.notice, by=self.secretary, at=at + MINUTE)

    def reported(self, at: datetime) -> None:
        """Minutes finished, results filed."""
        opinions, *rest = self.notice.rule("minutes_complete")["parts"][facts.FROM_FACTS :]
        said = dict.fromkeys(rest, "无") | {opinions: "各评议组逐件介绍，与会专家充分讨论，意见已记录在评议意见表中。"}
        how = {"notice": self.notice, "by": self.secretary, "at": at}
        minutes.save_minutes(self.the_meeting(), said, **how)  # type: ignore[arg-type]
        minutes.finish_minutes(self.the_meeting(), **how)  # type: ignore[arg-type]
        minutes.file_results(self.the_meeting(), **how)  # type: ignore[arg-type]


def staffed(city: City, committee: str, at: datetime, *, experts: int = 11, size: int = 0) -> Hall:
    """Two secretaries of the committee's office (the first is who always works there), a supervisor of the city's, and
    so many experts of its pool, all from outside the city: nobody is a colleague of an applicant. ``size`` of the
    committee when others will be drawn."""
    office = city.organisations[city.notice.committees[committee].office]
    secretary = city.seats.get((office.pk, Role.SECRETARY.value)) or _seated(city, office, Role.SECRETARY, at)
    second = _seated(city, office, Role.SECRETARY, at)
    supervisor = city.seats.get((city.office.pk, Role.SUPERVISOR.value)) or _seated(
        city, city.office, Role.SUPERVISOR, at
    )
    terms = pools.fill(city, office, experts, at - timedelta(days=1), outsiders=experts)
    actors = [pools.actor_of(term) for term in terms]
    if actors:
        city.seats.setdefault((office.pk, Role.EXPERT.value), actors[0])
    return Hall(city, committee, office, secretary, second, supervisor, actors, size or len(actors))


def _seated(city: City, organisation: Organisation, role: Role, at: datetime) -> Actor:
    person = road.a_person(city, INSTALLER, at)
    account = road.an_account(person, at)
    seat = seats.give_seat(person, organisation, role, by=INSTALLER, at=at)
    actor = accounts.actor_of(account, seat, road.ADDRESS)
    city.seats.setdefault((organisation.pk, role.value), actor)
    return actor


def _person(actor: Actor) -> Person:
    return Person.objects.get(pk=actor.person)
