"""The draw of experts: its record, who stood in the pool, what each party committed itself to and revealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhicheng.accounts.models import Person
from zhicheng.vault.fields import EncryptedTextField

from .meetings import Meeting


class Draw(models.Model):
    """抽取: the record of :mod:`zhicheng.policy.draw_record`, written step by step; only the record itself changes."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="draws", verbose_name="评审会")
    ordinal = models.PositiveSmallIntegerField("次序")
    number = models.CharField("抽取编号", max_length=60, unique=True)
    record = models.JSONField("抽取记录")
    seal = models.CharField("记录摘要值", max_length=64)
    reveal_by = models.DateTimeField("公开种子的期限", null=True, blank=True)
    opened_at = models.DateTimeField("公布时间")
    settled_at = models.DateTimeField("抽取完成时间", null=True, blank=True)
    replaced_at = models.DateTimeField("重抽时间", null=True, blank=True)
    replaced_because = models.CharField("重抽原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "专家抽取"
        ordering = ("ordinal",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "ordinal"), name="draw_ordinal_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(replaced_at=None), name="one_standing_draw_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None, replaced_because="")
                | (Q(replaced_at__isnull=False) & ~Q(replaced_because="")),
                name="redrawn_means_ground",
            ),
        )


class PoolEntry(models.Model):
    """抽取池: who stands behind a pseudonym of a draw, closed until sign-in."""

    APPEND_ONLY: ClassVar[bool] = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="entries", verbose_name="抽取")
    pseudonym = models.CharField("代号", max_length=40)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="专家")
    opening = EncryptedTextField("封存内容")

    class Meta:
        verbose_name = verbose_name_plural = "抽取池"
        constraints = (
            models.UniqueConstraint(fields=("draw", "pseudonym"), name="pseudonym_once"),
            models.UniqueConstraint(fields=("draw", "person"), name="pool_person_once"),
        )


class Commitment(models.Model):
    """种子承诺 of a party in a round of a draw, before anything is revealed."""

    APPEND_ONLY: ClassVar[bool] = True

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="commitments", verbose_name="抽取")
    round = models.PositiveSmallIntegerField("轮次")
    party = models.CharField("承诺方", max_length=40)
    digest = models.CharField("承诺", max_length=64)
    committed_by = models.CharField("承诺人", max_length=200)
    committed_at = models.DateTimeField("承诺时间")

    class Meta:
        verbose_name = verbose_name_plural = "种子承诺"
        constraints = (models.UniqueConstraint(fields=("draw", "round", "party"), name="committed_once"),)


class Reveal(models.Model):
    """种子公开: what a party committed itself to."""

    APPEND_ONLY: ClassVar[bool] = True

    commitment = models.OneToOneField(
        Commitment, on_delete=models.PROTECT, related_name="reveal", verbose_name="种子承诺"
    )
    seed = models.CharField("种子", max_length=64)
    nonce = models.CharField("附加随机数", max_length=64)
    revealed_by = models.CharField("公开人", max_length=200)
    revealed_at = models.DateTimeField("公开时间")

    class Meta:
        verbose_name = verbose_name_plural = "种子公开"
