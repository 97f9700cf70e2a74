"""The golden cases are files and dossiers: written by the applicant's own actions, they are judged as the file is."""

from __future__ import annotations

from datetime import date, datetime, time

import build
import pytest
from django.db import transaction
from notices.test_cases import GRAVITY, dossier_of, facts_of, of_kind

from zhicheng.accounts.actions import people
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.accounts.models import Account
from zhicheng.accounts.queries import actor_of
from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import facts as dossier_facts
from zhicheng.ops import road, scans
from zhicheng.ops.synthetic import Unit
from zhicheng.policy import judge
from zhicheng.policy.facts import Entrustment
from zhicheng.policy.finding import Refused, Says
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register.actions import Named
from zhicheng.stations import facts as station_facts
from zhicheng.stations import queries as stations
from zhicheng.stations.actions import applicant, employer

pytestmark = pytest.mark.django_db
DOORS = frozenset({"person_admitted", "not_a_civil_servant", "not_retired", "not_reaching_retirement", "no_bar",
                   "green_channel_approved", "tenure_of_unestablished", "employer_in_city", "entrustment_letter",
                   "series_online"})  # fmt: skip
"""Rules that an account is asked before there is a dossier: there a case is refused and not judged."""


def unit_of(said) -> Unit:
    unit = said["employer"]
    return Unit(
        unit["name"], unit["name"], unit["uscc"], unit["nature"], unit["region"], unit["level"],
        unit.get("locality", ""), "school" if unit["nature"] == "事业单位" else "builder",
        unit.get("department", "").removeprefix("许昌市") if unit["region"] != "411000" else unit.get("department", ""),
        is_appraising=unit.get("appraises", True),
    )  # fmt: skip


def entrusting_body(world, said, letter):
    """The body whose letter names the person of a case; Refused when the letter is impossible."""
    entered = road.letter_in(
        world.city, Entrustment(**{**letter, "state": "待审核", "checked_on": None, "title": ""}),
        [Named(said["basics"]["name"], said["basics"]["id_number"], said["employer"]["name"],
               said["employer"]["nature"], said["title"]["name"], said["application"]["title"])],
        said["employer"]["uscc"], datetime.combine(letter["issued_on"], time(10), build.ZONE),
    )  # fmt: skip
    agreed = road.agree(world.city, entered, datetime.combine(letter["checked_on"], time(10), build.ZONE))
    return road.add_body(world.city, agreed, datetime.combine(letter["checked_on"], time(11), build.ZONE))


def written_by_actions(world, case, on: date):
    """The walker whose dossier says what the case says; Refused when a door says no."""
    said, when = dossier_of(case), datetime.combine(on, time(9), build.ZONE)
    basics, unit = said["basics"], unit_of(said)
    if unit.department and unit.department not in world.city.organisations:
        unit = Unit(**{f: getattr(unit, f) for f in unit.__slots__} | {"department": "建安区教育局"})
    letter = said.get("unit", {}).get("entrustment")
    made = (
        entrusting_body(world, said, letter)
        if letter
        else road.add_unit(world.city, unit, datetime.combine(date(2023, 10, 13), time(12), build.ZONE))
    )
    city = world.seat(road.CITY_OFFICE, Role.REGISTRAR)
    about = said.get("unit", {})
    for bar in about.get("bars", ()):
        register.enter_breach(id_type=basics["id_type"], id_number=basics["id_number"], decided_on=bar["begins_on"],
                              **{k: bar[k] for k in ("ground", "begins_on", "ends_on")},
                              document_number=bar.get("document_number", "示例1号"), by=city, at=when)  # fmt: skip
    if held := about.get("green_channel_on_file"):
        blob = road.store(world.city, scans.photograph("批"), "a.jpg", city, when)
        register.enter_green_channel(held["document_number"], held["authority"], held["basis"], held["approved_on"],
                                     blob, [(basics["id_type"], basics["id_number"], basics["name"])], by=city,
                                     at=when)  # fmt: skip
    employment = people.add_applicant(
        made,
        NewPerson(basics["name"], basics["id_type"], basics["id_number"], basics["sex"], basics["born_on"],
                  phone=basics["phone"], origin=basics.get("origin", "中国")),
        tenure=basics["tenure"], identity=basics["identity"], employed_on=basics["employed_on"],
        is_card_confirmed=True, is_retired=basics.get("retired", False), initial_password=None,
        green_channel=(basics.get("green_channel") or {}).get("document_number", ""), notice=world.notice,
        by=world.seat(made, Role.ADMINISTRATOR), at=when,
    )  # fmt: skip
    actor = actor_of(Account.objects.get(person=employment.person), None, "")
    if basics.get("extended"):
        blob = road.store(world.city, scans.photograph("延"), "b.jpg", city, when)
        people.correct_applicant(
            employment, extension=blob, notice=world.notice, by=world.seat(made, Role.ADMINISTRATOR), at=when
        )
    asked = said["application"]
    committee = world.notice.committees[asked["committee"]]
    if committee.level != asked["level"] and case["rule"] != "committee_fits":
        asked.pop("committee")  # a committee that does not fit cannot be chosen; the rule is asked all the same
    dossier = dossier_actions.open_dossier(employment.person, year=world.year, notice=world.notice, by=actor, at=when)
    road.fill(dossier, said, scan=lambda slot, row: (scans.certificate(slot, ("x",), "y", "z"), f"{slot}.jpg"),
              notice=world.notice, by=actor, at=when)  # fmt: skip
    dossier.refresh_from_db()
    return dossier, actor, about, when


def judged(world, case) -> list[tuple[str, str]]:
    """What the rule of the case says of the dossier."""
    on = case["on"]
    dossier, actor, about, when = written_by_actions(world, case, on)
    known, _ = dossier_facts.drafted(dossier, on=on, recommended_on=about.get("recommended_on"))
    found = judge.judge(known, world.notice)
    if not any(f.rule == case["rule"] for f in found):  # the unit's part: handed in, and its files uploaded
        dossier_actions.sign_pledge(dossier, is_secrecy_declared=True, has_opened_files=True, notice=world.notice,
                                    by=actor, at=when)  # fmt: skip
        visit = applicant.hand_in(dossier, is_confirmed=True, notice=world.notice, by=actor, at=when)
        by = world.clerk(visit)
        for form in about.get("appraisals", ()):
            blob = road.store(world.city, scans.certificate("考核", (str(form["year"]),), "u", "z"), "k.jpg", by, when)
            employer.add_unit_file(visit, world.notice.rule("appraisals_complete")["material"], blob, "k.jpg",
                                   year=form["year"], grade=form.get("grade", ""), notice=world.notice, by=by,
                                   at=when)  # fmt: skip
        found = station_facts.unit_findings(stations.open_visit(dossier), world.notice, when)
    return [(f.says.value, f.facts) for f in found if f.rule == case["rule"]]


def gravest(said: list[tuple[str, str]]) -> str:
    return min((w for w, _ in said), key=lambda w: GRAVITY.index(Says(w)))


@pytest.mark.slow
def test_every_worked_example_is_judged_alike_as_a_file_and_as_a_dossier():
    world = build.world()
    different, refused_at_the_door, alike = [], [], 0
    for case in of_kind("case"):
        facts = facts_of(dossier_of(case), case["on"])
        expected = [
            (f.says.value, f.facts)
            for f in (*judge.judge(facts, world.notice), *judge.judge_unit(facts, world.notice))
            if f.rule == case["rule"]
        ]
        with transaction.atomic():
            try:
                got = judged(world, case)
            except Refused as no:
                if case["rule"] in no.rules and case["expect"] == "不符合":
                    refused_at_the_door.append(case["rule"])
                else:
                    different.append(f"{case['name']}：{no.rules} {[r.what for r in no.refusals][:3]}")
            else:
                if got == expected:
                    alike += 1
                else:
                    different.append(f"{case['name']}：{got} 而非 {expected}")
            transaction.set_rollback(True)
    assert "\n".join(different) == ""
    assert set(refused_at_the_door) <= DOORS | {"committee_fits"}
    assert alike >= 25
