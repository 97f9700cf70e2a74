"""``zhicheng kit``: a round goes to a closed venue (``export``), is voted on there (``serve``, ``close``), comes back
(``import``), or is called back (``call-back``). ``serve``, ``close`` and ``clear`` know nothing of the platform's
database: everything of the room lies in a folder beside the kit's file."""

from __future__ import annotations

import argparse
import getpass
import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from zhicheng.policy.finding import Refused

if TYPE_CHECKING:
    from zhicheng.committee.kit import Kit
    from zhicheng.ledger.actor import Actor

DONE, REFUSED = 0, 1
CERTIFICATE, KEY = "room.pem", "room-key.pem"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "口令、证件号码和密码在运行时输入，不写在命令行上。退出码：0 办成；1 没有办成，逐行列出原因。"
    verbs = parser.add_subparsers(dest="do", metavar="DO", required=True)
    for name, says in (
        ("export", "导出会场投票包；口令和各人投票码只显示这一次"),
        ("import", "导入会场的投票结果"),
        ("call-back", "召回在会场的投票包，会场的结果不再有效"),
    ):
        sub = verbs.add_parser(name, help=says)
        sub.add_argument("meeting", metavar="MEETING", help="会议编号")
        if name == "call-back":
            sub.add_argument("--ground", required=True, help="原因")
        else:
            sub.add_argument("file", type=Path, metavar="FILE", help="投票包文件" if name == "export" else "结果文件")
    for name, says in (
        ("serve", "在会场的一台电脑上开票箱"),
        ("close", "停止投票，写出结果文件 FILE.result"),
        ("clear", "结果导入以后，销毁会场电脑上的票箱"),
    ):
        sub = verbs.add_parser(name, help=says)
        sub.add_argument("file", type=Path, metavar="FILE", help="投票包文件")
        if name == "serve":
            sub.add_argument("--address", default="127.0.0.1", help="本机在会场局域网上的地址")
            sub.add_argument("--port", type=int, default=8443, help="端口")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when it is done, 1 with every reason when it is not."""
    try:
        return VERBS[arguments.do](arguments)
    except Refused as no:
        for refusal in no.refusals:
            print(refusal.words, file=sys.stderr)
    except OSError as broken:
        print(f"文件“{broken.filename}”不能读写：{broken.strerror}", file=sys.stderr)
    return REFUSED


# ───── at home ─────


def _at_home(number: str) -> tuple[Any, dict[str, Any]]:
    """The meeting, and who acts: its office's staff by document number and password, as on the page."""
    django.setup()
    from django.http import Http404

    from zhicheng.accounts import queries as accounts
    from zhicheng.accounts.backend import IdentityBackend
    from zhicheng.committee import access, house, queries
    from zhicheng.policy.seats import Role
    from zhicheng.year.queries import now

    found = queries.numbered(number)
    typed = input("证件号码：")
    account = IdentityBackend().authenticate(None, accounts.login_index(typed), getpass.getpass("密码："))
    seats = accounts.seats_of(account.person) if account is not None and found is not None else ()
    office = found.sitting.office_id if found is not None else 0
    seat = next((s for s in seats if s.role == Role.SECRETARY.value and s.organisation_id == office), None)
    if account is None or found is None or seat is None:
        raise Refused(house.refusal(house.COMMITTEE_SEATS))
    actor: Actor = accounts.actor_of(account, seat)
    try:
        meeting = access.meeting_for(actor, number)
    except Http404:
        raise Refused(house.by_notice(queries.notice_of(found), "secrecy_pledge_of_reviewers")) from None
    return meeting, {"notice": queries.notice_of(meeting), "by": actor, "at": now()}


def _standing(meeting: Any) -> Any:
    from zhicheng.committee import house, queries

    ballot = queries.standing_ballot(meeting)
    if ballot is None:
        raise Refused(house.refusal(house.ROUND_STANDS, "没有正在进行的投票"))
    return ballot


def _export(arguments: argparse.Namespace) -> int:
    meeting, said = _at_home(arguments.meeting)
    from zhicheng.committee.actions import kits

    arguments.file.touch(exist_ok=False)
    try:
        made = kits.export(_standing(meeting), **said)
    except Refused:
        arguments.file.unlink()
        raise
    arguments.file.write_bytes(bytes(made.kit.content))
    print(f"投票包已写入 {arguments.file}，摘要值 {made.kit.digest}")
    print(f"口令（只显示这一次，与文件分开带）：{made.code}")
    print("投票码（只显示这一次，签到时发给本人）：")
    for place, name, entry in made.entries:
        print(f"  {place:>3}　{name}　{entry}")
    return DONE


def _import(arguments: argparse.Namespace) -> int:
    raw = arguments.file.read_bytes()
    meeting, said = _at_home(arguments.meeting)
    from zhicheng.committee import queries
    from zhicheng.committee.actions import kits

    going = queries.progress(kits.bring_back(meeting, raw, **said))
    print(f"会场的结果已导入，名册{going.roll}人，已投{going.voted}人。请两名保管人开箱计票。")
    return DONE


def _call_back(arguments: argparse.Namespace) -> int:
    meeting, said = _at_home(arguments.meeting)
    from zhicheng.committee.actions import kits

    kits.call_back(_standing(meeting), arguments.ground, **said)
    print("投票包已召回，会场的结果不再有效。")
    return DONE


# ───── in the room ─────


def room_of(file: Path) -> Path:
    """The folder beside a kit's file in which everything of the room lies."""
    return file.with_name(f"{file.name}.room")


def at_venue(file: Path, code: str) -> Kit:
    """The kit of a file, and this process set up as the room's installation. :class:`Refused`: not that kit's code."""
    from zhicheng.committee import house, kit
    from zhicheng.vault.cipher import Unreadable

    raw = file.read_bytes()
    try:
        opened = kit.opened(raw, code)
    except (Unreadable, ValueError):
        raise Refused(house.refusal(house.KIT_FILE, "口令不符，或文件不是完整的投票包", "code")) from None
    room = room_of(file)
    room.mkdir(mode=0o700, exist_ok=True)
    for name in ("DATABASE_URL", "ZHICHENG_DEMO", "ZHICHENG_FILES", "ZHICHENG_PRODUCTION"):
        os.environ.pop(name, None)
    secrets = {
        name: hashlib.sha256(f"{name}\0{opened.keeps}".encode()).hexdigest()
        for name in ("ZHICHENG_SECRET_KEY", "ZHICHENG_VAULT_KEY", "ZHICHENG_INDEX_KEY")
    }
    os.environ.update(
        secrets, DJANGO_SETTINGS_MODULE="zhicheng.config.venue", ZHICHENG_VAR=str(room),
        ZHICHENG_VENUE_KEY=opened.keeps,
    )  # fmt: skip
    return opened


def furnished(opened: Kit) -> None:
    """The scratch database, with the round of the kit in it."""
    django.setup()
    from django.core.management import call_command

    from zhicheng.year.queries import now

    from . import venue

    call_command("migrate", verbosity=0)
    venue.furnish(opened, at=now())


def _serve(arguments: argparse.Namespace) -> int:
    """Furnish the room, then become its server."""
    room = room_of(arguments.file)
    opened = at_venue(arguments.file, getpass.getpass("口令："))
    os.environ["ZHICHENG_HOSTS"] = f"{arguments.address},127.0.0.1,localhost"
    furnished(opened)
    print(f"证书指纹（SHA-256）：{_certified(room, arguments.address)}")
    print(
        f"https://{arguments.address}:{arguments.port}/  （按 Ctrl-C 停止；没有停止投票以前可以重新启动）", flush=True
    )
    os.execv(
        sys.executable,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", arguments.address, "--port",
            str(arguments.port), "--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning",
            "--no-access-log", "--ssl-certificate", str(room / CERTIFICATE), "--ssl-keyfile", str(room / KEY),
            "zhicheng.config.wsgi:application",
        ],
    )  # fmt: skip


def _certified(room: Path, address: str) -> str:
    """A certificate of the room's own, so that nobody on its network reads along; its fingerprint."""
    from zhicheng.vault.room import certified
    from zhicheng.year.queries import now

    made = certified(address, now())
    for name, content in ((CERTIFICATE, made.certificate), (KEY, made.key)):
        with os.fdopen(os.open(room / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    return made.fingerprint


def _close(arguments: argparse.Namespace) -> int:
    target = arguments.file.with_name(f"{arguments.file.name}.result")
    opened = at_venue(arguments.file, getpass.getpass("口令："))
    furnished(opened)
    from zhicheng.year.queries import now

    from . import venue

    raw, going = venue.close(opened, at=now())
    target.write_bytes(raw)
    print(f"投票已停止，名册{going.roll}人，已投{going.voted}人。结果已写入 {target}")
    print(f"摘要值 {hashlib.sha256(raw).hexdigest()}，请记入会议记录。导入以后用 zhicheng kit clear 销毁会场的票箱。")
    return DONE


def _clear(arguments: argparse.Namespace) -> int:
    shutil.rmtree(room_of(arguments.file))
    print("会场电脑上的票箱已销毁。")
    return DONE


VERBS: dict[str, Callable[[argparse.Namespace], int]] = {
    "export": _export,
    "import": _import,
    "call-back": _call_back,
    "serve": _serve,
    "close": _close,
    "clear": _clear,
}
