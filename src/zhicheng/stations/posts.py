"""A unit's posts: which recommended dossiers take one, and how many are taken. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, QuerySet

from zhicheng.accounts.models import Organisation
from zhicheng.dossier.models import Dossier
from zhicheng.register import queries as register
from zhicheng.year.models import Year

from .models import PostClaim


def takers(year: Year) -> QuerySet[PostClaim]:
    """Recommended dossiers of the year that take one of their unit's posts, not ended since, and not by an approval
    that still names the person (S2.2-05, R-36)."""
    approved = register.standing_names().filter(
        approval__document_number=OuterRef("green_channel"),
        id_type=OuterRef("dossier__person__id_type"),
        id_index=OuterRef("dossier__person__id_index"),
    )
    return PostClaim.objects.filter(dossier__year=year, dossier__ending=None, is_counted=True).exclude(Exists(approved))


def post_claim(dossier: Dossier) -> PostClaim | None:
    """What the recommended revision said, once the unit has recommended."""
    return PostClaim.objects.filter(dossier=dossier).first()


@dataclass(frozen=True, slots=True)
class PostsTaken:
    """How many of a level a unit has recommended in a year: within its posts, and free of the ratio."""

    counted: int = 0
    green: int = 0


def posts_taken(organisations: Iterable[Organisation], year: Year) -> dict[tuple[int, str], PostsTaken]:
    """Of each unit and level; two queries for however many."""
    ids = [o.pk for o in organisations]
    key = ("dossier__organisation", "level")
    counted = takers(year).filter(dossier__organisation__in=ids)
    green = PostClaim.objects.filter(dossier__organisation__in=ids, dossier__year=year, dossier__ending=None).exclude(
        green_channel=""
    )
    green = green.exclude(pk__in=counted.values("pk"))
    out: dict[tuple[int, str], PostsTaken] = {}
    for found, name in ((counted, "counted"), (green, "green")):
        for unit, level, n in found.values_list(*key).annotate(n=Count("pk")).order_by():
            out[unit, level] = replace(out.get((unit, level), PostsTaken()), **{name: n})
    return out
