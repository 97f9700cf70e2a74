"""What is for people: the texts that they read and sign, what only they can keep, and the readings they decided."""

from __future__ import annotations

from collections.abc import Mapping

from ..notice import ForPeople, Reading, Rule
from .desk import Desk
from .text import stripped


def read_texts(desk: Desk) -> dict[str, str]:
    """Each text by its name and by ``name@version``; ``name.version`` gives the version in force."""
    out: dict[str, str] = {}
    for name, entry in desk.sheets["notice.toml"].named("texts"):
        entry.only("name", "version", "clause", "ours", "words")
        clause, version = entry.text("clause"), entry.text("version")
        if clause and clause not in desk.clauses:
            entry.complain(f"通知没有条款 {clause}", "clause")
        if not entry.flag("ours", False) and stripped(entry.text("words")) not in desk.words.get(clause, ""):
            entry.complain("不是通知原文的文本须写明 ours = true", "words")
        words = entry.text("words").strip()
        out |= {name: words, f"{name}@{version}": words, f"{name}.version": version}
        out[f"{name}.name"] = entry.text("name")
    return out


def read_for_people(desk: Desk) -> tuple[ForPeople, ...]:
    """The sentences of the notice that no rule can keep, each with why."""
    out = []
    for entry in desk.sheets["notice.toml"].tables("for_people"):
        entry.only("clause", "says", "why")
        source = desk.source(entry)
        out.append(ForPeople(source.clause, source.says, entry.text("why")))
    return tuple(out)


def read_readings(desk: Desk, rules: Mapping[str, Rule]) -> tuple[Reading, ...]:
    """``readings.toml``: how a doubtful sentence is read, by whose decision and since when; the file's own
    ``decided_by`` and ``decided_on`` stand for every entry that has none."""
    sheet = desk.sheets["readings.toml"]
    sheet.top.only("decided_by", "decided_on", "readings")
    defaults = {k: v for k, v in sheet.content.items() if k in ("decided_by", "decided_on")}
    out = []
    for entry in sheet.tables("readings"):
        entry.defaults = defaults
        entry.only("id", "question", "reading", "rules", "decided_by", "decided_on")
        for rule in entry.texts("rules"):
            if rule not in rules:
                entry.complain(f"没有规则 {rule}", "rules")
        out.append(
            Reading(
                desk.id("reading", entry),
                entry.text("question"),
                entry.text("reading"),
                entry.text("decided_by"),
                entry.day("decided_on"),
            )
        )
    return tuple(out)
