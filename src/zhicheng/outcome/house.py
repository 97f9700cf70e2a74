"""What this house itself rules about what follows from a result, where neither notice nor standing rules have words."""

from __future__ import annotations

from zhicheng.policy.finding import Refusal, Source
from zhicheng.policy.notice import Notice, Rule

_HOUSE = "平台规定"


def _rule(id: str, title: str, ours: str, mend: str) -> Rule:
    return Rule(id, title, Source(_HOUSE, "", "", ours, "确定"), mend)


OUTCOME_SEATS = _rule(
    "outcome_seats",
    "不是办理这一事项的席位",
    "评审结果由承办部门的评委会工作人员登记；接收、公示、确认、发证、诚信档案由市职改办办理，异议由两部门之一办理。",
    "请由相应席位的人员办理。",
)
RESULT_ORDER = _rule(
    "result_order",
    "这一步现在不能办理",
    "评审结果按会议结束、报送、登记、接收并公示、公示期满、确认、发证的次序办理，办过的不能改动。",
    "请按次序办理。",
)
RECOGNISED_WITHOUT_VOTE = _rule(
    "recognised_without_vote",
    "不能这样认定",
    "通知写明不经评委会表决的申报类型，各级审核全部通过以后由市职改办经办人提出、分管负责人批准认定决定，逐件写明意见；须经表决的不能以决定代替。",
    "请核对申报类型和名单。",
)
RESULT_AS_FILED = _rule(
    "result_as_filed",
    "与报送的评审结果不一致",
    "公示的结果与报送的评审结果和计票表一致，报送后登记的一票否决除外。",
    "请核对计票表和报送内容。",
)
RESULT_PASSED = _rule(
    "result_passed",
    "不是评审通过的人员",
    "只有评审通过、没有被否决、公示期满、异议全部办结且不成立、诚信档案中没有起作用的记录的人员，才予以确认和发证。",
    "请从名单中删去该人员。",
)
OBJECTION_WHOLE = _rule(
    "objection_whole",
    "异议没有填完",
    "异议须针对公示名单中的一人，在公示期内提出，写明具体事实；署名的留下姓名和联系方式，匿名的不需要。",
    "请补全后再提交。",
)
OBJECTION_ORDER = _rule(
    "objection_order",
    "异议的这一步现在不能办理",
    "异议按受理、调查、结论的次序办理，不予受理的写明原因；办结后不能改动。",
    "请按次序办理。",
)
TWO_APPROVE = _rule(
    "two_approve",
    "还没有经第二人批准",
    "确认、更正、撤销、恢复和处理决定由经办人提出，由分管负责人批准，批准的内容改变后须重新批准。",
    "请先由分管负责人批准。",
)
DOCUMENT_NUMBERED = _rule(
    "document_numbered", "没有填写文号，或文号已经使用", "一份文件一个文号。", "请填写文件的文号。"
)
CERTIFICATE_STANDS = _rule(
    "certificate_stands",
    "证书现在不能这样办理",
    "有效的证书才能更正或者撤销；更正只改姓名的错字，旧证书同时注明已更正。",
    "请核对证书的状态。",
)
RESTORED_ON_APPEAL = _rule(
    "restored_on_appeal",
    "没有经申诉改变撤销的决定",
    "撤销的职称，在申诉成立、原处理决定不再起作用以后才能恢复；恢复另发新证书，取得时间不变，由经办人提出、分管负责人批准。",
    "请先答复当事人的申诉。",
)
PLEA_IN_TURN = _rule(
    "plea_in_turn",
    "申诉或信用修复现在不能办理",
    "申诉和信用修复由处理决定的当事人提出，同一事项办结以前不重复提出。",
    "请等待答复。",
)


def refusal(rule: Rule, what: str = "", place: str = "", mend: str = "") -> Refusal:
    """A reason by a rule of the house or of a notice."""
    return Refusal(rule.id, what or rule.title, rule.source, mend or rule.mend, place)


def by_notice(notice: Notice, id: str, what: str = "", place: str = "", mend: str = "") -> Refusal:
    """A reason by a rule of the notice, with its clause and words."""
    return refusal(notice.rule(id), what, place, mend)
