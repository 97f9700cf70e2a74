from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Organisation, Person
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField
from zhicheng.year.models import Year

# ───── filing, the year, pledges ─────


class Filing(models.Model):
    """核准备案: what a committee was approved to be, for at most three years (R-01 to R-06). Never changed."""

    APPEND_ONLY: ClassVar[bool] = True

    committee = models.CharField("评审委员会", max_length=80)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="承办部门")
    number = models.CharField("核准备案文号", max_length=80, unique=True)
    level = models.CharField("评审级别", max_length=40)
    built_by = models.CharField("组建方式", max_length=20)  # 系列 | 专业
    size = models.PositiveSmallIntegerField("组成人数")
    consent = models.CharField("省级同意减少人数的文号", max_length=80, blank=True)
    begins_on = models.DateField("有效期起")
    ends_on = models.DateField("有效期止")
    filed_by = models.CharField("登记人", max_length=200)
    filed_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "核准备案"
        ordering = ("-begins_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="filing_ends_after_it_begins"),
        )


class FilingPost(models.Model):
    """主任委员、副主任委员 as filed."""

    APPEND_ONLY: ClassVar[bool] = True

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="posts", verbose_name="核准备案")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="人员")
    post = models.CharField("职务", max_length=20)  # 主任委员 | 副主任委员

    class Meta:
        verbose_name = verbose_name_plural = "评委会职务"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("filing", "person"), name="one_post_a_person"),
            models.UniqueConstraint(fields=("filing",), condition=Q(post="主任委员"), name="one_chair_a_filing"),
        )


class Sitting(models.Model):
    """本年度启用: a filed committee put to work in a year, with its yearly work plan (S5.4-02)."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.CharField("评审委员会", max_length=80)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="sittings", verbose_name="核准备案")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="承办部门")
    enabled_by = models.CharField("启用人", max_length=200)
    enabled_at = models.DateTimeField("启用时间")

    class Meta:
        verbose_name = verbose_name_plural = "本年度启用的评委会"
        constraints = (models.UniqueConstraint(fields=("year", "committee"), name="one_sitting_a_year"),)


class WorkStep(models.Model):
    """年度评审工作安排: a step of the office's yearly plan, done once, in order."""

    APPEND_ONLY: ClassVar[bool] = True

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="steps", verbose_name="评委会")
    ordinal = models.PositiveSmallIntegerField("次序")
    name = models.CharField("步骤", max_length=20)
    begins_on = models.DateField("计划开始")
    ends_on = models.DateField("计划完成")
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.CharField("完成人", max_length=200, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "年度评审工作安排"
        ordering = ("ordinal",)
        constraints = (
            models.UniqueConstraint(fields=("sitting", "ordinal"), name="step_ordinal_once"),
            models.UniqueConstraint(fields=("sitting", "name"), name="step_name_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="step_ends_after_it_begins"),
        )


class Pledge(models.Model):
    """保密承诺书 of a member or a member of staff, for a year, to a version of the text (S5.1-02)."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="承诺人")
    capacity = models.CharField("身份", max_length=20)  # 评审专家 | 工作人员 | 监督人员
    version = models.CharField("文本版本", max_length=64)
    signed_name = models.CharField("签名", max_length=60)
    signed_from = models.CharField("网络地址", max_length=64, blank=True)
    signed_at = models.DateTimeField("签署时间")

    class Meta:
        verbose_name = verbose_name_plural = "保密承诺书"
        constraints = (models.UniqueConstraint(fields=("year", "person", "version"), name="pledged_once"),)


# ───── the meeting and its plan ─────


class Meeting(models.Model):
    """评审会: called, opened with a quorum, ended. Its state is read from these instants and from its rows."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="meetings", verbose_name="评委会")
    ordinal = models.PositiveSmallIntegerField("次序")
    number = models.CharField("会议编号", max_length=60, unique=True)
    held_on = models.DateField("召开日期")
    place = models.CharField("地点", max_length=120)
    is_blind = models.BooleanField("盲评", default=False)
    called_at = models.DateTimeField("召集时间")
    presided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="主持人"
    )
    opened_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审会"
        ordering = ("sitting", "ordinal")
        constraints = (
            models.UniqueConstraint(fields=("sitting", "ordinal"), name="meeting_ordinal_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None, presided_by=None) | Q(opened_at__isnull=False, presided_by__isnull=False),
                name="opened_means_presided",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("opened_at")), name="meeting_ends_after_it_opened"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Plan(models.Model):
    """评审工作方案 as filed with the city for one date of the meeting; a new date needs a new one (S5.4-03)."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="plans", verbose_name="评审会")
    held_on = models.DateField("拟召开日期")
    content = models.JSONField("方案内容")
    digest = models.CharField("摘要值", max_length=64)
    filed_by = models.CharField("报备人", max_length=200)
    filed_at = models.DateTimeField("报备时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审工作方案"
        ordering = ("id",)


# ───── the draw ─────


class Draw(models.Model):
    """抽取: the record of :mod:`zhicheng.policy.draw_record`, written step by step; only the record itself changes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="draws", verbose_name="评审会")
    ordinal = models.PositiveSmallIntegerField("次序")
    number = models.CharField("抽取编号", max_length=60, unique=True)
    record = models.JSONField("抽取记录")
    seal = models.CharField("记录摘要值", max_length=64)
    reveal_by = models.DateTimeField("公开种子的期限", null=True, blank=True)
    opened_at = models.DateTimeField("公布时间")
    settled_at = models.DateTimeField("抽取完成时间", null=True, blank=True)
    replaced_at = models.DateTimeField("重抽时间", null=True, blank=True)
    replaced_because = models.CharField("重抽原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家抽取"
        ordering = ("ordinal",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "ordinal"), name="draw_ordinal_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(replaced_at=None), name="one_standing_draw_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None, replaced_because="")
                | (Q(replaced_at__isnull=False) & ~Q(replaced_because="")),
                name="redrawn_means_ground",
            ),
        )


class PoolEntry(models.Model):
    """抽取池: who stands behind a pseudonym of a draw, closed until sign-in."""

    APPEND_ONLY: ClassVar[bool] = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries", verbose_name="抽取")
    pseudonym = models.CharField("代号", max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="专家")
    opening = EncryptedTextField("封存内容")

    class Meta:
        verbose_name = verbose_name_plural = "抽取池"
        constraints = (
            models.UniqueConstraint(fields=("draw", "pseudonym"), name="pseudonym_once"),
            models.UniqueConstraint(fields=("draw", "person"), name="pool_person_once"),
        )


class Commitment(models.Model):
    """种子承诺 of a party in a round of a draw, before anything is revealed."""

    APPEND_ONLY: ClassVar[bool] = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="commitments", verbose_name="抽取")
    round = models.PositiveSmallIntegerField("轮次")
    party = models.CharField("承诺方", max_length=40)
    digest = models.CharField("承诺", max_length=64)
    committed_by = models.CharField("承诺人", max_length=200)
    committed_at = models.DateTimeField("承诺时间")

    class Meta:
        verbose_name = verbose_name_plural = "种子承诺"
        constraints = (models.UniqueConstraint(fields=("draw", "round", "party"), name="committed_once"),)


class Reveal(models.Model):
    """种子公开: what a party committed itself to."""

    APPEND_ONLY: ClassVar[bool] = True

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="reveal", verbose_name="种子承诺"
    )
    seed = models.CharField("种子", max_length=64)
    nonce = models.CharField("附加随机数", max_length=64)
    revealed_by = models.CharField("公开人", max_length=200)
    revealed_at = models.DateTimeField("公开时间")

    class Meta:
        verbose_name = verbose_name_plural = "种子公开"


# ───── who sits ─────


class Member(models.Model):
    """评委会组成人员 of a meeting: by filing, drawn, or stepped in; who leaves keeps a row that says why."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="members", verbose_name="评审会")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="评审专家")
    post = models.CharField("职务", max_length=20)  # 主任委员 | 副主任委员 | 评审专家
    came_by = models.CharField("产生方式", max_length=20)  # 核准 | 抽取 | 递补
    pseudonym = models.CharField("抽取代号", max_length=40, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="递补的人员"
    )
    joined_at = models.DateTimeField("确定时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    left_because = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评委会组成人员"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "person"), condition=Q(left_at=None), name="one_membership_a_person"
            ),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(left_at=None, post="主任委员"), name="one_chair_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="") | (Q(left_at__isnull=False) & ~Q(left_because="")),
                name="left_means_ground",
            ),
        )

    @property
    def shown_name(self) -> str:
        """代号 until sign-in for whoever was drawn (G-10); ``sign_in`` should be selected with the row."""
        return self.person.name if not self.pseudonym or hasattr(self, "sign_in") else f"代号{self.pseudonym}"


class Invitation(models.Model):
    """邀请: a drawn expert's invitation and answer; the leave notice to the unit names no applicant (S5.3-06)."""

    APPEND_ONLY: ClassVar[bool] = True

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="invitation", verbose_name="评审专家")
    number = models.CharField("函号", max_length=60, unique=True)
    sent_at = models.DateTimeField("发出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    accepts = models.BooleanField("参加", null=True)
    answer = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, accepts=None) | Q(answered_at__isnull=False, accepts__isnull=False),
                name="answered_means_said",
            ),
        )


class SignIn(models.Model):
    """签到: a member in the room."""

    APPEND_ONLY: ClassVar[bool] = True

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="sign_in", verbose_name="评审专家")
    signed_from = models.CharField("网络地址", max_length=64, blank=True)
    signed_at = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = verbose_name_plural = "签到"


# ───── cases ─────


class Panel(models.Model):
    """评议组."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="panels", verbose_name="评审会")
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "评议组"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("meeting", "name"), name="panel_name_once"),)


class PanelMember(models.Model):
    """评议组成员."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats", verbose_name="评议组")
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="panel_seat", verbose_name="评审专家")
    is_leader = models.BooleanField("组长", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "评议组成员"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("panel",), condition=Q(is_leader=True), name="one_leader_a_panel"),
        )


class CaseList(models.Model):
    """评审名单, frozen: which dossiers the meeting hears, in a neutral order."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="case_list", verbose_name="评审会")
    digest = models.CharField("摘要值", max_length=64)
    frozen_by = models.CharField("固定人", max_length=200)
    frozen_at = models.DateTimeField("固定时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审名单"


class Case(models.Model):
    """评审对象: an accepted dossier before a meeting, in its last sealed revision."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="cases", verbose_name="评审会")
    ordinal = models.PositiveSmallIntegerField("序号")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="case", verbose_name="申报材料")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", verbose_name="版本")

    class Meta:
        verbose_name = verbose_name_plural = "评审对象"
        ordering = ("ordinal",)
        constraints = (models.UniqueConstraint(fields=("meeting", "ordinal"), name="case_ordinal_once"),)


class Allotment(models.Model):
    """分组: which panel works on a case."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="allotment", verbose_name="评审对象")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="allotments", verbose_name="评议组")

    class Meta:
        verbose_name = verbose_name_plural = "分组"


class Declaration(models.Model):
    """回避申报: made by a member before anything opens, also when there is nothing to declare (R-16)."""

    APPEND_ONLY: ClassVar[bool] = True

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="declaration", verbose_name="评审专家")
    words = models.TextField("申报内容", blank=True)
    declared_at = models.DateTimeField("申报时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避申报"


class Recusal(models.Model):
    """回避: a member kept from a case from this moment on, for one relation (R-16)."""

    APPEND_ONLY: ClassVar[bool] = True

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recusals", verbose_name="评审对象")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评审专家")
    relation = models.CharField("关系", max_length=40)  # a key of the rule, or «declared»
    words = models.CharField("说明", max_length=200, blank=True)
    found_by = models.CharField("发现方式", max_length=20)  # 系统核查 | 本人申报 | 工作人员通知
    recused_at = models.DateTimeField("回避时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("case", "person", "relation"), name="recused_once"),)


class RecusalSearch(models.Model):
    """回避核查: the system looked for ties between every member and every listed dossier, as both then stood (R-16)."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="recusal_searches", verbose_name="评审会"
    )
    scope = models.CharField("人员和名单的摘要值", max_length=64)
    members = models.PositiveSmallIntegerField("人数")
    cases = models.PositiveIntegerField("件数")
    found = models.PositiveIntegerField("新登记的回避")
    searched_by = models.CharField("核查人", max_length=200)
    searched_at = models.DateTimeField("核查时间")

    class Meta:
        verbose_name = verbose_name_plural = "回避核查"
        ordering = ("id",)


class PanelOpinion(models.Model):
    """评议意见: a panel's written opinion on a case (R-12)."""

    APPEND_ONLY: ClassVar[bool] = True

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="opinion", verbose_name="评审对象")
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="opinions", verbose_name="评议组")
    words = models.TextField("书面评议意见")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="执笔人")
    written_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = verbose_name_plural = "评议意见"


# ───── lecture and defence ─────


class Lots(models.Model):
    """讲课答辩抽签 of a meeting: rooms and order follow from the seed by :mod:`zhicheng.policy.lots`. Drawn once."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="lots", verbose_name="评审会")
    seed = models.CharField("种子", max_length=64)
    drawn_by = models.CharField("抽签人", max_length=200)
    drawn_at = models.DateTimeField("抽签时间")

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩抽签"


class Room(models.Model):
    """考场 of a meeting's lectures."""

    APPEND_ONLY: ClassVar[bool] = True

    lots = models.ForeignKey(Lots, on_delete=models.PROTECT, related_name="rooms", verbose_name="抽签")
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "考场"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("lots", "name"), name="room_name_once"),)


class RoomJudge(models.Model):
    """考场评委: a member who scores in a room."""

    APPEND_ONLY: ClassVar[bool] = True

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="judges", verbose_name="考场")
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="room_seat", verbose_name="评审专家")

    class Meta:
        verbose_name = verbose_name_plural = "考场评委"
        ordering = ("id",)


class Lecture(models.Model):
    """讲课答辩 of a case: its room and lot; how far it is is read from its parts, unless nobody came."""

    APPEND_ONLY: ClassVar[bool] = True

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="lecture", verbose_name="评审对象")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="lectures", verbose_name="考场")
    lot = models.PositiveSmallIntegerField("签号")
    group = models.CharField("人员类别", max_length=40)  # a group of rule lecture_defence
    missed_at = models.DateTimeField("缺席时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩"
        ordering = ("room", "lot")
        constraints = (models.UniqueConstraint(fields=("room", "lot"), name="lot_once_a_room"),)


class LecturePart(models.Model):
    """计时: a part of a lecture, from its beginning to its end, with the minutes that it may take."""

    APPEND_ONLY: ClassVar[bool] = True

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="parts", verbose_name="讲课答辩")
    name = models.CharField("部分", max_length=20)  # 讲课 | 答辩, as the rule has it
    minutes = models.PositiveSmallIntegerField("时限（分钟）")
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩计时"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("lecture", "name"), name="part_once_a_lecture"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="part_ends_after_it_starts"
            ),
        )


class ScoreSheet(models.Model):
    """评分表 of one judge for one lecture, handed in once; nobody reads it before all of the case are in."""

    APPEND_ONLY: ClassVar[bool] = True

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="sheets", verbose_name="讲课答辩")
    judge = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheets", verbose_name="评委")
    marks = models.JSONField("各部分得分")  # part → the mark in its decimal spelling
    total = models.DecimalField("合计", max_digits=6, decimal_places=2)
    handed_in_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("lecture", "judge"), name="one_sheet_a_judge"),
            models.CheckConstraint(condition=Q(total__gte=0), name="no_sheet_below_nought"),
        )


class Discussion(models.Model):
    """评议记录: a case was presented and discussed, in this order."""

    APPEND_ONLY: ClassVar[bool] = True

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="discussion", verbose_name="评审对象")
    ordinal = models.PositiveSmallIntegerField("讨论次序")
    discussed_at = models.DateTimeField("讨论时间")

    class Meta:
        verbose_name = verbose_name_plural = "评议记录"
        ordering = ("ordinal",)


class Veto(models.Model):
    """一票否决: ends a dossier whatever the votes, before them or after them (S5.2-03, golden 37)."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="vetoes", verbose_name="申报材料")
    ground = models.CharField("事由", max_length=40)
    document_number = models.CharField("决定文号", max_length=80)
    decided_on = models.DateField("决定日期")
    recorded_by = models.CharField("登记人", max_length=200)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "一票否决"
        constraints = (models.UniqueConstraint(fields=("dossier", "document_number"), name="vetoed_once"),)


# ───── the ballot: the roll knows who, the box knows what, nothing knows both ─────


class Ballot(models.Model):
    """一轮投票 on all cases of a meeting. Counted, or void on a ground; never overwritten."""

    APPEND_ONLY: ClassVar[bool] = True

    id = models.UUIDField("编号", primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots", verbose_name="评审会")
    number = models.PositiveSmallIntegerField("轮次")
    is_on_paper = models.BooleanField("纸质投票", default=False)
    why_on_paper = models.CharField("采用纸质投票的原因", max_length=200, blank=True)
    prepared_at = models.DateTimeField("准备时间")
    opened_at = models.DateTimeField("开始投票时间", null=True, blank=True)
    closed_at = models.DateTimeField("停止投票时间", null=True, blank=True)
    counted_at = models.DateTimeField("计票时间", null=True, blank=True)
    void_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_because = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="round_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(void_at=None), name="one_standing_round_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(void_at=None, void_because="") | (Q(void_at__isnull=False) & ~Q(void_because="")),
                name="void_means_ground",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(opened_at__isnull=False, closed_at__isnull=False),
                name="counted_means_closed",
            ),
            models.CheckConstraint(
                condition=Q(is_on_paper=False, why_on_paper="") | (Q(is_on_paper=True) & ~Q(why_on_paper="")),
                name="on_paper_means_ground",
            ),
        )


class KeyHolder(models.Model):
    """密钥保管人: one of three; only the public half of the key is here, the other half is on the holder's paper."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="holders", verbose_name="投票")
    place = models.PositiveSmallIntegerField("次序")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="保管人")
    capacity = models.CharField("身份", max_length=20)
    public_key = models.CharField("公钥", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥保管人"
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "place"), name="key_place_once"),
            models.UniqueConstraint(fields=("ballot", "person"), name="key_person_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=3), name="three_key_holders"),
        )


class RollMark(models.Model):
    """投票名册, frozen when the ballot opened: who may vote and whether they have. No instant, no number of order."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll", verbose_name="投票")
    place = models.PositiveSmallIntegerField("名册序号")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评审专家")
    has_voted = models.BooleanField("已投票", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投票名册"
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "person"), name="on_the_roll_once"),
            models.UniqueConstraint(fields=("ballot", "place"), name="roll_place_once"),
        )


class RollRecusal(models.Model):
    """名册回避: who of the roll does not vote on which case, frozen when the ballot opened."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="recusals", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="评审对象")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评审专家")

    class Meta:
        verbose_name = verbose_name_plural = "名册回避"
        constraints = (models.UniqueConstraint(fields=("ballot", "case", "person"), name="roll_recused_once"),)


class Box(models.Model):
    """票箱: every paper of a ballot in one value that is written anew at each casting, and deleted at the count.

    A place for each voter and case from the beginning, all of one length. Which papers are whose is nowhere.
    """

    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, primary_key=True, related_name="box", verbose_name="投票"
    )
    papers = EncryptedTextField("表决票（密文）")

    class Meta:
        verbose_name = verbose_name_plural = "票箱"


class Kit(models.Model):
    """会场投票包: a round taken to a closed venue. Comes back with the box, or is called back on a ground; once.

    While it is out the database refuses to touch the box and the roll (``kit_is_out``).
    """

    APPEND_ONLY: ClassVar[bool] = True

    id = models.UUIDField("编号", primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="kits", verbose_name="投票")
    content = models.BinaryField("投票包文件（密文）")
    digest = models.CharField("摘要值", max_length=64)
    signed_with = models.CharField("签名公钥", max_length=64)
    returns_to = EncryptedTextField("回传私钥", blank=True)
    exported_by = models.CharField("导出人", max_length=200)
    exported_at = models.DateTimeField("导出时间")
    returned_at = models.DateTimeField("结果导入时间", null=True, blank=True)
    result_digest = models.CharField("结果文件摘要值", max_length=64, blank=True)
    called_back_at = models.DateTimeField("召回时间", null=True, blank=True)
    called_back_because = models.CharField("召回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会场投票包"
        ordering = ("exported_at",)
        constraints = (
            models.UniqueConstraint(fields=("ballot",), condition=Q(called_back_at=None), name="one_kit_a_round"),
            models.CheckConstraint(
                condition=Q(called_back_at=None, called_back_because="")
                | (Q(called_back_at__isnull=False, returned_at=None) & ~Q(called_back_because="")),
                name="called_back_means_ground",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, result_digest="") | (Q(returned_at__isnull=False) & ~Q(result_digest="")),
                name="returned_means_digest",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, called_back_at=None) | Q(returns_to=""), name="settled_kit_keeps_no_key"
            ),
        )


class Choice(models.Model):
    """表决意见: what a paper said, after the box was opened; in the order of the cases and of the choices."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="choices", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices", verbose_name="评审对象")
    ordinal = models.PositiveSmallIntegerField("序号")
    choice = models.CharField("意见", max_length=10)  # 同意 | 不同意 | 弃权

    class Meta:
        verbose_name = verbose_name_plural = "表决意见"
        ordering = ("case", "ordinal")
        constraints = (models.UniqueConstraint(fields=("ballot", "case", "ordinal"), name="paper_once"),)


class PaperCount(models.Model):
    """纸质票清点: one person's count of one case; two people count, a supervisor confirms with the scan."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="paper_counts", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="评审对象")
    place = models.PositiveSmallIntegerField("计票人")  # 1 | 2
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="计票人")
    issued = models.PositiveSmallIntegerField("发出")
    ayes = models.PositiveSmallIntegerField("同意")
    noes = models.PositiveSmallIntegerField("不同意")
    abstentions = models.PositiveSmallIntegerField("弃权")
    invalid = models.PositiveSmallIntegerField("无效")
    counted_at = models.DateTimeField("清点时间")

    class Meta:
        verbose_name = verbose_name_plural = "纸质票清点"
        constraints = (
            models.UniqueConstraint(fields=("ballot", "case", "place"), name="paper_counted_once"),
            models.UniqueConstraint(fields=("ballot", "case", "person"), name="paper_counted_by_two"),
        )


class PaperScan(models.Model):
    """纸质票扫描件, with which a supervisor confirms the two counts."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="scan", verbose_name="投票")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", verbose_name="扫描件")
    name = models.CharField("文件名", max_length=200)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="监督人员")
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "纸质票扫描件"


class Tally(models.Model):
    """计票: the count of one case in one ballot, with the base and its words as printed (R-10, Q7)."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tallies", verbose_name="评审对象")
    members = models.PositiveSmallIntegerField("应到")
    attending = models.PositiveSmallIntegerField("实到")
    recused = models.PositiveSmallIntegerField("回避")
    issued = models.PositiveSmallIntegerField("发出")
    returned = models.PositiveSmallIntegerField("收回")
    ayes = models.PositiveSmallIntegerField("同意")
    noes = models.PositiveSmallIntegerField("不同意")
    abstentions = models.PositiveSmallIntegerField("弃权")
    invalid = models.PositiveSmallIntegerField("无效")
    base = models.PositiveSmallIntegerField("计算基数")
    base_words = models.CharField("基数口径", max_length=80)
    needed = models.PositiveSmallIntegerField("通过所需票数")
    is_carried = models.BooleanField("达到通过票数")
    counted_at = models.DateTimeField("计票时间")

    class Meta:
        verbose_name = verbose_name_plural = "计票"
        ordering = ("case",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "case"), name="tallied_once"),
            models.CheckConstraint(
                condition=Q(returned=F("ayes") + F("noes") + F("abstentions") + F("invalid")), name="papers_add_up"
            ),
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="no_more_back_than_out"),
            models.CheckConstraint(
                condition=Q(issued__lte=F("attending") - F("recused")), name="no_more_out_than_voters"
            ),
            models.CheckConstraint(
                condition=Q(is_carried=True, ayes__gte=F("needed")) | Q(is_carried=False, ayes__lt=F("needed")),
                name="carried_means_enough",
            ),
        )


class Announcement(models.Model):
    """宣布: the presiding chair announced and signed the tally (R-13)."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="announcement", verbose_name="投票")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="宣布人")
    post = models.CharField("职务", max_length=20)
    signed_name = models.CharField("签名", max_length=60)
    digest = models.CharField("计票表摘要值", max_length=64)
    announced_at = models.DateTimeField("宣布时间")

    class Meta:
        verbose_name = verbose_name_plural = "宣布"


# ───── after the meeting ─────


class Minutes(models.Model):
    """会议纪要: a draft until it is finished, then never changed (S5.4-05)."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name="评审会")
    parts = models.JSONField("各项内容", default=dict)
    digest = models.CharField("摘要值", max_length=64, blank=True)
    saved_at = models.DateTimeField("保存时间")
    finished_at = models.DateTimeField("定稿时间", null=True, blank=True)
    finished_by = models.CharField("定稿人", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议纪要"
        constraints = (
            models.CheckConstraint(
                condition=Q(finished_at=None, digest="") | (Q(finished_at__isnull=False) & ~Q(digest="")),
                name="finished_means_digest",
            ),
        )


class ResultFiling(models.Model):
    """评审结果报送 with the minutes; late is recorded and stops nothing (S5.4-04)."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, related_name="result_filing", verbose_name="评审会"
    )
    content = models.JSONField("报送内容")
    digest = models.CharField("摘要值", max_length=64)
    due_on = models.DateField("应于")
    is_late = models.BooleanField("逾期")
    filed_by = models.CharField("报送人", max_length=200)
    filed_at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审结果报送"
