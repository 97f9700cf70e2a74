"""Through whom one applies: the unit that employs, or the agency that acts for it; past or through nobody else (R-21,
R-44, A20)."""

from dataclasses import replace

import pytest

from zhicheng.policy.finding import Says
from zhicheng.policy.identity import uscc
from zhicheng.policy.scope import contract_signed, own_unit

AGENCY, COMPANY = "许昌示例人才服务有限公司", "许昌示例测量有限公司"
PRIVATE = "91411002MA0007001"


def code(first17: str) -> str:
    """A code of that beginning with its check character."""
    return next(first17 + c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if not uscc(first17 + c))


def by(facts_of, nature="人事代理机构", **basics):
    said = {f"basics.{k}": v for k, v in basics.items()}
    return facts_of("private_engineer", {"employer.nature": nature, "employer.name": AGENCY} | said)


@pytest.mark.parametrize("name", ["teacher", "private_engineer"])
def test_ones_own_unit_applies_for_one(name, facts_of, notice):
    assert own_unit(facts_of(name), notice).says is Says.MET


def test_a_freelancer_goes_through_an_agency_and_no_other_unit(facts_of, notice):
    freelancer = {"identity": "自由职业者"}
    assert own_unit(by(facts_of, **freelancer), notice).says is Says.MET
    assert own_unit(by(facts_of, nature="民营企业", **freelancer), notice).says is Says.UNMET
    employed = by(facts_of, working_unit=COMPANY, working_uscc="x", **freelancer)
    assert own_unit(employed, notice).says is Says.UNMET


def test_private_staff_through_an_agency_name_where_they_work(facts_of, notice):
    assert own_unit(by(facts_of), notice).says is Says.UNMET
    named = own_unit(by(facts_of, working_unit=COMPANY, working_uscc=code(PRIVATE)), notice)
    assert (named.says, COMPANY in named.facts, AGENCY in named.facts) == (Says.MET, True, True)
    wrong = own_unit(by(facts_of, working_unit=COMPANY, working_uscc=code(PRIVATE)[:-1]), notice)
    assert (wrong.says, "18位" in wrong.facts) == (Says.UNMET, True)


@pytest.mark.parametrize("first", ["11411002MB0007001", "12411002MB0007001", "13411002MB0007001"])
def test_nobody_of_a_public_unit_goes_through_an_agency(first, facts_of, notice):
    asked = by(facts_of, working_unit="某单位", working_uscc=code(first))
    assert own_unit(asked, notice).says is Says.UNMET
    teacher = by(facts_of, identity="事业单位专业技术人员", working_unit="某中学", working_uscc=code(PRIVATE))
    assert own_unit(teacher, notice).says is Says.UNMET


def test_a_unit_that_is_no_agency_applies_for_nobody_elses_people(facts_of, notice):
    asked = by(facts_of, nature="民营企业", working_unit=COMPANY, working_uscc=code(PRIVATE))
    assert own_unit(asked, notice).says is Says.UNMET


def test_the_source_is_the_provinces_answer_and_says_how_sure_we_are(facts_of, notice):
    source = own_unit(facts_of("teacher"), notice).source
    assert (source.says, source.sureness) == ("", "较确定")
    assert "2023年答问" in source.document


@pytest.mark.parametrize(
    ("kind", "counterparty", "says"),
    [
        ("劳动合同", COMPANY, Says.MET),  # with the unit in which one works
        ("人事代理合同", AGENCY, Says.MET),  # or with the agency
        ("劳动合同", "许昌第三家有限公司", Says.ASK),
    ],
)
def test_a_contract_is_with_the_working_unit_or_the_agency(kind, counterparty, says, facts_of, notice):
    asked = by(facts_of, working_unit=COMPANY, working_uscc="x")
    contract = replace(asked.dossier.basics.contract, kind=kind, counterparty=counterparty)
    basics = replace(asked.dossier.basics, contract=contract)
    asked = replace(asked, dossier=replace(asked.dossier, basics=basics))
    assert contract_signed(asked, notice).says is says


def test_elsewhere_an_agencys_contract_is_no_contract_of_employment(facts_of, notice):
    asked = facts_of("private_engineer", {"basics.contract.kind": "人事代理合同"})
    assert contract_signed(asked, notice).says is Says.UNMET
