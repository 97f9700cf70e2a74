"""What pages of entrusted review share: rosters pasted from a workbook, names of places, a letter that goes out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse

from zhicheng.accounts.queries import is_city_office
from zhicheng.documents import actions as documents
from zhicheng.documents import queries as papers
from zhicheng.documents.letters.entrustment import code_words
from zhicheng.entrustment import actions, queries
from zhicheng.entrustment.actions import Draft, Sent
from zhicheng.entrustment.queries import Standing
from zhicheng.policy import entrustment
from zhicheng.policy.finding import Refusal, Refused
from zhicheng.policy.notice import Notice, Rule
from zhicheng.web.shared import viewer
from zhicheng.web.shared.asked import Asked

PLACES = {
    "letter.number": "编号",
    "letter.issuer": "委托单位",
    "letter.issuer_uscc": "统一社会信用代码",
    "letter.body_kind": "委托单位类别",
    "letter.region": "委托单位所在地",
    "letter.committee": "受托评委会",
    "letter.committee_office": "承办部门",
    "letter.committee_region": "评委会所在地",
    "letter.filing_number": "核准备案文号",
    "letter.filed_until": "备案有效期至",
    "letter.series": "系列",
    "letter.level": "级别",
    "letter.issued_on": "签发日期",
    "letter.valid_until": "有效期至",
    "letter.signer": "签发人",
    "letter.scan": "扫描件",
    "letter.names": "人员名单",
    "letter.is_checked": "资格审查",
    "letter.organisation": "委托单位",
    "scan": "扫描件",
    "reasons": "原因",
    "reason": "原因",
    "answer": "答复",
    "answered_on": "答复日期",
    "document_number": "结果文号",
    "decided_on": "评审日期",
    "certificate_number": "证书编号和发证机关",
    "contact": "联系人和电话",
}
OUT_COLUMNS = ("姓名", "身份证号", "工作单位", "现职称", "专业", "拟评职称")
IN_COLUMNS = ("姓名", "身份证号", "工作单位", "单位性质", "现职称", "拟评职称")


def name_of_place(place: str) -> str:
    """A field of these pages in Chinese; a line of the census by its number."""
    if place.startswith("rows."):
        return f"第{place[5:]}行"
    return PLACES.get(place, place)


def lines_of(text: str, columns: tuple[str, ...], rule: Rule, more: int = 0) -> list[list[str]]:
    """A roster as typed or pasted: one person a line, cells parted by tabs or commas.

    ``more`` cells may follow. Raises :class:`Refused` with every line of another shape.
    """
    out, faults = [], []
    for n, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = [c.strip() for c in line.replace("，", "\t").replace(",", "\t").split("\t")]
        if not len(columns) <= len(cells) <= len(columns) + more:
            words = f"名单第{n}行有{len(cells)}项，应为{len(columns)}项：{'、'.join(columns)}"
            faults.append(
                Refusal(rule.id, words, rule.source, "每行一人，各项之间用逗号或制表符隔开。", "letter.names")
            )
        out.append(cells)
    if faults:
        raise Refused(*faults)
    return out


def day(said: Mapping[str, Any], name: str, place: str, rule: Rule, faults: list[Refusal]) -> date:
    """A date of a form; a fault when it cannot be read, and then a day that stands in for it."""
    try:
        return date.fromisoformat(str(said.get(name, "")))
    except ValueError:
        words = f"没有读懂{PLACES.get(place, place)}"
        faults.append(Refusal(rule.id, words, rule.source, "请填写日期。", place))
        return date.max


def code_of(table: Mapping[str, str], said: str) -> str:
    """A code by itself or by its Chinese name; what is neither stays as it is."""
    return said if said in table else next((c for c, words in table.items() if words == said), said)


def regions(notice: Notice) -> tuple[tuple[str, str], ...]:
    """The places of a letter: this city, the prefectures of the province, then the other provinces as a whole."""
    rule = notice.rule("entrustment_letter")
    provinces = notice.codes.get("province", {}).items()
    whole = next((c for c in notice.codes["region"] if c.startswith(notice.region)), "")
    return (
        *notice.codes.get("prefecture", {}).items(),
        *(((whole, notice.name_of("region", whole)),) if whole else ()),
        *((f"{code}0000", name) for code, name in provinces if code != rule["province"]),
    )


# ───── a letter that goes out ─────


def rule_of(request: Asked) -> Rule:
    """The rule by which the actor's organisation sends letters out."""
    city = is_city_office(request.actor.organisation)
    return request.notice.rule("entrusted_out" if city else "autonomous_entrusts")


def form_of(request: Asked) -> dict[str, Any]:
    """The choices of the form of a letter that goes out."""
    notice, rule = request.notice, rule_of(request)
    series = request.notice.rule("series_online")["series"] if rule.id == "entrusted_out" else notice.codes["series"]
    return {
        "series_of": [(s, notice.name_of("series", s)) for s in series],
        "levels_of": [(v, notice.name_of("level", v)) for v in rule["levels"]],
        "regions_of": regions(notice),
        "typed": request.POST,
        "columns": OUT_COLUMNS,
        "letter_place": name_of_place,
        "law": rule,
    }


def drafted(request: Asked) -> Standing:
    """The letter that was typed, drafted; :class:`Refused` with everything that is wrong."""
    notice, rule, said = request.notice, rule_of(request), request.POST
    faults: list[Refusal] = []
    filed_until = day(said, "filed_until", "letter.filed_until", rule, faults)
    valid_until = day(said, "valid_until", "letter.valid_until", rule, faults)
    names: list[Sent] = []
    try:
        names = [
            Sent(name, number, unit, held, code_of(notice.codes["specialty"], specialty), title)
            for name, number, unit, held, specialty, title in lines_of(said.get("names", ""), OUT_COLUMNS, rule)
        ]
    except Refused as no:
        faults += no.refusals
    if faults:
        raise Refused(*faults)
    draft = Draft(
        committee=said.get("committee", "").strip(),
        committee_office=said.get("committee_office", "").strip(),
        committee_region=said.get("committee_region", ""),
        filing_number=said.get("filing_number", "").strip(),
        filed_until=filed_until,
        series=said.get("series", ""),
        level=said.get("level", ""),
        valid_until=valid_until,
    )
    made = actions.draft_letter(
        request.seat.organisation,
        draft,
        names,
        is_checked="is_checked" in said,
        year=request.year,
        notice=notice,
        by=request.actor,
        at=request.at,
    )
    found = queries.letter_out(made.pk)
    assert found is not None
    return found


def shown(request: Asked, standing: Standing) -> dict[str, Any]:
    """The context of a letter's page."""
    letter, notice = standing.letter, request.notice
    return {
        "standing": standing,
        "letter": letter,
        "names": queries.names_of(letter),
        "series": notice.name_of("series", letter.series),
        "level": notice.name_of("level", letter.level),
        "where": entrustment.place_name(letter.committee_region, notice),
        "answer": letter.answer if hasattr(letter, "answer") else None,
        "letter_place": name_of_place,
        "code_said": code_words(letter.code or ""),
        "drafted_by_me": letter.drafted_by_id == request.actor.person,
        "typed": request.POST,
    }


def decided(request: Asked, standing: Standing) -> str:
    """Issue or decline as the form says; what to say afterwards."""
    given: dict[str, Any] = {"notice": request.notice, "by": request.actor, "at": request.at}
    if request.POST.get("issued") == "1":
        code = actions.verification_code(secrets.SystemRandom())
        issued = actions.issue_letter(standing.letter, code=code, **given)
        return f"已签发{issued.number}"
    actions.decline_letter(standing.letter, reason=request.POST.get("reason", ""), **given)
    return "已不予签发"


def answered(request: Asked, standing: Standing) -> None:
    """Enter the committee's answer as the form says."""
    faults: list[Refusal] = []
    on = day(request.POST, "answered_on", "answered_on", rule_of(request), faults)
    if faults:
        raise Refused(*faults)
    actions.enter_answer(
        standing.letter,
        answer=request.POST.get("answer", ""),
        answered_on=on,
        reason=request.POST.get("reason", ""),
        notice=request.notice,
        by=request.actor,
        at=request.at,
    )


def paper_of(request: Asked, standing: Standing) -> HttpResponse:
    """The letter as PDF."""
    made = documents.paper("entrustment_letter", standing.letter, at=request.at)
    return viewer.pdf(papers.paper_content(made), made.name)
