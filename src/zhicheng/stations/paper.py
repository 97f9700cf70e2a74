"""纸质材料收件: which stamped forms were handed over, and which are awaited. Reads only."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.db.models import Q

from zhicheng.accounts.models import Organisation
from zhicheng.dossier.models import Dossier
from zhicheng.policy.notice import Notice
from zhicheng.year.models import Year

from .lists import PAGE
from .models import PaperReceipt


def receipt_of(dossier: Dossier) -> PaperReceipt | None:
    """When the stamped forms were received, if they were."""
    return PaperReceipt.objects.filter(dossier=dossier).first()


def receipts(
    organisation: Organisation, year: Year, q: str = "", page: int = 1
) -> tuple[Sequence[PaperReceipt], int, int, int]:
    """What an office has received, newest first: one page, how many in all, its number, and how many pages."""
    found = PaperReceipt.objects.filter(organisation=organisation, dossier__year=year)
    if q.strip():
        found = found.filter(Q(dossier__number__icontains=q.strip()) | Q(dossier__person__name__icontains=q.strip()))
    pages = Paginator(found.select_related("dossier__person", "dossier__organisation", "revision"), PAGE)
    shown = pages.get_page(page)
    return tuple(shown.object_list), pages.count, shown.number, pages.num_pages


def awaited(organisation: Organisation, year: Year, notice: Notice) -> int:
    """How many accepted dossiers of an office's committees have not been handed over on paper."""
    mine = [c.id for c in notice.committees.values() if c.office == organisation.name]
    done = Dossier.objects.filter(year=year, committee__in=mine, standing__is_done=True)
    return done.filter(paper_receipt__isnull=True).count()
