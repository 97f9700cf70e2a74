"""五(三): kept every day by the clock, left on a recorded ground, made up as the notice asks (S5.3-01 to S5.3-04)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from build import SCHOOL, VILLAGE, moment
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from refusing import refused

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people
from zhicheng.experts import facts, invariants, queries
from zhicheng.experts.actions import own, pool
from zhicheng.experts.models import DeclaredTie, Removal, Term
from zhicheng.ledger.actor import CLOCK
from zhicheng.ops import pools, work
from zhicheng.policy import experts as policy
from zhicheng.policy.finding import Says
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register

AT = moment(10, 16)


def taken_in(town, office, unit=SCHOOL, at=AT, **born) -> Term:
    unit = town.organisation(unit)
    person = pools.a_colleague(town.city, unit, at, **born)
    nomination = pools.nominate(town.city, unit, person, office, pools.said(town.city, office), at)
    return pools.admit(town.city, nomination, at)


def unmet(term: Term, on: date, notice) -> list[str]:
    return [f.rule for f in facts.may_sit(term, on, notice) if f.says is not Says.MET]


def test_a_man_of_sixty_yesterday_cannot_be_drawn_and_leaves_by_the_clock(town, office):
    """Golden 36."""
    term = taken_in(town, office, born_on=date(1963, 11, 20), sex="1")
    assert unmet(term, date(2023, 11, 19), town.notice) == []
    assert unmet(term, date(2023, 11, 21), town.notice) == ["experts_removed"]
    assert pool.keep(moment(11, 19), notice=town.notice) == (0, 0)
    assert pool.keep(moment(11, 21), notice=town.notice) == (1, 0)
    removal = Removal.objects.get()
    assert (removal.ground, removal.removed_by) == ("已达到退休年限", CLOCK.name)
    assert "1963-11-20出生" in removal.note
    assert list(queries.running(date(2023, 11, 21))) == []
    assert list(accounts.seats_of(term.person)) == []
    assert list(invariants.broken()) == []


def test_the_pool_is_looked_at_once_a_day_and_by_the_worker(town, office):
    taken_in(town, office)
    assert work.keep_pools(moment(11, 1)) == (0, 0)
    assert work.keep_pools(moment(11, 1, 17)) is None
    assert work.keep_pools(moment(11, 2)) == (0, 0)


def test_whoever_is_barred_or_marked_as_retired_leaves_by_the_clock(town, office):
    barred, retired, stays = (taken_in(town, office, unit) for unit in (SCHOOL, VILLAGE, SCHOOL))
    register.enter_breach(
        id_type=barred.person.id_type, id_number=barred.person.id_number, ground="职业道德失范",
        document_number="许人社〔2023〕7号", decided_on=date(2023, 11, 1), begins_on=date(2023, 11, 1),
        ends_on=date(2026, 10, 31), by=CLOCK, at=moment(11, 1),
    )  # fmt: skip
    people.correct_applicant(
        accounts.employment_of(retired.person), is_retired=True, notice=town.notice,
        by=town.seat(VILLAGE, Role.ADMINISTRATOR), at=moment(11, 1),
    )  # fmt: skip
    assert unmet(barred, date(2023, 11, 1), town.notice) == ["no_bar"]
    assert pool.keep(moment(11, 2), notice=town.notice) == (2, 0)
    assert {r.term_id: r.ground for r in Removal.objects.all()} == {
        barred.pk: "诚信档案有起作用的记录", retired.pk: "已办理退休手续",
    }  # fmt: skip
    assert [t.pk for t in queries.running(date(2023, 11, 2))] == [stays.pk]


def test_an_expired_term_ends_the_seat_and_cannot_be_drawn(town, office):
    term = taken_in(town, office)
    day_after = date(2026, 10, 16)
    assert "expert_term" in unmet(term, day_after, town.notice)
    assert pool.keep(moment(10, 16, year=2026), notice=town.notice) == (0, 1)
    assert list(accounts.seats_of(term.person)) == []
    assert queries.state_of(term, day_after) == queries.EXPIRED


def test_the_other_grounds_are_recorded_by_whom_they_concern(town, office):
    term = taken_in(town, office)
    secretary, principal = town.seat(office, Role.SECRETARY), town.seat(SCHOOL, Role.PRINCIPAL)
    with refused("experts_removed"):
        pool.remove(term, "不熟", notice=town.notice, by=secretary, at=moment(11, 1))
    with refused("expert_removal"):
        pool.remove(term, "群众有反映", "有反映", notice=town.notice, by=secretary, at=moment(11, 1))
    with refused("expert_removal"):
        pool.remove(term, "已达到退休年限", notice=town.notice, by=secretary, at=moment(11, 1))
    for by in (town.seat(VILLAGE, Role.HANDLER), town.seat("建安区教育局", Role.REVIEWER)):
        with refused("expert_removal"):
            pool.remove(term, "已脱离本专业技术岗位", notice=town.notice, by=by, at=moment(11, 1))
    with refused("expert_removal"):
        pool.remove(
            term, "群众有反映", "两名教师来信反映其评审不公", notice=town.notice, by=principal, at=moment(11, 1)
        )
    pool.remove(term, "已脱离本专业技术岗位", notice=town.notice, by=principal, at=moment(11, 1))
    assert unmet(term, date(2023, 11, 1), town.notice) == ["experts_removed"]
    assert unmet(term, date(2023, 10, 31), town.notice) == []
    with refused("expert_removal"):
        pool.remove(term, "已办理退休手续", notice=town.notice, by=secretary, at=moment(11, 2))


def test_a_new_admission_takes_a_removed_expert_in_again(town, office):
    term = taken_in(town, office)
    pool.remove(
        term, "已脱离本专业技术岗位", notice=town.notice, by=town.seat(office, Role.SECRETARY), at=moment(11, 1)
    )
    unit = town.organisation(SCHOOL)
    again = pools.nominate(town.city, unit, term.person, office, pools.said(town.city, office), moment(11, 6))
    new = pools.admit(town.city, again, moment(11, 6))
    assert unmet(new, date(2023, 11, 6), town.notice) == []
    assert list(invariants.broken()) == []


def test_terms_removals_and_declarations_are_never_changed(town, office):
    term = taken_in(town, office)
    for sql in ("UPDATE experts_term SET ends_on = '2030-01-01'", "DELETE FROM experts_term"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    term.refresh_from_db()
    assert term.ends_on == date(2026, 10, 15)


def test_the_make_up_says_what_the_notice_asks(town, office):
    pools.fill(town.city, office, 5, AT, outsiders=1)
    made = queries.make_up(office, date(2023, 10, 20), town.notice)
    assert (made.shares.members, made.shares.outsiders) == (5, 1)
    assert dict(made.by_source) == {"高校": 1, "科研机构": 1, "行业协会学会": 1, "企业": 1, "一线专业技术人员": 1}
    assert {f.rule for f in made.findings} == {"young_experts", "outside_experts"}


def test_taking_part_counts_towards_the_cap_and_makes_the_figures(town, office):
    term = taken_in(town, office)
    for year in (2021, 2022):
        pool.note_service(
            term.person, office, year=year, committee="teachers", meeting=f"{year}-1", is_present=True, cases=10,
            recusals=1, opinions=3, scores=10, deviation=Decimal(year - 2020), by=CLOCK, at=AT,
        )  # fmt: skip
    pool.note_service(
        term.person, office, year=2020, committee="teachers", meeting="2020-1", is_present=False, absence="请假",
        by=CLOCK, at=AT,
    )  # fmt: skip
    assert unmet(term, date(2023, 11, 1), town.notice) == ["participation_cap"]
    figures = queries.rater_figures(term.person, office)
    assert (figures.called, figures.present, figures.cases, figures.recusals) == (3, 2, 20, 2)
    assert figures.deviation == Decimal("1.50")
    again = pool.note_service(
        term.person, office, year=2022, committee="teachers", meeting="2022-1", is_present=False, by=CLOCK, at=AT
    )
    assert again.is_present is True


def test_facts_of_many_experts_take_as_many_queries_as_of_one(town, office):
    pools.fill(town.city, office, 3, AT)
    terms = list(queries.running(date(2023, 10, 20), office))
    counts = []
    for some in (terms[:1], terms):
        with CaptureQueriesContext(connection) as asked:
            known = facts.experts(some)
        assert len(known) == len(some)
        assert all(isinstance(e, policy.Expert) for e in known.values())
        counts.append(len(asked))
    assert counts[0] == counts[1] == 3


def test_relations_are_declared_whole_or_refused_with_all_reasons(town, office):
    by = pools.actor_of(taken_in(town, office))
    with refused("relations_declared"):
        own.declare((), notice=town.notice, by=by, at=AT)
    bad = (
        own.Tie(kind="friend", name="王某"),
        own.Tie(kind="relative", name=" "),
        own.Tie(kind="relative", name="李某", id_number="411002197001011299"),
        own.Tie(kind="former_unit", name="某校", begins_on=date(2020, 1, 1), ends_on=date(2019, 1, 1)),
    )
    with refused("relations_declared") as caught:
        own.declare(bad, has_none=True, notice=town.notice, by=by, at=AT)
    assert len(caught.value.refusals) == 5
    with refused("relations_declared"):
        own.declare((), has_none=True, notice=town.notice, by=town.seat(SCHOOL, Role.HANDLER), at=AT)


def test_the_last_declaration_counts_and_names_lie_encrypted(town, office):
    term = taken_in(town, office)
    by = pools.actor_of(term)
    own.declare((), has_none=True, notice=town.notice, by=by, at=AT)
    own.declare(
        [own.Tie(kind="relative", name="陈某芳", unit="建安区示例中学")], notice=town.notice, by=by, at=moment(10, 17)
    )
    ties = queries.declarations([term.person_id])[term.person_id]
    assert [(t.kind, t.name, t.unit) for t in ties] == [("relative", "陈某芳", "建安区示例中学")]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, unit FROM {DeclaredTie._meta.db_table}")
        assert "陈某芳" not in str(cursor.fetchall())
