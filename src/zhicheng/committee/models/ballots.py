"""The ballot: the roll knows who, the box knows what, nothing knows both."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from zhicheng.accounts.models import Person
from zhicheng.evidence.models import Blob
from zhicheng.vault.fields import EncryptedTextField

from .cases import Case
from .meetings import Meeting


class Ballot(models.Model):
    """一轮投票 on all cases of a meeting. Counted, or void on a ground; never overwritten."""

    APPEND_ONLY: ClassVar[bool] = True

    id = models.UUIDField("编号", primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots", verbose_name="评审会")
    number = models.PositiveSmallIntegerField("轮次")
    is_on_paper = models.BooleanField("纸质投票", default=False)
    why_on_paper = models.CharField("采用纸质投票的原因", max_length=200, blank=True)
    prepared_at = models.DateTimeField("准备时间")
    opened_at = models.DateTimeField("开始投票时间", null=True, blank=True)
    closed_at = models.DateTimeField("停止投票时间", null=True, blank=True)
    counted_at = models.DateTimeField("计票时间", null=True, blank=True)
    void_at = models.DateTimeField("作废时间", null=True, blank=True)
    void_because = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "投票"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("meeting", "number"), name="round_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(void_at=None), name="one_standing_round_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(void_at=None, void_because="") | (Q(void_at__isnull=False) & ~Q(void_because="")),
                name="void_means_ground",
            ),
            models.CheckConstraint(
                condition=Q(counted_at=None) | Q(opened_at__isnull=False, closed_at__isnull=False),
                name="counted_means_closed",
            ),
            models.CheckConstraint(
                condition=Q(is_on_paper=False, why_on_paper="") | (Q(is_on_paper=True) & ~Q(why_on_paper="")),
                name="on_paper_means_ground",
            ),
        )


class KeyHolder(models.Model):
    """密钥保管人: one of three; only the public half of the key is here, the other half is on the holder's paper."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="holders", verbose_name="投票")
    place = models.PositiveSmallIntegerField("次序")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="保管人")
    capacity = models.CharField("身份", max_length=20)
    public_key = models.CharField("公钥", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "密钥保管人"
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "place"), name="key_place_once"),
            models.UniqueConstraint(fields=("ballot", "person"), name="key_person_once"),
            models.CheckConstraint(condition=Q(place__gte=1, place__lte=3), name="three_key_holders"),
        )


class RollMark(models.Model):
    """投票名册, frozen when the ballot opened: who may vote and whether they have. No instant, no number of order."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="roll", verbose_name="投票")
    place = models.PositiveSmallIntegerField("名册序号")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评审专家")
    has_voted = models.BooleanField("已投票", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投票名册"
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "person"), name="on_the_roll_once"),
            models.UniqueConstraint(fields=("ballot", "place"), name="roll_place_once"),
        )


class RollRecusal(models.Model):
    """名册回避: who of the roll does not vote on which case, frozen when the ballot opened."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="recusals", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="评审对象")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="评审专家")

    class Meta:
        verbose_name = verbose_name_plural = "名册回避"
        constraints = (models.UniqueConstraint(fields=("ballot", "case", "person"), name="roll_recused_once"),)


class Box(models.Model):
    """票箱: every paper of a ballot in one value that is written anew at each casting, and deleted at the count.

    A place for each voter and case from the beginning, all of one length. Which papers are whose is nowhere.
    """

    ballot = models.OneToOneField(
        Ballot, on_delete=models.PROTECT, primary_key=True, related_name="box", verbose_name="投票"
    )
    papers = EncryptedTextField("表决票（密文）")

    class Meta:
        verbose_name = verbose_name_plural = "票箱"


class Kit(models.Model):
    """会场投票包: a round taken to a closed venue. Comes back with the box, or is called back on a ground; once.

    While it is out the database refuses to touch the box and the roll (``kit_is_out``).
    """

    APPEND_ONLY: ClassVar[bool] = True

    id = models.UUIDField("编号", primary_key=True)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="kits", verbose_name="投票")
    content = models.BinaryField("投票包文件（密文）")
    digest = models.CharField("摘要值", max_length=64)
    signed_with = models.CharField("签名公钥", max_length=64)
    returns_to = EncryptedTextField("回传私钥", blank=True)
    exported_by = models.CharField("导出人", max_length=200)
    exported_at = models.DateTimeField("导出时间")
    returned_at = models.DateTimeField("结果导入时间", null=True, blank=True)
    result_digest = models.CharField("结果文件摘要值", max_length=64, blank=True)
    called_back_at = models.DateTimeField("召回时间", null=True, blank=True)
    called_back_because = models.CharField("召回原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会场投票包"
        ordering = ("exported_at",)
        constraints = (
            models.UniqueConstraint(fields=("ballot",), condition=Q(called_back_at=None), name="one_kit_a_round"),
            models.CheckConstraint(
                condition=Q(called_back_at=None, called_back_because="")
                | (Q(called_back_at__isnull=False, returned_at=None) & ~Q(called_back_because="")),
                name="called_back_means_ground",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, result_digest="") | (Q(returned_at__isnull=False) & ~Q(result_digest="")),
                name="returned_means_digest",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, called_back_at=None) | Q(returns_to=""), name="settled_kit_keeps_no_key"
            ),
        )


class Choice(models.Model):
    """表决意见: what a paper said, after the box was opened; in the order of the cases and of the choices."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="choices", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="choices", verbose_name="评审对象")
    ordinal = models.PositiveSmallIntegerField("序号")
    choice = models.CharField("意见", max_length=10)  # 同意 | 不同意 | 弃权

    class Meta:
        verbose_name = verbose_name_plural = "表决意见"
        ordering = ("case", "ordinal")
        constraints = (models.UniqueConstraint(fields=("ballot", "case", "ordinal"), name="paper_once"),)


class PaperCount(models.Model):
    """纸质票清点: one person's count of one case; two people count, a supervisor confirms with the scan."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="paper_counts", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+", verbose_name="评审对象")
    place = models.PositiveSmallIntegerField("计票人")  # 1 | 2
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="计票人")
    issued = models.PositiveSmallIntegerField("发出")
    ayes = models.PositiveSmallIntegerField("同意")
    noes = models.PositiveSmallIntegerField("不同意")
    abstentions = models.PositiveSmallIntegerField("弃权")
    invalid = models.PositiveSmallIntegerField("无效")
    counted_at = models.DateTimeField("清点时间")

    class Meta:
        verbose_name = verbose_name_plural = "纸质票清点"
        constraints = (
            models.UniqueConstraint(fields=("ballot", "case", "place"), name="paper_counted_once"),
            models.UniqueConstraint(fields=("ballot", "case", "person"), name="paper_counted_by_two"),
        )


class PaperScan(models.Model):
    """纸质票扫描件, with which a supervisor confirms the two counts."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="scan", verbose_name="投票")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+", verbose_name="扫描件")
    name = models.CharField("文件名", max_length=200)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="监督人员")
    confirmed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = verbose_name_plural = "纸质票扫描件"


class Tally(models.Model):
    """计票: the count of one case in one ballot, with the base and its words as printed (R-10, Q7)."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="tallies", verbose_name="投票")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tallies", verbose_name="评审对象")
    members = models.PositiveSmallIntegerField("应到")
    attending = models.PositiveSmallIntegerField("实到")
    recused = models.PositiveSmallIntegerField("回避")
    issued = models.PositiveSmallIntegerField("发出")
    returned = models.PositiveSmallIntegerField("收回")
    ayes = models.PositiveSmallIntegerField("同意")
    noes = models.PositiveSmallIntegerField("不同意")
    abstentions = models.PositiveSmallIntegerField("弃权")
    invalid = models.PositiveSmallIntegerField("无效")
    base = models.PositiveSmallIntegerField("计算基数")
    base_words = models.CharField("基数口径", max_length=80)
    needed = models.PositiveSmallIntegerField("通过所需票数")
    is_carried = models.BooleanField("达到通过票数")
    counted_at = models.DateTimeField("计票时间")

    class Meta:
        verbose_name = verbose_name_plural = "计票"
        ordering = ("case",)
        constraints = (
            models.UniqueConstraint(fields=("ballot", "case"), name="tallied_once"),
            models.CheckConstraint(
                condition=Q(returned=F("ayes") + F("noes") + F("abstentions") + F("invalid")), name="papers_add_up"
            ),
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="no_more_back_than_out"),
            models.CheckConstraint(
                condition=Q(issued__lte=F("attending") - F("recused")), name="no_more_out_than_voters"
            ),
            models.CheckConstraint(
                condition=Q(is_carried=True, ayes__gte=F("needed")) | Q(is_carried=False, ayes__lt=F("needed")),
                name="carried_means_enough",
            ),
        )


class Announcement(models.Model):
    """宣布: the presiding chair announced and signed the tally (R-13)."""

    APPEND_ONLY: ClassVar[bool] = True

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="announcement", verbose_name="投票")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name="宣布人")
    post = models.CharField("职务", max_length=20)
    signed_name = models.CharField("签名", max_length=60)
    digest = models.CharField("计票表摘要值", max_length=64)
    announced_at = models.DateTimeField("宣布时间")

    class Meta:
        verbose_name = verbose_name_plural = "宣布"
