"""The pages of a meeting: a whole meeting by hand, doors that close at once, blind copies, answers of one length."""

from __future__ import annotations

import re
from collections import Counter

from build import moment
from committee.conftest import AYE, DEC_8, DEC_11, DEC_15, HELD_ON, NO, NOV_20, Town, listed
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for

from zhicheng.accounts.models import Person
from zhicheng.committee import queries
from zhicheng.committee.actions import meetings
from zhicheng.dossier import queries as dossiers
from zhicheng.ops.hall import PLAN, Hall
from zhicheng.policy.seats import Role
from zhicheng.vault import papers


def post(actor, name, args=(), **said):
    return client_for(actor).post(reverse(name, args=args), said)


def get(actor, name, *args):
    return client_for(actor).get(reverse(name, args=args))


def words(answer) -> str:
    """The page without its markup and spaces."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", answer.content.decode()))


def number(hall: Hall) -> str:
    return hall.the_meeting().number


def test_a_whole_meeting_by_the_pages(town: Town, clock):
    hall = town.hall
    clock(NOV_20)
    assert post(hall.secretary, "secretariat:pledge", signed_name=hall.secretary.name).status_code == 302
    said = {"committee": "teacher-senior", "number": "许职改备〔2023〕1号", "built_by": "专业", "size": "12",
            "begins_on": "2023-01-01", "ends_on": "2025-12-31", "chair": hall.experts[0].person,
            "deputy": [hall.experts[1].person]}  # fmt: skip
    refused = post(hall.secretary, "secretariat:file_committee", **said)
    assert refused.status_code == 409
    assert "评审委员会12人，应为单数" in words(refused)
    assert post(hall.secretary, "secretariat:file_committee", **(said | {"size": "11"})).status_code == 302
    filed = queries.filings(hall.office).get()
    assert post(hall.secretary, "secretariat:enable", [filed.pk]).status_code == 302
    hall.sitting = queries.sitting_of(town.world.year, "teacher-senior")
    spans = {"begins-1": "2023-11-20", "ends-1": "2023-12-08"}
    for n in (2, 3, 4):
        spans |= {f"begins-{n}": "2023-12-08", f"ends-{n}": "2023-12-14"}
    assert post(hall.secretary, "secretariat:sitting_deed", [hall.sitting.pk, "plan"], **spans).status_code == 302
    call = {"held_on": HELD_ON.isoformat(), "place": "会议室"}
    assert post(hall.secretary, "secretariat:sitting_deed", [hall.sitting.pk, "call"], **call).status_code == 302
    (hall.meeting,) = hall.sitting.meetings.all()
    deed = lambda what, **more: post(hall.secretary, "secretariat:deed", [number(hall), what], **more)  # noqa: E731
    parts = {f"part-{n}": said for n, said in enumerate(PLAN.values(), 1)}
    assert deed("file-plan", **parts).status_code == 302
    hall.pledged(NOV_20)
    hall.seated(DEC_8)
    clock(DEC_8)
    for step in ("受理", "审核", "整理汇总", "会前准备"):
        assert (
            post(hall.secretary, "secretariat:sitting_deed", [hall.sitting.pk, "finish"], step=step).status_code == 302
        )
    assert deed("freeze", dossier=[d.number for d in town.dossiers]).status_code == 302
    members, cases = queries.members(hall.the_meeting()), hall.cases()
    groups = {f"member-{m.pk}": 1 + n % 2 for n, m in enumerate(members)}
    assert deed("panels", **groups, **{f"case-{c.ordinal}": 1 + c.ordinal % 2 for c in cases}).status_code == 302
    assert "还没有核查回避" in words(get(hall.secretary, "secretariat:meeting", number(hall)))
    assert deed("find-recusals").status_code == 302
    assert "核查了11人对3件的回避" in words(get(hall.secretary, "secretariat:meeting", number(hall)))
    for expert in hall.experts:
        first = {"dossier": cases[0].dossier.number, f"why-{cases[0].dossier.number}": "同事"}
        kept = first if expert is hall.experts[4] else {}
        assert post(expert, "expert:declare", [number(hall)], **kept).status_code == 302
    clock(DEC_15)
    for expert in hall.experts:
        assert post(expert, "expert:sign_in", [number(hall)]).status_code == 302
    page = words(get(hall.secretary, "secretariat:meeting", number(hall)))
    assert "评审会开始" in page
    assert "妨碍开会" not in page
    assert deed("open", presiding=members[0].pk).status_code == 302
    for case in hall.cases():
        kept = queries.recused(hall.the_meeting()).get(case.pk, set())
        here = [s.member.person_id for s in case.allotment.panel.seats.all() if s.member.person_id not in kept]
        writer = next(e for e in hall.experts if e.person in here)
        said = {"words": "材料真实，业绩突出，符合申报条件，提请表决。"}
        assert post(writer, "expert:opinion", [number(hall), case.ordinal], **said).status_code == 302
        assert deed("discuss", case=case.ordinal).status_code == 302
    chosen = [hall.experts[0].person, hall.supervisor.person, hall.secretary.person]
    assert deed("prepare", **{f"holder-{n}": id for n, id in enumerate(chosen, 1)}).status_code == 302
    codes = []
    for actor, space in ((hall.experts[0], "expert"), (hall.supervisor, "supervisor"), (hall.secretary, "secretariat")):
        shown = post(actor, f"{space}:key", [number(hall)]).content.decode()
        codes.append(re.search(r"<code class=\"secret\">([0-9A-Z-]+)</code>", shown)[1])
    assert deed("open-ballot").status_code == 302
    hall.ballot = queries.standing_ballot(hall.the_meeting())
    for expert in hall.experts:
        paper = {f"case-{n}": choice for n, choice in hall.paper(expert, AYE).items()}
        answer = post(expert, "expert:ballot", [number(hall)], **paper)
        assert answer.status_code == 302
    again = post(hall.experts[0], "expert:ballot", [number(hall)], **{"case-1": 1, "case-2": 1, "case-3": 1})
    assert again.status_code == 409
    assert "已投11人" in words(get(hall.secretary, "secretariat:meeting", number(hall)))
    assert deed("close-ballot").status_code == 302
    wrong = deed("count", first=codes[0], second=codes[0])
    assert wrong.status_code == 409
    assert codes[0] not in wrong.content.decode()
    assert deed("count", first=codes[0], second=codes[2]).status_code == 302
    assert [t.ayes for t in queries.tallies(queries.standing_ballot(hall.the_meeting()))] == [10, 11, 11]
    assert post(hall.experts[1], "expert:announce", [number(hall)], signed_name="x").status_code == 404
    said = {"signed_name": hall.experts[0].name}
    assert post(hall.experts[0], "expert:announce", [number(hall)], **said).status_code == 302
    assert deed("end").status_code == 302
    assert deed("minutes", **{"part-1": "逐件讨论，意见一致。", "part-2": "无", "finish": "1"}).status_code == 302
    clock(moment(12, 25))
    assert deed("file-results").status_code == 302
    assert "已于2023-12-25报送" in words(get(hall.supervisor, "supervisor:live"))
    assert get(hall.supervisor, "supervisor:meeting", number(hall)).status_code == 200


def test_finished_minutes_are_read_in_the_order_of_the_notice(town: Town, clock):
    hall = assembled(town, clock)
    hall.opened(DEC_15)
    for expert in hall.experts:
        hall.vote(expert, AYE, DEC_15)
    hall.counted(DEC_15)
    hall.announced(DEC_15)
    hall.reported(DEC_15)
    parts = list(hall.notice.rule("minutes_complete")["parts"])
    for actor, page in ((hall.secretary, "secretariat:meeting"), (hall.supervisor, "supervisor:meeting")):
        shown = get(actor, page, number(hall)).content.decode()
        assert re.findall(rf"<dt>({'|'.join(parts)})</dt>", shown) == parts


def assembled(town: Town, clock, **more) -> Hall:
    hall = listed(town, **more)
    clock(DEC_15)
    hall.assembled(DEC_15)
    return hall


def test_a_case_is_there_for_members_who_have_pledged_and_declared_until_they_are_recused(town: Town, clock):
    hall = listed(town)
    clock(DEC_11)
    here = (number(hall), 1)
    assert get(hall.experts[3], "expert:case", *here).status_code == 404
    meetings.declare(hall.the_meeting(), {}, notice=hall.notice, by=hall.experts[3], at=DEC_11)
    client = client_for(hall.experts[3])
    page = client.get(reverse("expert:case", args=here))
    assert page.status_code == 200
    image = client.get(reverse("expert:case", args=here), {"section": "basics"}).content.decode()
    address = re.search(r'img src="(/expert/[^"]+)"', image)[1]
    assert client.get(address).status_code == 200
    for other in (hall.secretary, hall.supervisor, town.world.seat("许昌市教育局", Role.REVIEWER), None):
        answer = get(other, "expert:case", *here)
        assert answer.status_code == (404 if other else 302)
    person = Person.objects.get(pk=hall.experts[3].person)
    meetings.recuse(hall.cases()[0], person, relation="co_author", notice=hall.notice, by=hall.secretary, at=DEC_11)
    assert client.get(reverse("expert:case", args=here)).status_code == 404
    assert client.get(address).status_code == 404
    assert client.get(reverse("expert:case", args=(here[0], 2))).status_code == 200


def test_one_who_recuses_themselves_late_loses_the_case_with_that_very_click(town: Town, clock):
    hall = assembled(town, clock)
    here = [number(hall), 2]
    assert post(hall.experts[5], "expert:recuse", here, why="").status_code == 409
    assert post(hall.experts[5], "expert:recuse", here, why="申报人是我的学生").status_code == 302
    assert get(hall.experts[5], "expert:case", *here).status_code == 404


def test_a_blind_copy_names_nobody_nor_a_unit_and_shows_no_picture(town: Town, clock):
    hall = assembled(town, clock, is_blind=True)
    case = hall.cases()[0]
    client = client_for(hall.experts[2])
    names = (case.dossier.person.name, case.dossier.person.id_number, case.dossier.organisation.name)
    sections = re.findall(r"section=(\w+)", client.get(reverse("expert:case", args=(number(hall), 1))).content.decode())
    assert len(set(sections)) > 5
    for section in set(sections):
        page = client.get(reverse("expert:case", args=(number(hall), 1)), {"section": section}).content.decode()
        assert [n for n in names if n in page] == [], section
        assert "<img" not in page
    digest = dossiers.files_of(case.revision)[0].digest
    assert get(hall.experts[2], "expert:file_page", number(hall), 1, digest, 1).status_code == 404
    listing = get(hall.experts[2], "expert:meeting", number(hall)).content.decode()
    assert [n for n in names if n in listing] == []
    hall.opened(DEC_15)
    paper = get(hall.experts[2], "expert:ballot", number(hall)).content.decode()
    assert [n for n in names if n in paper] == []


def test_what_a_voter_sends_and_gets_has_one_length_whatever_they_tick(town: Town, clock):
    hall = assembled(town, clock)
    meetings.recuse(
        hall.cases()[0], Person.objects.get(pk=hall.experts[5].person), relation="co_author", notice=hall.notice,
        by=hall.secretary, at=DEC_15,
    )  # fmt: skip
    hall.opened(DEC_15)
    seen: Counter[tuple[object, ...]] = Counter()
    for n, expert in enumerate(hall.experts):
        client = client_for(expert)
        before = client.get(reverse("expert:ballot", args=[number(hall)])).content.decode()
        fields = sorted(set(re.findall(r'name="(case-\d+)"', before)))
        said = {f: 0 if f == "case-1" and n == 5 else 1 + (n + k) % 3 for k, f in enumerate(fields)}
        body = "&".join(f"{f}={c}" for f, c in said.items())
        answer = client.post(reverse("expert:ballot", args=[number(hall)]), said)
        kept = Session.objects.get(session_key=client.session.session_key).get_decoded()
        after = client.get(answer.headers["Location"])
        session = sorted((k, v) for k, v in kept.items() if not k.startswith("_auth") and k != "seat")
        seen[(len(body), answer.status_code, len(answer.content), answer.headers["Location"], len(after.content),
              str(session))] += 1  # fmt: skip
    assert len(seen) == 1, seen


def test_a_page_holds_no_choice_after_it_was_cast(town: Town, clock):
    hall = assembled(town, clock)
    hall.opened(DEC_15)
    hall.vote(hall.experts[0], NO, DEC_15)
    page = get(hall.experts[0], "expert:ballot", number(hall)).content.decode()
    assert "已投入票箱" in page
    assert "checked" not in page
    assert papers.LENGTH == 128


def test_the_supervisors_page_turns_red_for_numbers_quorum_and_lateness(town: Town, clock):
    hall = listed(town)
    meetings.unseat(hall.member(hall.experts[9]), "请假", notice=hall.notice, by=hall.secretary, at=DEC_11)
    hall.experts.pop(9)
    clock(DEC_15)
    hall.declared(DEC_15)
    hall.arrived(DEC_15, absent=range(3, 10))
    page = words(get(hall.supervisor, "supervisor:live"))
    assert "没有需要处理的" not in page
    assert "实到3人，至少7人" in page
    assert "评审委员会10人，应为单数" in page


def queries_of(actor, name, *args) -> int:
    client = client_for(actor)
    client.get(reverse(name, args=args))
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(reverse(name, args=args)).status_code == 200
    return len(caught)


def test_lists_take_the_same_queries_for_one_meeting_and_for_three(town: Town, clock):
    hall = listed(town)
    clock(DEC_11)
    pages = [
        (hall.supervisor, "supervisor:live"),
        (hall.secretary, "secretariat:home"),
        (hall.experts[0], "expert:meetings"),
    ]
    once = [queries_of(*page) for page in pages]
    for _ in range(2):
        meetings.call_meeting(
            hall.the_sitting(), held_on=HELD_ON, place="会议室", notice=hall.notice, by=hall.secretary, at=DEC_11
        )
    assert [queries_of(*page) for page in pages] == once
    assert max(once) <= 18, once


def test_the_consoles_queries_do_not_grow_with_cases(town: Town, clock):
    hall = assembled(town, clock)
    assert queries_of(hall.secretary, "secretariat:meeting", number(hall)) <= 64
    assert queries_of(hall.experts[2], "expert:meeting", number(hall)) <= 24
    hall.opened(DEC_15)
    assert queries_of(hall.experts[2], "expert:ballot", number(hall)) <= 18
