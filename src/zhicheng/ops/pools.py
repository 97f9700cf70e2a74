"""Experts walked into the pools through the very actions that pages call; the staff and witnesses of committees."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people, seats
from zhicheng.accounts.actions.people import NewPerson
from zhicheng.accounts.models import Organisation, Person
from zhicheng.experts import queries
from zhicheng.experts.actions import admission, own
from zhicheng.experts.facts import Said
from zhicheng.experts.models import Nomination, Term
from zhicheng.ledger.actor import Actor
from zhicheng.policy.seats import Role

from . import road, synthetic
from .road import ADDRESS, City

OUTSIDE = (
    "郑州示例师范学院", "河南示例教育研究院", "洛阳示例外国语学校", "开封示例高级中学", "新乡示例学院", "焦作示例中学",
    "南阳示例研究所", "周口示例中学", "漯河示例学校", "商丘示例设计院",
)  # fmt: skip
EXPERIENCE = "从事本专业教学和研究多年，主持课题两项，多次参加职称评审。"
TITLES = {"full-senior": "正高级教师", "associate-senior": "高级教师"}


def staff(city: City, office: Organisation, when: datetime) -> tuple[Actor, Actor]:
    """A committee's member of staff at its office and a supervisor at the city's; the same ones ever after."""
    registrar = city.seat(city.office, Role.REGISTRAR)
    out = []
    for organisation, role in ((office, Role.SECRETARY), (city.office, Role.SUPERVISOR)):
        key = (organisation.pk, role.value)
        if key not in city.seats:
            person = road.a_person(city, registrar, when)
            account = people.make_account(person, initial_password=None, at=when)
            seat = seats.give_seat(person, organisation, role, by=registrar, at=when)
            city.seats[key] = accounts.actor_of(account, seat, ADDRESS)
        out.append(city.seats[key])
    return out[0], out[1]


def a_colleague(
    city: City, unit: Organisation, when: datetime, *, born_on: date | None = None, sex: str = ""
) -> Person:
    """Somebody whom the unit's administrator adds; an expert to be."""
    serial = city.next_serial()
    new = _new(city, serial, born_on, sex)
    employment = people.add_applicant(
        unit,
        new,
        tenure="在编" if unit.nature == "事业单位" else "企业员工",
        identity="事业单位专业技术人员" if unit.nature == "事业单位" else "企业专业技术人员",
        employed_on=date(2010, 9, 1),
        is_card_confirmed=True,
        initial_password=None,
        notice=city.notice,
        by=city.seat(unit, Role.ADMINISTRATOR),
        at=when,
    )
    return employment.person


def said(
    city: City, office: Organisation, *, specialty: str = "", source: str = "", level: str = "associate-senior"
) -> Said:
    """What a nomination says of somebody ordinary."""
    taken = sorted(queries.taken_by(office, city.notice))
    sources = city.notice.rule("expert_sources")["sources"]
    return Said(
        source=source or sources[-1],
        specialty=specialty or taken[city.serial % len(taken)],
        level=level,
        title=TITLES[level],
        certificate_number=f"ZS{city.next_serial():08d}",
        identity="事业单位专业技术人员",
        experience=EXPERIENCE,
    )


def nominate(
    city: City, unit: Organisation, person: Person, office: Organisation, what: Said, when: datetime
) -> Nomination:
    """The unit's handler puts a person forward."""
    by = city.seat(unit, Role.HANDLER)
    return admission.nominate(person, office, what, year=city.year, notice=city.notice, by=by, at=when)


def nominate_from_outside(
    city: City, office: Organisation, what: Said, when: datetime, *, born_on: date | None = None, sex: str = ""
) -> Nomination:
    """The office's staff put somebody of another city forward."""
    secretary, _ = staff(city, office, when)
    serial = city.next_serial()
    return admission.nominate_from_outside(
        _new(city, serial, born_on, sex), office, what, unit_name=OUTSIDE[serial % len(OUTSIDE)], unit_region="41",
        consent_number=f"同意函〔2023〕{serial}号", year=city.year, notice=city.notice, by=secretary, at=when,
    )  # fmt: skip


def whoever_decides(city: City, nomination: Nomination) -> Actor:
    """Who sits at the step where a nomination waits."""
    waiting = queries.open_vetting(nomination)
    assert waiting is not None
    role = {"unit": Role.PRINCIPAL, "committee_office": Role.SECRETARY}.get(waiting.step, Role.REVIEWER)
    return city.seat(waiting.organisation, role)


def admit(city: City, nomination: Nomination, when: datetime) -> Term:
    """Agreed to at every step, an hour between two."""
    staff(city, nomination.office, when)
    while (waiting := queries.open_vetting(nomination)) is not None:
        by = whoever_decides(city, nomination)
        when += timedelta(hours=1)
        admission.agree(waiting, opinion="同意推荐。", notice=city.notice, by=by, at=when)
    return Term.objects.get(nomination=nomination)


def fill(
    city: City,
    office: Organisation,
    count: int,
    when: datetime,
    *,
    outsiders: int = 0,
    specialties: tuple[str, ...] = (),
) -> list[Term]:
    """``count`` experts of many units, ages, specialties and sources in the pool of an office, some from outside."""
    units = [o for o in city.organisations.values() if o.name in city.units]
    codes = specialties or tuple(sorted(queries.taken_by(office, city.notice)))
    sources = city.notice.rule("expert_sources")["sources"]
    out = []
    for n in range(count):
        what = said(
            city, office, specialty=codes[n % len(codes)], source=sources[n % len(sources)],
            level="full-senior" if n % 5 == 0 else "associate-senior",
        )  # fmt: skip
        born_on, sex = date(1968 + n * 7 % 22, 1 + n % 12, 1 + n % 28), "12"[n % 2]
        if n < outsiders:
            made = nominate_from_outside(city, office, what, when, born_on=born_on, sex="1")
        else:
            unit = units[n % len(units)]
            born_on = max(born_on, date(1972, 1, 1))
            person = a_colleague(city, unit, when, born_on=born_on, sex=sex)
            made = nominate(city, unit, person, office, what, when)
        out.append(admit(city, made, when))
    return out


def actor_of(term: Term) -> Actor:
    """The expert in the seat that came with the term."""
    return actor_in(term.person, term.office)


def actor_in(person: Person, office: Organisation) -> Actor:
    """An expert of the pool of an office, in that seat."""
    seat = next(s for s in accounts.seats_of(person) if s.organisation_id == office.pk and s.role == Role.EXPERT.value)
    return accounts.actor_of(person.account, seat, ADDRESS)


def declare_nothing(city: City, term: Term, when: datetime) -> None:
    """The expert declares that there is no relation."""
    own.declare((), has_none=True, notice=city.notice, by=actor_of(term), at=when)


def _new(city: City, serial: int, born_on: date | None, sex: str) -> NewPerson:
    born_on, sex = born_on or date(1972 + serial % 15, 1 + serial % 12, 1 + serial % 28), sex or "12"[serial % 2]
    return NewPerson(
        name=synthetic.a_name(city.draw, city.names),
        id_type="居民身份证",
        id_number=synthetic.id_number("411002", born_on, serial, sex),
        sex=sex,
        born_on=born_on,
        phone=f"1380374{serial % 10000:04d}",
    )
