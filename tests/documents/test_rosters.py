"""What an employer posts and hands up (outputs 4 and 5)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from documents import papers

from zhicheng.documents import page_code
from zhicheng.documents.letters import LetterCode
from zhicheng.documents.rosters import (
    Publicity,
    PublicityRow,
    Recommendation,
    RosterRow,
    print_publicity,
    print_recommendation,
)

CODE = LetterCode(number="GS2023-000007", revision=1, digest=papers.DIGEST, base_url=papers.BASE_URL)
NAMES = ("张秀兰", papers.RARE_NAME, papers.LONG_NAME, *(f"王{n}" for n in "甲乙丙丁戊己庚辛"))


def a_posting(names: tuple[str, ...] = NAMES) -> Publicity:
    return Publicity(
        unit="许昌市魏都区示例小学",
        year=2023,
        rows=tuple(
            PublicityRow(
                name=name,
                sex="女",
                born_on=date(1980, 1, 1),
                schooling="大学本科毕业",
                current_title="一级教师",
                appointed_on=date(2018, 3, 4),
                specialty="小学语文",
                applied_for="高级教师",
                achievements="主持市级课题一项；发表论文2篇；获市级优质课一等奖。",
            )
            for name in names
        ),
        first_on=date(2023, 10, 23),
        last_on=date(2023, 10, 27),
        working_days=5,
        place="学校公示栏",
        telephone="0374-0000000",
        issued_on=date(2023, 10, 23),
        code=CODE,
    )


def a_report(names: tuple[str, ...] = NAMES) -> Recommendation:
    marks = {each.name: f"{each.name[:6]}" for each in fields(RosterRow) if each.name != "name"}
    return Recommendation(
        number="许示小〔2023〕9号",
        unit="许昌市魏都区示例小学",
        to_name="魏都区教育体育局",
        year=2023,
        rows=tuple(RosterRow(name=name, **marks) for name in names),
        handler="赵经办",
        issued_on=date(2023, 10, 30),
        code=CODE,
    )


def test_the_posted_notice_says_who_from_when_to_when_and_whom_to_call() -> None:
    text = papers.text_of(print_publicity(a_posting(), at=papers.AT))
    assert all(name in text for name in NAMES)
    assert "公示时间：2023年10月23日至2023年10月27日（5个工作日）" in text
    assert "监督电话：0374-0000000" in text
    assert "1980年1月大学本科毕业一级教师2018年3月4日小学语文高级教师主持市级课题一项" in text


def test_the_roster_has_every_column_for_every_person() -> None:
    text = papers.text_of(print_recommendation(a_report(), at=papers.AT))
    for each in fields(RosterRow):
        assert "".join(each.metadata["label"].split()) in text
    for name in NAMES:
        assert name in text
    assert text.count("id_num") == len(NAMES)
    assert "关于推荐2023年度职称申报人员的报告魏都区教育体育局：" in text


def test_every_page_bears_the_code() -> None:
    posted, reported = print_publicity(a_posting(), at=papers.AT), print_recommendation(a_report(), at=papers.AT)
    for printed in (posted, reported):
        _bears_everywhere(printed)


def _bears_everywhere(printed: bytes) -> None:
    for page in range(1, papers.page_count(printed) + 1):
        code = page_code.code(CODE.number, CODE.revision, CODE.digest, page)
        assert papers.bears(printed, page, page_code.address(CODE.base_url, code))


def test_a_list_without_a_person_is_refused() -> None:
    with pytest.raises(ValueError, match="person"):
        print_publicity(a_posting(()), at=papers.AT)
    with pytest.raises(ValueError, match="person"):
        print_recommendation(a_report(()), at=papers.AT)
