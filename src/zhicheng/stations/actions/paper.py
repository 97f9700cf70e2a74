"""纸质材料收件: the committee's office takes the stamped forms and holds them against the seal (S2.3-16, S3-02)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ledger.actor import Actor
from zhicheng.ledger.record import record
from zhicheng.policy.finding import Refusal, refuse
from zhicheng.policy.notice import Notice

from .. import queries
from ..events import PaperReceived
from ..models import PaperReceipt
from .moving import locked_dossier

DIGITS = 16  # of the digest, as printed on every page


@transaction.atomic
def receive_paper(
    dossier: Dossier, *, digest: str, copies: int, delivered_by: str, notice: Notice, by: Actor, at: datetime
) -> PaperReceipt:
    """Record that the stamped forms of an accepted dossier were handed over, once, in the number that is asked.

    ``digest`` is the page code of the printed form: paper and record must be the same revision (S2.4-03). Refused
    with every reason at once. The door has asked that this office accepts for the dossier's committee.
    """
    dossier = locked_dossier(dossier)
    delivery, printed = notice.rule("paper_delivery"), notice.rule("printed_after_all_passed")
    truth = notice.rule("true_and_complete")
    revision = dossiers.latest(dossier)
    reasons = []
    if not queries.is_all_passed(dossier) or revision is None:
        reasons.append(Refusal(printed.id, "各级审核尚未结束", printed.source, printed.mend))
    elif not digest or revision.digest[:DIGITS] != digest[:DIGITS]:
        words = "纸质表的校验码与封存的版本不符"
        reasons.append(Refusal(truth.id, words, truth.source, "请申报人重新打印现行版本，盖章后再送。", "digest"))
    if copies != int(printed["copies"]):
        words = f"收到 {copies} 份，要求一式 {printed['copies']} 份"
        reasons.append(Refusal(printed.id, words, printed.source, "请补齐份数后再登记。", "copies"))
    if not delivered_by.strip():
        reasons.append(Refusal(delivery.id, "没有填写送件人", delivery.source, "请填写送件人姓名。", "delivered_by"))
    if (had := PaperReceipt.objects.filter(dossier=dossier).first()) is not None:
        words = f"已于{had.received_at:%Y-%m-%d}由{had.received_by}收件"
        reasons.append(Refusal(delivery.id, words, delivery.source, "不必重复登记。"))
    refuse(reasons)
    assert revision is not None  # else refused above
    made = PaperReceipt.objects.create(
        dossier=dossier,
        organisation_id=by.organisation,
        revision=revision,
        copies=copies,
        delivered_by=delivered_by.strip()[:60],
        received_by=by.name,
        received_at=at,
    )
    record(PaperReceived(dossier.number, copies, made.delivered_by, revision.ordinal), by=by, at=at)
    return made
