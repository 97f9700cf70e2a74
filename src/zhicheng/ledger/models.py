from __future__ import annotations

from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One line of the ledger. The database refuses its update and deletion."""

    APPEND_ONLY: ClassVar[bool] = True

    event = models.CharField("事件", max_length=60)
    subject = models.CharField("对象", max_length=80, blank=True)
    content = models.JSONField("内容")
    requirement = models.CharField("依据编号", max_length=40, blank=True)
    actor_name = models.CharField("操作人", max_length=120)
    actor_person = models.BigIntegerField("操作人编号", default=0)
    actor_role = models.CharField("席位", max_length=40, blank=True)
    actor_seat = models.BigIntegerField("席位编号", default=0)
    actor_organisation = models.BigIntegerField("单位编号", default=0)
    organisation_name = models.CharField("单位", max_length=200, blank=True)
    address = models.CharField("网络地址", max_length=64, blank=True)
    happened_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "台账"
        ordering = ("id",)
        indexes = (
            models.Index(fields=("subject", "id"), name="entry_by_subject"),
            models.Index(fields=("event", "id"), name="entry_by_event"),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.subject}"
