"""附件: upload where it belongs, look at it as page images, keep it, take it out."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.dossier import access
from zhicheng.dossier import actions as dossier_actions
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.uploads import taken_in

from .door import applicants_only, dossier_of, href_of


@applicants_only
@require_POST
def attach(request: Asked) -> HttpResponse:
    """Take a file in and attach it at its place; what is wrong with it is told in a sentence."""
    notice, actor, at = request.notice, request.actor, request.at
    place = request.POST.get("place", "")
    _, *rest = place.split(".")
    if "files" not in rest:
        raise Http404
    slot, row = rest[-1], rest[0] if rest[0] != "files" else ""
    dossier = dossier_of(request)
    blob, name = taken_in(request, place)
    dossier_actions.attach(dossier, slot, row, blob, name, notice=notice, by=actor, at=at)
    flash.say(request, f"已上传“{name}”")
    return redirect(href_of(place))


@applicants_only
@require_safe
def see(request: Asked, id: int) -> HttpResponse:
    """The pages of a file, one below the other, as we re-encoded them."""
    attachment = access.own_attachment_for(request.actor, id)
    names = {m.id: m for m in request.notice.materials}
    material = names.get(attachment.slot)
    back = href_of(f"{material.section}") if material else href_of("basics")
    return render(request, "applicant/file.html", {"attachment": attachment, "material": material, "back_href": back})


@applicants_only
@require_safe
def page(request: Asked, id: int, page: int) -> HttpResponse:
    """One page of one's own file."""
    attachment = access.own_attachment_for(request.actor, id)
    size = request.GET.get("size", "page")
    return viewer.page_image(attachment.blob.digest, attachment.blob.media_type, page, size)


@applicants_only
@require_safe
def download(request: Asked, id: int) -> HttpResponse:
    """One's own file as it was uploaded."""
    attachment = access.own_attachment_for(request.actor, id)
    return viewer.as_attachment(attachment.blob.digest, attachment.name)


@applicants_only
@require_POST
def remove(request: Asked, id: int) -> HttpResponse:
    """Take a file out of the draft."""
    attachment = access.own_attachment_for(request.actor, id)
    material = next((m for m in request.notice.materials if m.id == attachment.slot), None)
    dossier_actions.detach(
        attachment,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, f"已移除“{attachment.name}”")
    return redirect(href_of(material.section if material else "basics"))
