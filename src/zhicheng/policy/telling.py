"""一次告知: everything at once, nothing later that could have been said before (S2.4-06, S2.4-08, G-01, Q3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import places
from .finding import Finding, Refusal, Says, Source
from .notice import Notice, Rule
from .places import ROW_SECTIONS, SECTIONS, UNIT_FILES, covers, is_open, place
from .schema import place_words
from .windows import in_words, is_late, working_days_left

RESIGNED = ("pledge", "employer")  # signed anew, or kept by the unit: never among what a letter opens

# Used when neither the notice nor the house has a rule of this name.
OPENED_ONLY = Rule(
    "opened_places_only",
    "改动了告知书没有列明的内容",
    Source("平台规定", "", "", "补正时只能修改告知书列明的栏目和文件。", "确定"),
    "请恢复为上次提交的内容。",
)


@dataclass(frozen=True, slots=True)
class Deficiency:
    """One line of a letter: which section, why, how to mend, and the places it is about.

    ``defect`` is its id in the notice's catalogue, empty when the reviewer wrote it freely; ``reads`` are the
    places that the failed rule read, so that whatever the rule needs can be mended.
    """

    section: str
    reason: str
    places: tuple[str, ...] = ()
    mend: str = ""
    defect: str = ""
    rule: str = ""
    reads: tuple[str, ...] = ()

    @classmethod
    def of(cls, finding: Finding, reason: str = "") -> Deficiency:
        """What a failed rule becomes in a letter."""
        return cls(
            section=finding.section if finding.section in SECTIONS or finding.section == UNIT_FILES else "basics",
            reason=reason or finding.facts,
            places=finding.places[:1],
            mend=finding.mend,
            rule=finding.rule,
            reads=finding.places,
        )


@dataclass(frozen=True, slots=True)
class Earlier:
    """A letter that the same office sent before, and which places changed in the correction that followed."""

    deficiencies: tuple[Deficiency, ...]
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a return for correction is asked about.

    ``verdicts`` hold the reviewer's word for each section; ``sees_unit_files`` says whether 单位附件 is among
    what the station judges. ``closes_at`` is the station's own deadline, ``None`` when it has none.
    """

    station: str
    verdicts: Mapping[str, Says]
    at: datetime
    closes_at: datetime | None = None
    sees_unit_files: bool = False
    earlier: tuple[Earlier, ...] = ()
    superior_approved: bool = False
    passed: bool = False

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections that need a verdict before anything is decided."""
        return (*SECTIONS, *((UNIT_FILES,) if self.sees_unit_files else ()))


def section_name(section: str) -> str:
    """The Chinese name of a section."""
    return "单位附件" if section == UNIT_FILES else SECTIONS.get(section, section)


def _refusal(rule: Rule, what: str, place: str = "", mend: str = "") -> Refusal:
    return Refusal(rule.id, what, rule.source, mend or rule.mend, place)


def empty_words(reason: str, notice: Notice) -> bool:
    """Whether a reason says nothing: a stock phrase, or shorter than a sentence."""
    rule = notice.rule("reasons_are_sentences")
    said = reason.strip().strip("。.，,！!；; 　")
    return (
        said in rule["refused"] or len(said) < int(rule["characters"]) or len(set(said)) < int(rule["characters"]) // 2
    )


def unjudged(told: Told) -> tuple[str, ...]:
    """The sections that still lack a verdict."""
    return tuple(s for s in told.sections if s not in told.verdicts)


def may_decide(told: Told, notice: Notice) -> tuple[Refusal, ...]:
    """A verdict for each section before anything can be decided, passing included; every missing one is named."""
    rule = notice.rule("all_at_once")
    return tuple(_refusal(rule, f"“{section_name(s)}”尚无结论", s, "请先对每一部分作出结论。") for s in unjudged(told))


def may_pass(told: Told, notice: Notice) -> tuple[Refusal, ...]:
    """Every section has a verdict and none is 不符合. Deadlines and earlier passes are the caller's to ask."""
    rule = notice.rule("all_at_once")
    unmet = tuple(
        _refusal(rule, f"“{section_name(s)}”的结论为不符合，不能通过", s, "请退回补正，或改正该部分的结论。")
        for s in told.sections
        if told.verdicts.get(s) is Says.UNMET
    )
    return (*may_decide(told, notice), *unmet)


def may_send_back(told: Told, defects: Sequence[Deficiency], notice: Notice) -> tuple[Refusal, ...]:
    """Every reason why a letter may not be sent; empty when it may. ``notice`` gives each its clause and words.

    After a pass or the deadline there is none (S2.3-10).
    """
    return (
        *_too_late(told, notice),
        *may_decide(told, notice),
        *_verdicts_agree(told, defects, notice),
        *_reasons(defects, notice),
        *_second(told, defects, notice),
    )


def _too_late(told: Told, notice: Notice) -> Iterable[Refusal]:
    rule = notice.rule("no_return_after_pass")
    if told.passed:
        yield _refusal(rule, "本环节已审核通过，不能再次退回修改")
    if told.closes_at is None:
        return
    if is_late(told.at, told.closes_at):
        yield _refusal(rule, f"已过本环节审核截止时间{in_words(told.closes_at)}，不能再次退回修改")
        return
    if "correction_time" in notice.rules:
        time = notice.rules["correction_time"]
        left, needed = working_days_left(told.at, told.closes_at, notice), int(time["working_days"])
        if left < needed:
            yield _refusal(time, f"距审核截止{in_words(told.closes_at)}还有{left}个工作日，至少须留出{needed}个工作日")


def _verdicts_agree(told: Told, defects: Sequence[Deficiency], notice: Notice) -> Iterable[Refusal]:
    rule = notice.rule("all_at_once")
    if not defects:
        yield _refusal(rule, "告知书没有列出任何需要补正的内容", mend="请至少列出一项需要补正的内容。")
    named = {d.section for d in defects}
    for section in told.sections:
        says, name = told.verdicts.get(section), section_name(section)
        if says is Says.UNMET and section not in named:
            yield _refusal(rule, f"“{name}”的结论为不符合，告知书没有写明原因", section)
        if says is not None and says is not Says.UNMET and section in named:
            yield _refusal(
                rule, f"告知书列有“{name}”的问题，该部分的结论却是{says.value}", section, "请改正结论或删去该项。"
            )
    for section in sorted(named - set(told.sections)):
        yield _refusal(rule, f"本环节不审核“{section_name(section)}”，不能列入告知书", section, "请删去该项。")


def _reasons(defects: Sequence[Deficiency], notice: Notice) -> Iterable[Refusal]:
    rule = notice.rule("reasons_are_sentences")
    for number, d in enumerate(defects, 1):
        if empty_words(d.reason, notice):
            yield _refusal(rule, f"第{number}项的原因“{d.reason.strip()}”没有写清楚", d.section)
        if not d.places:
            yield _refusal(
                rule, f"第{number}项没有指明位置", d.section, "请指明需要补正的栏目、行或文件，申报人才能修改。"
            )
        for at in d.places:
            if at.split(".", 1)[0] != d.section and at.split(".", 1)[0] not in (*SECTIONS, UNIT_FILES):
                yield _refusal(rule, f"第{number}项指明的位置“{at}”不是申报材料的内容", d.section)


def touches(changed: Iterable[str], asked: str) -> bool:
    """Whether a change lies at, below or above a place; a new row touches whatever is named in it."""
    for c in changed:
        plain = c.replace(".+.", ".", 1)
        if covers(plain, asked) or covers(asked, plain) or covers(c, asked) or covers(asked, c):
            return True
    return False


def _second(told: Told, defects: Sequence[Deficiency], notice: Notice) -> Iterable[Refusal]:
    """A second letter of the same office only for what came with the correction, or with a superior's approval."""
    if not told.earlier or told.superior_approved:
        return
    rule = notice.rule("told_once")
    changed = told.earlier[-1].changed
    raised = {p for e in told.earlier for d in e.deficiencies for p in d.places}
    for number, d in enumerate(defects, 1):
        old = [p for p in d.places if not touches(changed, p)]
        if not d.places or old:
            before = any(covers(r, p) or covers(p, r) for r in raised for p in old)
            yield _refusal(
                rule,
                f"第{number}项{'上次已经告知而没有改动' if before else '不是补正中新出现的问题，第一次就能提出'}"
                f"（{'、'.join(place_words(p) for p in old)}）",
                d.section,
            )


def opens(defects: Sequence[Deficiency], notice: Notice) -> tuple[str, ...]:
    """The places that a letter opens: those named, what the catalogue adds, and whatever the failed rules read.

    What is relative in the catalogue stands below each named row, or below the section when no row is named.
    Places of the unit's own (单位附件, 用人单位) never open to the applicant; a place within an opened one is
    left out.
    """
    wanted: list[str] = []
    for d in defects:
        wanted += [*d.places, *d.reads]
        for extra in notice.defects[d.defect].opens if d.defect in notice.defects else ():
            rows = {".".join(p.split(".")[:2]) for p in d.places if "." in p} if d.section in ROW_SECTIONS else set()
            rows = {r for r in rows if not r.endswith((".+", ".files"))}
            bases = sorted(rows) if rows and extra != "+" and not extra.startswith("files.") else [d.section]
            if rows and extra.startswith("files."):
                bases = sorted(rows)
            wanted += [place(b, extra) for b in bases]
    mine = [w for w in dict.fromkeys(wanted) if w.split(".", 1)[0] in SECTIONS]
    return tuple(w for w in mine if not any(o != w and covers(o, w) for o in mine))


def may_hand_in_again(
    opened: Iterable[str], changed: Iterable[str], notice: Notice, *, besides: tuple[str, ...] = RESIGNED
) -> tuple[Refusal, ...]:
    """One refusal for each change that the letter did not open; the pledge is signed anew each time."""
    opened = tuple(opened)
    rule = notice.rules.get(OPENED_ONLY.id, OPENED_ONLY)
    return tuple(
        _refusal(rule, f"“{place_words(c)}”不在告知书列明的范围内，却有改动", c, "请恢复为上次提交的内容。")
        for c in changed
        if not is_open(opened, c) and not any(covers(b, c) for b in besides)
    )


def changes(before: Mapping[str, Any], after: Mapping[str, Any], notice: Notice) -> tuple[str, ...]:
    """The places in which two contents (:func:`~zhicheng.policy.dossier_file.content`) differ; empty iff equal.

    Rows are compared by key, in any order of keys but the same order of rows: a new row is
    ``section.+.key``, a removed one ``section.key``, a changed order ``section``. Files of a section, row and slot
    are one place.
    """
    out: list[str] = []
    for name in dict.fromkeys((*before, *after)):
        a, b = before.get(name), after.get(name)
        if a == b or name == "files":
            continue
        if name == "changed_series":
            out.append("other_titles.changed_series")
        elif name in ROW_SECTIONS:
            out += _row_changes(name, a or [], b or [])
        else:
            out += _field_changes(name, a, b)
    if before.get("files") != after.get("files"):
        out += _file_changes(before, after, notice, out)
    return tuple(dict.fromkeys(out))


def _field_changes(at: str, a: Any, b: Any) -> list[str]:
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return [p for n in dict.fromkeys((*a, *b)) if a.get(n) != b.get(n) or (n in a) != (n in b)
                for p in _field_changes(place(at, n), a.get(n), b.get(n))]  # fmt: skip
    return [at]


def _row_changes(section: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    a, b = {r["key"]: r for r in before}, {r["key"]: r for r in after}
    out = [place(section, k) for k in a if k not in b]
    out += [place(section, "+", k) for k in b if k not in a]
    out += [p for k in a if k in b and a[k] != b[k] for p in _field_changes(place(section, k), a[k], b[k])]
    kept = [k for k in a if k in b]
    moved = kept != [k for k in b if k in a] or len(a) != len(before) or len(b) != len(after)
    return [*out, section] if moved or not out else out


def _file_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], notice: Notice, already: Sequence[str]
) -> list[str]:
    sections = {m.id: m.section for m in notice.materials}
    old, new = _by_slot(before), _by_slot(after)
    gone_or_new = {p.replace(".+.", ".", 1) for p in already if p.count(".") == 1 or ".+." in p}
    out = []
    for slot, row in dict.fromkeys((*old, *new)):
        if old.get((slot, row)) == new.get((slot, row)):
            continue
        section = sections.get(slot, "files")
        if row and section in ROW_SECTIONS and place(section, row) in gone_or_new:
            continue  # the row itself is new or gone, which says it all
        out.append(places.file_place(section, row, slot) if section != "files" else place("files", row, slot))
    return out or ([] if already else ["files"])


def _by_slot(content: Mapping[str, Any]) -> dict[tuple[str, str], list[Any]]:
    out: dict[tuple[str, str], list[Any]] = {}
    for f in content.get("files") or ():
        out.setdefault((f["slot"], f.get("row", "")), []).append(f)
    return out
