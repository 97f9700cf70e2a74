"""What must hold of census, letters and results; silent when it does."""

from __future__ import annotations

from collections.abc import Iterator

from zhicheng.ledger.models import Entry
from zhicheng.register.models import HeldTitle

from . import actions
from .models import LetterOut, ReturnedResult


def broken() -> Iterator[str]:
    """One Chinese line for each thing that is wrong (S4-09, S4-10)."""
    issued = {(e.content["number"], e.content["digest"]) for e in Entry.objects.filter(event="LetterIssued").iterator()}
    for letter in LetterOut.objects.filter(is_issued=True).select_related("organisation").prefetch_related("names"):
        names = [
            actions.Sent(n.name, n.id_number, n.unit, n.held_title, n.specialty, n.title, n.id_type)
            for n in letter.names.all()
        ]
        if actions.digest_of(letter, names) != letter.digest:
            yield f"委托代评函{letter.number}：内容与摘要值不符"
        if (letter.number, letter.digest) not in issued:
            yield f"委托代评函{letter.number}：台账没有相同摘要值的签发记录"
    for result in ReturnedResult.objects.select_related("named__letter"):
        letter = result.named.letter
        if not letter.is_issued:
            yield f"委托评审结果{result.document_number}：没有已签发的委托代评函"
        book = HeldTitle.objects.filter(certificate_number=result.certificate_number, id_index=result.named.id_index)
        if result.is_passed and not book.exists():
            yield f"委托评审结果{result.document_number}：登记簿没有证书{result.certificate_number}"
