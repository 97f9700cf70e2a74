"""The notices of opened years, each as it was put in force; a folder changed since is a proposal and no more."""

from __future__ import annotations

import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.policy.load import load, unbundled
from zhicheng.policy.notice import Notice

from .models import Version, Year

_LOST = Source("平台规定", "", "", "年度按开启时保存的通知版本运行。", "确定")
_lock = threading.Lock()
_kept: dict[str, tuple[tuple[tuple[str, int, int], ...], Notice]] = {}
_versions: dict[str, Notice] = {}


def notice_of(year: Year) -> Notice:
    """The notice of a year as it was last put in force; a folder that was changed since changes nothing."""
    return version_of(year.hash)


def version_of(hash: str) -> Notice:
    """A notice by the hash under which it was in force: what was sealed under it is judged by it for ever (G-23).

    :class:`Refused` when it was never in force here, or is no longer what its hash says.
    """
    with _lock:
        if (kept := _versions.get(hash)) is not None:
            return kept
    version = Version.objects.filter(hash=hash).first()
    if version is None:
        raise Refused(Refusal("notice_kept", "没有保存这一版本的通知", _LOST, "请联系系统管理员。"))
    with TemporaryDirectory(prefix="zhicheng-notice-") as scratch:
        notice = unbundled(version.files, Path(scratch))
    if notice.hash != hash:
        raise Refused(Refusal("notice_kept", "保存的通知与其摘要值不符", _LOST, "请联系系统管理员。"))
    with _lock:
        return _versions.setdefault(hash, notice)


def in_force(year: Year) -> dict[str, Any]:
    """The notice in force with all its files, as plain values: what another installation needs to read it."""
    return {
        "year": year.year, "folder": year.notice, "number": year.number, "title": year.title, "hash": year.hash,
        "files": Version.objects.get(hash=year.hash).files,
    }  # fmt: skip


def is_changed(year: Year) -> bool:
    """Whether the folder is no longer what is in force: a proposal that two people must put in force."""
    there = read(year.notice)
    return there is None or there.hash != year.hash


def read(folder: str) -> Notice | None:
    """A notice by its folder's name, loaded once for as long as its files stay the same; ``None``: it has faults."""
    root = Path(settings.NOTICES) / folder
    signature = _signature(root)
    with _lock:
        kept = _kept.get(str(root))
        if kept is not None and kept[0] == signature:
            return kept[1]
        notice = load(root)
        if not isinstance(notice, Notice):
            return None
        _kept[str(root)] = (signature, notice)
        return notice


def _signature(root: Path) -> tuple[tuple[str, int, int], ...]:
    watched = (root, root.parent / "standing", root.parent / "workdays")
    files = sorted(p for folder in watched if folder.is_dir() for p in folder.glob("*.*") if p.is_file())
    return tuple((str(p), p.stat().st_mtime_ns, p.stat().st_size) for p in files)


def folders() -> tuple[str, ...]:
    """The names of the folders that hold a notice, newest name first."""
    root = Path(settings.NOTICES)
    return tuple(sorted((p.parent.name for p in root.glob("*/notice.toml")), reverse=True))
