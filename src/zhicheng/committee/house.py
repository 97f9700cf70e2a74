"""What this house itself rules about a committee's work, where neither notice nor standing rules have words for it."""

from __future__ import annotations

from zhicheng.policy.finding import Refusal, Source
from zhicheng.policy.notice import Notice, Rule

_HOUSE = "平台规定"


def _rule(id: str, title: str, ours: str, mend: str) -> Rule:
    return Rule(id, title, Source(_HOUSE, "", "", ours, "确定"), mend)


COMMITTEE_SEATS = _rule(
    "committee_seats",
    "不是办理这一事项的席位",
    "评委会的事务由其承办部门的评委会工作人员办理，评议和投票由评审专家本人办理，监督由市职改办的监督人员办理。",
    "请由相应席位的人员办理。",
)
FILING_WHOLE = _rule(
    "filing_whole",
    "核准备案不完整",
    "核准备案登记文号、评审级别、组建方式、人数、有效期、一名主任委员和副主任委员，文号不重复。",
    "请按核准的文件补全。",
)
SITTING_ONCE = _rule(
    "sitting_once", "该评委会本年度已经启用", "一个评审委员会一个年度启用一次。", "请在已启用的评委会中办理。"
)
STEP_IN_ORDER = _rule("step_in_order", "这一步现在不能办理", "年度评审工作按步骤进行，不能跳过。", "请先完成前一步。")
MEETING_ORDER = _rule(
    "meeting_order",
    "评审会的这一步现在不能办理",
    "评审会按报备、固定名单、分组、签到、开会、评议、投票、计票、宣布、结束的次序进行，办过的不能改动。",
    "请按次序办理。",
)
PLAN_WHOLE = _rule(
    "plan_whole",
    "评审工作方案不完整",
    "评审工作方案写明时间、地点、评审范围、专家组成、评审办法和纪律监督。",
    "请补全方案内容。",
)
MEMBER_ONCE = _rule("member_once", "该人员已在本次会议的名单上", "一人在一次评审会中只有一个席位。", "无需再次办理。")
CASE_LIST = _rule(
    "case_list",
    "不能列入评审名单",
    "评审名单只列本年度向本评委会申报、各级审核全部通过、没有列入其他会议的申报材料；固定后不能增减。",
    "请核对后重新选择。",
)
PANELS_COVER = _rule(
    "panels_cover",
    "分组不完整",
    "每件申报材料分给一个评议组，每名评审专家只在一个组，组长在组内。",
    "请调整分组。",
)
RECUSAL_DECLARED = _rule(
    "recusal_declared",
    "尚未申报回避",
    "评审专家在看到任何申报材料以前申报回避，没有应当回避的也要申报。",
    "请先申报回避。",
)
RECUSAL_SEARCHED = _rule(
    "recusal_searched",
    "还没有核查回避",
    "开会以前由系统对全体组成人员和全部评审名单核查回避；核查以后组成人员有变动的，重新核查。",
    "请在评审会页的评审名单一栏核查回避。",
)
LECTURE_ROOMS = _rule(
    "lecture_rooms",
    "考场没有安排好",
    "讲课答辩在评审会开始以后一次抽签，抽签后不能改动；考场名称不重复，评委是已签到的组成人员，一人只在一个考场，每件申报材料的人员类别从评分模板中选择。",
    "请调整考场、评委或人员类别。",
)
LECTURE_ORDER = _rule(
    "lecture_order",
    "讲课答辩的这一步现在不能办理",
    "各考场按签号依次进行，各部分依次计时，前一人结束或者登记缺席以后才轮到下一人；办过的不能改动。",
    "请按签号和各部分的次序办理。",
)
LECTURE_SCORED = _rule(
    "lecture_scored",
    "讲课答辩还没有评完",
    "采用讲课答辩的评委会，每件申报材料的评委都提交评分表或者登记缺席以后，才能讨论和投票。",
    "请先完成讲课答辩和评分。",
)
SHEET_ONCE = _rule(
    "sheet_once",
    "不能提交评分表",
    "评分表由本考场没有回避的评委本人在该人讲课答辩结束以后提交，一人一份，提交后不能改动。",
    "请核对考场和签号。",
)
PRESIDED = _rule(
    "presided",
    "不能主持会议",
    "评审会由到会的主任委员主持，主任委员不能到会的由到会的副主任委员主持。",
    "请由到会的主任委员或副主任委员主持。",
)
HELD_TODAY = _rule("held_today", "今天不是会议日期", "评审会在报备的日期召开。", "请更改会议日期并重新报备。")
ALL_DISCUSSED = _rule(
    "all_discussed", "还有没有评议的", "每件申报材料都评议以后才能开始投票。", "请先评议全部申报材料。"
)
KEYS_HELD = _rule(
    "keys_held",
    "开箱密钥没有备齐",
    "每轮投票由三名具名的保管人各持一份开箱密钥，任意两份可以开箱，一份不能；密钥只显示一次，平台不保存。",
    "请由三名保管人分别领取密钥；密钥遗失致不能开箱的，该轮作废，另行投票。",
)
ROUND_STANDS = _rule(
    "round_stands",
    "该轮投票不能这样办理",
    "一轮投票只进行一次：准备、开始、停止、计票，或者写明原因作废；作废的保留记录，另开一轮，不能覆盖。",
    "请核对该轮投票所处的步骤。",
)
AT_VENUE = _rule(
    "at_venue",
    "本轮在会场投票",
    "本轮已用会场投票包带到会场投票的，平台上不再投票、停止和计票，直到导入会场的结果；召回须写明原因，召回后会场的结果不再有效。",
    "请到会场投票，或导入会场的投票结果，或写明原因召回投票包。",
)
KIT_FILE = _rule(
    "kit_file",
    "文件不能使用",
    "会场投票包用导出时显示一次的口令打开，结果文件由该投票包签名；投票包只用于导出它的那次会议的那一轮，结果只导入一次，改动过的文件不能使用。",
    "请核对口令和文件；文件不是从会场带回的原件的，请重新从会场取回。",
)
PAPER_WHOLE = _rule(
    "paper_whole",
    "表决票没有填完",
    "每名申报人在同意、不同意、弃权中选择一项；对已回避的申报人不填。",
    "请逐项选择后再投入票箱。",
)
ROLL_FROZEN = _rule(
    "roll_frozen",
    "名册固定后又有人应当回避",
    "投票名册在开始投票时固定；其后发现应当回避的，该轮作废，重新固定名册另行投票。",
    "请将该轮作废并写明原因，另开一轮。",
)
TWO_COUNTERS = _rule(
    "two_counters",
    "清点不符合要求",
    "纸质票由两名计票人分别清点，两人的数字一致，再由监督人员附表决票扫描件确认。",
    "请由另一名计票人清点，并核对一致。",
)
SIGNED_BY_NAME = _rule("signed_by_name", "签名不是本人姓名", "签名写本人姓名。", "请填写本人姓名。")


def refusal(rule: Rule, what: str = "", place: str = "", mend: str = "") -> Refusal:
    """A reason by a rule of the house or of a notice."""
    return Refusal(rule.id, what or rule.title, rule.source, mend or rule.mend, place)


def by_notice(notice: Notice, id: str, what: str = "", place: str = "", mend: str = "") -> Refusal:
    """A reason by a rule of the notice, with its clause and words."""
    return refusal(notice.rule(id), what, place, mend)
