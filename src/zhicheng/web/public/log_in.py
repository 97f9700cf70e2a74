"""登录, 换席位, 修改初始密码, 退出."""

from __future__ import annotations

from axes.exceptions import AxesBackendPermissionDenied
from django import forms
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhicheng.accounts import queries as accounts
from zhicheng.accounts.actions import people
from zhicheng.policy.finding import Refused
from zhicheng.policy.seats import Role
from zhicheng.web.shared import flash
from zhicheng.web.shared.asked import Asked

WRONG = "证件号码或密码不正确。"
TOO_MANY = "输错次数过多，请半小时后再试，或向单位管理员询问。"
HOMES = {
    Role.ADMINISTRATOR.value: "employer:organisation",
    Role.HANDLER.value: "employer:inbox",
    Role.PRINCIPAL.value: "employer:inbox",
    Role.REVIEWER.value: "office:inbox",
    Role.SUPERIOR.value: "office:approvals",
    Role.REGISTRAR.value: "office:organisations",
    Role.SECRETARY.value: "secretariat:home",
    Role.EXPERT.value: "expert:meetings",
    Role.SUPERVISOR.value: "supervisor:live",
}


class LogInForm(forms.Form):
    number = forms.CharField(label="证件号码", max_length=40, widget=forms.TextInput({"autocomplete": "username"}))
    password = forms.CharField(
        label="密码", max_length=200, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class PasswordForm(forms.Form):
    old = forms.CharField(label="原密码", strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"}))
    new = forms.CharField(
        label="新密码",
        strip=False,
        help_text="至少 10 个字符，不能全是数字，不能是常用密码",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(label="再输一次", strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def clean(self) -> dict[str, str]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", "两次输入的新密码不一样")
        return said


def _next(request: Asked) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("public:enter")


@login_not_required
def log_in(request: Asked) -> HttpResponse:
    """Log in by number and password; a wrong one is told without saying which."""
    form, status = LogInForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            account = authenticate(
                request,
                login_index=accounts.login_index(form.cleaned_data["number"]),
                password=form.cleaned_data["password"],
            )
        except AxesBackendPermissionDenied:
            account = None
        if account is not None:
            login(request, account)
            request.session.pop("seat", None)
            return redirect(_next(request))
        reason = getattr(request, "why_not", None)
        locked = getattr(request, "axes_locked_out", False)
        words = f"{reason.what}。{reason.mend}" if reason else TOO_MANY if locked else WRONG
        form.add_error(None, words)
        status = 429 if locked else 200
    return render(request, "public/log_in.html", {"form": form, "next": _next(request)}, status=status)


def locked_out(request: Asked, *_: object, **__: object) -> HttpResponse:
    """What is answered to whoever tried too often."""
    form = LogInForm({"number": request.POST.get("number", ""), "password": "-"})
    form.is_valid()
    form.add_error(None, TOO_MANY)
    return render(request, "public/log_in.html", {"form": form, "next": _next(request)}, status=429)


@require_POST
def log_out(request: Asked) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("public:home")


def enter(request: Asked) -> HttpResponse:
    """Where the present seat begins to work."""
    seat = request.seat
    if request.year is None:
        is_root = seat is not None and seat.role == Role.SUPERIOR.value and seat.organisation.manager_id is None
        return redirect("office:years" if is_root else "applicant:result" if seat is None else "public:home")
    return redirect(HOMES[seat.role] if seat else "applicant:home")


def choose_seat(request: Asked) -> HttpResponse:
    """Sit in one of one's seats, or act as an applicant."""
    held = {str(s.pk): s for s in request.seats}
    if request.method == "POST":
        wanted = request.POST.get("seat", "")
        if wanted in held or wanted == "0":
            request.session["seat"] = int(wanted)
            return redirect("public:enter")
    return render(
        request,
        "public/choose_seat.html",
        {
            "choices": [(s.pk, s.organisation.name, Role(s.role).words) for s in held.values()],
            "chosen": request.seat.pk if request.seat else 0,
            "applies": accounts.employment_of(request.user.person) is not None,
        },
    )


def change_password(request: Asked) -> HttpResponse:
    """Change the password; at the first log-in before anything else (S2.3-04)."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = request.actor
        try:
            account = people.change_password(
                request.user,
                form.cleaned_data["old"],
                form.cleaned_data["new"],
                by=actor,
                at=request.at,
            )
        except Refused as no:
            for reason in no.refusals:
                form.add_error(reason.place if reason.place in form.fields else None, f"{reason.what}。{reason.mend}")
        else:
            update_session_auth_hash(request, account)
            flash.say(request, "密码已修改")
            return redirect("public:enter")
    first = accounts.must_change_password(request.user)
    return render(request, "public/change_password.html", {"form": form, "is_first": first})
