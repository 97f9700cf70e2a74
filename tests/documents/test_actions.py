"""Papers made from what the stations recorded: whole, watermarked until the end, made once, checked by anybody."""

import build
import pypdfium2
import pytest
from build import moment

from zhicheng.documents import actions, filling, page_code, queries
from zhicheng.documents.models import Paper
from zhicheng.documents.review_form import WATERMARK, missing, page_texts
from zhicheng.dossier import queries as dossiers
from zhicheng.stations import queries as stations

pytestmark = pytest.mark.django_db
NOV_30 = moment(11, 30)


def text_of(pdf: bytes) -> str:
    return "".join(page_texts(pdf))


def bare(words: str) -> str:
    return "".join(words.split())


def test_every_value_of_the_sealed_revision_is_on_the_paper():
    world = build.world()
    dossier = world.finished(world.walker())
    made = actions.paper("review_form", dossier, at=NOV_30)
    form = filling.review_form(dossiers.latest(dossier), world.notice, is_watermarked=False)

    assert missing(form, queries.paper_content(made)) == ()
    assert len(form.opinions) == 4  # department, county, city, acceptance


def test_the_watermark_stays_until_every_level_has_approved():
    world = build.world()
    walker = world.walker()
    visit = world.at(walker, "committee_acceptance")
    before = queries.paper_content(actions.paper("review_form", walker.dossier, at=NOV_30))
    world.pass_one(visit, moment(11, 29))
    after = queries.paper_content(actions.paper("review_form", walker.dossier, at=NOV_30))

    assert bare(WATERMARK) in text_of(before)
    assert bare(WATERMARK) not in text_of(after)


def test_the_preview_is_the_very_form_with_its_watermark():
    world = build.world()
    dossier = world.written(world.walker(name="䶮"))
    preview = actions.preview(dossier, notice=world.notice, at=NOV_30)

    assert bare(WATERMARK) in text_of(preview)
    assert "䶮" in text_of(preview)


def test_the_booklet_is_three_marked_copies_of_whole_sheets():
    world = build.world()
    dossier = world.finished(world.walker())
    flat = actions.paper("review_form", dossier, at=NOV_30)
    booklet = actions.paper("review_form_a3", dossier, at=NOV_30)
    sides = -(-flat.pages // 4) * 2

    assert booklet.pages == 3 * sides
    width, height = pypdfium2.PdfDocument(queries.paper_content(booklet))[0].get_size()
    assert (round(width), round(height)) == (1191, 842)


def test_the_letter_tells_everything_that_was_listed():
    world = build.world()
    letter = world.sent_back(world.walker(), "county_office", "appointment_letter_no_seal", "summary_too_thin")
    words = text_of(queries.paper_content(actions.paper("letter", letter, at=NOV_30)))

    for item in letter.items.all():
        assert bare(item.reason) in words
        assert bare(item.mend) in words
    assert "补正" in words


def test_a_paper_is_made_once():
    world = build.world()
    letter = world.sent_back(world.walker(), "department")
    first = actions.paper("letter", letter, at=NOV_30)
    again = actions.paper("letter", letter, at=moment(12, 1))

    assert again.pk == first.pk
    assert Paper.objects.count() == 1


def test_the_worker_makes_what_is_owed_and_nothing_twice():
    world = build.world()
    letter = world.sent_back(world.walker(), "department")
    done = world.finished(world.walker())

    assert actions.make_due(NOV_30) == 2
    assert actions.make_due(NOV_30) == 0
    assert set(Paper.objects.values_list("kind", "subject")) == {("letter", letter.number), ("acceptance", done.number)}


def test_a_page_says_whether_it_is_of_the_current_revision_and_no_name():
    world = build.world()
    walker = world.walker()
    letter = world.sent_back(walker, "county_office")
    first = dossiers.latest(walker.dossier)
    code = page_code.code(walker.dossier.number, 1, first.digest, 2)

    assert queries.page_status(code).is_current
    world.corrected(walker, letter.sent_at.replace(hour=20))
    status = queries.page_status(code)
    assert (status.is_known, status.is_current) == (True, False)
    assert walker.candidate.name not in repr(status)
    wrong = page_code.code(walker.dossier.number, 1, "0" * 64, 2)
    assert queries.page_status(wrong) == queries.page_status(page_code.code("2023-000000-00000", 1, "0" * 64, 2))


def test_the_unit_posts_a_list_without_numbers_and_reports_with_its_roster():
    world = build.world()
    walker = world.walker()
    world.at(walker, "department")
    posted = stations.publicity_of(walker.dossier)
    listed = text_of(queries.paper_content(actions.paper("publicity_list", posted, at=NOV_30)))
    report = actions.paper("recommendation_report", (walker.dossier.organisation, world.year), at=NOV_30)
    words = text_of(queries.paper_content(report))

    assert walker.candidate.name in listed
    assert walker.candidate.id_number not in listed
    assert walker.candidate.name in words
    assert walker.candidate.id_number not in words


def test_a_lapse_and_a_refusal_are_told_on_paper():
    from zhicheng.stations.actions import office

    world = build.world()
    walker = world.walker()
    visit = world.at(walker, "city_office")
    build.road.judge_all(world.city, visit, world.clerk(visit), visit.arrived_at)
    ending = office.turn_down(
        visit,
        reason="任职年限与人事档案不符，今年不能补正。",
        notice=world.notice,
        by=world.clerk(visit),
        at=visit.arrived_at,
    )
    words = text_of(queries.paper_content(actions.paper("refusal", ending, at=NOV_30)))

    assert "任职年限与人事档案不符" in words
