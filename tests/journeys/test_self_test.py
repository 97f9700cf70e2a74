"""申报自测 on a phone, by keyboard alone, with and without script: one response, readable by machines too (G-02)."""

from __future__ import annotations

import re

import pytest
from build import moment
from journeys.browser import PHONE, WIDE
from playwright.sync_api import Page

from zhicheng.ledger.actor import INSTALLER
from zhicheng.year import actions as years

pytestmark = [pytest.mark.journey]
TEACHER = {
    "region": "411003", "nature": "事业单位", "locality": "乡村",
    "title": "primary-secondary-teacher/intermediate/一级教师", "specialty": "primary-maths", "practised": "same",
    "kind": "评审", "born_on": "1993-03-05", "sex": "2", "identity": "事业单位专业技术人员", "tenure": "在编",
    "employed_on": "2016-09-01", "contract": "聘用合同", "contract_begins_on": "2022-09-01",
    "contract_ends_on": "2025-08-31", "schooling": "21", "degree": "4", "degree_certificate": "yes",
    "held": "primary-secondary-teacher/assistant/二级教师", "appointed_on": "2020-03-01",
}  # fmt: skip


@pytest.fixture
def phone(stage):
    """The year of the notice is open, it is 20 October, and somebody has a phone."""
    years.open_year("2023-xuchang", by=INSTALLER, at=moment(10, 13, 8))
    stage.clock(moment(10, 20))
    stage.size = PHONE
    return stage


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || document.activeElement.id || ''"))


def tabs_to(page: Page, name: str, most: int = 40) -> None:
    """On with the Tab key, past the parts of a day, until this has the focus."""
    for _ in range(most):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached, the focus is on {focused(page)!r}")


def chooses(page: Page, name: str, value: str) -> None:
    control = page.locator(f"main [name={name}]")
    steps = control.evaluate("(e, v) => [...e.options].findIndex(o => o.value === v) - e.selectedIndex", value)
    for _ in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    assert control.input_value() == value


def types_day(page: Page, name: str, day: str) -> None:
    """In the order in which this browser asks for the parts of a day."""
    year, month, date = day.split("-")
    for order in ((month, date, year), (year, month, date)):
        page.keyboard.type("".join(order))
        if page.locator(f"main [name={name}]").input_value() == day:
            return
        for _ in range(3):
            page.keyboard.press("Backspace")
            page.keyboard.press("ArrowLeft")
    raise AssertionError(f"{name}: {page.locator(f'main [name={name}]').input_value()!r}")


def fills_in(page: Page, said: dict[str, str]) -> None:
    for name, value in said.items():
        tabs_to(page, name)
        if page.locator(f"main [name={name}]").evaluate("e => e.tagName") == "SELECT":
            chooses(page, name, value)
        else:
            types_day(page, name, value)


def sends(page: Page) -> list[str]:
    """Press the button by keyboard; every document that was asked for."""
    asked: list[str] = []
    page.on("request", lambda r: asked.append(f"{r.method} {r.url}") if r.resource_type == "document" else None)
    for _ in range(20):
        if page.evaluate("document.activeElement.matches('main form button')"):
            break
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return asked


def test_by_keyboard_alone_on_a_phone(phone):
    person = phone.somebody().goes("/self-test")
    page = person.page
    fills_in(page, TEACHER)
    asked = sends(page)
    phone.look(page)

    assert [re.sub(r"http://[^/]+", "", a) for a in asked] == ["POST /self-test"]
    assert page.url.endswith("/self-test#answer")
    assert focused(page) == "answer"
    assert "按所填的情况，今年不能这样申报" in person.reads()
    assert "满 3 年，要求 4 年" in person.reads()

    page.locator(".finding a[href='#q-appointed_on']").focus()
    page.keyboard.press("Enter")
    tabs_to(page, "appointed_on", most=1)
    types_day(page, "appointed_on", "2019-03-01")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert focused(page) == "answer"
    assert "所填的都符合，可以申报" in person.reads()
    assert page.context.cookies() == []
    assert "\n".join(phone.faults) == ""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1366x768", "375x812"])
def test_every_state_of_the_page_is_clean(phone, size):
    phone.size = size
    page = phone.somebody().goes("/self-test").page
    page.locator("main details summary").first.click()
    phone.seen.clear()
    phone.look(page)
    for said in ({}, {"title": "legal-services/intermediate/三级律师", "region": "411003"}, {"sex": "1"}, TEACHER):
        page.goto("/self-test")
        for name, value in said.items():
            control = page.locator(f"main [name={name}]")
            tag = control.evaluate("e => e.tagName")
            control.select_option(value) if tag == "SELECT" else control.fill(value)
        with page.expect_navigation():
            page.locator("main form button").click()
        for fold in page.locator("main details:not([open]) > summary").all()[::-1]:
            fold.click()
        phone.seen.clear()
        phone.look(page)
    assert "\n".join(phone.faults) == ""


def test_without_script_it_is_the_same(phone):
    context = phone.browser.new_context(
        viewport={"width": PHONE[0], "height": PHONE[1]}, base_url=phone.address, java_script_enabled=False
    )
    phone.contexts.append(context)
    page = context.new_page()
    page.goto("/")
    few = page.locator("form.sentence")
    for name in ("region", "nature", "schooling", "held", "title"):
        few.locator(f"[name={name}]").select_option(TEACHER[name])
    few.locator("[name=appointed_on]").fill("2020-03-01")
    few.locator("button").click()
    assert "还没有核对完" in page.locator("main").inner_text()
    for name in TEACHER:  # what was said on the front page is still there
        control = page.locator(f"main [name={name}]")
        said = control.input_value()
        assert said == (
            TEACHER[name] if name in ("region", "nature", "schooling", "held", "title", "appointed_on") else ""
        )
    page.locator("main [name=title]").select_option("primary-secondary-teacher/associate-senior/高级教师")
    page.locator("main form button").click()
    assert "取决于城区还是乡村" in page.locator("main").inner_text().replace("\n", "")
