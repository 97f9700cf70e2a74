"""Who sits: the members of a meeting, invited and signed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from zhicheng.accounts.models import Person

from .meetings import Meeting


class Member(models.Model):
    """评委会组成人员 of a meeting: by filing, drawn, or stepped in; who leaves keeps a row that says why."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="members", verbose_name="评审会")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships", verbose_name="评审专家")
    post = models.CharField("职务", max_length=20)  # 主任委员 | 副主任委员 | 评审专家
    came_by = models.CharField("产生方式", max_length=20)  # 核准 | 抽取 | 递补
    pseudonym = models.CharField("抽取代号", max_length=40, blank=True)
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="递补的人员"
    )
    joined_at = models.DateTimeField("确定时间")
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    left_because = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "评委会组成人员"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("meeting", "person"), condition=Q(left_at=None), name="one_membership_a_person"
            ),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(left_at=None, post="主任委员"), name="one_chair_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="") | (Q(left_at__isnull=False) & ~Q(left_because="")),
                name="left_means_ground",
            ),
        )

    @property
    def shown_name(self) -> str:
        """代号 until sign-in for whoever was drawn (G-10); ``sign_in`` should be selected with the row."""
        return self.person.name if not self.pseudonym or hasattr(self, "sign_in") else f"代号{self.pseudonym}"


class Invitation(models.Model):
    """邀请: a drawn expert's invitation and answer; the leave notice to the unit names no applicant (S5.3-06)."""

    APPEND_ONLY: ClassVar[bool] = True

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="invitation", verbose_name="评审专家")
    number = models.CharField("函号", max_length=60, unique=True)
    sent_at = models.DateTimeField("发出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    accepts = models.BooleanField("参加", null=True)
    answer = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "邀请"
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, accepts=None) | Q(answered_at__isnull=False, accepts__isnull=False),
                name="answered_means_said",
            ),
        )


class SignIn(models.Model):
    """签到: a member in the room."""

    APPEND_ONLY: ClassVar[bool] = True

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="sign_in", verbose_name="评审专家")
    signed_from = models.CharField("网络地址", max_length=64, blank=True)
    signed_at = models.DateTimeField("签到时间")

    class Meta:
        verbose_name = verbose_name_plural = "签到"
