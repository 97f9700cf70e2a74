"""The loaded notices of opened years, refused once their folder was changed."""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings

from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

from .models import Year

_CHANGED = Source("平台规定", "", "", "年度开启后，通知的规则数据不得改动。", "确定")
_lock = threading.Lock()
_kept: dict[str, tuple[tuple[tuple[str, int, int], ...], Notice]] = {}


def notice_of(year: Year) -> Notice:
    """The notice of a year, as it was when the year was opened; :class:`Refused` when its folder was changed since."""
    notice = read(year.notice)
    if notice is None or notice.hash != year.hash:
        raise Refused(
            Refusal(
                "notice_unchanged",
                f"{year.year}年度的通知目录在开启后被改动",
                _CHANGED,
                "请恢复原来的文件；确需改动的，须重新开启年度。",
            )
        )
    return notice


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
