"""The posts of a public institution: one for one, freed when a way ends, and taken again when a green channel is
revoked by two people (S2.2-03, S2.2-05, R-36)."""

from __future__ import annotations

from datetime import date, timedelta

import build
import pytest
from build import BUILDER, SCHOOL, moment
from django.db import connection
from django.test.utils import CaptureQueriesContext
from refusing import refused

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import approvals, people
from zhicheng.accounts.actions import green_channel as green
from zhicheng.accounts.actions.quotas import enter_quotas
from zhicheng.ledger.models import Entry
from zhicheng.ops import audit, road, synthetic
from zhicheng.policy.finding import Says
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.stations import facts, posts, queries
from zhicheng.stations.actions import employer, office

pytestmark = pytest.mark.django_db
DEPARTMENT, SENIOR = "建安区教育局", "associate-senior"
OCT_14 = moment(10, 14)
DOCUMENT, APPROVAL = "许人社岗〔2023〕5号", "许人社示例〔2023〕9号"


@pytest.fixture(scope="module")
def built(stand):
    return stand(lambda: build.world(SCHOOL, BUILDER))


@pytest.fixture
def world(built, db, settings):
    return build.again(built, settings)


def established(candidate) -> None:
    candidate.tenure = "在编"


def enter(world, *, approved: int, held: int, unit=SCHOOL, by=None, at=OCT_14, level=SENIOR, **more):
    by = by or world.seat(DEPARTMENT, Role.REGISTRAR)
    numbers = {level: {"approved": approved, "held": held} | more}
    return enter_quotas(
        world.organisation(unit), numbers, document_number=DOCUMENT, notice=world.notice, by=by, at=at
    )  # fmt: skip


def recommended(world, walker):
    """The principal recommends, two hours after everything else was done."""
    visit = world.at(walker, "unit_principal")
    when, by = visit.arrived_at + timedelta(hours=2), world.clerk(visit)
    road.compare_all(world.city, visit, by, when)
    road.judge_all(world.city, visit, by, when)
    return employer.recommend(visit, opinion="同意推荐。", is_pledged=True, notice=world.notice, by=by, at=when)


def said(visit, notice, at, rule="within_quota"):
    return [(f.says, f.facts) for f in facts.doubts(visit, notice, at) if f.rule == rule]


def approve(world, candidate) -> None:
    """An approval on file that names a candidate who has not been added yet, and the unit's mark."""
    registrar = world.seat(road.CITY_OFFICE, Role.REGISTRAR)
    scan = synthetic.green_channel_approval(candidate.name, 2023)
    register.enter_green_channel(
        APPROVAL, "许昌市人力资源和社会保障局", "不受结构比例限制", date(2023, 9, 20),
        road.store(world.city, scan, "审批件.jpg", registrar, moment(10, 14)),
        [("居民身份证", candidate.id_number, candidate.name)], by=registrar, at=moment(10, 14),
    )  # fmt: skip
    candidate.green_channel = APPROVAL
    candidate.said["application"]["manner"] = "绿色通道"


def revoke(world, employment, at):
    """Proposed by the registrar, granted by the superior, done by the registrar."""
    registrar, superior = (world.seat(road.CITY_OFFICE, r) for r in (Role.REGISTRAR, Role.SUPERIOR))
    asked = green.propose_revocation(employment, reason="审批件已被收回。", by=registrar, at=at)
    approvals.decide(asked, is_granted=True, opinion="同意撤销。", by=superior, at=at)
    return green.revoke_mark(employment, asked, by=registrar, at=at)


def test_two_principals_never_take_the_same_last_post(world):
    enter(world, approved=12, held=11)
    first, second = (world.walker(change=established) for _ in range(2))
    recommended(world, first)
    with refused("within_quota") as caught:
        recommended(world, second)
    (reason,) = [r for r in caught.value.refusals if r.rule == "within_quota"]
    assert reason.what.endswith(f"（{DOCUMENT}）；本单位本年已推荐 1 人，本人为第 2 人，超 1 人")
    assert (reason.source.says, reason.source.sureness) == ("", "较确定")
    assert queries.recommendation(second.dossier) is None

    at_department = world.open_visit(first)
    when, by = at_department.arrived_at + timedelta(hours=1), world.clerk(at_department)
    road.judge_all(world.city, at_department, by, when)
    office.turn_down(at_department, reason="任职年限材料与人事档案不符。", notice=world.notice, by=by, at=when)
    recommended(world, second)  # the post is free again
    assert audit.broken() == ()


def test_the_unit_is_locked_before_anything_is_counted(world):
    enter(world, approved=12, held=11)
    walker = world.walker(change=established)
    world.at(walker, "unit_principal")
    with CaptureQueriesContext(
        connection,
    ) as kept:
        recommended(world, walker)
    asked = [q["sql"] for q in kept.captured_queries]
    counted = next(n for n, sql in enumerate(asked) if "accounts_postquota" in sql)
    locks = [n for n, sql in enumerate(asked) if "accounts_organisation" in sql and "FOR UPDATE" in sql]
    assert (min(locks, default=counted) < counted) is connection.features.has_select_for_update


def test_what_is_not_on_record_holds_nobody_up_and_what_is_lowered_undoes_nothing(world):
    walker = world.walker(change=established)
    recommended(world, walker)
    visit = world.open_visit(walker)
    assert said(visit, world.notice, moment(11, 1)) == [(Says.MET, "副高级职数未登记，不核对")]
    enter(world, approved=12, held=12, at=moment(11, 2))
    ((says, words),) = said(visit, world.notice, moment(11, 2))
    assert (says, words.endswith("本人为第 1 人，超 1 人")) == (Says.ASK, True)
    assert audit.broken() == ()


def test_a_green_channel_takes_no_post_until_two_people_revoke_it(world):
    enter(world, approved=12, held=12)
    walker = world.walker(change=lambda c: (established(c), approve(world, c)))
    drafting = world.written(world.walker(change=established))
    recommended(world, walker)
    organisation, year, notice = world.organisation(SCHOOL), world.year, world.notice
    visit = world.open_visit(walker)
    assert said(visit, notice, moment(11, 1)) == [(Says.MET, "经审批不受结构比例限制，不占职数")]
    assert posts.posts_taken([organisation], year) == {(organisation.pk, SENIOR): posts.PostsTaken(0, 1)}

    employment = accounts.employment_of(walker.person)
    registrar, when = world.seat(road.CITY_OFFICE, Role.REGISTRAR), moment(11, 2)
    green.check_mark(employment, by=registrar, at=when)
    assert [m.green_checked_at for m in accounts.green_marks()] == [when]
    with refused("green_channel_by_city"):
        green.check_mark(employment, by=world.seat(DEPARTMENT, Role.REGISTRAR), at=when)
    with refused("approval_by_two"):  # nobody else has agreed
        asked = green.propose_revocation(employment, reason="审批件已被收回。", by=registrar, at=when)
        green.revoke_mark(employment, asked, by=registrar, at=when)
    superior = world.seat(road.CITY_OFFICE, Role.SUPERIOR)
    approvals.decide(asked, is_granted=False, opinion="请先核实。", by=superior, at=when)
    revoke(world, employment, moment(11, 3))

    assert list(accounts.green_marks()) == []
    ((says, words),) = said(visit, notice, moment(11, 3))  # sealed: it takes a post there is not
    assert (says, words.endswith("本人为第 1 人，超 1 人")) == (Says.UNMET, True)
    assert [s for s, _ in said(visit, notice, moment(11, 3), "green_channel_approved")] == [Says.UNMET]
    assert posts.posts_taken([organisation], year) == {(organisation.pk, SENIOR): posts.PostsTaken(1, 0)}
    with refused("green_channel_approved"):  # and the unit cannot set it again
        people.correct_applicant(
            accounts.employment_of(walker.person), green_channel=APPROVAL, notice=notice,
            by=world.seat(SCHOOL, Role.ADMINISTRATOR), at=moment(11, 3),
        )  # fmt: skip
    ended = Entry.objects.get(event="GreenChannelMarkEnded")
    assert (ended.content["document_number"], ended.content["reason"]) == (APPROVAL, "审批件已被收回。")
    assert walker.person.name not in str(list(Entry.objects.values_list("content", flat=True)))
    assert drafting.manner == "正常"
    assert audit.broken() == ()


def test_a_draft_with_a_revoked_mark_is_told_at_its_own_check(world):
    walker = world.walker(change=lambda c: (established(c), approve(world, c)))
    dossier = world.written(walker)
    told = {f.rule: f.says for f in facts.before_hand_in(dossier, world.notice, moment(10, 17))}
    assert told["green_channel_approved"] is Says.MET
    revoke(world, accounts.employment_of(walker.person), moment(10, 18))
    dossier.refresh_from_db()
    told = {f.rule: f.says for f in facts.before_hand_in(dossier, world.notice, moment(10, 18))}
    assert (dossier.manner, told["green_channel_approved"]) == ("绿色通道", Says.UNMET)
    assert accounts.unmarked(world.organisation(SCHOOL)) == ()


def test_whom_an_approval_names_and_the_unit_has_not_marked_is_told_to_the_unit(world):
    candidate = world.candidate()
    approve(world, candidate)
    candidate.green_channel = ""
    walker = road.add_walker(world.city, candidate, moment(10, 16))
    marked = [(e.person, document) for e, document in accounts.unmarked(world.organisation(SCHOOL))]
    assert marked == [(walker.person, APPROVAL)]


def test_posts_are_entered_by_the_department_or_the_city_with_a_document_and_everything_wrong_at_once(world):
    for by in (world.seat(SCHOOL, Role.PRINCIPAL), world.seat("鄢陵县教育局", Role.REGISTRAR)):
        with refused("quota_by_office"):
            enter(world, approved=12, held=11, by=by)
    city = world.seat(road.CITY_OFFICE, Role.REGISTRAR)
    with refused("quota_by_office"):
        enter(world, approved=12, held=11, unit=BUILDER, by=city)
    with refused("quota_by_office") as caught:
        enter_quotas(
            world.organisation(SCHOOL), {SENIOR: {"approved": -1, "held": None, "target": 101}},
            document_number=" ", notice=world.notice, by=city, at=moment(10, 14),
        )  # fmt: skip
    assert [r.place for r in caught.value.refusals] == [
        "document_number", f"{SENIOR}.approved", f"{SENIOR}.held", f"{SENIOR}.target", f"{SENIOR}.target",
    ]  # fmt: skip
    enter(world, approved=12, held=11, by=city)
    enter(world, approved=13, held=11, at=moment(10, 15))  # the department corrects it; one row stays
    (kept,) = accounts.quotas_of(world.organisation(SCHOOL), 2023).values()
    assert (kept.approved, kept.entered_at) == (13, moment(10, 15))
    assert Entry.objects.filter(event="QuotaEntered").count() == 2
