from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import F, Q

from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField


class Organisation(models.Model):
    """单位: an employer, a department, an office; its duties are rows (S2.1-09)."""

    name = models.CharField("单位名称", max_length=120, unique=True)
    short_name = models.CharField("简称", max_length=40, blank=True)
    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    nature = models.CharField("单位性质", max_length=40)
    region = models.CharField("所在区划", max_length=12)
    level = models.CharField("隶属层级", max_length=20)  # city | county
    locality = models.CharField("城乡类别", max_length=20, blank=True)
    is_registered_in_city = models.BooleanField("在本市域内注册或驻本市", default=True)
    is_appraising = models.BooleanField("进行年度考核", default=True)
    is_micro = models.BooleanField("经批准的微型单位", default=False)
    manager = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="managed", verbose_name="管理部门"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name="隶属单位"
    )
    department = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="supervised", verbose_name="行业主管部门"
    )
    legal_representative = models.CharField("法定代表人", max_length=60, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    telephone = EncryptedTextField("联系电话", blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    posts = models.PositiveIntegerField("岗位数", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")
    completed_at = models.DateTimeField("资料完善时间", null=True, blank=True)
    disabled_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class OrganisationDuty(models.Model):
    """单位职责: what the organisation does in the process."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties", verbose_name="单位")
    duty = models.CharField("职责", max_length=30)

    class Meta:
        verbose_name = verbose_name_plural = "单位职责"
        constraints = (models.UniqueConstraint(fields=("organisation", "duty"), name="duty_once"),)


class OrganisationProof(models.Model):
    """单位审核材料: licence, certificate, stamped application."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="proofs", verbose_name="单位")
    kind = models.CharField("材料种类", max_length=60)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    added_at = models.DateTimeField("上传时间")
    removed_at = models.DateTimeField("移除时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位审核材料"


class Verification(models.Model):
    """单位核验: one submission of a unit's data and its decision, every reason at once (S2.1-05..07)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="verifications", verbose_name="单位"
    )
    submitted_at = models.DateTimeField("提交时间")
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    is_passed = models.BooleanField("审核通过", null=True)
    reasons = models.JSONField("不通过原因", default=list)  # [{title, what, mend, place, clause}]
    number = models.CharField("告知书编号", max_length=60, blank=True)
    decided_by = models.CharField("审核人", max_length=120, blank=True)
    decided_by_organisation = models.CharField("审核部门", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位核验"
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("organisation",), condition=Q(decided_at=None), name="one_open_verification"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_passed=None) | Q(decided_at__isnull=False, is_passed__isnull=False),
                name="verification_decided_means_ruled",
            ),
        )


class PostQuota(models.Model):
    """职数: the posts of one level at a public institution in one year, as its office entered them (R-36)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quotas", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年度")
    level = models.CharField("级别", max_length=40)
    approved = models.PositiveIntegerField("核定岗位数")
    held = models.PositiveIntegerField("现聘人数")
    leaving = models.PositiveIntegerField("本年退出人数", default=0)
    total = models.PositiveIntegerField("专业技术岗位总数", null=True, blank=True)
    target = models.PositiveSmallIntegerField("结构比例目标（%）", null=True, blank=True)
    granted = models.PositiveIntegerField("核准的本年可申报数", null=True, blank=True)
    document_number = models.CharField("文号", max_length=60)
    entered_by = models.CharField("登记人", max_length=120)
    entered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "职数"
        ordering = ("organisation", "year", "level")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "year", "level"), name="one_quota_a_level"),
            models.CheckConstraint(condition=Q(target=None) | Q(target__lte=100), name="target_is_a_share"),
            models.CheckConstraint(condition=~Q(document_number=""), name="quota_names_its_document"),
        )


class Person(models.Model):
    """自然人: one identity type and number, one person (S2.2-08)."""

    id_type = models.CharField("证件类型", max_length=40)
    id_number = EncryptedTextField("证件号码")
    id_index = models.CharField("证件号索引", max_length=64)
    id_expires_on = models.DateField("证件有效期至", null=True, blank=True)
    name = models.CharField("姓名", max_length=60)
    name_sort = models.CharField("姓名拼音", max_length=120, blank=True)
    sex = models.CharField("性别", max_length=10)
    born_on = models.DateField("出生日期")
    origin = models.CharField("国籍或地区", max_length=40, default="中国")
    phone = EncryptedTextField("手机号码", blank=True)
    created_at = models.DateTimeField("创建时间")

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        constraints = (models.UniqueConstraint(fields=("id_type", "id_index"), name="one_person_one_record"),)

    def __str__(self) -> str:
        return self.name


class PersonalKey(models.Model):
    """个人密钥: closes the personal fields of sealed revisions; destroying it anonymises them."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="key", verbose_name="人员")
    wrapped = models.TextField("密钥（加密）", blank=True)
    created_at = models.DateTimeField("创建时间")
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "个人密钥"
        constraints = (
            models.CheckConstraint(
                condition=(Q(destroyed_at=None) & ~Q(wrapped="")) | Q(destroyed_at__isnull=False, wrapped=""),
                name="destroyed_means_gone",
            ),
        )


class Account(AbstractBaseUser):
    """帐号: the log-in of a person; the user name is the identity number, kept as a blind index (S2.3-02)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account", verbose_name="人员")
    login_index = models.CharField("登录名索引", max_length=64, unique=True)
    password_expires_at = models.DateTimeField("初始密码有效期至", null=True, blank=True)
    has_own_password = models.BooleanField("已修改初始密码", default=False)
    locked_at = models.DateTimeField("锁定时间", null=True, blank=True)
    created_at = models.DateTimeField("创建时间")

    USERNAME_FIELD = "login_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "帐号"

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.locked_at is None


class Employment(models.Model):
    """聘用关系: a person at the unit that added them (S2.2-01, S2.2-06)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="employments", verbose_name="人员")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="employments", verbose_name="单位"
    )
    identity = models.CharField("身份类别", max_length=40)
    tenure = models.CharField("人员性质", max_length=40)
    employed_on = models.DateField("到现单位工作时间")
    card_confirmed_at = models.DateTimeField("社保卡已领取并激活的确认时间")
    card_confirmed_by = models.CharField("社保卡确认人", max_length=120)
    green_channel = models.CharField("绿色通道审批文号", max_length=60, blank=True)
    green_checked_at = models.DateTimeField("绿色通道核对时间", null=True, blank=True)
    green_checked_by = models.CharField("绿色通道核对人", max_length=120, blank=True)
    working_unit = models.CharField("实际工作单位", max_length=120, blank=True)
    working_uscc = models.CharField("实际工作单位统一社会信用代码", max_length=18, blank=True)
    is_retired = models.BooleanField("已离退休", default=False)
    extension = models.ForeignKey(
        Blob, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="延长退休批件"
    )
    works_at = models.CharField("委托代评函列明的工作单位", max_length=120, blank=True)
    works_at_nature = models.CharField("工作单位性质", max_length=40, blank=True)
    is_appraised_there = models.BooleanField("工作单位进行年度考核", default=True)
    began_at = models.DateTimeField("添加时间")
    ended_at = models.DateTimeField("转出时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "聘用关系"
        constraints = (
            models.UniqueConstraint(fields=("person",), condition=Q(ended_at=None), name="one_present_employment"),
            models.CheckConstraint(
                condition=Q(working_unit="", working_uscc="") | (~Q(working_unit="") & ~Q(working_uscc="")),
                name="working_unit_has_its_code",
            ),
            models.CheckConstraint(
                condition=Q(green_checked_at=None) | ~Q(green_channel=""), name="only_a_mark_is_checked"
            ),
        )


class Seat(models.Model):
    """席位: a person in a role at an organisation, for a time."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats", verbose_name="人员")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats", verbose_name="单位")
    role = models.CharField("席位", max_length=30)
    is_micro_exempt = models.BooleanField("微型单位经批准一人两席", default=False)
    began_at = models.DateTimeField("起")
    ended_at = models.DateTimeField("止", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        constraints = (
            models.UniqueConstraint(
                fields=("person", "organisation", "role"), condition=Q(ended_at=None), name="seat_once"
            ),
            models.UniqueConstraint(
                fields=("person", "organisation"),
                condition=Q(ended_at=None, is_micro_exempt=False, role__in=("handler", "principal")),
                name="handler_is_not_principal",
            ),
        )


class Approval(models.Model):
    """两人审批: proposed by one person, decided by another, spent once."""

    kind = models.CharField("事项", max_length=40)
    subject = models.CharField("对象", max_length=120)
    content = models.JSONField("内容", default=dict)
    reason = models.TextField("理由")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, verbose_name="决定部门")
    role = models.CharField("决定席位", max_length=30)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_by_words = models.CharField("提出人（当时）", max_length=200)
    proposed_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="决定人"
    )
    decided_by_words = models.CharField("决定人（当时）", max_length=200, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    is_granted = models.BooleanField("同意", null=True)
    opinion = models.TextField("意见", blank=True)
    spent_at = models.DateTimeField("使用时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "两人审批"
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="approval_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_granted=None, decided_by=None)
                | Q(decided_at__isnull=False, is_granted__isnull=False, decided_by__isnull=False),
                name="approval_decided_means_ruled",
            ),
            models.CheckConstraint(condition=Q(spent_at=None) | Q(is_granted=True), name="only_granted_is_spent"),
        )
