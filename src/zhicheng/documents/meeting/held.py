"""In the room: 签到表, 保密承诺书, 回避表 (output 10), 评议意见表, 表决票 (output 11)."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from zhicheng.accounts.models import Seat
from zhicheng.committee import facts, queries
from zhicheng.committee.models import Meeting, Panel, Pledge
from zhicheng.policy.finding import Says, basis
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Role

from .about import HIDDEN, about, moment, name, over
from .sheet import Pairs, Sheet, Signatures, Table, Words


def is_opened(meeting: Meeting) -> bool:
    return meeting.opened_at is not None


def attendance(meeting: Meeting, notice: Notice) -> Sheet:
    """签到表: everybody who should come, when they came, and whether they are enough (R-09)."""
    rows = queries.members(meeting)
    here = sorted((m for m in rows if queries.is_present(m)), key=lambda m: (m.sign_in.signed_at, m.pk))
    away = [m for m in rows if not queries.is_present(m)]
    return Sheet(
        over=over(meeting, notice), title="评审会签到表",
        blocks=(
            about(
                meeting, ("主持人", meeting.presided_by.name if meeting.presided_by else ""),
                ("开会时间", moment(meeting.opened_at)), ("出席", facts.quorum_finding(meeting, notice).facts),
                ("依据", basis(notice.rule("quorum").source)),
            ),
            Table(
                "", ("序号", "姓名", "职务", "产生方式", "评议组", "签到时间"), (14, 36, 28, 22, 26, 0),
                tuple(
                    (
                        str(n), m.shown_name, m.post, m.came_by,
                        m.panel_seat.panel.name if hasattr(m, "panel_seat") else "",
                        moment(m.sign_in.signed_at) if queries.is_present(m) else "未签到",
                    )
                    for n, m in enumerate([*here, *away], 1)
                ),
            ),
            Signatures(("工作人员", "监督人员")),
        ),
        unit=meeting.sitting.office.name, on=meeting.held_on,
    )  # fmt: skip


def pledges(meeting: Meeting, notice: Notice) -> Sheet:
    """保密承诺书 as signed by the members, the office's staff and the supervisors, its text once (S5.1-02)."""
    of, rule = queries.seats(meeting), notice.rule("secrecy_pledge_of_reviewers")
    sitting = [m.person_id for m in queries.members(meeting)]
    staff = Seat.objects.filter(
        Q(role=Role.SECRETARY.value, organisation=meeting.sitting.office_id) | Q(role=Role.SUPERVISOR.value)
    ).values("person")
    signed = (
        Pledge.objects.filter(year=meeting.sitting.year, version=queries.pledge_version(notice))
        .filter(Q(person__in=sitting) | Q(person__in=staff))
        .select_related("person")
        .order_by("capacity", "signed_at", "id")
    )
    sealed = {m.person_id for m in of.values() if m.pseudonym and not queries.is_present(m)}
    return Sheet(
        over=over(meeting, notice), title="保密承诺书签订表",
        blocks=(
            about(meeting, ("文本版本", queries.pledge_version(notice)), ("依据", basis(rule.source))),
            Words(queries.pledge_text(notice), notice.texts.get(f"{rule['text']}.name", "保密承诺书")),
            Table(
                "签订人", ("序号", "姓名", "身份", "签名", "签订时间"), (14, 36, 30, 36, 0),
                tuple(
                    (
                        str(n), name(p.person, of), p.capacity,
                        HIDDEN if p.person_id in sealed else p.signed_name, moment(p.signed_at),
                    )
                    for n, p in enumerate(signed, 1)
                ),
            ),
        ),
        unit=meeting.sitting.office.name, on=meeting.held_on,
    )  # fmt: skip


def recusals(meeting: Meeting, notice: Notice) -> Sheet:
    """回避表: what each member declared, and who is kept from which case by which relation (R-16)."""
    of, kept, rule = queries.seats(meeting), queries.recusals(meeting), notice.rule("recusal")
    members = queries.members(meeting)
    return Sheet(
        over=over(meeting, notice), title="评审专家回避表", is_wide=True,
        blocks=(
            about(
                meeting,
                ("回避", f"{len({r.case_id for r in kept})}件申报材料，{len({r.person_id for r in kept})}名评审专家"),
                ("依据", basis(rule.source)),
            ),
            Table(
                "回避", ("件", "申报编号", "申报人", "回避的专家", "关系", "发现方式", "回避时间"),
                (10, 42, 26, 30, 0, 28, 48),
                tuple(
                    (
                        str(r.case.ordinal), r.case.dossier.number, r.case.dossier.person.name, name(r.person, of),
                        rule["relations"].get(r.relation, "") or r.words, r.found_by, moment(r.recused_at),
                    )
                    for r in kept
                ),
                left=(4,), empty="没有回避",
            ),
            Table(
                "评审专家申报", ("序号", "姓名", "申报内容", "申报时间"), (14, 36, 0, 50),
                tuple(
                    (
                        str(n), m.shown_name, (m.declaration.words or "没有应当回避的") if declared else "尚未申报",
                        moment(m.declaration.declared_at) if declared else "",
                    )
                    for n, m in enumerate(members, 1)
                    for declared in (hasattr(m, "declaration"),)
                ),
                left=(2,),
            ),
            Signatures(("工作人员", "监督人员")),
        ),
        unit=meeting.sitting.office.name, on=meeting.held_on,
    )  # fmt: skip


def has_opinions(meeting: Meeting, notice: Notice) -> bool:
    return is_opened(meeting) and all(f.says is Says.MET for f in facts.opinion_findings(meeting, notice))


def opinions(meeting: Meeting, notice: Notice) -> Sheet:
    """评议意见表: each panel, who sits in it, and what it wrote about each of its cases (R-12)."""
    written = {o.case_id: o for o in queries.opinions(meeting)}
    of, kept = queries.seats(meeting), queries.recused(meeting)
    blocks: list[Pairs | Table | Words | Signatures] = []
    for panel in queries.panels(meeting):
        leader, others = _panel(panel)
        rows = []
        for allotted in sorted(panel.allotments.select_related("case__dossier__person"), key=lambda a: a.case.ordinal):
            case, said = allotted.case, written[allotted.case_id]
            apart = [m.shown_name for m in of.values() if m.person_id in kept.get(case.pk, set())]
            rows.append((
                str(case.ordinal), f"{case.dossier.number}\n{case.dossier.person.name}", said.words,
                "、".join(apart) or "无", f"{name(said.written_by, of)}\n{moment(said.written_at)}",
            ))  # fmt: skip
        blocks += [
            Pairs((("组长", leader), ("成员", "、".join(others)), ("评议", f"{len(rows)}件")), panel.name),
            Table(
                "",
                ("件", "申报编号、申报人", "书面评议意见", "回避", "执笔人、时间"),
                (10, 42, 0, 26, 48),
                tuple(rows),
                left=(2,),
            ),
            Signatures(("组长", "成员")),
        ]
    return Sheet(
        over=over(meeting, notice), title="评议意见表", is_wide=True,
        blocks=(about(meeting, ("依据", basis(notice.rule("panel_size").source))), *blocks),
        unit=meeting.sitting.office.name, on=timezone.localdate(meeting.opened_at),
    )  # fmt: skip


def _panel(panel: Panel) -> tuple[str, list[str]]:
    rows = panel.seats.select_related("member__person", "member__sign_in").order_by("id")
    leader = [s.member.shown_name for s in rows if s.is_leader]
    return "、".join(leader), [s.member.shown_name for s in rows if not s.is_leader]


def has_list(meeting: Meeting) -> bool:
    return meeting.cases.exists()


def ballot_form(meeting: Meeting, notice: Notice) -> Sheet:
    """表决票, blank, for a vote on paper (domain §4.7): one sheet for everybody, so that none can be told from another.

    What anybody ticked is on no paper of the platform's making.
    """
    marks = tuple(queries.CHOICES.values())
    return Sheet(
        over=over(meeting, notice), title="表决票",
        blocks=(
            Pairs((("会议编号", meeting.number), ("轮次", "第　　　轮"))),
            Table(
                "", ("序号", "申报人", *marks), (16, 0, 28, 28, 28),
                tuple(
                    (str(c.ordinal), f"第{c.ordinal}号" if meeting.is_blind else c.dossier.person.name, "", "", "")
                    for c in queries.cases(meeting)
                ),
                is_roomy=True,
            ),
            Words(
                f"注：{'、'.join(marks)}三者必选其一，在所选栏内划“✓”，涂改无效。"
                "对本人应当回避的申报人不填写。本票不记姓名，不作任何记号。"
            ),
        ),
        unit=queries.name_of(meeting.sitting.committee, notice), on=meeting.held_on, seal="（印章）",
    )  # fmt: skip
