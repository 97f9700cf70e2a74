"""人事代理机构 adds freelancers and private staff, and nobody of a public institution (A20, R-21, R-44, S2.2-06)."""

from __future__ import annotations

import pytest
from accounts.town import NOW, Town, citizen, code, refused
from django.db import IntegrityError, transaction

from zhicheng.accounts.actions import organisations, people
from zhicheng.accounts.models import Employment
from zhicheng.policy.seats import Role

COMPANY = "许昌示例测量有限公司"


@pytest.fixture
def agency(town: Town):
    return town.verified(nature="人事代理机构", name="许昌示例人才服务有限公司")


def test_an_agency_adds_a_freelancer_without_a_working_unit(town: Town, agency) -> None:
    held = town.add(*agency, citizen(1), identity="自由职业者", tenure="人事代理")
    assert (held.identity, held.working_unit, held.working_uscc) == ("自由职业者", "", "")
    with refused("own_unit"):
        town.add(
            *agency, citizen(3), identity="自由职业者", tenure="人事代理", working_unit=COMPANY, working_uscc=code(900)
        )


def test_no_other_unit_adds_a_freelancer_or_another_units_staff(town: Town) -> None:
    company = town.verified()
    with refused("own_unit"):
        town.add(*company, citizen(1), identity="自由职业者")
    with refused("own_unit"):
        town.add(*company, citizen(1), working_unit=COMPANY, working_uscc=code(900))


def test_private_staff_are_added_with_name_and_code_of_where_they_work(town: Town, agency) -> None:
    with refused("own_unit"):
        town.add(*agency, citizen(1), tenure="人事代理")
    with refused("own_unit", "unit_fields"):
        town.add(*agency, citizen(1), tenure="人事代理", working_unit=COMPANY)
    held = town.add(*agency, citizen(1), tenure="人事代理", working_unit=COMPANY, working_uscc=f" {code(900).lower()} ")
    assert (held.working_unit, held.working_uscc) == (COMPANY, code(900))
    mended = people.correct_applicant(
        held, working_unit="许昌示例测绘有限公司", notice=town.notice, by=agency[1], at=NOW
    )
    assert mended.working_unit == "许昌示例测绘有限公司"


def test_a_working_unit_with_an_account_bears_the_same_name_and_code(town: Town, agency) -> None:
    known = town.company(name="许昌示例印务有限公司")
    for name, number in ((known.name, code(901)), ("许昌另一有限公司", known.uscc)):
        with refused("unit_fields"):
            town.add(*agency, citizen(1), tenure="人事代理", working_unit=name, working_uscc=number)
    held = town.add(*agency, citizen(1), tenure="人事代理", working_unit=known.name, working_uscc=known.uscc)
    assert held.working_uscc == known.uscc


def test_the_staff_of_a_public_institution_apply_through_it_on_the_platform_or_not(town: Town, agency) -> None:
    school = town.unit(nature="事业单位", name="许昌示例学校")  # with a code that does not say so
    with refused("tenure_of_unestablished"):
        town.add(*agency, citizen(1), tenure="人事代理", working_unit=school.name, working_uscc=school.uscc)
    with refused("own_unit"):
        town.add(*agency, citizen(1), tenure="人事代理", identity="事业单位专业技术人员")


def test_the_database_keeps_no_working_unit_without_its_code(town: Town, agency) -> None:
    held = town.add(*agency, citizen(1), identity="自由职业者", tenure="人事代理")
    with pytest.raises(IntegrityError), transaction.atomic():
        Employment.objects.filter(pk=held.pk).update(working_unit=COMPANY)


def test_an_agency_is_created_by_where_it_is(town: Town) -> None:
    agency = town.company(nature="人事代理机构")
    administrator = town.seat(agency, Role.ADMINISTRATOR)
    organisations.verify_organisation(town.submitted(agency, administrator), by=town.county_registrar, at=NOW)
    assert agency.manager == town.county
