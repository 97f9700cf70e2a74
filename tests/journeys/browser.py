"""People in front of a browser: each in a context of their own, every page looked at before it is used."""

from __future__ import annotations

import io
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from zhicheng.accounts.models import Account
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.year import actions as years

BACKEND = "zhicheng.accounts.backend.IdentityBackend"
COLOURS = 128
WIDE, PHONE = (1366, 768), (375, 812)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


@dataclass
class Stage:
    """The browser, the server's address, and what went wrong on any page. People act at ``size``; every page is looked
    at in that size, and in ``also`` when it is given."""

    browser: Browser
    address: str
    folder: Path
    size: tuple[int, int] = WIDE
    also: tuple[int, int] | None = None
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    contexts: list[BrowserContext] = field(default_factory=list)

    def clock(self, to: datetime) -> None:
        """Time passes."""
        years.move_demo_clock(to, by=INSTALLER)

    def somebody(self, actor: Actor | None = None) -> Person:
        """A person with a browser; with ``actor`` already signed in and seated, as after a log-in."""
        context = self.browser.new_context(
            viewport={"width": self.size[0], "height": self.size[1]}, locale="zh-CN", base_url=self.address,
            ignore_https_errors=True,
        )  # fmt: skip
        self.contexts.append(context)
        if actor is not None:
            client = Client()
            client.force_login(Account.objects.get(pk=actor.account), backend=BACKEND)
            session = client.session
            session["seat"] = actor.seat or 0
            session.save()
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url} {error}"))
        page.on("console", lambda said: self._console(page, said))
        return Person(self, page)

    def _console(self, page: Page, said: Any) -> None:
        if said.type == "error" and "favicon" not in said.text:
            self.faults.append(f"{page.url} {said.text}")

    def look(self, page: Page) -> None:
        """Axe, and that nothing hangs over the right edge; once for each kind of page."""
        kind = f"{page.url.removeprefix(self.address).split('?')[0]}|{page.title()}"
        if kind in self.seen:
            return
        self.seen.add(kind)
        self._look_closely(page, kind)
        if self.also is not None:
            own, other = page.viewport_size, {"width": self.also[0], "height": self.also[1]}
            page.set_viewport_size(other)
            self._look_closely(page, f"{kind} at {self.also[0]} px")
            page.set_viewport_size(own)

    def _look_closely(self, page: Page, kind: str) -> None:
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            self.faults.append(f"{kind} is {over} px too wide")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
        for violation in found.response["violations"]:
            where = "; ".join(str(n["target"]) for n in violation["nodes"][:3])
            self.faults.append(f"{kind} axe {violation['id']}: {where}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@dataclass
class Person:
    """Somebody who goes to pages, fills in what is asked and presses buttons."""

    stage: Stage
    page: Page

    def goes(self, path: str) -> Person:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status} {self.page.title()}"
        self.stage.look(self.page)
        return self

    def pictured(self, name: str) -> Person:
        """With a folder in ``ZHICHENG_PICTURES`` the page is kept there as a picture (``make pictures``)."""
        if folder := os.environ.get("ZHICHENG_PICTURES"):
            size = "phone" if self.page.viewport_size == {"width": PHONE[0], "height": PHONE[1]} else "wide"
            made = Image.open(io.BytesIO(self.page.screenshot(full_page=True)))
            few = made.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
            few.save(Path(folder) / f"{name}-{size}.png", optimize=True)
        return self

    def fills(self, **values: Any) -> Person:
        """By name of the field; ``True`` ticks a box."""
        for name, value in values.items():
            control = self.page.locator(f"main [name='{name}']").first
            kind = control.evaluate("e => e.tagName + ':' + (e.type || '')")
            if value is True or value is False:
                control.set_checked(value)
            elif kind.startswith("SELECT"):
                control.select_option(str(value))
            else:
                control.fill(str(value))
        return self

    def presses(self, words: str, *, within: str = "body") -> Person:
        """A button or link by its words, and looks at the page that comes."""
        there = self.page.locator(within)
        control = there.get_by_role("button", name=words).or_(there.get_by_role("link", name=words)).first
        with self.page.expect_navigation():
            control.click()
        self.stage.look(self.page)
        return self

    def uploads(self, place: str, content: bytes, name: str) -> Person:
        """Choose a file for a place; the page sends it by itself."""
        control = self.page.locator(f"#{place} input[type=file]")
        with self.page.expect_navigation():
            control.set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})
        return self

    def sends(self, form: str, content: bytes, name: str, **values: Any) -> Person:
        """Fill a small form with a file, and send it."""
        there = self.page.locator(form)
        for field_name, value in values.items():
            there.locator(f"[name='{field_name}']").select_option(str(value))
        there.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/jpeg", "buffer": content})
        with self.page.expect_navigation():
            there.locator("button:has-text('上传'), button:has-text('更换')").first.click()
        self.stage.look(self.page)
        return self

    def reads(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def logs_in(self, number: str, password: str) -> Person:
        self.goes("/log-in").fills(number=number, password=password)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()
        return self

    def changes_password(self, old: str, new: str) -> Person:
        self.fills(old=old, new=new, again=new)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()
        return self
