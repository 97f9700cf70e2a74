from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Year(models.Model):
    """评审年度: the top partition of everything (S0-02)."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    notice = models.CharField("通知目录", max_length=80, unique=True)
    number = models.CharField("发文字号", max_length=60)
    title = models.CharField("标题", max_length=200)
    hash = models.CharField("通知摘要值", max_length=64)
    opened_at = models.DateTimeField("开启时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评审年度"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gt=F("opened_at")), name="closed_after_opened"
            ),
            models.UniqueConstraint(models.Value(1), condition=Q(closed_at=None), name="one_open_year"),
        )

    def __str__(self) -> str:
        return f"{self.year}年度"


class Version(models.Model):
    """通知版本: the whole text and data of a notice as it was put in force. The database refuses to change it."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="versions", verbose_name="年度")
    ordinal = models.PositiveSmallIntegerField("版本")
    hash = models.CharField("通知摘要值", max_length=64, unique=True)
    files = models.JSONField("全部文件")
    reason = models.TextField("理由", blank=True)
    in_force_at = models.DateTimeField("生效时间")

    class Meta:
        verbose_name = verbose_name_plural = "通知版本"
        ordering = ("year", "ordinal")
        constraints = (models.UniqueConstraint(fields=("year", "ordinal"), name="version_ordinal_once"),)


class DemoClock(models.Model):
    """演示时钟: one row; stands still until it is moved forward. Absent outside demonstrations."""

    id = models.PositiveSmallIntegerField("编号", primary_key=True, default=1)
    stands_at = models.DateTimeField("现在时刻")

    class Meta:
        verbose_name = verbose_name_plural = "演示时钟"
        constraints = (models.CheckConstraint(condition=Q(id=1), name="one_demo_clock"),)
