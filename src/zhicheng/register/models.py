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

    class Meta:
        verbose_name = verbose_name_plural = "绿色通道名单"
        constraints = (
            models.UniqueConstraint(fields=("approval", "id_type", "id_index"), name="named_once_by_an_approval"),
        )


class Breach(models.Model):
    """诚信档案: a decided breach of trust and its term. Never in force before its decision."""

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
