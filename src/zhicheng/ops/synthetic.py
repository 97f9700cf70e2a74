"""People and units who do not exist: drawn from a seeded generator, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from stdnum.cn import uscc as uscc_number

from zhicheng.policy.identity import check_character
from zhicheng.policy.notice import Notice

from . import scans

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "婉宁明哲立群思远静怡文博雅楠志强晓梅建华丽娟国庆春燕海涛玉兰俊杰雪琴永康秀英浩然佳慧振东亚男一鸣若溪承志书瑶鹏程梓涵卫东红霞启航清照敬之淑敏"
BACHELOR, TEACHER = "21", "primary-secondary-teacher"
RARE = ("䶮", "孟龑", "迪丽努尔·阿卜杜热合曼·买买提明")

TEACHING = {
    "junior-maths": "初中数学",
    "junior-chinese": "初中语文",
    "primary-chinese": "小学语文",
    "primary-maths": "小学数学",
    "senior-maths": "高中数学",
    "senior-chinese": "高中语文",
}
BUILDING = {"engineering-building": "建筑工程", "engineering-municipal": "市政工程", "engineering-cost": "工程造价"}


@dataclass(frozen=True, slots=True)
class Unit:
    """An employer to be: ``kind`` says whom it employs (school, builder)."""

    name: str
    short_name: str
    uscc: str
    nature: str
    region: str
    level: str
    locality: str
    kind: str
    department: str = ""
    stages: tuple[str, ...] = ()
    is_appraising: bool = True


@dataclass(slots=True)
class Candidate:
    """An applicant to be: the dossier as a file's content, what is wrong with it, and how the person behaves.

    ``flaws`` map a station to the defect its reviewer will find; ``corrects_after`` is in working days, ``None``
    for whoever never corrects; ``starts`` is the first working day on which the person writes.
    """

    name: str
    id_number: str
    sex: str
    born_on: date
    unit: Unit
    said: dict[str, Any]
    tenure: str
    identity: str
    employed_on: date
    starts: int = 0
    hands_in: bool = True
    flaws: dict[str, tuple[str, ...]] = field(default_factory=dict)
    corrects_after: int | None = 2
    turned_down_at: str = ""
    green_channel: str = ""
    working_unit: str = ""
    working_uscc: str = ""


def code(serial: int, prefix: str = "12411000MB") -> str:
    """A unified social credit code with its check digit."""
    body = f"{prefix}{serial:07d}"[:17]
    return body + uscc_number.calc_check_digit(body)


def id_number(region: str, born_on: date, serial: int, sex: str) -> str:
    """A citizen number of the right form; odd serials are men's."""
    serial = serial % 499 * 2 + (1 if sex == "1" else 0)
    first = f"{region[:6] if region.isdigit() else '411002'}{born_on:%Y%m%d}{serial:03d}"
    return first + check_character(first)


def a_name(draw: random.Random, taken: set[str]) -> str:
    """A name that nobody else has yet."""
    while True:
        name = draw.choice(SURNAMES) + "".join(draw.sample(GIVEN, draw.choice((1, 2, 2))))
        if name not in taken:
            taken.add(name)
            return name


def candidate(draw: random.Random, unit: Unit, notice: Notice, name: str, serial: int) -> Candidate:
    """One applicant of a unit whose dossier meets every rule of the notice."""
    sex = draw.choice("12")
    if unit.kind == "school":
        senior = draw.random() < 0.55 and any(c.level == "associate-senior" for c in notice.committees.values())
        return _teacher(draw, unit, notice, name, serial, sex, senior)
    made = _engineer(draw, unit, notice, name, serial, sex)
    return _client(made, serial) if unit.kind == "agency" else made


def years_needed(notice: Notice, series: str, level: str, title: str) -> int:
    """How many years of appointment a graduate needs for a title: the shortest way, with what the city adds."""
    ways = [
        w for w in notice.ways if (w.series, w.level, w.title) == (series, level, title) and BACHELOR in w.schoolings
    ]
    return min(w.appointed_years for w in ways) + int(notice.rule("years_in_post").params.get("extra_years", 0))


def _open_committee(notice: Notice, series: str, level: str, locality: str) -> str:
    """The open committee for these."""
    return next(
        c.id
        for c in notice.committees.values()
        if c.is_open and c.level == level and series in c.series and (not c.localities or locality in c.localities)
    )


def _teacher(
    draw: random.Random, unit: Unit, notice: Notice, name: str, serial: int, sex: str, senior: bool
) -> Candidate:
    year, specialty = notice.year, draw.choice(unit.stages)
    age = draw.randint(38, 49) if senior else draw.randint(29, 37)
    born_on = _day(draw, year - age)
    began = date(born_on.year + 23, 8, 1)
    series, level, title = TEACHER, *(("associate-senior", "高级教师") if senior else ("intermediate", "一级教师"))
    needs = years_needed(notice, series, level, title)
    appointed = date(year - needs - draw.randint(0, 3), draw.choice((3, 9, 12)), 1)
    if appointed.year <= began.year:
        appointed = date(began.year + 1, 9, 1)
        appointed = min(appointed, date(year - needs, 12, 31))
    held = "一级教师" if senior else "二级教师"
    taught = TEACHING[specialty]
    rural = unit.locality in ("镇区", "乡村") and senior
    committee = _open_committee(notice, series, level, unit.locality)
    tenure = "在编" if draw.random() < 0.85 else draw.choice(("人事代理", "其他"))
    said = _common(draw, unit, notice, name, serial, sex, born_on, began, tenure, "教师")
    said["application"] |= {
        "committee": committee,
        "series": series,
        "specialty": specialty,
        "practised": specialty,
        "level": level,
        "title": title,
        "rural": rural,
        "summary": f"任现职以来，承担{taught}教学和班主任工作，参加校本教研，主持课题一项，指导青年教师两名，"
        "所教班级学业水平在同类学校中居于前列。",
    }
    said["title"] = _title(unit, series, specialty, "intermediate" if senior else "assistant", held, appointed, serial, notice)  # fmt: skip
    said["studies"] = [_study(draw, born_on, f"{taught[-2:]}教育", serial)]
    said["achievements"] = [_award(draw, notice, n, serial) for n in range(draw.randint(1, 4) if senior else draw.randint(1, 2))]  # fmt: skip
    said["achievements"].append(_training(year, "教师进修学校"))
    if senior and unit.locality == "城区":
        said["jobs"].append(_in_the_country(unit, began))
    return Candidate(
        name=name, id_number=said["basics"]["id_number"], sex=sex, born_on=born_on, unit=unit, said=said, tenure=tenure,
        identity="事业单位专业技术人员", employed_on=began,
    )  # fmt: skip


def _engineer(draw: random.Random, unit: Unit, notice: Notice, name: str, serial: int, sex: str) -> Candidate:
    year, specialty = notice.year, draw.choice(sorted(BUILDING))
    born_on = _day(draw, year - draw.randint(29, 36))
    began = date(born_on.year + 23, 8, 1)
    needs = years_needed(notice, "engineering", "intermediate", "工程师")
    appointed = max(date(year - draw.randint(needs, needs + 1), 9, 1), date(began.year + 1, 9, 1))
    appointed = min(appointed, date(year - needs, 12, 1))
    said = _common(draw, unit, notice, name, serial, sex, born_on, began, "企业员工", "技术员")
    said["application"] |= {
        "committee": _open_committee(notice, "engineering", "intermediate", unit.locality),
        "series": "engineering",
        "specialty": specialty,
        "practised": specialty,
        "level": "intermediate",
        "title": "工程师",
        "rural": False,
        "summary": f"任现职以来，从事{BUILDING[specialty]}技术管理工作，参加两项工程的施工组织，编写专项方案五份，"
        "处理现场技术问题十余项。",
    }
    number = f"{notice.city[0]}建工〔{year - 2}〕18号"
    said["title"] = _title(unit, "engineering", specialty, "assistant", "助理工程师", appointed, serial, notice)
    said["studies"] = [_study(draw, born_on, "土木工程", serial)]
    said["achievements"] = [
        {
            "key": "a1",
            "kind": "工程项目",
            "name": f"{draw.choice(('滨河', '魏武', '莲城', '八一'))}路改造工程",
            "content": f"担任施工员，负责主体结构施工技术管理，{number}",
            "document_number": number,
            "authority": unit.name,
            "rank": "市级",
            "role": "参加",
            "obtained_on": date(year - 2, 6, 10),
            "representative": True,
        },
        _training(year, "示例行业协会"),
    ]
    return Candidate(
        name=name, id_number=said["basics"]["id_number"], sex=sex, born_on=born_on, unit=unit, said=said,
        tenure="企业员工", identity="企业专业技术人员", employed_on=began,
    )  # fmt: skip


def _client(made: Candidate, serial: int) -> Candidate:
    """Somebody for whom an agency acts: by turns a freelancer under the agency's contract, and an employee of a private
    company that has no account, under the company's own."""
    made.tenure = "人事代理"
    made.said["basics"]["tenure"] = made.tenure
    contract = made.said["basics"]["contract"]
    if serial % 2:
        made.identity = "自由职业者"
        contract["kind"] = "人事代理合同"
        made.said["achievements"][0]["authority"] = "许昌示例设计工作室"
        return made
    made.working_unit, made.working_uscc = "许昌示例测量有限公司", code(700, "91411002MA")
    contract["counterparty"] = made.working_unit
    made.said["title"]["appointed_by"] = made.working_unit
    made.said["jobs"][0]["employer"] = made.working_unit
    return made


def _common(
    draw: random.Random, unit: Unit, notice: Notice, name: str, serial: int, sex: str, born_on: date, began: date,
    tenure: str, post: str,
) -> dict[str, Any]:  # fmt: skip
    year = notice.year
    return {
        "year": year,
        "changed_series": False,
        "application": {"kind": "评审", "manner": "正常"},
        "basics": {
            "name": name,
            "sex": sex,
            "ethnicity": "05" if "·" in name else "01",
            "id_type": "居民身份证",
            "id_number": id_number(unit.region, born_on, serial, sex),
            "origin": "中国",
            "born_on": born_on,
            "political_status": draw.choice(("01", "13", "13")),
            "health": "健康",
            "began_work_on": began,
            "phone": f"1380374{serial % 10000:04d}",
            "identity": "",
            "tenure": tenure,
            "employed_on": began,
            "department": "教务处" if post == "教师" else "工程部",
            "post": post,
            "contract": {
                "kind": "聘用合同" if unit.nature == "事业单位" else "劳动合同",
                "number": f"HT-{year - 2}-{serial:04d}",
                "begins_on": date(year - 2, 1, 1),
                "ends_on": date(year + 2, 12, 31),
                "counterparty": unit.name,
            },
        },
        "jobs": [
            {
                "key": "j1",
                "begins_on": began,
                "employer": unit.name,
                "post": f"从事{post}工作",
                "kind": "工作",
                "witness": draw.choice(SURNAMES) + "主任",
            }
        ],
    }


def _day(draw: random.Random, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=draw.randint(0, 364))


def _title(
    unit: Unit, series: str, specialty: str, level: str, name: str, appointed: date, serial: int, notice: Notice
) -> dict[str, Any]:
    return {
        "series": series,
        "specialty": specialty,
        "level": level,
        "name": name,
        "obtained_on": appointed - timedelta(days=62),
        "certificate_number": f"C{appointed.year}{notice.year % 100}{serial:06d}",
        "authority": f"{notice.city}人力资源和社会保障局",
        "obtained_by": "评审",
        "appointed_on": appointed,
        "appointed_by": unit.name,
        "post_grade": "专业技术十级" if level == "intermediate" else "专业技术十二级",
    }


def _study(draw: random.Random, born_on: date, major: str, serial: int) -> dict[str, Any]:
    return {
        "key": "s1",
        "begins_on": date(born_on.year + 19, 9, 1),
        "ends_on": date(born_on.year + 23, 7, 1),
        "school": draw.choice(("河南师范大学", "许昌学院", "信阳师范学院", "郑州轻工业大学")) + "（合成）",
        "major": major,
        "schooling": "21",
        "degree": "404",
        "mode": "全日制",
        "certificate_number": f"1047{born_on.year + 23}05{serial:06d}",
        "degree_number": f"1047{born_on.year + 23}4{serial:06d}",
    }


def _award(draw: random.Random, notice: Notice, n: int, serial: int) -> dict[str, Any]:
    when = notice.year - 1 - n % 4
    name, content = draw.choice(
        (
            ("优质课一等奖", "市级优质课评比一等奖"),
            ("优秀教师", "被评为市级优秀教师"),
            ("教学成果二等奖", "市级基础教育教学成果二等奖"),
            ("德育工作先进个人", "被评为德育工作先进个人"),
        )
    )
    office = str(notice.rule("document_number_named")["example"]).partition("〔")[0]
    number = f"{office}〔{when}〕{20 + (serial + n * 7) % 160}号"
    return {
        "key": f"a{n + 1}",
        "kind": "荣誉",
        "name": name,
        "content": f"{content}，{number}",
        "document_number": number,
        "authority": f"{notice.city}教育局",
        "rank": "市级",
        "role": "独立",
        "obtained_on": date(when, 6, 10),
        "representative": n == 0,
    }


def _training(year: int, authority: str) -> dict[str, Any]:
    """Last year's hours of continuing education."""
    return {
        "key": "t1",
        "kind": "继续教育",
        "name": f"{year - 1}年度继续教育",
        "content": f"完成{year - 1}年度继续教育",
        "authority": authority,
        "obtained_on": date(year - 1, 12, 20),
        "hours": 96,
        "professional_hours": 66,
    }


def _in_the_country(unit: Unit, began: date) -> dict[str, Any]:
    """A year at a village school beside one's own post."""
    return {
        "key": "j2",
        "begins_on": date(began.year + 5, 9, 1),
        "ends_on": date(began.year + 6, 8, 31),
        "employer": f"{unit.name}对口支援的乡村学校",
        "post": "支教教师",
        "kind": "支教",
    }


# ───── scans ─────


def scan(slot: str, row: Mapping[str, Any], said: Mapping[str, Any], unit: Unit, defect: str = "") -> tuple[bytes, str]:
    """The bytes and the name of one scan; a ``defect`` of the catalogue is drawn into it."""
    basics, title = said["basics"], said.get("title") or {}
    name = basics["name"]
    sealed = defect not in ("appointment_letter_no_seal", "roster_missing_seal")
    lines: tuple[str, ...] = ()
    match slot:
        case "identity_document":
            born = basics["born_on"]
            sex = "男" if basics["sex"] == "1" else "女"
            made = scans.identity_card(name, basics["id_number"], sex, f"{born.year}年{born.month}月{born.day}日")
            words = "身份证"
        case "photo":
            made, words = scans.photograph(name), "证件照"
        case "teacher_licence":
            lines = (
                f"姓名：{name}",
                "资格种类：中学教师资格",
                f"任教学科：{TEACHING[said['application']['specialty']][-2:]}",
            )
            made, words = (
                scans.certificate("教师资格证书", lines, "市教育局", _words(basics["began_work_on"])),
                "教师资格证",
            )
        case "title_certificate":
            lines = (f"姓名：{name}", f"职称：{title['name']}", f"证书编号：{title['certificate_number']}")
            made = scans.certificate("职称证书", lines, title["authority"], _words(title["obtained_on"]))
            words = "职称证书"
        case "appointment_letter":
            lines = (
                f"{name} 同志：",
                f"经考核合格，兹聘任您为{title['name']}，",
                f"聘期自{_words(title['appointed_on'])}至今。",
            )
            made = scans.certificate("聘    书", lines, title["appointed_by"], _words(title["appointed_on"]), is_sealed=sealed)  # fmt: skip
            words = "聘书"
        case "appointment_roster":
            since = _words(title["appointed_on"])
            lines = (f"单位：{unit.name}", f"姓名：{name}", f"现聘岗位：{title['name']}", f"聘任时间：{since}")
            made = scans.certificate("专业技术人员聘任花名册", lines, "人力资源和社会保障局", _words(title["appointed_on"]), is_sealed=sealed)  # fmt: skip
            words = "聘任花名册"
        case "schooling_certificate" | "degree_certificate":
            kind = "毕业证书" if slot == "schooling_certificate" else "学位证书"
            lines = (f"学生{name}，{row['major']}专业", f"{_words(row['begins_on'])}至{_words(row['ends_on'])}学习期满", f"证书编号：{row['certificate_number']}")  # fmt: skip
            made, words = scans.certificate(kind, lines, row["school"], _words(row["ends_on"])), kind
        case "contract":
            lines = (f"甲方：{basics['contract']['counterparty']}", f"乙方：{name}", f"合同编号：{basics['contract']['number']}", f"期限：{_words(basics['contract']['begins_on'])}至{_words(basics['contract']['ends_on'])}")  # fmt: skip
            made, words = (
                scans.certificate(
                    "合 同 书", lines, basics["contract"]["counterparty"], _words(basics["contract"]["begins_on"])
                ),
                "合同",
            )
        case "achievement_proof":
            lines = (f"{name} 同志：", f"{row['content']}", "特发此证，以资鼓励。")
            made, words = (
                scans.certificate("荣誉证书", lines, row["authority"], _words(row["obtained_on"])),
                row["name"],
            )
        case _:
            made, words = (
                scans.certificate("证明", (f"{name}：", "情况属实。"), unit.name, f"{said['year']}年10月"),
                "证明",
            )
    if defect == "file_unclear":
        made = scans.blurred(made)
    return made, f"{words}.jpg"


def green_channel_approval(name: str, year: int) -> bytes:
    """An approval that names a person."""
    lines = (f"{name} 同志：", "经研究，同意通过绿色通道申报职称。", f"文号：许人社示例〔{year}〕8号")
    return scans.certificate("绿色通道审批件", lines, "市人力资源和社会保障局", f"{year}年9月20日")


def appraisal(name: str, year: int, grade: str, unit: Unit) -> tuple[bytes, str]:
    """An appraisal form of one year."""
    lines = (f"单位：{unit.name}", f"姓名：{name}", f"考核年度：{year}年度", f"考核等次：{grade}")
    return scans.certificate("年度考核登记表", lines, unit.name, f"{year + 1}年1月15日"), f"{year}年度考核.jpg"


def proof_of_unit(unit: Unit) -> tuple[bytes, str]:
    """A unit's licence."""
    lines = (f"名称：{unit.name}", f"统一社会信用代码：{unit.uscc}")
    return scans.certificate("登记证书", lines, "登记管理机关", "2019年5月20日"), "登记证书.jpg"


def _words(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
