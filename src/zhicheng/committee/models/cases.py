"""The cases before a meeting: panels, recusal, what a panel wrote, what was discussed, and what ends a case."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhicheng.accounts.models import Person
from zhicheng.dossier.models import Dossier, Revision

from .meetings import Meeting
from .members import Member


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
