"""Entrusted review in a made-up city: letters in and out, the census, a body of another place and its people."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from zhicheng.entrustment import actions, queries
from zhicheng.entrustment.actions import Draft, Sent
from zhicheng.policy.entrustment import ACCEPTED, Reported
from zhicheng.policy.seats import Role

from . import road, scans, synthetic
from .synthetic import Unit

if TYPE_CHECKING:
    from zhicheng.accounts.models import Organisation
    from zhicheng.entrustment.models import LetterOut

    from .road import City, Walker

COLLEGE = Unit("许昌示例职业学院", "示例学院", synthetic.code(730), "事业单位", "411000", "city", "城区", "college")
"""A unit that reviews its own titles."""
LUOHE_OFFICE = ("漯河市人力资源和社会保障局", synthetic.code(722, "11411100MB"))
LATE, MISSING = "鄢陵县职称改革领导小组办公室", ("襄城县职称改革领导小组办公室",)
TELEPHONE = "0374-0000000"


def people_in(city: City, on: date, count: int = 2) -> tuple[Organisation, list[Walker]]:
    """A letter agreed to within two days, the body's account, and the people whom it names."""
    made = [road.entrusted_candidate(city) for _ in range(count)]
    letter, names = road.letter_for(city, made, on)
    entered = road.letter_in(city, letter, names, road.PUYANG_OFFICE[1], road.at(on + timedelta(days=1), 10))
    road.agree(city, entered, road.at(on + timedelta(days=2), 15))
    body = road.add_body(city, entered, road.at(on + timedelta(days=2), 16))
    return body, [road.add_walker(city, c, road.at(on + timedelta(days=3), 9, n), body) for n, c in enumerate(made)]


def letter_waiting(city: City, on: date) -> None:
    """A letter from yet another place that nobody has checked."""
    made = [road.entrusted_candidate(city)]
    letter, names = road.letter_for(city, made, on, issuer=LUOHE_OFFICE[0], region="411100")
    letter = replace(letter, number=f"漯人社函示例〔{on.year}〕3号")
    road.letter_in(city, letter, names, LUOHE_OFFICE[1], road.at(on + timedelta(days=1), 10))


def census(city: City, on: date) -> None:
    """Counties and departments report by their reviewers; one is late and one does not."""
    for n, office in enumerate(queries.asked_to_count()):
        if office.name in MISSING:
            continue
        when = road.at(on + timedelta(days=6 if office.name == LATE else 0), 9 + n % 8, n % 60)
        lines = [
            Reported("library", "library", "intermediate", 2 + n % 3),
            Reported("museum", "museum", "intermediate", 1 + n % 2),
        ]
        if n % 2 == 0:
            lines.append(Reported("legal-services", "legal-services-lawyer", "intermediate", 4 + n % 5))
        actions.report_census(
            office, lines if n % 5 != 4 else (), contact=city.seat(office, Role.REVIEWER).name, telephone=TELEPHONE,
            year=city.year, notice=city.notice, by=city.seat(office, Role.REVIEWER), at=when,
        )  # fmt: skip


def roster(city: City, count: int, specialty: str, held: str, title: str, unit: str) -> list[Sent]:
    """People for a letter that goes out."""
    out = []
    for _ in range(count):
        serial = city.next_serial()
        number = synthetic.id_number("411002", date(1986 + serial % 9, 1 + serial % 12, 1 + serial % 28), serial, "1")
        out.append(Sent(synthetic.a_name(city.draw, city.names), number, unit, held, specialty, title))
    return out


def letter_out(city: City, names: list[Sent], series: str, committee: str, on: date) -> LetterOut:
    """A letter of the city's office, drafted by its reviewer."""
    said = Draft(
        committee=committee, committee_office="示例省直主管部门", committee_region="410000",
        filing_number="豫人社评备示例〔2022〕3号", filed_until=date(on.year + 2, 6, 30), series=series,
        level="intermediate", valid_until=date(on.year, 12, 31),
    )  # fmt: skip
    return actions.draft_letter(
        city.office, said, names, is_checked=True, year=city.year, notice=city.notice,
        by=city.seat(city.office, Role.REVIEWER), at=road.at(on, 10),
    )  # fmt: skip


def issue(city: City, letter: LetterOut, on: date) -> LetterOut:
    """Signed by the superior of the city's office."""
    code = actions.verification_code(random.Random(letter.pk))
    by = city.seat(city.office, Role.SUPERIOR)
    return actions.issue_letter(letter, code=code, notice=city.notice, by=by, at=road.at(on, 16))


def letters_out(city: City, on: date) -> None:
    """One letter whose results are coming back, one just accepted, one that waits for the signature."""
    by = city.seat(city.office, Role.REVIEWER)
    given: dict[str, Any] = {"notice": city.notice, "by": by}
    lawyers = roster(city, 3, "legal-services-lawyer", "四级律师", "三级律师", "许昌示例律师事务所")
    first = issue(city, letter_out(city, lawyers, "legal-services", "河南省律师系列中级职称评审委员会", on), on)
    when = road.at(on + timedelta(days=3), 11)
    actions.enter_answer(first, answer=ACCEPTED, answered_on=when.date(), at=when, **given)
    back = road.at(on + timedelta(days=14), 11)
    for n, named in enumerate(queries.names_of(first)[:2]):
        paper = scans.certificate("评审结果", (named.name,), "示例评委会", f"{back:%Y年%m月%d日}")
        certified: dict[str, Any] = {
            "certificate_number": f"4100002023{n + 1:06d}",
            "authority": "示例省人力资源和社会保障厅",
        }
        actions.enter_result(
            named,
            is_passed=n == 0,
            document_number="豫律评示例〔2023〕9号",
            decided_on=back.date() - timedelta(days=2),
            scan=road.store(city, paper, "结果.jpg", by, back),
            at=back,
            **(certified if n == 0 else {}),
            **given,
        )
    museum = roster(city, 2, "museum", "助理馆员", "馆员", "许昌示例博物馆")
    second = issue(city, letter_out(city, museum, "museum", "河南省文博系列中级职称评审委员会", on), on)
    actions.enter_answer(second, answer=ACCEPTED, answered_on=when.date(), at=when, **given)
    books = roster(city, 4, "library", "助理馆员", "馆员", "许昌示例图书馆")
    letter_out(city, books, "library", "河南省图书资料系列中级职称评审委员会", on + timedelta(days=14))
