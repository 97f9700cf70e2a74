"""What must hold of the standing book; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count

from zhicheng.ledger.models import Entry

from . import queries
from .models import EntrustmentLetter, EntrustmentName


def broken() -> Iterator[str]:
    """One Chinese line for each letter or name that is not what it must be (S4-01, S4-10)."""
    checked = {
        (e.content["number"], e.content["issuer"], e.content["is_approved"])
        for e in Entry.objects.filter(event="EntrustmentChecked").iterator()
    }
    for letter in EntrustmentLetter.objects.annotate(people=Count("names")).iterator():
        if not letter.people:
            yield f"委托代评函{letter.number}没有列任何人"
        if letter.checked_at and (letter.number, letter.issuer, letter.is_approved) not in checked:
            yield f"委托代评函{letter.number}：台账没有相同的审核记录"
    for named in EntrustmentName.objects.select_related("letter").iterator():
        if named.id_index != queries.identity_index(named.id_type, named.id_number):
            yield f"委托代评函{named.letter.number}：一人的证件号索引与号码不符"
