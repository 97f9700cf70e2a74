"""What this house itself rules about accounts, where the notice is silent or not at hand; and how to refuse by it.

A notice or ``notices/standing/house.toml`` that has a rule of the same name wins where an action is given a notice.
"""

from __future__ import annotations

from zhicheng.policy.finding import Refusal, Source
from zhicheng.policy.notice import Notice, Rule

_HOUSE = "平台规定"


def _rule(id: str, title: str, ours: str, mend: str) -> Rule:
    return Rule(id, title, Source(_HOUSE, "", "", ours, "确定"), mend)


MANAGED_BY_CREATOR = _rule(
    "managed_by_creator",
    "只有管理部门可以办理",
    "单位帐号谁创建谁管理：核验、更正、停用和授予席位由创建该帐号的部门的帐号管理岗办理。",
    "请由创建该单位帐号的部门办理。",
)
ONE_CODE_ONE_ACCOUNT = _rule(
    "one_code_one_account",
    "该统一社会信用代码已有单位帐号",
    "一个统一社会信用代码只有一个单位帐号。",
    "请联系管理该帐号的部门。",
)
UNIT_NAMED_ONCE = _rule(
    "unit_named_once", "已有同名单位", "单位名称不重复。", "请核对单位名称；确为另一单位的，请使用登记证书上的全称。"
)
UNIT_FIELDS = _rule("unit_fields", "单位信息有误", "单位信息须如实、完整、可核对。", "请对照登记证书改正。")
UNIT_IS_BEING_VERIFIED = _rule(
    "unit_is_being_verified",
    "单位正在核验",
    "提交核验后，在得出结论之前不能改动。",
    "请等待核验结果；不通过的，会一次告知全部原因，改正后可再次提交。",
)
VERIFIED_STAYS = _rule(
    "verified_stays",
    "核验过的信息不能自行改动",
    "通过核验后，单位只能自行更新联系人、联系电话和地址。",
    "其他信息有变化的，请联系管理部门更正。",
)
QUOTA_BY_OFFICE = _rule(
    "quota_by_office",
    "职数由管理部门登记",
    "职数由单位的行业主管部门、管理部门或市职改办的帐号管理岗按批准文件登记，只登记事业单位。",
    "请对照核定文件登记。",
)
GREEN_CHANNEL_BY_CITY = _rule(
    "green_channel_by_city",
    "绿色通道由市职改办核对和撤销",
    "市职改办核对每一个绿色通道标注；撤销须写明理由，由帐号管理岗提出、分管负责人同意后办理。",
    "请由市职改办办理。",
)
DECIDED_ONCE = _rule("decided_once", "已经有了结论", "一项核验或审批只作一次决定。", "请刷新页面查看结论。")
BY_ADMINISTRATOR = _rule(
    "by_administrator",
    "只有本单位管理员可以办理",
    "单位信息和申报人由本单位的管理员办理。",
    "请由本单位管理员登录办理。",
)
UNIT_DISABLED = _rule("unit_disabled", "单位帐号已停用", "停用的单位不办理业务。", "请联系管理部门恢复帐号。")
ONE_PERSON_ONE_ACCOUNT = _rule(
    "one_person_one_account",
    "该人员已有帐号",
    "一个人（证件类型和证件号码）只有一个帐号，同一时间只在一个单位。",
    "请由原单位先办理转出；情况有误的，请联系管理部门。",
)
OFFICES_BY_CITY = _rule(
    "offices_by_city",
    "主管部门、职改办和承办部门由市职改办创建",
    "审核部门的帐号由市职改办创建。",
    "请联系市职改办。",
)
TWO_PEOPLE = _rule(
    "two_people",
    "经办人与负责人须为不同的两个人",
    "单位经办人和单位负责人必须是两个不同的人。",
    "请由另一人担任；只有一人的微型单位，请报管理部门审批。",
)
SEAT_FITS = _rule("seat_fits", "席位与单位职责不符", "席位须与单位的职责相符。", "请选择与单位职责相符的席位。")
EXPERTS_BY_POOL = _rule(
    "experts_by_pool",
    "专家席位随专家库变动",
    "评审专家席位随入库授予，随出库或任期届满收回，不单独授予。",
    "请办理专家入库或出库。",
)
SEAT_ONCE = _rule("seat_once", "已有该席位", "同一人在同一单位的同一席位只有一个。", "无需再次授予。")
APPROVAL = _rule(
    "approval_by_two", "两人审批", "一人提出、另一人决定，决定后只能使用一次。", "请按程序提出并由另一人决定。"
)
PASSWORD = _rule(
    "password", "密码不符合要求", "密码由本人设定，不少于规定的长度，不与证件号码或原密码相同。", "请换一个密码。"
)
PASSWORD_EXPIRED = _rule(
    "initial_password_expires",
    "初始密码已过期",
    "初始密码在规定的天数内有效，过期须重新领取。",
    "请向单位管理员询问新的初始密码。",
)
ACCOUNT_LOCKED = _rule("account_locked", "帐号已锁定", "锁定的帐号不能登录。", "请联系单位管理员或管理部门。")
KEY_DESTROYED = _rule("key_destroyed", "个人密钥已经销毁", "个人密钥销毁后不能恢复。", "无需再次办理。")


def refusal(rule: Rule, what: str = "", place: str = "", mend: str = "", *, notice: Notice | None = None) -> Refusal:
    """A reason by a rule of the house; the notice's own rule of that name when there is one."""
    rule = notice.rules.get(rule.id, rule) if notice else rule
    return Refusal(rule.id, what or rule.title, rule.source, mend or rule.mend, place)


def by_notice(notice: Notice, id: str, what: str = "", place: str = "", mend: str = "") -> Refusal:
    """A reason by a rule of the notice, with its clause and words."""
    return refusal(notice.rule(id), what, place, mend)
