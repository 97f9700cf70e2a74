"""Letters tell everything once, with the same four things as the screen (S2.1-07, S2.4-06..08)."""

from __future__ import annotations

import io
from datetime import date, datetime

import pikepdf
import pypdfium2
import pytest
from documents import papers

from zhicheng.documents import page_code
from zhicheng.documents.letters import (
    Letter,
    LetterCode,
    LetterItem,
    accepted,
    not_accepted,
    print_letter,
    told_once,
    unit_told_once,
)
from zhicheng.policy.finding import Remedy, Source, basis

CODE = LetterCode(number="GZ2023-000045", revision=2, digest=papers.DIGEST, base_url=papers.BASE_URL)
OFFICE = "许昌市职称改革领导小组办公室"
QUOTED = Source(document="许职改办〔2023〕21号", clause="二(四)", says="聘任年限的计算截止到当年12月底")
OURS = Source(document="《河南省职称评审管理暂行办法》", ours="公示不少于五个工作日", sureness="较确定")
ITEMS = (
    LetterItem(
        what="聘任起始2020年1月1日；截至2023年12月31日满3年，要求4年。",
        source=QUOTED,
        mend="本年度聘任年限不足；日期填写有误的，请更正并上传聘书原件扫描件。",
        place="现任职称·聘任起",
        remedy=Remedy.FINAL,
    ),
    LetterItem(
        what="单位公示自10月16日至10月20日，期满日应为10月23日。",
        source=OURS,
        mend="由单位补足公示期后重新上传公示照片和结果。",
        place="单位附件·公示情况",
    ),
)


def a_telling(items: tuple[LetterItem, ...] = ITEMS, to_name: str = "张秀兰同志") -> Letter:
    return told_once(
        number="许职改告〔2023〕12号",
        issuer=OFFICE,
        to_name=to_name,
        year=2023,
        applied_for="高级教师",
        dossier_number="ZC2023-411002-000123",
        items=items,
        correct_by=datetime(2023, 11, 4, tzinfo=papers.BEIJING),
        contact="王老师，0374-0000000",
        on=date(2023, 10, 27),
        code=CODE,
    )


def bare(words: str) -> str:
    return "".join(words.split())


def one_page(pdf: bytes) -> str:
    """The text with the feet of all pages but the last taken out, so that sentences run on."""
    pages = papers.page_texts(pdf)
    return "".join(
        page.replace(bare(f"编号：{CODE.number}校验码：{page_code.check_words(CODE.digest)}"), "").replace(f"—{n}—", "")
        for n, page in enumerate(pages, start=1)
    )


def test_each_deficiency_has_its_facts_its_rule_its_mending_and_its_place() -> None:
    text = one_page(print_letter(a_telling(), at=papers.AT))
    for item in ITEMS:
        four = f"事实：{item.what}依据：{basis(item.source)}改法：{item.mend}位置：{item.place}"
        four += f"能否补正：{item.remedy.value}"
        assert bare(four) in text


def test_a_letter_has_its_head_its_addressee_its_deadline_and_its_signature() -> None:
    text = one_page(print_letter(a_telling(), at=papers.AT))
    assert text.startswith(bare(f"{OFFICE}许职改告〔2023〕12号一次性告知书张秀兰同志："))
    assert "请您于2023年11月3日24时前按上述要求补正" in text
    assert "视为放弃申报" in text
    assert text.endswith(f"联系人及电话：王老师，0374-0000000{OFFICE}2023年10月27日")


def test_a_rule_without_a_quotation_is_told_in_our_words_and_says_so() -> None:
    assert basis(OURS) == "公示不少于五个工作日（未核对原文，据《河南省职称评审管理暂行办法》，把握：较确定）"
    assert basis(QUOTED) == "许职改办〔2023〕21号二(四)：“聘任年限的计算截止到当年12月底”"


def test_thirty_deficiencies_go_into_one_letter_and_every_page_bears_the_code() -> None:
    items = tuple(
        LetterItem(
            what=f"第{i}份证书扫描件不清晰。", source=QUOTED, mend=f"重新扫描第{i}份。", place=f"学习经历第{i}项"
        )
        for i in range(1, 31)
    )
    printed = print_letter(a_telling(items), at=papers.AT)
    text = one_page(printed)
    assert all(bare(f"{i}.事实：{item.what}") in text for i, item in enumerate(items, start=1))
    for page in range(1, papers.page_count(printed) + 1):
        code = page_code.code(CODE.number, CODE.revision, CODE.digest, page)
        assert papers.bears(printed, page, page_code.address(CODE.base_url, code))
        assert f"—{page}—" in papers.page_texts(printed)[page - 1]


def test_a_unit_is_told_all_reasons_at_once() -> None:
    letter = unit_told_once(
        number="许职改告〔2023〕13号",
        issuer=OFFICE,
        to_name="许昌市魏都区示例小学",
        uscc="12411002MB0000012X",
        items=ITEMS,
        contact="",
        on=date(2023, 9, 1),
        code=CODE,
    )
    text = one_page(print_letter(letter, at=papers.AT))
    assert "单位帐号审核不通过一次性告知书" in text
    assert "不通过的全部原因（共2项）一次性告知如下" in text


def test_acceptance_and_its_refusal() -> None:
    common = {
        "number": "许职改受〔2023〕8号",
        "issuer": OFFICE,
        "to_name": "赵䶮同志",
        "year": 2023,
        "applied_for": "高级教师",
        "dossier_number": "ZC2023-411002-000123",
        "committee": "许昌市中小学教师副高级职称评审委员会",
        "contact": "",
        "on": date(2023, 11, 21),
        "code": CODE,
    }
    yes = one_page(print_letter(accepted(**common, accepted_on=date(2023, 11, 20)), at=papers.AT))  # type: ignore[arg-type]
    no = one_page(print_letter(not_accepted(**common, items=ITEMS, appeal="可以申请复查。"), at=papers.AT))  # type: ignore[arg-type]
    assert "受理通知书赵䶮同志：" in yes
    assert "于2023年11月20日予以受理" in yes
    assert "不予受理通知书赵䶮同志：" in no
    assert "可以申请复查。" in no


def test_a_letter_of_deficiencies_without_one_is_refused() -> None:
    with pytest.raises(ValueError, match="deficiency"):
        a_telling(())


def test_an_addressee_is_printed_and_never_run() -> None:
    assert '#read("x")：' in one_page(print_letter(a_telling(to_name='#read("x")'), at=papers.AT))


def test_the_body_keeps_to_the_margins_of_the_standard() -> None:
    printed = print_letter(a_telling(), at=papers.AT)
    with pikepdf.open(io.BytesIO(printed)) as document:
        assert [float(n) / 72 * 25.4 for n in document.pages[0].MediaBox[2:]] == pytest.approx([210, 297], abs=0.1)
    page = pypdfium2.PdfDocument(printed)[0]
    height = page.get_height()
    boxes = [page.get_textpage().get_charbox(i) for i in range(page.get_textpage().count_chars())]
    body = [box for box in boxes if box[1] / 72 * 25.4 > 34 and box[2] > box[0]]
    millimetres = 25.4 / 72
    assert min(box[0] for box in body) * millimetres >= 28 - 0.5
    assert max(box[2] for box in body) * millimetres <= 210 - 26 + 0.5
    assert (height - max(box[3] for box in body)) * millimetres >= 37 - 1
