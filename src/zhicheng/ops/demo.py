"""``zhicheng demo``: a made-up city with a closed year behind it and 2023 in full swing, built by real actions.

Everything is synthetic and the same for the same seed. The clock stands at 2023-11-22 and can only go forward.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import time
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from .road import City, Walker

SEED = 2023
LAST_YEAR, THIS_YEAR = "2022-xuchang-synthetic", "2023-xuchang"
STANDS_AT, CLOSED_ON = date(2023, 11, 22), date(2023, 2, 15)
SLOW_OFFICE, SLOW_SCHOOL = "建安区职称改革领导小组办公室", 4
BEFORE, NOW, CLIENTS = 16, 120, 4
"""How many people walk the closed year and this one, and for how many of them an agency acts."""
MICRO = "长葛示例测绘工作室"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--anew", action="store_true", help="删去已有的演示数据，重新生成")
    parser.add_argument("--people", type=int, default=NOW, help=f"本年度的申报人数，默认{NOW}")


def run(arguments: argparse.Namespace) -> int:
    """Build the demo once; exit 2 when this is no demonstration or its database is in use."""
    django.setup()
    from django.conf import settings

    if not settings.DEMO:
        print("这里不是演示：请设 ZHICHENG_DEMO=1。")
        return 2
    cast = settings.VAR / "cast.json"
    if cast.exists() and not arguments.anew:
        return 0
    if not _empty(settings):
        print("数据库已有数据，没有改动。请另设 ZHICHENG_VAR 或 DATABASE_URL。")
        return 2
    began = time.monotonic()
    build(max(20, arguments.people))
    print(f"演示城市已建好，用时 {time.monotonic() - began:.0f} 秒")
    return 0


def _empty(settings: Any) -> bool:
    """Take away what an earlier demonstration left, in its own folder only; migrate. ``False``: somebody's data."""
    from django.core.management import call_command
    from django.db import connection

    settings.VAR.mkdir(parents=True, exist_ok=True)
    (settings.VAR / "cast.json").unlink(missing_ok=True)
    if connection.vendor == "sqlite":
        connection.close()
        for name in ("zhicheng.sqlite3", "zhicheng.sqlite3-wal", "zhicheng.sqlite3-shm"):
            (settings.VAR / name).unlink(missing_ok=True)
        if settings.EVIDENCE_STORE.parent == settings.VAR:
            shutil.rmtree(settings.EVIDENCE_STORE, ignore_errors=True)
    call_command("migrate", verbosity=0)
    from zhicheng.year import queries

    return not queries.years().exists()


def build(people: int) -> City:
    """The whole city; writes ``cast.json`` at the very end, so that a build cut short is begun anew."""
    from django.conf import settings
    from tqdm import tqdm

    from zhicheng.ledger.actor import INSTALLER
    from zhicheng.year import actions as years

    from . import road

    draw = random.Random(SEED)
    units = road.units_of(draw)
    with tqdm(total=122 + 38, desc="演示城市", unit="天", leave=False, disable=None) as bar:
        city, before = _last_year(draw, units, bar)
        _close(city, before)
        walkers = _this_year(city, units, people, bar)
        bar.set_description("收尾")
        odd = _odd_units(city)
        years.set_demo_clock(road.at(STANDS_AT, 9), by=INSTALLER)
        said = json.dumps(list(_cast(city, walkers, before, odd)), ensure_ascii=False, indent=1)
    (settings.VAR / "cast.json").write_text(said, encoding="utf-8")
    return city


def _last_year(draw: random.Random, units: Sequence[Any], bar: Any) -> tuple[City, list[Walker]]:
    """A closed 2022: half of the units, some two dozen people from draft to certificate."""
    from zhicheng.ledger.actor import INSTALLER
    from zhicheng.year import actions as years
    from zhicheng.year import shelf

    from . import road, sittings

    year = years.open_year(LAST_YEAR, by=INSTALLER, at=road.at(date(2022, 10, 14), 9))
    city = road.install(year, shelf.notice_of(year), draw, units[:14], date(2022, 10, 14))
    walkers = [road.add_walker(city, c, road.at(date(2022, 10, 17), 8)) for c in road.candidates(city, BEFORE)]
    first = date(2022, 10, 17)
    for day in sittings.season(city, walkers, sittings.courses(city), first=first, until=road.at(CLOSED_ON, 9)):
        bar.set_description(f"{day}")
        bar.update()
    return city, walkers


def _close(city: City, walkers: Sequence[Walker]) -> None:
    """Two decided breaches, and the year closed for good."""
    from zhicheng.accounts.queries import city_office
    from zhicheng.policy.seats import Role
    from zhicheng.register import actions as register
    from zhicheng.year import actions as years

    from . import road

    office = city_office()
    assert office is not None
    registrar = city.seat(office, Role.REGISTRAR)
    for n, walker in enumerate([w for w in walkers if not w.candidate.hands_in or w.candidate.turned_down_at][:2], 1):
        register.enter_breach(
            id_type=walker.person.id_type,
            id_number=walker.person.id_number,
            ground="学术造假",
            document_number=f"许职改办示例〔2022〕{n}号",
            decided_on=date(2022, 12, 30),
            begins_on=date(2022, 12, 30),
            ends_on=date(2025, 12, 30),
            by=registrar,
            at=road.at(CLOSED_ON, 11),
        )
    years.close_year(city.year, by=registrar, at=road.at(CLOSED_ON, 17))


def _this_year(city: City, units: Sequence[Any], people: int, bar: Any) -> list[Walker]:
    """2023 until the morning on which the clock stands."""
    from zhicheng.ledger.actor import INSTALLER
    from zhicheng.year import actions as years
    from zhicheng.year import shelf

    from . import entrusted, road, sittings

    opened = date(2023, 10, 13)
    city.year = years.open_year(THIS_YEAR, by=INSTALLER, at=road.at(opened, 9))
    city.notice = shelf.notice_of(city.year)
    road.add_offices(city, road.at(opened, 9, 30))
    for n, unit in enumerate(units[14:]):
        road.add_unit(city, unit, road.at(opened, 10, n % 60))
    made = road.candidates(city, people)
    _green_channels(city, made)
    _posts(city, made)
    made += road.candidates(city, CLIENTS, ("agency",))
    walkers = [road.add_walker(city, c, road.at(date(2023, 10, 16), 8)) for c in made]
    walkers[0].candidate.starts = 999  # somebody who has only been added
    _fated(walkers[1:])
    entrusted.census(city, date(2023, 10, 18))
    walkers += entrusted.people_in(city, date(2023, 10, 12))[1]
    entrusted.letters_out(city, date(2023, 11, 6))
    road.add_autonomous(city, entrusted.COLLEGE, road.at(date(2023, 10, 16), 15))
    entrusted.letter_waiting(city, date(2023, 11, 20))
    slow = {SLOW_OFFICE: date(2023, 11, 10), units[SLOW_SCHOOL].name: date(2023, 10, 25)}
    courses, first = sittings.courses(city), date(2023, 10, 16)
    for day in sittings.season(city, walkers, courses, first=first, until=road.at(STANDS_AT, 9), slow=slow):
        bar.set_description(f"{day}")
        bar.update()
    return walkers


def _fated(walkers: Sequence[Walker]) -> None:
    """One is refused at the department, one has a letter of the county's office open when the clock stops."""
    made = [w.candidate for w in walkers]
    there = [c for c in made if c.unit.kind == "school" and c.unit.level == "county" and "建安区" not in c.unit.name]
    refused, returned = [c for c in there if c.hands_in and not c.green_channel][:2]
    refused.starts, refused.flaws, refused.turned_down_at = 1, {}, "department"
    returned.starts, returned.flaws, returned.turned_down_at = 3, {"county_office": ("appointment_letter_no_seal",)}, ""
    returned.corrects_after = None


def _green_channels(city: City, made: Sequence[Any]) -> None:
    """One approval on file that names two of the candidates."""
    from zhicheng.accounts.queries import city_office
    from zhicheng.policy.seats import Role
    from zhicheng.register import actions as register

    from . import road, synthetic

    office = city_office()
    assert office is not None
    registrar, when = city.seat(office, Role.REGISTRAR), road.at(date(2023, 10, 13), 15)
    chosen = [c for c in made if c.unit.kind == "school" and c.tenure == "在编"][:2]
    number = "许人社示例〔2023〕8号"
    scan = synthetic.green_channel_approval("、".join(c.name for c in chosen), 2023)
    register.enter_green_channel(
        number,
        city.notice.rule("green_channel_approved")["authorities"][-1],
        next(iter(city.notice.codes["green_channel"])),
        date(2023, 9, 20),
        road.store(city, scan, "审批件.jpg", registrar, when),
        [("居民身份证", c.id_number, c.name) for c in chosen],
        by=registrar,
        at=when,
    )
    for candidate in chosen:
        candidate.green_channel = number


def _posts(city: City, made: Sequence[Any]) -> None:
    """Posts on record for three schools in four: room for whoever applies, but one short at the first."""
    from zhicheng.accounts.actions.quotas import enter_quotas
    from zhicheng.policy.seats import Role

    from . import road

    for n, unit in enumerate(u for u in city.units.values() if u.kind == "school"):
        if n % 4 == 3:
            continue
        applying = [c for c in made if c.unit is unit and c.tenure == "在编" and not c.green_channel]
        numbers: dict[str, dict[str, int | None]] = {}
        for level, approved in (("intermediate", 24), ("associate-senior", 18)):
            wanted = sum(c.said["application"]["level"] == level for c in applying)
            short = 1 if n == 0 and level == "associate-senior" else 0
            numbers[level] = {"approved": approved, "held": approved - max(0, wanted - short)}
        registrar = city.seat(road.manager_of(city, unit), Role.REGISTRAR)
        enter_quotas(
            city.organisations[unit.name],
            numbers,
            document_number=f"许人社岗示例〔2023〕{n + 1}号",
            notice=city.notice,
            by=registrar,
            at=road.at(date(2023, 10, 13), 16, n % 60),
        )


def _odd_units(city: City) -> dict[str, Any]:
    """Units that are not verified: just created, submitted, refused with every reason; and a micro unit that asks."""
    from zhicheng.accounts import queries as accounts
    from zhicheng.accounts.actions import approvals, organisations, seats
    from zhicheng.policy.seats import Role

    from . import road, synthetic
    from .synthetic import Unit

    day, out = date(2023, 11, 20), {}
    named = (("待完善", "襄城县示例职业中学"), ("待审核", "鄢陵县示例实验小学"), ("审核不通过", "禹州市示例第三中学"))
    for n, (state, name) in enumerate(named):
        region = {v: k for k, v in road.COUNTIES.items()}[name[:3]]
        unit = Unit(
            name, name[3:], synthetic.code(600 + n), "事业单位", region, "county", "城区", "school", f"{name[:3]}教育局"
        )
        made = road.create_unit(city, unit, road.at(day, 9, n))
        if state != "待完善":
            road.complete_unit(city, made, road.at(day, 10, n))
        if state == "审核不通过":
            registrar = city.seat(road.manager_of(city, unit), Role.REGISTRAR)
            organisations.refuse_organisation(
                accounts.verifications_of(made)[0],
                [
                    {
                        "title": "证照扫描件过期",
                        "what": "法人证书有效期至2022年12月31日",
                        "mend": "请上传在有效期内的证书",
                        "place": "employer.proofs.licence",
                        "clause": "",
                    },
                    {
                        "title": "申请表没有加盖公章",
                        "what": "第1页落款处没有单位公章",
                        "mend": "请加盖公章后重新扫描",
                        "place": "employer.proofs.application",
                        "clause": "",
                    },
                ],
                notice=city.notice,
                by=registrar,
                at=road.at(day, 15, n),
            )
        out[state] = made
    micro = Unit(MICRO, "示例测绘", synthetic.code(610, "92411082MA"), "民营企业", "411082", "county", "城区", "micro")
    made = road.create_unit(city, micro, road.at(day, 9, 30))
    road.complete_unit(city, made, road.at(day, 9, 40))
    registrar = city.seat(road.manager_of(city, micro), Role.REGISTRAR)
    organisations.verify_organisation(accounts.verifications_of(made)[0], by=registrar, at=road.at(day, 11))
    made.refresh_from_db()
    administrator = city.seat(made, Role.ADMINISTRATOR)
    person = road.a_person(city, administrator, road.at(day, 11, 10))
    road.an_account(person, road.at(day, 11, 11))
    seats.give_seat(person, made, Role.HANDLER, by=administrator, at=road.at(day, 11, 12))
    approvals.propose(
        seats.MICRO_UNIT,
        seats.micro_subject(person, made),
        content={"unit": made.name, "person": person.name},
        reason="本单位在册职工3人，没有第二人可以担任负责人。",
        organisation=road.manager_of(city, micro),
        role=Role.SUPERIOR,
        by=administrator,
        at=road.at(day, 11, 20),
    )
    out["微型单位"] = made
    return out


def _cast(
    city: City, walkers: Sequence[Walker], before: Sequence[Walker], odd: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Who can be entered as with one click, by group."""
    from zhicheng.policy.seats import Role

    from . import entrusted, road

    yield {"title": "申报人", "people": [*_applicants(walkers), *_titled(before)]}
    school = city.organisations[road.units_of(random.Random(SEED))[SLOW_SCHOOL].name]
    people = [_seat(city, school, r) for r in (Role.ADMINISTRATOR, Role.HANDLER, Role.PRINCIPAL)]
    busy = city.organisations[road.units_of(random.Random(SEED))[0].name]
    people.append(_seat(city, busy, Role.PRINCIPAL, "已有推荐"))
    agency = next(u for u in city.units.values() if u.kind == "agency")
    people.append(_seat(city, city.organisations[agency.name], Role.ADMINISTRATOR, "代理自由职业者和民营单位人员"))
    people += [_seat(city, unit, Role.ADMINISTRATOR, state) for state, unit in odd.items()]
    yield {"title": "用人单位", "people": people}
    named = city.organisations
    offices = [
        _seat(city, named["建安区教育局"], Role.REVIEWER, "主管部门"),
        _seat(city, named["建安区教育局"], Role.REGISTRAR, "主管部门"),
        _seat(city, named[SLOW_OFFICE], Role.REVIEWER, "县职改办，办得慢"),
        _seat(city, named["长葛市职称改革领导小组办公室"], Role.SUPERIOR, "县职改办，有待批准"),
    ]
    yield {"title": "主管部门与县职改办", "people": offices}
    root = city.office
    yield {
        "title": "市职改办",
        "people": [_seat(city, root, r) for r in (Role.REVIEWER, Role.REGISTRAR, Role.SUPERIOR)],
    }
    committees = dict.fromkeys(c.office for c in city.notice.committees.values() if c.is_open)
    chosen = [n for n in committees if n in named and n != root.name][:2]
    college, body = named[entrusted.COLLEGE.name], named[road.PUYANG_OFFICE[0]]
    yield {
        "title": "委托评审",
        "people": [
            _seat(city, body, Role.ADMINISTRATOR, "外地委托单位"),
            _seat(city, body, Role.HANDLER, "外地委托单位"),
            _seat(city, college, Role.HANDLER, "职称自主评审单位"),
            _seat(city, college, Role.PRINCIPAL, "职称自主评审单位"),
        ],
    }
    yield {"title": "评委会承办部门", "people": [_seat(city, named[n], Role.REVIEWER) for n in chosen]}
    office = named[chosen[0]]
    yield {
        "title": "评委会",
        "people": [
            _seat(city, office, Role.SECRETARY, "上年度已评完，本年度正在抽取专家"),
            _seat(city, root, Role.SUPERVISOR, "抽取和开箱的另一方"),
            _seat(city, office, Role.EXPERT, "上年度的主任委员，还没有签本年度的承诺"),
        ],
    }


def _seat(city: City, organisation: Any, role: Any, note: str = "") -> dict[str, Any]:
    actor = city.seat(organisation, role)
    what = f"{organisation.short_name or organisation.name} {role.words}" + (f"（{note}）" if note else "")
    return {"account": actor.account, "seat": actor.seat, "name": actor.name, "what": what}


def _titled(before: Sequence[Walker]) -> Iterator[dict[str, Any]]:
    """Of those who applied last year: one who holds the certificate, one whose certificate was revoked."""
    from zhicheng.outcome import queries as outcome

    said = {outcome.VALID: "上年度取得证书，今年不申报", outcome.REVOKED: "上年度的证书已撤销，可以申诉"}
    for walker in before:
        for certificate in outcome.certificates_of(walker.person):
            if words := said.pop(outcome.status_of(certificate), ""):
                yield {"account": walker.actor.account, "seat": 0, "name": walker.person.name, "what": words}


def _applicants(walkers: Sequence[Walker]) -> Iterator[dict[str, Any]]:
    """One person in each state that there is."""
    from zhicheng.dossier import queries as dossiers
    from zhicheng.stations import queries as stations

    seen: set[str] = set()
    for walker in walkers:
        state = "还没有开始申报"
        if walker.dossier is not None:
            dossier = walker.dossier
            ending = stations.ending_of(dossier)
            visit = stations.open_visit(dossier)
            if ending is not None:
                state = ending.kind
            elif stations.is_all_passed(dossier):
                state = "评委会已受理"
            elif dossiers.reopening(dossier) is not None:
                state = "退回待补正"
            elif visit is not None:
                state = "审核中：" + (visit.organisation.short_name or visit.organisation.name)
                if visit.station == "unit_publicity":
                    state = "单位公示中"
            else:
                state = "填写中"
        key = state if not state.startswith("审核中") else f"审核中{visit.station if visit else ''}"
        if key not in seen:
            seen.add(key)
            yield {"account": walker.actor.account, "seat": 0, "name": walker.person.name, "what": state}
