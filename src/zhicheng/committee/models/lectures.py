"""Lecture and defence: rooms and lots, the clock, the judges' score sheets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from .cases import Case
from .meetings import Meeting
from .members import Member


class Lots(models.Model):
    """讲课答辩抽签 of a meeting: rooms and order follow from the seed by :mod:`zhicheng.policy.lots`. Drawn once."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="lots", verbose_name="评审会")
    seed = models.CharField("种子", max_length=64)
    drawn_by = models.CharField("抽签人", max_length=200)
    drawn_at = models.DateTimeField("抽签时间")

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩抽签"


class Room(models.Model):
    """考场 of a meeting's lectures."""

    APPEND_ONLY: ClassVar[bool] = True

    lots = models.ForeignKey(Lots, on_delete=models.PROTECT, related_name="rooms", verbose_name="抽签")
    name = models.CharField("名称", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "考场"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("lots", "name"), name="room_name_once"),)


class RoomJudge(models.Model):
    """考场评委: a member who scores in a room."""

    APPEND_ONLY: ClassVar[bool] = True

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="judges", verbose_name="考场")
    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="room_seat", verbose_name="评审专家")

    class Meta:
        verbose_name = verbose_name_plural = "考场评委"
        ordering = ("id",)


class Lecture(models.Model):
    """讲课答辩 of a case: its room and lot; how far it is is read from its parts, unless nobody came."""

    APPEND_ONLY: ClassVar[bool] = True

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="lecture", verbose_name="评审对象")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="lectures", verbose_name="考场")
    lot = models.PositiveSmallIntegerField("签号")
    group = models.CharField("人员类别", max_length=40)  # a group of rule lecture_defence
    missed_at = models.DateTimeField("缺席时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩"
        ordering = ("room", "lot")
        constraints = (models.UniqueConstraint(fields=("room", "lot"), name="lot_once_a_room"),)


class LecturePart(models.Model):
    """计时: a part of a lecture, from its beginning to its end, with the minutes that it may take."""

    APPEND_ONLY: ClassVar[bool] = True

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="parts", verbose_name="讲课答辩")
    name = models.CharField("部分", max_length=20)  # 讲课 | 答辩, as the rule has it
    minutes = models.PositiveSmallIntegerField("时限（分钟）")
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲课答辩计时"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("lecture", "name"), name="part_once_a_lecture"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="part_ends_after_it_starts"
            ),
        )


class ScoreSheet(models.Model):
    """评分表 of one judge for one lecture, handed in once; nobody reads it before all of the case are in."""

    APPEND_ONLY: ClassVar[bool] = True

    lecture = models.ForeignKey(Lecture, on_delete=models.PROTECT, related_name="sheets", verbose_name="讲课答辩")
    judge = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="sheets", verbose_name="评委")
    marks = models.JSONField("各部分得分")  # part → the mark in its decimal spelling
    total = models.DecimalField("合计", max_digits=6, decimal_places=2)
    handed_in_at = models.DateTimeField("提交时间")

    class Meta:
        verbose_name = verbose_name_plural = "评分表"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("lecture", "judge"), name="one_sheet_a_judge"),
            models.CheckConstraint(condition=Q(total__gte=0), name="no_sheet_below_nought"),
        )
