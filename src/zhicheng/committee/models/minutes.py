"""After the meeting: its minutes and the filing of its results."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .meetings import Meeting


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
