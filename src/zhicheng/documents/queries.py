"""Reads of papers: their bytes, and whether a printed page's code is of what is sealed now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhicheng.dossier import queries as dossiers
from zhicheng.evidence import store
from zhicheng.stations import queries as stations
from zhicheng.year import shelf

from . import filling
from .meeting.kinds import PAPERS
from .models import Paper
from .page_code import DIGITS, PageCode

FORM = "专业技术人员职称评审表"
KINDS = {
    "review_form": FORM,
    "review_form_a3": FORM + "（A3）",
    "final_form": FORM + "（评审后）",
    "final_form_a3": FORM + "（评审后，A3）",
    "last_pages": FORM + "末页套印",
    "last_pages_a3": FORM + "末页套印（A3）",
    "letter": "一次性告知书",
    "acceptance": "受理通知书",
    "refusal": "不予受理通知书",
    "unit_letter": "单位帐号审核不通过一次性告知书",
    "publicity_list": "单位公示",
    "recommendation_report": "单位推荐报告",
    "entrustment_letter": "委托代评函",
    "certificate": "职称证书",
    "confirmation": "职称确认文件",
    "results_list": "评审结果公示",
    "objections_report": "异议处理报告",
    "measure": "诚信处理决定",
    "integrity_extract": "诚信档案摘录",
    "invitation": "评审专家邀请函",
    "leave_notice": "商请支持评审工作的函",
    **{row.kind: row.name for row in PAPERS.values()},
}


_OF_REVISION = ("review_form", "review_form_a3", "final_form", "final_form_a3", "last_pages", "last_pages_a3")


@dataclass(frozen=True, slots=True)
class PageStatus:
    """What may be told in public of a page: never a name, never a value."""

    is_known: bool
    is_current: bool = False
    kind_words: str = ""
    number: str = ""
    revision: int = 0
    page: int = 0
    sealed_at: datetime | None = None
    words: str = ""


UNKNOWN = PageStatus(False)


def paper_content(paper: Paper) -> bytes:
    """The PDF."""
    return store.read(paper.digest)


def page_status(code: PageCode) -> PageStatus:
    """Whether a page is of the current sealed revision; whatever does not match in every part is unknown."""
    return _of_dossier(code) or _of_letter(code) or _of_other(code) or UNKNOWN


def _of_dossier(code: PageCode) -> PageStatus | None:
    dossier = dossiers.numbered(code.number)
    if dossier is None:
        return None
    if code.revision == 0:
        return None
    found = next((r for r in dossiers.revisions(dossier) if r.ordinal == code.revision), None)
    last = dossiers.latest(dossier)
    if found is None or last is None or found.digest[:DIGITS] != code.digest:
        return None
    current = found.pk == last.pk
    done = stations.is_all_passed(dossier)
    if not current:
        words = f"申报人后来按告知书补正，现行的是第 {last.ordinal} 版，本页已被替代。"
    elif done:
        words = "各级审核已全部通过，本页所属版本就是审核通过的版本。"
    else:
        words = "本页所属版本是现行版本，审核尚未结束。"
    form = shelf.notice_of(dossier.year).rule("printed_after_all_passed")["form"]
    return PageStatus(True, current, form, code.number, code.revision, code.page, found.sealed_at, words)


def _of_letter(code: PageCode) -> PageStatus | None:
    sent = stations.letter_numbered(code.number)
    if sent is None or filling.letter_digest(sent)[:DIGITS] != code.digest:
        return None
    return PageStatus(
        True, True, KINDS["letter"], code.number, code.revision, code.page, sent.sent_at, "本页是平台发出的告知书。"
    )


def _of_other(code: PageCode) -> PageStatus | None:
    made = Paper.objects.exclude(kind__in=_OF_REVISION).filter(source__startswith=code.digest).first()
    if made is None or not code.number.startswith(made.subject):
        return None
    return PageStatus(
        True, True, KINDS[made.kind], code.number, code.revision, code.page, made.made_at, "本页是平台制作的文书。"
    )
