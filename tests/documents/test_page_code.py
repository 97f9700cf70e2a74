"""The code on every page (S2.3-17)."""

from __future__ import annotations

import io

import pytest
from documents import papers
from PIL import Image

from zhicheng.documents import page_code


def test_a_code_comes_back_from_its_address() -> None:
    code = page_code.code("ZC2023-000123", 3, papers.DIGEST, 7)
    address = page_code.address("https://zhicheng.example/", code)
    assert address == "https://zhicheng.example/verify/page?n=ZC2023-000123&r=3&d=3f9a1c0b7e24d586&p=7"
    assert page_code.parse(address) == code
    assert page_code.parse(address.split("?")[1]) == code


def test_a_chinese_number_comes_back_too() -> None:
    code = page_code.code("许职改告〔2023〕12号", 1, papers.DIGEST, 1)
    assert page_code.parse(page_code.address(papers.BASE_URL, code)) == code


@pytest.mark.parametrize(
    "scanned",
    [
        "",
        "https://elsewhere.example/?n=1&r=1&d=3f9a1c0b7e24d586&p=1",
        "https://zhicheng.example/verify/page?n=1&r=1&d=3f9a1c0b7e24d586",
        "https://zhicheng.example/verify/page?n=1&r=x&d=3f9a1c0b7e24d586&p=1",
        "https://zhicheng.example/verify/page?n=1&r=1&d=3f9a&p=1",
        "https://zhicheng.example/verify/page?n=1&n=2&r=1&d=3f9a1c0b7e24d586&p=1",
        "https://zhicheng.example/verify/page?n=1&r=1&d=3f9a1c0b7e24d586&p=0",
    ],
)
def test_what_is_no_code_is_refused(scanned: str) -> None:
    with pytest.raises(page_code.NotAPageCode):
        page_code.parse(scanned)


def test_a_digest_that_is_too_short_makes_no_code() -> None:
    with pytest.raises(ValueError, match="16"):
        page_code.code("1", 1, "3f9a", 1)


def test_the_check_words_are_four_groups_of_four() -> None:
    assert page_code.code("1", 1, papers.DIGEST, 1).check == "3f9a 1c0b 7e24 d586"


def test_a_code_can_be_had_as_a_picture() -> None:
    drawn = Image.open(io.BytesIO(page_code.png("https://zhicheng.example")))
    assert drawn.size[0] == drawn.size[1] > 100
    assert page_code.svg("https://zhicheng.example").startswith("<svg")
