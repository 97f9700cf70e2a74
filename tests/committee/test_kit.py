"""会场投票包: a round goes to a closed venue, is voted on there and comes back sealed; nothing else comes back in."""

from __future__ import annotations

import dataclasses
import random
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from committee.conftest import AYE, DEC_15, HELD_ON, NO, Town, listed
from committee.room import Room
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from refusing import refused
from web.conftest import client_for

from zhicheng.committee import invariants, kit, queries
from zhicheng.committee.actions import ballots, kits, meetings
from zhicheng.committee.models import Box, RollMark
from zhicheng.committee.models import Kit as Row
from zhicheng.ledger.actor import INSTALLER
from zhicheng.ledger.models import Entry
from zhicheng.ops.hall import Hall
from zhicheng.vault import papers, parcels
from zhicheng.vault.cipher import Unreadable
from zhicheng.year import actions as years

KEPT, ABSENT = {4: (2,)}, (10,)


@dataclass
class Out:
    """A hall whose round is at the venue: ten on the roll, the fifth kept from the second case, nobody has voted."""

    hall: Hall
    made: kits.Exported

    @property
    def said(self) -> dict:
        return {"notice": self.hall.notice, "by": self.hall.secretary, "at": DEC_15}

    @property
    def packed(self) -> kit.Kit:
        return kit.opened(bytes(self.made.kit.content), self.made.code)

    def brought(self, raw: bytes) -> None:
        kits.bring_back(self.hall.the_meeting(), raw, **self.said)

    def forged(self, voted: tuple[int, ...] = (1, 2), *, papers_of: int | None = None, **changed) -> bytes:
        """A result signed with the kit's own key by somebody who has kit and code: so many papers for each case."""
        packed = self.packed
        seal = {"ballot": packed.ballot, "random": random.Random(3).randbytes}
        sealed = len(voted) if papers_of is None else papers_of
        box = {
            c.id: [papers.seal(AYE, packed.publics, about=str(c.id), **seal) for _ in range(sealed)]
            + [papers.BLANK] * (len(packed.voters) - sealed)
            for c in packed.cases
        }
        plain = {"kit": packed.id, "digest": kit.digest(packed), "closed_at": "", "voted": voted,
                 "box": queries.packed(box)}  # fmt: skip
        return kit.signed(kit.Result(**plain | changed), packed, random.Random(4).randbytes)


def taken(town: Town, **called) -> Out:
    hall = listed(town, **called)
    hall.assembled(DEC_15, kept=KEPT, absent=ABSENT)
    hall.opened(DEC_15, chance=random.Random(7))
    return Out(hall, exported(hall))


def exported(hall: Hall, seed: int = 5) -> kits.Exported:
    chance = random.Random(seed).randbytes
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15, "random": chance}
    return kits.export(hall.the_ballot(), **said)


def whole(place: int, first: int, second: int, third: int) -> tuple[int, dict[int, int]]:
    """A paper of a place; the fifth place is kept from the second case."""
    said = {1: first, 2: second, 3: third}
    return place, {n: c for n, c in said.items() if place != 5 or n != 2}


PAPERS = [
    *(whole(n, AYE, AYE, NO) for n in range(1, 6)),
    whole(6, NO, NO, NO),
    whole(7, AYE, 3, NO),
    whole(8, NO, AYE, 3),
]
COUNT = [(10, 0, 10, 8, 6, 2, 0, 10), (10, 1, 9, 7, 5, 1, 1, 10), (10, 0, 10, 8, 0, 7, 1, 10)]


def counts(hall: Hall) -> list[tuple[int, ...]]:
    rows = queries.tallies(hall.the_ballot())
    return [(t.attending, t.recused, t.issued, t.returned, t.ayes, t.noes, t.abstentions, t.base) for t in rows]


def test_a_round_voted_at_the_venue_is_counted_like_one_voted_here(town: Town, tmp_path: Path, laptop: Path):
    out = taken(town)
    hall, room = out.hall, Room(tmp_path / "room", laptop, out.made)
    attempts = [*PAPERS, PAPERS[0], (9, {1: AYE}), (5, {1: AYE, 2: AYE, 3: AYE})]
    raw, said = room.voted(attempts)
    assert said == [[]] * 8 + [["votes_in_person"], ["paper_whole"] * 2, ["votes_in_person"] * 2]
    out.brought(raw)
    assert queries.progress(hall.the_ballot()) == queries.Progress(10, 8)
    assert tuple(hall.the_ballot().roll.filter(has_voted=False).values_list("place", flat=True)) == (9, 10)
    assert list(invariants.broken()) == []
    hall.counted(DEC_15)
    assert counts(hall) == COUNT
    assert list(invariants.broken()) == []
    assert Entry.objects.get(event="KitReturned").content["voted"] == 8


def test_the_same_papers_cast_here_give_the_same_count(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15, kept=KEPT, absent=ABSENT)
    hall.opened(DEC_15)
    for place, paper in PAPERS:
        hall.vote(hall.experts[place - 1], {1: 0, 2: 0, 3: 0} | paper, DEC_15)
    hall.counted(DEC_15)
    assert counts(hall) == COUNT


def test_two_venues_that_differ_in_who_cast_what_send_files_that_look_the_same(
    town: Town, tmp_path: Path, laptop: Path
):
    out = taken(town)
    key = Row.objects.get(pk=out.made.kit.pk).returns_to
    one = [whole(n, AYE if n < 8 else NO, AYE, AYE) for n in range(1, 11)]
    other = [whole(n, NO if n < 4 else AYE, AYE, AYE) for n in range(1, 11)]
    files = [Room(tmp_path / name, laptop, out.made).voted(said)[0] for name, said in (("one", one), ("other", other))]
    assert len(files[0]) == len(files[1])
    results = [kit.read(raw, public=out.made.kit.signed_with, private=key) for raw in files]
    same = [dataclasses.replace(r, box="") for r in results]
    assert same[0] == same[1]
    boxes = [queries.unpacked(r.box, [c.id for c in out.packed.cases], 10) for r in results]
    assert {len(p) for box in boxes for of in box.values() for p in of} == {papers.LENGTH}
    assert [[sum(any(p) for p in of) for of in box.values()] for box in boxes] == [[10, 10, 10]] * 2


def test_what_goes_out_holds_the_ballot_and_no_more(town: Town):
    out = taken(town, is_blind=True)
    packed = out.packed
    assert [(c.ordinal, c.name, c.kept) for c in packed.cases] == [(1, "", ()), (2, "", (5,)), (3, "", ())]
    assert [v.name for v in packed.voters] == [e.name for e in out.hall.experts[:10]]
    plain, file = kit.plain(packed).decode(), bytes(out.made.kit.content)
    dossier = town.dossiers[0]
    for secret in (dossier.number, dossier.person.name, dossier.person.id_number, *(e for *_, e in out.made.entries)):
        assert secret not in plain
    assert out.hall.experts[0].name.encode() not in file
    assert out.packed.notice["hash"] == out.hall.notice.hash


def test_while_a_round_is_out_nobody_votes_stops_or_counts_here(town: Town):
    out = taken(town)
    hall, ballot = out.hall, out.hall.the_ballot()
    with refused("at_venue"):
        hall.vote(hall.experts[0], AYE, DEC_15)
    for deed in (ballots.close_ballot, kits.export):
        with refused("at_venue"):
            deed(ballot, **out.said)
    with refused("at_venue"):
        ballots.count(ballot, [hall.codes[0], hall.codes[1]], **out.said)
    for rows, change in ((Box, {"papers": ""}), (RollMark, {"has_voted": True})):
        with pytest.raises(IntegrityError, match="kit_is_out"), transaction.atomic():
            rows.objects.filter(ballot=ballot).update(**change)


def test_a_round_goes_out_only_while_it_is_open_and_nobody_has_voted(town: Town):
    hall = listed(town)
    hall.assembled(DEC_15)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_15}
    hall.ballot = ballots.prepare(hall.the_meeting(), hall.holders(), **said)
    with refused("round_stands"):
        kits.export(hall.the_ballot(), **said)
    ballots.void(hall.the_ballot(), "改由另三人保管密钥", **said)
    hall.opened(DEC_15)
    with refused("committee_seats"):
        kits.export(hall.the_ballot(), **said | {"by": hall.supervisor})
    hall.vote(hall.experts[0], AYE, DEC_15)
    with refused("round_stands") as caught:
        kits.export(hall.the_ballot(), **said)
    assert caught.value.refusals[0].what == "本轮已有1人在平台上投票，不能再带到会场"
    ballots.void(hall.the_ballot(), "改到会场投票", **said)
    hall.ballot = ballots.prepare(hall.the_meeting(), on_paper_because="会场停电", **said)
    ballots.open_ballot(hall.the_ballot(), **said)
    with refused("round_stands"):
        kits.export(hall.the_ballot(), **said)


def test_a_kit_that_was_called_back_counts_no_more_and_the_round_goes_on_here(town: Town):
    out = taken(town)
    hall, raw = out.hall, out.forged()
    with refused("at_venue"):
        kits.call_back(hall.the_ballot(), " ", **out.said)
    kits.call_back(hall.the_ballot(), "会场的电脑损坏", **out.said)
    with refused("kit_file") as caught:
        out.brought(raw)
    assert caught.value.refusals[0].what == "这个投票包已经召回，会场的结果不再有效"
    with refused("round_stands"):
        kits.call_back(hall.the_ballot(), "会场的电脑损坏", **out.said)
    again = exported(hall, seed=6)
    kits.call_back(hall.the_ballot(), "改在平台上投票", **out.said)
    for expert in hall.experts[:10]:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    assert [t.ayes for t in queries.tallies(hall.the_ballot())] == [10, 9, 10]
    assert again.code != out.made.code
    assert list(invariants.broken()) == []
    said = Entry.objects.filter(event__startswith="Kit").order_by("id").values_list("event", flat=True)
    assert tuple(said) == ("KitExported", "KitCalledBack", "KitExported", "KitCalledBack")


def test_a_result_comes_in_once_and_a_void_round_takes_none(town: Town):
    out = taken(town)
    raw = out.forged((1, 2, 3))
    with transaction.atomic():
        point = transaction.savepoint()
        out.brought(raw)
        with refused("kit_file") as caught:
            out.brought(raw)
        assert [r.what for r in caught.value.refusals] == ["这个投票包的结果已经导入过"]
        row = Row.objects.get()
        assert (row.returns_to, row.returned_at) == ("", DEC_15)
        with pytest.raises(IntegrityError), transaction.atomic():
            Row.objects.update(result_digest="0" * 64)
        transaction.savepoint_rollback(point)
    ballots.void(out.hall.the_ballot(), "会场秩序混乱，投票中止", **out.said)
    with refused("kit_file"):
        out.brought(raw)
    assert list(invariants.broken()) == []


@pytest.mark.parametrize("place", [0, 10, 30, 100, 200, -1])
def test_one_changed_byte_of_kit_or_result_and_it_is_none(town: Town, place: int):
    out = taken(town)
    raw = bytes(out.made.kit.content)
    for file, opens in ((raw, lambda said: kit.opened(said, out.made.code)), (out.forged(), out.brought)):
        changed = bytearray(file)
        changed[place] ^= 1
        with pytest.raises(Unreadable) if file is raw else refused("kit_file"):
            opens(bytes(changed))
        with pytest.raises(Unreadable) if file is raw else refused("kit_file"):
            opens(file[:place] if place > 0 else file[:-1])
    assert queries.progress(out.hall.the_ballot()).voted == 0


def test_another_code_opens_no_kit(town: Town):
    out = taken(town)
    for code in (papers.new_code(random.Random(1).randbytes), out.hall.codes[0], "X", ""):
        with pytest.raises(Unreadable):
            kit.opened(bytes(out.made.kit.content), code)


def test_a_result_that_does_not_fit_the_roll_does_not_come_in(town: Town):
    out = taken(town)
    for raw, rule in (
        (out.forged((1, 2), papers_of=3), "ballots_add_up"),
        (out.forged((1, 2), papers_of=1), "ballots_add_up"),
        (out.forged((1, 11)), "votes_in_person"),
        (out.forged((1, 1)), "votes_in_person"),
        (out.forged(digest="0" * 64), "kit_file"),
        (out.forged(box=""), "kit_file"),
        (b"", "kit_file"),
        (kit.RESULT + bytes(200), "kit_file"),
    ):
        with refused(rule):
            out.brought(raw)
    stranger, _ = parcels.new_signer(random.Random(9).randbytes)
    packed = dataclasses.replace(out.packed, signs=stranger)
    strange = kit.signed(kit.Result(kit=packed.id, digest="", closed_at="", voted=(), box=""), packed, random.randbytes)
    with refused("kit_file"):
        out.brought(strange)
    with refused("committee_seats"):
        kits.bring_back(out.hall.the_meeting(), out.forged(), **out.said | {"by": out.hall.supervisor})
    assert queries.progress(out.hall.the_ballot()).voted == 0


def test_a_vote_of_somebody_who_is_kept_from_the_case_comes_to_light_at_the_count(town: Town):
    out = taken(town)
    out.brought(out.forged((1, 5)))
    with refused("ballots_add_up"):
        out.hall.counted(DEC_15)


def test_a_result_of_another_meeting_does_not_come_in(town: Town):
    out = taken(town)
    second = meetings.call_meeting(
        out.hall.the_sitting(), held_on=HELD_ON, place="市教育局", is_blind=False, notice=out.hall.notice,
        by=out.hall.secretary, at=DEC_15,
    )  # fmt: skip
    with refused("kit_file") as caught:
        kits.bring_back(second, out.forged(), **out.said)
    assert caught.value.refusals[0].what == "结果文件属于另一次会议"


def test_a_vote_here_while_the_round_is_out_is_found_by_the_audit(town: Town):
    out = taken(town)
    Row.objects.filter(pk=out.made.kit.pk).update(returned_at=DEC_15, result_digest="0" * 64, returns_to="")
    assert list(invariants.broken()) == [
        f"投票 {out.hall.the_meeting().number}第1轮：不是在导入会场结果时停止的",
        "会场投票包的导出、导入、召回与台账不符",
    ]


def test_the_console_shows_code_and_slips_once_and_takes_the_result_in(town: Town, settings, tmp_path: Path):
    settings.DEMO, settings.VAR = True, tmp_path
    years.move_demo_clock(DEC_15, by=INSTALLER)
    hall = listed(town)
    hall.assembled(DEC_15, kept=KEPT, absent=ABSENT)
    hall.opened(DEC_15)
    number, client = hall.the_meeting().number, client_for(hall.secretary)
    address = {name: reverse(f"secretariat:{name}", args=[number]) for name in ("export_kit", "kit_file", "meeting")}
    assert client.get(address["kit_file"]).status_code == 404
    page = client.post(address["export_kit"])
    code = re.search(r'<code class="secret">([0-9A-Z-]+)</code>', page.content.decode())
    assert code is not None
    assert len(re.findall(r"<td><code>", page.content.decode())) == 10
    file = client.get(address["kit_file"]).content
    assert kit.opened(file, code[1]).ballot == str(hall.the_ballot().pk)
    assert client.post(address["export_kit"]).status_code == 409
    expert = client_for(hall.experts[0]).get(reverse("expert:ballot", args=[number])).content.decode()
    assert "本轮在会场投票" in expert
    assert 'type="radio"' not in expert

    def deed(what: str, **said):
        return client.post(reverse("secretariat:deed", args=[number, what]), said)

    assert deed("bring-back").status_code == 409
    assert deed("call-back", ground="会场的电脑损坏").status_code == 302
    assert "会场的电脑损坏" in client.get(address["meeting"]).content.decode()
    out = Out(hall, exported(hall))
    assert deed("bring-back", result=SimpleUploadedFile("result", out.forged((1, 2, 3)))).status_code == 302
    assert queries.progress(hall.the_ballot()) == queries.Progress(10, 3)
    assert hall.the_ballot().closed_at == DEC_15
