"""The questions of 申报自测 and what was answered to them (G-02). What can be chosen is the notice's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from .dossier_file import Fault, read_field
from .facts import Basics
from .notice import Notice
from .schema import UNIT

NONE, SAME, OUTSIDE, YES, NO = "none", "same", "outside", "yes", "no"
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)  # outside of these a day is a slip of the finger
Answers = Mapping[str, str | date]
Group = tuple[str, tuple[tuple[str, str], ...]]  # a heading, and (value, words) each


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the self-test.

    ``fills`` are the places of a dossier that its answer fills; ``options`` are empty for a day. ``if_blank`` is what
    is assumed, in words, when it is left out; without such words whatever reads it is not checked.
    """

    name: str
    part: str
    words: str
    fills: tuple[str, ...]
    options: tuple[Group, ...] = ()
    help: str = ""
    if_blank: str = ""

    def knows(self, value: str) -> bool:
        """Whether a value is one of the options."""
        return any(value == v for _, group in self.options for v, _ in group)


PARTS = ("单位", "申报", "本人", "学历学位", "现任职称", "其他情况")
OPTIONAL = PARTS[-1]
"""The part whose questions most people leave out."""


def questions(notice: Notice) -> tuple[Question, ...]:
    """Every question in order; what can be chosen are the notice's own codes, kinds and authorities."""
    unit, applied, own, study, held, more = PARTS
    titles, specialties = title_groups(notice), specialty_groups(notice)
    yes_no = _plain((YES, "有"), (NO, "没有"))
    return (
        Question("region", unit, "单位在哪里", ("employer.region",),
                 _plain(*notice.codes["region"].items(), (OUTSIDE, f"{notice.city}以外"))),
        Question("nature", unit, "单位性质", ("employer.nature",), _codes(notice, "employer_nature"),
                 "公办学校选事业单位"),
        Question("locality", unit, "城区还是乡村", ("employer.locality",), _codes(notice, "locality"),
                 "学校的城乡类别以县（市、区）确认的为准"),
        Question("title", applied, "想报的职称",
                 ("application.series", "application.level", "application.title"), titles,
                 "选了职称，系列和级别就定了"),
        Question("specialty", applied, "申报专业", ("application.specialty",), specialties),
        Question("practised", applied, "现从事专业", ("application.practised",),
                 (("", ((SAME, "与申报专业相同"),)), *specialties)),
        Question("kind", applied, "申报方式", ("application.kind", "application.manner"),
                 _plain(*((k.id, k.id) for k in notice.kinds)),
                 if_blank=f"按“{notice.kinds[0].id}”的方式申报" if notice.kinds else ""),
        Question("born_on", own, "出生日期", ("basics.born_on",)),
        Question("sex", own, "性别", ("basics.sex",), _codes(notice, "sex")),
        Question("identity", own, "身份类别", ("basics.identity",), _codes(notice, "identity")),
        Question("tenure", own, "人员性质", ("basics.tenure",), _codes(notice, "tenure")),
        Question("employed_on", own, "到现单位工作时间", ("basics.employed_on",)),
        Question("contract", own, "与现单位的合同", ("basics.contract", "basics.contract.kind"),
                 _plain((NONE, "没有签订"), *notice.codes["contract_kind"].items())),
        Question("contract_begins_on", own, "合同起", ("basics.contract.begins_on",)),
        Question("contract_ends_on", own, "合同止", ("basics.contract.ends_on",), (), "无固定期限的不填",
                 "合同没有填写终止日期，按无固定期限计算"),
        Question("schooling", study, "最高学历", ("studies.highest.schooling", "studies.highest.school"),
                 _codes(notice, "schooling")),
        Question("degree", study, "最高学位", ("studies.highest.degree",),
                 _plain((NONE, "没有学位"), *((c, n) for c, n in notice.codes["degree"].items() if len(c) == 1))),
        Question("degree_certificate", study, "学位证书", (), yes_no, "指上面这个学位的证书"),
        Question("held", held, "现任职称", ("title", "title.series", "title.level", "title.name"),
                 (("", ((NONE, "还没有职称"),)), *titles)),
        Question("appointed_on", held, "聘任起始时间", ("title.appointed_on",), (), "聘书上的聘任时间；没有职称的不填"),
        Question("former", more, "转评前的职称",
                 ("changed_series", "other_titles", *(f"other_titles.former.{n}" for n in ("series", "level", "name"))),
                 (("", ((NONE, "没有转评经历"),)), *titles), "从别的系列转过来的才填", "没有转评经历"),
        Question("former_from", more, "转评前聘任起", ("other_titles.former.appointed_on",)),
        Question("former_until", more, "转评前聘任止", ("other_titles.former.appointed_until",), (), "",
                 "转评前的聘任到现任职称聘任之前为止"),
        Question("former_proofs", more, "转评前的职称证书、聘书和聘任花名册", (),
                 _plain((YES, "齐全，可以上传"), (NO, "不齐"))),
        Question("retirement", more, "退休", ("basics.retired", "basics.extended"),
                 _plain((NONE, "在职"), ("retired", "已离退休"), ("approved", "已办理延长退休手续，有批准文件"),
                        ("extended", "已办理延长退休手续，没有批准文件")),
                 if_blank="在职，没有办理延长退休手续"),
        Question("approval", more, "绿色通道审批件", ("basics.green_channel", f"{UNIT}.green_channel_on_file"),
                 _plain((NONE, "没有"), *((a, a) for a in _authorities(notice)), ("other", "其他机关的")),
                 "申报方式为绿色通道的才填"),
        Question("approved_on", more, "审批日期",
                 ("basics.green_channel.approved_on", f"{UNIT}.green_channel_on_file.approved_on")),
        Question("bar", more, "处分或诚信档案记录", (f"{UNIT}.bars",),
                 _plain((NONE, "没有"), *notice.codes["bar_ground"].items()),
                 if_blank="没有尚在期内的处分和诚信档案记录"),
        Question("bar_begins_on", more, "处分或记录起", (f"{UNIT}.bars",)),
        Question("bar_ends_on", more, "处分或记录止", (f"{UNIT}.bars",)),
    )  # fmt: skip


def _plain(*options: tuple[str, str]) -> tuple[Group, ...]:
    return (("", options),)


def _codes(notice: Notice, table: str) -> tuple[Group, ...]:
    return _plain(*notice.codes[table].items())


def _authorities(notice: Notice) -> tuple[str, ...]:
    rule = notice.rules.get("green_channel_approved")
    return tuple(rule.params.get("authorities", ())) if rule else ()


STARTERS = ("region", "nature", "schooling", "appointed_on", "held", "title")


def starters(notice: Notice) -> dict[str, Question]:
    """The few questions that make one sentence to begin with; titles of the series of open committees only."""
    reviewed = {s for c in notice.committees.values() if c.is_open for s in c.series}
    names = {notice.name_of("series", s) for s in reviewed} | {""}
    return {
        q.name: replace(q, options=tuple(g for g in q.options if g[0] in names))
        for q in questions(notice)
        if q.name in STARTERS
    }


def _series(notice: Notice) -> tuple[str, ...]:
    """The series of the committees that are open first, in the order of the calendar."""
    first = (s for c in notice.committees.values() if c.is_open for s in c.series)
    return tuple(dict.fromkeys((*first, *notice.codes["series"])))


def title_groups(notice: Notice) -> tuple[Group, ...]:
    """Titles by series, as ``series/level/title``: a title that is chosen fixes its series and level."""
    out = []
    for series in _series(notice):
        names = []
        for level, level_words in notice.codes["level"].items():
            for name in filter(None, notice.codes["title"].get(f"{series}/{level}", "").split("、")):
                names.append((f"{series}/{level}/{name}", f"{name}（{level_words}）"))
        if names:
            out.append((notice.name_of("series", series), tuple(names)))
    return tuple(out)


def specialty_groups(notice: Notice) -> tuple[Group, ...]:
    """Specialties by series."""
    belongs, names = notice.codes["specialty_series"], notice.codes["specialty"]
    return tuple(
        (notice.name_of("series", s), group)
        for s in _series(notice)
        if (group := tuple((c, n) for c, n in names.items() if belongs.get(c) == s))
    )


# ───── what was answered ─────


def read_answers(said: Mapping[str, str], notice: Notice, on: date) -> tuple[Answers, tuple[Fault, ...]]:
    """The answers of a form, and everything that is wrong with them at once; a fault's place is its question.

    Days may be written 2017-9-1, 2017年9月1日 or 20170901. Whatever is wrong is left out of the answers.
    """
    out: dict[str, str | date] = {}
    faults: list[Fault] = []
    asked = questions(notice)
    for q in asked:
        raw = str(said.get(q.name, "")).strip()
        if not raw:
            continue
        if q.options and not q.knows(raw):
            faults.append(Fault(q.name, f"“{q.words}”没有“{raw[:20]}”这一项，请从列表中选择"))
        elif q.options:
            out[q.name] = raw
        else:
            day = _day(raw)
            if day is None or not EARLIEST <= day <= LATEST:
                faults.append(Fault(q.name, f"“{q.words}”应为日期，如 2017-09-01，实为“{raw[:20]}”"))
            else:
                out[q.name] = day
    faults += _contradictions(out, notice, on, {q.name: q.words for q in asked})
    if not out and not faults:
        faults.append(Fault(asked[0].name, "一项也没有填写，没有可以核对的"))
    return out, tuple(faults)


def _day(raw: str) -> date | None:
    if re.fullmatch(r"[0-9]{8}", raw):
        raw = f"{raw[:4]}-{raw[4:6]}-{raw[6:]}"
    value, faults = read_field(Basics, "born_on", raw, "", {})
    return value if not faults and isinstance(value, date) else None


ORDERED = (
    ("contract_begins_on", "contract_ends_on"),
    ("former_from", "former_until"),
    ("bar_begins_on", "bar_ends_on"),
    ("born_on", "employed_on"),
    ("born_on", "appointed_on"),
    ("former_from", "appointed_on"),
)


def _contradictions(said: Answers, notice: Notice, on: date, words: Mapping[str, str]) -> Iterator[Fault]:
    for first, then in ORDERED:
        a, b = said.get(first), said.get(then)
        if isinstance(a, date) and isinstance(b, date) and b < a:
            yield Fault(then, f"“{words[then]}”{b}早于“{words[first]}”{a}")
    born = said.get("born_on")
    if isinstance(born, date) and born > on:
        yield Fault("born_on", f"“{words['born_on']}”{born}晚于今天{on}")
    belongs = notice.codes["specialty_series"].get(str(said.get("specialty", "")))
    series = str(said.get("title", "")).split("/")[0]
    if belongs and series and belongs != series:
        yield Fault(
            "specialty",
            f"“{notice.name_of('specialty', str(said['specialty']))}”属于{notice.name_of('series', belongs)}，"
            f"想报的职称属于{notice.name_of('series', series)}",
        )
