"""What every page of ours reads besides its own: tabs, the seat in words, the demonstration's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse

from zhicheng.accounts import queries as accounts
from zhicheng.policy.organisations import CITY_LEVEL
from zhicheng.policy.seats import OFFICE_ROLES, Duty, Role

from . import flash
from .asked import Asked
from .refusals import clause_href, name_of_place

if TYPE_CHECKING:
    from zhicheng.accounts.models import Seat

APPLICANT: tuple[tuple[str, str], ...] = (
    ("我的申报", "applicant:home"),
    ("材料清单", "applicant:materials"),
    ("提交前检查", "applicant:check"),
    ("评审结果", "applicant:result"),
)
TABS: dict[str, tuple[tuple[str, str], ...]] = {
    Role.ADMINISTRATOR.value: (
        ("单位信息", "employer:organisation"),
        ("人员管理", "employer:people"),
        ("席位", "employer:seats"),
        ("专家推荐", "employer:experts"),
        ("本单位申报", "employer:all"),
        ("诚信档案", "employer:integrity"),
    ),
    Role.HANDLER.value: (
        ("待办", "employer:inbox"),
        ("单位公示", "employer:publicities"),
        ("专家推荐", "employer:experts"),
        ("本单位申报", "employer:all"),
    ),
    Role.PRINCIPAL.value: (
        ("待办", "employer:inbox"),
        ("专家推荐", "employer:experts"),
        ("本单位申报", "employer:all"),
        ("诚信档案", "employer:integrity"),
    ),
    Role.REVIEWER.value: (
        ("待办", "office:inbox"),
        ("已办", "office:done"),
        ("专家入库", "office:experts"),
        ("时间安排", "office:schedule"),
        ("统计", "office:statistics"),
    ),
    Role.SUPERIOR.value: (
        ("批准事项", "office:approvals"),
        ("时间安排", "office:schedule"),
        ("统计", "office:statistics"),
    ),
    Role.REGISTRAR.value: (
        ("下级单位", "office:organisations"),
        ("职数", "office:quotas"),
        ("绿色通道", "office:green_channels"),
        ("时间安排", "office:schedule"),
    ),
    Role.SECRETARY.value: (
        ("评审会", "secretariat:home"),
        ("评审结果", "secretariat:results"),
        ("专家库", "secretariat:experts"),
        ("保密承诺", "secretariat:pledge"),
    ),
    Role.EXPERT.value: (
        ("我的评审", "expert:meetings"),
        ("我的专家档案", "expert:home"),
        ("关系申明", "expert:declaration"),
        ("保密承诺", "expert:pledge"),
    ),
    Role.SUPERVISOR.value: (
        ("评审监督", "supervisor:live"),
        ("见证抽取", "supervisor:draws"),
        ("诚信监管", "supervisor:integrity"),
        ("保密承诺", "supervisor:pledge"),
    ),
}

BETWEEN_YEARS = ("applicant:result", "employer:integrity", "office:years")
"""The pages that need no open year."""

KEEPERS = (Role.REVIEWER.value, Role.SUPERIOR.value)
"""Who keeps results and the integrity file, at the city's office."""


def _of_entrusted_review(seat: Seat) -> tuple[tuple[str, str], ...]:
    """Tabs that depend on what the organisation does: letters of the city and of autonomous units, the census."""
    duties = {d.duty for d in seat.organisation.duties.all()}
    office = seat.role in {r.value for r in OFFICE_ROLES}
    out: list[tuple[str, str]] = []
    if office and Duty.CITY_OFFICE.value in duties:
        out.append(("委托评审", "office:entrustment"))
    elif Duty.AUTONOMOUS.value in duties and seat.role in (Role.HANDLER.value, Role.PRINCIPAL.value):
        out.append(("委托评审", "employer:entrustment"))
    of_city = seat.organisation.level == CITY_LEVEL and Duty.DEPARTMENT.value in duties
    if seat.role == Role.REVIEWER.value and (of_city or duties & {Duty.CITY_OFFICE.value, Duty.COUNTY_OFFICE.value}):
        out.append(("摸底统计", "office:census"))
    return tuple(out)


def surroundings(request: Asked) -> dict[str, Any]:
    """The context of every template."""
    notice = getattr(request, "notice", None)
    out: dict[str, Any] = {
        "demo_clock": getattr(request, "demo_clock", None),
        "at": getattr(request, "at", None),
        "notice": notice,
        "site_record": settings.SITE_RECORD,
        "clause_href": clause_href,
        "name_of_place": name_of_place(notice),
    }
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return out
    seat = getattr(request, "seat", None)
    year = f"{request.year.year}年度" if getattr(request, "year", None) else ""
    name = user.person.name
    words: tuple[str, ...] = (year, name)
    tabs = APPLICANT
    if seat is not None:
        tabs = TABS.get(seat.role, ())
        if seat.role == Role.REVIEWER.value and accounts.receives_paper(seat.organisation):
            tabs = (*TABS[seat.role], ("纸质收件", "office:receipts"))
        if seat.role in KEEPERS and accounts.is_city_office(seat.organisation_id):
            tabs = (*tabs, ("评审结果", "office:outcomes"), ("诚信档案", "office:integrity"))
        if seat.role == Role.SUPERIOR.value and seat.organisation.manager_id is None:
            tabs = (*tabs, ("年度", "office:years"))
        tabs = (*tabs, *_of_entrusted_review(seat))
        unit = seat.organisation.short_name or seat.organisation.name
        words = (year, unit, Role(seat.role).words, name)
    if not year:  # what is left when no year is open
        tabs = tuple(t for t in tabs if t[1] in BETWEEN_YEARS)
    can_switch = len(getattr(request, "seats", ())) > 0
    return out | {
        "tabs": tuple((title, reverse(to)) for title, to in tabs),
        "seat": tuple(w for w in words if w),
        "switch_href": reverse("public:choose_seat") if can_switch else "",
        "said_messages": flash.said(request),
    }
