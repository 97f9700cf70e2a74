"""专家库: the office's pool, its make-up, admissions, removals, the record of service (五(三), S5.3-01 to S5.3-06)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from zhicheng.experts import access, facts, queries
from zhicheng.experts.actions import admission, pool
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.charts import Bar
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.identities import typed_person
from zhicheng.web.shared.nominations import choices, name_of_place, nomination_page, rows_of, typed_said


@seated(Role.SECRETARY)
@require_safe
def experts(request: Asked) -> HttpResponse:
    """专家名册 with its make-up."""
    office, on, notice = request.seat.organisation, request.at.date(), request.notice
    q, state = request.GET.get("q", ""), request.GET.get("state", "")
    rows = list(queries.pool(office, on, q, state if state in queries.STATES else ""))
    made = queries.make_up(office, on, notice)
    return render(
        request,
        "secretariat/experts.html",
        {
            "rows": [(t, queries.state_of(t, on)) for t in rows],
            "q": q,
            "state_asked": state,
            "states": queries.STATES,
            "made": made,
            "source_bars": [Bar(name, n) for name, n in made.by_source],
            "waiting": len(queries.vettings_waiting(office, ("committee_office",))),
        },
    )


@seated(Role.SECRETARY)
@require_safe
def nominations(request: Asked) -> HttpResponse:
    """What has been put forward for this pool."""
    rows = rows_of(queries.nominations_to(request.seat.organisation), request.at.date(), request.notice)
    return render(
        request, "secretariat/nominations.html", {"rows": rows, "rule": request.notice.rule("admission_vetted")}
    )


@seated(Role.SECRETARY)
def nomination(request: Asked, number: str) -> HttpResponse:
    """One nomination; the office checks it."""
    return nomination_page(request, number, here="专家库", back=("入库申请", "secretariat:nominations"))


@seated(Role.SECRETARY)
def nominate(request: Asked) -> HttpResponse:
    """Somebody from outside the city, with the unit's letter of consent."""
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        post = request.POST
        try:
            made = admission.nominate_from_outside(
                typed_person(post, request.notice),
                request.seat.organisation,
                typed_said(request),
                unit_name=post.get("unit_name", "")[:120],
                unit_region=post.get("unit_region", "")[:12],
                consent_number=post.get("consent_number", "")[:60],
                year=request.year,
                notice=request.notice,
                by=request.actor,
                at=request.at,
            )
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已提出{made.person.name}的入库申请，请等候市职改办核准")
            return redirect("secretariat:nominations")
    provinces = list(request.notice.codes.get("province", {}).items())
    return render(
        request,
        "secretariat/nominate_outsider.html",
        choices(request) | {"told": told, "typed": request.POST, "provinces": provinces},
    )


@seated(Role.SECRETARY)
def expert(request: Asked, number: str) -> HttpResponse:
    """One expert: terms, what the rules say today, service and figures; POST takes out of the pool."""
    term, on, notice = access.term_for(request.actor, number), request.at.date(), request.notice
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            pool.remove(
                term, request.POST.get("ground", ""), request.POST.get("note", ""), notice=notice, by=request.actor,
                at=request.at,
            )  # fmt: skip
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"{term.person.name}已调整出专家库")
            return redirect("secretariat:experts")
    office, rule = request.seat.organisation, notice.rule("expert_removal")
    by_clock = (rule["of_age"], rule["of_breach"])
    return render(
        request,
        "secretariat/expert.html",
        {
            "term": term,
            "person": term.person,
            "nomination": term.nomination,
            "state_words": queries.state_of(term, on),
            "removal": queries.removal_of(term),
            "terms": [t for t in queries.terms_of(term.person) if t.office_id == office.pk],
            "checked": facts.may_sit(term, on, notice),
            "services": list(queries.services_of(term.person, office)),
            "figures_of": queries.rater_figures(term.person, office),
            "has_declared": queries.declaration_of(term.person) is not None,
            "grounds": [g for g in notice.rule("experts_removed")["grounds"] if g not in by_clock],
            "told": told,
            "typed": request.POST,
            "expert_place": name_of_place,
        },
    )
