"""Cells of the review form under a label each: the person, the title held, the application, the employer.

A cell is its label, its value, and whether it takes a row for itself.
"""

from __future__ import annotations

from typing import Any

from zhicheng.policy.facts import Study

from ..words import day
from .form import ReviewForm


def basics(form: ReviewForm) -> list[dict[str, Any]]:
    """The person: ten cells beside the photograph, then those below it, with the highest study."""
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


def current(form: ReviewForm) -> list[dict[str, Any]]:
    """The title held, and by whom appointed to it; one cell that says so for none."""
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


def application(form: ReviewForm) -> list[dict[str, Any]]:
    """What is applied for, where and how."""
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


def employer(form: ReviewForm) -> list[dict[str, Any]]:
    """The employer, and the unit really worked for where it is another."""
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


def contract(form: ReviewForm) -> list[dict[str, Any]]:
    """The contract; one cell that says so for none."""
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


def green(form: ReviewForm) -> list[dict[str, Any]]:
    """The approval of the green channel; no cell at all for none."""
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


def highest_study(studies: tuple[Study, ...]) -> Study | None:
    """The step with the highest schooling (GB/T 4658: the smaller first digit), the later if equal."""
    if not studies:
        return None
    return min(studies, key=lambda s: (s.schooling[:1] or "9", -s.ends_on.toordinal()))


def _highest_degree(form: ReviewForm) -> str:
    degrees = [s.degree for s in form.dossier.studies if s.degree]
    return form.names("degree", min(degrees)) if degrees else "无"


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
