"""What a rule may know of a dossier, and the form of a dossier file and of a sealed revision.

These dataclasses are the single source of: the JSON Schema (``zhicheng schema``), the parser of
dossier files, the canonical content that is sealed, and what rules read. Dates are ISO ``date``;
codes are the ids of ``notices/standing/codes.toml``. A field marked ``personal`` is encrypted
with the person's key in a sealed revision.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .kept import Kept

SCHEMA = "zhicheng.dossier/1"


def said(label: str, *, personal: bool = False, **more: Any) -> Any:
    """A dataclass field with its Chinese name; ``personal`` fields are encrypted when sealed."""
    known: tuple[str, ...] = ("codes", "hint")
    keep = {k: more.pop(k) for k in known if k in more}
    shown: dict[str, Any] = {"label": label, "personal": personal, **keep}
    return field(metadata=shown, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class GreenChannel:
    """An approval on file that names this person (S2.2-04)."""

    document_number: str = said("审批文号")
    authority: str = said("审批机关")
    approved_on: date = said("审批日期")
    basis: str = said("依据类别", codes="green_channel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrustment:
    """委托代评函 in the register that names this person, and how far the city's check is (S4-01, S4-10)."""

    number: str = said("委托代评函编号")
    issuer: str = said("委托单位")
    body_kind: str = said("委托单位类别", codes="entrusting_body")
    region: str = said("委托单位所在区划")  # GB/T 2260
    committee: str = said("受托评委会", codes="committee")
    series: str = said("系列", codes="series")
    level: str = said("级别", codes="level")
    title: str = said("拟评职称", default="")
    issued_on: date = said("签发日期")
    valid_until: date = said("有效期至")
    state: str = said("市人社部门审核", codes="entrustment_state", default="待审核")
    checked_on: date | None = said("审核日期", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Employer:
    """用人单位 as it stood when the facts were taken."""

    name: str = said("单位名称")
    uscc: str = said("统一社会信用代码")
    nature: str = said("单位性质", codes="employer_nature")
    region: str = said("所在区划", codes="region")
    level: str = said("隶属层级", codes="employer_level")  # city | county
    locality: str = said("城乡类别", codes="locality", default="")
    department: str = said("行业主管部门", default="")
    registered_in_city: bool = said("在本市域内注册或驻本市", default=True)
    appraises: bool = said("进行年度考核", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """聘用合同或劳动合同."""

    kind: str = said("合同类型", codes="contract_kind")
    number: str = said("合同编号", default="")
    begins_on: date = said("合同起")
    ends_on: date | None = said("合同止（无固定期限留空）", default=None)
    counterparty: str = said("签约单位")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basics:
    """基本信息. Identity, employment and marks set by the unit are not the applicant's to change."""

    name: str = said("姓名", personal=True)
    former_name: str = said("曾用名", personal=True, default="")
    sex: str = said("性别", codes="sex")
    ethnicity: str = said("民族", codes="ethnicity")
    id_type: str = said("证件类型", codes="id_type")
    id_number: str = said("证件号码", personal=True)
    id_expires_on: date | None = said("证件有效期至", default=None)
    origin: str = said("国籍或地区", codes="origin", default="中国")
    born_on: date = said("出生日期", personal=True)
    political_status: str = said("政治面貌", codes="political_status", default="")
    health: str = said("健康状况", default="")
    began_work_on: date = said("参加工作时间")
    phone: str = said("手机号码", personal=True)
    email: str = said("电子邮箱", personal=True, default="")
    identity: str = said("身份类别", codes="identity")
    tenure: str = said("人员性质", codes="tenure")
    employed_on: date = said("到现单位工作时间")
    department: str = said("所在部门", default="")
    post: str = said("岗位与行政职务", default="")
    memberships: str = said("学术团体与社会兼职", default="")
    retired: bool = said("已离退休", default=False)
    extended: bool = said("已办理延长退休手续", default=False)
    contract: Contract | None = said("聘用合同或劳动合同", default=None)
    green_channel: GreenChannel | None = said("绿色通道", default=None)
    working_unit: str = said("实际工作单位", default="")
    working_uscc: str = said("实际工作单位统一社会信用代码", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A professional title held and the appointment to it (现任职称)."""

    series: str = said("系列", codes="series")
    specialty: str = said("专业", codes="specialty")
    level: str = said("级别", codes="level")
    name: str = said("职称名称")
    obtained_on: date = said("取得时间")
    certificate_number: str = said("证书编号", personal=True, default="")
    authority: str = said("发证机关", default="")
    obtained_by: str = said("取得方式", codes="obtained_by", default="评审")
    appointed_on: date | None = said("聘任起", default=None)
    appointed_until: date | None = said("聘任止（至今留空）", default=None)
    appointed_by: str = said("聘任单位", default="")
    post_grade: str = said("岗位等级", default="")
    qualification: str = said("对应的职业资格（资格对应取得的填写）", default="")
    province: str = said("取得地（外省取得的选择）", codes="province", default="")
    confirmation: str = said("外省职称确认文号（外省取得的填写）", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTitle:
    """A title held before a change of series (其他职称, 转评前)."""

    key: str = said("行号")
    series: str = said("系列", codes="series")
    specialty: str = said("专业", codes="specialty")
    level: str = said("级别", codes="level")
    name: str = said("职称名称")
    obtained_on: date = said("取得时间")
    certificate_number: str = said("证书编号", personal=True, default="")
    appointed_on: date | None = said("聘任起", default=None)
    appointed_until: date | None = said("聘任止", default=None)
    appointed_by: str = said("聘任单位", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """One step of 学习经历; schooling and degree are different things (S2.5.4-02)."""

    key: str = said("行号")
    begins_on: date = said("入学年月")
    ends_on: date = said("毕业年月")
    school: str = said("院校")
    major: str = said("专业")
    schooling: str = said("学历", codes="schooling")  # GB/T 4658
    degree: str = said("学位", codes="degree", default="")  # GB/T 6864, empty: none
    mode: str = said("学习形式", codes="study_mode")
    certificate_number: str = said("学历证书编号", personal=True, default="")
    degree_number: str = said("学位证书编号", personal=True, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One stretch of 工作经历, secondment, full-time study and village teaching included."""

    key: str = said("行号")
    begins_on: date = said("起")
    ends_on: date | None = said("止（至今留空）", default=None)
    employer: str = said("单位")
    department: str = said("部门", default="")
    post: str = said("从事何专业技术工作及职务", default="")
    kind: str = said("类型", codes="job_kind", default="工作")
    witness: str = said("证明人", personal=True, default="")
    note: str = said("说明", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Achievement:
    """One 业绩; it counts if obtained on or before the day of recommendation (S2.4-09)."""

    key: str = said("行号")
    kind: str = said("类别", codes="achievement_kind")
    name: str = said("名称")
    content: str = said("内容", default="")
    document_number: str = said("文号", default="")
    authority: str = said("颁发机关或出版单位", default="")
    rank: str = said("等级", default="")
    role: str = said("本人作用", codes="role", default="")
    obtained_on: date = said("取得日期")
    identifier: str = said("刊号、书号、专利号", default="")
    representative: bool = said("代表作", default=False)
    hours: int | None = said("继续教育学时（每年度一项）", default=None)
    professional_hours: int | None = said("其中专业科目学时", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """申报评委会: what is applied for, and before which committee."""

    kind: str = said("申报类型", codes="application_kind", default="评审")
    manner: str = said("申报方式", codes="manner", default="正常")
    committee: str = said("评审委员会", codes="committee")
    series: str = said("申报系列", codes="series")
    specialty: str = said("申报专业", codes="specialty")
    level: str = said("申报级别", codes="level")
    title: str = said("申报职称")
    practised: str = said("现从事专业", codes="specialty")
    rural: bool = said("按农村学校申报", default=False)
    summary: str = said("专业技术工作总结", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """个人诚信承诺 and the secrecy declaration."""

    text_version: str = said("承诺书版本", default="")
    signed_at: datetime | None = said("承诺时间", default=None)
    secrecy_declared_at: datetime | None = said("不涉密声明时间", default=None)
    files_opened_at: datetime | None = said("确认文件可打开时间", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An attached file: the slot of :class:`~zhicheng.policy.notice.Material` and the row it proves."""

    slot: str = said("材料")
    row: str = said("行号", default="")
    digest: str = said("摘要")
    name: str = said("文件名", personal=True, default="")
    media_type: str = said("类型", default="")
    pages: int = said("页数", default=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """申报材料: everything that one person hands in for one title in one year."""

    year: int = said("年度")
    number: str = said("申报编号", default="")
    application: Application = said("申报评委会")
    basics: Basics = said("基本信息")
    employer: Employer = said("用人单位")
    title: Title | None = said("现任职称", default=None)
    changed_series: bool = said("有转评经历", default=False)
    other_titles: tuple[OtherTitle, ...] = said("其他职称", default=())
    studies: tuple[Study, ...] = said("学习经历", default=())
    jobs: tuple[Job, ...] = said("工作经历", default=())
    achievements: tuple[Achievement, ...] = said("业绩", default=())
    pledge: Pledge = said("承诺", default=Pledge())
    files: tuple[File, ...] = said("材料", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal:
    """年度考核 of one year, uploaded by the unit's handler (S2.5.7-01)."""

    year: int
    grade: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An entry of the integrity file that bars from applying while it runs (S5.2-05)."""

    ground: str
    begins_on: date
    ends_on: date
    document_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """职数 of one level at a public institution in one year, and how many of it are taken (S2.2-03, R-36).

    ``granted`` is what the office set for the year, ``None`` when it follows from the other numbers by the rule's
    formula. ``recommended`` counts the unit's others; ``counted`` says that this dossier was counted already.
    """

    level: str = said("级别", codes="level")
    approved: int = said("核定岗位数")
    held: int = said("现聘人数")
    leaving: int = said("本年退出人数", default=0)
    total: int | None = said("专业技术岗位总数", default=None)
    target: int | None = said("结构比例目标（%）", default=None)
    granted: int | None = said("核准的本年可申报数", default=None)
    document_number: str = said("职数文号", default="")
    recommended: int = said("本单位本年已推荐的其他人数", default=0)
    counted: bool = said("本人已计入", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts(Kept):
    """All that a rule may know: the dossier, what the employer and the register add, and the day.

    ``on`` is the day on which the question is asked; it stands in for the day of recommendation
    until there is one. Rules never read a clock.
    """

    dossier: Dossier
    on: date
    recommended_on: date | None = None
    appraisals: tuple[Appraisal, ...] = ()
    written_proof: bool = False  # the unit's written certificate in place of appraisals (S2.5.7-02)
    green_channel_on_file: GreenChannel | None = None  # what the register holds, naming this person
    bars: tuple[Bar, ...] = ()
    entrustment: Entrustment | None = None  # the letter in the register that names this person (S4-01)
    quota: Quota | None = None  # of the applied level, as it is on record; unknown: ``None``

    @property
    def reference_day(self) -> date:
        """The day on which stays and achievements are measured: the recommendation's, or today."""
        return self.recommended_on or self.on
