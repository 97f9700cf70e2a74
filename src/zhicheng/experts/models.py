from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Organisation, Person
from zhicheng.vault.fields import EncryptedTextField
from zhicheng.year.models import Year


class Nomination(models.Model):
    """入库申请: a person put forward for the pool of a committee's office, by the unit or, from outside, by it."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    number = models.CharField("申请编号", max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="nominations", verbose_name="被推荐人")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="评委会承办部门")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="推荐单位"
    )
    unit_name = models.CharField("所在单位", max_length=120)
    unit_region = models.CharField("所在区划", max_length=12)
    consent_number = models.CharField("所在单位同意函文号", max_length=60, blank=True)
    source = models.CharField("来源类别", max_length=40)
    specialty = models.CharField("专业", max_length=60)
    level = models.CharField("现任职称级别", max_length=40)
    title = models.CharField("现任职称", max_length=60)
    certificate_number = models.CharField("职称证书编号", max_length=60)
    identity = models.CharField("身份类别", max_length=40)
    extended_until = models.DateField("批准延长退休至", null=True, blank=True)
    experience = models.TextField("专业经历和特长")
    nominated_by = models.CharField("推荐经办人", max_length=200)
    nominated_at = models.DateTimeField("推荐时间")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入库申请"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("person", "office"), condition=Q(closed_at=None), name="one_open_nomination_a_pool"
            ),
            models.CheckConstraint(
                condition=(Q(organisation__isnull=False, consent_number=""))
                | (Q(organisation=None) & ~Q(consent_number="")),
                name="outside_expert_has_consent",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Vetting(models.Model):
    """入库审核: a step of an admission, decided once; the last day by which it should be is data of the house."""

    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, related_name="vettings", verbose_name="入库申请"
    )
    step = models.CharField("环节", max_length=20)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="办理单位")
    arrived_at = models.DateTimeField("到达时间")
    due_on = models.DateField("应办结日期", null=True, blank=True)
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    is_passed = models.BooleanField("同意", null=True)
    opinion = models.TextField("意见", blank=True)
    reasons = models.JSONField("不同意的原因", default=list)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="办理人"
    )
    decided_by_words = models.CharField("办理人（当时）", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "入库审核"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("nomination", "step"), name="vetted_once_a_step"),
            models.UniqueConstraint(
                fields=("nomination",), condition=Q(decided_at=None), name="one_open_vetting_a_nomination"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_passed=None, decided_by=None)
                | Q(decided_at__isnull=False, is_passed__isnull=False, decided_by__isnull=False),
                name="vetting_decided_means_ruled",
            ),
        )


class Term(models.Model):
    """专家任期: an expert's time in the pool of a committee's office, both days included. Never changed."""

    APPEND_ONLY: ClassVar[bool] = True

    number = models.CharField("专家编号", max_length=40, unique=True)
    nomination = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, related_name="term", verbose_name="入库申请"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="expert_terms", verbose_name="专家")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="评委会承办部门")
    begins_on = models.DateField("入库日期")
    ends_on = models.DateField("届满日期")
    approved_by = models.CharField("核准人", max_length=200)
    approved_at = models.DateTimeField("核准时间")

    class Meta:
        verbose_name = verbose_name_plural = "专家任期"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="expert_term_not_reversed"),
        )

    def __str__(self) -> str:
        return self.number


class Removal(models.Model):
    """专家出库: on which ground, since when, by whom. Never taken back; a new term takes the expert in again."""

    APPEND_ONLY: ClassVar[bool] = True

    term = models.OneToOneField(Term, on_delete=models.PROTECT, related_name="removal", verbose_name="任期")
    ground = models.CharField("事由", max_length=60)
    note = models.TextField("情况", blank=True)
    removed_on = models.DateField("出库日期")
    removed_by = models.CharField("办理人", max_length=200)
    removed_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "专家出库"


class Declaration(models.Model):
    """关系申明: what an expert declares of relatives, co-authors, tutors, units; the last one counts."""

    APPEND_ONLY: ClassVar[bool] = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations", verbose_name="专家")
    declared_at = models.DateTimeField("申明时间")

    class Meta:
        verbose_name = verbose_name_plural = "关系申明"
        ordering = ("id",)


class DeclaredTie(models.Model):
    """申明的一项关系: whom or what it is to; the name and the number of another person lie encrypted."""

    APPEND_ONLY: ClassVar[bool] = True

    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="ties", verbose_name="关系申明")
    kind = models.CharField("关系", max_length=20)
    name = EncryptedTextField("姓名或名称")
    unit = EncryptedTextField("工作单位", blank=True)
    id_index = models.CharField("证件号索引", max_length=64, blank=True)
    begins_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申明的关系"
        ordering = ("id",)


class Service(models.Model):
    """参评记录: a meeting to which an expert was called, how the expert judged there. For the secretariat."""

    APPEND_ONLY: ClassVar[bool] = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="services", verbose_name="专家")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="评委会承办部门")
    year = models.PositiveSmallIntegerField("年度")
    committee = models.CharField("评审委员会", max_length=80)
    meeting = models.CharField("会议编号", max_length=60)
    is_present = models.BooleanField("到会")
    absence = models.CharField("未到会原因", max_length=60, blank=True)
    cases = models.PositiveIntegerField("评审件数", default=0)
    recusals = models.PositiveIntegerField("回避件数", default=0)
    opinions = models.PositiveIntegerField("执笔评议意见", default=0)
    scores = models.PositiveIntegerField("评分次数", default=0)
    deviation = models.DecimalField("与同组均分的平均差", max_digits=6, decimal_places=2, null=True, blank=True)
    noted_at = models.DateTimeField("记录时间")

    class Meta:
        verbose_name = verbose_name_plural = "参评记录"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("person", "meeting"), name="service_once_a_meeting"),
            models.CheckConstraint(
                condition=Q(is_present=True, absence="") | Q(is_present=False), name="present_has_no_absence"
            ),
        )


class LeaveNotice(models.Model):
    """商请支持评审工作的函: asks an expert's unit for the days, names no committee and no applicant (S5.3-06)."""

    APPEND_ONLY: ClassVar[bool] = True

    number = models.CharField("函号", max_length=60, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="专家")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在单位"
    )
    words = models.TextField("内容")
    begins_on = models.DateField("起")
    ends_on = models.DateField("止")
    sent_at = models.DateTimeField("发出时间")

    class Meta:
        verbose_name = verbose_name_plural = "商请支持评审工作的函"
        ordering = ("id",)
