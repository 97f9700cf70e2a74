"""Tables of the review form: studies, jobs, titles, achievements by kind, and the list of files."""

from __future__ import annotations

from datetime import date
from typing import Any

from zhicheng.policy.facts import Achievement
from zhicheng.policy.places import SECTIONS, UNIT_FILES

from .. import page_code
from ..words import day, joined, labelled
from .form import ReviewForm

_PAPERS = frozenset({"论文", "著作", "技术报告"})
_AWARDS = frozenset({"奖励", "荣誉"})
_TRAINING = frozenset({"继续教育"})
_REPRESENTATIVE = "（代表作）"
_SHEET_WIDTH = 166  # mm between the margins
_CHARACTER = 3.7  # mm, 五号
_TALL = 22  # lines; a taller row may break, a lower one keeps together


def sections(form: ReviewForm) -> list[dict[str, Any]]:
    """Studies, jobs, other titles, then the achievements by kind: work before and after the title held, papers, awards,
    training; each kind by date."""
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
                    joined(_named(form, a), a.content),
                    joined(a.authority, a.identifier, a.rank, labelled("文号", a.document_number)),
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
                    joined(_named(form, a), a.content),
                    a.rank,
                    a.authority,
                    joined(a.document_number, a.identifier),
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
                    joined(a.name + (_REPRESENTATIVE if a.representative else ""), a.content, _hours(a)),
                    joined(a.rank, names("role", a.role) if a.role else ""),
                    joined(a.authority, a.document_number, a.identifier),
                ]
                for a in kinds["training"]
            ],
            centred=(0, 1, 3),
        )
    )
    return tables


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
                joined(a.content, labelled("本人作用", form.names("role", a.role) if a.role else "")),
                joined(a.rank, a.authority, labelled("文号", a.document_number), a.identifier),
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
                joined(s.school, s.major),
                joined(form.names("schooling", s.schooling), form.names("degree", s.degree) if s.degree else ""),
                form.names("study_mode", s.mode),
                joined(labelled("学历证书", s.certificate_number), labelled("学位证书", s.degree_number)),
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
                joined(j.employer, j.department),
                joined(j.post, labelled("说明", j.note)),
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
                joined(t.name, form.names("level", t.level)),
                joined(form.names("series", t.series), form.names("specialty", t.specialty)),
                _dated(t.obtained_on),
                joined(_span(t.appointed_on, t.appointed_until) if t.appointed_on else "未聘任", t.appointed_by),
                t.certificate_number,
            ]
            for t in form.dossier.other_titles
        ],
        centred=(0, 2),
    )


def files(form: ReviewForm) -> dict[str, Any]:
    """The list of files, each with the row or section that it belongs to and its check words."""
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
                joined(f.name, f.media_type),
                str(f.pages),
                page_code.check_words(f.digest),
            ]
            for index, f in enumerate(form.dossier.files, start=1)
        ],
        centred=(0, 2, 4, 5),
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


def _hours(a: Achievement) -> str:
    """Hours of continuing education, professional ones among them."""
    if a.hours is None:
        return ""
    professional = f"，其中专业科目 {a.professional_hours} 学时" if a.professional_hours is not None else ""
    return f"{a.hours} 学时{professional}"
