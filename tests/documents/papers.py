"""Synthetic people and papers to print. Nobody here exists."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import pikepdf
import pypdfium2
from PIL import Image

from zhicheng.documents import page_code
from zhicheng.documents.press import count_pages
from zhicheng.documents.review_form import Opinion, ReviewForm, UnitPart, page_texts
from zhicheng.policy.facts import (
    Achievement,
    Application,
    Basics,
    Contract,
    Dossier,
    Employer,
    File,
    GreenChannel,
    Job,
    OtherTitle,
    Pledge,
    Study,
    Title,
)

BEIJING = timezone(timedelta(hours=8))
AT = datetime(2023, 12, 1, 9, 0, tzinfo=BEIJING)
DIGEST = "3f9a1c0b7e24d586" + "ab" * 24
BASE_URL = "https://zhicheng.example"
RARE_NAME = "䶮㛃𠅤"
LONG_NAME = "阿卜杜热合曼·买买提依明·" + "吐尔逊尼牙孜玉素甫" * 4 + "艾"

NAMES = {
    ("sex", "2"): "女",
    ("ethnicity", "05"): "维吾尔族",
    ("political_status", "13"): "群众",
    ("series", "primary-secondary-teacher"): "中小学教师",
    ("series", "vocational"): "中等职业学校教师",
    ("specialty", "primary-chinese"): "小学语文",
    ("specialty", "culture"): "文化课",
    ("level", "intermediate"): "中级",
    ("level", "associate-senior"): "副高级",
    ("committee", "xuchang-schools"): "许昌市中小学教师副高级职称评审委员会",
    ("region", "411002"): "魏都区",
    ("employer_level", "county"): "县（市、区）",
    ("schooling", "21"): "大学本科毕业",
    ("schooling", "31"): "大学专科毕业",
    ("degree", "405"): "文学学士",
    ("material", "title_certificate"): "职称证书",
    ("material", "award"): "获奖证书",
}


def name_of(table: str, code: str) -> str:
    return NAMES.get((table, code), code)


def achievement(i: int, kind: str = "课题", **more: object) -> Achievement:
    given: dict[str, object] = {
        "key": f"a{i}",
        "kind": kind,
        "name": f"第{i}项：小学语文大单元整体教学的实践研究",
        "content": f"承担子课题{i}，完成开题、中期和结题报告，撰写案例若干篇，成果在全区推广使用。",
        "document_number": f"许教科〔2021〕{i}号",
        "authority": "许昌市教育体育局",
        "rank": "市级一等奖",
        "role": "主持",
        "obtained_on": date(2020, 1 + i % 12, 1 + i % 28),
        "identifier": f"ZC-{i:04d}",
    }
    if kind == "继续教育":
        given |= {"hours": 96, "professional_hours": 66}
    return Achievement(**(given | more))  # type: ignore[arg-type]


def dossier(*, name: str = "张秀兰", achievements: int = 8, **more: object) -> Dossier:
    kinds = ("课题", "论文", "荣誉", "公开课", "著作", "奖励", "继续教育", "教学")
    given: dict[str, object] = {
        "year": 2023,
        "number": "ZC2023-411002-000123",
        "application": Application(
            committee="xuchang-schools",
            series="primary-secondary-teacher",
            specialty="primary-chinese",
            level="associate-senior",
            title="高级教师",
            practised="primary-chinese",
            rural=True,
            summary="一、思想政治方面。热爱教育事业，恪守师德规范，服从学校安排。\n"
            + "二、教育教学方面。"
            + "任现职以来一直担任语文教学和班主任工作，形成了扎实的教学风格。" * 12
            + "\n"
            + "三、教研方面。主持市级课题两项，发表论文三篇。",
        ),
        "basics": Basics(
            name=name,
            former_name="张小兰",
            working_unit="许昌示例培训学校有限公司",
            working_uscc="91411000MA00000002",
            sex="2",
            ethnicity="05",
            id_type="居民身份证",
            id_number="411002198001011237",
            id_expires_on=date(2036, 5, 6),
            origin="中国",
            born_on=date(1980, 1, 1),
            political_status="13",
            health="良好",
            began_work_on=date(2002, 8, 15),
            phone="13800001234",
            email="zhang.xiulan.long.address@school.example",
            identity="事业单位专业技术人员",
            tenure="在编",
            employed_on=date(2005, 9, 2),
            department="语文教研组",
            post="教研组长、六年级班主任",
            memberships="许昌市小学语文教学研究会会员",
            contract=Contract(
                kind="聘用合同",
                number="HT-2018-0091",
                begins_on=date(2018, 9, 3),
                ends_on=date(2024, 8, 31),
                counterparty="许昌市魏都区示例小学",
            ),
            green_channel=GreenChannel(
                document_number="许人社审〔2023〕7号",
                authority="许昌市人力资源和社会保障局",
                approved_on=date(2023, 9, 8),
                basis="不受结构比例限制",
            ),
        ),
        "employer": Employer(
            name="许昌市魏都区示例小学",
            uscc="12411002MB0000012X",
            nature="事业单位",
            region="411002",
            level="county",
            locality="镇区",
            department="魏都区教育体育局",
        ),
        "title": Title(
            series="primary-secondary-teacher",
            specialty="primary-chinese",
            level="intermediate",
            name="一级教师",
            obtained_on=date(2017, 12, 20),
            certificate_number="B17170900123",
            authority="许昌市职称改革领导小组办公室",
            appointed_on=date(2018, 3, 4),
            appointed_by="魏都区人力资源和社会保障局",
            post_grade="专业技术九级",
            qualification="教师职业能力",
            province="32",
            confirmation="豫职确〔2019〕18号",
        ),
        "changed_series": True,
        "other_titles": (
            OtherTitle(
                key="o1",
                series="vocational",
                specialty="culture",
                level="intermediate",
                name="讲师",
                obtained_on=date(2012, 11, 5),
                certificate_number="B12120900456",
                appointed_on=date(2013, 1, 6),
                appointed_until=date(2017, 8, 30),
                appointed_by="许昌市示例中等专业学校",
            ),
        ),
        "studies": (
            Study(
                key="s1",
                begins_on=date(1999, 9, 7),
                ends_on=date(2002, 6, 30),
                school="许昌师范高等专科学校",
                major="汉语言文学教育",
                schooling="31",
                mode="全日制",
                certificate_number="104801200206001234",
            ),
            Study(
                key="s2",
                begins_on=date(2004, 3, 9),
                ends_on=date(2007, 1, 10),
                school="河南大学",
                major="汉语言文学",
                schooling="21",
                degree="405",
                mode="函授",
                certificate_number="104755200705004321",
                degree_number="1047542007000987",
            ),
        ),
        "jobs": (
            Job(
                key="j1",
                begins_on=date(2002, 8, 15),
                ends_on=date(2005, 8, 31),
                employer="许昌县某乡中心小学",
                department="教务处",
                post="语文教师",
                witness="李证明",
                note="其间在村教学点支教一年",
            ),
            Job(
                key="j2",
                begins_on=date(2005, 9, 2),
                employer="许昌市魏都区示例小学",
                department="语文教研组",
                post="语文教师、教研组长",
                witness="王证明",
            ),
        ),
        "achievements": (
            *(achievement(i, kinds[i % len(kinds)], representative=i == 1) for i in range(1, achievements + 1)),
            achievement(99, "教学", name="任现职前的示范课", obtained_on=date(2015, 5, 16)),
        ),
        "pledge": Pledge(
            text_version="2023-1",
            signed_at=datetime(2023, 10, 20, 15, 4, tzinfo=BEIJING),
            secrecy_declared_at=datetime(2023, 10, 20, 15, 5, tzinfo=BEIJING),
            files_opened_at=datetime(2023, 10, 20, 15, 6, tzinfo=BEIJING),
        ),
        "files": (
            File(
                slot="title_certificate",
                digest="aa11bb22cc33dd44" + "0" * 48,
                name="一级教师资格证书.jpg",
                media_type="image/jpeg",
            ),
            File(
                slot="award",
                row="a2",
                digest="ee55ff6600779988" + "0" * 48,
                name="a_very_long_file_name_without_any_place_to_break_it_2021.pdf",
                media_type="application/pdf",
                pages=3,
            ),
        ),
    }
    return Dossier(**(given | more))  # type: ignore[arg-type]


def review_form(*, watermarked: bool = False, of: Dossier | None = None, **more: object) -> ReviewForm:
    given: dict[str, object] = {
        "dossier": of or dossier(),
        "names": name_of,
        "revision": 2,
        "digest": DIGEST,
        "base_url": BASE_URL,
        "watermarked": watermarked,
        "unit": UnitPart(
            comparison="经逐一核对，上传的证件、证书类材料与原件一致。",
            handler="赵经办",
            principal="钱负责",
            publicity_from=date(2023, 10, 23),
            publicity_to=date(2023, 10, 28),
            publicity_place="学校公示栏、教职工工作群",
            publicity_result="公示期满，无异议。",
            opinion="经审核，该同志材料真实，符合申报条件，同意推荐。",
            pledge="本单位承诺：已对被推荐人的申报材料逐项审核；对材料的真实性、完整性负责。",
            recommended_on=date(2023, 10, 30),
        ),
        "opinions": (
            Opinion(
                station_name="行业主管部门",
                office="魏都区教育体育局",
                person="孙审核",
                opinion="材料真实，同意推荐。",
                on=date(2023, 11, 1),
            ),
            Opinion(
                station_name="县（市、区）职改办",
                office="魏都区职称改革领导小组办公室",
                person="李审核",
                opinion="审核通过，同意报送。",
                on=date(2023, 11, 6),
            ),
            Opinion(
                station_name="市职改办",
                office="许昌市职称改革领导小组办公室",
                person="周审核",
                opinion="审核通过。",
                on=date(2023, 11, 10),
            ),
        ),
        "appraisals": tuple((year, "合格" if year != 2021 else "优秀") for year in range(2018, 2023)),
        "pledge_words": "本人承诺：\n一、本次申报所填信息和所提交的证书、业绩成果、论文等材料真实可靠，"
        "没有伪造、变造、冒用和抄袭。\n"
        "二、本人没有隐瞒受处分、处罚以及诚信档案库中的记录。\n三、违反承诺的，愿承担取消申报资格、撤销已取得的职称等后果。",
    }
    return ReviewForm(**(given | more))  # type: ignore[arg-type]


def text_of(pdf: bytes) -> str:
    """The whole text layer without white space."""
    return "\f".join(page_texts(pdf))


def page_count(pdf: bytes) -> int:
    return count_pages(pdf)


def embedded(pdf: bytes) -> dict[str, str]:
    """Base name of every embedded font and the characters that its ToUnicode map gives back."""
    found: dict[str, str] = {}
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for each in document.objects:
            if not isinstance(each, pikepdf.Dictionary) or each.get("/Type") != "/Font" or "/ToUnicode" not in each:
                continue
            (below,) = each.DescendantFonts
            assert any(k in below.FontDescriptor for k in ("/FontFile", "/FontFile2", "/FontFile3"))
            mapped = each.ToUnicode.read_bytes().decode()
            units = re.findall(r"^<[0-9A-Fa-f]+> <([0-9A-Fa-f]+)>$", mapped, re.MULTILINE)
            found[str(each.BaseFont)] = "".join(bytes.fromhex(u).decode("utf-16-be") for u in units)
    return found


def bears(pdf: bytes, page: int, words: str) -> bool:
    """Whether the square code in the foot of a page (from 1) is that of ``words``, module by module."""
    dots = 4  # pixels a point
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[page - 1].render(scale=dots).to_pil().convert("L")
    finally:
        document.close()
    wanted = [[bool(module) for module in row] for row in page_code.square(words).matrix]
    side = len(wanted)
    foot = picture.crop((0, picture.height - 30 * 72 * dots // 25, picture.width, picture.height))
    for millimetres in (15, 14):
        step = millimetres / 25.4 * 72 * dots / (side + 4)
        for left, top in _finders(foot, 7 * step):
            places = [(left + (x + 0.5) * step, top + (y + 0.5) * step) for y in range(side) for x in range(side)]
            if places[-1][0] >= foot.width or places[-1][1] >= foot.height:
                continue
            seen = [foot.getpixel((int(x), int(y))) < 128 for x, y in places]
            if seen == [module for row in wanted for module in row]:
                return True
    return False


def _finders(foot: Image.Image, length: float) -> Iterator[tuple[int, int]]:
    """Where a dark upright edge of about ``length`` pixels begins: the left edge of a finder pattern."""
    columns = foot.transpose(Image.Transpose.TRANSPOSE).tobytes()
    height = foot.height
    before = bytes([255]) * height
    for x in range(foot.width):
        column = columns[x * height : (x + 1) * height]
        start = None
        for y in range(height + 1):
            dark = y < height and column[y] < 128
            if dark and start is None:
                start = y
            elif not dark and start is not None:
                if abs(y - start - length) < 2.5 and min(before[start:y]) >= 128:
                    yield x, start
                start = None
        before = column
