from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField


class HeldTitle(models.Model):
    """已取得职称: a title conferred in an earlier year, as its authority entered it."""

    id_type = models.CharField("证件类型", max_length=40)
    id_index = models.CharField("证件号索引", max_length=64, db_index=True)
    series = models.CharField("系列", max_length=60)
    specialty = models.CharField("专业", max_length=60)
    level = models.CharField("级别", max_length=40)
    name = models.CharField("职称名称", max_length=60)
    obtained_on = models.DateField("取得时间")
    certificate_number = models.CharField("证书编号", max_length=60, unique=True)
    authority = models.CharField("发证机关", max_length=120)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "已取得职称"


class TitleEnd(models.Model):
    """职称终止: a title that no longer counts: revoked by a decision, or entered anew on a corrected certificate."""

    APPEND_ONLY: ClassVar[bool] = True

    title = models.OneToOneField(HeldTitle, on_delete=models.PROTECT, related_name="end", verbose_name="已取得职称")
    kind = models.CharField("终止方式", max_length=20)  # 撤销 | 更正
    document_number = models.CharField("决定文号", max_length=80)
    decided_on = models.DateField("决定日期")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "职称终止"


class GreenChannelApproval(models.Model):
    """绿色通道审批件: an approval on file (S2.2-04)."""

    document_number = models.CharField("审批文号", max_length=60, unique=True)
    authority = models.CharField("审批机关", max_length=120)
    basis = models.CharField("依据类别", max_length=60)
    approved_on = models.DateField("审批日期")
    scan = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="审批件扫描件")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "绿色通道审批件"


class GreenChannelName(models.Model):
    """A person named by an approval."""

    approval = models.ForeignKey(
        GreenChannelApproval, on_delete=models.PROTECT, related_name="names", verbose_name="审批件"
    )
    id_type = models.CharField("证件类型", max_length=40)
    id_index = models.CharField("证件号索引", max_length=64, db_index=True)
    name = EncryptedTextField("姓名")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revocation = models.TextField("撤销理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "绿色通道名单"
        constraints = (
            models.UniqueConstraint(fields=("approval", "id_type", "id_index"), name="named_once_by_an_approval"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation="") | (Q(revoked_at__isnull=False) & ~Q(revocation="")),
                name="revoked_with_a_reason",
            ),
        )


class EntrustmentLetter(models.Model):
    """委托代评函（来函）: a letter by which a body of another place asks the city to review its people (S4-01, S4-10).

    Entered by one person, checked by another; the database refuses any change after the check. The issuing body is
    known by its credit code, as people are by their documents.
    """

    APPEND_ONLY: ClassVar[bool] = True

    number = models.CharField("委托代评函编号", max_length=80)
    issuer = models.CharField("委托单位", max_length=120)
    issuer_uscc = models.CharField("委托单位统一社会信用代码", max_length=18, db_index=True)
    body_kind = models.CharField("委托单位类别", max_length=40)
    region = models.CharField("委托单位所在区划", max_length=12)
    year = models.PositiveSmallIntegerField("年度")
    committee = models.CharField("受托评委会", max_length=60)
    series = models.CharField("系列", max_length=60)
    level = models.CharField("级别", max_length=40)
    issued_on = models.DateField("签发日期")
    valid_until = models.DateField("有效期至")
    signer = models.CharField("签发人", max_length=60)
    scan = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="来函扫描件")
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.BigIntegerField("登记人编号")
    entered_by_words = models.CharField("登记人（当时）", max_length=200)
    checked_at = models.DateTimeField("审核时间", null=True, blank=True)
    checked_by = models.BigIntegerField("审核人编号", default=0)
    checked_by_words = models.CharField("审核人（当时）", max_length=200, blank=True)
    is_approved = models.BooleanField("审核同意", null=True)
    reasons = models.JSONField("不同意的原因", default=list)  # sentences, all at once

    class Meta:
        verbose_name = verbose_name_plural = "委托代评函（来函）"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("issuer_uscc", "number"),
                condition=Q(is_approved=None) | Q(is_approved=True),
                name="letter_stands_once",
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("issued_on")), name="letter_valid_after_issue"),
            models.CheckConstraint(
                condition=Q(checked_at=None, is_approved=None) | Q(checked_at__isnull=False, is_approved__isnull=False),
                name="letter_checked_means_ruled",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None) | ~Q(checked_by=F("entered_by")), name="letter_checked_by_another"
            ),
        )


class EntrustmentName(models.Model):
    """委托人员名单: a person whom a letter names, with the unit, the title held and the title asked for (S4-10)."""

    APPEND_ONLY: ClassVar[bool] = True

    letter = models.ForeignKey(
        EntrustmentLetter, on_delete=models.PROTECT, related_name="names", verbose_name="委托代评函"
    )
    id_type = models.CharField("证件类型", max_length=40)
    id_index = models.CharField("证件号索引", max_length=64, db_index=True)
    id_number = EncryptedTextField("证件号码")
    name = EncryptedTextField("姓名")
    unit = models.CharField("工作单位", max_length=120)
    unit_nature = models.CharField("单位性质", max_length=40)
    is_appraising = models.BooleanField("单位进行年度考核", default=True)
    held_title = models.CharField("现职称", max_length=60, blank=True)
    title = models.CharField("拟评职称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "委托人员名单"
        constraints = (
            models.UniqueConstraint(fields=("letter", "id_type", "id_index"), name="named_once_by_a_letter"),
        )


class Breach(models.Model):
    """诚信档案: a decided breach of trust and its term. Never in force before its decision.

    Of a person by their document, of a unit by 统一社会信用代码.
    """

    APPEND_ONLY: ClassVar[bool] = True

    id_type = models.CharField("证件类型", max_length=40)
    id_index = models.CharField("证件号索引", max_length=64, db_index=True)
    ground = models.CharField("事由", max_length=200)
    document_number = models.CharField("决定文号", max_length=60)
    decided_on = models.DateField("决定日期")
    begins_on = models.DateField("起")
    ends_on = models.DateField("止")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "失信记录"
        constraints = (
            models.CheckConstraint(condition=Q(begins_on__gte=F("decided_on")), name="breach_not_before_decision"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="breach_has_a_term"),
        )


class PublishedRecord(models.Model):
    """已公布的记录: a record as it stood at the moment of its publication; a later state is a further row."""

    APPEND_ONLY: ClassVar[bool] = True

    kind = models.CharField("种类", max_length=20)
    number = models.CharField("编号", max_length=80)
    title = models.CharField("标题", max_length=200)
    seal = models.CharField("摘要值", max_length=64)
    content = models.TextField("内容")
    published_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = verbose_name_plural = "已公布的记录"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("kind", "number", "seal"), name="published_once"),)


class BreachEnd(models.Model):
    """失信记录终止: repaired, or the decision set aside on appeal; from that day it works no longer (G-15)."""

    APPEND_ONLY: ClassVar[bool] = True

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="end", verbose_name="失信记录")
    kind = models.CharField("终止方式", max_length=20)  # 信用修复 | 申诉成立
    document_number = models.CharField("决定文号", max_length=80)
    decided_on = models.DateField("决定日期")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "失信记录终止"


class SupervisionMeasure(models.Model):
    """监管措施 against a unit or a committee (R-27): who, which, by which document."""

    APPEND_ONLY: ClassVar[bool] = True

    subject = models.CharField("对象种类", max_length=20)  # 用人单位 | 评审单位
    code = models.CharField("对象代码", max_length=80, db_index=True)  # 统一社会信用代码, or the committee's
    name = models.CharField("对象名称", max_length=120)
    measure = models.CharField("监管措施", max_length=20)
    ground = models.TextField("事由")
    document_number = models.CharField("文件编号", max_length=80)
    decided_on = models.DateField("决定日期")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "监管措施"
        ordering = ("-decided_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=("code", "measure", "document_number"), name="measure_once_a_document"),
        )


class SupervisionLift(models.Model):
    """监管措施解除."""

    APPEND_ONLY: ClassVar[bool] = True

    measure = models.OneToOneField(
        SupervisionMeasure, on_delete=models.PROTECT, related_name="lift", verbose_name="监管措施"
    )
    document_number = models.CharField("文件编号", max_length=80)
    decided_on = models.DateField("解除日期")
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "监管措施解除"
