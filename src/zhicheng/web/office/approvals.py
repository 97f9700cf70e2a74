"""批准事项: what a second person must grant."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import access
from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import approvals as actions
from zhicheng.accounts.actions.green_channel import REVOCATION
from zhicheng.accounts.actions.seats import MICRO_UNIT
from zhicheng.outcome import queries as outcome
from zhicheng.policy.seats import Role
from zhicheng.stations.actions.calendar import REOPENING
from zhicheng.stations.actions.office import SECOND_RETURN
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated

KINDS = {
    outcome.CONFIRM: "印发职称确认文件",
    outcome.CORRECT: "更正证书姓名",
    outcome.REVOKE: "撤销职称",
    outcome.RESTORE: "恢复职称",
    outcome.RECOGNISE: "认定决定",
    outcome.SANCTION: "违反诚信承诺的处理决定",
    SECOND_RETURN: "本部门再次退回",
    MICRO_UNIT: "微型单位一人两席",
    REOPENING: "改动后的通知生效",
    REVOCATION: "撤销绿色通道",
}


def _about(content: dict[str, Any]) -> str:
    """What is asked for, in words: a dossier with its items, a changed notice, or a person at a unit."""
    if "documents" in content:
        until = f"记录{content['decided_on']}至{content['ends_on']}"
        return (
            f"{content['unit']}：{content['ground']}，{content['number']}，{until}；{'、'.join(content['documents'])}"
        )
    if "rulings" in content:
        each = "；".join(f"{n}{'通过' if passed else '未通过'}（{words}）" for n, passed, words in content["rulings"])
        return f"{content['number']}，{len(content['rulings'])}件：{each}"
    if "dossiers" in content:
        return f"{content['number']}，{len(content['dossiers'])}人，公示{content['publication']}"
    if "name" in content and "number" in content:
        return f"证书{content['number']}，姓名更正为{content['name']}"
    if "document_number" in content:
        return f"证书{content['number']}，决定文号{content['document_number']}"
    if "moved" in content:
        moved = "；".join(content["moved"]) or "没有改动时间"
        return f"{content['year']}年度通知，内容摘要值 {content['hash'][:16]}。时间：{moved}"
    if "dossier" in content:
        return f"申报编号{content['dossier']}，拟告知{content.get('items', 0)}处"
    return "　".join(str(content[name]) for name in ("unit", "person", "document") if name in content)


@seated(Role.SUPERIOR)
@require_safe
def approvals(request: Asked) -> HttpResponse:
    """What waits for one's grant."""
    organisation = request.seat.organisation
    waiting = accounts.approvals_waiting(organisation, Role.SUPERIOR)
    return render(
        request,
        "office/approvals.html",
        {"waiting": [(a, KINDS.get(a.kind, a.kind), _about(a.content)) for a in waiting]},
    )


@seated(Role.SUPERIOR)
@require_POST
def decide(request: Asked, id: int) -> HttpResponse:
    """Grant or deny, with an opinion."""
    approval = access.approval_for(request.actor, id)
    granted = request.POST.get("granted") == "1"
    actions.decide(
        approval,
        is_granted=granted,
        opinion=request.POST.get("opinion", ""),
        by=request.actor,
        at=request.at,
    )
    flash.say(request, "已同意" if granted else "已不同意")
    return redirect("office:approvals")
