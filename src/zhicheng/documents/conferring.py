"""From lists, objections, confirmations, certificates and decisions to what the printers print (outputs 14 to 19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from zhicheng.accounts.models import Organisation
from zhicheng.dossier import queries as dossiers
from zhicheng.evidence import store
from zhicheng.outcome import queries as outcome
from zhicheng.outcome.models import Certificate, Channel, Confirmation, Sanction, SanctionMeasure
from zhicheng.policy.notice import Notice
from zhicheng.year import shelf
from zhicheng.year.queries import years

from .certificate import CertificateSheet
from .filling import digest_of
from .letters import Letter, LetterCode
from .letters.letter import foot_words, page_words
from .press import Press, the_press
from .rosters.roster import PUBLICITY
from .words import day

_WIDTHS = {"序号": 12, "姓名": 26, "申报专业": 32, "申报职称": 32, "级别": 22, "申报方式": 24, "证件号码后四位": 28}


def verify_site() -> str:
    """Where anybody checks a certificate."""
    return f"{settings.BASE_URL.rstrip('/')}/verify/certificate"


def certificate(made: Certificate) -> CertificateSheet:
    """A certificate as it was issued, sex, month of birth and photograph from the sealed revision."""
    dossier = made.confirmed.dossier
    revision = dossiers.latest(dossier)
    assert revision is not None
    said, content = dossiers.said(revision), made.content
    photo = next((f.digest for f in said.files if f.slot == "photo" and f.media_type.startswith("image/")), "")
    return CertificateSheet(
        number=made.number, name=made.name, sex=shelf.notice_of(dossier.year).name_of("sex", dossier.person.sex),
        born_on=dossier.person.born_on, unit=dossier.organisation.name, series=content["series"],
        specialty=content["specialty"], level=content["level"], title=content["title"], committee=content["committee"],
        confirmation=content["confirmation"], obtained_on=date.fromisoformat(content["obtained_on"]),
        issued_on=made.issued_on, authority=content["authority"], address=f"{verify_site()}/{made.token}",
        site=verify_site(), photo=_read(photo), corrects=made.replaces.number if made.replaces else "",
    )  # fmt: skip


def _read(digest: str) -> bytes | None:
    try:
        return store.read(digest) if digest else None
    except store.Lost:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A list of people on paper: opening words, the table, closing words, who signs it and when."""

    title: str
    unit: str
    opening: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    on: date
    code: LetterCode


def print_listed(listed: Listed, *, at: datetime, press: Press | None = None) -> bytes:
    """The list as PDF/A-2b, A4 landscape, the code on every page."""
    content: dict[str, Any] = {
        "title": listed.title, "unit": listed.unit, "opening": list(listed.opening), "heads": list(listed.columns),
        "widths": [_WIDTHS.get(c, 0) for c in listed.columns], "left": [],
        "rows": [list(r) for r in listed.rows] or [["无"] + [""] * (len(listed.columns) - 1)],
        "closing": list(listed.closing), "dated": day(listed.on), "foot": foot_words(listed.code),
    }  # fmt: skip
    return (press or the_press()).print(
        PUBLICITY, content, at=at, code_on=page_words(listed.code), pages=1 + len(listed.rows) // 12
    )


def results_list(channel: Channel) -> Listed:
    """结果公示 as one of its two channels posts it: the same list, the same digest, the other's name (output 14)."""
    made = channel.publication
    posted = timezone.localtime(channel.posted_at)
    return Listed(
        title=made.title, unit=channel.organisation.name,
        opening=(
            f"现将评审通过人员{len(made.rows)}名予以公示。公示时间：{day(posted.date())}至{day(made.ends_on)}。"
            f"名单摘要值：{channel.digest}。",
        ),
        columns=tuple(made.columns), rows=tuple(tuple(r) for r in made.rows),
        closing=("公示期间有异议的，可在公示页面的异议箱署名或者匿名提出，也可书面向公示部门提出。",),
        on=posted.date(), code=_code(made.number, channel.digest),
    )  # fmt: skip


def confirmation(made: Confirmation) -> Listed:
    """职称确认文件 with its list (output 16)."""
    shown = made.publication
    at = {p.dossier_id: p.ordinal for p in shown.people.all()}
    names = [c for c in shown.columns if c != "序号"]
    rows = []
    for n, person in enumerate(made.people.order_by("ordinal"), 1):
        row = dict(zip(shown.columns, shown.rows[at[person.dossier_id] - 1], strict=True))
        rows.append((str(n), *(row[c] for c in names)))
    office = Organisation.objects.get(pk=made.approval.organisation_id)
    return Listed(
        title="关于确认职称的通知", unit=office.name,
        opening=(
            f"{made.number}",
            f"{shown.title}经公示无异议，确认下列{len(rows)}名人员取得相应职称，取得时间自评审通过之日起计算。",
        ),
        columns=("序号", *names), rows=tuple(rows), closing=("请各单位按照有关规定做好聘任工作。",),
        on=made.confirmed_on, code=_code(made.number, made.digest),
    )  # fmt: skip


def measure(made: SanctionMeasure) -> Letter:
    """通报批评, 撤销决定 and the other decisions of 五(二), each as a letter (output 18)."""
    decision, notice = made.sanction, _law()
    rule = notice.rule("breach_measured") if notice else None
    whom = _whom(decision)
    basis = f"依据{rule.source.document}{rule.source.clause}：“{rule.source.words}”。" if rule else ""
    office = Organisation.objects.get(pk=decision.approval.organisation_id)
    term = (
        f"记录自{day(decision.decided_on)}起，至{day(decision.ends_on)}止。" if made.measure == "记入诚信档案" else ""
    )
    title = f"关于对{whom}{made.measure}的{'通报' if made.measure == '通报批评' else '决定'}"
    opening = (f"经查，{whom}{decision.words}", f"{basis}决定{_does(made.measure)}。{term}")
    return Letter(
        title=title, number=made.document_number, issuer=office.name, to_name=whom, opening=opening,
        closing=("对本决定不服的，可以在职称平台“诚信档案”中提出申诉。",), on=made.taken_on,
        code=_code(made.document_number, digest_of(made.document_number, title, *opening)),
    )  # fmt: skip


def extract(decision: Sanction, on: date) -> Letter:
    """诚信档案摘录: what the integrity file says of a decision on a day, and how it was ended early (output 19)."""
    whom, office = _whom(decision), Organisation.objects.get(pk=decision.approval.organisation_id)
    running = outcome.is_running(decision, on)
    listed = "；".join(f"{m.measure}（{m.document_number}，{day(m.taken_on)}）" for m in decision.measures.all())
    ended = "".join(
        f"{day(timezone.localdate(p.answered_at))}经{p.kind}（{p.document_number}）终止。"
        for p in decision.pleas.all()
        if p.is_granted
    )
    number = f"诚信摘录-{decision.number}-{on:%Y%m%d}"
    opening = (
        f"{whom}因“{decision.ground}”，由{decision.number}于{day(decision.decided_on)}决定处理，"
        f"记录至{day(decision.ends_on)}止。{ended}截至{day(on)}，该记录{'起作用' if running else '不起作用'}。",
        f"已经采取的处理：{listed}。",
    )
    return Letter(
        title="职称评审诚信档案摘录", number=number, issuer=office.name, to_name=whom, opening=opening, on=on,
        code=_code(number, digest_of(number, *opening)),
    )  # fmt: skip


def _does(measure: str) -> str:
    return {"记入诚信档案": "记入职称评审诚信建设档案库", "通报批评": "予以通报批评"}.get(measure, measure)


def _whom(decision: Sanction) -> str:
    found = decision.person or decision.organisation
    assert found is not None
    return found.name


def _law() -> Notice | None:
    last = years().order_by("-year").first()
    return shelf.notice_of(last) if last else None


def _code(number: str, digest: str) -> LetterCode:
    return LetterCode(number=number, revision=0, digest=digest, base_url=settings.BASE_URL)
