"""What is seen of results by whom, and what nobody else can tell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from build import SCHOOL
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.conftest import client_for

from zhicheng.committee.actions import meetings
from zhicheng.ledger.actor import INSTALLER
from zhicheng.outcome import access, queries
from zhicheng.outcome.actions import publicity, results
from zhicheng.outcome.models import Certificate, Publication
from zhicheng.policy.seats import Role
from zhicheng.year import actions as years

from .conftest import DEC_18, DEC_25, JAN_26, JAN_29
from .test_integrity import DOCUMENTS, FEB_1, UNTITLED, decided

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
WHO = "实名举报人甲"


def at(moment) -> None:
    years.move_demo_clock(moment, by=INSTALLER)


def body(answer) -> str:
    return TOKEN.sub("", answer.content.decode())


@pytest.fixture
def town(after, clock):
    clock(DEC_25)
    return after


def test_the_whole_way_from_filed_results_to_a_certificate_on_pages(after, clock):
    town = after
    secretary, city, superior = client_for(town.secretary), client_for(town.reviewer), client_for(town.superior)
    clock(DEC_18)
    secretary.post(reverse("secretariat:announce", args=[town.meeting.number]))
    at(DEC_25)
    answer = city.post(reverse("office:accept_results", args=[town.meeting.number]), follow=True)
    publication = Publication.objects.get()
    assert publication.title in body(answer)
    at(JAN_26)
    asked = {"number": "许人社职〔2024〕1号", "reason": "公示期满", "person": ["1", "2"]}
    city.post(reverse("office:propose_confirmation", args=[publication.number]), asked)
    approvals = body(superior.get(reverse("office:approvals")))
    assert "许人社职〔2024〕1号，2人" in approvals
    number = re.search(r"approvals/(\d+)", approvals)[1]
    superior.post(reverse("office:decide_approval", args=[number]), {"granted": "1", "opinion": "同意"})
    city.post(reverse("office:confirm_titles", args=[publication.number]))
    confirmation = queries.confirmations(town.world.year).get()
    city.post(reverse("office:issue_certificates", args=[confirmation.pk]))
    made = Certificate.objects.get(confirmed__dossier=town.dossier(0))
    assert made.number in body(city.get(reverse("office:publication", args=[publication.number])))
    own = client_for(town.walkers[0].actor)
    assert made.number in body(own.get(reverse("applicant:result")))
    paper = own.get(reverse("applicant:certificate", args=[made.number]))
    assert paper.content.startswith(b"%PDF-")
    other = client_for(town.walkers[1].actor)
    assert other.get(reverse("applicant:certificate", args=[made.number])).status_code == 404


def test_a_certificate_stays_at_hand_when_its_year_is_over(town, clock):
    made, *_ = town.issued()
    own = client_for(town.walkers[0].actor)
    assert body(own.get(reverse("applicant:result"))).count(made.number) == 1 + len(["the link to its file"])
    years.close_year(town.world.year, by=INSTALLER, at=JAN_29)
    between = body(own.get(reverse("applicant:result")))
    assert ">申诉</option>" not in between
    assert "现在没有开放申报的年度" in between
    assert made.number in between
    assert own.get(reverse("public:enter")).headers["Location"] == reverse("applicant:result")
    assert ">我的申报</a>" not in between  # a tab that would lead nowhere
    years.open_year("2025-yanshui-synthetic", by=INSTALLER, at=JAN_29)
    next_year = body(own.get(reverse("applicant:result")))
    assert "以前取得的职称证书" in next_year
    paper = own.get(reverse("applicant:certificate", args=[made.number]))
    assert paper.content.startswith(b"%PDF-")
    assert made.number not in body(client_for(town.walkers[1].actor).get(reverse("applicant:result")))


def test_the_rail_goes_on_to_publicity_and_certificate_and_names_no_expert(town):
    assert [s.state for s in queries.afterwards(town.dossier(0))] == ["now", "ahead", "ahead"]
    publication = town.published()
    assert [s.state for s in queries.afterwards(town.dossier(0))] == ["done", "now", "ahead"]
    assert [s.state for s in queries.afterwards(town.dossier(2))] == ["ended", "ahead", "ahead"]
    town.confirmed(publication)
    assert [s.state for s in queries.afterwards(town.dossier(0))] == ["done", "done", "now"]
    page = body(client_for(town.walkers[0].actor).get(reverse("applicant:home")))
    assert [e.name for e in town.hall.experts if e.name in page] == []


# ───── who sees what ─────


def test_the_reasons_of_a_failed_person_are_seen_by_that_person_alone(town):
    publication = town.published()
    failed = next(o.result for o in queries.results(town.meeting) if o.word == "未通过")
    pages = [
        (client_for(town.walkers[0].actor), reverse("applicant:result")),
        (client_for(town.walkers[0].actor), reverse("applicant:home")),
        (client_for(town.reviewer), reverse("office:publication", args=[publication.number])),
        (Client(), reverse("public:publication", args=[publication.number])),
        (client_for(town.world.seat(SCHOOL, Role.PRINCIPAL)), reverse("employer:all")),
    ]
    before = [body(client.get(address)) for client, address in pages]
    words = "论文与教学结合不紧密"
    results.give_reasons(failed, ["论文或著作质量不够"], words, notice=town.notice, by=town.secretary, at=DEC_25)
    assert [body(client.get(address)) for client, address in pages] == before
    own = body(client_for(town.walkers[2].actor).get(reverse("applicant:result")))
    assert words in own
    assert "论文或著作质量不够" in own


def test_who_objected_is_hidden_from_the_person_objected_to_whatever_was_said_and_by_whom(town):
    publication = town.published()
    client = client_for(town.walkers[0].actor)
    addresses = [
        reverse("applicant:home"), reverse("applicant:result"), reverse("public:publication", args=[publication.number])
    ]  # fmt: skip
    without = [body(client.get(a)) for a in addresses]
    objection, code = town.objected(publication, name=WHO, contact="13900000000")
    assert [body(client.get(a)) for a in addresses] == without
    for kind in ("受理", "调查"):
        publicity.handle(objection, kind, "已向单位核实，情况见附件。", notice=town.notice, by=town.reviewer, at=DEC_25)
    assert [body(client.get(a)) for a in addresses] == without
    assert client.get(reverse("office:outcomes")).status_code == 404
    assert WHO in body(client_for(town.reviewer).get(reverse("office:outcomes")))
    assert WHO in body(client_for(town.secretary).get(reverse("secretariat:results")))
    status = body(Client().post(reverse("public:objection_status"), {"code": code}))
    assert "已向单位核实" in status
    assert WHO not in status


def test_staff_who_stand_on_a_list_do_not_deal_with_it_whether_somebody_objected_or_not(town):
    publication = town.published()
    for has_objection in (False, True):
        if has_objection:
            objection, _ = town.objected(publication, name=WHO, contact="13900000000")
        for staff, address in (
            (town.reviewer, reverse("office:outcomes")),
            (town.secretary, reverse("secretariat:results")),
        ):
            assert access.others_lists(staff, [publication]) == (publication,)
            on_the_list = replace(staff, person=town.dossier(0).person_id)
            assert access.others_lists(on_the_list, [publication]) == ()
            with pytest.raises(Http404):
                access.objections_report_for(on_the_list, publication.number, JAN_26)
            with pytest.raises(Http404):
                access.publication_for(on_the_list, publication.number)
            if has_objection:
                assert WHO in body(client_for(staff).get(address))
                assert access.objection_for(staff, objection.number) == objection
                with pytest.raises(Http404):
                    access.objection_for(on_the_list, objection.number)


def test_a_result_is_seen_from_the_minute_of_its_publication(town):
    town.announced()
    own = client_for(town.walkers[2].actor)
    assert "评审结果还没有公布" in body(own.get(reverse("applicant:result")))
    publicity.accept(town.meeting, notice=town.notice, by=town.reviewer, at=DEC_25)
    assert "未通过" in body(own.get(reverse("applicant:result")))


def test_a_unit_sees_what_is_on_file_about_it_and_its_principal_appeals(town, clock):
    unit = town.dossier(0).organisation
    few = ("通报批评", "追究责任", "记入诚信档案")
    made = decided(town, unit, documents={m: n for m, n in DOCUMENTS.items() if m in few})
    clock(FEB_1)
    principal, administrator = (
        client_for(town.world.seat(SCHOOL, r)) for r in (Role.PRINCIPAL, Role.ADMINISTRATOR)
    )  # fmt: skip
    page = body(administrator.get(reverse("employer:integrity")))
    assert made.number in page
    assert "申诉和信用修复由单位负责人提出" in page
    assert administrator.get(reverse("employer:extract", args=[made.pk])).content.startswith(b"%PDF-")
    measure = made.measures.all()[0]
    assert principal.get(reverse("employer:measure_paper", args=[measure.pk])).content.startswith(b"%PDF-")
    asked = {"kind": "申诉", "words": "举报所称情况与事实不符，请求复核。"}
    assert administrator.post(reverse("employer:plead", args=[made.pk]), asked).status_code == 404
    principal.post(reverse("employer:plead", args=[made.pk]), asked)
    assert "等待答复" in body(principal.get(reverse("employer:integrity")))
    again = principal.post(reverse("employer:plead", args=[made.pk]), {"kind": "信用修复", "words": "已整改到位。"})
    assert again.status_code == 409  # its time has not come
    assert "<option selected>信用修复</option>" in body(again)
    assert "已整改到位。</textarea>" in body(again)
    person = decided(town, town.dossier(1).person, documents=UNTITLED, number="许职改处〔2024〕9号")
    for who in (principal, administrator):
        assert who.get(reverse("employer:extract", args=[person.pk])).status_code == 404
        assert person.number not in body(who.get(reverse("employer:integrity")))


def test_between_two_years_a_person_and_a_unit_still_see_their_file_and_appeal(town, clock):
    unit = town.dossier(0).organisation
    few = ("通报批评", "追究责任", "记入诚信档案")
    of_unit = decided(town, unit, documents={m: n for m, n in DOCUMENTS.items() if m in few})
    of_person = decided(town, town.dossier(1).person, documents=UNTITLED, number="许职改处〔2024〕9号")
    clock(FEB_1)
    years.close_year(town.world.year, by=INSTALLER, at=FEB_1)
    asked = {"kind": "申诉", "words": "举报所称情况与事实不符，请求复核。"}
    for actor, page, plead, made in (
        (town.walkers[1].actor, "applicant:result", "applicant:plead", of_person),
        (town.world.seat(SCHOOL, Role.PRINCIPAL), "employer:integrity", "employer:plead", of_unit),
    ):
        client = client_for(actor)
        assert ">申诉</option>" in body(client.get(reverse(page)))
        assert client.post(reverse(plead, args=[made.pk]), asked).status_code == 302
        assert "等待答复" in body(client.get(reverse(page)))


# ───── the public ─────


def test_a_list_whose_time_is_over_is_gone_for_the_public_and_kept_by_the_office(town):
    publication = town.published()
    address = reverse("public:publication", args=[publication.number])
    assert town.dossier(0).person.name in body(Client().get(address))
    at(JAN_26)
    assert Client().get(address).status_code == 404
    assert publication.number not in body(Client().get(reverse("public:publicity")))
    kept = client_for(town.reviewer).get(reverse("office:publication", args=[publication.number]))
    assert town.dossier(0).person.name in body(kept)


def test_anybody_objects_without_logging_in_and_follows_it_by_a_code_shown_once(town):
    publication = town.published()
    box = reverse("public:object_box", args=[publication.number])
    assert Client().post(box, {"person": "1", "words": "无"}).status_code == 409
    answer = body(Client().post(box, {"person": "1", "words": "其课题证书与本人无关，请核查。"}))
    code = re.search(r'id="code">([0-9A-Z]+)<', answer)[1]
    assert "等待受理" in body(Client().post(reverse("public:objection_status"), {"code": code}))
    assert "没有查到" in body(
        Client().post(reverse("public:objection_status"), {"code": code[:-1] + ("1" if code.endswith("0") else "0")})
    )


def verified(**said) -> str:
    return body(Client().post(reverse("public:verify_certificate"), said))


def test_a_certificate_is_checked_by_number_and_name_or_by_its_square_code(town):
    first, second = town.issued()
    at(JAN_29)
    assert "证书有效" in verified(number=f" {first.number.lower()} ", name=first.name)
    by_code = Client().get(reverse("public:verify_token", args=[first.token]))
    assert "证书有效" in body(by_code)
    assert first.confirmed.dossier.person.id_number not in body(by_code)
    unknown = verified(number=first.number[:-1] + ("1" if first.number.endswith("0") else "0"), name=first.name)
    malformed = verified(number="<x>", name="1")
    assert unknown == malformed == verified(number=first.number, name="别人") == verified(number="", name="")
    assert body(Client().get(reverse("public:verify_token", args=["A" * 26]))) == unknown
    assert second.number not in unknown


def test_a_revoked_and_a_corrected_certificate_show_it_to_whoever_asks(town):
    first, second = town.issued()
    decided(town, town.dossier(0).person, documents=DOCUMENTS)
    at(FEB_1)
    assert "证书已撤销" in verified(number=first.number, name=first.name)
    assert DOCUMENTS["撤销职称"] in verified(number=first.number, name=first.name)
    city, superior = client_for(town.reviewer), client_for(town.superior)
    deed = {"name": "王方", "reason": "姓名错字"}
    city.post(reverse("office:certificate_deed", args=[second.number, "propose-correction"]), deed)
    number = re.search(r"approvals/(\d+)", body(superior.get(reverse("office:approvals"))))[1]
    superior.post(reverse("office:decide_approval", args=[number]), {"granted": "1", "opinion": "同意"})
    city.post(reverse("office:certificate_deed", args=[second.number, "correct"]))
    new = queries.certificate_of(town.dossier(1))
    assert "证书已更正" in verified(number=second.number, name=second.name)
    assert "证书有效" in verified(number=new.number, name="王方")


def test_whoever_asks_too_often_is_answered_no_more_within_the_hour(town):
    first, _ = town.issued()
    at(JAN_29)
    limit = int(town.notice.rule("certificate_lookup")["per_hour"])
    address = reverse("public:verify_token", args=["A" * 26])
    assert [Client().get(address).status_code for _ in range(limit)] == [200] * limit
    answer = Client().get(reverse("public:verify_token", args=[first.token]))
    assert (answer.status_code, first.number in body(answer)) == (429, False)
    at(JAN_29.replace(hour=JAN_29.hour + 1))
    assert "证书有效" in body(Client().get(reverse("public:verify_token", args=[first.token])))


# ───── the integrity file ─────


def test_a_person_sees_the_decision_about_themselves_and_appeals(town):
    made = decided(town, town.dossier(2).person, documents=UNTITLED)
    at(FEB_1)
    client, other = client_for(town.walkers[2].actor), client_for(town.walkers[0].actor)
    assert made.number in body(client.get(reverse("applicant:result")))
    assert made.number not in body(other.get(reverse("applicant:result")))
    paper = made.measures.get(measure="通报批评").pk
    assert other.get(reverse("applicant:measure_paper", args=[paper])).status_code == 404
    assert client.get(reverse("applicant:measure_paper", args=[paper])).content.startswith(b"%PDF-")
    plea = {"kind": "申诉", "words": "证书是真的，请核查原件。"}
    assert other.post(reverse("applicant:plead", args=[made.pk]), plea).status_code == 404
    client.post(reverse("applicant:plead", args=[made.pk]), plea)
    superior = client_for(town.superior)
    assert "证书是真的" in body(superior.get(reverse("office:integrity")))
    answer = {"granted": "1", "answer": "经复核，证书属实，原决定撤销。", "document_number": "许职改复〔2024〕1号"}
    superior.post(reverse("office:answer_plea", args=[made.pleas.get().pk]), answer)
    assert "不起作用" in body(client.get(reverse("applicant:result")))


def test_a_supervisor_takes_and_lifts_a_measure_against_a_committee(town):
    client = client_for(town.hall.supervisor)
    said = {
        "committee": "teacher-senior",
        "measure": "暂停评审",
        "ground": "程序不规范",
        "document_number": "许监〔2024〕1号",
    }
    client.post(reverse("supervisor:supervise"), said)
    page = body(client.get(reverse("supervisor:integrity")))
    lift = re.search(r"measures/(\d+)/lift", page)[1]
    client.post(reverse("supervisor:lift", args=[lift]), {"document_number": "许监〔2024〕2号"})
    assert "已解除 许监〔2024〕2号" in body(client.get(reverse("supervisor:integrity")))
    wrong = client.post(reverse("supervisor:supervise"), said | {"committee": "", "uscc": "0"})
    assert wrong.status_code == 409


def test_a_veto_on_a_page_says_what_is_wrong_and_ends_the_pass(town):
    town.published()
    client = client_for(town.hall.supervisor)
    said = {"dossier": town.dossier(0).number, "ground": "学术造假", "veto_number": ""}
    assert client.post(reverse("supervisor:veto"), said | {"dossier": "0"}).status_code == 409
    assert client.post(reverse("supervisor:veto"), said).status_code == 409
    assert client.post(reverse("supervisor:veto"), said | {"veto_number": "许职改〔2023〕9号"}).status_code == 302
    assert "一票否决" in body(client_for(town.walkers[0].actor).get(reverse("applicant:result")))
    public = body(Client().get(reverse("public:publication", args=[queries.publication_of(town.meeting).number])))
    assert public.count("结果已取消") == 1


# ───── doors and queries ─────


def test_doors_where_there_is_a_list_a_certificate_and_a_decision(town):
    first, _ = town.issued()
    publication = queries.publication_of(town.meeting)
    confirmation = queries.confirmations(town.world.year).get()
    made = decided(town, town.dossier(2).person, documents=UNTITLED)
    result = queries.results(town.meeting)[0].result
    objectors = {"reviewer", "superior"}
    at(FEB_1)
    seats = {
        "anonymous": None, "failed": town.walkers[2].actor, "secretary": town.secretary, "second": town.hall.second,
        "expert": town.hall.experts[0], "supervisor": town.hall.supervisor, "reviewer": town.reviewer,
        "superior": town.superior, "county": town.world.seat("建安区职称改革领导小组办公室", Role.REVIEWER),
        "principal": town.world.seat(SCHOOL, Role.PRINCIPAL),
    }  # fmt: skip
    own = {"secretary", "second"}
    rows = [
        ("office:publication", [publication.number], "get", objectors),
        ("office:results_paper", [publication.number], "get", objectors),
        ("office:objections_paper", [publication.number], "get", objectors),
        ("office:extract", [made.pk], "get", objectors),
        ("office:confirmation_paper", [confirmation.pk], "get", objectors),
        ("office:certificate", [first.number], "get", objectors),
        ("office:certificate_paper", [first.number], "get", objectors),
        ("office:issue_certificates", [confirmation.pk], "post", {"reviewer"}),
        ("office:propose_confirmation", [publication.number], "post", {"reviewer"}),
        ("office:measure_paper", [made.measures.first().pk], "get", objectors),
        ("office:add_measure", [made.pk], "post", {"reviewer"}),
        ("secretariat:give_reasons", [result.pk], "post", own),
        ("secretariat:announce", [town.meeting.number], "post", own),
        ("secretariat:results_paper", [publication.number], "get", own),
        ("secretariat:objections_paper", [publication.number], "get", own),
        ("supervisor:extract", [made.pk], "get", {"supervisor"}),
        ("applicant:extract", [made.pk], "get", {"failed"}),
        ("applicant:measure_paper", [made.measures.first().pk], "get", {"failed"}),
    ]
    clients = {who: client_for(actor) for who, actor in seats.items()}
    wrong = []
    for name, arguments, method, allowed in rows:
        for who, client in clients.items():
            answer = getattr(client, method)(reverse(name, args=arguments))
            is_there = answer.status_code != 404 and "/log-in" not in answer.headers.get("Location", "")
            if answer.status_code >= 500 or is_there != (who in allowed):
                wrong.append(f"{name} {who}: {answer.status_code}")
    assert wrong == []


def asked_for(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(address).status_code == 200
    return len(told)


def test_a_list_of_two_asks_the_tables_no_oftener_than_a_list_of_one(town):
    publication = town.published()
    clients = [
        (client_for(town.reviewer), reverse("office:publication", args=[publication.number])),
        (client_for(town.reviewer), reverse("office:outcomes")),
        (client_for(town.secretary), reverse("secretariat:results")),
        (Client(), reverse("public:publication", args=[publication.number])),
    ]
    town.objected(publication)
    one = [asked_for(client, address) for client, address in clients]
    for _ in range(4):
        town.objected(publication, ordinal=2)
    meetings.veto(
        town.dossier(0), ground="学术造假", document_number="许职改〔2023〕9号", decided_on=date(2023, 12, 25),
        notice=town.notice, by=town.hall.supervisor, at=DEC_25,
    )  # fmt: skip
    assert [asked_for(client, address) for client, address in clients] == one
    assert max(one) <= 40
