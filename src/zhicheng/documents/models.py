from __future__ import annotations

from django.db import models

from zhicheng.evidence.models import Blob


class Paper(models.Model):
    """文书: a PDF made after the decision, from sealed facts; made once for one source."""

    kind = models.CharField("文书种类", max_length=40)
    subject = models.CharField("对象", max_length=80)
    source = models.CharField("来源摘要值", max_length=80)
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("文件摘要值", max_length=64)
    pages = models.PositiveIntegerField("页数")
    content = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="文件")
    made_at = models.DateTimeField("制作时间")

    class Meta:
        verbose_name = verbose_name_plural = "文书"
        constraints = (models.UniqueConstraint(fields=("kind", "subject", "source"), name="paper_once_a_source"),)
