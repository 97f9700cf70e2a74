"""申报自测 for anybody: one page, the whole answer, nothing kept (G-02)."""

from __future__ import annotations

import re

import pytest
from build import moment, world
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhicheng.ledger.actor import INSTALLER
from zhicheng.policy.questions import questions
from zhicheng.year import actions as years

ADDRESS = "/self-test"
TEACHER = {
    "region": "411003", "nature": "事业单位", "locality": "乡村", "sex": "2", "born_on": "1993-03-05",
    "title": "primary-secondary-teacher/intermediate/一级教师", "specialty": "primary-maths", "practised": "same",
    "identity": "事业单位专业技术人员", "tenure": "在编", "employed_on": "2016-09-01",
    "contract": "聘用合同", "contract_begins_on": "2022-09-01", "contract_ends_on": "2025-08-31",
    "schooling": "21", "degree": "4", "degree_certificate": "yes",
    "held": "primary-secondary-teacher/assistant/二级教师", "appointed_on": "2019-03-01",
}  # fmt: skip
LAWYER = {"title": "legal-services/intermediate/三级律师", "specialty": "legal-services-lawyer"}


@pytest.fixture
def open_year(db, clock):
    """The year of the notice, on 20 October."""
    made = years.open_year("2023-xuchang", by=INSTALLER, at=moment(10, 13, 8))
    clock(moment(10, 20))
    return made


def words(answer) -> str:
    text = re.sub(r"<[^>]+>", "", answer.content.decode().split('<main class="main"')[1].split("</main>")[0])
    return re.sub(r"\s+", " ", text)


def told(said, client: Client | None = None):
    answer = (client or Client()).post(ADDRESS, said)
    assert answer.status_code == 200
    return answer


def rows() -> dict[str, int]:
    return {m._meta.label: m._default_manager.count() for m in apps.get_models()}


def test_the_questions_are_there_without_an_account(open_year, notice):
    page = Client().get(ADDRESS)
    html = page.content.decode()
    assert page.status_code == 200
    assert [q.name for q in questions(notice) if f'name="{q.name}"' not in html] == []
    assert [q.name for q in questions(notice) if f'<label for="q-{q.name}"' not in html] == []


def test_whoever_may_apply_is_told_so_with_committee_deadline_and_the_note(open_year):
    said = words(told(TEACHER))
    assert "符合所填的都符合，可以申报" in said
    assert "许昌市中小学教师中级职称评审委员会" in said
    assert "14天距个人申报截止11月3日 24:00" in said.replace(" 天", "天").replace("\n", "")
    assert "示例安排，以附件为准" in said
    assert "结果只供参考，以各级审核为准" in said


def test_a_shortfall_shows_fact_clause_mend_and_leads_to_the_question(open_year):
    answer = told(TEACHER | {"appointed_on": "2020-01-01"})
    html, said = answer.content.decode(), words(answer)
    assert "按所填的情况，今年不能这样申报" in said
    assert "聘任起始 2020-01-01；截至 2023-12-31 满 3 年，要求 4 年" in said
    assert "聘任年限的计算截止到当年12月底" in said
    assert "2024 年度满足" in said
    assert f'href="{reverse("public:notice")}#%E4%BA%8C%28%E5%9B%9B%29"' in html
    assert 'href="#q-appointed_on"' in html
    assert re.findall(r'href="(?:/my/|#p-)', html) == []  # no dossier, no place in one


def test_every_link_of_a_finding_leads_to_a_field_that_is_there(open_year):
    html = told(TEACHER | {"appointed_on": "2020-01-01", "identity": "公务员"}).content.decode()
    asked = set(re.findall(r'href="#(q-[\w-]+)"', html))
    assert asked
    assert asked - set(re.findall(r'id="(q-[\w-]+)"', html)) == set()


def test_what_met_also_shows_its_clause(open_year):
    html = told(TEACHER).content.decode()
    met = html.split("checks-why")[1].split("</ul>")[0]
    assert met.count("<li>") == met.count("依据：")


def test_the_materials_of_this_person_stand_with_their_clause(open_year):
    said = words(told(TEACHER))
    assert "申报时要交的材料" in said
    assert "许昌市事业单位专业技术人员聘任花名册" in said
    assert "2020、2021、2022 年度" in said
    assert "聘用合同或劳动合同" not in words(told(TEACHER)).split("申报时要交的材料")[1].split("自测没有问")[0]


def test_what_was_not_asked_and_what_was_assumed_are_told(open_year):
    said = words(told(TEACHER))
    assert "自测没有问、提交时还要核对的" in said
    assert "“工作经历”一栏须如实、连续填写" in said
    assert "没有填的，这次按以下情况计算" in said
    assert "没有转评经历" in said


def test_a_blank_is_named_and_nothing_is_promised(open_year):
    said = words(told({k: v for k, v in TEACHER.items() if k not in ("born_on", "tenure")}))
    assert "还没有核对完" in said
    assert "未填 2 项，未核对" in said
    assert "出生日期填了才能核对：当年年底前达到退休年龄" in said


def test_the_committee_hangs_on_the_country_while_that_is_blank(open_year):
    senior = TEACHER | {"title": "primary-secondary-teacher/associate-senior/高级教师",
                        "held": "primary-secondary-teacher/intermediate/一级教师"}  # fmt: skip
    said = words(told({k: v for k, v in senior.items() if k != "locality"}))
    assert "取决于城区还是乡村（未填），可能是：" in said
    assert "许昌市农村中小学教师副高级职称评审委员会" in said


def test_a_lawyer_is_told_that_it_is_not_online_and_where_to_go(open_year):
    said = words(told(TEACHER | LAWYER))
    assert "暂不进行网上申报，先统计摸底" in said
    assert "由其统计摸底（10月20日之前报送）；申报时间另行通知" in said
    assert "上述职称系列暂不进行网上申报" in said


def test_other_seniors_wait_for_their_own_notice(open_year):
    senior = {"title": "agriculture/associate-senior/高级农艺师", "specialty": "agriculture-agronomy"}
    assert "其他系列的高级职称评审工作安排另行通知" in words(told(TEACHER | senior))


def test_after_the_deadline_the_rest_is_still_told(open_year, clock):
    clock(moment(11, 22))
    said = words(told(TEACHER))
    assert "其余都符合，但今年的个人申报已经截止" in said
    assert "个人申报已于 11月3日 24:00 截止" in said


def test_everything_wrong_is_told_at_once_and_nothing_typed_is_lost(open_year):
    answer = told(TEACHER | {"born_on": "昨天", "sex": "x", "employed_on": "2023-02-30"})
    html, said = answer.content.decode(), words(answer)
    assert "还不能核对，有 3 处要改" in said
    assert 'href="#q-born_on"' in html
    assert 'href="#q-sex"' in html
    assert 'href="#q-employed_on"' in html
    assert 'value="昨天"' in html
    assert 'value="2023-02-30"' in html
    assert re.search(r'<option value="primary-maths" selected>', html)
    assert "verdict-line" not in html


def test_an_empty_form_is_told_so(open_year):
    assert "一项也没有填写" in words(told({}))


def test_the_few_words_of_the_front_page_lead_here(open_year):
    html = Client().get("/").content.decode()
    form = html.split('<form class="sentence"')[1].split("</form>")[0]
    assert 'action="/self-test#answer"' in form
    assert set(re.findall(r'name="(\w+)"', form)) == {"region", "nature", "schooling", "appointed_on", "held", "title"}
    few = {"region": "411003", "appointed_on": "2020-01-01", "held": TEACHER["held"], "title": TEACHER["title"],
           "nature": "事业单位", "schooling": "21"}  # fmt: skip
    assert "还没有核对完" in words(told(few))
    assert 'href="/self-test"' in Client().get("/guide").content.decode()


# ───── nothing is kept ─────


def test_nothing_is_written(open_year):
    world_before = rows()
    client = Client()
    client.get(ADDRESS)
    for said in (TEACHER, TEACHER | LAWYER, {"born_on": "x"}, {}):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            told(said, client)
        assert [q["sql"] for q in asked.captured_queries if not q["sql"].lstrip().upper().startswith("SELECT")] == []
    assert rows() == world_before
    assert client.cookies == {}


def test_the_answer_is_one_response_that_nobody_keeps(open_year):
    answer = told(TEACHER)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.cookies == {}
    assert answer.request["QUERY_STRING"] == ""
    assert 'method="post"' in answer.content.decode().split('id="questions"')[1]


def test_facts_in_an_address_are_not_read(open_year):
    page = Client().get(ADDRESS, TEACHER)
    assert 'value="1993-03-05"' not in page.content.decode()


def test_a_form_of_yesterday_still_works(open_year):
    """No token: it changes nothing, so there is nothing to forge."""
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(ADDRESS, TEACHER).status_code == 200


def test_the_answer_takes_a_fixed_number_of_queries(open_year):
    counts = []
    for said in ({"sex": "1"}, TEACHER):
        with CaptureQueriesContext(connection) as asked:
            told(said)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 4


def test_while_no_year_is_open_it_says_so(db, clock):
    clock(moment(10, 20))
    for answer in (Client().get(ADDRESS), Client().post(ADDRESS, TEACHER)):
        assert answer.status_code == 200
        assert "目前没有开启的评审年度" in words(answer)


def test_whoever_is_signed_in_may_test_too(db, clock):
    made = world()
    clock(moment(10, 20))
    walker = made.walker()
    from web.conftest import client_for

    before = {k: v for k, v in rows().items() if k != "sessions.Session"}
    assert "可以申报" in words(told(TEACHER, client_for(walker.actor)))
    assert {k: v for k, v in rows().items() if k != "sessions.Session"} == before
