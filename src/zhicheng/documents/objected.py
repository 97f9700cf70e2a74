"""异议处理报告 of a list that has come down: every objection, its steps, its end, whom it held back (output 15).

Who objected is said as named or anonymous, no more. Everything is of rows: the same rows give the same words.
"""

from __future__ import annotations

from collections import Counter

from django.utils import timezone

from zhicheng.committee import queries as committee
from zhicheng.outcome import queries
from zhicheng.outcome.models import Objection, Publication
from zhicheng.policy.finding import basis
from zhicheng.year import shelf

from .meeting.about import moment
from .meeting.sheet import Pairs, Sheet, Signatures, Table, Words
from .words import day

OPEN, UPHELD, DISMISSED = "没有办结", "异议成立", "异议不成立"


def report(made: Publication) -> Sheet:
    """异议处理报告 as it stands; «无异议» when none came (S5.4-06, G-12)."""
    notice = shelf.notice_of(made.sitting.year)
    found = sorted(queries.objections([made]), key=lambda o: o.number)
    units = "、".join(c.organisation.name for c in made.channels.select_related("organisation"))
    last = max([made.withdrawn_at, *(s.done_at for o in found for s in queries.steps_of(o))])
    return Sheet(
        over=f"{notice.year}年度{committee.name_of(made.sitting.committee, notice)}", title="异议处理报告",
        blocks=(
            Words(_opening(made, found)),
            Pairs((
                ("公示编号", made.number), ("公示名单", f"{made.title}（{len(made.rows)}人）"),
                ("公示时间", f"{moment(made.posted_at)}至{day(made.ends_on)}"), ("公示部门", units),
                ("名单摘要值", made.digest), ("依据", basis(notice.rule("objections_closed").source)),
            )),
            *(block for o in found for block in _case(o)),
            *([_held(found, made)] if found else []),
            Signatures(("经办人", "负责人")),
        ),
        unit=units, on=timezone.localdate(last),
    )  # fmt: skip


def _opening(made: Publication, found: list[Objection]) -> str:
    when = f"{made.title}自{day(timezone.localdate(made.posted_at))}至{day(made.ends_on)}公示，现已期满。"
    if not found:
        return f"{when}公示期间无异议。"
    named, ends = sum(o.is_named for o in found), Counter(_ended(o) for o in found)
    said = "，".join(f"{words}{n}件" for words, n in sorted(ends.items()))
    return f"{when}公示期间收到异议{len(found)}件，其中署名{named}件、匿名{len(found) - named}件。办理情况：{said}。"


def _case(of: Objection) -> tuple[Pairs, Table]:
    """One objection and its steps."""
    dossier = of.person.dossier
    return (
        Pairs(
            (
                ("针对", f"{dossier.person.name}，{dossier.organisation.name}（申报编号{dossier.number}）"),
                ("提出方式", "署名" if of.is_named else "匿名"), ("收到时间", moment(of.received_at)),
                ("异议内容", _unnamed(of, of.words)), ("办理结果", _ended(of)),
            ),
            f"异议{of.number}",
        ),
        Table(
            "", ("步骤", "办理时间", "办理部门和人员", "办理情况"), (18, 42, 46, 0),
            tuple((s.kind, moment(s.done_at), s.done_by, _unnamed(of, s.words)) for s in queries.steps_of(of)),
            left=(3,), empty="还没有办理",
        ),
    )  # fmt: skip


def _unnamed(of: Objection, words: str) -> str:
    """Words without the name and the contact of whoever objected."""
    for said in (of.name, of.contact):
        words = words.replace(said, "（提出人）") if said else words
    return words


def _ended(of: Objection) -> str:
    if queries.closed_at(of) is None:
        return OPEN
    last = queries.steps_of(of)[-1]
    return last.kind if last.is_upheld is None else UPHELD if last.is_upheld else DISMISSED


def _held_back(of: Objection, made: Publication) -> str:
    """What it did to the certificate of the person objected to; empty when it was over before the list came down."""
    closed = queries.closed_at(of)
    if closed is None:
        return "没有办结，暂缓确认和发证"
    if queries.is_upheld(of):
        return "异议成立，不予确认和发证"
    return f"公示期满后暂缓，{day(timezone.localdate(closed))}办结" if closed >= made.withdrawn_at else ""


def _held(found: list[Objection], made: Publication) -> Table:
    """The certificates that objections hold or held back."""
    rows = []
    for of in found:
        if words := _held_back(of, made):
            row = dict(zip(made.columns, made.rows[of.person.ordinal - 1], strict=True))
            rows.append((row["序号"], row["姓名"], row["申报职称"], of.number.removeprefix(f"{made.number}-"), words))
    return Table(
        "暂缓或者不予发给的证书", ("序号", "姓名", "申报职称", "异议编号", "对确认和发证的影响"), (12, 24, 34, 20, 0),
        tuple(rows), left=(4,), empty="没有因异议暂缓或者不予发给的证书",
    )  # fmt: skip
