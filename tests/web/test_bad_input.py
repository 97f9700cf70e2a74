"""Whatever is sent, to whatever address, by whoever may use it: a page that says so, never a broken one."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.test import Client
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
    "long": "x" * 5_000,
    "nul": "a\x00b",
    "markup": "<script>alert(1)</script>'\"--",
    "number": "9" * 40,
    "date": "2023-02-30",
    "turned": "\u202e\ud7ff\u0000"[:2],
    "place": "title.files.appointment_letter",
}
FORM = "application/x-www-form-urlencoded"
ALREADY = ("public:log_out", "applicant:open")


@pytest.mark.slow
@pytest.mark.usefixtures("unlogged")
@pytest.mark.parametrize("nasty", NASTY)
def test_no_input_breaks_a_page(town: Town, monkeypatch: pytest.MonkeyPatch, nasty: str) -> None:
    actors, broken = town.actors(), []
    clients = {who: client_for(actor) for who, actor in actors.items()}
    said, of_files = dict.fromkeys(NAMES, NASTY[nasty]), WSGIRequest.FILES.fget
    asked_for_files: list[str] = []

    def looked(request: WSGIRequest):
        asked_for_files.append(request.path)
        return of_files(request)

    monkeypatch.setattr(WSGIRequest, "FILES", property(looked))
    for name, arguments, method, allowed in addresses(town):
        if name in ALREADY:
            continue
        who = next((w for w in actors if w in allowed and w != "anonymous"), None) or "writing"
        client, address = clients[who], reverse(name, kwargs=arguments)
        client.raise_request_exception = False
        for verb in dict.fromkeys((method, "post", "file")):
            if verb == "file" and address not in asked_for_files:
                continue
            with transaction.atomic():
                if verb == "get":
                    answer = client.get(address, said)
                elif verb == "post":
                    answer = client.post(address, urlencode(said), content_type=FORM)
                else:
                    file = SimpleUploadedFile("x.pdf", b"%PDF-1.4 " + b"x" * 50)
                    answer = client.post(address, said | {"file": file})
                if answer.status_code >= 500:
                    broken.append(f"{verb} {name} {who}: {answer.status_code}")
                if b"<script>alert" in answer.content and "html" in answer.headers.get("Content-Type", ""):
                    broken.append(f"{verb} {name} {who}: markup came back")
                transaction.set_rollback(True)
    assert "\n".join(broken) == ""
    assert asked_for_files or "\0" in NASTY[nasty]  # no page is asked with a NUL


@pytest.mark.urls("zhicheng.config.venue_urls")
def test_too_much_at_once_is_refused_in_words_in_the_room_too(town: Town) -> None:
    answer = Client().post("/", urlencode({"code": "x" * 3_000_000}), content_type=FORM)
    assert answer.status_code == 400
    assert "提交的内容过长或不能识别，没有保存" in answer.content.decode()


@pytest.mark.parametrize("said", [{"number": "x" * 3_000_000}, {f"n{n}": "1" for n in range(2_000)}])
def test_too_much_at_once_is_refused_in_words(town: Town, said: dict[str, str]) -> None:
    client = client_for(town.walkers["writing"].actor)
    for address in ("/log-in", reverse("applicant:autosave", args=["title"])):
        answer = client.post(address, urlencode(said), content_type=FORM)
        assert answer.status_code == 400
        assert "提交的内容过长或不能识别，没有保存" in answer.content.decode()
    answer = client.post(address, urlencode(said), content_type=FORM, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (400, 400)
