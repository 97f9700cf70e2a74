"""What must hold of accounts whatever happened; each violation in a Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from zhicheng.policy import identity
from zhicheng.policy.seats import OFFICE_DUTIES, Duty, Role, fits
from zhicheng.register import queries as register

from . import queries
from .models import Account, Approval, Employment, Organisation, OrganisationDuty, Person, PersonalKey, Seat


def broken() -> Iterator[str]:
    """Every violation; nothing when all is well."""
    yield from _units()
    yield from _people()
    yield from _seats()
    yield from _approvals()


def _units() -> Iterator[str]:
    roots = list(Organisation.objects.filter(manager=None).values_list("name", flat=True))
    if len(roots) > 1:
        yield f"没有管理部门的单位不止一个：{'、'.join(roots)}"
    for name, code in Organisation.objects.values_list("name", "uscc").iterator():
        for fault in identity.uscc(code):
            yield f"{name}的统一社会信用代码{fault}"
    dutiless = Organisation.objects.annotate(n=Count("duties")).filter(n=0)
    yield from (f"{unit.name}没有职责" for unit in dutiless)
    offices = OrganisationDuty.objects.filter(
        organisation=OuterRef("manager_id"), duty__in=[duty.value for duty in OFFICE_DUTIES]
    )
    unmanaged = Organisation.objects.exclude(manager=None).exclude(Exists(offices))
    yield from (f"{unit.name}的管理部门不是审核部门" for unit in unmanaged)
    unverified = (
        queries.with_state()
        .exclude(state__in=(queries.ENABLED, queries.DISABLED))
        .filter(Exists(Employment.objects.filter(organisation=OuterRef("pk"))))
    )
    yield from (f"{unit.name}未通过审核却有申报人" for unit in unverified)


def _people() -> Iterator[str]:
    twice = Employment.objects.filter(ended_at=None).values("person_id").annotate(n=Count("id")).filter(n__gt=1)
    yield from (f"人员{row['person_id']}同时在{row['n']}个单位" for row in twice)
    keyless = Person.objects.exclude(Exists(PersonalKey.objects.filter(person=OuterRef("pk"))))
    yield from (f"人员{person.pk}没有个人密钥" for person in keyless)
    for person in Person.objects.iterator():
        if person.id_index != queries.identity_index(person.id_type, person.id_number):
            yield f"人员{person.pk}的证件号索引与号码不符"
    for account in Account.objects.select_related("person").iterator():
        if account.login_index != queries.login_index(account.person.id_number):
            yield f"帐号{account.pk}的登录名不是本人证件号码"
    brought = Employment.objects.filter(organisation__duties__duty=Duty.ENTRUSTING.value)
    for employment in brought.select_related("person", "organisation"):
        held, person = employment.organisation, employment.person
        year = timezone.localdate(employment.began_at).year
        named = register.named_by_letter(person.id_type, person.id_index, year, held.uscc)
        if named is None or not named.letter.is_approved:
            yield f"人员{person.pk}在{held.name}名下，却没有经审核同意的委托代评函列名"
    endless = Account.objects.filter(has_own_password=False, password_expires_at=None).exclude(password__startswith="!")
    yield from (f"帐号{account.pk}的初始密码没有有效期" for account in endless)


def _seats() -> Iterator[str]:
    roles = {role.value for role in Role}
    for seat in (
        Seat.objects.filter(ended_at=None).select_related("organisation").prefetch_related("organisation__duties")
    ):
        duties = {Duty(duty.duty) for duty in seat.organisation.duties.all()}
        if seat.role not in roles or not fits(Role(seat.role), duties):
            yield f"{seat.organisation.name}席位{seat.pk}与单位职责不符"
    hands = (
        Seat.objects.filter(ended_at=None, role__in=(Role.HANDLER.value, Role.PRINCIPAL.value))
        .values("person_id", "organisation_id")
        .annotate(n=Count("id"), exempt=Count("id", filter=Q(is_micro_exempt=True)))
        .filter(n__gt=1, exempt=0)
    )
    yield from (f"单位{row['organisation_id']}的经办人和负责人是同一人{row['person_id']}" for row in hands)


def _approvals() -> Iterator[str]:
    own = Approval.objects.filter(decided_by=F("proposed_by"))
    yield from (f"审批{approval.pk}由提出人自己决定" for approval in own)
    unspendable = Approval.objects.filter(spent_at__isnull=False).exclude(is_granted=True)
    yield from (f"审批{approval.pk}未同意却已使用" for approval in unspendable)
    early = Approval.objects.filter(Q(decided_at__lt=F("proposed_at")) | Q(spent_at__lt=F("decided_at")))
    yield from (f"审批{approval.pk}的时间先后颠倒" for approval in early)
