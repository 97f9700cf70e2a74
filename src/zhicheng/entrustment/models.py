from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Organisation, Person
from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField
from zhicheng.year.models import Year


class CensusReport(models.Model):
    """摸底统计报送: what an office reports of the entrusted series; the last one of a year counts (S4-05)."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="census", verbose_name="年度")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="census", verbose_name="报送部门"
    )
    ordinal = models.PositiveIntegerField("第几次报送")
    contact = models.CharField("联系人", max_length=60)
    telephone = models.CharField("联系电话", max_length=40)
    reported_at = models.DateTimeField("报送时间")
    reported_by_words = models.CharField("报送人（当时）", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "摸底统计报送"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("year", "organisation", "ordinal"), name="census_report_once"),)


class CensusLine(models.Model):
    """摸底统计: how many people of a specialty ask for a level."""

    APPEND_ONLY: ClassVar[bool] = True

    report = models.ForeignKey(CensusReport, on_delete=models.PROTECT, related_name="lines", verbose_name="报送")
    series = models.CharField("系列", max_length=60)
    specialty = models.CharField("专业", max_length=60)
    level = models.CharField("级别", max_length=40)
    people = models.PositiveIntegerField("人数")
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "摸底统计"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("report", "series", "specialty", "level"), name="census_line_once"),
            models.CheckConstraint(condition=Q(people__gt=0), name="census_line_counts_somebody"),
        )


class LetterOut(models.Model):
    """委托代评函（发出）: drafted by one person, issued or declined by another, never changed after (S4-03, S4-07)."""

    APPEND_ONLY: ClassVar[bool] = True

    year = models.ForeignKey(Year, on_delete=models.PROTECT, related_name="letters_out", verbose_name="年度")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="letters_out", verbose_name="委托单位"
    )
    serial = models.PositiveIntegerField("序号", null=True, blank=True)
    number = models.CharField("委托代评函编号", max_length=80, null=True, blank=True, unique=True)
    code = models.CharField("查验码", max_length=32, null=True, blank=True, unique=True)
    digest = models.CharField("摘要值", max_length=64, blank=True)
    committee = models.CharField("受托评委会", max_length=120)
    committee_office = models.CharField("受托评委会承办部门", max_length=120)
    committee_region = models.CharField("受托评委会所在区划", max_length=12)
    filing_number = models.CharField("核准备案文号", max_length=80)
    filed_until = models.DateField("核准备案有效期至")
    series = models.CharField("系列", max_length=60)
    level = models.CharField("级别", max_length=40)
    valid_until = models.DateField("有效期至")
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="起草人")
    drafted_by_words = models.CharField("起草人（当时）", max_length=200)
    drafted_at = models.DateTimeField("起草时间")
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人"
    )
    decided_by_words = models.CharField("签发人（当时）", max_length=200, blank=True)
    signer = models.CharField("签发人姓名", max_length=60, blank=True)
    decided_at = models.DateTimeField("签发时间", null=True, blank=True)
    is_issued = models.BooleanField("已签发", null=True)
    reason = models.TextField("不予签发的原因", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "委托代评函（发出）"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("year", "organisation", "serial"), name="letter_out_numbered_once"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")), name="letter_out_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_issued=None, decided_by=None)
                | Q(decided_at__isnull=False, is_issued__isnull=False, decided_by__isnull=False),
                name="letter_out_decided_means_ruled",
            ),
            models.CheckConstraint(
                condition=Q(is_issued=True, number__isnull=False, serial__isnull=False, code__isnull=False)
                | (Q(number=None, serial=None, code=None) & (Q(is_issued=None) | Q(is_issued=False))),
                name="letter_out_issued_means_numbered",
            ),
        )


class LetterOutName(models.Model):
    """委托人员名单: a person whom an outgoing letter names (S4-10)."""

    APPEND_ONLY: ClassVar[bool] = True

    letter = models.ForeignKey(LetterOut, on_delete=models.PROTECT, related_name="names", verbose_name="委托代评函")
    line = models.PositiveIntegerField("序号")
    id_type = models.CharField("证件类型", max_length=40)
    id_index = models.CharField("证件号索引", max_length=64, db_index=True)
    id_number = EncryptedTextField("证件号码")
    name = EncryptedTextField("姓名")
    unit = models.CharField("工作单位", max_length=120)
    held_title = models.CharField("现职称", max_length=60, blank=True)
    specialty = models.CharField("专业", max_length=60)
    title = models.CharField("拟评职称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "委托人员名单（发出）"
        ordering = ("letter", "line")
        constraints = (
            models.UniqueConstraint(fields=("letter", "id_type", "id_index"), name="named_once_by_a_letter_out"),
            models.UniqueConstraint(fields=("letter", "line"), name="one_name_a_line"),
        )


class LetterAnswer(models.Model):
    """受托评委会的答复: accepted, or sent back with the reason; once (S4-10)."""

    APPEND_ONLY: ClassVar[bool] = True

    letter = models.OneToOneField(LetterOut, on_delete=models.PROTECT, related_name="answer", verbose_name="委托代评函")
    answer = models.CharField("答复", max_length=10)  # 接收 | 退回
    answered_on = models.DateField("答复日期")
    reason = models.TextField("退回的原因", blank=True)
    entered_at = models.DateTimeField("登记时间")
    entered_by_words = models.CharField("登记人（当时）", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "受托评委会答复"
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="接收", reason="") | (Q(answer="退回") & ~Q(reason="")),
                name="sent_back_with_a_reason",
            ),
        )


class ReturnedResult(models.Model):
    """委托评审结果: what the committee found of one person of an issued letter; at most one a line (S4-09).

    The database refuses a result whose letter is not issued, or was sent back.
    """

    APPEND_ONLY: ClassVar[bool] = True

    named = models.OneToOneField(
        LetterOutName, on_delete=models.PROTECT, related_name="result", verbose_name="名单上的人员"
    )
    is_passed = models.BooleanField("评审通过")
    document_number = models.CharField("结果文号", max_length=80)
    decided_on = models.DateField("评审通过或公布日期")
    certificate_number = models.CharField("证书编号", max_length=60, blank=True)
    authority = models.CharField("发证机关", max_length=120, blank=True)
    scan = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="结果文件扫描件")
    entered_at = models.DateTimeField("登记时间")
    entered_by_words = models.CharField("登记人（当时）", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "委托评审结果"
        constraints = (
            models.CheckConstraint(
                condition=Q(is_passed=False, certificate_number="") | (Q(is_passed=True) & ~Q(certificate_number="")),
                name="passed_means_certified",
            ),
        )
