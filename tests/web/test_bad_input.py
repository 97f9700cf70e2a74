"""Whatever is sent, to whatever address, by whoever may use it: a page that says so, never a broken one."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from web import gallery
from web.conftest import Town, client_for
from web.test_doors import addresses

from zhicheng.dossier.queries import CONTRACT
from zhicheng.policy import facts
from zhicheng.policy.schema import hints

NAMES = sorted(
    {
        name
        for path in (gallery.WEB / "templates").rglob("*.html")
        for name in re.findall(r'name="([a-z_]+)"', path.read_text("utf-8"))
    }
    | {
        n
        for of in (facts.Application, facts.Basics, facts.Title, facts.Study, facts.Job, facts.Achievement)
        for n in hints(of)
    }
    | {f"contract_{n}" for n in CONTRACT}
    | {"number", "password", "old", "new", "again", "n", "r", "d", "p", "q", "due", "page", "file", "zoom", "turn"}
)
NASTY = {
    "nothing": "",
    "long": "长" * 5_000,
    "nul": "a\x00b",
    "markup": "<script>alert(1)</script>'\"--",
    "number": "9" * 40,
    "date": "2023-02-30",
    "turned": "\u202e\ud7ff\u0000"[:2],
    "place": "title.files.appointment_letter",
}
ALREADY = ("public:log_out", "applicant:open")


@pytest.mark.slow
@pytest.mark.parametrize("nasty", NASTY)
def test_no_input_breaks_a_page(town: Town, nasty: str) -> None:
    actors, broken = town.actors(), []
    for name, arguments, method, allowed in addresses(town):
        if name in ALREADY:
            continue
        who = next((w for w in actors if w in allowed and w != "anonymous"), None) or "writing"
        client = client_for(actors[who])
        client.raise_request_exception = False
        said = dict.fromkeys(NAMES, NASTY[nasty])
        for verb in {method, "post"}:
            sent = said if verb == "get" else said | {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4 " + b"x" * 50)}
            with transaction.atomic():
                answer = getattr(client, verb)(reverse(name, kwargs=arguments), sent)
                if answer.status_code >= 500:
                    broken.append(f"{verb} {name} {who}: {answer.status_code}")
                if b"<script>alert" in answer.content and "html" in answer.headers.get("Content-Type", ""):
                    broken.append(f"{verb} {name} {who}: markup came back")
                transaction.set_rollback(True)
    assert "\n".join(broken) == ""
