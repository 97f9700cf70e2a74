"""Pages of entrusted review: a letter comes in by form and is checked, one goes out, the census, the public check."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pypdfium2
import pytest
from build import World, again, moment, world
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from web.conftest import client_for

from zhicheng.documents.letters.entrustment import code_words
from zhicheng.entrustment import queries
from zhicheng.entrustment.models import CensusReport, LetterOut
from zhicheng.ops import entrusted, road, scans
from zhicheng.policy.seats import Role
from zhicheng.register.models import EntrustmentLetter

pytestmark = pytest.mark.django_db
COUNTY = "建安区职称改革领导小组办公室"


@pytest.fixture(scope="module")
def built(stand):
    return stand(world)


@pytest.fixture
def made(built, db, settings, clock) -> World:
    clock(moment(10, 19))
    return again(built, settings)


def client_of(made, name, role):
    return client_for(made.seat(name, role))


def scan():
    return SimpleUploadedFile("来函.jpg", scans.photograph("函"), "image/jpeg")


def letter_form(candidate, **other):
    return {
        "number": "濮人社函示例〔2023〕6号", "issuer": road.PUYANG_OFFICE[0], "issuer_uscc": road.PUYANG_OFFICE[1],
        "body_kind": "外市市级人力资源社会保障部门", "region": "410900",
        "committee": candidate.said["application"]["committee"], "series": "engineering", "level": "intermediate",
        "issued_on": "2023-10-16", "valid_until": "2023-12-31", "signer": "示例签发人",
        "names": f"{candidate.name}，{candidate.id_number}，{candidate.unit.name}，民营企业，助理工程师，工程师"
        "，未考核",
        "scan": scan(),
    } | other  # fmt: skip


def test_a_letter_comes_in_by_form_and_another_person_agrees(made):
    candidate = road.entrusted_candidate(made.city)
    registrar = client_of(made, road.CITY_OFFICE, Role.REGISTRAR)
    answer = registrar.post(reverse("office:enter_letter"), letter_form(candidate))
    letter = EntrustmentLetter.objects.get()
    assert answer.url == reverse("office:letter_in", args=[letter.pk])
    assert letter.names.get().is_appraising is False
    page = registrar.get(answer.url).content.decode()
    assert ("待审核岗" in page, candidate.id_number in page) == (True, False)
    reviewer = client_of(made, road.CITY_OFFICE, Role.REVIEWER)
    reviewer.post(reverse("office:check_letter", args=[letter.pk]), {"approved": "0", "reasons": "无"})
    letter.refresh_from_db()
    assert letter.checked_at is None
    reviewer.post(reverse("office:check_letter", args=[letter.pk]), {"approved": "1"})
    letter.refresh_from_db()
    assert letter.is_approved is True
    assert "新建委托单位帐号" in registrar.get(answer.url).content.decode()


def test_a_letter_of_another_province_is_told_every_reason_and_what_was_typed_stays(made):
    candidate = road.entrusted_candidate(made.city)
    registrar = client_of(made, road.CITY_OFFICE, Role.REGISTRAR)
    wrong = letter_form(candidate, region="140000", level="associate-senior", names="某甲", issued_on="")
    page = registrar.post(reverse("office:enter_letter"), wrong).content.decode()
    assert "不接受外省委托评审" in page
    assert "没有读懂签发日期" in page
    assert "姓名、身份证号、工作单位、单位性质、现职称、拟评职称" in page.split("</section>")[0]
    assert "9999" not in page
    assert 'value="濮人社函示例〔2023〕6号"' in page
    assert EntrustmentLetter.objects.count() == 0


def test_a_letter_goes_out_by_form_and_is_looked_up_in_public_without_a_name(made):
    reviewer = client_of(made, road.CITY_OFFICE, Role.REVIEWER)
    person = entrusted.roster(made.city, 1, "", "", "", "")[0]
    said = {
        "series": "legal-services", "level": "intermediate", "committee": "河南省律师系列中级职称评审委员会",
        "committee_office": "示例省司法厅", "committee_region": "410000", "filing_number": "示例〔2022〕3号",
        "filed_until": "2025-06-30", "valid_until": "2023-12-31", "is_checked": "on",
        "names": f"{person.name}\t{person.id_number}\t示例律师事务所\t四级律师\t律师\t三级律师",
    }  # fmt: skip
    page = reviewer.post(reverse("office:draft_letter"), {**said, "is_checked": ""} | {"committee_region": "110000"})
    assert "不在省内" in page.content.decode()
    where = reviewer.post(reverse("office:draft_letter"), said).url
    superior = client_of(made, road.CITY_OFFICE, Role.SUPERIOR)
    letter = LetterOut.objects.get()
    superior.post(reverse("office:decide_letter", args=[letter.pk]), {"issued": "1"})
    letter.refresh_from_db()
    assert (letter.number, letter.names.get().specialty) == ("市职改办委函〔2023〕1号", "legal-services-lawyer")
    assert code_words(letter.code) in reviewer.get(where).content.decode()
    public = client_for(None)
    page = public.get(reverse("public:verify_letter"), {"c": letter.code}).content.decode()
    assert (letter.number in page, "1 人" in page) == (True, True)
    assert person.name not in page
    assert person.id_number[-6:] not in page


def test_a_code_that_is_none_looks_like_a_mistyped_one(made):
    public = client_for(None)
    pages = {public.get(reverse("public:verify_letter"), {"c": c}).status_code for c in ("A" * 16, "x", "'--")}
    assert pages == {200}
    assert "没有这样的委托代评函" in public.get(reverse("public:verify_letter"), {"c": "A" * 16}).content.decode()


def report(client, *rows, more=False, **other):
    said = {
        "contact": "示例联系人", "telephone": "0374-0000000", "specialty": [r[0] for r in rows],
        "level": ["intermediate" for _ in rows], "people": [r[1] for r in rows], "note": ["" for _ in rows],
    }  # fmt: skip
    return client.post(reverse("office:census"), said | ({"more": "1"} if more else {}) | other)


def test_a_county_reports_and_the_city_sums_up_and_exports(made):
    county = client_of(made, COUNTY, Role.REVIEWER)
    page = report(county, ("library", "三"), more=True).content.decode()
    assert 'value="三"' in page
    assert CensusReport.objects.count() == 0
    assert "第1行的人数应为" in report(county, ("library", "三")).content.decode()
    assert report(county, ("library", "3"), ("legal-services-lawyer", "12")).status_code == 302
    city = client_of(made, road.CITY_OFFICE, Role.REVIEWER)
    page = city.get(reverse("office:census")).content.decode()
    assert ("尚未报送" in page, "示例联系人" in page) == (True, True)
    book = zipfile.ZipFile(io.BytesIO(city.get(reverse("office:census_export")).content))
    words = book.read("xl/sharedStrings.xml").decode()
    assert [w in words for w in (COUNTY, "图书资料", "律师", "0374-0000000", "合计")] == [True] * 5
    assert "<pane" in book.read("xl/worksheets/sheet1.xml").decode()


def test_an_office_that_counts_nobody_reports_that(made):
    county = client_of(made, COUNTY, Role.REVIEWER)
    assert report(county).status_code == 302
    assert queries.last_report(made.organisation(COUNTY), made.year).lines.count() == 0


def test_the_letter_on_paper_says_everything_and_carries_its_address(made):
    lawyers = entrusted.roster(made.city, 2, "legal-services-lawyer", "四级律师", "三级律师", "示例律师事务所")
    drafted = entrusted.letter_out(made.city, lawyers, "legal-services", "示例律师系列评审委员会", date(2023, 10, 18))
    letter = entrusted.issue(made.city, drafted, date(2023, 10, 18))
    reviewer = client_of(made, road.CITY_OFFICE, Role.REVIEWER)
    answer = reviewer.get(reverse("office:letter_out_paper", args=[letter.pk]))
    document = pypdfium2.PdfDocument(answer.content)
    words = ["".join(page.get_textpage().get_text_range().split()) for page in document]
    assert len(words) == 2
    said = ("委托代评函", letter.number, "示例律师系列评审委员会", "统一的评审条件")
    assert [w in words[0] for w in said] == [True] * 4
    assert all(lawyer.id_number in words[1] for lawyer in lawyers)
    assert all(f"{letter.code[:4]}-{letter.code[4:8]}" in page for page in words)
