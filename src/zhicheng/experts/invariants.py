"""What must hold of the pool whatever happened; each violation in a Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from zhicheng.accounts.models import Seat
from zhicheng.policy.seats import Role

from .models import Nomination, Removal, Term, Vetting


def broken() -> Iterator[str]:
    """Every violation; nothing when all is well."""
    waiting = Exists(Vetting.objects.filter(nomination=OuterRef("pk"), decided_at=None))
    for number in Nomination.objects.filter(closed_at=None).exclude(waiting).values_list("number", flat=True):
        yield f"入库申请{number}没有办结，却没有环节在办理"
    for number in Nomination.objects.filter(waiting, closed_at__isnull=False).values_list("number", flat=True):
        yield f"入库申请{number}已经办结，却还有环节在办理"
    declined = Exists(Vetting.objects.filter(nomination=OuterRef("nomination"), is_passed=False))
    approved = Exists(Vetting.objects.filter(nomination=OuterRef("nomination"), step="city", is_passed=True))
    for number in Term.objects.filter(Q(declined) | ~Q(approved)).values_list("number", flat=True):
        yield f"专家{number}未经核准却已入库"
    other = Term.objects.exclude(person=F("nomination__person"), office=F("nomination__office"))
    yield from (f"专家{number}与入库申请不是同一人或同一专家库" for number in other.values_list("number", flat=True))
    early = Removal.objects.filter(removed_on__lt=F("term__approved_at__date"))
    yield from (f"专家{number}的出库早于入库" for number in early.values_list("term__number", flat=True))
    kept = Exists(Term.objects.filter(person=OuterRef("person"), office=OuterRef("organisation"), removal__isnull=True))
    unfounded = Seat.objects.filter(role=Role.EXPERT.value, ended_at=None).exclude(kept)
    yield from (f"专家席位{seat}没有对应的任期" for seat in unfounded.values_list("pk", flat=True))
    overlapping = Exists(
        Term.objects.filter(
            person=OuterRef("person"), office=OuterRef("office"), removal__isnull=True, pk__gt=OuterRef("pk"),
            begins_on__lte=OuterRef("begins_on"), ends_on__gte=OuterRef("ends_on"),
        )
    )  # fmt: skip
    nested = Term.objects.filter(overlapping, removal__isnull=True)
    yield from (f"专家{number}的任期落在另一个任期之内" for number in nested.values_list("number", flat=True))
