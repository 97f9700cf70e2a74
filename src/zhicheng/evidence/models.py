from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Blob(models.Model):
    """A stored file, named by the SHA-256 of its bytes. Never altered, stored once."""

    APPEND_ONLY: ClassVar[bool] = True

    digest = models.CharField("摘要值", max_length=64, unique=True)
    media_type = models.CharField("类型", max_length=40)
    size = models.PositiveBigIntegerField("字节数")
    pages = models.PositiveIntegerField("页数")
    width = models.PositiveIntegerField("首页像素宽", default=0)
    height = models.PositiveIntegerField("首页像素高", default=0)
    taken_in_at = models.DateTimeField("入库时间")

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        constraints = (
            models.CheckConstraint(condition=Q(size__gt=0), name="blob_is_not_empty"),
            models.CheckConstraint(condition=Q(pages__gt=0), name="blob_has_pages"),
        )

    def __str__(self) -> str:
        return self.digest[:12]
