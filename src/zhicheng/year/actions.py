"""Open and close a year; move the demonstration's clock."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, Refused, Source, refuse
from zhicheng.policy.load import bundle, load
from zhicheng.policy.notice import Notice

from . import shelf
from .events import ClockMoved, YearClosed, YearOpened, YearReopened
from .models import DemoClock, Version, Year

_YEAR = Source("平台规定", "", "", "同一时间只有一个年度开启；一个年度只开启一次。", "确定")
_KEPT = Source("平台规定", "", "", "年度开启后通知的规则数据有改动的，经两人重新开启才生效。", "确定")
_WHOLE = Source("平台规定", "", "", "通知的规则数据没有任何问题，才能开启年度。", "确定")
_CLOCK = Source("平台规定", "", "", "演示时钟只在演示中使用，只能向前。", "确定")


@transaction.atomic
def open_year(folder: str, *, by: Actor, at: datetime) -> Year:
    """Put a notice in force, pinning its hash; refused with every complaint about its folder (S0-01, S0-02)."""
    notice = _whole(folder)
    reasons = []
    standing = Year.objects.select_for_update().filter(closed_at=None).first()
    if standing is not None:
        reasons.append(Refusal("one_open_year", f"{standing.year}年度尚未关闭", _YEAR, "请先关闭该年度。"))
    if Year.objects.filter(year=notice.year).exists() or Year.objects.filter(notice=folder).exists():
        reasons.append(Refusal("one_open_year", f"{notice.year}年度已经开启过", _YEAR))
    refuse(reasons)
    year = Year.objects.create(
        year=notice.year, notice=folder, number=notice.number, title=notice.title, hash=notice.hash, opened_at=at
    )
    _keep(year, folder, reason="", at=at)
    record(YearOpened(notice.year, folder, notice.number, notice.hash), by=by, at=at)
    return year


def _whole(folder: str) -> Notice:
    """The notice of a folder; refused with every complaint about it."""
    notice = shelf.read(folder) or load(Path(settings.NOTICES) / folder)
    if not isinstance(notice, Notice):
        raise Refused(*(Refusal("notice_whole", str(c), _WHOLE, "请改正后重试。") for c in notice))
    return notice


def _keep(year: Year, folder: str, *, reason: str, at: datetime) -> Version:
    """Keep the whole notice, so that what was judged by it can be judged by it for ever (S0-03)."""
    return Version.objects.create(
        year=year,
        ordinal=year.versions.count() + 1,
        hash=year.hash,
        files=bundle(Path(settings.NOTICES) / folder),
        reason=reason,
        in_force_at=at,
    )


@transaction.atomic
def reopen_year(year: Year, *, hash: str, reason: str, by: Actor, at: datetime) -> Version:
    """Put the changed folder of an open year in force, exactly as it had that hash when it was proposed.

    The caller has asked for the second person's approval. What was sealed stays judged by its own version.
    """
    year = Year.objects.select_for_update().get(pk=year.pk)
    notice = _whole(year.notice)
    reasons = []
    if year.closed_at is not None:
        reasons.append(Refusal("one_open_year", f"{year.year}年度已经关闭", _YEAR))
    if notice.year != year.year:
        reasons.append(Refusal("one_open_year", f"目录中是{notice.year}年度的通知", _YEAR, "请恢复年度。"))
    if notice.hash != hash:
        reasons.append(Refusal("notice_unchanged", "目录在提出之后又有改动", _KEPT, "请按现在的内容重新提出。"))
    if notice.hash == year.hash:
        reasons.append(Refusal("notice_unchanged", "目录与生效的版本相同，没有改动", _KEPT))
    if year.versions.filter(hash=notice.hash).exists() and notice.hash != year.hash:
        reasons.append(Refusal("notice_unchanged", "这一内容以前生效过，不能再次生效", _KEPT, "请写明新的改动。"))
    refuse(reasons)
    before, year.hash = year.hash, notice.hash
    year.number, year.title = notice.number, notice.title
    year.save()
    version = _keep(year, year.notice, reason=reason, at=at)
    record(YearReopened(year.year, year.notice, before, notice.hash, reason), by=by, at=at)
    return version


@transaction.atomic
def close_year(year: Year, *, by: Actor, at: datetime) -> Year:
    """Close a year for good (不得跨年度评审)."""
    year = Year.objects.select_for_update().get(pk=year.pk)
    if year.closed_at is not None:
        raise Refused(Refusal("one_open_year", f"{year.year}年度已经关闭", _YEAR))
    year.closed_at = at
    year.save()
    record(YearClosed(year.year, year.notice), by=by, at=at)
    return year


@transaction.atomic
def set_demo_clock(to: datetime, *, by: Actor) -> DemoClock:
    """Stand the demonstration's clock somewhere, once, or move it forward."""
    return move_demo_clock(to, by=by)


@transaction.atomic
def move_demo_clock(to: datetime, *, by: Actor) -> DemoClock:
    """Move the demonstration's clock forward; refused outside demonstrations and backwards."""
    reasons = []
    if not settings.DEMO:
        reasons.append(Refusal("demo_clock", "这里不是演示", _CLOCK))
    clock = DemoClock.objects.select_for_update().first()
    if clock is not None and to < clock.stands_at:
        reasons.append(Refusal("demo_clock", "演示时钟只能向前", _CLOCK, "请选择更晚的时间。"))
    refuse(reasons)
    before = clock.stands_at.isoformat() if clock else ""
    clock, _ = DemoClock.objects.update_or_create(id=1, defaults={"stands_at": to})
    record(ClockMoved(before, to.isoformat()), by=by, at=to)
    return clock
