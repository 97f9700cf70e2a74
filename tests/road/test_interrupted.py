"""Cut off at every statement to the database and every write of a file, one after the other: all of it or none."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import build
import pytest
from build import OCT_20, moment
from django.apps import apps
from django.db import connection, transaction

from zhicheng.dossier import actions as dossier_actions
from zhicheng.evidence import invariants as evidence
from zhicheng.evidence import store
from zhicheng.ops import audit, road, scans
from zhicheng.stations import queries
from zhicheng.stations.actions import applicant, office

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Cut(RuntimeError):
    """The power went off."""


class PowerCut:
    """Raises once, at the n-th step; a step is a statement or the moment in which a file takes its name."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.has_cut = False

    def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.has_cut = True
            raise Cut

    def statement(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("ROLLBACK", "RELEASE")):
            self.step()
        return execute(sql, params, many, context)


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    out: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model.__module__.startswith("zhicheng."):
                table, key = model._meta.db_table, model._meta.pk.column
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
                out[table] = cursor.fetchall()
    return out


def cut_at_every_step(act: Callable[[], Any], monkeypatch) -> int:
    """Run ``act`` cut off at step 1, 2, 3 … until it comes through; how many steps it has."""
    before, honest, step = everything(), os.replace, 0
    while True:
        step += 1
        assert step < 2_000
        power = PowerCut(step)

        def replaced(source: Any, target: Any, power: PowerCut = power) -> None:
            power.step()
            honest(source, target)

        monkeypatch.setattr(store.os, "replace", replaced)
        try:
            with connection.execute_wrapper(power.statement):
                act()
        except Cut:
            monkeypatch.setattr(store.os, "replace", honest)
            assert everything() == before, f"something was left behind at step {step}"
            assert list(evidence.broken()) == []
            continue
        monkeypatch.setattr(store.os, "replace", honest)
        assert not power.has_cut, "a cut was swallowed"
        assert everything() != before
        assert audit.broken() == ()
        return step - 1


@pytest.fixture
def world():
    with transaction.atomic():
        return build.world()


def test_a_hand_in_is_whole_or_not_there(world, monkeypatch):
    walker = world.walker()
    world.written(walker)
    dossier_actions.sign_pledge(walker.dossier, is_secrecy_declared=True, has_opened_files=True, notice=world.notice,
                                by=walker.actor, at=OCT_20)  # fmt: skip
    steps = cut_at_every_step(lambda: world.hand_in(walker, OCT_20), monkeypatch)
    assert steps > 10


def test_a_correction_is_whole_or_not_there(world, monkeypatch):
    walker = world.walker()
    letter = world.sent_back(walker, "county_office", "summary_too_thin")
    at = letter.sent_at + timedelta(days=1)
    summary = {"summary": "任现职以来，承担教学和班主任工作，主持课题两项。"}
    dossier_actions.save_section(walker.dossier, "application", summary,
                                 notice=world.notice, by=walker.actor, at=at)  # fmt: skip
    dossier_actions.sign_pledge(walker.dossier, is_secrecy_declared=True, has_opened_files=True, notice=world.notice,
                                by=walker.actor, at=at)  # fmt: skip

    def act() -> None:
        applicant.hand_in(walker.dossier, is_confirmed=True, notice=world.notice, by=walker.actor, at=at)

    assert cut_at_every_step(act, monkeypatch) > 10


@pytest.mark.parametrize("ruling", ["pass_on", "send_back", "turn_down"])
def test_a_ruling_is_whole_or_not_there(world, monkeypatch, ruling):
    visit = world.at(world.walker(), "county_office")
    by, at = world.clerk(visit), visit.arrived_at + timedelta(hours=1)
    if ruling == "send_back":
        road.list_defects(world.city, visit, ("appointment_letter_no_seal",), by, at)
    road.judge_all(world.city, visit, by, at)
    words = {
        "pass_on": {"opinion": "同意上报。"},
        "send_back": {},
        "turn_down": {"reason": "任职年限与档案不符，不能补正。"},
    }

    def act() -> None:
        getattr(office, ruling)(visit, **words[ruling], notice=world.notice, by=by, at=at)

    assert cut_at_every_step(act, monkeypatch) > 5
    assert queries.open_visit(visit.dossier) is None or ruling == "pass_on"


def test_an_attachment_is_whole_or_not_there(world, monkeypatch):
    walker = world.walker()
    dossier = world.written(walker)
    scan = scans.certificate("聘    书", ("再传一份",), "示例中学", "2018年9月1日")

    def act() -> None:
        with transaction.atomic():
            blob = road.store(world.city, scan, "聘书.jpg", walker.actor, moment(10, 20))
            dossier_actions.attach(dossier, "appointment_letter", "", blob, "聘书.jpg", notice=world.notice,
                                   by=walker.actor, at=moment(10, 20))  # fmt: skip

    assert cut_at_every_step(act, monkeypatch) > 3
