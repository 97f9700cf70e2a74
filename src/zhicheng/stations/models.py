from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Approval, Organisation, Person
from zhicheng.dossier.models import Dossier, Revision
from zhicheng.evidence.models import Blob
from zhicheng.year.models import Year


class Visit(models.Model):
    """到站: a dossier's stay at a station with one revision, closed once by a ruling."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="visits", verbose_name="申报材料")
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="申报人")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, verbose_name="版本")
    ordinal = models.PositiveSmallIntegerField("次序")
    station = models.CharField("审核环节", max_length=40)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="审核部门")
    returning_to = models.CharField("补正后返回的环节", max_length=40, blank=True)
    arrived_at = models.DateTimeField("到达时间")
    due_at = models.DateTimeField("须于此前办结")
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    ruling = models.CharField("处理", max_length=20, blank=True)
    opinion = models.TextField("意见", blank=True)
    ruled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    ruled_by_name = models.CharField("审核人姓名（当时）", max_length=60, blank=True)
    ruled_by_role = models.CharField("席位（当时）", max_length=30, blank=True)
    ruled_by_organisation = models.CharField("单位（当时）", max_length=120, blank=True)
    ruled_from = models.CharField("网络地址", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "到站"
        ordering = ("ordinal",)
        constraints = (
            models.UniqueConstraint(fields=("dossier", "ordinal"), name="visit_ordinal_once"),
            models.UniqueConstraint(
                fields=("dossier",), condition=Q(closed_at=None), name="one_open_visit_per_dossier"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, ruling="") | (Q(closed_at__isnull=False) & ~Q(ruling="")),
                name="closed_means_ruled",
            ),
            models.CheckConstraint(
                condition=Q(ruled_by=None) | ~Q(ruled_by=F("applicant")), name="nobody_rules_on_their_own"
            ),
        )


class Verdict(models.Model):
    """本部分判断: a reviewer's verdict on one section during a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="verdicts", verbose_name="到站")
    section = models.CharField("部分", max_length=40)
    says = models.CharField("判断", max_length=10)
    note = models.TextField("说明", blank=True)
    by_name = models.CharField("判断人", max_length=60)
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "判断"
        constraints = (models.UniqueConstraint(fields=("visit", "section"), name="one_verdict_a_section"),)


class Letter(models.Model):
    """一次告知书: sent once for a visit, holding everything that is wrong."""

    APPEND_ONLY: ClassVar[bool] = True

    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="letter", verbose_name="到站")
    number = models.CharField("告知书编号", max_length=60, unique=True)
    sent_at = models.DateTimeField("告知时间")
    correct_by = models.DateTimeField("补正截止")
    places = models.JSONField("开放的位置")
    approval = models.ForeignKey(
        Approval, on_delete=models.PROTECT, null=True, blank=True, verbose_name="再次退回的批准"
    )
    is_second = models.BooleanField("本部门再次退回", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "一次告知书"


class Deficiency(models.Model):
    """告知事项: one item for, then in, a letter: 事实, 依据, 改法, 位置."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="deficiencies", verbose_name="到站")
    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="items", verbose_name="告知书"
    )
    section = models.CharField("部分", max_length=40)
    defect = models.CharField("原因目录", max_length=60, blank=True)
    rule = models.CharField("规则", max_length=60, blank=True)
    title = models.CharField("问题", max_length=120)
    reason = models.TextField("事实")
    clause = models.CharField("条款", max_length=60, blank=True)
    says = models.TextField("条款原文", blank=True)
    ours = models.TextField("本系统说明", blank=True)
    sureness = models.CharField("把握", max_length=20, blank=True)
    mend = models.TextField("改法")
    remedy = models.CharField("能否补正", max_length=20)
    places = models.JSONField("位置")
    reads = models.JSONField("规则所读位置", default=list)
    added_at = models.DateTimeField("列入时间")

    class Meta:
        verbose_name = verbose_name_plural = "告知事项"
        ordering = ("id",)


class Comparison(models.Model):
    """原件核对: one uploaded file compared with its original by two different people (S2.5.9-02)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="comparisons", verbose_name="申报材料")
    slot = models.CharField("材料", max_length=60)
    row = models.CharField("行号", max_length=12, blank=True)
    digest = models.CharField("摘要值", max_length=64)
    handler = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    handler_name = models.CharField("经办人姓名（当时）", max_length=60, blank=True)
    handler_at = models.DateTimeField("经办人核对时间", null=True, blank=True)
    principal = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责人"
    )
    principal_name = models.CharField("负责人姓名（当时）", max_length=60, blank=True)
    principal_at = models.DateTimeField("负责人核对时间", null=True, blank=True)
    is_micro_exempt = models.BooleanField("微型单位经批准", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "原件核对"
        constraints = (
            models.UniqueConstraint(fields=("dossier", "slot", "row", "digest"), name="compared_once_a_file"),
            models.CheckConstraint(
                condition=Q(handler=None) | Q(principal=None) | Q(is_micro_exempt=True) | ~Q(handler=F("principal")),
                name="compared_by_two_people",
            ),
        )


class UnitFile(models.Model):
    """单位附件: what only the unit uploads: appraisals, written proof, photographs of the posting."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="unit_files", verbose_name="申报材料")
    slot = models.CharField("材料", max_length=60)
    year = models.PositiveSmallIntegerField("考核年度", null=True, blank=True)
    grade = models.CharField("考核等次", max_length=20, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    added_by = models.CharField("上传人", max_length=120)
    added_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位附件"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("dossier", "slot", "year"),
                condition=Q(removed_at=None, year__isnull=False),
                name="one_appraisal_a_year",
            ),
        )


class UnitPublicity(models.Model):
    """单位公示: a list posted in the unit, for at least the working days that the rule asks (R-08)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="单位")
    ordinal = models.PositiveSmallIntegerField("次序")
    posted_on = models.DateField("张贴日期")
    ends_on = models.DateField("截止日期")
    place = models.CharField("公示地点", max_length=120)
    telephone = models.CharField("监督电话", max_length=40, blank=True)
    posted_by = models.CharField("经办人", max_length=120)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    result = models.CharField("公示结果", max_length=20, blank=True)  # 无异议 | 有异议
    objections = models.TextField("异议及处理", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位公示"
        constraints = (
            models.UniqueConstraint(fields=("organisation", "ordinal"), name="publicity_ordinal_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("posted_on")), name="publicity_ends_after_posting"),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="") | (Q(closed_at__isnull=False) & ~Q(result="")),
                name="publicity_closed_means_result",
            ),
        )


class PublicityEntry(models.Model):
    """公示名单: a dossier on a posted list."""

    publicity = models.ForeignKey(
        UnitPublicity, on_delete=models.PROTECT, related_name="entries", verbose_name="单位公示"
    )
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, related_name="publicity_entry", verbose_name="到站")

    class Meta:
        verbose_name = verbose_name_plural = "公示名单"


class PublicityPhoto(models.Model):
    """公示照片."""

    publicity = models.ForeignKey(
        UnitPublicity, on_delete=models.PROTECT, related_name="photos", verbose_name="单位公示"
    )
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="照片")
    name = models.CharField("文件名", max_length=200)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "公示照片"


class Recommendation(models.Model):
    """单位推荐: the first day stays the cut-off of achievements (S2.4-09)."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="recommendation", verbose_name="申报材料"
    )
    recommended_on = models.DateField("推荐日期")
    opinion = models.TextField("推荐意见")
    pledge_version = models.CharField("单位承诺书版本", max_length=40)
    by_name = models.CharField("负责人", max_length=60)
    recommended_at = models.DateTimeField("推荐时间")

    class Meta:
        verbose_name = verbose_name_plural = "单位推荐"


class PostClaim(models.Model):
    """岗位占用: whether a recommended revision takes a post of its level, by which green channel it would not (R-36).

    Posts are counted by it without opening a revision. Written anew when a corrected revision is recommended.
    """

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="post_claim", verbose_name="申报材料"
    )
    level = models.CharField("申报级别", max_length=40)
    is_counted = models.BooleanField("占用岗位（绿色通道除外）")
    green_channel = models.CharField("绿色通道审批文号", max_length=60, blank=True)
    claimed_at = models.DateTimeField("推荐时间")

    class Meta:
        verbose_name = verbose_name_plural = "岗位占用"


class Ending(models.Model):
    """终止: how a dossier's way ended before its last station."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="ending", verbose_name="申报材料")
    kind = models.CharField("终止方式", max_length=20)
    station = models.CharField("审核环节", max_length=40, blank=True)
    reason = models.TextField("理由", blank=True)
    ended_at = models.DateTimeField("终止时间")

    class Meta:
        verbose_name = verbose_name_plural = "终止"


class Standing(models.Model):
    """现处位置: derived, for lists only; rebuilt by one function and compared by the invariants."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="standing", verbose_name="申报材料")
    station = models.CharField("审核环节", max_length=40, blank=True)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, verbose_name="部门")
    waits_for = models.CharField("轮到", max_length=20)
    since = models.DateTimeField("自")
    due_at = models.DateTimeField("须于", null=True, blank=True)
    ending = models.CharField("终止方式", max_length=20, blank=True)
    is_done = models.BooleanField("各级审核结束", default=False)
    times_returned = models.PositiveSmallIntegerField("曾退回次数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "现处位置"
        indexes = (models.Index(fields=("office", "waits_for", "due_at"), name="standing_inbox"),)


class ScheduleChange(models.Model):
    """安排调整: a date of a committee that a later version of the notice moved. The database refuses its change."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    committee = models.CharField("评审委员会", max_length=60)
    window = models.CharField("时间项目", max_length=20)
    before = models.DateTimeField("原时间", null=True)
    after = models.DateTimeField("新时间", null=True)
    words = models.CharField("说明", max_length=200)
    reason = models.TextField("理由")
    changed_at = models.DateTimeField("调整时间")

    class Meta:
        verbose_name = verbose_name_plural = "安排调整"
        ordering = ("changed_at", "id")


class OfficePlan(models.Model):
    """内部时限: the earlier date that an office sets itself within the city's (S2.4-13). Never a legal limit."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    window = models.CharField("时间项目", max_length=20)
    closes_at = models.DateTimeField("内部时限")
    planned_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "内部时限"
        constraints = (models.UniqueConstraint(fields=("year", "organisation", "window"), name="one_plan_a_window"),)


class Reminder(models.Model):
    """催办: an office was told, once for each distance, that what waits there falls due or is overdue (S2.4-12)."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="+", verbose_name="年度")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    due_at = models.DateTimeField("须于")
    days = models.PositiveSmallIntegerField("还有几天")  # 0: overdue
    waiting = models.PositiveIntegerField("待办份数")
    escalated_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报告上级部门"
    )
    reminded_at = models.DateTimeField("催办时间")

    class Meta:
        verbose_name = verbose_name_plural = "催办"
        ordering = ("-reminded_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "due_at", "days"), name="reminded_once"),
            models.CheckConstraint(condition=Q(days=0) | Q(escalated_to=None), name="only_overdue_is_escalated"),
        )


class PaperReceipt(models.Model):
    """纸质材料收件: the stamped forms were handed over, their page code being the sealed one's (S2.3-16, S3-02)."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="paper_receipt", verbose_name="申报材料"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="收件部门")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", verbose_name="版本")
    copies = models.PositiveSmallIntegerField("份数")
    delivered_by = models.CharField("送件人", max_length=60)
    received_by = models.CharField("收件人", max_length=120)
    received_at = models.DateTimeField("收件时间")

    class Meta:
        verbose_name = verbose_name_plural = "纸质材料收件"
        ordering = ("-received_at", "-id")
