"""The review form: whole, readable, honest about its state (S2.3-14..17, §4.3, golden 40)."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pikepdf
import pytest
from documents import papers
from PIL import Image

from zhicheng.documents import page_code
from zhicheng.documents.faces import CannotDraw
from zhicheng.documents.review_form import WATERMARK, missing, print_form, values
from zhicheng.policy import facts


def a_photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (500, 700), (70, 110, 180)).save(written, "PNG")
    return written.getvalue()


def test_every_value_of_the_dossier_and_of_the_offices_is_on_the_paper() -> None:
    form = papers.review_form(photo=a_photo())
    assert missing(form, print_form(form, at=papers.AT)) == ()


def test_the_wanted_values_leave_out_no_field_of_the_facts() -> None:
    wanted = set(values(papers.review_form()))
    left_out = {"key", "row", "year", "pages"}

    def strings(of: object, path: str) -> Iterator[tuple[str, object]]:
        for each in dataclasses.fields(of):  # type: ignore[arg-type]
            value = getattr(of, each.name)
            if dataclasses.is_dataclass(value):
                yield from strings(value, f"{path}.{each.name}")
            elif isinstance(value, tuple):
                for row in value:
                    yield from strings(row, f"{path}.{each.name}")
            elif isinstance(value, str) and value and each.name not in left_out:
                yield f"{path}.{each.name}", (value, each.metadata.get("codes"))

    forgotten = []
    for path, (value, table) in strings(papers.dossier(), "dossier"):  # type: ignore[misc]
        if path.endswith(".slot"):
            table = "material"
        printed = papers.name_of(table, value) if table else value
        if path.endswith(".digest"):
            printed = page_code.check_words(value)
        if any(line not in wanted for line in printed.split("\n")):
            forgotten.append(path)
    assert forgotten == []


def test_every_optional_field_is_filled_in_the_dossier_that_is_tested() -> None:
    empty = []

    def walk(of: object, path: str) -> None:
        for each in dataclasses.fields(of):  # type: ignore[arg-type]
            value = getattr(of, each.name)
            rows = value if isinstance(value, tuple) else (value,)
            if value in ("", None, ()):
                empty.append(f"{path}.{each.name}")
            for row in rows:
                if dataclasses.is_dataclass(row):
                    walk(row, f"{path}.{each.name}")

    walk(papers.dossier(), "")
    # open ends: 至今, 无固定期限; a file that proves no row; hours of what is no continuing education
    assert sorted(set(empty)) == [
        ".achievements.hours",
        ".achievements.professional_hours",
        ".files.row",
        ".jobs.ends_on",
        ".jobs.note",
        ".studies.degree",
        ".studies.degree_number",
        ".title.appointed_until",
    ]


def test_a_value_that_is_not_on_the_paper_is_named() -> None:
    form = papers.review_form()
    printed = print_form(form, at=papers.AT)
    other = dataclasses.replace(
        form, dossier=papers.dossier(title=dataclasses.replace(form.dossier.title, post_grade="专业技术八级"))
    )
    assert missing(other, printed) == ("专业技术八级",)


@pytest.mark.parametrize("name", [papers.RARE_NAME, papers.LONG_NAME, "赵䶮"])
def test_rare_and_long_names_are_in_the_text_and_in_the_embedded_faces(name: str) -> None:
    form = papers.review_form(of=papers.dossier(name=name))
    printed = print_form(form, at=papers.AT)
    assert missing(form, printed) == ()
    drawn = set("".join(papers.embedded(printed).values()))
    assert set(name) - drawn == set()


def test_the_long_name_has_fifty_characters() -> None:
    assert len(papers.LONG_NAME) == 50


def test_forty_achievements_run_on_under_a_head_that_says_so() -> None:
    form = papers.review_form(of=papers.dossier(achievements=40))
    printed = print_form(form, at=papers.AT)
    assert missing(form, printed) == ()
    assert "任现职后主要专业技术工作业绩（续）取得日期专业技术工作名称" in papers.text_of(printed)
    assert papers.page_count(printed) > papers.page_count(print_form(papers.review_form(), at=papers.AT))


def test_a_summary_and_a_content_longer_than_a_page_lose_no_word() -> None:
    long = "\n".join(
        f"第{i}段。" + f"本段叙述第{i}年的教学工作、教研工作和班主任工作的具体情况。" * 8 for i in range(1, 16)
    )
    dossier = papers.dossier(
        application=dataclasses.replace(papers.dossier().application, summary=long),
        achievements=1,
    )
    dossier = dataclasses.replace(
        dossier, achievements=(papers.achievement(1, content="推广应用情况说明" * 200), *dossier.achievements[1:])
    )
    form = papers.review_form(of=dossier)
    assert missing(form, print_form(form, at=papers.AT)) == ()


def test_a_dossier_with_the_least_in_it_prints() -> None:
    full = papers.dossier()
    bare = dataclasses.replace(
        full,
        number="",
        title=None,
        changed_series=False,
        other_titles=(),
        studies=(),
        jobs=(),
        achievements=(),
        files=(),
        pledge=facts.Pledge(),
        basics=dataclasses.replace(full.basics, contract=None, green_channel=None, id_expires_on=None),
    )
    form = papers.review_form(of=bare, watermarked=True, opinions=(), appraisals=())
    printed = print_form(form, at=papers.AT)
    assert missing(form, printed) == ()
    assert "申报编号：未编号" in papers.text_of(printed)


def test_before_final_approval_every_page_is_watermarked_and_afterwards_none() -> None:
    mark = "".join(WATERMARK.split())
    for watermarked in (True, False):
        pages = papers.page_texts(print_form(papers.review_form(watermarked=watermarked), at=papers.AT))
        assert [mark in page for page in pages] == [watermarked] * len(pages)


def test_every_page_bears_its_own_code_its_number_and_the_check_words() -> None:
    form = papers.review_form()
    printed = print_form(form, at=papers.AT)
    pages = papers.page_texts(printed)
    for number, text in enumerate(pages, start=1):
        assert f"第{number}页共{len(pages)}页" in text
        assert "申报编号：ZC2023-411002-000123" in text
        assert "版本：第2版校验码：3f9a1c0b7e24d586" in text
        code = page_code.code("ZC2023-411002-000123", 2, papers.DIGEST, number)
        assert papers.bears(printed, number, page_code.address(papers.BASE_URL, code))


def test_a_form_longer_than_guessed_still_has_a_code_on_its_last_page() -> None:
    dossier = papers.dossier(
        achievements=3,
        application=dataclasses.replace(papers.dossier().application, summary="工作总结内容。\n" * 400),
    )
    printed = print_form(papers.review_form(of=dossier), at=papers.AT)
    last = papers.page_count(printed)
    assert last > 16
    code = page_code.code("ZC2023-411002-000123", 2, papers.DIGEST, last)
    assert papers.bears(printed, last, page_code.address(papers.BASE_URL, code))


def test_what_is_typed_is_printed_and_never_run() -> None:
    typed = [
        '#read("/look.typ")',
        "$x^2$ *粗* _斜_ `码` = 标题",
        '"]}); #panic() \\u{41} \\ //注释 /*注*/',
        "<label> @ref https://a.example [内容] {1+1}",
    ]
    dossier = papers.dossier(name=typed[0])
    dossier = dataclasses.replace(
        dossier,
        achievements=(papers.achievement(1, name=typed[1], content=typed[2], authority=typed[3]),),
        application=dataclasses.replace(dossier.application, summary="\n".join(typed)),
    )
    form = papers.review_form(of=dossier)
    printed = print_form(form, at=papers.AT)
    assert missing(form, printed) == ()
    assert all("".join(words.split()) in papers.text_of(printed) for words in typed)


def test_two_prints_at_the_same_instant_are_the_same_bytes_in_any_thread() -> None:
    form = papers.review_form(photo=a_photo())
    once = print_form(form, at=papers.AT)
    with ThreadPoolExecutor(4) as threads:
        prints = list(threads.map(lambda _: print_form(form, at=papers.AT), range(8)))
    assert {once} == set(prints)
    assert print_form(form, at=papers.AT + timedelta(seconds=1)) != once


def test_a_character_that_no_face_draws_is_an_error_that_names_it() -> None:
    with pytest.raises(CannotDraw) as raised:
        print_form(papers.review_form(of=papers.dossier(name="张\uf8ff兰")), at=papers.AT)
    assert raised.value.character == "\uf8ff"
    assert "U+F8FF" in str(raised.value)
    assert "张\uf8ff兰" in str(raised.value)


def test_achievements_are_told_apart_by_the_day_of_the_present_title() -> None:
    obtained = papers.dossier().title.obtained_on  # type: ignore[union-attr]
    dossier = dataclasses.replace(
        papers.dossier(),
        achievements=(
            papers.achievement(1, "教学", name="之前一日", obtained_on=obtained - timedelta(days=1)),
            papers.achievement(2, "教学", name="当日", obtained_on=obtained),
            papers.achievement(3, "论文", name="一篇论文", obtained_on=date(2010, 1, 1)),
            papers.achievement(4, "荣誉", name="一项荣誉"),
            papers.achievement(5, "继续教育", name="一次培训"),
        ),
    )
    text = papers.text_of(print_form(papers.review_form(of=dossier), at=papers.AT))
    order = [
        "任现职前主要",
        "之前一日",
        "任现职后主要",
        "【教学】当日",
        "著作、论文及重要",
        "一篇论文",
        "奖励、荣誉",
        "一项荣誉",
        "继续教育、考试",
        "一次培训",
    ]
    places = [text.index(words, text.index("其他职称（转评前）")) for words in order]
    assert places == sorted(places)


def test_the_file_is_archival_and_dated_by_the_instant_given() -> None:
    with pikepdf.open(io.BytesIO(print_form(papers.review_form(), at=papers.AT))) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        assert str(document.docinfo["/CreationDate"]).startswith("D:20231201010000")
        assert [[float(n) for n in page.MediaBox] for page in document.pages] == [
            pytest.approx([0, 0, 595.276, 841.89], abs=0.01)
        ] * len(document.pages)
