"""Before the meeting: 评审工作方案 (output 9), 抽取记录 (output 10)."""

from __future__ import annotations

from django.utils import timezone

from zhicheng.committee import queries
from zhicheng.committee.models import Draw, Meeting, Member
from zhicheng.policy import meeting as rules
from zhicheng.policy.draw_words import in_words
from zhicheng.policy.finding import basis
from zhicheng.policy.notice import Notice
from zhicheng.policy.workdays import working_days_between

from ..words import day
from .about import HIDDEN, about, moment, over
from .sheet import Pairs, Sheet, Signatures, Table, Words

REDRAWN = "重抽："  # why those left whose draw was replaced
_PLACE = ("时间", "地点")  # parts of a plan that stand in its head


def has_plan(meeting: Meeting) -> bool:
    return meeting.plans.exists()


def plan(meeting: Meeting, notice: Notice) -> Sheet:
    """The plan as filed last: who the committee is by numbers, never by name, and how early it was filed (S5.4-03)."""
    filed = list(meeting.plans.all())
    last, filing = filed[-1], meeting.sitting.filing
    filed_on, rule = timezone.localdate(last.filed_at), notice.rule("plan_before_meeting")
    said = rules.plan_before_meeting(filed_on, last.held_on, notice)
    posts = [p.post for p in filing.posts.all()]
    by_filing = "、".join(f"{post}{posts.count(post)}人" for post in (queries.CHAIR, queries.DEPUTY))
    return Sheet(
        over=over(meeting, notice), title="评审工作方案报备表",
        blocks=(
            Pairs((
                ("承办部门", meeting.sitting.office.name),
                ("核准备案", f"{filing.number}，有效期{day(filing.begins_on)}至{day(filing.ends_on)}"),
                ("会议编号", meeting.number),
                ("拟召开日期", day(last.held_on)),
                ("地点", last.content["地点"]),
                ("评审方式", "盲评" if meeting.is_blind else "实名评审"),
                ("组成人数", f"{filing.size}人：{by_filing}按核准备案，其余{filing.size - len(posts)}人从专家库抽取"),
            )),
            *(Words(words, part) for part, words in last.content.items() if part not in _PLACE),
            Pairs((
                ("报备时间", moment(last.filed_at)),
                ("报备人", last.filed_by),
                ("距会议", f"{working_days_between(notice.workdays, filed_on, last.held_on)}个工作日"),
                ("报备期限", said.facts),
                ("依据", basis(rule.source)),
                ("方案摘要值", last.digest),
            ), "报备"),
            *([Table(
                "历次报备", ("序号", "拟召开日期", "报备时间", "方案摘要值"), (14, 40, 50, 0),
                tuple((str(n), day(p.held_on), moment(p.filed_at), p.digest[:16]) for n, p in enumerate(filed, 1)),
            )] if len(filed) > 1 else []),
            Signatures(("承办部门负责人", "接收人", "接收日期")),
        ),
        unit=meeting.sitting.office.name, on=filed_on,
    )  # fmt: skip


def is_drawn(meeting: Meeting) -> bool:
    return meeting.draws.filter(replaced_at=None, settled_at__isnull=False).exists()


def drawing(meeting: Meeting, notice: Notice) -> Sheet:
    """The draw as it was published, and who came of it: by code until they have signed in."""
    draws = queries.draws(meeting)
    standing = draws[-1]
    said, rule = in_words(standing.record, notice), notice.rule("draw_witnessed")
    rounds = tuple(
        (
            str(r["number"]), party, r["announced_at"], commitment,
            f"{seed}\n{r['revealed_at']}" if seed else "未公开" if party in r["unrevealed"] else "",
        )
        for r in said["rounds"] for party, commitment, seed in r["parties"]
    )  # fmt: skip
    return Sheet(
        over=over(meeting, notice), title="评审专家抽取记录", is_wide=True,
        blocks=(
            about(
                meeting, ("抽取编号", standing.number), ("抽取条件", "，".join(said["rules"])),
                ("专家池", "，".join([f"{said['pool']}人", *said["counts"]])), ("专家池摘要值", said["pool_digest"]),
                ("公布时间", moment(standing.opened_at)), ("抽取完成", moment(standing.settled_at)),
                ("接续的记录", said["follows"]), ("记录摘要值", standing.seal), ("依据", basis(rule.source)),
            ),
            Table(
                "承诺和公开", ("轮次", "承诺方", "承诺公布", "承诺", "公开的种子和时间"), (13, 34, 30, 0, 78), rounds,
                left=(3, 4),
            ),
            Table(
                "抽取结果", ("序号", "代号", "姓名", "产生方式", "情况"), (14, 34, 44, 34, 0),
                tuple(_bench(n, m) for n, m in enumerate(_came_of(standing), 1)), left=(4,),
            ),
            *([Table(
                "重抽", ("抽取编号", "公布时间", "重抽时间", "原因"), (60, 46, 46, 0),
                tuple((d.number, moment(d.opened_at), moment(d.replaced_at), d.replaced_because) for d in draws[:-1]),
                left=(3,),
            )] if len(draws) > 1 else []),
            Words(
                "以上由公布的抽取条件、专家池和双方种子唯一确定；任何人可用公开页面上的记录文件重新推算"
                f"（zhicheng verify draw）。姓名在本人签到时启封，未签到的只写代号。公开页面编号{standing.number}。",
                is_small=True,
            ),
            Signatures(("承办部门工作人员", "市职改办监督人员", "日期")),
        ),
        unit=meeting.sitting.office.name, on=timezone.localdate(standing.settled_at),
    )  # fmt: skip


def _came_of(draw: Draw) -> list[Member]:
    """Who sat by this draw, in order of joining; one that was replaced may have given others the same codes."""
    of_draw = set(draw.entries.values_list("pseudonym", "person"))
    rows = draw.meeting.members.filter(joined_at__gte=draw.opened_at).exclude(left_because__startswith=REDRAWN)
    found = rows.select_related("person", "sign_in", "follows").order_by("id")
    return [m for m in found if (m.pseudonym, m.person_id) in of_draw]


def _bench(n: int, member: Member) -> tuple[str, ...]:
    shown = member.person.name if queries.is_present(member) else HIDDEN
    state = "已签到" if queries.is_present(member) else "未签到"
    if member.left_at is not None:
        state = f"{moment(member.left_at)}退出：{member.left_because}"
    way = member.came_by + (f"（接{member.follows.pseudonym}）" if member.follows else "")
    return str(n), member.pseudonym, shown, way, state
