"""核准备案, 启用, 年度安排, 承诺书: what a committee needs before it may meet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from build import moment
from committee.conftest import COMMITTEE, DEC_8, NOV_20, Town
from django.db import IntegrityError, transaction
from refusing import refused

from zhicheng.accounts.models import Person
from zhicheng.committee import queries
from zhicheng.committee.actions import filing
from zhicheng.committee.models import Filing, WorkStep
from zhicheng.ledger import queries as ledger
from zhicheng.ops.hall import Hall


def file(hall: Hall, **other) -> Filing:
    said = {
        "number": "许职改备〔2023〕9号",
        "built_by": "专业",
        "size": 11,
        "begins_on": date(2023, 1, 1),
        "ends_on": date(2025, 12, 31),
        "posts": {Person.objects.get(pk=hall.experts[0].person): queries.CHAIR},
        "notice": hall.notice,
        "by": hall.secretary,
        "at": NOV_20,
    }
    return filing.file_committee(COMMITTEE, hall.office, **(said | other))


@pytest.mark.parametrize("size", [22, 24])
def test_a_committee_of_24_or_22_is_refused_for_the_even_number_and_by_series_for_its_size(town: Town, size):
    with refused("committee_odd", "committee_size"):
        file(town.hall, size=size, built_by="系列")


def test_a_committee_by_series_needs_25_and_by_specialty_11(town: Town):
    with refused("committee_size"):
        file(town.hall, size=23, built_by="系列")
    with refused("committee_size"):
        file(town.hall, size=9)
    assert file(town.hall, size=25, built_by="系列", number="甲1").size == 25
    assert file(town.hall, size=11, number="甲2").size == 11


def test_fewer_members_need_the_document_of_the_provincial_consent(town: Town):
    assert file(town.hall, size=9, consent="豫人社函〔2023〕1号").consent == "豫人社函〔2023〕1号"


def test_a_filing_longer_than_three_years_is_refused(town: Town):
    with refused("committee_filing"):
        file(town.hall, ends_on=date(2026, 1, 1))


def test_everything_missing_in_a_filing_is_said_at_once(town: Town):
    file(town.hall)
    with refused("filing_whole", "committee_odd") as caught:
        file(town.hall, posts={}, size=12)
    assert [r.place for r in caught.value.refusals if r.rule == "filing_whole"] == ["number", "posts"]


def test_only_staff_of_the_committees_own_office_file_it(town: Town):
    with refused("committee_seats"):
        file(town.hall, by=town.hall.supervisor)
    with refused("committee_seats"):
        filing.file_committee(
            "archives-intermediate", town.hall.office, number="甲", built_by="专业", size=11,
            begins_on=date(2023, 1, 1), ends_on=date(2023, 12, 31), posts={}, notice=town.hall.notice,
            by=town.hall.secretary, at=NOV_20,
        )  # fmt: skip


def test_a_filing_of_2020_to_2023_cannot_be_enabled_after_its_end(town: Town):
    old = file(town.hall, begins_on=date(2020, 6, 1), ends_on=date(2023, 5, 31))
    with refused("committee_filing"):
        filing.enable(old, town.world.year, notice=town.hall.notice, by=town.hall.secretary, at=moment(10, 20))
    assert queries.sitting_of(town.world.year, COMMITTEE) is None


def test_a_committee_is_enabled_once_a_year(town: Town):
    said = {"notice": town.hall.notice, "by": town.hall.secretary, "at": NOV_20}
    filing.enable(file(town.hall), town.world.year, **said)
    with refused("sitting_once"):
        filing.enable(file(town.hall, number="甲2"), town.world.year, **said)


def spans(hall: Hall, **other):
    day = date(2023, 12, 8)
    return dict.fromkeys(hall.notice.rule("year_plan")["steps"], (day, day)) | other


def enabled(town: Town):
    return filing.enable(file(town.hall), town.world.year, notice=town.hall.notice, by=town.hall.secretary, at=NOV_20)


def test_the_yearly_plan_has_every_step_in_order_and_acceptance_within_the_announced_time(town: Town):
    hall, sitting = town.hall, enabled(town)
    said = {"notice": hall.notice, "by": hall.secretary, "at": NOV_20}
    whole = spans(hall)
    without = {name: span for name, span in whole.items() if name != "整理汇总"}
    with refused("year_plan"):
        filing.plan_year(sitting, without, **said)
    with refused("accepted_in_time"):
        filing.plan_year(sitting, spans(hall, 受理=(date(2023, 12, 1), date(2023, 12, 11))), **said)
    with refused("year_plan"):
        filing.plan_year(sitting, spans(hall, 会前准备=(date(2023, 12, 7), date(2023, 12, 9))), **said)
    assert [s.name for s in filing.plan_year(sitting, whole, **said)] == list(whole)
    with refused("step_in_order"):
        filing.plan_year(sitting, whole, **said)


def test_no_step_of_the_yearly_plan_can_be_skipped_nor_undone(town: Town):
    hall, sitting = town.hall, enabled(town)
    hall.pledged(NOV_20)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_8}
    filing.plan_year(sitting, spans(hall), **said)
    with refused("procedure_followed"):
        filing.finish_step(sitting, "会前准备", **said)
    filing.finish_step(sitting, "受理", **said)
    with refused("procedure_followed"):
        filing.finish_step(sitting, "受理", **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkStep.objects.filter(sitting=sitting, name="受理").update(done_at=None)


def test_acceptance_is_not_done_while_a_dossier_waits_to_be_accepted(town: Town):
    hall, sitting = town.hall, enabled(town)
    hall.pledged(NOV_20)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_8}
    filing.plan_year(sitting, spans(hall), **said)
    waiting = town.world.at(town.world.walker(senior=True), "committee_acceptance")
    with refused("accepted_in_time"):
        filing.finish_step(sitting, "受理", **said)
    town.world.pass_one(waiting, waiting.arrived_at)
    assert filing.finish_step(sitting, "受理", **said).done_at == DEC_8


def test_acceptance_is_not_done_while_what_it_returned_is_on_its_way_back(town: Town):
    hall, sitting = town.hall, enabled(town)
    hall.pledged(NOV_20)
    walker = town.world.walker(senior=True)
    letter = town.world.sent_back(walker, "committee_acceptance", "achievement_unproved")
    filing.plan_year(sitting, spans(hall), notice=hall.notice, by=hall.secretary, at=DEC_8)
    said = {"notice": hall.notice, "by": hall.secretary, "at": DEC_8}
    with refused("accepted_in_time") as no:  # it lies with the applicant
        filing.finish_step(sitting, "受理", **said)
    assert "还有1件" in no.value.refusals[0].what
    visit = town.world.corrected(walker, letter.sent_at + timedelta(days=1))
    assert visit.station == "unit_handler"
    with refused("accepted_in_time"):  # it lies with the unit
        filing.finish_step(sitting, "受理", **said)
    town.world.finished(walker)
    assert filing.finish_step(sitting, "受理", **said).done_at == DEC_8


def test_the_pledge_is_signed_once_with_ones_own_name_and_leaves_a_line(town: Town):
    hall = town.hall
    said = {"notice": hall.notice, "at": NOV_20}
    with refused("signed_by_name"):
        filing.sign_pledge(town.world.year, signed_name="别人", by=hall.experts[0], **said)
    pledge = filing.sign_pledge(town.world.year, signed_name=hall.experts[0].name, by=hall.experts[0], **said)
    assert (pledge.capacity, pledge.version) == ("评审专家", "2023-1")
    assert [e.event for e in ledger.trail(str(hall.experts[0].person)) if e.event == "SecrecyPledged"] == [
        "SecrecyPledged"
    ]
    with refused("secrecy_pledge_of_reviewers"):
        filing.sign_pledge(town.world.year, signed_name=hall.experts[0].name, by=hall.experts[0], **said)
