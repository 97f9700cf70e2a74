from __future__ import annotations

from typing import ClassVar

from django.db import models

from zhicheng.accounts.models import Organisation, Person
from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField
from zhicheng.year.models import Year


class Dossier(models.Model):
    """申报材料 and its section 申报评委会."""

    year = models.ForeignKey(Year, on_delete=models.PROTECT, verbose_name="年度")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="dossiers", verbose_name="申报人")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="用人单位")
    number = models.CharField("申报编号", max_length=40, unique=True)
    notice_hash = models.CharField("通知摘要值", max_length=64)
    kind = models.CharField("申报类型", max_length=20, default="评审")
    manner = models.CharField("申报方式", max_length=20, default="正常")
    committee = models.CharField("评审委员会", max_length=80, blank=True)
    series = models.CharField("申报系列", max_length=60, blank=True)
    specialty = models.CharField("申报专业", max_length=60, blank=True)
    level = models.CharField("申报级别", max_length=40, blank=True)
    title = models.CharField("申报职称", max_length=60, blank=True)
    practised = models.CharField("现从事专业", max_length=60, blank=True)
    is_rural = models.BooleanField("按农村学校申报", default=False)
    summary = models.TextField("专业技术工作总结", blank=True)
    has_changed_series = models.BooleanField("有转评经历", default=False)
    last_row = models.PositiveIntegerField("最后行号", default=0)
    opened_at = models.DateTimeField("建档时间")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = verbose_name_plural = "申报材料"
        constraints = (models.UniqueConstraint(fields=("year", "person"), name="one_dossier_a_person_a_year"),)

    def __str__(self) -> str:
        return self.number


class Basics(models.Model):
    """基本信息: what the applicant fills; identity and employment marks come from the account."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="basics", verbose_name="申报材料")
    former_name = models.CharField("曾用名", max_length=60, blank=True)
    ethnicity = models.CharField("民族", max_length=10, blank=True)
    political_status = models.CharField("政治面貌", max_length=10, blank=True)
    health = models.CharField("健康状况", max_length=40, blank=True)
    began_work_on = models.DateField("参加工作时间", null=True, blank=True)
    phone = EncryptedTextField("手机号码", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    department = models.CharField("所在部门", max_length=60, blank=True)
    post = models.CharField("岗位与行政职务", max_length=80, blank=True)
    memberships = models.CharField("学术团体与社会兼职", max_length=200, blank=True)
    contract_kind = models.CharField("合同类型", max_length=40, blank=True)
    contract_number = models.CharField("合同编号", max_length=60, blank=True)
    contract_begins_on = models.DateField("合同起", null=True, blank=True)
    contract_ends_on = models.DateField("合同止", null=True, blank=True)
    contract_counterparty = models.CharField("签约单位", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "基本信息"


class PresentTitle(models.Model):
    """现任职称 and the appointment to it."""

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, related_name="present_title", verbose_name="申报材料"
    )
    series = models.CharField("系列", max_length=60, blank=True)
    specialty = models.CharField("专业", max_length=60, blank=True)
    level = models.CharField("级别", max_length=40, blank=True)
    name = models.CharField("职称名称", max_length=60, blank=True)
    obtained_on = models.DateField("取得时间", null=True, blank=True)
    certificate_number = models.CharField("证书编号", max_length=60, blank=True)
    authority = models.CharField("发证机关", max_length=120, blank=True)
    obtained_by = models.CharField("取得方式", max_length=40, default="评审")
    appointed_on = models.DateField("聘任起", null=True, blank=True)
    appointed_until = models.DateField("聘任止", null=True, blank=True)
    appointed_by = models.CharField("聘任单位", max_length=120, blank=True)
    post_grade = models.CharField("岗位等级", max_length=40, blank=True)
    qualification = models.CharField("对应的职业资格", max_length=60, blank=True)
    province = models.CharField("取得地", max_length=2, blank=True)
    confirmation = models.CharField("外省职称确认文号", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现任职称"


class Row(models.Model):
    """A line of a section, named by a key that never changes."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, verbose_name="申报材料")
    key = models.CharField("行号", max_length=12)

    class Meta:
        abstract = True
        ordering = ("id",)


class FormerTitle(Row):
    """其他职称: a title held before a change of series."""

    series = models.CharField("系列", max_length=60, blank=True)
    specialty = models.CharField("专业", max_length=60, blank=True)
    level = models.CharField("级别", max_length=40, blank=True)
    name = models.CharField("职称名称", max_length=60, blank=True)
    obtained_on = models.DateField("取得时间", null=True, blank=True)
    certificate_number = models.CharField("证书编号", max_length=60, blank=True)
    appointed_on = models.DateField("聘任起", null=True, blank=True)
    appointed_until = models.DateField("聘任止", null=True, blank=True)
    appointed_by = models.CharField("聘任单位", max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "其他职称"
        constraints = (models.UniqueConstraint(fields=("dossier", "key"), name="former_title_key_once"),)


class Study(Row):
    """学习经历: one step from the first to the highest qualification."""

    begins_on = models.DateField("入学年月", null=True, blank=True)
    ends_on = models.DateField("毕业年月", null=True, blank=True)
    school = models.CharField("院校", max_length=120, blank=True)
    major = models.CharField("专业", max_length=120, blank=True)
    schooling = models.CharField("学历", max_length=10, blank=True)
    degree = models.CharField("学位", max_length=10, blank=True)
    mode = models.CharField("学习形式", max_length=20, blank=True)
    certificate_number = models.CharField("学历证书编号", max_length=60, blank=True)
    degree_number = models.CharField("学位证书编号", max_length=60, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "学习经历"
        constraints = (models.UniqueConstraint(fields=("dossier", "key"), name="study_key_once"),)


class Job(Row):
    """工作经历: one stretch, secondment and village teaching included."""

    begins_on = models.DateField("起", null=True, blank=True)
    ends_on = models.DateField("止", null=True, blank=True)
    employer = models.CharField("单位", max_length=120, blank=True)
    department = models.CharField("部门", max_length=60, blank=True)
    post = models.CharField("从事何专业技术工作及职务", max_length=120, blank=True)
    kind = models.CharField("类型", max_length=20, default="工作")
    witness = models.CharField("证明人", max_length=60, blank=True)
    note = models.CharField("说明", max_length=400, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "工作经历"
        constraints = (models.UniqueConstraint(fields=("dossier", "key"), name="job_key_once"),)


class Achievement(Row):
    """业绩."""

    kind = models.CharField("类别", max_length=20, blank=True)
    name = models.CharField("名称", max_length=200, blank=True)
    content = models.TextField("内容", blank=True)
    document_number = models.CharField("文号", max_length=80, blank=True)
    authority = models.CharField("颁发机关或出版单位", max_length=120, blank=True)
    rank = models.CharField("等级", max_length=60, blank=True)
    role = models.CharField("本人作用", max_length=40, blank=True)
    obtained_on = models.DateField("取得日期", null=True, blank=True)
    identifier = models.CharField("刊号、书号、专利号", max_length=80, blank=True)
    is_representative = models.BooleanField("代表作", default=False)
    hours = models.PositiveSmallIntegerField("继续教育学时", null=True, blank=True)
    professional_hours = models.PositiveSmallIntegerField("其中专业科目学时", null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = verbose_name_plural = "业绩"
        constraints = (models.UniqueConstraint(fields=("dossier", "key"), name="achievement_key_once"),)


class Pledge(models.Model):
    """承诺: the applicant's promise, the secrecy declaration, and that every file opens."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="pledge", verbose_name="申报材料")
    text_version = models.CharField("承诺书版本", max_length=40, blank=True)
    signed_at = models.DateTimeField("承诺时间", null=True, blank=True)
    secrecy_declared_at = models.DateTimeField("不涉密声明时间", null=True, blank=True)
    files_opened_at = models.DateTimeField("确认文件可打开时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "承诺"


class Attachment(models.Model):
    """附件: a file where it belongs: slot of the notice's materials, and the row that it proves."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="attachments", verbose_name="申报材料")
    slot = models.CharField("材料", max_length=60)
    row = models.CharField("行号", max_length=12, blank=True)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    added_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("dossier", "slot", "row", "blob"), name="file_once_in_a_slot"),)


class Revision(models.Model):
    """封存版本: canonical content with its digest. The database refuses its update and deletion."""

    APPEND_ONLY: ClassVar[bool] = True

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="revisions", verbose_name="申报材料")
    ordinal = models.PositiveSmallIntegerField("版本")
    content = models.TextField("内容（规范 JSON，个人字段加密）")
    digest = models.CharField("摘要值", max_length=64)
    notice_hash = models.CharField("通知摘要值", max_length=64)
    verdicts = models.JSONField("封存时各规则的结论", default=dict)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "封存版本"
        ordering = ("ordinal",)
        constraints = (models.UniqueConstraint(fields=("dossier", "ordinal"), name="revision_ordinal_once"),)


class Reopening(models.Model):
    """重新开放: the places that a letter opened, until the next hand-in closes them."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="reopenings", verbose_name="申报材料")
    letter = models.CharField("告知书编号", max_length=60)
    places = models.JSONField("开放的位置")
    opened_at = models.DateTimeField("开放时间")
    closes_at = models.DateTimeField("补正截止")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "重新开放"
        constraints = (
            models.UniqueConstraint(fields=("dossier",), condition=models.Q(closed_at=None), name="one_open_reopening"),
        )
