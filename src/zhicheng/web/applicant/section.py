"""One page a section: what is written, the files that belong to it, and what the rules say of it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhicheng.dossier import actions as dossier_actions
from zhicheng.dossier import facts as dossier_facts
from zhicheng.dossier import queries as dossiers
from zhicheng.policy import committees, materials, windows
from zhicheng.policy import facts as policy
from zhicheng.policy.finding import Finding, Refusal, Refused, Says
from zhicheng.policy.places import SECTIONS
from zhicheng.stations import facts as station_facts
from zhicheng.stations.rail import rail_of
from zhicheng.web.shared import flash, forms
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.jinja import second
from zhicheng.web.shared.rails import rail_for

from .door import applicants_only, dossier_of, href_of, section_href

CONTRACT = tuple(f"contract_{n}" for n in dossiers.CONTRACT)
SINGLE: dict[str, tuple[type, tuple[str, ...]]] = {
    "application": (
        policy.Application,
        ("kind", "manner", "series", "specialty", "practised", "level", "title", "rural", "summary"),
    ),
    "basics": (
        policy.Basics,
        (
            "former_name", "ethnicity", "political_status", "health", "began_work_on", "phone", "email", "department",
            "post", "memberships",
        ),
    ),
    "title": (policy.Title, tuple(f.name for f in fields(policy.Title))),
}  # fmt: skip
ADD = {
    "other_titles": "加一项转评前职称",
    "studies": "加一段学习经历",
    "jobs": "加一段工作经历",
    "achievements": "加一项业绩",
}
ORDER = tuple(SECTIONS)


@dataclass(slots=True)
class RowView:
    """A row with its form and its files."""

    key: str
    form: forms.Shown
    title: str
    files: list[Any] = field(default_factory=list)
    is_open: bool = True
    may_remove: bool = True
    values: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FileView:
    """One slot with what is in it."""

    material: Any
    place: str
    attachments: tuple[Any, ...]
    required: bool
    is_open: bool
    see: str


@applicants_only
def section(request: Asked, name: str) -> HttpResponse:
    """Show a section; a POST without script saves it."""
    if name not in SECTIONS or name == "pledge":
        raise Http404
    dossier = dossier_of(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        told = _save(request, dossier, name)
        if not told:
            flash.say(request, "已保存")
            return redirect(section_href(name))
        dossier = dossier_of(request)
    return _show(request, dossier, name, told, typed=request.POST if told else None)


def _save(request: Asked, dossier: Any, name: str) -> tuple[Refusal, ...]:
    try:
        dossier_actions.save_section(
            dossier,
            name,
            _typed(request, name),
            notice=request.notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return no.refusals
    return ()


def _typed(request: Asked, name: str) -> dict[str, Any]:
    if name == "other_titles":
        return {"changed_series": request.POST.get("changed_series") == "1"}
    _, names = SINGLE[name]
    names = (*names, *(CONTRACT if name == "basics" else ()), *(("committee",) if name == "application" else ()))
    present = [n for n in names if n in request.POST or f"has_{n}" in request.POST]
    return forms.typed(request.POST, present, [n for n in ("rural",) if f"has_{n}" in request.POST])


@applicants_only
@require_POST
def autosave(request: Asked, name: str) -> HttpResponse:
    """Keep what was typed so far; says when, or what could not be kept."""
    dossier = dossier_of(request)
    key = request.GET.get("row", "")
    told = _save_row(request, dossier, name, key) if key else _save(request, dossier, name)
    return _saved(request, told)


def _saved(request: Asked, told: tuple[Refusal, ...]) -> HttpResponse:
    if told:
        return JsonResponse({"problem": "；".join(f"{r.what}" for r in told[:2]), "saved_at": ""})
    return JsonResponse({"saved_at": second(request.at)})


@applicants_only
@require_POST
def add_row(request: Asked, name: str) -> HttpResponse:
    """Add an empty row and go to it."""
    if name not in dossiers.ROWS:
        raise Http404
    key = dossier_actions.add_row(
        dossier_of(request),
        name,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    return redirect(f"{section_href(name)}#p-{name}-{key}")


@applicants_only
@require_POST
def save_row(request: Asked, name: str, key: str) -> HttpResponse:
    """Save a row; what could not be kept is told beside its field, and what was typed stays."""
    if name not in dossiers.ROWS:
        raise Http404
    dossier = dossier_of(request)
    told = _save_row(request, dossier, name, key)
    if request.headers.get("X-Autosave"):
        return _saved(request, told)
    if told:
        return _show(request, dossier_of(request), name, told, typed=request.POST, row=key)
    flash.say(request, "已保存")
    return redirect(f"{section_href(name)}#p-{name}-{key}")


def _save_row(request: Asked, dossier: Any, name: str, key: str) -> tuple[Refusal, ...]:
    of = dossiers.ROW_FACTS[name]
    names = [f.name for f in fields(of) if f.name != "key"]
    booleans = [n for n in names if f"has_{n}" in request.POST]
    try:
        dossier_actions.save_row(
            dossier,
            name,
            key,
            forms.typed(request.POST, names, booleans),
            notice=request.notice,
            by=request.actor,
            at=request.at,
        )
    except Refused as no:
        return no.refusals
    return ()


@applicants_only
@require_POST
def remove_row(request: Asked, name: str, key: str) -> HttpResponse:
    """Remove a row with its files."""
    if name not in dossiers.ROWS:
        raise Http404
    dossier_actions.remove_row(
        dossier_of(request),
        name,
        key,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    flash.say(request, "已移除一行及其材料")
    return redirect(section_href(name))


# ───── what is shown ─────


def _show(
    request: Asked, dossier: Any, name: str, told: tuple[Refusal, ...], *, typed: Any = None, row: str = ""
) -> HttpResponse:
    notice, at = request.notice, request.at
    drafted, _ = dossier_facts.drafted(dossier, on=at.date())
    found = station_facts.before_hand_in(dossier, notice, at)
    mine = [f for f in found if f.section == name and f.says is not Says.MET]
    opened = dossiers.open_places(dossier)
    slots = _slots(dossier, drafted, notice, name, opened, mine)
    context: dict[str, Any] = {
        "dossier": dossier,
        "section": name,
        "name": SECTIONS[name],
        "states": _states(dossier, found),
        "findings": mine,
        "met": [f for f in found if f.section == name and f.says is Says.MET],
        "opened": opened,
        "is_open": opened is None or any(p.split(".", 1)[0] == name for p in opened),
        "my_rail": rail_for(rail_of(dossier, notice, at), own=True),
        "href_of": href_of,
        "saved_at": dossier.saved_at,
        "before": _neighbour(name, -1),
        "after": _neighbour(name, 1),
        "attach_href": reverse("applicant:attach"),
    }
    rest = told
    if name in dossiers.ROWS:
        context["rows"], rest = _rows(dossier, name, notice, opened, slots, told, typed, row)
        context["add_words"] = ADD[name]
        context["may_add"] = dossiers.allows(opened, f"{name}.+") and (
            name != "other_titles" or dossier.has_changed_series
        )
        context["files"] = [s for s in slots if s.place.split(".")[1] == "files"]
    else:
        context["form"], context["contract"], rest = _single(dossier, name, notice, opened, told, typed)
        context["files"] = slots
        context["closed"] = _closed(dossier, name, notice, opened)
        if name == "basics":
            context["given"] = _given(dossier, notice)
        if name == "application":
            context["fits"] = committees.fits(drafted, notice) if dossier.series and dossier.level else ()
            context["instead"] = committees.where_to(drafted, notice)
            context["ends"] = {
                c.id: windows.in_words(c.windows["personal"])
                for c in notice.committees.values()
                if "personal" in c.windows
            }
    context["told"] = rest
    return render(request, "applicant/rows.html" if name in dossiers.ROWS else "applicant/section.html", context)


def _states(dossier: Any, found: Any) -> list[tuple[str, str, str, str]]:
    kinds = {"未填": "blank", "填写中": "half", "已完成": "met", "有问题": "unmet"}
    return [
        (s.section, "诚信承诺" if s.section == "pledge" else s.name, kinds[s.word], section_href(s.section))
        for s in dossiers.section_states(dossier, found)
    ]


def _neighbour(name: str, step: int) -> tuple[str, str] | None:
    at = ORDER.index(name) + step
    return (SECTIONS[ORDER[at]], section_href(ORDER[at])) if 0 <= at < len(ORDER) else None


def _single(
    dossier: Any, name: str, notice: Any, opened: Any, told: tuple[Refusal, ...], typed: Any
) -> tuple[forms.Shown, forms.Shown | None, tuple[Refusal, ...]]:
    of, names = SINGLE[name]
    values = dossiers.values(dossier, name) | ({n: typed[n] for n in typed} if typed else {})
    only: dict[str, Any] = {}
    if name == "application":
        only["title"] = forms.titles(notice, str(values.get("series") or ""), str(values.get("level") or ""))
    shown = [n for n in names if dossiers.allows(opened, f"{name}.{n}")]
    form = forms.form_for(of, shown, notice, values, prefix=name, only=only)
    rest = form.tell(told, name)
    contract = None
    if name == "basics":
        labels = {f"contract_{f.name}": str(f.metadata["label"]) for f in fields(policy.Contract)}
        shown = [n for n in CONTRACT if dossiers.allows(opened, "basics." + n.replace("_", ".", 1))]
        contract = forms.form_for(policy.Contract, shown, notice, values, prefix="contract", labels=labels)
        rest = contract.tell(rest, "basics")
    return form, contract, rest


def _closed(dossier: Any, name: str, notice: Any, opened: Any) -> list[tuple[str, str]]:
    """The values of a section that cannot be changed now, in words."""
    of, names = SINGLE[name]
    shut = {n: v for n, v in dossiers.values(dossier, name).items() if not dossiers.allows(opened, f"{name}.{n}")}
    return _shown(of, {n: v for n, v in shut.items() if n in names}, notice)


def _rows(
    dossier: Any, name: str, notice: Any, opened: Any, slots: Any, told: tuple[Refusal, ...], typed: Any, typed_row: str
) -> tuple[list[RowView], tuple[Refusal, ...]]:
    of, out, rest = dossiers.ROW_FACTS[name], [], told
    new = _new_keys(dossier, name) if opened else set()
    for row in dossiers.rows(dossier, name):
        values = dossiers.row_values(row, name)
        if typed is not None and row.key == typed_row:
            values = values | {n: typed[n] for n in typed}
        mine = row.key in new
        names = [
            f.name
            for f in fields(of)
            if f.name != "key" and (mine or dossiers.allows(opened, f"{name}.{row.key}.{f.name}"))
        ]
        form = forms.form_for(of, names, notice, values, prefix=row.key)
        if row.key == typed_row:
            rest = form.tell(rest, f"{name}.{row.key}")
        title = str(
            getattr(row, "name", "") or getattr(row, "school", "") or getattr(row, "employer", "") or "尚未填写"
        )
        view = RowView(row.key, form, title, is_open=bool(names))
        view.may_remove = mine or dossiers.allows(opened, f"{name}.{row.key}")
        view.files = [s for s in slots if s.place.split(".")[1] == row.key]
        if not names:
            view.values = _shown(of, values, notice)
        out.append(view)
    return out, rest


def _new_keys(dossier: Any, name: str) -> set[str]:
    sealed = dossiers.latest(dossier)
    if sealed is None:
        return set()
    there = {r["key"] for r in dossiers.revision_content(sealed)[name]}
    return {r.key for r in dossiers.rows(dossier, name)} - there


def _shown(of: type, values: dict[str, Any], notice: Any) -> list[tuple[str, str]]:
    out = []
    for f in fields(of):
        value = values.get(f.name)
        if f.name == "key" or value in (None, "", False):
            continue
        table = f.metadata.get("codes")
        words = notice.name_of(table, value) if table else "是" if value is True else str(value)
        out.append((str(f.metadata.get("label", f.name)), words))
    return out


def _given(dossier: Any, notice: Any) -> list[tuple[str, str]]:
    """Identity and employment, as the unit entered them."""
    given = dossiers.given(dossier)
    out = []
    for f in fields(policy.Basics):
        if f.name not in dossiers.FROM_ACCOUNT or f.name == "contract":
            continue
        value = given.get(f.name)
        if f.name in ("working_unit", "working_uscc") and not value:
            continue  # only where an agency acts
        if f.name == "green_channel":
            words = value.document_number if value else "否"
        elif isinstance(value, bool):
            words = "是" if value else "否"
        elif f.name == "id_number":
            words = f"{str(value)[:6]}{'*' * 8}{str(value)[-4:]}"
        else:
            table = f.metadata.get("codes")
            words = notice.name_of(table, str(value)) if table and value else str(value or "")
        out.append((str(f.metadata["label"]), words))
    return out


def _slots(dossier: Any, drafted: Any, notice: Any, name: str, opened: Any, findings: list[Finding]) -> list[FileView]:
    attached: dict[tuple[str, str], list[Any]] = {}
    for attachment in dossiers.attachments(dossier):
        attached.setdefault((attachment.slot, attachment.row), []).append(attachment)
    new = _new_keys(dossier, name) if opened and name in dossiers.ROWS else set()
    out = []
    for demand in materials.demanded(drafted, notice):
        if demand.material.section != name:
            continue
        see = next((f"问题 {n}" for n, f in enumerate(findings, 1) if demand.place in f.places), "")
        here = tuple(attached.get((demand.material.id, demand.row), ()))
        can = dossiers.allows(opened, demand.place) or demand.row in new
        out.append(FileView(demand.material, demand.place, here, demand.required, can, see))
    return out
