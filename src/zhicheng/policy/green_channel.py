"""绿色通道: only with an approval on file that names this person (S2.2-03, S2.2-04, golden 19)."""

from __future__ import annotations

from .facts import Facts
from .finding import MET, UNMET, Finding
from .notice import Notice

MANNER = "绿色通道"


def is_approved(facts: Facts) -> bool:
    """Whether the mark that the dossier carries is the approval on file, so that no post of the ratio is needed."""
    claimed, held = facts.dossier.basics.green_channel, facts.green_channel_on_file
    return claimed is not None and held is not None and claimed.document_number == held.document_number


def green_channel_approved(facts: Facts, notice: Notice) -> Finding:
    """What the dossier claims is what the register holds: number, authority, day; and the authority may approve."""
    rule, basics = notice.rule("green_channel_approved"), facts.dossier.basics
    claimed, held = basics.green_channel, facts.green_channel_on_file
    reads = ("basics.green_channel", "application.manner")
    if claimed is None:
        if facts.dossier.application.manner == MANNER:
            return rule.finding(UNMET, "申报方式为绿色通道，但单位没有为您选择绿色通道", *reads)
        return rule.finding(MET, "未选择绿色通道", *reads)
    words = f"{claimed.authority}{claimed.document_number}（{claimed.approved_on}，{claimed.basis}）"
    if held is None:
        return rule.finding(UNMET, f"选择了绿色通道{words}，登记簿中没有您的审批记录", *reads)
    if (held.document_number, held.authority, held.approved_on) != (
        claimed.document_number,
        claimed.authority,
        claimed.approved_on,
    ):
        return rule.finding(
            UNMET,
            f"选择的审批件为{words}，登记的为{held.authority}{held.document_number}（{held.approved_on}）",
            *reads,
        )
    authorities = rule.params.get("authorities", ())
    if authorities and claimed.authority not in authorities:
        return rule.finding(UNMET, f"审批机关“{claimed.authority}”，要求{'或'.join(authorities)}", *reads)
    if held.approved_on > facts.reference_day:
        return rule.finding(UNMET, f"审批日期{held.approved_on}晚于{facts.reference_day}", *reads)
    return rule.finding(MET, f"有审批记录：{words}", *reads)
