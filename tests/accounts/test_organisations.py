"""谁创建谁管理, one code one account, everything told at once (S2.1)."""

from __future__ import annotations

import pytest
from accounts.town import NOW, Town, blob, code, refused

from zhicheng.accounts import queries
from zhicheng.accounts.actions import organisations
from zhicheng.accounts.models import Organisation
from zhicheng.ledger.queries import trail
from zhicheng.policy.seats import Duty, Role

REASON = {
    "title": "证照看不清",
    "what": "营业执照扫描件右下角的印章被裁掉，看不出登记机关。",
    "mend": "请重新扫描整页营业执照。",
    "place": "employer.proofs.licence",
}


def test_the_city_office_is_installed_once(town: Town) -> None:
    with refused("one_code_one_account"):
        organisations.install_city_office(name="另一个职改办", uscc=code(999), region="411000", at=NOW)


def test_a_company_is_its_countys_to_create_and_then_to_manage(town: Town) -> None:
    unit = town.company()
    assert unit.manager == town.county
    assert [entry.event for entry in trail(unit.uscc)] == ["OrganisationCreated"]


def test_another_county_may_not_create_it(town: Town) -> None:
    with refused("account_made_by_manager"):
        town.company(region="411081")
    assert not Organisation.objects.filter(region="411081").exists()


def test_the_city_as_the_superior_may(town: Town) -> None:
    assert town.unit(region="411081").manager == town.city


def test_a_department_creates_the_units_that_belong_to_it_and_no_company(town: Town) -> None:
    bureau = town.unit(name="许昌市教育局", region="411000", level="city", nature="", duties=(Duty.DEPARTMENT,))
    registrar = town.seat(bureau, Role.REGISTRAR)
    school = {"nature": "事业单位", "region": "411000", "level": "city", "department": bureau}
    assert town.unit(manager=bureau, by=registrar, **school).manager == bureau
    with refused("account_made_by_manager"):
        town.unit(manager=bureau, by=registrar)


def test_private_clinics_are_the_health_commissions(town: Town) -> None:
    commission = town.unit(
        name="许昌市卫生健康委员会", region="411000", level="city", nature="", duties=(Duty.DEPARTMENT,)
    )
    registrar = town.seat(commission, Role.REGISTRAR)
    assert town.unit(manager=commission, by=registrar, nature="民营医疗机构").manager == commission
    with refused("account_made_by_manager"):
        town.company(nature="民营医疗机构")


def test_an_office_is_the_citys_to_create(town: Town) -> None:
    with refused("offices_by_city"):
        town.company(duties=(Duty.DEPARTMENT,))
    assert queries.state_of(town.county) == "启用"


def test_nobody_creates_in_anothers_name(town: Town) -> None:
    with refused("managed_by_creator"):
        town.unit(manager=town.city, by=town.county_registrar)


def test_one_code_one_account_and_the_refusal_names_the_manager(town: Town) -> None:
    unit = town.company()
    organisations.complete_organisation(town.county, {"telephone": "0374-1111111"}, by=town.registrar, at=NOW)
    with refused("one_code_one_account") as reasons:
        town.unit(uscc=f" {unit.uscc.lower()} ")
    assert [r.what for r in reasons] == ["该统一社会信用代码已有单位帐号，由魏都区职改办管理"]
    assert [r.mend for r in reasons] == ["请联系魏都区职改办（电话0374-1111111）。"]
    assert Organisation.objects.filter(uscc=unit.uscc).count() == 1


def test_a_name_is_not_given_twice(town: Town) -> None:
    unit = town.company()
    with refused("unit_named_once"):
        town.company(name=unit.name)


def test_every_fault_of_a_new_unit_is_told_at_once(town: Town) -> None:
    with refused("unit_fields", "account_made_by_manager") as reasons:
        town.company(name=" ", uscc="91411000MA00000000", nature="合作社", region="999999", level="乡")
    assert {r.place for r in reasons} >= {"employer.name", "employer.uscc", "employer.nature", "employer.region",
                                          "employer.level"}  # fmt: skip


def test_a_unit_goes_through_its_states(town: Town) -> None:
    unit = town.company()
    said = [queries.state_of(unit)]
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    said.append(queries.state_of(unit))
    verification = town.submitted(unit, administrator)
    said.append(queries.state_of(unit))
    organisations.refuse_organisation(verification, [REASON], notice=town.notice, by=town.county_registrar, at=NOW)
    said.append(queries.state_of(unit))
    again = organisations.submit_organisation(unit, notice=town.notice, by=administrator, at=NOW)
    organisations.verify_organisation(again, by=town.county_registrar, at=NOW)
    said.append(queries.state_of(unit))
    organisations.disable_organisation(unit, reason="单位注销", by=town.county_registrar, at=NOW)
    said.append(queries.state_of(unit))
    assert said == ["已创建", "待完善", "待审核", "审核不通过", "启用", "停用"]
    organisations.enable_organisation(unit, by=town.registrar, at=NOW)
    assert queries.is_verified(unit)


def test_submitting_names_every_missing_field_and_proof_at_once(town: Town) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    with refused("unit_completes") as reasons:
        organisations.submit_organisation(unit, notice=town.notice, by=administrator, at=NOW)
    assert {r.place for r in reasons} == {
        *(f"employer.{field}" for field in queries.REQUIRED),
        *(f"employer.proofs.{kind}" for kind in queries.PROOFS),
    }
    assert all(r.source.clause == "二(一)" and r.source.says for r in reasons)


def test_only_its_administrator_completes_a_unit(town: Town) -> None:
    unit, other = town.company(), town.company()
    stranger = town.seat(other, Role.ADMINISTRATOR)
    with refused("by_administrator"):
        organisations.complete_organisation(unit, {"contact": "白小满"}, by=stranger, at=NOW)
    with refused("by_administrator"):
        organisations.add_proof(unit, "licence", blob(), "执照.pdf", by=stranger, at=NOW)


def test_bad_values_are_told_with_their_places_and_nothing_is_written(town: Town) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    values = {"contact": "白小满", "posts": "四十", "name": "改名", "address": "长" * 201, "is_appraising": "也许"}
    with refused("unit_fields") as reasons:
        organisations.complete_organisation(unit, values, by=administrator, at=NOW)
    assert [r.place for r in reasons] == ["employer.posts", "employer.name", "employer.address",
                                          "employer.is_appraising"]  # fmt: skip
    unit.refresh_from_db()
    assert (unit.contact, unit.completed_at) == ("", None)


def test_a_unit_is_complete_once_fields_and_proofs_are_there(town: Town) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    town.filled(unit, administrator)
    unit.refresh_from_db()
    assert (unit.completed_at, unit.posts, unit.telephone) == (NOW, 40, "0374-0000000")


def test_nothing_moves_while_a_unit_is_being_verified(town: Town) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    town.submitted(unit, administrator)
    with refused("unit_is_being_verified"):
        organisations.complete_organisation(unit, {"contact": "另一人"}, by=administrator, at=NOW)
    with refused("unit_is_being_verified"):
        organisations.remove_proof(queries.proofs_of(unit)[0], by=administrator, at=NOW)
    with refused("unit_is_being_verified"):
        organisations.submit_organisation(unit, notice=town.notice, by=administrator, at=NOW)


def test_a_verified_unit_changes_only_how_to_reach_it_and_its_manager_corrects_the_rest(town: Town) -> None:
    unit, administrator = town.verified()
    organisations.complete_organisation(unit, {"telephone": "0374-2222222"}, by=administrator, at=NOW)
    assert unit.telephone == "0374-2222222"
    with refused("verified_stays"):
        organisations.complete_organisation(unit, {"legal_representative": "另一人"}, by=administrator, at=NOW)
    organisations.complete_organisation(unit, {"legal_representative": "另一人"}, by=town.county_registrar, at=NOW)
    assert unit.legal_representative == "另一人"


@pytest.mark.parametrize("office", ["registrar", "other_role", "administrator"])
def test_only_a_registrar_of_the_managing_office_verifies(town: Town, office: str) -> None:
    unit = town.company()
    administrator = town.seat(unit, Role.ADMINISTRATOR)
    verification = town.submitted(unit, administrator)
    by = {
        "registrar": town.registrar,
        "other_role": town.seat(town.county, Role.REVIEWER),
        "administrator": administrator,
    }[office]
    with refused("managed_by_creator"):
        organisations.verify_organisation(verification, by=by, at=NOW)
    assert queries.state_of(unit) == "待审核"


def test_a_refusal_has_reasons_that_say_what_where_and_how(town: Town) -> None:
    unit = town.company()
    verification = town.submitted(unit, town.seat(unit, Role.ADMINISTRATOR))
    refuse = {"notice": town.notice, "by": town.county_registrar, "at": NOW}
    with refused("unit_told_once"):
        organisations.refuse_organisation(verification, [], **refuse)
    with refused("unit_told_once", "reasons_are_sentences") as reasons:
        organisations.refuse_organisation(verification, [{"title": "", "what": "见邮件"}], **refuse)
    assert [r.place for r in reasons] == ["reasons.1.title", "reasons.1", "reasons.1.mend", "reasons.1.place"]
    told = organisations.refuse_organisation(verification, [REASON, REASON | {"title": "地址不符"}], **refuse)
    assert told.number == "单核〔2023〕1号"
    assert [r["title"] for r in told.reasons] == ["证照看不清", "地址不符"]
    assert {r["clause"] for r in told.reasons} == {"二(一)"}


def test_letters_are_numbered_one_after_another_and_a_decision_is_made_once(town: Town) -> None:
    numbers = []
    for _ in range(2):
        unit = town.company()
        verification = town.submitted(unit, town.seat(unit, Role.ADMINISTRATOR))
        refuse = {"notice": town.notice, "by": town.county_registrar, "at": NOW}
        numbers.append(organisations.refuse_organisation(verification, [REASON], **refuse).number)
        with refused("decided_once"):
            organisations.verify_organisation(verification, by=town.county_registrar, at=NOW)
    assert numbers == ["单核〔2023〕1号", "单核〔2023〕2号"]


def test_disabling_needs_a_reason_and_the_manager_or_its_superior(town: Town) -> None:
    unit, administrator = town.verified()
    with refused("managed_by_creator"):
        organisations.disable_organisation(unit, reason="停用", by=administrator, at=NOW)
    with refused("managed_by_creator") as reasons:
        organisations.disable_organisation(unit, by=town.county_registrar, at=NOW)
    assert [r.place for r in reasons] == ["reason"]
    organisations.disable_organisation(unit, reason="单位注销", by=town.registrar, at=NOW)
    with refused("unit_disabled"):
        organisations.disable_organisation(unit, reason="单位注销", by=town.registrar, at=NOW)


def test_offices_serve_their_employers(town: Town) -> None:
    unit = town.company()
    assert queries.office_of(Duty.EMPLOYER, unit) == unit
    assert queries.office_of(Duty.COUNTY_OFFICE, unit) == town.county
    assert queries.office_of(Duty.CITY_OFFICE, unit) == town.city
    assert queries.office_of(Duty.DEPARTMENT, unit) is None
    assert queries.organisation_named("魏都区职改办") == town.county


def test_lists_take_as_many_queries_for_many_as_for_one(town: Town, django_assert_num_queries) -> None:
    unit, _ = town.verified(name="许昌甲有限公司")
    waiting = town.company(name="许昌乙有限公司")
    town.submitted(waiting, town.seat(waiting, Role.ADMINISTRATOR))
    for _ in range(2):
        with django_assert_num_queries(1):
            rows = [(row.name, row.state) for row in queries.organisations_managed(town.county)]
        town.company()
    assert ("许昌甲有限公司", "启用") in rows
    assert [row.name for row in queries.organisations_managed(town.county, q="甲")] == ["许昌甲有限公司"]
    assert [row.name for row in queries.organisations_managed(town.county, q=unit.uscc)] == ["许昌甲有限公司"]
    assert [row.name for row in queries.organisations_managed(town.county, state="待审核")] == ["许昌乙有限公司"]
    with django_assert_num_queries(1):
        assert [v.organisation.name for v in queries.verifications_waiting(town.county)] == ["许昌乙有限公司"]
