from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy import identity


@pytest.mark.parametrize(
    ("number", "born_on", "sex"),
    [
        ("411002198001011235", date(1980, 1, 1), "1"),
        ("41102419641231001x", date(1964, 12, 31), "1"),
        ("411081198506150025", date(1985, 6, 15), "2"),
        ("11010519491231002X", date(1949, 12, 31), "2"),
    ],
)
def test_a_citizen_number_says_birth_date_and_sex(number, born_on, sex):
    assert identity.citizen(number) == identity.Number(number.upper(), (), born_on, sex)


def test_an_old_region_code_is_not_a_fault():
    first = "41102319700101001"  # 许昌县, until 2016
    assert identity.citizen(first + identity.check_character(first)).faults == ()


def test_a_wrong_check_digit_names_the_right_one():
    assert identity.citizen("411002198001011236").faults == ("校验码不符：应为5，实为6",)


@pytest.mark.parametrize("code", ["12411000MB00000009", "91411000MA00000002", "12411002417000000U"])
def test_a_valid_credit_code_has_no_fault(code):
    assert identity.uscc(code) == ()


def test_a_credit_code_with_a_wrong_check_character_is_named():
    assert identity.uscc("91411000MA00000003") == ("校验码不符：应为2，实为3",)


@pytest.mark.parametrize(
    ("id_type", "number", "faults"),
    [
        ("港澳居民来往内地通行证", "H12345678", 0),
        ("港澳居民来往内地通行证", "12345678", 1),
        ("台湾居民来往大陆通行证", "12345678", 0),
        ("外国人永久居留身份证", "ABC123456789012", 0),
        ("外国人永久居留身份证", "123", 1),
        ("海外高层次人才居住证", "沪A-1", 0),
        ("港澳居民居住证", "411002198001011235", 1),
    ],
)
def test_each_document_has_its_own_form(id_type, number, faults):
    assert len(identity.read(identity.scheme_of(id_type), number).faults) == faults


@given(st.text(max_size=30))
def test_no_text_whatever_breaks_the_reading(text):
    for scheme in {*identity.SCHEMES.values()}:
        identity.read(scheme, text)
    identity.uscc(text)


@given(st.integers(0, 10**17 - 1), st.integers(0, 16), st.integers(1, 9))
def test_one_changed_digit_never_passes_the_check(number, at, by):
    first = f"{number:017d}"
    other = first[:at] + str((int(first[at]) + by) % 10) + first[at + 1 :]
    assert identity.check_character(first) != identity.check_character(other)
