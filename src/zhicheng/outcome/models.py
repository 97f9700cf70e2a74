from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Approval, Organisation, Person
from zhicheng.committee.models import Case, Meeting, Sitting
from zhicheng.dossier.models import Dossier
from zhicheng.vault.fields import EncryptedTextField

# ───── results ─────


class Recognition(models.Model):
    """认定决定: results of applications on which no committee votes, decided by two people (Q10)."""

    APPEND_ONLY: ClassVar[bool] = True

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="recognitions", verbose_name="评委会")
    number = models.CharField("决定文号", max_length=80, unique=True)
    digest = models.CharField("摘要值", max_length=64)
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+", verbose_name="审批")
    decided_on = models.DateField("决定日期")
    decided_by = models.CharField("办理人", max_length=200)
    decided_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "认定决定"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number


class Result(models.Model):
    """评审结果 of one case, as taken from the announced tally, or of a dossier by a decision where nobody votes.

    Never changed; a veto after it stands beside it.
    """

    APPEND_ONLY: ClassVar[bool] = True

    case = models.OneToOneField(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="result", verbose_name="评审对象"
    )
    recognition = models.ForeignKey(
        Recognition, on_delete=models.PROTECT, null=True, blank=True, related_name="results", verbose_name="认定决定"
    )
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="result", verbose_name="申报材料")
    word = models.CharField("结果", max_length=10)  # 通过 | 未通过 | 一票否决 | 缺席
    facts = models.TextField("表决事实")
    tally = models.CharField("计票表摘要值", max_length=64)
    announced_by = models.CharField("登记人", max_length=200)
    announced_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "评审结果"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(case__isnull=False, recognition=None) | Q(case=None, recognition__isnull=False),
                name="result_by_vote_or_by_decision",
            ),
        )

    @property
    def sitting(self) -> Sitting:
        """The committee of the year to which the dossier went."""
        if self.recognition is not None:
            return self.recognition.sitting
        assert self.case is not None
        return self.case.meeting.sitting


class Reason(models.Model):
    """未通过原因: categories of the rule and words without a name, for the person alone (G-17)."""

    APPEND_ONLY: ClassVar[bool] = True

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="reason", verbose_name="评审结果")
    categories = models.JSONField("原因类别")
    words = EncryptedTextField("说明", blank=True)
    given_by = models.CharField("填写人", max_length=200)
    given_at = models.DateTimeField("填写时间")

    class Meta:
        verbose_name = verbose_name_plural = "未通过原因"


class Recheck(models.Model):
    """复查: asked by the person within its term, answered once (R-22)."""

    APPEND_ONLY: ClassVar[bool] = True

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="recheck", verbose_name="评审结果")
    number = models.CharField("编号", max_length=60, unique=True)
    words = EncryptedTextField("申请内容")
    asked_at = models.DateTimeField("申请时间")
    due_on = models.DateField("应于")
    answer = EncryptedTextField("答复", blank=True)
    outcome = models.CharField("复查结论", max_length=20, blank=True)
    answered_by = models.CharField("答复人", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "复查"
        ordering = ("asked_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at=None, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="recheck_answered_means_ruled",
            ),
        )


# ───── publicity ─────


class Publication(models.Model):
    """结果公示: one frozen list, from the minute at which the city accepted the filed results (S5.4-06, Q12)."""

    APPEND_ONLY: ClassVar[bool] = True

    meeting = models.OneToOneField(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="publication", verbose_name="评审会"
    )
    recognition = models.OneToOneField(
        Recognition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publication",
        verbose_name="认定决定",
    )
    number = models.CharField("公示编号", max_length=60, unique=True)
    title = models.CharField("标题", max_length=200)
    columns = models.JSONField("栏目")
    rows = models.JSONField("名单")
    digest = models.CharField("摘要值", max_length=64)
    filing = models.CharField("报送内容摘要值", max_length=64)
    posted_at = models.DateTimeField("公布时间")
    ends_on = models.DateField("公示末日")
    withdrawn_at = models.DateTimeField("撤下时间")
    accepted_by = models.CharField("接收人", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "结果公示"
        ordering = ("-posted_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(withdrawn_at__gt=F("posted_at")), name="published_before_withdrawn"),
            models.CheckConstraint(
                condition=Q(meeting__isnull=False, recognition=None) | Q(meeting=None, recognition__isnull=False),
                name="published_of_a_meeting_or_a_decision",
            ),
        )

    @property
    def sitting(self) -> Sitting:
        """The committee of the year whose results these are."""
        if self.recognition is not None:
            return self.recognition.sitting
        assert self.meeting is not None
        return self.meeting.sitting

    def __str__(self) -> str:
        return self.number


class Channel(models.Model):
    """公示渠道: the list as one of the two publishers shows it."""

    APPEND_ONLY: ClassVar[bool] = True

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="channels", verbose_name="结果公示"
    )
    publisher = models.CharField("公布部门", max_length=20)  # 人社部门 | 评委会承办部门
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="部门")
    digest = models.CharField("摘要值", max_length=64)
    posted_at = models.DateTimeField("公布时间")

    class Meta:
        verbose_name = verbose_name_plural = "公示渠道"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("publication", "publisher"), name="one_channel_a_publisher"),)


class Published(models.Model):
    """公示人员: which dossier stands behind a row of the list."""

    APPEND_ONLY: ClassVar[bool] = True

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="people", verbose_name="结果公示"
    )
    ordinal = models.PositiveIntegerField("序号")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="published", verbose_name="申报材料")

    class Meta:
        verbose_name = verbose_name_plural = "公示人员"
        ordering = ("ordinal",)
        constraints = (models.UniqueConstraint(fields=("publication", "ordinal"), name="published_row_once"),)


class Objection(models.Model):
    """异议 against a person of a list, named or anonymous; who objected is closed to the person objected to."""

    APPEND_ONLY: ClassVar[bool] = True

    person = models.ForeignKey(Published, on_delete=models.PROTECT, related_name="objections", verbose_name="公示人员")
    number = models.CharField("编号", max_length=60, unique=True)
    receipt = models.CharField("查询码索引", max_length=64, unique=True)
    is_named = models.BooleanField("署名", default=False)
    name = EncryptedTextField("姓名或单位", blank=True)
    contact = EncryptedTextField("联系方式", blank=True)
    words = EncryptedTextField("异议内容")
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering = ("received_at", "id")


class ObjectionStep(models.Model):
    """异议办理: taken up, looked into, concluded; or not taken up, with the reason."""

    APPEND_ONLY: ClassVar[bool] = True

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="steps", verbose_name="异议")
    ordinal = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("步骤", max_length=10)  # 受理 | 不予受理 | 调查 | 结论
    is_upheld = models.BooleanField("异议成立", null=True)
    words = EncryptedTextField("办理情况")
    done_by = models.CharField("办理人", max_length=200)
    done_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "异议办理"
        ordering = ("ordinal",)
        constraints = (
            models.UniqueConstraint(fields=("objection", "ordinal"), name="objection_step_once"),
            models.UniqueConstraint(
                fields=("objection",), condition=Q(kind__in=("结论", "不予受理")), name="objection_closed_once"
            ),
            models.CheckConstraint(
                condition=(Q(kind="结论") & Q(is_upheld__isnull=False)) | (~Q(kind="结论") & Q(is_upheld=None)),
                name="concluded_means_ruled",
            ),
        )


# ───── confirmation and certificates ─────


class Confirmation(models.Model):
    """职称确认文件: number, day and list, approved by a second person (R-45)."""

    APPEND_ONLY: ClassVar[bool] = True

    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="confirmations", verbose_name="结果公示"
    )
    number = models.CharField("文号", max_length=80, unique=True)
    digest = models.CharField("名单摘要值", max_length=64)
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+", verbose_name="审批")
    confirmed_on = models.DateField("确认日期")
    confirmed_by = models.CharField("办理人", max_length=200)
    confirmed_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "职称确认文件"
        ordering = ("-confirmed_at", "-id")

    def __str__(self) -> str:
        return self.number


class Confirmed(models.Model):
    """确认人员 of a confirmation; nobody is confirmed twice for one dossier."""

    APPEND_ONLY: ClassVar[bool] = True

    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, related_name="people", verbose_name="职称确认文件"
    )
    ordinal = models.PositiveIntegerField("序号")
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="confirmed", verbose_name="申报材料")

    class Meta:
        verbose_name = verbose_name_plural = "确认人员"
        ordering = ("ordinal",)
        constraints = (models.UniqueConstraint(fields=("confirmation", "ordinal"), name="confirmed_row_once"),)


class Certificate(models.Model):
    """职称证书: what was issued, under a number that cannot be guessed. A correction is a new one."""

    APPEND_ONLY: ClassVar[bool] = True

    confirmed = models.ForeignKey(
        Confirmed, on_delete=models.PROTECT, related_name="certificates", verbose_name="确认人员"
    )
    number = models.CharField("证书编号", max_length=40, unique=True)
    token = models.CharField("查验码", max_length=40, unique=True)
    name = EncryptedTextField("姓名")
    content = models.JSONField("内容")
    digest = models.CharField("摘要值", max_length=64)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="更正的证书"
    )
    issued_on = models.DateField("发证日期")
    issued_by = models.CharField("发证人", max_length=200)
    issued_at = models.DateTimeField("发证时间")

    class Meta:
        verbose_name = verbose_name_plural = "职称证书"
        ordering = ("-issued_at", "-id")

    def __str__(self) -> str:
        return self.number


class CertificateEnd(models.Model):
    """证书终止: corrected by a new one, or revoked by a decision."""

    APPEND_ONLY: ClassVar[bool] = True

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="end", verbose_name="职称证书"
    )
    kind = models.CharField("终止方式", max_length=10)  # 更正 | 撤销
    document_number = models.CharField("决定文号", max_length=80, blank=True)
    authority = models.CharField("决定机关", max_length=120)
    reason = models.CharField("原因", max_length=200)
    ended_on = models.DateField("终止日期")
    ended_at = models.DateTimeField("终止时间")

    class Meta:
        verbose_name = verbose_name_plural = "证书终止"
        constraints = (
            models.CheckConstraint(condition=~Q(kind="撤销") | ~Q(document_number=""), name="revoked_means_document"),
        )


class Lookup(models.Model):
    """查验次数: how often one address asked within an hour; an index of the address, never the address."""

    address = models.CharField("地址索引", max_length=64)
    hour = models.DateTimeField("时段")
    times = models.PositiveIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "查验次数"
        constraints = (models.UniqueConstraint(fields=("address", "hour"), name="lookups_counted_once"),)


# ───── the answer to a breach ─────


class Sanction(models.Model):
    """处理决定: a breach of trust by a person or a unit, decided by two people (五(二))."""

    APPEND_ONLY: ClassVar[bool] = True

    subject = models.CharField("对象种类", max_length=10)  # 个人 | 用人单位
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="申报材料"
    )
    ground = models.CharField("事由", max_length=200)
    words = EncryptedTextField("事实")
    number = models.CharField("决定文号", max_length=80)
    decided_on = models.DateField("决定日期")
    ends_on = models.DateField("记录止")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+", verbose_name="审批")
    recorded_by = models.CharField("办理人", max_length=200)
    recorded_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "处理决定"
        ordering = ("-decided_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(subject="个人", person__isnull=False, organisation=None)
                | Q(subject="用人单位", organisation__isnull=False, person=None),
                name="sanction_of_a_person_or_a_unit",
            ),
            models.CheckConstraint(condition=Q(ends_on__gte=F("decided_on")), name="sanction_ends_after_it_begins"),
            models.UniqueConstraint(fields=("number", "person"), name="sanctioned_person_once"),
            models.UniqueConstraint(fields=("number", "organisation"), name="sanctioned_unit_once"),
        )


class SanctionMeasure(models.Model):
    """处理措施: one of the measures of 五(二), with its own document."""

    APPEND_ONLY: ClassVar[bool] = True

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="measures", verbose_name="处理决定")
    measure = models.CharField("措施", max_length=20)
    document_number = models.CharField("文号", max_length=80)
    taken_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "处理措施"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("sanction", "measure"), name="measure_taken_once"),
            models.CheckConstraint(condition=~Q(document_number=""), name="measure_means_document"),
        )


class Plea(models.Model):
    """申诉 or 信用修复: asked by whom the decision is about, answered once with a document."""

    APPEND_ONLY: ClassVar[bool] = True

    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="pleas", verbose_name="处理决定")
    kind = models.CharField("种类", max_length=10)  # 申诉 | 信用修复
    words = EncryptedTextField("内容")
    asked_by = models.CharField("提出人", max_length=200)
    asked_at = models.DateTimeField("提出时间")
    is_granted = models.BooleanField("同意", null=True)
    answer = EncryptedTextField("答复", blank=True)
    document_number = models.CharField("答复文号", max_length=80, blank=True)
    answered_by = models.CharField("答复人", max_length=200, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "申诉与信用修复"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("sanction", "kind"), condition=Q(answered_at=None), name="one_open_plea_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_granted=None) | Q(answered_at__isnull=False, is_granted__isnull=False),
                name="plea_answered_means_ruled",
            ),
        )


class Restoration(models.Model):
    """恢复职称: the new certificate of a revoked title, after the appeal against its decision was granted (G-15)."""

    APPEND_ONLY: ClassVar[bool] = True

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="restoration", verbose_name="新证书"
    )
    plea = models.ForeignKey(Plea, on_delete=models.PROTECT, related_name="restorations", verbose_name="申诉")
    approval = models.OneToOneField(Approval, on_delete=models.PROTECT, related_name="+", verbose_name="审批")
    restored_by = models.CharField("办理人", max_length=200)
    restored_at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "恢复职称"
