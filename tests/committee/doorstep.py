"""The platform as ``make run`` serves it, seen from its doorstep: its own access log, what goes over the wire, and what
log-ins leave behind. Every browser has an address of its own, as in a room."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from committee.room import ROOT, environment
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

LINE = re.compile(r"(127\.0\.0\.\d+) - \"(\S+ \S+ \S+)\" (\d+)")


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """A port on which the present database is served with the flags of scripts/run.sh, and the access log on."""
    folder.mkdir()
    more = {"ZHICHENG_VAR": str(folder), "ZHICHENG_DEMO": "1"}
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        (folder / "zhicheng.sqlite3").symlink_to(name)
    else:
        more["DATABASE_URL"] = f"{settings.DATABASE_URL.rpartition('/')[0]}/{name}"
    flags = re.search(r"granian (.*?) zhicheng", (ROOT / "scripts/run.sh").read_text().replace("\\\n", ""))
    assert flags is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = [part.replace("${PORT:-8000}", str(port)).strip('"') for part in flags[1].split()]
    said[said.index("--log-level") + 1] = "info"
    connection.close()
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "granian", *said, "--access-log", "zhicheng.config.wsgi:application"],
            env=environment(**more), cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            wait_for(port, server)
            yield port
        finally:
            server.terminate()
            server.wait(60)


def wait_for(port: int, server: subprocess.Popen[Any], seconds: int = 60) -> None:
    """Until a server that was started takes connections; it has no other way to say so, so it is asked again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("no server")


def access_log(folder: Path) -> list[tuple[str, ...]]:
    """Who asked for what, with which answer; instants and durations are left out."""
    return [found.groups() for found in map(LINE.search, (folder / "log").read_text().splitlines()) if found]


@dataclass
class Browser:
    """One expert's, with its cookies; ``wire`` is what somebody on the way sees: lengths of what goes and comes."""

    port: int
    folder: Path
    address: str
    wire: list[tuple[Any, ...]]
    cookies: dict[str, str] = field(default_factory=dict)

    def asks(self, path: str, form: dict[str, str] | None = None) -> str:
        """The page that comes, redirects followed."""
        body = urlencode(form) if form is not None else None
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in sorted(self.cookies.items()))}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60, source_address=(self.address, 0))
        line.request("POST" if form is not None else "GET", path, body, headers)
        answer = line.getresponse()
        page = answer.read().decode()
        came = sorted((k, len(v)) for k, v in answer.getheaders() if k.lower() != "date")
        self.wire.append((self.address, path, len(body or ""), len(headers["Cookie"]), answer.status, len(page), came))
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
        line.close()
        until = time.monotonic() + 20  # two processes write one log: the next request waits for the line of this one
        while len(access_log(self.folder)) < len(self.wire) and time.monotonic() < until:
            time.sleep(0.01)
        return self.asks(answer.headers["Location"]) if answer.status == 302 else page

    def sends(self, path: str, **form: str) -> str:
        """Fill in the form of a page."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.asks(path))
        assert token is not None, path
        return self.asks(path, {"csrfmiddlewaretoken": token[1], **form})


def left_behind() -> dict[str, list[Any]]:
    """What log-ins leave: sessions in the order in which they lie, who logged in in which order, what axes keeps.

    On PostgreSQL the order is that of their time: where a row lies hangs on when its page was last pruned, which two
    runs of one and the same world do not share either.
    """
    place = "rowid" if connection.vendor == "sqlite" else "expire_date"
    out: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT session_data FROM django_session ORDER BY {place}")
        kept = [row[0] for row in cursor.fetchall()]
        out["sessions"] = [(sorted(SessionStore().decode(data).items()), len(data)) for data in kept]
        cursor.execute("SELECT session_data FROM django_session ORDER BY expire_date")
        out["sessions in time"] = [SessionStore().decode(row[0])["_auth_user_id"] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM accounts_account WHERE last_login IS NOT NULL ORDER BY last_login")
        out["last log-ins"] = cursor.fetchall()
        for table in sorted(t for t in connection.introspection.table_names() if t.startswith("axes_")):
            cursor.execute(f"SELECT * FROM {table}")
            out[table] = cursor.fetchall()
    return out
