"""A committee as filed, put to work in a year, and who pledged secrecy for that year."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Organisation, Person
from zhicheng.year.models import Year


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
