"""专家推荐: put a person of the unit forward, give the unit's opinion, report who has left the post (五(三))."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.experts import access, queries
from zhicheng.experts.actions import admission, pool
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.nominations import choices, no_office, nomination_page, office_chosen, rows_of, typed_said

UNIT = (Role.ADMINISTRATOR, Role.HANDLER, Role.PRINCIPAL)
NOMINATING = (Role.ADMINISTRATOR, Role.HANDLER)


@seated(*UNIT)
@require_safe
def experts(request: Asked) -> HttpResponse:
    """Whom the unit has put forward, and whom of its people the pools have."""
    unit, on, notice = request.seat.organisation, request.at.date(), request.notice
    return render(
        request,
        "employer/experts.html",
        {
            "rows": rows_of(queries.nominations_by(unit), on, notice),
            "in_pool": list(queries.experts_of(unit, on)),
            "letters": list(queries.leave_asked_of(unit)),
            "may_nominate": request.actor.role in {r.value for r in NOMINATING},
            "is_principal": request.actor.role == Role.PRINCIPAL.value,
            "grounds": notice.rule("expert_removal")["by_unit"],
            "sources_rule": notice.rule("expert_sources"),
        },
    )


@seated(*NOMINATING)
def nominate(request: Asked) -> HttpResponse:
    """Put a person forward; everything against it at once."""
    unit = request.seat.organisation
    people = list(accounts.people_of(unit))
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = _nominated(request, {str(e.person_id): e.person for e in people})
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已推荐{made}入库，请单位负责人签署意见")
            return redirect("employer:experts")
    return render(
        request,
        "employer/nominate_expert.html",
        choices(request) | {"people": people, "told": told, "typed": request.POST},
    )


def _nominated(request: Asked, people: dict[str, object]) -> str:
    office, person = office_chosen(request), people.get(request.POST.get("person", ""))
    if office is None:
        raise no_office(request.notice)
    if person is None:
        rule = request.notice.rule("expert_admission")
        raise Refused(Refusal(rule.id, "没有选择被推荐人", rule.source, "请从本单位人员中选择。", "expert.person"))
    made = admission.nominate(
        person,  # type: ignore[arg-type]
        office,
        typed_said(request),
        year=request.year,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )
    return made.person.name


@seated(*UNIT)
def nomination(request: Asked, number: str) -> HttpResponse:
    """One nomination of the unit; its principal gives the unit's opinion."""
    return nomination_page(request, number, here="专家推荐", back=("专家推荐", "employer:experts"))


@seated(*UNIT)
@require_POST
def report(request: Asked, number: str) -> HttpResponse:
    """The unit reports that an expert has retired or left the post."""
    term = access.unit_term_for(request.actor, number)
    pool.remove(
        term, request.POST.get("ground", ""), request.POST.get("note", ""), notice=request.notice, by=request.actor,
        at=request.at,
    )  # fmt: skip
    flash.say(request, f"{term.person.name}已调整出专家库")
    return redirect("employer:experts")


@seated(*UNIT)
@require_safe
def leave_paper(request: Asked, id: int) -> HttpResponse:
    """A letter that asks the unit for an expert's days, as PDF."""
    made = documents.paper("leave_notice", access.leave_for(request.actor, id), at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
