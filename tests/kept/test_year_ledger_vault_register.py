"""The year pins its notice, the ledger cannot be rewritten, the vault opens for its purpose alone."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from build import OCT_13, OCT_20, moment
from conftest import NOTICES
from django.db import DatabaseError, connection, transaction
from refusing import refused

from zhicheng.ledger.actor import INSTALLER
from zhicheng.ledger.event import Event
from zhicheng.ledger.models import Entry
from zhicheng.ledger.record import OutsideTransaction, record
from zhicheng.policy.load import load
from zhicheng.register import actions as register
from zhicheng.register import queries as held
from zhicheng.vault import cipher
from zhicheng.year import actions, invariants, queries, shelf

pytestmark = pytest.mark.django_db


# ───── the year ─────


def test_opening_a_year_pins_the_hash_of_its_notice(notice):
    year = actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    assert (year.hash, year.number) == (notice.hash, notice.number)
    assert queries.open_year() == year
    assert Entry.objects.get(event="YearOpened").content["hash"] == notice.hash


def test_one_year_at_a_time_and_each_once(settings):
    year = actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    with refused("one_open_year"):
        actions.open_year("2022-xuchang-synthetic", by=INSTALLER, at=OCT_13)
    actions.close_year(year, by=INSTALLER, at=OCT_20)
    with refused("one_open_year"):
        actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_20)


@pytest.fixture
def copied(settings, tmp_path) -> Path:
    shutil.copytree(NOTICES, tmp_path / "notices")
    settings.NOTICES = tmp_path / "notices"
    return tmp_path / "notices" / "2023-xuchang"


def move_the_deadline(folder: Path) -> None:
    calendar = folder / "calendar.toml"
    calendar.write_text(calendar.read_text("utf-8").replace("personal = 2023-10-31", "personal = 2023-10-30"), "utf-8")


def test_a_folder_that_was_changed_after_the_opening_changes_nothing(copied):
    year = actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    before = shelf.notice_of(year)
    assert not shelf.is_changed(year)
    move_the_deadline(copied)
    assert shelf.is_changed(year)
    assert shelf.notice_of(year) == before


def test_every_version_that_was_in_force_is_kept_whole_and_cannot_be_changed(copied):
    year = actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    before = shelf.notice_of(year)
    move_the_deadline(copied)
    changed = load(copied)
    actions.reopen_year(year, hash=changed.hash, reason="申报提前一天截止", by=INSTALLER, at=OCT_20)
    year.refresh_from_db()
    shelf._versions.clear()  # as after a restart
    assert shelf.notice_of(year) == changed
    assert shelf.version_of(before.hash) == before
    assert [v.ordinal for v in year.versions.all()] == [1, 2]
    assert list(invariants.broken()) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        year.versions.update(reason="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        year.versions.all().delete()


def test_a_content_is_put_in_force_as_it_was_proposed_and_only_once(copied):
    year = actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    first = load(copied).hash
    with refused("notice_unchanged"):
        actions.reopen_year(year, hash=first, reason="没有改动", by=INSTALLER, at=OCT_20)
    move_the_deadline(copied)
    with refused("notice_unchanged"):
        actions.reopen_year(year, hash="0" * 64, reason="提出之后又改了", by=INSTALLER, at=OCT_20)
    (copied / "readings.toml").write_text("decided = 3", "utf-8")
    with refused("notice_whole"):
        actions.reopen_year(year, hash=first, reason="有错", by=INSTALLER, at=OCT_20)
    year.refresh_from_db()
    assert year.hash == first


def test_a_folder_with_faults_is_refused_with_every_complaint(copied):
    rules = copied / "notice.toml"
    text = (
        rules.read_text("utf-8")
        .replace("工作满6个月", "工作满七个月")
        .replace("聘任年限的计算截止到当年12月底", "聘任到年底")
    )
    rules.write_text(text, "utf-8")
    with refused("notice_whole") as caught:
        actions.open_year("2023-xuchang", by=INSTALLER, at=OCT_13)
    assert len(caught.value.refusals) >= 2
    assert all("notice.toml" in r.what for r in caught.value.refusals)


def test_the_demonstrations_clock_only_goes_forward_and_only_there(settings):
    settings.DEMO = True
    actions.set_demo_clock(OCT_20, by=INSTALLER)
    with refused("demo_clock"):
        actions.move_demo_clock(OCT_20 - timedelta(seconds=1), by=INSTALLER)
    actions.move_demo_clock(OCT_20 + timedelta(days=1), by=INSTALLER)
    assert queries.now() == OCT_20 + timedelta(days=1)
    settings.DEMO = False
    assert queries.demo_clock() is None
    with refused("demo_clock"):
        actions.move_demo_clock(OCT_20 + timedelta(days=2), by=INSTALLER)


# ───── the ledger ─────


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingDone(Event):
    requirement: ClassVar[str] = "S0-01"
    what: str

    @property
    def about(self) -> str:
        return self.what


def test_the_database_refuses_to_change_or_delete_a_line():
    entry = record(SomethingDone(what="x"), by=INSTALLER, at=OCT_20)
    for sql in ("UPDATE ledger_entry SET actor_name = 'somebody else'", "DELETE FROM ledger_entry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert Entry.objects.get(pk=entry.pk).actor_name == INSTALLER.name


@pytest.mark.django_db(transaction=True)
def test_a_line_outside_a_transaction_is_refused():
    with pytest.raises(OutsideTransaction):
        record(SomethingDone(what="x"), by=INSTALLER, at=OCT_20)
    assert Entry.objects.count() == 0


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        record(SomethingDone(what="x"), by=INSTALLER, at=OCT_20.replace(tzinfo=None))


# ───── the vault ─────


def test_a_value_opens_for_its_own_purpose_and_no_other():
    token = cipher.encrypt("411002198503071235", "accounts_person.id_number")
    assert cipher.decrypt(token, "accounts_person.id_number") == "411002198503071235"
    for other in (token[:-6] + "AAAAA=", "v2" + token[2:], "nonsense"):
        with pytest.raises(cipher.Unreadable):
            cipher.decrypt(other, "accounts_person.id_number")
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(token, "accounts_person.phone")


def test_the_same_value_is_closed_differently_each_time_and_indexed_alike():
    assert cipher.encrypt("x", "a.b") != cipher.encrypt("x", "a.b")
    assert cipher.blind_index("x", "identity") == cipher.blind_index("x", "identity")
    assert cipher.blind_index("x", "identity") != cipher.blind_index("x", "login")


def test_an_older_key_still_opens_what_it_closed(settings):
    token = cipher.encrypt("x", "a.b")
    settings.VAULT_KEYS = {**settings.VAULT_KEYS, "k2": "another"}
    settings.VAULT_CURRENT_KEY = "k2"
    assert cipher.decrypt(token, "a.b") == "x"
    assert cipher.encrypt("x", "a.b").startswith("v1.k2.")
    settings.VAULT_KEYS = {"k2": "another"}
    with pytest.raises(cipher.Unreadable):
        cipher.decrypt(token, "a.b")


# ───── the standing book ─────

CARD = ("居民身份证", "411002198503071235")


def breach(**more):
    decided = date(2022, 12, 30)
    said = {"id_type": CARD[0], "id_number": CARD[1], "ground": "学术造假", "document_number": "示例〔2022〕1号"}
    said |= {"decided_on": decided, "begins_on": decided, "ends_on": date(2025, 12, 30)}
    return register.enter_breach(**(said | more), by=INSTALLER, at=moment(10, 20))


def test_a_breach_is_never_in_force_before_its_decision():
    breach()
    index = held.identity_index(*CARD)
    assert [b.ground for b in held.bars_of(CARD[0], index)] == ["学术造假"]
    for wrong in ({"begins_on": date(2022, 12, 29)}, {"ends_on": date(2022, 12, 30)}, {"decided_on": date(2024, 1, 1)}):
        with refused("breach_decided"):
            breach(**wrong)


def test_one_certificate_is_one_entry():
    said = {"id_type": CARD[0], "id_number": CARD[1], "series": "primary-secondary-teacher",
            "specialty": "junior-maths", "level": "intermediate", "name": "一级教师", "obtained_on": date(2018, 12, 1),
            "certificate_number": "41100020180001", "authority": "示例"}  # fmt: skip
    register.enter_title(**said, by=INSTALLER, at=OCT_20)
    with refused("entered_once"):
        register.enter_title(**said, by=INSTALLER, at=OCT_20)
    assert [t.name for t in held.titles_of(CARD[0], held.identity_index(*CARD))] == ["一级教师"]
