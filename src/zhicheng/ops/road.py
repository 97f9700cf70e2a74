"""The whole road walked by synthetic people through the very actions that pages call, day by day.

A city is installed, its units are created, verified and staffed; then every working day everybody acts who would:
applicants write, correct and hand in; handlers, principals and offices rule on what lies in their inboxes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import organisations, people, seats
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.accounts.models import Account, Organisation, Person
from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.evidence import actions as evidence
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import INSTALLER, Actor
from zhicheng.policy import materials, windows, workdays
from zhicheng.policy.facts import Entrustment
from zhicheng.policy.finding import Refused, Says
from zhicheng.policy.notice import Notice
from zhicheng.policy.places import SECTIONS, file_place
from zhicheng.policy.seats import OFFICE_ROLES, Duty, Role
from zhicheng.register import actions as register
from zhicheng.register.actions import Named
from zhicheng.register.models import EntrustmentLetter
from zhicheng.stations import facts as station_facts
from zhicheng.stations import queries as stations
from zhicheng.stations.actions import applicant, clock, employer, office
from zhicheng.stations.models import UnitPublicity, Visit
from zhicheng.year.models import Year

from . import scans, synthetic
from .synthetic import Candidate, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Place:
    """What a made-up city calls itself and its offices; ``counties`` are its districts and counties by code."""

    city: str
    region: str
    counties: Mapping[str, str]

    @property
    def short(self) -> str:
        return self.city.removesuffix("市")

    @property
    def office(self) -> str:
        return f"{self.city}职称改革领导小组办公室"

    @property
    def education(self) -> str:
        return f"{self.city}教育局"

    @property
    def health(self) -> str:
        return f"{self.city}卫生健康委员会"

    def whole_name(self, region: str) -> str:
        """A district bears the city's name before its own, a county does not."""
        county = self.counties[region]
        return f"{self.city}{county}" if int(region[4:6]) < 20 else county


def place_of(notice: Notice) -> Place:
    """The city of a notice with its districts and counties, without zones that have no office of their own."""
    whole, short = f"{notice.region}00", notice.city.removesuffix("市")
    regions = notice.codes["region"].items()
    return Place(
        notice.city, whole, {c: n for c, n in regions if c != whole and c.isdigit() and not n.startswith(short)}
    )


XUCHANG = Place(
    "许昌市",
    "411000",
    {
        "411002": "魏都区",
        "411003": "建安区",
        "411024": "鄢陵县",
        "411025": "襄城县",
        "411081": "禹州市",
        "411082": "长葛市",
    },
)
COUNTIES, CITY_OFFICE = XUCHANG.counties, XUCHANG.office  # of the demonstration
ADDRESS = "10.0.0.8"
SCHOOL_NAMES = ("第一", "实验", "新元", "许由路", "文峰", "莲城", "毓秀", "颍川", "具茨", "双洎")


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """An instant in Shanghai."""
    return datetime.combine(day, time(hour, minute, second), SHANGHAI)


@dataclass(slots=True)
class City:
    """Offices, units and whoever sits in them."""

    notice: Notice
    year: Year
    draw: random.Random
    office: Organisation
    seats: dict[tuple[int, str], Actor] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    serial: int = 0

    @property
    def place(self) -> Place:
        return place_of(self.notice)

    def seat(self, organisation: Organisation, role: Role) -> Actor:
        """Who sits there; ``KeyError`` when nobody does."""
        return self.seats[(organisation.pk, role.value)]

    def next_serial(self) -> int:
        self.serial += 1
        return self.serial


@dataclass(slots=True)
class Walker:
    """A candidate with the account and the dossier that came of it."""

    candidate: Candidate
    person: Person
    actor: Actor
    dossier: Dossier | None = None
    files: dict[tuple[str, str], str] = field(default_factory=dict)
    waits: int = 0
    told: dict[str, tuple[str, ...]] = field(default_factory=dict)


# ───── the city ─────


def units_of(draw: random.Random, schools: int = 3, *, place: Place = XUCHANG) -> tuple[Unit, ...]:
    """Employers of every kind in each county and district; some thirty in the demonstration's city."""
    out: list[Unit] = []
    serial, city = 100, place.city
    for region, county in place.counties.items():
        for n, locality in enumerate(("城区", "镇区", "乡村")[:schools]):
            serial += 1
            kind = {"城区": "中学", "镇区": "镇初级中学", "乡村": "乡中心小学"}[locality]
            name = SCHOOL_NAMES[(serial + n) % len(SCHOOL_NAMES)] + kind
            stages = ("primary-chinese", "primary-maths") if locality == "乡村" else ("junior-maths", "junior-chinese")
            out.append(
                Unit(
                    place.whole_name(region) + name, name, synthetic.code(serial), "事业单位", region, "county", locality,
                    "school", f"{county}教育局", stages,
                )
            )  # fmt: skip
    central = next(iter(place.counties))
    for n, name in enumerate(("实验中学", "第二高级中学", "实验小学", "育才学校")):
        stages = ("senior-maths", "senior-chinese") if "高级" in name else ("junior-maths", "junior-chinese")
        out.append(
            Unit(city + name, name, synthetic.code(300 + n), "事业单位", central if n % 2 else place.region, "city", "城区",
                 "school", place.education, stages)
        )  # fmt: skip
    regions = list(place.counties)
    for n, (region, trade) in enumerate(
        zip((*regions[:2], *regions[-2:]), ("示例建筑工程", "建设", "路桥工程", "安装工程"), strict=True)
    ):
        name = f"{place.counties[region][:-1] if n else place.short}{trade}有限公司"
        code = synthetic.code(400 + n, "91411000MA")
        out.append(Unit(name, name[:4], code, "民营企业", region, "county", "城区", "builder", is_appraising=n == 1))
    out.append(Unit(f"{place.short}示例口腔医院", "示例口腔医院", synthetic.code(410, "52411000MJ"), "民营医疗机构", central, "county", "城区", "clinic", place.health))  # fmt: skip
    out.append(Unit(f"{place.short}示例人才服务有限公司", "示例人才", synthetic.code(411, "91411000MA"), "人事代理机构", place.region, "city", "城区", "agency", is_appraising=False))  # fmt: skip
    return tuple(out)


def install(
    year: Year, notice: Notice, draw: random.Random, units: Sequence[Unit], on: date, *, everywhere: bool = True
) -> City:
    """The city office, departments and county offices with their seats, then every unit, verified and staffed.

    Unless ``everywhere``, of the counties only those in which a unit lies.
    """
    when, place = at(on, 9), place_of(notice)
    root = organisations.install_city_office(
        name=place.office, short_name="市职改办", uscc=synthetic.code(1), region=place.region, at=when
    )
    city = City(notice, year, draw, root)
    city.organisations[root.name] = root
    _staff(city, root, OFFICE_ROLES, INSTALLER, when)
    regions = place.counties if everywhere else {u.region for u in units}
    add_offices(city, when, regions)
    for n, unit in enumerate(units):
        add_unit(city, unit, at(on, 10, n % 60))
    return city


def add_offices(city: City, when: datetime, regions: Collection[str] | None = None) -> None:
    """Whoever serves a station or receives for a committee under the notice in force, and has no account yet; of the
    counties those named, or all."""
    root, notice, place = city.office, city.notice, city.place
    registrar = city.seat(root, Role.REGISTRAR)
    committees = dict.fromkeys(c.office for c in notice.committees.values() if c.is_open)
    wanted: dict[str, tuple[set[Duty], str, str]] = {}
    for name in (*committees, place.education, place.health):
        if name != root.name:
            wanted.setdefault(name, (set(), place.region, "city"))[0].add(Duty.DEPARTMENT)
    for name in committees:
        if name in wanted:
            wanted[name][0].add(Duty.COMMITTEE_OFFICE)
    for region, county in place.counties.items():
        if regions is not None and region not in regions:
            continue
        wanted[f"{county}职称改革领导小组办公室"] = ({Duty.COUNTY_OFFICE}, region, "county")
        wanted[f"{county}教育局"] = ({Duty.DEPARTMENT}, region, "county")
    first = 10 + len(city.organisations)
    for serial, (name, (duties, region, level)) in enumerate(wanted.items(), first):
        if name in city.organisations:
            continue
        made = organisations.create_organisation(
            name=name,
            short_name=name.replace("职称改革领导小组办公室", "职改办").replace(place.city, "市"),
            uscc=synthetic.code(serial, "11411000MB"),
            nature="事业单位",
            region=region,
            level=level,
            duties=sorted(duties, key=lambda d: d.value),
            manager=root,
            notice=notice,
            by=registrar,
            at=when,
        )  # fmt: skip
        city.organisations[name] = made
        _staff(city, made, OFFICE_ROLES, registrar, when)


def manager_of(city: City, unit: Unit) -> Organisation:
    """The office that creates and manages a unit's account: by 隶属, by 属地, or 市卫健委."""
    if unit.nature == "民营医疗机构":
        return city.organisations[city.place.health]
    if unit.department and unit.nature in ("事业单位", "国有企业"):
        return city.organisations[unit.department]
    if unit.level == "city":
        return city.office
    return city.organisations[f"{city.place.counties[unit.region]}职称改革领导小组办公室"]


def create_unit(city: City, unit: Unit, when: datetime, duties: tuple[Duty, ...] = (Duty.EMPLOYER,)) -> Organisation:
    """A unit's account, with its administrator; nothing completed yet."""
    manager = city.office if Duty.AUTONOMOUS in duties else manager_of(city, unit)
    registrar = city.seat(manager, Role.REGISTRAR)
    made = organisations.create_organisation(
        name=unit.name,
        short_name=unit.short_name,
        uscc=unit.uscc,
        nature=unit.nature,
        region=unit.region,
        level=unit.level,
        duties=duties,
        manager=manager,
        department=city.organisations.get(unit.department),
        locality=unit.locality,
        is_appraising=unit.is_appraising,
        notice=city.notice,
        by=registrar,
        at=when,
    )
    city.organisations[unit.name], city.units[unit.name] = made, unit
    _staff(city, made, (Role.ADMINISTRATOR,), registrar, when)
    return made


def complete_unit(city: City, made: Organisation, when: datetime) -> None:
    """The administrator fills in the unit's data, uploads the proofs and submits."""
    unit, administrator = city.units[made.name], city.seat(made, Role.ADMINISTRATOR)
    person = administrator.name
    values = {"legal_representative": person, "contact": person, "telephone": "0374-0000000", "address": f"{unit.name}院内", "posts": 60}  # fmt: skip
    organisations.complete_organisation(made, values, by=administrator, at=when)
    scan, name = synthetic.proof_of_unit(unit)
    for kind in accounts.PROOFS:
        organisations.add_proof(
            made, kind, store(city, scan, name, administrator, when), name, by=administrator, at=when
        )
    organisations.submit_organisation(made, notice=city.notice, by=administrator, at=when)


def add_autonomous(city: City, unit: Unit, when: datetime) -> Organisation:
    """A unit that reviews its own titles: created and verified by the city's office, and staffed."""
    return add_unit(city, unit, when, (Duty.EMPLOYER, Duty.AUTONOMOUS))


def add_unit(city: City, unit: Unit, when: datetime, duties: tuple[Duty, ...] = (Duty.EMPLOYER,)) -> Organisation:
    """A unit created, completed, verified and staffed."""
    made = create_unit(city, unit, when, duties)
    complete_unit(city, made, when + timedelta(minutes=10))
    assert made.manager is not None
    registrar = city.seat(made.manager, Role.REGISTRAR)
    waiting = accounts.verifications_of(made).latest("submitted_at")
    organisations.verify_organisation(waiting, by=registrar, at=when + timedelta(minutes=30))
    administrator = city.seat(made, Role.ADMINISTRATOR)
    _staff(city, made, (Role.HANDLER, Role.PRINCIPAL), administrator, when + timedelta(minutes=40))
    made.refresh_from_db()
    return made


def letter_in(city: City, letter: Entrustment, names: Sequence[Named], uscc: str, when: datetime) -> EntrustmentLetter:
    """A letter from another place, entered by the city office's registrar with its scan."""
    by = city.seat(city.office, Role.REGISTRAR)
    lines = (f"致：{CITY_OFFICE}", f"兹委托评审{len(names)}人：", *(f"{n.name}　{n.unit}　{n.title}" for n in names))
    scan = scans.certificate("委托代评函", lines, letter.issuer, f"{letter.issued_on:%Y年%m月%d日}")
    return register.enter_entrustment(
        letter, issuer_uscc=uscc, signer="示例签发人", scan=store(city, scan, "来函.jpg", by, when), names=names,
        notice=city.notice, by=by, at=when,
    )  # fmt: skip


def agree(city: City, letter: EntrustmentLetter, when: datetime) -> EntrustmentLetter:
    """The city office's reviewer agrees to a letter."""
    by = city.seat(city.office, Role.REVIEWER)
    return register.check_entrustment(letter, is_approved=True, notice=city.notice, by=by, at=when)


def add_body(city: City, letter: EntrustmentLetter, when: datetime) -> Organisation:
    """The limited account of the body whose letter was agreed to, with its three seats."""
    registrar = city.seat(city.office, Role.REGISTRAR)
    made = organisations.create_organisation(
        name=letter.issuer, short_name=letter.issuer[:40], uscc=letter.issuer_uscc, nature="机关", region=letter.region,
        level="city", duties=(Duty.ENTRUSTING,), manager=city.office, notice=city.notice, by=registrar, at=when,
    )  # fmt: skip
    city.organisations[made.name] = made
    city.units[made.name] = Unit(
        made.name, made.short_name, made.uscc, "事业单位", made.region, "city", "城区", "entrusting"
    )
    _staff(city, made, (Role.ADMINISTRATOR,), registrar, when)
    _staff(city, made, (Role.HANDLER, Role.PRINCIPAL), city.seat(made, Role.ADMINISTRATOR), when)
    return made


def _staff(city: City, organisation: Organisation, roles: Sequence[Role], by: Actor, when: datetime) -> None:
    for role in roles:
        person = a_person(city, by, when)
        account = people.make_account(person, initial_password=None, at=when)
        seat = seats.give_seat(person, organisation, role, by=by, at=when)
        city.seats[(organisation.pk, role.value)] = accounts.actor_of(account, seat, ADDRESS)


def a_person(city: City, by: Actor, when: datetime) -> Person:
    """Somebody for a seat."""
    serial = city.next_serial()
    born_on = date(1970 + serial % 22, 1 + serial % 12, 1 + serial % 28)
    sex = "12"[serial % 2]
    return people.register_person(
        NewPerson(
            name=synthetic.a_name(city.draw, city.names),
            id_type="居民身份证",
            id_number=synthetic.id_number("411002", born_on, serial, sex),
            sex=sex,
            born_on=born_on,
            phone=f"1390374{serial % 10000:04d}",
        ),
        notice=city.notice,
        by=by,
        at=when,
    )


def an_account(person: Person, when: datetime) -> Account:
    """A log-in without a password."""
    return people.make_account(person, initial_password=None, at=when)


def store(city: City, content: bytes, name: str, by: Actor, when: datetime) -> Blob:
    """Take a file in as an upload would."""
    return evidence.take_in(content, name, limits=city.notice.rule("file_kinds"), by=by, at=when)


# ───── people ─────


def candidates(city: City, count: int, kinds: Sequence[str] = ("school", "builder")) -> list[Candidate]:
    """``count`` applicants spread over the verified units, some of them with something for a reviewer to find."""
    draw, fitting = city.draw, [u for u in city.units.values() if u.kind in kinds]
    out = []
    for n in range(count):
        unit = fitting[n % len(fitting)]
        name = (
            synthetic.RARE[n // 7]
            if n % 7 == 5 and n // 7 < len(synthetic.RARE)
            else synthetic.a_name(draw, city.names)
        )
        made = synthetic.candidate(draw, unit, city.notice, name, city.next_serial())
        made.starts = int(draw.triangular(0, 11, 6))
        _behave(made, draw, _flaws(city.notice))
        made.flaws = {s: f for s, f in made.flaws.items() if set(f) <= set(city.notice.defects)}
        out.append(made)
    return out


FLAWS = {
    "unit_handler": (("file_unclear",), ("file_unclear", "summary_too_thin")),
    "unit_principal": (("summary_too_thin",),),
    "department": (("achievement_unproved",), ("file_unclear",)),
    "county_office": (("appointment_letter_no_seal",), ("appointment_letter_no_seal", "file_unclear")),
    "city_office": (("roster_missing_seal",), ("summary_too_thin",)),
    "committee_acceptance": (("achievement_unproved",),),
}


def _flaws(notice: Notice) -> dict[str, tuple[tuple[str, ...], ...]]:
    """What a reviewer may find at each station that can return; at one that nobody thought of, a thin summary."""
    returning = [s.id for s in notice.stations if s.returns]
    return {s: FLAWS.get(s, (("summary_too_thin",),)) for s in returning}


def _behave(made: Candidate, draw: random.Random, flaws: Mapping[str, tuple[tuple[str, ...], ...]]) -> None:
    luck = draw.random()
    if luck < 0.07:
        made.hands_in = False
    elif luck < 0.42:
        station = draw.choice(sorted(flaws))
        flaw = draw.choice(flaws[station])
        if "roster_missing_seal" in flaw and (made.unit.nature != "事业单位" or made.tenure != "在编"):
            flaw = ("summary_too_thin",)
        made.flaws[station] = flaw
        made.corrects_after = None if draw.random() < 0.15 else draw.randint(1, 3)
    elif luck < 0.45:
        made.turned_down_at = draw.choice(("department", "county_office", "city_office"))


def add_walker(city: City, made: Candidate, when: datetime, body: Organisation | None = None) -> Walker:
    """The administrator of the unit, or of the body that entrusts, adds the applicant."""
    organisation = body or city.organisations[made.unit.name]
    basics = made.said["basics"]
    new = NewPerson(
        name=made.name,
        id_type=basics["id_type"],
        id_number=made.id_number,
        sex=made.sex,
        born_on=made.born_on,
        phone=basics["phone"],
    )
    employment = people.add_applicant(
        organisation,
        new,
        tenure=made.tenure,
        identity=made.identity,
        employed_on=made.employed_on,
        is_card_confirmed=True,
        green_channel=made.green_channel,
        working_unit=made.working_unit,
        working_uscc=made.working_uscc,
        initial_password=None,
        notice=city.notice,
        by=city.seat(organisation, Role.ADMINISTRATOR),
        at=when,
    )
    account = Account.objects.select_related("person").get(person=employment.person)
    return Walker(made, employment.person, accounts.actor_of(account, None, ADDRESS))


PUYANG = Unit("濮阳示例路桥工程有限公司", "濮阳示例路桥", synthetic.code(720, "91410900MA"), "民营企业", "410900", "city",
              "城区", "builder", is_appraising=False)  # fmt: skip
"""A unit of another city of the province, whose people come by letter."""
PUYANG_OFFICE = ("濮阳市人力资源和社会保障局", synthetic.code(721, "11410900MB"))


def entrusted_candidate(city: City) -> Candidate:
    """Somebody of :data:`PUYANG` who asks for the title of engineer."""
    name = synthetic.a_name(city.draw, city.names)
    made = synthetic.candidate(city.draw, PUYANG, city.notice, name, city.next_serial())
    made.said["application"] |= {"manner": "委托"}
    return made


def letter_for(city: City, made: Sequence[Candidate], on: date, **other: Any) -> tuple[Entrustment, list[Named]]:
    """A letter of :data:`PUYANG_OFFICE` that names them, and its roster; some of it may be said otherwise."""
    asked = made[0].said["application"]
    letter = Entrustment(
        number=f"濮人社函示例〔{on.year}〕6号", issuer=PUYANG_OFFICE[0], body_kind="外市市级人力资源社会保障部门", region="410900",
        committee=asked["committee"], series=asked["series"], level=asked["level"], issued_on=on,
        valid_until=date(on.year, 12, 31),
    )  # fmt: skip
    names = [
        Named(c.name, c.id_number, c.unit.name, c.unit.nature, c.said["title"]["name"], c.said["application"]["title"],
              c.unit.is_appraising)
        for c in made
    ]  # fmt: skip
    return replace(letter, **other), names


def fill(
    dossier: Dossier,
    said: Mapping[str, Any],
    *,
    scan: Callable[[str, Mapping[str, Any]], tuple[bytes, str]],
    notice: Notice,
    by: Actor,
    at: datetime,
) -> dict[str, str]:
    """Write a dossier file's content through the applicant's own actions; each row's key in the file → its own."""
    when, keys = at, {"": ""}
    for section in ("basics", "title"):
        given = dict(said.get(section) or {})
        for name, value in (given.pop("contract", None) or {}).items():
            given[f"contract_{name}"] = value
        dossier_actions.save_section(dossier, section, given, notice=notice, by=by, at=when)
    changed = {"changed_series": bool(said.get("changed_series"))}
    dossier_actions.save_section(dossier, "other_titles", changed, notice=notice, by=by, at=when)
    for section in dossiers.ROWS:
        for row in said.get(section) or ():
            values = {k: v for k, v in row.items() if k != "key"}
            keys[row["key"]] = dossier_actions.add_row(dossier, section, values, notice=notice, by=by, at=when)
    application = dict(said["application"])
    committee = application.pop("committee", "")
    dossier_actions.save_section(dossier, "application", application, notice=notice, by=by, at=when)
    if committee:
        dossier_actions.save_section(dossier, "application", {"committee": committee}, notice=notice, by=by, at=when)
    for file in said.get("files") or ():
        row = next((r for s in dossiers.ROWS for r in said.get(s) or () if r["key"] == file.get("row")), {})
        content, name = scan(file["slot"], row)
        blob = evidence.take_in(content, name, limits=notice.rule("file_kinds"), by=by, at=when)
        dossier_actions.attach(
            dossier, file["slot"], keys[file.get("row", "")], blob, name, notice=notice, by=by, at=when
        )
    return keys


def write(city: City, walker: Walker, when: datetime) -> Dossier:
    """The applicant opens the dossier, writes it, and attaches every file that is demanded."""
    made, notice = walker.candidate, city.notice
    dossier = dossier_actions.open_dossier(walker.person, year=city.year, notice=notice, by=walker.actor, at=when)
    walker.dossier = dossier
    flaws = {d for listed in made.flaws.values() for d in listed}
    thin = "summary_too_thin" in flaws
    said = dict(made.said)
    if thin:
        said["application"] = said["application"] | {"summary": "任现职以来，完成了学校安排的工作。"}
    fill(
        dossier,
        said,
        scan=lambda s, r: synthetic.scan(s, r, made.said, made.unit),
        notice=notice,
        by=walker.actor,
        at=when,
    )
    dossier.refresh_from_db()
    _attach_demanded(city, walker, flaws, when)
    return dossier


def _attach_demanded(city: City, walker: Walker, flaws: set[str], when: datetime) -> None:
    dossier, notice = walker.dossier, city.notice
    assert dossier is not None
    drafted, _ = dossier_facts.drafted(dossier, on=when.date())
    for demand in materials.demanded(drafted, notice):
        if demand.uploaded:
            continue
        slot = demand.material.id
        row = _said_row(walker, demand.material.section, demand.row)
        defect = next((d for d in sorted(flaws) if _touches(d, slot)), "")
        content, name = synthetic.scan(slot, row, walker.candidate.said, walker.candidate.unit, defect)
        blob = store(city, content, name, walker.actor, when)
        dossier_actions.attach(dossier, slot, demand.row, blob, name, notice=notice, by=walker.actor, at=when)


def _touches(defect: str, slot: str) -> bool:
    return (defect, slot) in {
        ("file_unclear", "title_certificate"),
        ("appointment_letter_no_seal", "appointment_letter"),
        ("roster_missing_seal", "appointment_roster"),
        ("achievement_unproved", "achievement_proof"),
    }


def _said_row(walker: Walker, section: str, key: str) -> Mapping[str, Any]:
    rows = walker.candidate.said.get(section)
    if not key or not isinstance(rows, list) or walker.dossier is None:
        return {}
    order = [r.key for r in dossiers.rows(walker.dossier, section)]
    return rows[order.index(key)] if key in order and order.index(key) < len(rows) else {}


def pledge_and_hand_in(city: City, walker: Walker, when: datetime) -> Visit:
    """Sign the promise and hand in."""
    assert walker.dossier is not None
    dossier_actions.sign_pledge(
        walker.dossier, is_secrecy_declared=True, has_opened_files=True, notice=city.notice, by=walker.actor, at=when
    )
    return applicant.hand_in(
        walker.dossier,
        is_confirmed=True,
        notice=city.notice,
        by=walker.actor,
        at=when + timedelta(minutes=3),
    )


def correct(city: City, walker: Walker, when: datetime) -> Visit:
    """Mend everything that the letter lists and hand in again."""
    dossier, notice = walker.dossier, city.notice
    assert dossier is not None
    letter = stations.open_letter(dossier)
    assert letter is not None
    for item in letter.items.all():
        if item.defect == "summary_too_thin":
            summary = walker.candidate.said["application"]["summary"] + "补充：任现职以来完成教学改革两项，效果良好。"
            dossier_actions.save_section(
                dossier, "application", {"summary": summary}, notice=notice, by=walker.actor, at=when
            )
            continue
        for place in item.places:
            *above, slot = place.split(".")
            if "files" not in above:
                continue
            row = above[1] if above[1] != "files" else ""
            for old in dossiers.attachments(dossier):
                if (old.slot, old.row) == (slot, row):
                    dossier_actions.detach(old, notice=notice, by=walker.actor, at=when)
            content, name = synthetic.scan(
                slot, _said_row(walker, above[0], row), walker.candidate.said, walker.candidate.unit
            )
            blob = store(city, content + b"\n", name, walker.actor, when)
            dossier_actions.attach(
                dossier, slot, row, blob, f"重新扫描-{name}", notice=notice, by=walker.actor, at=when
            )
    return pledge_and_hand_in(city, walker, when)


# ───── reviewers ─────


def judge_all(city: City, visit: Visit, by: Actor, when: datetime) -> None:
    """A verdict of 符合 for every section that has none."""
    have = stations.verdicts(visit)
    missing = {s: (Says.MET, "") for s in station_facts.sections(visit, city.notice) if s not in have}
    office.give_verdicts(visit, missing, notice=city.notice, by=by, at=when)


def list_defects(city: City, visit: Visit, defects: Sequence[str], by: Actor, when: datetime) -> None:
    """List what the reviewer found, each with its place."""
    files = dossiers.files_of(visit.revision)
    for id in defects:
        kind = city.notice.defects[id]
        slot = next((f for f in files if _touches(id, f.slot)), None)
        if id == "summary_too_thin":
            place, section = "application.summary", "application"
        else:
            assert slot is not None
            section = next(m.section for m in city.notice.materials if m.id == slot.slot)
            place = file_place(section, slot.row, slot.slot)
        office.add_deficiency(
            visit,
            section,
            defect=id,
            reason=f"{kind.title}，请按要求重新提供。",
            places=(place,),
            notice=city.notice,
            by=by,
            at=when,
        )


def handler_part(city: City, visit: Visit, by: Actor, when: datetime) -> None:
    """Compare every original, upload the appraisals demanded or the written proof, judge every section."""
    unit, notice = city.units[visit.organisation.name], city.notice
    compare_all(city, visit, by, when)
    facts = station_facts.reviewed(visit, notice, when)
    _attach_approvals(city, visit, by, when)
    rule = notice.rule("appraisals_complete")
    name = facts.dossier.basics.name
    if facts.dossier.employer.appraises:
        have = {a.year for a in facts.appraisals}
        for year in materials.appraisal_years(facts, notice):
            if year not in have:
                grade = "优秀" if (year + len(name)) % 5 == 0 else "合格"
                content, file = synthetic.appraisal(name, year, grade, unit)
                blob = store(city, content, file, by, when)
                employer.add_unit_file(visit, rule["material"], blob, file, year=year, grade=grade, notice=notice, by=by, at=when)  # fmt: skip
    elif not facts.written_proof:
        slot = notice.rule("written_proof").params.get("material", "written_proof")
        content = scans.certificate(
            "情况说明", (f"{name} 同志：", "本单位未进行年度考核，特此证明。"), unit.name, f"{notice.year}年10月"
        )
        employer.add_unit_file(visit, slot, store(city, content, "情况说明.jpg", by, when), "情况说明.jpg", notice=notice, by=by, at=when)  # fmt: skip


def _attach_approvals(city: City, visit: Visit, by: Actor, when: datetime) -> None:
    """What the handler attaches in the applicant's sections: the approval of a green channel."""
    facts = station_facts.reviewed(visit, city.notice, when)
    for demand in materials.demanded(facts, city.notice, Role.HANDLER.value):
        if demand.missing and demand.material.section in SECTIONS:
            content = synthetic.green_channel_approval(facts.dossier.basics.name, city.notice.year)
            blob = store(city, content, "审批件.jpg", by, when)
            employer.add_unit_file(visit, demand.material.id, blob, "审批件.jpg", notice=city.notice, by=by, at=when)


def compare_all(city: City, visit: Visit, by: Actor, when: datetime) -> None:
    """Tick every file as compared with its original."""
    wanted = [(f.slot, f.row, f.digest) for f in employer.uncompared(visit, city.notice)]
    employer.compare_several(visit, wanted, notice=city.notice, by=by, at=when)


def post(city: City, organisation: Organisation, when: datetime) -> None:
    """The handler posts everybody who waits, with a photograph."""
    waiting = stations.waiting_for_publicity(organisation)
    by = city.seat(organisation, Role.HANDLER)
    waiting = tuple(v for v in waiting if v.dossier.person_id != by.person)
    if not waiting:
        return
    posted = employer.post_publicity(
        organisation,
        waiting,
        place="教学楼一楼公告栏" if city.units[organisation.name].kind == "school" else "办公楼公告栏",
        telephone="0374-0000000",
        posted_on=when.date(),
        notice=city.notice,
        by=by,
        at=when,
    )
    photo = scans.posting([v.dossier.person.name for v in waiting])
    employer.add_photo(
        posted, store(city, photo, "公示照片.jpg", by, when), "公示照片.jpg", notice=city.notice, by=by, at=when
    )


def close_postings(city: City, organisation: Organisation, when: datetime) -> None:
    """Every posting whose days are over is closed without objection."""
    for posted in stations.publicities(organisation):
        if posted.closed_at is None and when.date() >= windows.may_recommend_from(posted.posted_on, city.notice):
            employer.close_publicity(
                posted,
                result=employer.NO_OBJECTION,
                objections="",
                notice=city.notice,
                by=city.seat(organisation, Role.HANDLER),
                at=when,
            )


def rule_on(city: City, visit: Visit, walker: Walker | None, by: Actor, when: datetime) -> None:
    """Pass, return or refuse one dossier as its candidate's fate has it; a return that is too late becomes a pass."""
    made, notice = walker.candidate if walker else None, city.notice
    if visit.station == "unit_handler":
        handler_part(city, visit, by, when)
    elif visit.station == "unit_principal":
        compare_all(city, visit, by, when)
    judge_all(city, visit, by, when)
    opinion = next(s.opinion for s in notice.stations if s.id == visit.station) or "经审核，同意上报。"
    flaws = made.flaws.pop(visit.station, ()) if made else ()
    if flaws:
        list_defects(city, visit, flaws, by, when)
        try:
            office.send_back(visit, notice=notice, by=by, at=when + timedelta(minutes=2))
            return
        except Refused:
            for item in stations.deficiencies(visit):
                office.remove_deficiency(item, notice=notice, by=by, at=when)
            judge_all(city, visit, by, when)
    if made and made.turned_down_at == visit.station:
        reason = "任职年限材料与人事档案不符，今年不能补正，不予受理。"
        office.turn_down(visit, reason=reason, notice=notice, by=by, at=when)
        return
    if visit.station == "unit_principal":
        try:
            employer.recommend(visit, opinion=opinion, is_pledged=True, notice=notice, by=by, at=when + timedelta(minutes=5))  # fmt: skip
        except Refused as no:
            if no.rules != ("within_quota",):  # without a post the dossier waits where it is
                raise
    else:
        office.pass_on(visit, opinion=opinion, notice=notice, by=by, at=when + timedelta(minutes=5))


# ───── the season ─────


PACE = {"unit_handler": 1, "unit_principal": 1, "department": 3, "county_office": 4, "city_office": 4, "committee_acceptance": 4}  # fmt: skip


def season(
    city: City,
    walkers: Sequence[Walker],
    *,
    first: date,
    until: datetime,
    slow: Mapping[str, date] | None = None,
) -> Iterator[date]:
    """Let everybody act on every working day before ``until``; yields each day when it is over.

    Organisations named in ``slow`` do nothing from that day on, so that something is overdue.
    """
    by_number: dict[str, Walker] = {}
    day, n = first, 0
    while at(day, 0) < until:
        clock.lapse(at(day, 0, 5))
        if workdays.is_workday(city.notice.workdays, day):
            _people_act(city, walkers, by_number, day, n, until)
            _offices_act(city, by_number, day, until, slow or {})
            n += 1
        yield day
        day += timedelta(days=1)
    clock.lapse(until)


def _people_act(
    city: City, walkers: Sequence[Walker], by_number: dict[str, Walker], day: date, n: int, until: datetime
) -> None:
    for order, walker in enumerate(walkers):
        made, when = walker.candidate, at(day, 9 + order % 8, order % 57, order % 59)  # applications open at nine
        if when >= until:
            continue
        if walker.dossier is None:
            if made.starts <= n:
                dossier = write(city, walker, when)
                by_number[dossier.number] = walker
                if made.hands_in:
                    pledge_and_hand_in(city, walker, when + timedelta(minutes=40))
            continue
        if made.corrects_after is not None and dossiers.reopening(walker.dossier) is not None:
            walker.waits += 1
            if walker.waits > made.corrects_after:
                walker.waits = 0
                correct(city, walker, when)


def _offices_act(
    city: City, by_number: Mapping[str, Walker], day: date, until: datetime, slow: Mapping[str, date]
) -> None:
    resting = [city.organisations[name].pk for name, since in slow.items() if day >= since]
    posting = set(UnitPublicity.objects.filter(closed_at=None).values_list("organisation", flat=True))
    for organisation in city.organisations.values():
        if organisation.pk in posting and organisation.pk not in resting and at(day, 16) < until:
            close_postings(city, organisation, at(day, 15))
    waiting = (
        Visit.objects.filter(closed_at=None, dossier__year=city.year)
        .exclude(station="unit_publicity")
        .exclude(organisation__in=resting)
        .select_related("dossier__person", "dossier__year", "dossier__organisation", "revision", "organisation")
        .order_by("arrived_at", "pk")
    )
    for order, visit in enumerate(list(waiting)):
        when = at(day, 17, order % 58, order % 53) + timedelta(minutes=order // 58)
        kind = next(s for s in city.notice.stations if s.id == visit.station)
        pace = PACE.get(visit.station, 3) + visit.dossier_id % 3
        closes = city.notice.committees[visit.dossier.committee].windows.get(kind.window)
        if closes is not None and when + timedelta(days=3) >= closes:
            pace = 0  # whoever has let things lie works them off in the last days
        if when >= until or windows.working_days_used(visit.arrived_at, when, city.notice) < pace:
            continue
        by = city.seat(visit.organisation, Role(kind.seat))
        if by.person != visit.dossier.person_id:
            rule_on(city, visit, by_number.get(visit.dossier.number), by, when)
    open_ = Visit.objects.filter(closed_at=None, dossier__year=city.year, station="unit_publicity")
    to_post = set(open_.values_list("organisation", flat=True)) - set(resting)
    for name in city.units:
        if city.organisations[name].pk in to_post and at(day, 18, 30) < until:
            post(city, city.organisations[name], at(day, 18, 30))
