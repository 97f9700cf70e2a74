"""The meeting and its plan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Person

from .filing import Sitting


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
