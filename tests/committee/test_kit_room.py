"""The room itself: ``zhicheng kit`` on a laptop, ballots over its own network, and the way home, by command line."""

from __future__ import annotations

import argparse
import http.cookiejar
import re
import socket
import ssl
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from committee.conftest import AYE, DEC_15, NO, Town, listed
from committee.doorstep import wait_for
from committee.room import ROOT, Room, environment
from committee.test_kit import Out, exported, taken

from zhicheng.accounts.models import Account, Person
from zhicheng.committee import kit, queries
from zhicheng.ops import kit as verb
from zhicheng.ops.kit import room_of


def zhicheng(*arguments: str, typed: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zhicheng.cli", "kit", *arguments], input=f"{typed}\n", text=True, cwd=ROOT,
        capture_output=True, env=environment(), start_new_session=True, check=False,
    )  # fmt: skip


@contextmanager
def served(room: Room, log: Path) -> Iterator[str]:
    """The room's address while its server runs."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with log.open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "zhicheng.cli", "kit", "serve", str(room.file), "--port", str(port)],
            stdin=subprocess.PIPE, stdout=said, stderr=said, text=True, cwd=ROOT, env=environment(),
            start_new_session=True,
        )  # fmt: skip
        assert server.stdin is not None
        server.stdin.write(f"{room.made.code}\n")
        server.stdin.close()
        try:
            wait_for(port, server, 120)
            yield f"https://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(60)


class Phone:
    """An expert's telephone on the room's network: one browser, its cookies."""

    def __init__(self, address: str) -> None:
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        self.address = address
        self.open = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=trusting),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        ).open

    def asks(self, path: str, **form: str) -> tuple[int, str, str]:
        """Status, address and words of the page that comes."""
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(self.address + path, data, {"Referer": self.address + path})
        try:
            answer = self.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.url.removeprefix(self.address), answer.read().decode()

    def sends(self, path: str, **form: str) -> tuple[int, str, str]:
        """Fill in the form of a page."""
        _, _, page = self.asks(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        return self.asks(path, csrfmiddlewaretoken=token[1] if token else "", **form)


@pytest.mark.slow
def test_ten_experts_vote_on_the_rooms_own_network(town: Town, tmp_path: Path, laptop: Path):
    out = taken(town)
    hall, number = out.hall, out.hall.the_meeting().number
    room = Room(tmp_path / "room", laptop, out.made)
    ballot = f"/expert/meetings/{urllib.parse.quote(number)}/ballot"
    with served(room, tmp_path / "log") as address:
        stranger = Phone(address)
        assert stranger.sends("/", code="2222-2222")[0] == 409
        assert stranger.asks(ballot)[1].startswith("/?next=")
        for path in ("/log-in", "/expert/meetings", "/secretariat/", "/notice", "/expert/"):
            assert stranger.asks(path)[0] == 404, path
        for place in range(1, 10):
            phone = Phone(address)
            status, at, page = phone.sends("/", code=room.entry(place).lower())
            assert (status, at) == (200, ballot)
            assert page.count("回避") == (1 if place == 5 else 0)
            choice = {f"case-{n}": str(NO if n == 3 and place > 6 else AYE) for n in (1, 2, 3)}
            status, at, page = phone.sends(ballot, **choice | ({"case-2": "0"} if place == 5 else {}))
            assert "您的表决票已投入票箱" in page
            assert phone.asks(ballot.removesuffix("/ballot"))[1] == "/"  # the device is free
            assert "已经投过票" in phone.sends("/", code=room.entry(place))[2]
        twice = Phone(address)
        twice.sends("/", code=room.entry(10))
        status, _, page = twice.sends(ballot, **{"case-1": "1", "case-2": "1"})
        assert (status, page.count("没有选择") > 0) == (409, True)
        assert zhicheng("close", str(room.file), typed="X").returncode == 1
        closed = zhicheng("close", str(room.file), typed=out.made.code)
        assert "名册10人，已投9人" in closed.stdout, closed.stderr
        assert "投票已经停止" in twice.asks(ballot)[2]
    result = room.file.with_name(f"{room.file.name}.result").read_bytes()
    out.brought(result)
    hall.counted(DEC_15)
    rows = [(t.issued, t.returned, t.ayes, t.noes) for t in queries.tallies(hall.the_ballot())]
    assert rows == [(10, 9, 9, 0), (9, 8, 8, 0), (10, 9, 6, 3)]
    assert zhicheng("clear", str(room.file), typed="").returncode == 0
    assert not room_of(room.file).exists()


def test_at_home_the_offices_staff_export_call_back_and_import_by_their_own_password(
    town: Town, tmp_path: Path, monkeypatch, capsys
):
    hall = listed(town)
    hall.assembled(DEC_15)
    hall.opened(DEC_15)
    number, file = hall.the_meeting().number, tmp_path / "round.kit"
    typed = {hall.secretary: "a long enough password", hall.supervisor: "another long password"}
    for actor, password in typed.items():
        account = Account.objects.get(pk=actor.account)
        account.set_password(password)
        account.save()

    def runs(*arguments: str, by=hall.secretary, password: str = "") -> int:
        monkeypatch.setattr("builtins.input", lambda _: Person.objects.get(pk=by.person).id_number)
        monkeypatch.setattr("getpass.getpass", lambda _: password or typed[by])
        parser = argparse.ArgumentParser()
        verb.add_arguments(parser)
        return verb.run(parser.parse_args(arguments))

    assert runs("export", number, str(file), by=hall.supervisor) == 1
    assert runs("export", number, str(file), password="wrong") == 1
    assert runs("export", "没有这次会议", str(file)) == 1
    assert not file.exists()
    told = capsys.readouterr().err.splitlines()
    assert [line for line in told if "　依据：" not in line] == []  # what, why, how to mend, where there is no page
    assert runs("export", number, str(file)) == 0
    said = capsys.readouterr().out
    code = re.search(r"口令.*：([0-9A-Z-]{29})", said)
    assert code is not None
    opened = kit.opened(file.read_bytes(), code[1])
    entries = re.findall(r"([0-9A-Z]{4}-[0-9A-Z]{4})$", said, re.MULTILINE)
    assert [opened.entry(e) for e in entries] == [v.entry for v in opened.voters]
    assert runs("export", number, str(file)) == 1  # never over a file that is there
    assert runs("call-back", number, "--ground", "x") == 1
    assert runs("call-back", number, "--ground", "会场的电脑损坏") == 0
    again = Out(hall, exported(hall))
    (tmp_path / "result").write_bytes(again.forged((1, 2, 3)))
    assert runs("import", number, str(tmp_path / "missing")) == 1
    assert runs("import", number, str(tmp_path / "result")) == 0
    assert "名册11人，已投3人" in capsys.readouterr().out
    assert queries.progress(hall.the_ballot()) == queries.Progress(11, 3)
