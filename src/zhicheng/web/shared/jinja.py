"""The Jinja2 environment of every page: how dates, deadlines, numbers and secrets are shown."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment
from markupsafe import Markup, escape

from zhicheng.policy.schema import row_words

from . import charts

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
UNITS = "个工作日|个月|工作日|小时|分钟|年|天|日|件|处|项|段|份|人|条|版|票|页|MB|KB|%"
FIGURES = re.compile(
    r"(?P<gap>(?:差|缺|超|少)\s?\d+\s?(?:个工作日|个月|年|天|件|处|项|段|份|人|小时))"
    r"|(?P<keep>\d{4}-\d{2}(?:-\d{2})?(?:\s\d{2}:\d{2})?"
    r"|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\s\d{2}:\d{2})?"
    rf"|\d[\d,.]*\s?(?:{UNITS}))"
)


def in_shanghai(at: datetime) -> datetime:
    """An instant on Shanghai's clock; a naive one is taken as it stands."""
    return at.astimezone(SHANGHAI) if at.tzinfo else at


def _day_of(value: date | datetime) -> date:
    return in_shanghai(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None, year: bool = True) -> str:
    """2023年10月20日; without the year, 10月20日. Empty for nothing."""
    if value is None:
        return ""
    on = _day_of(value)
    return f"{on.year}年{on.month}月{on.day}日" if year else f"{on.month}月{on.day}日"


def short_day(value: date | datetime | None) -> str:
    """10-20, for columns."""
    return "" if value is None else f"{_day_of(value):%m-%d}"


def iso_day(value: date | datetime | None) -> str:
    """2023-10-20, for arithmetic and columns."""
    return "" if value is None else _day_of(value).isoformat()


def minute(value: datetime | None, year: bool = True) -> str:
    """2023年10月20日 09:00."""
    return "" if value is None else f"{day(value, year)} {in_shanghai(value):%H:%M}"


def second(value: datetime | None) -> str:
    """14:03:22, for 「已于 … 保存」."""
    return "" if value is None else f"{in_shanghai(value):%H:%M:%S}"


def weekday(value: date | datetime | None) -> str:
    """星期五."""
    return "" if value is None else f"星期{WEEKDAYS[_day_of(value).weekday()]}"


def deadline(value: datetime | None, year: bool = False) -> str:
    """The last moment before an exclusive instant: 2023-11-01 00:00 is shown as 10月31日 24:00."""
    if value is None:
        return ""
    at = in_shanghai(value)
    if at.time() == time(0, 0):
        return f"{day(at.date() - timedelta(days=1), year)} 24:00"
    return f"{day(at, year)} {at:%H:%M}"


def month(value: date | str | None) -> str:
    """2017年9月; takes a date or 2017-09."""
    if not value:
        return ""
    if isinstance(value, str):
        year, _, rest = value.partition("-")
        return f"{year}年{int(rest[:2])}月"
    return f"{value.year}年{value.month}月"


def masked_id(value: str | None) -> str:
    """411002********1234. Anything too short to be a number of a person is hidden whole."""
    text = (value or "").strip()
    if len(text) <= 10:
        return "*" * len(text)
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def masked_phone(value: str | None) -> str:
    """138****1234."""
    text = (value or "").strip()
    if len(text) <= 7:
        return "*" * len(text)
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}"


def nobr(value: object) -> Markup:
    """Words that stay on one line."""
    return Markup('<span class="nobr">{}</span>').format(value)


def figures(value: object) -> Markup:
    """A sentence whose dates and numbers stay with their units; a shortfall (差 1 年, 超 2 天) is bold."""
    text = str(value if value is not None else "")
    out, last = [], 0
    for hit in FIGURES.finditer(text):
        tag = "b" if hit.lastgroup == "gap" else "span"
        out += [
            escape(text[last : hit.start()]),
            Markup(f'<{tag} class="nobr">'),
            escape(hit.group()),
            Markup(f"</{tag}>"),
        ]
        last = hit.end()
    return Markup("").join([*out, escape(text[last:])])


def percent(value: float | None, places: int = 0) -> str:
    """0.861 is 86%; nothing stays nothing."""
    return "" if value is None else f"{value * 100:.{places}f}%"


def count(value: int | None) -> str:
    """1,286."""
    return "" if value is None else f"{value:,}"


def size(value: int | None) -> str:
    """1.8 MB, 640 KB."""
    if value is None:
        return ""
    return f"{value / 1_048_576:.1f} MB" if value >= 1_048_576 else f"{max(1, round(value / 1024))} KB"


def place_id(value: str) -> str:
    """The anchor of a place on a page: ``studies.2.degree`` is ``p-studies-2-degree``."""
    return "p-" + re.sub(r"[^\w-]+", "-", str(value)).strip("-")


def quoted(value: object) -> str:
    """“…”, with inner double quotation marks turned into single ones; words that begin with “ stay as they are."""
    text = str(value or "").strip()
    if not text or text.startswith("“"):
        return text
    return "“" + text.replace("“", "‘").replace("”", "’") + "”"


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page by its name."""
    return reverse(name, args=args, kwargs=kwargs)


def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or nothing where this installation has no such page; for mastheads only."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


FILTERS = {
    "day": day,
    "short_day": short_day,
    "iso_day": iso_day,
    "minute": minute,
    "row_words": row_words,
    "second": second,
    "weekday": weekday,
    "deadline": deadline,
    "month": month,
    "masked_id": masked_id,
    "masked_phone": masked_phone,
    "nobr": nobr,
    "figures": figures,
    "percent": percent,
    "count_of": count,
    "size": size,
    "place_id": place_id,
    "quoted": quoted,
}
GLOBALS = {
    "static": static,
    "url": url,
    "url_if": url_if,
    "thin_rail_svg": charts.thin_rail,
    "ageing_svg": charts.ageing,
    "funnel_svg": charts.funnel,
    "bars_svg": charts.bars,
}


def environment(**options: Any) -> Environment:
    """What ``django.template.backends.jinja2`` asks for; escaping cannot be switched off."""
    made = Environment(**{**options, "autoescape": True, "trim_blocks": True, "lstrip_blocks": True})
    made.filters.update(FILTERS)
    made.globals.update(GLOBALS)
    return made
