"""Reads of units, people, seats and approvals; every list takes a constant number of queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from zhicheng.ledger.actor import Actor
from zhicheng.policy import identity
from zhicheng.policy.finding import Refusal
from zhicheng.policy.seats import Duty, Role
from zhicheng.register import queries as register
from zhicheng.vault import cipher

from . import house
from .models import (
    Account,
    Approval,
    Employment,
    Organisation,
    OrganisationDuty,
    OrganisationProof,
    Person,
    PostQuota,
    Seat,
    Verification,
)

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class State(TypedDict):
    """What :func:`with_state` adds to a unit."""

    state: str


APPLICANT = "申报人"
CREATED, INCOMPLETE, WAITING = "已创建", "待完善", "待审核"
REFUSED, ENABLED, DISABLED = "审核不通过", "启用", "停用"
STATES = (CREATED, INCOMPLETE, WAITING, REFUSED, ENABLED, DISABLED)

PROOFS: Mapping[str, str] = MappingProxyType(
    {
        "licence": "证照扫描件（营业执照、事业单位法人证书、民办非企业单位登记证书或医疗机构执业许可证）",
        "application": "加盖公章的单位帐号申请表",
    }
)
"""单位审核材料, kind to name: each is demanded of every unit (S2.1-05, S2.1-09)."""

UNIT_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "short_name": "简称",
        "legal_representative": "法定代表人",
        "contact": "联系人",
        "telephone": "联系电话",
        "address": "地址",
        "posts": "岗位数",
        "locality": "城乡类别",
        "is_appraising": "进行年度考核",
    }
)
"""What a unit completes itself, field to name."""
REQUIRED = ("legal_representative", "contact", "telephone", "address", "posts")
STILL_OPEN = ("contact", "telephone", "address")
"""What a verified unit may still change itself."""


# Indexes


def identity_index(id_type: str, id_number: str) -> str:
    """The blind index of a person's document, the one that the register is keyed by."""
    return register.identity_index(id_type, id_number)


def login_index(id_number: str) -> str:
    """The blind index of a user name; whoever logs in types the number alone (S2.3-02)."""
    return cipher.blind_index(identity.normal(id_number), "accounts.login")


# Actors


def actor_of(account: Account, seat: Seat | None, address: str = "") -> Actor:
    """Who acts: the person in that seat; without a seat «申报人», at the unit that employs the person."""
    person = account.person
    if seat is not None:
        return Actor(
            name=person.name,
            person=person.pk,
            account=account.pk,
            seat=seat.pk,
            role=seat.role,
            organisation=seat.organisation_id,
            organisation_name=seat.organisation.name,
            address=address,
        )
    employment = employment_of(person)
    return Actor(
        name=APPLICANT,
        person=person.pk,
        account=account.pk,
        role="applicant",
        organisation=employment.organisation_id if employment else 0,
        organisation_name=employment.organisation.name if employment else "",
        address=address,
    )


def seats_of(person: Person) -> QuerySet[Seat]:
    """The open seats of a person at units that are not disabled, in the order in which they were given."""
    return (
        Seat.objects.filter(person=person, ended_at=None, organisation__disabled_at=None)
        .select_related("organisation", "person")
        .prefetch_related("organisation__duties")
        .order_by("id")
    )


def why_not(account: Account, at: datetime) -> Refusal | None:
    """Why an account may not log in at an instant; ``None`` when it may. Says nothing about the password."""
    if account.locked_at is not None:
        return house.refusal(house.ACCOUNT_LOCKED)
    expires = account.password_expires_at
    if not account.has_own_password and expires is not None and at >= expires:
        return house.refusal(house.PASSWORD_EXPIRED)
    if seats_of(account.person).exists():
        return None
    employment = employment_of(account.person)
    at_disabled = employment is not None and employment.organisation.disabled_at is not None
    only_disabled_seats = (
        employment is None
        and Seat.objects.filter(person=account.person, ended_at=None, organisation__disabled_at__isnull=False).exists()
    )
    if at_disabled or only_disabled_seats:
        return house.refusal(house.UNIT_DISABLED)
    return None


def account_of(id: int) -> Account | None:
    """An account by its key, unless it is locked."""
    return Account.objects.select_related("person").filter(pk=id, locked_at=None).first()


def account_known_by(login_index: str) -> Account | None:
    """The account of a blind index."""
    return Account.objects.select_related("person").filter(login_index=login_index).first()


def has_account(person: Person) -> bool:
    """Whether the person can log in at all."""
    return Account.objects.filter(person=person).exists()


def must_change_password(account: Account) -> bool:
    """Whether the person still has the initial password and enters nothing before it is changed (S2.3-04)."""
    return account.has_usable_password() and not account.has_own_password


# Units


def with_state() -> QuerySet[WithAnnotations[Organisation, State]]:
    """Units with ``state``: 已创建 (no administrator yet), 待完善, 待审核, 审核不通过, 启用 or 停用."""
    last = Verification.objects.filter(organisation=OuterRef("pk")).order_by("-id")
    return Organisation.objects.annotate(
        _last=Subquery(last.values("id")[:1]),
        _passed=Subquery(last.values("is_passed")[:1]),
        _employs=Exists(OrganisationDuty.objects.filter(organisation=OuterRef("pk"), duty=Duty.EMPLOYER.value)),
        _administered=Exists(
            Seat.objects.filter(organisation=OuterRef("pk"), role=Role.ADMINISTRATOR.value, ended_at=None)
        ),
    ).annotate(
        state=Case(
            When(disabled_at__isnull=False, then=Value(DISABLED)),
            When(_employs=False, then=Value(ENABLED)),
            When(_passed=True, then=Value(ENABLED)),
            When(_passed=False, then=Value(REFUSED)),
            When(_last__isnull=False, then=Value(WAITING)),
            When(_administered=True, then=Value(INCOMPLETE)),
            default=Value(CREATED),
        )
    )


def state_of(organisation: Organisation) -> str:
    """The state of a unit in words, one of :data:`STATES`."""
    return str(with_state().values_list("state", flat=True).get(pk=organisation.pk))


def is_verified(organisation: Organisation) -> bool:
    """Whether the unit may act: its last verification passed (offices need none) and it is not disabled."""
    return state_of(organisation) == ENABLED


def duties_of(organisation: Organisation) -> tuple[Duty, ...]:
    """What the organisation does in the process."""
    said = set(organisation.duties.values_list("duty", flat=True))
    return tuple(duty for duty in Duty if duty.value in said)


def receives_paper(organisation: Organisation) -> bool:
    """Whether the organisation is a committee's office, where stamped forms are handed over."""
    return organisation.duties.filter(duty=Duty.COMMITTEE_OFFICE.value).exists()


def is_city_office(organisation_id: int) -> bool:
    """Whether that organisation is the city's office."""
    return OrganisationDuty.objects.filter(organisation_id=organisation_id, duty=Duty.CITY_OFFICE.value).exists()


def managers_of(organisation: Organisation) -> tuple[int, ...]:
    """The managing office and its superiors, the nearest first; the root manages itself (谁创建谁管理, S2.1-01)."""
    if organisation.manager_id is None:
        return (organisation.pk,)
    above = dict(Organisation.objects.filter(managed__isnull=False).distinct().values_list("id", "manager_id"))
    out: list[int] = []
    at: int | None = organisation.manager_id
    while at is not None and at not in out:
        out.append(at)
        at = above.get(at)
    return tuple(out)


def manages(by: Actor, organisation: Organisation) -> bool:
    """Whether the actor keeps the accounts of the unit: a registrar of its managing office or of a superior."""
    return by.role == Role.REGISTRAR.value and by.organisation in managers_of(organisation)


def keeps_pools(by: Actor, office: Organisation) -> bool:
    """Whether the actor decides about the experts of a committee's office: its own staff, the city's reviewer."""
    is_city = by.role == Role.REVIEWER.value and is_city_office(by.organisation)
    return is_city or (by.role == Role.SECRETARY.value and by.organisation == office.pk)


def city_office() -> Organisation | None:
    """The root of the tree, once it is installed."""
    return Organisation.objects.filter(duties__duty=Duty.CITY_OFFICE.value).order_by("id").first()


def office_of(duty: Duty, employer: Organisation) -> Organisation | None:
    """Who serves a duty for an employer: itself, its department, its county's office, the city's; else ``None``.

    Committee offices are named by their committee: see :func:`organisation_named`.
    """
    if duty is Duty.EMPLOYER:
        return employer
    if duty is Duty.DEPARTMENT:
        return employer.department
    if duty is Duty.COUNTY_OFFICE:
        return (
            Organisation.objects.filter(duties__duty=duty.value, region=employer.region, disabled_at=None)
            .order_by("id")
            .first()
        )
    return city_office() if duty is Duty.CITY_OFFICE else None


def organisation_of_code(uscc: str) -> Organisation | None:
    """The unit of a 统一社会信用代码."""
    return Organisation.objects.filter(uscc=uscc.strip()).first()


def organisation_named(name: str) -> Organisation | None:
    """The organisation of that full or short name, the full name first."""
    wanted = name.strip()
    if not wanted:
        return None
    return (
        Organisation.objects.filter(name=wanted).first()
        or Organisation.objects.filter(short_name=wanted).order_by("id").first()
    )


def organisations_managed(
    organisation: Organisation, q: str = "", state: str = ""
) -> QuerySet[WithAnnotations[Organisation, State]]:
    """The units that an office created, each with ``state``; ``q`` is part of a name or a whole code."""
    rows = with_state().filter(manager=organisation).select_related("department", "parent").order_by("name")
    if q.strip():
        said = q.strip()
        rows = rows.filter(Q(name__icontains=said) | Q(short_name__icontains=said) | Q(uscc=identity.normal(said)))
    return rows.filter(state=state) if state else rows


def organisations_with_duty(duty: Duty) -> QuerySet[Organisation]:
    """Every organisation of a duty, by name; for the choices of a form."""
    return Organisation.objects.filter(duties__duty=duty.value, disabled_at=None).order_by("name")


def proofs_of(organisation: Organisation) -> QuerySet[OrganisationProof]:
    """单位审核材料 that stand, in the order of their upload."""
    return organisation.proofs.filter(removed_at=None).select_related("blob").order_by("id")


def missing_of(organisation: Organisation) -> tuple[tuple[str, str], ...]:
    """What a unit still has to fill in and upload: place and name of each, fields first."""
    fields = tuple((f"employer.{f}", UNIT_FIELDS[f]) for f in REQUIRED if getattr(organisation, f) in ("", None))
    there = set(proofs_of(organisation).values_list("kind", flat=True))
    return (*fields, *((f"employer.proofs.{k}", name) for k, name in PROOFS.items() if k not in there))


def verifications_of(organisation: Organisation) -> QuerySet[Verification]:
    """Every submission of a unit, the newest first."""
    return organisation.verifications.order_by("-id")


def verifications_waiting(organisation: Organisation) -> QuerySet[Verification]:
    """What waits for the office's decision, the longest first."""
    return (
        Verification.objects.filter(organisation__manager=organisation, decided_at=None)
        .select_related("organisation", "organisation__department")
        .order_by("submitted_at", "id")
    )


# 职数


def keeps_quota(by: Actor, organisation: Organisation) -> bool:
    """Whether the actor enters the unit's posts: a registrar of its department, of its manager or of a superior."""
    return by.role == Role.REGISTRAR.value and (
        by.organisation == organisation.department_id or by.organisation in managers_of(organisation)
    )


def quota_of(organisation: Organisation | int, year: int, level: str) -> PostQuota | None:
    """The posts of a level on record."""
    return PostQuota.objects.filter(organisation=organisation, year=year, level=level).first()


def quotas_of(organisation: Organisation | int, year: int) -> dict[str, PostQuota]:
    """Every level on record of a unit in a year."""
    return {q.level: q for q in PostQuota.objects.filter(organisation=organisation, year=year)}


def institutions_kept(
    organisation: Organisation, natures: Collection[str], year: int, q: str = ""
) -> QuerySet[Organisation]:
    """Units of those natures whose posts the office enters, all of them for the city's; with the year's ``quotas``."""
    rows = Organisation.objects.filter(
        nature__in=list(natures), duties__duty=Duty.EMPLOYER.value, disabled_at=None
    ).order_by("name")
    if not is_city_office(organisation.pk):
        rows = rows.filter(Q(manager=organisation) | Q(department=organisation))
    if q.strip():
        said = q.strip()
        rows = rows.filter(Q(name__icontains=said) | Q(short_name__icontains=said) | Q(uscc=identity.normal(said)))
    return rows.prefetch_related(Prefetch("quotas", PostQuota.objects.filter(year=year)))


# People


def employment_of(person: Person) -> Employment | None:
    """Where the person works now, if any unit has added the person."""
    return (
        Employment.objects.filter(person=person, ended_at=None)
        .select_related("organisation", "organisation__department", "person")
        .first()
    )


def person_of(id_type: str, id_number: str) -> Person | None:
    """The person of that document."""
    return Person.objects.filter(id_type=id_type, id_index=identity_index(id_type, id_number)).first()


def people_of(organisation: Organisation, q: str = "") -> QuerySet[Employment]:
    """Whom the unit employs now, by the sound of the name; ``q`` is part of a name or a whole document number."""
    rows = (
        Employment.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person", "person__account", "organisation")
        .order_by("person__name_sort", "id")
    )
    if q.strip():
        said = q.strip()
        rows = rows.filter(
            Q(person__name__icontains=said)
            | Q(person__name_sort__icontains=said.lower())
            | Q(person__account__login_index=login_index(said))
        )
    return rows


def keeps_green_channel(by: Actor) -> bool:
    """Whether the actor checks and revokes green-channel marks: a registrar of the city's office."""
    return by.role == Role.REGISTRAR.value and is_city_office(by.organisation)


def green_marks(q: str = "") -> QuerySet[Employment]:
    """Every green-channel mark that stands, by unit and name (S2.2-05)."""
    rows = (
        Employment.objects.filter(ended_at=None)
        .exclude(green_channel="")
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name_sort", "id")
    )
    if q.strip():
        said = q.strip()
        rows = rows.filter(
            Q(person__name__icontains=said) | Q(organisation__name__icontains=said) | Q(green_channel__icontains=said)
        )
    return rows


def unmarked(organisation: Organisation) -> tuple[tuple[Employment, str], ...]:
    """Whom an approval on file names and the unit has not marked, each with the approval's number (二(二))."""
    named = register.standing_names().filter(id_type=OuterRef("person__id_type"), id_index=OuterRef("person__id_index"))
    found = (
        people_of(organisation)
        .filter(green_channel="")
        .annotate(
            approved=Subquery(named.order_by("-approval__approved_on", "-pk").values("approval__document_number")[:1])
        )
    )
    return tuple((e, e.approved) for e in found.exclude(approved=None))


def seats_in(organisation: Organisation) -> QuerySet[Seat]:
    """The open seats of an organisation."""
    return (
        Seat.objects.filter(organisation=organisation, ended_at=None)
        .select_related("person", "person__account", "organisation")
        .order_by("role", "id")
    )


# Approvals


def approvals_waiting(organisation: Organisation, role: Role) -> QuerySet[Approval]:
    """What waits for the decision of a seat there, the longest first."""
    return Approval.objects.filter(organisation=organisation, role=role.value, decided_at=None).order_by(
        "proposed_at", "id"
    )


def approval_standing(kind: str, subject: str) -> Approval | None:
    """The last approval asked for of that kind and subject, whatever became of it."""
    return Approval.objects.filter(kind=kind, subject=subject).select_related("proposed_by").order_by("-pk").first()


def approvals_open(kind: str, subjects: Collection[str]) -> QuerySet[Approval]:
    """What was asked of a kind, for those subjects, and is neither denied nor spent."""
    return Approval.objects.filter(kind=kind, subject__in=list(subjects), spent_at=None).exclude(is_granted=False)


def approval_to_spend(kind: str, subject: str) -> Approval | None:
    """A granted approval of that kind and subject that is not spent yet."""
    return (
        Approval.objects.filter(kind=kind, subject=subject, is_granted=True, spent_at=None)
        .exclude(decided_by=F("proposed_by"))
        .order_by("id")
        .first()
    )
