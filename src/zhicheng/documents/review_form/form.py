"""《专业技术人员职称评审表》 from a sealed dossier and what its offices said (§4.3, S2.3-14)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from PIL import Image, ImageOps

from zhicheng.policy.facts import Achievement, Dossier, Study
from zhicheng.policy.places import SECTIONS, UNIT_FILES

from .. import page_code
from ..press import Press, the_press
from ..words import counted, day, instant

TEMPLATE = "review_form/template.typ"
LAST_PAGES = "review_form/last_pages.typ"
WATERMARK = "未审核 预览"
UNNUMBERED = "未编号"
KIND = "职称评审表"
RULES: tuple[str, ...] = (
    "本表由平台按申报人提交并封存的申报信息生成，供申报、审核和评审职称使用；表内信息不得手工添改，添改无效。",
    "各级审核部门不修改申报人填报的任何信息，审核意见由各审核部门在平台填写，写入本表相应栏目。",
    "业绩按取得现任职称的日期分列任现职前、后；参评业绩材料的取得时间以用人单位申报推荐时间为准。",
    "栏目内容较多的，自动续页；栏目末行印有“以下空白”字样，其后不得再填。",
    "本表用A3纸双面打印，短边翻转，沿中线对折装订，一式{copies}份，按要求加盖单位公章后报送。",
    "每页右下角印有二维码和校验码，可据以核对纸质材料与网上材料是否一致。",
)

_BEIJING = ZoneInfo("Asia/Shanghai")
_PAPERS = frozenset({"论文", "著作", "技术报告"})
_AWARDS = frozenset({"奖励", "荣誉"})
_TRAINING = frozenset({"继续教育"})
_SITTING = (("主管部门", ""), ("县（市、区）职改办", ""), ("市职改办", ""))

Names = Callable[[str, str], str]
"""Table and code to Chinese, as ``Notice.name_of``; the table ``material`` names a slot of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """What the employer adds: comparison with originals, publicity, recommendation, pledge (S2.5.9)."""

    comparison: str = ""
    handler: str = ""
    principal: str = ""
    publicity_from: date | None = None
    publicity_to: date | None = None
    publicity_place: str = ""
    publicity_result: str = ""
    opinion: str = ""
    pledge: str = ""
    recommended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One office's opinion, as it stands in the station's record (S2.4-02)."""

    station_name: str
    office: str = ""
    person: str = ""
    opinion: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPart:
    """What the meeting decided and the confirmation says; no expert's name, the lines to sign on stay empty.

    ``votes`` are 总人数, 出席, 赞成, 反对, 弃权, 结论.
    """

    panel: str = ""
    panel_on: date | None = None
    votes: tuple[str, str, str, str, str, str] = ("",) * 6
    committee: str = ""
    committee_on: date | None = None
    confirmation: str = ""
    confirmation_number: str = ""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    """All that the form prints. ``digest`` is the sealed revision's, at least 16 hexadecimal digits.

    ``watermarked`` until every level has approved (S2.3-14, golden 40). ``names`` turns codes into
    Chinese. ``pledge_words`` are the words behind ``dossier.pledge.text_version``. ``photo`` is any
    picture that Pillow opens. What the meeting decides is blank without ``meeting``.
    """

    dossier: Dossier
    names: Names
    revision: int
    digest: str
    base_url: str
    watermarked: bool
    unit: UnitPart = UnitPart()
    opinions: tuple[Opinion, ...] = ()
    appraisals: tuple[tuple[int, str], ...] = ()
    photo: bytes | None = None
    pledge_words: str = ""
    title: str = KIND
    copies: int = 1
    maker: str = ""
    meeting: MeetingPart = MeetingPart()

    @property
    def rules(self) -> tuple[str, ...]:
        """填表说明, with the number of copies that the notice asks for."""
        return tuple(words.format(copies=counted(self.copies)) for words in RULES)


def print_form(form: ReviewForm, *, at: datetime, press: Press | None = None) -> bytes:
    """The form as PDF/A-2b, A4 pages in order; :func:`zhicheng.documents.booklet.impose` makes A3 of it.

    ``at`` dates the file and nothing else. Raises ``CannotDraw`` for a character without a face.
    """
    number = form.dossier.number or UNNUMBERED
    return (press or the_press()).print(
        TEMPLATE,
        content(form),
        at=at,
        code_on=lambda page: page_code.address(form.base_url, page_code.code(number, form.revision, form.digest, page)),
        pages=12 + len(form.dossier.achievements) // 5,
    )


def print_last_pages(form: ReviewForm, *, at: datetime, press: Press | None = None) -> bytes:
    """Two pages with nothing but what the meeting and the confirmation add, each word at its place on the form."""
    return (press or the_press()).print(LAST_PAGES, {**content(form), "overlay": True}, at=at)


def content(form: ReviewForm) -> dict[str, Any]:
    """What the template is filled with: strings, lists and mappings only."""
    dossier = form.dossier
    number = dossier.number or UNNUMBERED
    basics, title = dossier.basics, dossier.title
    return {
        "title": f"{form.title} {number} {basics.name}",
        "author": dossier.employer.name,
        "watermark": WATERMARK if form.watermarked else "",
        "foot": [
            f"申报编号：{number}",
            f"版本：第 {form.revision} 版　　校验码：{page_code.check_words(form.digest)}",
        ],
        "cover": {
            "number": number,
            "province": form.title.removesuffix(KIND),
            "name": KIND,
            "year": str(dossier.year),
            "maker": form.maker,
            "rows": [
                ["单位（盖章）", dossier.employer.name],
                ["姓名", basics.name],
                ["现任职称", title.name if title else "无"],
                ["申报系列", form.names("series", dossier.application.series)],
                ["申报专业", form.names("specialty", dossier.application.specialty)],
                [
                    "申报职称",
                    f"{dossier.application.title}（{form.names('level', dossier.application.level)}）",
                ],
                ["评审委员会", form.names("committee", dossier.application.committee)],
                ["填表日期", _signed_on(dossier)],
            ],
        },
        "rules": list(form.rules),
        "pledge": {"words": form.pledge_words, "facts": _pledge_facts(dossier)},
        "photo": photo_bytes(form.photo),
        "basics": _basics(form),
        "current": _current(form),
        "application": _application(form),
        "employer": _employer(form),
        "contract": _contract(form),
        "green": _green(form),
        "sections": _sections(form),
        "appraisals": [[f"{year}年", form.names("appraisal_grade", grade)] for year, grade in sorted(form.appraisals)],
        "summary": dossier.application.summary,
        "files": _files(form),
        "unit": _unit(form.unit),
        "opinions": _opinions(form),
        "meeting": _meeting(form.meeting),
        "overlay": False,
    }


def values(form: ReviewForm) -> tuple[str, ...]:
    """Every string that must be on the paper, in print form: all of the dossier and of what was added.

    Read from the fields of the facts, not from the layout, so that a field that the layout forgot is
    found missing. Left out: row keys (which only tie files to rows), the year's and files' numbers as
    bare digits, and 是/否.
    """
    found = dict.fromkeys(_of(form.dossier, form.names))
    unit = form.unit
    said = [
        unit.comparison,
        unit.handler,
        unit.principal,
        day(unit.publicity_from),
        day(unit.publicity_to),
        unit.publicity_place,
        unit.publicity_result,
        unit.opinion,
        unit.pledge,
        day(unit.recommended_on),
        form.pledge_words,
        form.maker,
        page_code.check_words(form.digest),
        f"第 {form.revision} 版",
    ]
    for opinion in form.opinions:
        said += [opinion.station_name, opinion.office, opinion.person, opinion.opinion, day(opinion.on)]
    part = form.meeting
    said += [part.panel, *part.votes, part.committee, part.confirmation, part.confirmation_number]
    said += [day(on) for on in (part.panel_on, part.committee_on, part.confirmed_on)]
    said += [words for year, grade in form.appraisals for words in (f"{year}年", form.names("appraisal_grade", grade))]
    found.update(dict.fromkeys(line.strip() for words in said for line in words.split("\n")))
    return tuple(words for words in found if words)


def missing(form: ReviewForm, pdf: bytes) -> tuple[str, ...]:
    """Those of :func:`values` that the text layer of a printed form lacks; empty when it is whole.

    White space does not count. A value may run on over the end of a page, past its foot and the
    repeated head of a table.
    """
    pages = page_texts(pdf)
    whole = "\f".join(pages)
    return tuple(words for words in values(form) if (w := _bare(words)) not in whole and not _runs_on(w, pages))


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text layer of every page without white space."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(_bare(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def _runs_on(words: str, pages: tuple[str, ...]) -> bool:
    """Whether the words are there in pieces on pages that follow each other."""
    for first in range(len(pages) - 1):
        rest = words
        for page in pages[first:]:
            length = _longest_start(rest, page)
            if length < min(4, len(rest)):
                break
            rest = rest[length:]
            if not rest:
                return True
    return False


def _longest_start(words: str, text: str) -> int:
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if words[:middle] in text else (low, middle - 1)
    return low


def _bare(words: str) -> str:
    return "".join(words.split())


# ── values, from the facts alone ───────────────────────────────────────────────────────────────


def _of(facts: Any, names: Names) -> Iterator[str]:
    for each in fields(facts):
        value = getattr(facts, each.name)
        if each.name in ("key", "row") or value is None or value == "" or isinstance(value, bool | int):
            continue
        table = "material" if each.name == "slot" else each.metadata.get("codes", "")
        if isinstance(value, tuple):
            for row in value:
                yield from _of(row, names)
        elif is_dataclass(value):
            yield from _of(value, names)
        elif isinstance(value, datetime):
            yield instant(value.astimezone(_BEIJING))
        elif isinstance(value, date):
            yield day(value)
        elif table:
            yield names(table, value)
        elif each.name == "digest":
            yield page_code.check_words(value)
        else:
            yield from (line.strip() for line in value.split("\n") if line.strip())


# ── content of the template ────────────────────────────────────────────────────────────────────


def _pair(label: str, value: str, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "wide": wide}


def _even(pairs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An odd one at the end of a run takes its whole row, so that no cell is left over."""
    placed: list[dict[str, Any]] = []
    column = 0
    for index, pair in enumerate(pairs):
        followed_by_wide = index + 1 == len(pairs) or pairs[index + 1]["wide"]
        if not pair["wide"] and column == 0 and followed_by_wide:
            pair = {**pair, "wide": True}
        placed.append(pair)
        column = 0 if pair["wide"] else 1 - column
    return placed


def _yes(is_so: bool) -> str:
    return "是" if is_so else "否"


def _signed_on(dossier: Dossier) -> str:
    signed = dossier.pledge.signed_at
    return day(signed.astimezone(_BEIJING).date()) if signed else "　　年　　月　　日"


def _pledge_facts(dossier: Dossier) -> list[list[str]]:
    pledge = dossier.pledge
    told = (
        ("承诺书版本", pledge.text_version),
        ("网上承诺时间", _moment(pledge.signed_at)),
        ("不涉密声明时间", _moment(pledge.secrecy_declared_at)),
        ("确认文件可打开时间", _moment(pledge.files_opened_at)),
    )
    return [[label, words or "尚未承诺"] for label, words in told]


def _moment(at: datetime | None) -> str:
    return instant(at.astimezone(_BEIJING)) if at else ""


def _basics(form: ReviewForm) -> list[dict[str, Any]]:
    b, names = form.dossier.basics, form.names
    highest = highest_study(form.dossier.studies)
    beside_photo = [
        _pair("姓名", b.name),
        _pair("曾用名", b.former_name or "无"),
        _pair("性别", names("sex", b.sex)),
        _pair("民族", names("ethnicity", b.ethnicity)),
        _pair("出生日期", day(b.born_on)),
        _pair("政治面貌", names("political_status", b.political_status)),
        _pair("证件类型", names("id_type", b.id_type)),
        _pair("健康状况", b.health),
        _pair("证件号码", b.id_number),
        _pair("证件有效期", day(b.id_expires_on)),
    ]
    below = [
        _pair("国籍或地区", names("origin", b.origin)),
        _pair("手机号码", b.phone),
        _pair("电子邮箱", b.email or "无"),
        _pair("参加工作时间", day(b.began_work_on)),
        _pair("身份类别", names("identity", b.identity)),
        _pair("人员性质", names("tenure", b.tenure)),
        _pair("到现单位时间", day(b.employed_on)),
        _pair("所在部门", b.department),
        _pair("岗位与行政职务", b.post, wide=True),
        _pair("学术团体与社会兼职", b.memberships or "无", wide=True),
        _pair("最高学历", names("schooling", highest.schooling) if highest else "无"),
        _pair("最高学位", _highest_degree(form)),
        _pair("毕业院校", highest.school if highest else ""),
        _pair("所学专业", highest.major if highest else ""),
        _pair("毕业时间", day(highest.ends_on) if highest else ""),
        _pair("有无转评经历", "有" if form.dossier.changed_series else "无"),
        _pair("已离退休", _yes(b.retired)),
        _pair("已办理延长退休手续", _yes(b.extended)),
    ]
    return beside_photo + _even(below)


def highest_study(studies: tuple[Study, ...]) -> Study | None:
    """The step with the highest schooling (GB/T 4658: the smaller first digit), the later if equal."""
    if not studies:
        return None
    return min(studies, key=lambda s: (s.schooling[:1] or "9", -s.ends_on.toordinal()))


def _highest_degree(form: ReviewForm) -> str:
    degrees = [s.degree for s in form.dossier.studies if s.degree]
    return form.names("degree", min(degrees)) if degrees else "无"


def _current(form: ReviewForm) -> list[dict[str, Any]]:
    title, names = form.dossier.title, form.names
    if title is None:
        return [_pair("现任职称", "无", wide=True)]
    appointed = day(title.appointed_on)
    if appointed:
        appointed += f" 至 {day(title.appointed_until)}" if title.appointed_until else " 至今"
    return _even(
        [
            _pair("系列", names("series", title.series)),
            _pair("专业", names("specialty", title.specialty)),
            _pair("职称名称", title.name),
            _pair("级别", names("level", title.level)),
            _pair("取得时间", day(title.obtained_on)),
            _pair("取得方式", names("obtained_by", title.obtained_by)),
            _pair("证书编号", title.certificate_number),
            _pair("发证机关", title.authority),
            _pair("聘任起止", appointed or "未聘任", wide=True),
            _pair("聘任单位", title.appointed_by),
            _pair("岗位等级", title.post_grade),
            *([_pair("对应的职业资格", title.qualification)] if title.qualification else []),
            *([_pair("取得地", names("province", title.province))] if title.province else []),
            *([_pair("外省职称确认文号", title.confirmation)] if title.confirmation else []),
        ]
    )


def _application(form: ReviewForm) -> list[dict[str, Any]]:
    a, names = form.dossier.application, form.names
    return _even(
        [
            _pair("申报类型", names("application_kind", a.kind)),
            _pair("申报方式", names("manner", a.manner)),
            _pair("评审委员会", names("committee", a.committee), wide=True),
            _pair("申报系列", names("series", a.series)),
            _pair("申报专业", names("specialty", a.specialty)),
            _pair("申报职称", a.title),
            _pair("申报级别", names("level", a.level)),
            _pair("现从事专业", names("specialty", a.practised)),
            _pair("按农村学校申报", _yes(a.rural)),
        ]
    )


def _employer(form: ReviewForm) -> list[dict[str, Any]]:
    e, b, names = form.dossier.employer, form.dossier.basics, form.names
    working = [
        _pair("实际工作单位", b.working_unit, wide=True),
        _pair("实际工作单位统一社会信用代码", b.working_uscc, wide=True),
    ]
    return _even(
        [
            _pair("单位名称", e.name, wide=True),
            *(working if b.working_unit else []),
            _pair("统一社会信用代码", e.uscc),
            _pair("单位性质", names("employer_nature", e.nature)),
            _pair("所在区划", names("region", e.region)),
            _pair("隶属层级", names("employer_level", e.level)),
            _pair("城乡类别", names("locality", e.locality) if e.locality else ""),
            _pair("行业主管部门", e.department),
            _pair("在本市注册或驻本市", _yes(e.registered_in_city)),
            _pair("进行年度考核", _yes(e.appraises)),
        ]
    )


def _contract(form: ReviewForm) -> list[dict[str, Any]]:
    c = form.dossier.basics.contract
    if c is None:
        return [_pair("合同", "无", wide=True)]
    return _even(
        [
            _pair("合同类型", form.names("contract_kind", c.kind)),
            _pair("合同编号", c.number),
            _pair("起", day(c.begins_on)),
            _pair("止", day(c.ends_on) or "无固定期限"),
            _pair("签约单位", c.counterparty, wide=True),
        ]
    )


def _green(form: ReviewForm) -> list[dict[str, Any]]:
    g = form.dossier.basics.green_channel
    if g is None:
        return []
    return _even(
        [
            _pair("审批文号", g.document_number),
            _pair("审批机关", g.authority),
            _pair("审批日期", day(g.approved_on)),
            _pair("依据类别", form.names("green_channel", g.basis)),
        ]
    )


def _table(
    title: str,
    columns: list[tuple[str, int]],
    rows: list[list[str]],
    *,
    centred: tuple[int, ...] = (),
    fresh: bool = False,
) -> dict[str, Any]:
    """Rows under heads; a column is its head and its width in mm, 0 for a share of the rest."""
    return {
        "title": title,
        "heads": [head for head, _ in columns],
        "widths": [width for _, width in columns],
        "rows": [{"cells": cells, "tall": _is_tall(cells, [w for _, w in columns])} for cells in rows],
        "centred": list(centred),
        "fresh": fresh,
    }


_SHEET_WIDTH = 166  # mm between the margins
_CHARACTER = 3.7  # mm, 五号
_TALL = 22  # lines; a taller row may break, a lower one keeps together


def _is_tall(cells: list[str], widths: list[int]) -> bool:
    shared = (_SHEET_WIDTH - sum(widths)) / max(1, widths.count(0))
    for words, width in zip(cells, widths, strict=True):
        per_line = max(1, int(((width or shared) - 2.8) / _CHARACTER))
        if sum(-(-max(1, len(line)) // per_line) for line in words.split("\n")) > _TALL:
            return True
    return False


def _span(begins: date, ends: date | None) -> str:
    return f"{day(begins)}\n至\n{day(ends)}" if ends else f"{day(begins)}\n至今"


def _dated(on: date) -> str:
    """A day on two lines, for a narrow column."""
    return day(on).replace("年", "年\n")


def _joined(*parts: str) -> str:
    return "\n".join(p for p in parts if p)


def _hours(a: Achievement) -> str:
    """Hours of continuing education, professional ones among them."""
    if a.hours is None:
        return ""
    professional = f"，其中专业科目 {a.professional_hours} 学时" if a.professional_hours is not None else ""
    return f"{a.hours} 学时{professional}"


def _with(label: str, words: str) -> str:
    return f"{label}：{words}" if words else ""


def _sections(form: ReviewForm) -> list[dict[str, Any]]:
    dossier, names = form.dossier, form.names
    tables = [_studies(form), _jobs(form)]
    tables.append(_other_titles(form))
    kinds: dict[str, list[Achievement]] = {"work": [], "papers": [], "awards": [], "training": []}
    for each in sorted(dossier.achievements, key=lambda a: a.obtained_on):
        kinds[_kind(names("achievement_kind", each.kind))].append(each)
    since = dossier.title.obtained_on if dossier.title else None
    before = [a for a in kinds["work"] if since and a.obtained_on < since]
    after = [a for a in kinds["work"] if not (since and a.obtained_on < since)]
    tables.append(_works(form, "任现职前主要专业技术工作业绩", before, fresh=True))
    tables.append(_works(form, "任现职后主要专业技术工作业绩", after))
    tables.append(
        _table(
            "著作、论文及重要技术报告",
            [("日期", 20), ("名称及内容", 0), ("出版、登载、获奖、\n交流情况", 52), ("独（合）著\n及排名", 22)],
            [
                [
                    _dated(a.obtained_on),
                    _joined(_named(form, a), a.content),
                    _joined(a.authority, a.identifier, a.rank, _with("文号", a.document_number)),
                    names("role", a.role) if a.role else "",
                ]
                for a in kinds["papers"]
            ],
            centred=(0, 3),
        )
    )
    tables.append(
        _table(
            "奖励、荣誉",
            [("时间", 20), ("名称", 0), ("等级", 22), ("颁发机关", 30), ("文号", 37), ("排名", 14)],
            [
                [
                    _dated(a.obtained_on),
                    _joined(_named(form, a), a.content),
                    a.rank,
                    a.authority,
                    _joined(a.document_number, a.identifier),
                    names("role", a.role) if a.role else "",
                ]
                for a in kinds["awards"]
            ],
            centred=(0, 2, 3, 4, 5),
        )
    )
    tables.append(
        _table(
            "继续教育、考试成绩、答辩情况",
            [("时间", 20), ("种类", 20), ("科目及内容", 0), ("成绩", 22), ("组织单位", 46)],
            [
                [
                    _dated(a.obtained_on),
                    names("achievement_kind", a.kind),
                    _joined(a.name + (_REPRESENTATIVE if a.representative else ""), a.content, _hours(a)),
                    _joined(a.rank, names("role", a.role) if a.role else ""),
                    _joined(a.authority, a.document_number, a.identifier),
                ]
                for a in kinds["training"]
            ],
            centred=(0, 1, 3),
        )
    )
    return tables


_REPRESENTATIVE = "（代表作）"


def _kind(name: str) -> str:
    if name in _PAPERS:
        return "papers"
    if name in _AWARDS:
        return "awards"
    return "training" if name in _TRAINING else "work"


def _named(form: ReviewForm, a: Achievement) -> str:
    mark = _REPRESENTATIVE if a.representative else ""
    return f"【{form.names('achievement_kind', a.kind)}】{a.name}{mark}"


def _works(form: ReviewForm, title: str, rows: list[Achievement], *, fresh: bool = False) -> dict[str, Any]:
    return _table(
        title,
        [
            ("取得日期", 20),
            ("专业技术工作名称\n（项目、课题、成果等）", 48),
            ("工作内容、本人起何作用\n（主持、参加、独立）", 0),
            ("完成情况及效果\n（获奖、效益、专利）", 50),
        ],
        [
            [
                _dated(a.obtained_on),
                _named(form, a),
                _joined(a.content, _with("本人作用", form.names("role", a.role) if a.role else "")),
                _joined(a.rank, a.authority, _with("文号", a.document_number), a.identifier),
            ]
            for a in rows
        ],
        centred=(0,),
        fresh=fresh,
    )


def _studies(form: ReviewForm) -> dict[str, Any]:
    return _table(
        "学习培训经历",
        [("起止时间", 31), ("学校及专业", 0), ("学历学位", 32), ("学习形式", 20), ("证书编号", 44)],
        [
            [
                _span(s.begins_on, s.ends_on),
                _joined(s.school, s.major),
                _joined(form.names("schooling", s.schooling), form.names("degree", s.degree) if s.degree else ""),
                form.names("study_mode", s.mode),
                _joined(_with("学历证书", s.certificate_number), _with("学位证书", s.degree_number)),
            ]
            for s in sorted(form.dossier.studies, key=lambda s: s.begins_on)
        ],
        centred=(0, 2, 3),
    )


def _jobs(form: ReviewForm) -> dict[str, Any]:
    return _table(
        "工作经历",
        [("起止时间", 31), ("单位及部门", 0), ("从事何专业技术工作\n及职务", 48), ("类型", 18), ("证明人", 22)],
        [
            [
                _span(j.begins_on, j.ends_on),
                _joined(j.employer, j.department),
                _joined(j.post, _with("说明", j.note)),
                form.names("job_kind", j.kind),
                j.witness,
            ]
            for j in sorted(form.dossier.jobs, key=lambda j: j.begins_on)
        ],
        centred=(0, 3, 4),
    )


def _other_titles(form: ReviewForm) -> dict[str, Any]:
    return _table(
        "其他职称（转评前）",
        [("职称名称及级别", 32), ("系列及专业", 0), ("取得时间", 20), ("聘任起止及单位", 44), ("证书编号", 34)],
        [
            [
                _joined(t.name, form.names("level", t.level)),
                _joined(form.names("series", t.series), form.names("specialty", t.specialty)),
                _dated(t.obtained_on),
                _joined(_span(t.appointed_on, t.appointed_until) if t.appointed_on else "未聘任", t.appointed_by),
                t.certificate_number,
            ]
            for t in form.dossier.other_titles
        ],
        centred=(0, 2),
    )


def _files(form: ReviewForm) -> dict[str, Any]:
    ordinals = {
        row.key: f"{SECTIONS[section]}·{index}"
        for section in ("other_titles", "studies", "jobs", "achievements")
        for index, row in enumerate(getattr(form.dossier, section), start=1)
    }
    return _table(
        "电子材料目录",
        [("序号", 12), ("材料名称", 38), ("所属栏目", 24), ("文件名", 0), ("页数", 12), ("校验码", 40)],
        [
            [
                str(index),
                form.names("material", f.slot),
                ordinals.get(f.row, SECTIONS.get(f.row, "单位附件" if f.row == UNIT_FILES else "")),
                _joined(f.name, f.media_type),
                str(f.pages),
                page_code.check_words(f.digest),
            ]
            for index, f in enumerate(form.dossier.files, start=1)
        ],
        centred=(0, 2, 4, 5),
    )


def _unit(unit: UnitPart) -> dict[str, str]:
    publicity = ""
    if unit.publicity_from and unit.publicity_to:
        publicity = f"公示时间：{day(unit.publicity_from)} 至 {day(unit.publicity_to)}"
    return {
        "comparison": unit.comparison,
        "handler": unit.handler,
        "principal": unit.principal,
        "publicity": _joined(
            publicity, _with("公示地点", unit.publicity_place), _with("公示结果", unit.publicity_result)
        ),
        "opinion": unit.opinion,
        "pledge": unit.pledge,
        "recommended_on": day(unit.recommended_on),
    }


def _opinions(form: ReviewForm) -> list[dict[str, str]]:
    if not form.opinions:
        return [
            {"name": f"{name}\n审核意见", "office": office, "person": "", "words": "", "on": ""}
            for name, office in _SITTING
        ]
    return [
        {
            "name": f"{o.station_name}\n意见",
            "office": o.office,
            "person": o.person,
            "words": o.opinion,
            "on": day(o.on),
        }
        for o in form.opinions
    ]


def _meeting(part: MeetingPart) -> dict[str, Any]:
    return {
        "panel": part.panel,
        "panel_on": _blanks(part.panel_on),
        "votes": list(part.votes),
        "committee": part.committee,
        "committee_on": _blanks(part.committee_on),
        "confirmation": part.confirmation,
        "confirmation_number": part.confirmation_number,
        "confirmed_on": _blanks(part.confirmed_on),
    }


def _blanks(on: date | None) -> list[str]:
    """Year, month and day for the blanks of the form; nothing for none."""
    return [str(on.year), str(on.month), str(on.day)] if on else []


def photo_bytes(picture: bytes | None) -> list[int]:
    """The photograph as a JPEG of print size, byte by byte, for the template; empty without one."""
    if not picture:
        return []
    with Image.open(io.BytesIO(picture)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((413, 579))  # 35 mm x 49 mm at 300 dots an inch
        written = io.BytesIO()
        upright.save(written, format="JPEG", quality=88, optimize=True)
    return list(written.getvalue())
