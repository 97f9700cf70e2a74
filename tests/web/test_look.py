"""The look keeps its promises: an old kernel can draw it, a strict policy lets it, and tired eyes can read it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from web import gallery

from zhicheng.web.shared import jinja
from zhicheng.web.shared.charts import ageing, thin_rail

STYLE = (gallery.WEB / "static" / "zhicheng" / "app.css").read_text(encoding="utf-8")
SCRIPT = (gallery.WEB / "static" / "zhicheng" / "app.js").read_text(encoding="utf-8")
TEMPLATES = sorted((gallery.WEB / "templates").rglob("*.html"))
COMPONENTS = sorted((gallery.WEB / "templates" / "components").glob("*.html"))
PLAIN = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.S)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True, scope="module")
def _django() -> None:
    from django.conf import settings

    if not settings.configured:
        import django

        settings.configure(LANGUAGE_CODE="zh-hans")
        django.setup()


# --- the stylesheet --------------------------------------------------------------------------------


def test_the_stylesheet_nests_nothing_but_rules_in_media() -> None:
    depth, opened = 0, []
    for part in re.findall(r"[^{}]*[{}]", PLAIN):
        head = part[:-1].strip().rsplit(";", 1)[-1].strip()
        if part.endswith("{"):
            opened.append(head)
            depth += 1
            outer = opened[:-1]
            assert all(o.startswith("@media") for o in outer) or head.startswith("@page"), f"{outer} > {head}"
        else:
            opened.pop()
            depth -= 1
    assert depth == 0


NEWER = [
    ":has(",
    "@layer",
    "@container",
    "subgrid",
    "@import",
    "@property",
    "@scope",
    "@starting-style",
    "color-mix(",
    "oklch(",
    "light-dark(",
    "text-wrap",
    "100dvh",
    "field-sizing",
    "anchor(",
    "interpolate-size",
    "@font-face",
    "&:",
    "&.",
]


@pytest.mark.parametrize("newer", NEWER)
def test_the_stylesheet_asks_for_nothing_newer_than_chromium_108(newer: str) -> None:
    assert newer not in PLAIN


@pytest.mark.parametrize("text", [STYLE, SCRIPT], ids=["app.css", "app.js"])
def test_nothing_comes_from_an_outside_address(text: str) -> None:
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]+", text) == []
    assert re.findall(r"url\(", text) == []


def test_the_script_makes_no_code_from_text() -> None:
    assert (
        re.findall(r"\b(?:eval|Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML)\b\s*[(=]", SCRIPT) == []
    )
    assert re.findall(r"\.style\b", SCRIPT) == []


# --- contrast --------------------------------------------------------------------------------------


def tokens(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", PLAIN, flags=re.S)
    assert body is not None
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", body.group(1)))


NORMAL = tokens(":root")
LARGE = NORMAL | tokens("html.large")


def light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lin = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * lin[0] + 0.7152 * lin[1] + 0.0722 * lin[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON_GROUND = [
    *(
        (t, g)
        for t in ("ink", "ink-2", "ink-3", "blue", "seal", "amber", "green")
        for g in ("paper", "sheet", "paper-2")
    ),
    *((t, "blue-wash") for t in ("ink", "ink-2", "ink-3", "blue", "seal", "amber")),
    ("seal", "seal-wash"),
    ("amber", "amber-wash"),
    ("green", "green-wash"),
    ("on-blue", "blue"),
    ("on-blue-2", "blue"),
    ("on-blue", "blue-deep"),
    ("ink", "funnel"),
    ("ink", "ballot"),
]


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_every_text_is_readable_on_its_ground(text: str, ground: str) -> None:
    assert contrast(NORMAL[text], NORMAL[ground]) >= 4.5


@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_every_text_is_plain_to_old_eyes(text: str, ground: str) -> None:
    assert contrast(LARGE[text], LARGE[ground]) >= 7


@pytest.mark.parametrize("set_", [NORMAL, LARGE], ids=["normal", "large"])
def test_the_edge_of_a_field_can_be_seen(set_: dict[str, str]) -> None:
    assert min(contrast(set_["edge"], set_[g]) for g in ("paper", "sheet")) >= 3


# --- templates -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(gallery.WEB / "templates")))
def test_a_template_carries_no_inline_style_script_or_outside_address(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\son[a-z]+\s*=", text) == []
    assert re.findall(r"<style|<script(?![^>]*\ssrc=)|javascript:", text) == []
    assert re.findall(r"(?:src|href|action)=[\"'](?:https?:)?//", text) == []


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda p: p.stem)
def test_every_macro_is_documented_at_the_head_of_its_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("{#")
    head = text[: text.index("#}")]
    named = [m for m in re.findall(r"\{%-? macro (\w+)\(", text) if not m.startswith("_")]
    plainly = {"dot", "move_lines", "places_of", "mend_of", "head_of", "tool", "sign", "large_link", "tick_all", "back"}
    assert [m for m in named if m not in plainly and not re.search(rf"\b{m}\(", head)] == []


@pytest.mark.parametrize("large", [False, True], ids=["normal", "large"])
@pytest.mark.parametrize("page", gallery.PAGES)
def test_the_gallery_draws_and_every_shape_it_asks_for_exists(page: str, large: bool) -> None:
    html = gallery.render(page, large)
    wanted = set(re.findall(r'href="#(i-[\w-]+)"', html))
    assert wanted - set(re.findall(r'<symbol id="([\w-]+)"', html)) == set()
    assert re.findall(r"\sstyle\s*=", html) == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted({i for i in ids if ids.count(i) > 1}) == []


def test_words_of_people_are_escaped() -> None:
    made = jinja.environment()
    assert made.from_string("{{ w|figures }}{{ w|nobr }}").render(w="<b>差 1 年") == (
        '&lt;b&gt;<b class="nobr">差 1 年</b><span class="nobr">&lt;b&gt;差 1 年</span>'
    )


# --- how things are shown --------------------------------------------------------------------------


def test_a_deadline_is_shown_as_the_last_moment() -> None:
    assert jinja.deadline(datetime(2023, 11, 1, tzinfo=SHANGHAI)) == "10月31日 24:00"
    assert jinja.deadline(datetime(2023, 10, 31, 16, tzinfo=UTC)) == "10月31日 24:00"
    assert jinja.deadline(datetime(2024, 1, 1, tzinfo=SHANGHAI), True) == "2023年12月31日 24:00"
    assert jinja.deadline(datetime(2023, 10, 27, 17, 30, tzinfo=SHANGHAI)) == "10月27日 17:30"


def test_days_and_minutes_are_shanghais() -> None:
    assert jinja.minute(datetime(2023, 10, 20, 1, 0, tzinfo=UTC)) == "2023年10月20日 09:00"
    assert jinja.day(date(2023, 10, 20)) == "2023年10月20日"
    assert jinja.day(datetime(2023, 10, 19, 16, 30, tzinfo=UTC)) == "2023年10月20日"
    assert jinja.month("2017-09") == jinja.month(date(2017, 9, 1)) == "2017年9月"
    assert (jinja.day(None), jinja.minute(None), jinja.deadline(None), jinja.month(None)) == ("", "", "", "")


def test_numbers_of_persons_are_masked() -> None:
    assert jinja.masked_id("411002198503071234") == "411002********1234"
    assert jinja.masked_id("12345678") == "********"
    assert jinja.masked_phone("13812345678") == "138****5678"
    assert jinja.masked_id(None) == ""


def test_the_thin_rail_says_in_words_what_it_draws() -> None:
    assert "<title>第 7 站，共 11 站，市职改办，轮到市职改办 审核岗，曾由县职改办退回</title>" in thin_rail(
        gallery.VISIT_RAIL
    )
    assert "<title>已用 8 个工作日，限 5 个，超 3 个</title>" in ageing(8, 5)


def test_a_rail_knows_its_place_while_it_moves_when_it_ends_and_when_it_is_done() -> None:
    rails = (gallery.MY_RAIL, gallery.VISIT_RAIL, gallery.ENDED, gallery.FINISHED)
    assert [(r.place, r.size) for r in rails] == [(1, 11), (7, 11), (4, 11), (11, 11)]
    assert [r.next_id for r in rails] == ["s1", "s7", "", ""]
