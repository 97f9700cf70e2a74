"""五(三): nominated by the unit, vetted step by step, approved by the city (S5.3-01 to S5.3-05, S5.2-05)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from build import BUILDER, SCHOOL, VILLAGE, moment
from refusing import refused

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people, seats
from zhicheng.experts import access, invariants, queries
from zhicheng.experts.actions import admission
from zhicheng.experts.models import Nomination, Term, Vetting
from zhicheng.ledger import queries as ledger
from zhicheng.ops import pools
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register

AT = moment(10, 16)


def nominated(town, office, unit=SCHOOL, **born):
    person = pools.a_colleague(town.city, town.organisation(unit), AT, **born)
    return pools.nominate(town.city, town.organisation(unit), person, office, pools.said(town.city, office), AT)


def test_a_teacher_walks_from_the_unit_to_the_pool_with_term_and_seat(town, office):
    nomination = nominated(town, office)
    walked = []
    while (waiting := queries.open_vetting(nomination)) is not None:
        walked.append((waiting.step, waiting.organisation.name, waiting.due_on and waiting.due_on.isoformat()))
        admission.agree(waiting, notice=town.notice, by=pools.whoever_decides(town.city, nomination), at=AT)
    assert walked == [
        ("unit", "建安区示例中学", None),
        ("vetting", "建安区教育局", "2023-10-30"),
        ("committee_office", "许昌市教育局", "2023-10-30"),
        ("city", "许昌市职称改革领导小组办公室", "2023-10-30"),
    ]
    term = Term.objects.get(nomination=nomination)
    assert (term.begins_on, term.ends_on) == (date(2023, 10, 16), date(2026, 10, 15))
    assert [s.role for s in accounts.seats_of(term.person)] == ["expert"]
    assert [e.event for e in ledger.trail(nomination.number)][-1] == "NominationVetted"
    assert [e.event for e in ledger.trail(term.number)] == ["ExpertAdmitted"]
    assert list(invariants.broken()) == []


def test_a_unit_without_a_department_is_vetted_by_its_county(town, office):
    unit = town.organisation(BUILDER)
    person = pools.a_colleague(town.city, unit, AT)
    nomination = pools.nominate(town.city, unit, person, office, pools.said(town.city, office), AT)
    admission.agree(queries.open_vetting(nomination), notice=town.notice, by=town.seat(unit, Role.PRINCIPAL), at=AT)
    assert queries.open_vetting(nomination).organisation.name == "魏都区职称改革领导小组办公室"


def test_everything_against_a_nominee_is_told_at_once(town, office):
    unit = town.organisation(SCHOOL)
    person = pools.a_colleague(town.city, unit, AT, born_on=date(1963, 10, 15), sex="1")
    register.enter_breach(
        id_type=person.id_type, id_number=person.id_number, ground="学术造假", document_number="许人社〔2022〕1号",
        decided_on=date(2022, 1, 1), begins_on=date(2022, 1, 1), ends_on=date(2024, 12, 31),
        by=town.seat(unit, Role.HANDLER), at=AT,
    )  # fmt: skip
    bad = replace(pools.said(town.city, office), source="朋友", level="assistant", specialty="civil", experience=" ")
    with refused("expert_sources", "expert_title", "experts_removed", "no_bar", "expert_admission") as caught:
        pools.nominate(town.city, unit, person, office, bad, AT)
    assert len(caught.value.refusals) == 6
    assert all(r.source.words and r.mend for r in caught.value.refusals)
    assert Nomination.objects.count() == 0


def test_an_entry_whose_term_is_over_bars_nobody(town, office):
    unit = town.organisation(SCHOOL)
    person = pools.a_colleague(town.city, unit, AT)
    register.enter_breach(
        id_type=person.id_type, id_number=person.id_number, ground="学术造假", document_number="许人社〔2020〕1号",
        decided_on=date(2020, 10, 1), begins_on=date(2020, 10, 1), ends_on=date(2023, 9, 30),
        by=town.seat(unit, Role.HANDLER), at=AT,
    )  # fmt: skip
    assert pools.nominate(town.city, unit, person, office, pools.said(town.city, office), AT).closed_at is None


def test_a_breach_decided_on_the_way_stops_the_next_step(town, office):
    nomination = nominated(town, office)
    by = pools.whoever_decides(town.city, nomination)
    person = nomination.person
    register.enter_breach(
        id_type=person.id_type, id_number=person.id_number, ground="职业道德失范", document_number="许人社〔2023〕9号",
        decided_on=date(2023, 10, 16), begins_on=date(2023, 10, 16), ends_on=date(2026, 10, 15), by=by, at=AT,
    )  # fmt: skip
    with refused("no_bar"):
        admission.agree(queries.open_vetting(nomination), notice=town.notice, by=by, at=AT)


def test_only_the_units_own_hands_put_its_people_forward(town, office):
    unit = town.organisation(SCHOOL)
    person = pools.a_colleague(town.city, unit, AT)
    said = pools.said(town.city, office)
    for by in (town.seat(VILLAGE, Role.HANDLER), town.seat(SCHOOL, Role.PRINCIPAL)):
        with refused("expert_admission"):
            admission.nominate(person, office, said, year=town.year, notice=town.notice, by=by, at=AT)
    with refused("expert_admission"):
        admission.nominate(
            person, town.organisation("建安区教育局"), said, year=town.year, notice=town.notice,
            by=town.seat(SCHOOL, Role.HANDLER), at=AT,
        )  # fmt: skip


def test_nobody_is_put_forward_twice_for_a_pool_nor_before_the_term_nears_its_end(town, office):
    nomination = nominated(town, office)
    unit, person = town.organisation(SCHOOL), nomination.person
    with refused("expert_admission"):
        pools.nominate(town.city, unit, person, office, pools.said(town.city, office), AT)
    term = pools.admit(town.city, nomination, AT)
    with refused("expert_admission"):
        pools.nominate(town.city, unit, person, office, pools.said(town.city, office), moment(10, 17))
    again = pools.nominate(
        town.city, unit, person, office, pools.said(town.city, office), moment(7, 17, year=term.ends_on.year)
    )
    assert again.closed_at is None


def test_whoever_does_not_sit_there_decides_nothing(town, office):
    nomination = nominated(town, office)
    vetting = queries.open_vetting(nomination)
    for by in (town.seat(SCHOOL, Role.HANDLER), town.seat(VILLAGE, Role.PRINCIPAL), town.seat(office, Role.SECRETARY)):
        with refused("expert_admission"):
            admission.agree(vetting, notice=town.notice, by=by, at=AT)
    admission.agree(vetting, notice=town.notice, by=town.seat(SCHOOL, Role.PRINCIPAL), at=AT)
    with refused("expert_admission"):
        admission.agree(vetting, notice=town.notice, by=town.seat(SCHOOL, Role.PRINCIPAL), at=AT)


def test_a_refusal_carries_every_reason_in_sentences_and_ends_the_admission(town, office):
    nomination = nominated(town, office)
    vetting, by = queries.open_vetting(nomination), town.seat(SCHOOL, Role.PRINCIPAL)
    with refused("reasons_are_sentences"):
        admission.decline(vetting, ["不合格", "无"], notice=town.notice, by=by, at=AT)
    with refused("reasons_are_sentences"):
        admission.decline(vetting, [" "], notice=town.notice, by=by, at=AT)
    why = ["近两年没有从事本专业一线教学工作", "职称证书扫描件与登记的编号不一致"]
    admission.decline(vetting, why, notice=town.notice, by=by, at=AT)
    nomination.refresh_from_db()
    assert (nomination.closed_at, Vetting.objects.get().reasons) == (AT, why)
    assert Term.objects.count() == 0
    assert list(invariants.broken()) == []


def test_a_term_is_no_longer_than_three_years(town, office):
    nomination = nominated(town, office)
    for _ in range(3):
        by = pools.whoever_decides(town.city, nomination)
        admission.agree(queries.open_vetting(nomination), notice=town.notice, by=by, at=AT)
    vetting, by = queries.open_vetting(nomination), pools.whoever_decides(town.city, nomination)
    with refused("expert_term"):
        admission.agree(vetting, ends_on=date(2026, 10, 16), notice=town.notice, by=by, at=AT)
    with refused("expert_term"):
        admission.agree(vetting, begins_on=date(2023, 10, 15), notice=town.notice, by=by, at=AT)
    admission.agree(vetting, ends_on=date(2024, 10, 15), notice=town.notice, by=by, at=AT)
    assert Term.objects.get().ends_on == date(2024, 10, 15)


def test_lateness_is_recorded_and_stops_nothing(town, office):
    nomination = nominated(town, office)
    admission.agree(queries.open_vetting(nomination), notice=town.notice, by=town.seat(SCHOOL, Role.PRINCIPAL), at=AT)
    by = pools.whoever_decides(town.city, nomination)
    admission.agree(queries.open_vetting(nomination), notice=town.notice, by=by, at=moment(10, 31))
    lines = [e.content for e in ledger.trail(nomination.number) if e.event == "NominationVetted"]
    assert [line["is_late"] for line in lines] == [False, True]


def test_an_outsider_comes_by_the_office_with_the_units_consent_and_the_city(town, office):
    nomination = pools.nominate_from_outside(town.city, office, pools.said(town.city, office, source="高校"), AT)
    assert queries.open_vetting(nomination).step == "city"
    term = pools.admit(town.city, nomination, AT)
    assert accounts.has_account(term.person)
    made = queries.make_up(office, date(2023, 10, 17), town.notice)
    assert (made.shares.members, made.shares.outsiders, dict(made.by_source)["高校"]) == (1, 1, 1)


def test_an_outsider_without_consent_or_from_here_is_refused_with_all_reasons(town, office):
    by = town.seat(office, Role.SECRETARY)
    new = pools._new(town.city, 7001, None, "")
    with refused("expert_admission") as caught:
        admission.nominate_from_outside(
            new, office, pools.said(town.city, office), unit_name="", unit_region="411003", consent_number=" ",
            year=town.year, notice=town.notice, by=by, at=AT,
        )  # fmt: skip
    assert len(caught.value.refusals) == 3
    with refused("expert_admission"):
        admission.nominate_from_outside(
            new, office, pools.said(town.city, office), unit_name="郑州示例学院", unit_region="41",
            consent_number="1号", year=town.year, notice=town.notice, by=town.seat(SCHOOL, Role.HANDLER), at=AT,
        )  # fmt: skip


def test_an_experts_seat_is_given_by_nobody_but_the_pool(town, office):
    person = pools.a_colleague(town.city, town.organisation(SCHOOL), AT)
    for by in (town.seat(town.city.office, Role.REGISTRAR), town.seat(SCHOOL, Role.ADMINISTRATOR)):
        with refused("experts_by_pool"):
            seats.give_seat(person, office, Role.EXPERT, by=by, at=AT)


def test_the_units_administrator_cannot_take_over_an_experts_account(town, office):
    term = pools.admit(town.city, nominated(town, office), AT)
    with refused("managed_by_creator"):
        people.reset_password(
            term.person.account, initial_password="not-to-be-guessed-1", by=town.seat(SCHOOL, Role.ADMINISTRATOR), at=AT
        )


@pytest.mark.parametrize("who", ["other_unit", "other_department", "committee_reviewer", "applicant"])
def test_who_nominated_whom_is_absent_for_outsiders(town, office, who):
    from django.http import Http404

    nomination = nominated(town, office)
    actor = {
        "other_unit": town.seat(VILLAGE, Role.HANDLER),
        "other_department": town.seat("鄢陵县教育局", Role.REVIEWER),
        "committee_reviewer": town.seat(office, Role.REVIEWER),
        "applicant": town.walker().actor,
    }[who]
    with pytest.raises(Http404):
        access.nomination_for(actor, nomination.number)
