"""The 评审表 after the meeting: printed again whole, or its last pages onto the stamped one, by the office's choice."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image, ImageChops
from web.conftest import client_for

from outcome.conftest import DEC_18, JAN_26, After
from zhicheng.committee import queries as committee
from zhicheng.documents import actions, booklet
from zhicheng.documents import queries as papers
from zhicheng.documents.meeting import on_form
from zhicheng.documents.press import count_pages
from zhicheng.documents.review_form import missing, page_texts, print_form, print_last_pages
from zhicheng.ledger.actor import INSTALLER
from zhicheng.ops import hall as halls
from zhicheng.outcome import queries
from zhicheng.outcome.actions import integrity
from zhicheng.policy.seats import Role
from zhicheng.year import actions as years

KINDS = ("whole", "whole-a3", "last-pages", "last-pages-a3")


def pages(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=1.5).to_pil().convert("L") for page in document]


def content(kind: str, subject, at=DEC_18) -> bytes:
    return papers.paper_content(actions.paper(kind, subject, at=at))


def test_the_last_pages_over_the_stamped_form_are_the_whole_form_to_the_dot(after: After):
    made = after.announced()[0]
    stamped, whole = (pages(content(kind, s)) for kind, s in (("review_form", made.dossier), ("final_form", made)))
    over = pages(content("last_pages", made))
    assert len(over) == 2
    assert len(stamped) == len(whole)
    for one, other, added in zip(whole[-2:], stamped[-2:], over, strict=True):
        assert ImageChops.difference(one, ImageChops.darker(other, added)).getbbox() is None
    assert ImageChops.difference(whole[-2], stamped[-2]).getbbox() is not None
    for one, other in zip(whole[:-2], stamped[:-2], strict=True):
        assert ImageChops.difference(one, other).getbbox() is None


def test_the_whole_form_says_everything_and_names_no_expert(after: After):
    made = after.announced()[0]
    whole, form = content("final_form", made), on_form.final_form(made, after.notice)
    assert missing(form, whole) == ()
    review = page_texts(whole)[-2]
    for words in (
        "申报人师德良好",
        "1111920通过",
        "同意9票",
        "（3×9=27≥2×11=22）",
        "评审结果：通过。",
        "2023年12月15日",
    ):
        assert words in review
    experts = [m.person.name for m in committee.members(after.meeting)]
    assert [n for n in experts if n in "".join(page_texts(whole))] == []
    added = "".join(page_texts(content("last_pages", made)))
    assert [w for w in ("评议组", "主任委员", "年", made.dossier.number) if w in added] == []
    assert "1111920通过" in added


def test_the_confirmation_comes_onto_the_form_when_there_is_one(after: After):
    publication = after.published()
    result = queries.outcome_of(after.dossier(0)).result
    before = page_texts(content("last_pages", result))
    confirmation = after.confirmed(publication)
    text = page_texts(content("last_pages", result, JAN_26))[1]
    assert before[1] == ""
    for words in (confirmation.number, "经公示无异议，确认取得高级教师职称", "20241", "26"):
        assert words in text


def test_a_veto_after_the_vote_is_what_the_form_says(after: After):
    made = after.announced()[0]
    integrity.veto(
        made.dossier, ground="学术造假", document_number="许职改办〔2023〕30号", decided_on=DEC_18.date(),
        notice=after.notice, by=after.secretary, at=DEC_18,
    )  # fmt: skip
    text = "".join(page_texts(content("last_pages", made)))
    assert "1111920一票否决" in text
    assert "评审结果：一票否决。" in text


def test_a_long_opinion_is_set_smaller_and_moves_nothing(after: After):
    form = on_form.final_form(after.announced()[0], after.notice)
    long = replace(form, meeting=replace(form.meeting, panel="申报人承担的课题和论文均与本专业有关。" * 60))
    short, filled = (pypdfium2.PdfDocument(print_last_pages(f, at=DEC_18)) for f in (form, long))
    assert len(filled) == 2
    where = [d[0].get_textpage().search("评审结果").get_next() for d in (short, filled)]
    at = [d[0].get_textpage().get_charbox(w[0]) for d, w in zip((short, filled), where, strict=True)]
    assert at[0] == pytest.approx(at[1])
    assert "均与本专业有关。" in "".join(page_texts(print_form(long, at=DEC_18)))


def test_the_sheets_of_the_booklet_bear_the_last_pages_where_they_lie(after: After):
    made = after.announced()[0]
    length = count_pages(content("final_form", made))
    sheets = content("last_pages_a3", made)
    texts = page_texts(sheets)
    places = booklet.sides(length)
    wanted = {n // 2 for n, side in enumerate(places) if {length, length - 1} & set(side)}
    assert len(texts) == 2 * len(wanted)
    assert sum("1111920通过" in t for t in texts) == 1
    whole = pages(booklet.impose(content("final_form", made), at=DEC_18, copies=1))
    there = [n for n in range(len(places)) if n // 2 in wanted]
    for image, n in zip(pages(sheets), there, strict=True):
        assert image.size == whole[n].size
        assert ImageChops.difference(ImageChops.darker(image, whole[n]), whole[n]).getbbox() is None


@pytest.mark.parametrize("length", [4, 5, 6, 7, 8, 9, 13])
def test_every_length_of_a_booklet_has_its_last_two_pages_on_the_sheets(after: After, length: int):
    over = content("last_pages", after.announced()[0])
    sheets = booklet.last_sheets(over, length, at=DEC_18)
    filled = [n for n, text in enumerate(page_texts(sheets)) if text]
    assert len(filled) == 1  # the page of the confirmation is empty still
    assert count_pages(sheets) in (2, 4)
    assert booklet.last_sheets(over, length, at=DEC_18) == sheets
    with pytest.raises(ValueError, match="pages"):
        booklet.last_sheets(over, 1, at=DEC_18)


def test_the_forms_are_for_the_office_once_the_result_is_announced(after: After, settings, tmp_path):
    settings.DEMO, settings.VAR = True, tmp_path
    years.move_demo_clock(DEC_18, by=INSTALLER)
    office = client_for(after.secretary)
    page = office.get(reverse("secretariat:results"))
    assert "套印末页" not in page.content.decode()
    made = after.announced()
    page = office.get(reverse("secretariat:results")).content.decode()
    for result in made:
        for kind in KINDS:
            address = reverse("secretariat:final_form", args=[result.pk, kind])
            assert address in page
    unpledged = halls._seated(after.world.city, after.hall.office, Role.SECRETARY, DEC_18)
    for kind in KINDS:
        address = reverse("secretariat:final_form", args=[made[0].pk, kind])
        assert client_for(unpledged).get(address).status_code == 404
        answer = office.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        for other in (
            after.reviewer,
            after.superior,
            after.hall.supervisor,
            after.hall.experts[0],
            after.walkers[0].actor,
        ):
            assert client_for(other).get(address).status_code == 404
    assert office.get(reverse("secretariat:final_form", args=[made[0].pk, "other"])).status_code == 404
    assert office.get(reverse("secretariat:final_form", args=[0, "whole"])).status_code == 404
