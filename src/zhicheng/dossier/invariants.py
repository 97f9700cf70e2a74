"""What must hold of every dossier; silent when it does."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator

from zhicheng.ledger.models import Entry

from . import queries
from .models import Dossier, Reopening, Revision


def broken() -> Iterator[str]:
    """One Chinese line for each thing that is wrong."""
    sealed = {
        (e.content["dossier"], e.content["ordinal"]): e.content["digest"]
        for e in Entry.objects.filter(event="RevisionSealed").iterator()
    }
    for revision in Revision.objects.select_related("dossier", "dossier__person").iterator():
        name = f"{revision.dossier.number} 第{revision.ordinal}版"
        if hashlib.sha256(revision.content.encode()).hexdigest() != revision.digest:
            yield f"{name}：内容与摘要值不符"
        if sealed.get((revision.dossier.number, revision.ordinal)) != revision.digest:
            yield f"{name}：台账没有相同摘要值的封存记录"
        bare = [
            place
            for table, field, place, _ in queries.personal_values(queries.policy.Dossier, json.loads(revision.content))
            if table[field] not in (None, "") and not str(table[field]).startswith(queries.SEALED)
        ]
        if bare:
            yield f"{name}：个人信息未加密（{'、'.join(bare)}）"
    for opened in Reopening.objects.filter(closed_at=None).select_related("dossier"):
        if not opened.dossier.revisions.exists():
            yield f"{opened.dossier.number}：没有封存版本却有重新开放"
    for number in Dossier.objects.exclude(
        number__in=Entry.objects.filter(event="DossierOpened").values("subject")
    ).values_list("number", flat=True):
        yield f"{number}：台账没有建档记录"
