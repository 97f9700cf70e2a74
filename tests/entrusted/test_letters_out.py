"""What the city or an autonomous unit sends out: draft, signature, answer, result, and what the database insists on."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from build import CITY_SCHOOL, SCHOOL, World, again, moment, world
from django.db import DatabaseError, IntegrityError, transaction
from refusing import refused

from zhicheng.accounts.actions import organisations
from zhicheng.entrustment import actions, queries
from zhicheng.entrustment.actions import Draft, Sent
from zhicheng.entrustment.models import LetterAnswer, LetterOut, LetterOutName, ReturnedResult
from zhicheng.ops import audit, road, scans, synthetic
from zhicheng.policy.seats import Duty, Role
from zhicheng.register import queries as standing_book
from zhicheng.register.models import HeldTitle

pytestmark = pytest.mark.django_db
NOV_1, NOV_2, NOV_20, DEC_12 = moment(11, 1), moment(11, 2), moment(11, 20), moment(12, 12)
LAWYERS = Draft(
    committee="河南省律师系列中级职称评审委员会",
    committee_office="示例省司法厅",
    committee_region="410000",
    filing_number="豫人社评备示例〔2022〕3号",
    filed_until=date(2025, 6, 30),
    series="legal-services",
    level="intermediate",
    valid_until=date(2023, 12, 31),
)


def lawyer(n: int) -> Sent:
    number = synthetic.id_number("411002", date(1985, 3, 1 + n), n, "1")
    return Sent(f"示例律师{n}", number, "示例律师事务所", "四级律师", "legal-services-lawyer", "三级律师")


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: world(SCHOOL, CITY_SCHOOL))


@pytest.fixture
def made(built, db, settings) -> World:
    return again(built, settings)


def drafted(made, *names, said=LAWYERS, at=NOV_1):
    by = made.seat(road.CITY_OFFICE, Role.REVIEWER)
    roster = names or (lawyer(1), lawyer(2))
    return actions.draft_letter(made.city.office, said, roster, is_checked=True, year=made.year, notice=made.notice,
                                by=by, at=at)  # fmt: skip


def issued(made, *names, at=NOV_2):
    letter = drafted(made, *names)
    by = made.seat(road.CITY_OFFICE, Role.SUPERIOR)
    code = actions.verification_code(random.Random(letter.pk))
    return actions.issue_letter(letter, code=code, notice=made.notice, by=by, at=at)


def found(made, named, *, is_passed=True, at=DEC_12, **other):
    by = made.seat(road.CITY_OFFICE, Role.REVIEWER)
    scan = road.store(made.city, scans.photograph("果"), "结果.jpg", by, at)
    said = {"document_number": "豫律评示例〔2023〕9号", "decided_on": date(2023, 12, 8), "authority": "示例省人社厅",
            "certificate_number": f"41000020239{named.line:05d}"} | other  # fmt: skip
    return actions.enter_result(named, is_passed=is_passed, scan=scan, **said, notice=made.notice, by=by, at=at)


def answered(made, letter, answer="接收", reason="", at=NOV_20):
    by = made.seat(road.CITY_OFFICE, Role.REVIEWER)
    return actions.enter_answer(letter, answer=answer, answered_on=at.date(), reason=reason, notice=made.notice, by=by,
                                at=at)  # fmt: skip


def status(letter):
    return queries.letter_out(letter.pk).status


def test_a_letter_goes_from_draft_to_results_and_its_titles_enter_the_book(made):
    letter = drafted(made)
    assert status(letter) == "起草"
    by = made.seat(road.CITY_OFFICE, Role.SUPERIOR)
    code = actions.verification_code(random.Random(1))
    letter = actions.issue_letter(letter, code=code, notice=made.notice, by=by, at=NOV_2)
    assert (letter.number, letter.signer, status(letter)) == ("市职改办委函〔2023〕1号", by.name, "签发")
    answered(made, letter)
    assert status(letter) == "接收"
    first, second = queries.names_of(letter)
    found(made, first)
    assert status(letter) == "接收"
    found(made, second, is_passed=False)
    assert status(letter) == "已反馈"
    titles = standing_book.titles_of("居民身份证", first.id_index)
    assert [(t.name, t.level, t.obtained_on) for t in titles] == [("三级律师", "intermediate", date(2023, 12, 8))]
    assert not standing_book.titles_of("居民身份证", second.id_index).exists()
    assert audit.broken() == ()


def test_numbers_run_on_in_the_issuers_own_series(made):
    assert [issued(made, lawyer(n)).number[-3:] for n in (1, 2, 3)] == ["〕1号", "〕2号", "〕3号"]


def test_whoever_drafted_a_letter_cannot_sign_it_and_only_the_superior_can(made):
    letter = drafted(made)
    by = made.seat(road.CITY_OFFICE, Role.REVIEWER)
    with refused("entrusted_out") as caught:
        actions.issue_letter(letter, code="X" * 16, notice=made.notice, by=by, at=NOV_2)
    assert len(caught.value.refusals) == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterOut.objects.filter(pk=letter.pk).update(
            is_issued=False, decided_at=NOV_2, decided_by_id=letter.drafted_by_id
        )


def test_everything_wrong_with_a_draft_is_told_at_once(made):
    wrong = replace(LAWYERS, series="engineering", committee_region="110000", filing_number="", committee_office="")
    with refused("entrusted_out") as caught:
        drafted(made, replace(lawyer(1), id_number="411002198001011236", unit=""), said=wrong)
    places = {r.place for r in caught.value.refusals}
    assert places == {"letter.series", "letter.committee_region", "letter.filing_number", "letter.committee_office",
                      "letter.names"}  # fmt: skip
    assert LetterOut.objects.count() == 0


def test_a_declined_draft_names_its_reason_and_takes_no_number(made):
    letter, by = drafted(made), made.seat(road.CITY_OFFICE, Role.SUPERIOR)
    with refused("reasons_are_sentences"):
        actions.decline_letter(letter, reason="无", notice=made.notice, by=by, at=NOV_2)
    actions.decline_letter(letter, reason="名单中一人的单位与社保不一致，请核对。", notice=made.notice, by=by, at=NOV_2)
    assert (status(letter), letter.number) == ("不予签发", None)
    assert issued(made, lawyer(3)).serial == 1


def test_a_result_without_an_issued_letter_is_void_in_the_action_and_in_the_database(made):
    letter = drafted(made)
    named = queries.names_of(letter)[0]
    with refused("entrusted_in_advance"):
        found(made, named)
    scan = road.store(made.city, scans.photograph("果"), "a.jpg", made.seat(road.CITY_OFFICE, Role.REVIEWER), DEC_12)
    with pytest.raises(DatabaseError, match="result_without_an_issued_letter"), transaction.atomic():
        ReturnedResult.objects.create(named=named, is_passed=False, document_number="1", decided_on=date(2023, 12, 8),
                                      scan=scan, entered_at=DEC_12)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnedResult.objects.create(named=None, is_passed=False, document_number="1", decided_on=date(2023, 12, 8),
                                      scan=scan, entered_at=DEC_12)  # fmt: skip
    assert HeldTitle.objects.count() == 0


def test_a_letter_that_was_sent_back_takes_no_result(made):
    letter = issued(made)
    answered(made, letter, "退回", "名单中一人的专业不属于本评委会评审范围。")
    assert status(letter) == "退回"
    named = queries.names_of(letter)[0]
    with refused("entrusted_in_advance"):
        found(made, named)
    scan = road.store(made.city, scans.photograph("果"), "a.jpg", made.seat(road.CITY_OFFICE, Role.REVIEWER), DEC_12)
    with pytest.raises(DatabaseError, match="result_without_an_issued_letter"), transaction.atomic():
        ReturnedResult.objects.create(named=named, is_passed=False, document_number="1", decided_on=date(2023, 12, 8),
                                      scan=scan, entered_at=DEC_12)  # fmt: skip


def test_a_line_has_at_most_one_result_and_none_from_before_the_letter(made):
    named = queries.names_of(issued(made))[0]
    with refused("entrusted_in_advance"):
        found(made, named, decided_on=date(2023, 11, 1))
    result = found(made, named)
    with refused("entrusted_in_advance"):
        found(made, named, certificate_number="41000020239999999")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReturnedResult.objects.create(named=named, is_passed=False, document_number="2", decided_on=date(2023, 12, 8),
                                      scan=result.scan, entered_at=DEC_12)  # fmt: skip


def test_nothing_issued_can_be_changed(made):
    letter = issued(made)
    named = queries.names_of(letter)[0]
    answer, result = answered(made, letter), found(made, named)
    for change in (
        lambda: LetterOut.objects.filter(pk=letter.pk).update(committee="另一评委会"),
        lambda: LetterOut.objects.filter(pk=letter.pk)._raw_delete("default"),
        lambda: LetterOutName.objects.filter(pk=named.pk).update(title="二级律师"),
        lambda: LetterOutName.objects.filter(pk=named.pk)._raw_delete("default"),
        lambda: LetterAnswer.objects.filter(pk=answer.pk).update(answer="退回", reason="改了主意"),
        lambda: ReturnedResult.objects.filter(pk=result.pk).update(document_number="3"),
        lambda: ReturnedResult.objects.filter(pk=result.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    with pytest.raises(DatabaseError, match="decided_letter_names_nobody_new"), transaction.atomic():
        LetterOutName.objects.create(letter=letter, line=9, id_type="居民身份证", id_index="f" * 64, id_number="1",
                                     name="x", unit="x", specialty="x", title="x")  # fmt: skip


def test_an_answer_needs_an_issued_letter_and_a_return_its_reason(made):
    letter = drafted(made)
    with refused("entrusted_out"):
        answered(made, letter)
    with pytest.raises(DatabaseError, match="answer_without_an_issued_letter"), transaction.atomic():
        LetterAnswer.objects.create(letter=letter, answer="接收", answered_on=NOV_20.date(), entered_at=NOV_20)
    letter = issued(made, lawyer(3))
    with refused("reasons_are_sentences"):
        answered(made, letter, "退回", "退回修改")
    with refused("entrusted_out"):
        answered(made, letter, at=NOV_2 - timedelta(days=3))


def test_an_autonomous_unit_issues_its_own_letters_for_its_own_staff_only(made):
    unit = autonomous(made)
    own = made.walker(unit, senior=False, at=moment(10, 20))
    other = made.walker(SCHOOL, senior=False)
    line = Sent(own.person.name, own.person.id_number, unit.name, "", "library", "副研究馆员")
    said = replace(
        LAWYERS, series="library", level="associate-senior", committee="河南省图书资料系列高级职称评审委员会"
    )
    by = made.seat(unit, Role.HANDLER)
    given = {"is_checked": True, "year": made.year, "notice": made.notice, "by": by, "at": NOV_1}
    stranger = replace(line, name=other.person.name, id_number=other.person.id_number)
    with refused("autonomous_entrusts") as caught:
        actions.draft_letter(made.organisation(unit), said, [line, stranger], **given)
    assert [r.what for r in caught.value.refusals] == [f"{other.person.name}不是本单位人员"]
    letter = actions.draft_letter(made.organisation(unit), said, [line], **given)
    letter = actions.issue_letter(
        letter, code="B" * 16, notice=made.notice, by=made.seat(unit, Role.PRINCIPAL), at=NOV_2
    )
    assert letter.number == f"{unit.short_name}委函〔2023〕1号"
    with refused("entrusted_out"):
        actions.draft_letter(
            made.city.office, said, [line], **given | {"by": made.seat(road.CITY_OFFICE, Role.REVIEWER)}
        )


def test_a_unit_that_is_not_autonomous_issues_no_letter(made):
    walker = made.walker(SCHOOL, senior=False)
    line = Sent(walker.person.name, walker.person.id_number, SCHOOL.name, "", "library", "馆员")
    with refused("autonomous_entrusts"):
        actions.draft_letter(made.organisation(SCHOOL), replace(LAWYERS, series="library"), [line], is_checked=True,
                             year=made.year, notice=made.notice, by=made.seat(SCHOOL, Role.HANDLER),
                             at=NOV_1)  # fmt: skip


def autonomous(made):
    """A unit that reviews its own titles, created by the city's office, with all its seats."""
    unit = replace(CITY_SCHOOL, name="许昌示例学院", short_name="示例学院", uscc=synthetic.code(730), department="")
    return road.add_autonomous(made.city, unit, moment(10, 16)) and unit


def test_a_letter_is_found_by_its_code_and_by_nothing_near_it(made):
    letter = issued(made)
    assert queries.letter_of_code(f" {letter.code[:4]}-{letter.code[4:].lower()} ").letter.pk == letter.pk
    assert queries.letter_of_code(letter.code[:-1]) is None
    assert queries.letter_of_code("") is None
    drafted(made, lawyer(4))
    assert [s.status for s in queries.letters_out(made.year)] == ["起草", "签发"]


def test_lists_of_letters_take_as_many_queries_for_three_as_for_one(made, django_assert_num_queries):
    issued(made)
    with django_assert_num_queries(1):
        queries.letters_out(made.year)
    issued(made, lawyer(3))
    issued(made, lawyer(4))
    with django_assert_num_queries(1):
        assert len(queries.letters_out(made.year)) == 3


def test_duties_of_an_autonomous_unit_are_the_citys_to_give(made):
    county = made.organisation("建安区职称改革领导小组办公室")
    with refused("offices_by_city"):
        organisations.create_organisation(
            name="建安示例学院", uscc=synthetic.code(731), nature="事业单位", region="411003", level="county",
            duties=(Duty.EMPLOYER, Duty.AUTONOMOUS), manager=county, notice=made.notice,
            by=made.seat(county, Role.REGISTRAR), at=NOV_1,
        )  # fmt: skip
