"""The verbs: a year rehearsed by real actions, a demonstration in every state, an office installed, a year opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date

import pytest
from build import BUILDER, SCHOOL, moment, world
from build import SECOND as OTHER_CITY
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from zhicheng import cli
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.models import Organisation
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.ledger.models import Entry
from zhicheng.ops import audit, demo, rehearse, synthetic
from zhicheng.outcome.models import Certificate
from zhicheng.policy.seats import Duty
from zhicheng.stations.models import Standing, Visit
from zhicheng.year import queries as years

pytestmark = pytest.mark.django_db
NEW = "莲城-秋日-清晨-2023"


def test_a_rehearsal_walks_people_through_the_very_actions(monkeypatch, capsys):
    honest = QuerySet.bulk_create

    def watched(self, objects, *given, **named):
        assert self.model not in (Dossier, Revision, Visit, Standing), "a dossier must be written by its own actions"
        return honest(self, objects, *given, **named)

    monkeypatch.setattr(QuerySet, "bulk_create", watched)
    year, notice = rehearse.rehearse(6, seed=3)
    assert rehearse.report(year, notice, 6, 1.0) == 0
    said = capsys.readouterr().out
    assert "必须为真的各项：没有问题" in said
    dossiers = set(Dossier.objects.values_list("number", flat=True))
    assert dossiers == set(Entry.objects.filter(event="DossierOpened").values_list("subject", flat=True))
    handed_in = Entry.objects.filter(event="HandedIn").count()
    assert handed_in == Revision.objects.count() > 0


@pytest.mark.slow
def test_a_year_of_the_other_city_is_rehearsed(capsys):
    year, notice = rehearse.rehearse(5, seed=3, folder=OTHER_CITY)
    assert rehearse.report(year, notice, 5, 1.0) == 0
    said = capsys.readouterr().out
    assert "行业复核" in said
    assert "必须为真的各项：没有问题" in said


def test_a_row_put_in_past_its_action_is_found_by_the_audit(db):
    town = world(SCHOOL, BUILDER)
    one = town.written(town.walker())
    stranger = next(o for o in accounts.organisations_with_duty(Duty.EMPLOYER) if o != one.organisation)
    person = town.person_at(one.organisation)
    assert audit.broken() == ()
    Dossier.objects.bulk_create(
        [Dossier(year=one.year, person=person, organisation=stranger, number="2023-411003-99999",
                 notice_hash=one.notice_hash, opened_at=one.opened_at, saved_at=one.saved_at)]
    )  # fmt: skip
    assert any("2023-411003-99999" in line and "台账没有建档记录" in line for line in audit.broken())


@pytest.mark.slow
def test_the_demonstration_has_somebody_in_every_state_and_what_must_hold_holds(settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    demo.build(24)
    cast = json.loads((tmp_path / "cast.json").read_text("utf-8"))
    groups = {g["title"]: [p["what"] for p in g["people"]] for g in cast}
    assert list(groups) == [
        "申报人",
        "用人单位",
        "主管部门与县职改办",
        "市职改办",
        "委托评审",
        "评委会承办部门",
        "评委会",
    ]
    for state in ("还没有开始申报", "填写中", "退回待补正", "不予受理", "评委会已受理"):
        assert state in groups["申报人"]
    for state in ("待完善", "待审核", "审核不通过"):
        assert any(state in what for what in groups["用人单位"])
    assert years.now() == moment(11, 22, 9)
    assert [(y.year, y.closed_at is None) for y in years.years()] == [(2023, True), (2022, False)]
    assert Certificate.objects.filter(confirmed__dossier__year__year=2022).exists()  # a whole year lies behind it
    assert audit.broken() == ()
    here = Client().get(reverse("public:home")).content.decode()
    assert all(p["name"] in here for g in cast for p in g["people"])
    for who, pages in {
        "评委会工作人员": ("/secretariat/", "/secretariat/meetings/2022-teacher-senior-1", "/secretariat/draws/{now}"),
        "监督人员": ("/supervisor/", "/supervisor/meetings/2022-teacher-senior-1", "/supervisor/draws/{now}"),
        "评审专家": ("/expert/", "/expert/meetings"),
    }.items():
        browser, person = Client(), next(p for g in cast for p in g["people"] if who in p["what"])
        browser.post(reverse("public:enter_as"), {"who": f"{person['account']}-{person['seat']}"})
        for page in pages:
            address = page.format(now="2023-teacher-senior-1")
            assert browser.get(address, follow=True).status_code == 200, address
    one = cast[0]["people"][0]
    entered = Client().post(reverse("public:enter_as"), {"who": f"{one['account']}-{one['seat']}"})
    assert (entered.status_code, entered.headers["Location"]) == (302, reverse("public:enter"))


@pytest.mark.parametrize(
    "more", [{"ZHICHENG_DEMO": "1"}, {"ZHICHENG_SECRET_KEY": ""}], ids=["with the demo's doors", "without a secret"]
)
def test_production_refuses_to_start(more):
    secrets = dict.fromkeys(("ZHICHENG_SECRET_KEY", "ZHICHENG_VAULT_KEY", "ZHICHENG_INDEX_KEY"), "x" * 40)
    environment = {**os.environ, **secrets, "ZHICHENG_PRODUCTION": "1", "ZHICHENG_DEMO": "", **more}
    started = subprocess.run([sys.executable, "-c", "import zhicheng.config.settings"], env=environment,
                             capture_output=True, text=True)  # fmt: skip
    assert (started.returncode, "ImproperlyConfigured" in started.stderr) == (1, True)


def test_the_demonstrations_doors_are_shut_outside_it(settings):
    settings.DEMO = False
    for name in ("public:enter_as", "public:move_clock"):
        assert Client().post(reverse(name), {"who": "1-1", "days": "1"}).status_code == 404


# ───── the first day ─────


def installed(capsys) -> dict[str, str]:
    """Install the city's office; the initial password of each seat."""
    numbers = [synthetic.id_number("411002", date(1975, 1, n), n, "1") for n in (1, 2)]
    code = cli.main(
        ["install", "--name", "许昌市职称改革领导小组办公室", "--short-name", "市职改办", "--uscc", synthetic.code(1),
         "--region", "411000", "--registrar", "张示例", numbers[0], "--superior", "李示例", numbers[1]]
    )  # fmt: skip
    assert code == 0
    said = capsys.readouterr().out
    return {numbers[n]: said.split(f"{name}：")[1].split()[0] for n, name in enumerate(("张示例", "李示例"))}


def first_log_in(number: str, password: str) -> Client:
    client = Client()
    client.post(reverse("public:log_in"), {"number": number, "password": password})
    answer = client.post(reverse("public:change_password"), {"old": password, "new": NEW, "again": NEW})
    assert answer.status_code == 302
    return client


def test_from_an_empty_database_to_a_year_in_force_and_an_office_with_a_reviewer(capsys, settings):
    settings.DEMO = False
    registrar, superior = (first_log_in(n, p) for n, p in installed(capsys).items())
    assert superior.get(reverse("public:enter")).headers["Location"] == reverse("office:years")
    assert "许职改办〔2023〕21号" in superior.get(reverse("office:years")).content.decode()
    superior.post(reverse("office:open_year"), {"folder": "2023-xuchang"})
    assert years.open_year().year == 2023
    assert Entry.objects.get(event="YearOpened").actor_role == "superior"

    asked = {"name": "建安区职称改革领导小组办公室", "uscc": synthetic.code(20), "nature": "事业单位"}
    asked |= {"region": "411003", "level": "county", "duty": "county_office"}
    made = registrar.post(reverse("office:create_organisation"), asked)
    county = Organisation.objects.get(uscc=asked["uscc"])
    assert made.headers["Location"] == reverse("office:organisation", args=[county.pk])
    assert accounts.duties_of(county) == (Duty.COUNTY_OFFICE,)
    given = registrar.post(
        reverse("office:give_administrator", args=[county.pk]),
        {"role": "reviewer", "name": "王示例", "id_number": synthetic.id_number("411003", date(1980, 5, 5), 9, "2")},
    )
    assert "王示例已是审核岗" in given.content.decode()
    assert [s.role for s in accounts.seats_in(county)] == ["reviewer"]


def test_a_year_is_closed_only_when_its_number_is_typed(capsys, settings):
    settings.DEMO = False
    _, superior = (first_log_in(n, p) for n, p in installed(capsys).items())
    superior.post(reverse("office:open_year"), {"folder": "2023-xuchang"})
    superior.post(reverse("office:close_year"), {"year": "2022"})
    assert years.open_year() is not None
    superior.post(reverse("office:close_year"), {"year": "2023"})
    assert years.open_year() is None


def test_installing_twice_tells_why_not_and_keeps_nothing(capsys):
    installed(capsys)
    before = Organisation.objects.count()
    code = cli.main(
        ["install", "--name", "另一个办公室", "--uscc", "123", "--region", "411000", "--registrar", "甲", "1",
         "--superior", "乙", "2"]
    )  # fmt: skip
    said = capsys.readouterr().out
    assert (code, Organisation.objects.count()) == (1, before)
    assert "市职改办已经建立" in said
    assert "统一社会信用代码" in said
