"""委托评审 of the city's office: letters that come in and are checked, letters that go out and what comes back."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.accounts import queries as accounts
from zhicheng.entrustment import access, actions, queries
from zhicheng.policy import entrustment as policy
from zhicheng.policy.facts import Entrustment
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.seats import Role
from zhicheng.register import actions as register
from zhicheng.register import queries as standing_book
from zhicheng.register.actions import Named
from zhicheng.web.shared import flash, letters, viewer
from zhicheng.web.shared.asked import Asked
from zhicheng.web.shared.door import seated
from zhicheng.web.shared.uploads import taken_in

ALL = (Role.REGISTRAR, Role.REVIEWER, Role.SUPERIOR)
UNAPPRAISED = "未考核"


def _only_the_city(request: Asked) -> None:
    if not accounts.is_city_office(request.actor.organisation):
        raise Http404


@seated(*ALL)
@require_safe
def entrustment(request: Asked) -> HttpResponse:
    """Every letter of the year, in and out, with where it stands (S4-01, S4-10)."""
    _only_the_city(request)
    notice = request.notice
    came = [
        (
            x,
            standing_book.letter_facts(x).state,
            notice.name_of("series", x.series),
            policy.place_name(x.region, notice),
        )
        for x in standing_book.letters(request.year.year)
    ]
    sent = [(s, notice.name_of("series", s.letter.series)) for s in queries.letters_out(request.year)]
    return render(
        request,
        "office/entrustment.html",
        {"came": came, "sent": sent, "may_enter": request.actor.role == Role.REGISTRAR.value,
         "may_draft": request.actor.role == Role.REVIEWER.value},
    )  # fmt: skip


# ───── letters that come in ─────


@seated(Role.REGISTRAR)
def enter(request: Asked) -> HttpResponse:
    """Enter a letter from another place; everything that makes it impossible is told at once (S4-02)."""
    _only_the_city(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = _entered(request)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已登记来函，由审核岗进行资格审核")
            return redirect("office:letter_in", made.pk)
    notice, rule = request.notice, request.notice.rule("entrustment_letter")
    bodies = (*rule["bodies"], *rule["other_bodies"])
    committees = policy.committees_to_entrust(notice)
    return render(
        request,
        "office/letter_in_new.html",
        {
            "told": told,
            "typed": request.POST,
            "bodies_of": [(b, b) for b in dict.fromkeys((*bodies, *notice.codes["entrusting_body"]))],
            "regions_of": letters.regions(notice),
            "committees_of": [(c.id, c.name) for c in committees],
            "series_of": [
                (s, notice.name_of("series", s)) for s in dict.fromkeys(s for c in committees for s in c.series)
            ],
            "levels_of": notice.codes["level"].items(),
            "columns": letters.IN_COLUMNS,
            "unappraised": UNAPPRAISED,
            "law": rule,
            "letter_place": letters.name_of_place,
        },
    )


def _entered(request: Asked) -> Any:
    notice, said, rule = request.notice, request.POST, request.notice.rule("entrustment_letter")
    faults: list[Refusal] = []
    issued_on = letters.day(said, "issued_on", "letter.issued_on", rule, faults)
    valid_until = letters.day(said, "valid_until", "letter.valid_until", rule, faults)
    names: list[Named] = []
    try:
        names = [
            Named(name, number, unit, nature, held, title, more != [UNAPPRAISED])
            for name, number, unit, nature, held, title, *more in letters.lines_of(
                said.get("names", ""), letters.IN_COLUMNS, rule, more=1
            )
        ]
    except Refused as no:
        faults += no.refusals
    letter = Entrustment(
        number=said.get("number", "").strip(),
        issuer=said.get("issuer", "").strip(),
        body_kind=said.get("body_kind", ""),
        region=said.get("region", ""),
        committee=said.get("committee", ""),
        series=said.get("series", ""),
        level=said.get("level", ""),
        issued_on=issued_on,
        valid_until=valid_until,
    )
    blob = None
    try:
        blob, _ = taken_in(request, "letter.scan", field="scan")
    except Refused as no:
        faults += no.refusals
    if faults or blob is None:
        unread, dates = {fault.place for fault in faults}, {"letter.issued_on", "letter.valid_until"}
        unread |= dates if unread & dates else set()  # a day that stands in for an unread one is not judged
        impossible = policy.impossible(letter, notice, request.at.date())
        raise Refused(*faults, *(r for r in impossible if r.place not in unread))
    return register.enter_entrustment(
        letter,
        issuer_uscc=said.get("issuer_uscc", ""),
        signer=said.get("signer", ""),
        scan=blob,
        names=names,
        notice=notice,
        by=request.actor,
        at=request.at,
    )


def _letter_in(request: Asked, id: int) -> Any:
    _only_the_city(request)
    letter = standing_book.letter_with_names(id)
    if letter is None:
        raise Http404
    return letter


def _show_in(request: Asked, id: int, more: dict[str, Any] | None = None) -> HttpResponse:
    letter, notice = _letter_in(request, id), request.notice
    known = standing_book.letter_facts(letter)
    committee = notice.committees.get(letter.committee)
    return render(
        request,
        "office/letter_in.html",
        {
            "letter": letter,
            "state_words": known.state,
            "where": policy.place_name(letter.region, notice),
            "committee_name": committee.name if committee else letter.committee,
            "series": notice.name_of("series", letter.series),
            "level": notice.name_of("level", letter.level),
            "against": policy.impossible(known, notice, request.at.date()) if letter.checked_at is None else (),
            "may_check": request.actor.role == Role.REVIEWER.value and letter.checked_at is None
            and request.actor.person != letter.entered_by,
            "body": accounts.organisation_of_code(letter.issuer_uscc),
            "may_create": request.actor.role == Role.REGISTRAR.value and letter.is_approved,
            "pages": range(1, letter.scan.pages + 1),
            "law": notice.rule("entrustment_letter"),
            "letter_place": letters.name_of_place,
        }
        | (more or {}),
    )  # fmt: skip


@seated(*ALL)
@require_safe
def letter_in(request: Asked, id: int) -> HttpResponse:
    """A letter with its scan, its roster, and what the rules say of it."""
    return _show_in(request, id)


@seated(Role.REVIEWER)
@require_POST
def check(request: Asked, id: int) -> HttpResponse:
    """资格审核: agree, or refuse with every reason at once (S4-01)."""
    letter = _letter_in(request, id)
    approved = request.POST.get("approved") == "1"
    reasons = () if approved else tuple(request.POST.get("reasons", "").splitlines())
    try:
        register.check_entrustment(
            letter, is_approved=approved, reasons=reasons, notice=request.notice, by=request.actor, at=request.at
        )
    except Refused as no:
        return _show_in(request, id, {"told": no.refusals, "typed_reasons": request.POST.get("reasons", "")})
    flash.say(request, "已审核同意" if approved else "已不同意，全部原因一次告知")
    return redirect("office:letter_in", id)


@seated(*ALL)
@require_safe
def scan_page(request: Asked, id: int, page: int) -> HttpResponse:
    """A page image of a letter's scan."""
    scan = _letter_in(request, id).scan
    return viewer.page_image(scan.digest, scan.media_type, page)


# ───── letters that go out ─────


@seated(Role.REVIEWER)
def draft(request: Asked) -> HttpResponse:
    """Draft a letter for a series without a right of review of the city's own (S4-03)."""
    _only_the_city(request)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            made = letters.drafted(request)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, "已起草，由分管负责人签发")
            return redirect("office:letter_out", made.letter.pk)
    return render(
        request,
        "office/letter_out_new.html",
        letters.form_of(request) | {"told": told, "list_page": "office:entrustment"},
    )


def _show_out(request: Asked, id: int, more: dict[str, Any] | None = None) -> HttpResponse:
    standing = access.letter_for(request.actor, id)
    own, role = standing.letter.organisation_id == request.actor.organisation, request.actor.role
    return render(
        request,
        "office/letter_out.html",
        letters.shown(request, standing)
        | {
            "list_page": "office:entrustment",
            "pages_of": {n: f"office:{n}" for n in ("decide_letter", "answer_letter", "letter_out_paper")},
            "may_sign": own and role == Role.SUPERIOR.value and standing.letter.decided_at is None,
            "may_answer": role == Role.REVIEWER.value and standing.status == "签发",
            "may_enter_results": role == Role.REVIEWER.value
            and bool(standing.letter.is_issued) and standing.status != policy.SENT_BACK,
        }
        | (more or {}),
    )  # fmt: skip


@seated(*ALL)
@require_safe
def letter_out(request: Asked, id: int) -> HttpResponse:
    """A letter with its roster, its answer and its results."""
    _only_the_city(request)
    return _show_out(request, id)


@seated(Role.SUPERIOR)
@require_POST
def decide_letter(request: Asked, id: int) -> HttpResponse:
    """签发 or 不予签发, by the second person."""
    _only_the_city(request)
    try:
        flash.say(request, letters.decided(request, access.letter_for(request.actor, id)))
    except Refused as no:
        return _show_out(request, id, {"told": no.refusals})
    return redirect("office:letter_out", id)


@seated(Role.REVIEWER)
@require_POST
def answer_letter(request: Asked, id: int) -> HttpResponse:
    """The committee's answer: 接收 or 退回."""
    _only_the_city(request)
    try:
        letters.answered(request, access.letter_for(request.actor, id))
    except Refused as no:
        return _show_out(request, id, {"told": no.refusals})
    flash.say(request, "已登记受托评委会的答复")
    return redirect("office:letter_out", id)


@seated(Role.REVIEWER)
def result(request: Asked, id: int, line: int) -> HttpResponse:
    """Enter what the committee found of one person, with its document (S4-09)."""
    _only_the_city(request)
    named = access.named_for(request.actor, id, line)
    told: tuple[Refusal, ...] = ()
    if request.method == "POST":
        try:
            _enter_result(request, named)
        except Refused as no:
            told = no.refusals
        else:
            flash.say(request, f"已登记{named.name}的评审结果")
            return redirect("office:letter_out", id)
    return render(
        request,
        "office/letter_result.html",
        {"named": named, "letter": named.letter, "told": told, "typed": request.POST,
         "specialty": request.notice.name_of("specialty", named.specialty),
         "law": request.notice.rule("entrusted_in_advance"), "letter_place": letters.name_of_place},
    )  # fmt: skip


def _enter_result(request: Asked, named: Any) -> None:
    said, rule, faults = request.POST, request.notice.rule("entrusted_in_advance"), list[Refusal]()
    on = letters.day(said, "decided_on", "decided_on", rule, faults)
    if said.get("passed") not in ("0", "1"):
        faults.append(Refusal(rule.id, "没有选择通过或未通过", rule.source, "请按结果文件选择。", "decided_on"))
    blob = None
    try:
        blob, _ = taken_in(request, "scan", field="scan")
    except Refused as no:
        faults += no.refusals
    if faults or blob is None:
        raise Refused(*faults)
    actions.enter_result(
        named,
        is_passed=said.get("passed") == "1",
        document_number=said.get("document_number", ""),
        decided_on=on,
        certificate_number=said.get("certificate_number", ""),
        authority=said.get("authority", ""),
        scan=blob,
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )


@seated(*ALL)
@require_safe
def letter_out_paper(request: Asked, id: int) -> HttpResponse:
    """An issued letter as PDF."""
    _only_the_city(request)
    standing = access.letter_for(request.actor, id)
    if not standing.letter.is_issued:
        raise Http404
    return letters.paper_of(request, standing)
