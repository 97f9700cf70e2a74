"""The facts that the answers of 申报自测 make, and of every value where it comes from (G-02).

A value is answered, assumed in words that are told, given by the notice and the day, or stands in for a blank. What
has no entry is never asked here. Nobody may rely on a stand-in: who reads one has not spoken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

from .facts import (
    Achievement,
    Application,
    Bar,
    Basics,
    Contract,
    Dossier,
    Employer,
    Facts,
    GreenChannel,
    Job,
    OtherTitle,
    Study,
    Title,
)
from .green_channel import MANNER as GREEN
from .notice import Kind, Notice
from .places import covers
from .questions import NONE, OUTSIDE, SAME, YES, Answers, Question
from .schema import UNIT

UNIT_WORDS = "您的单位"
LONG_AGO = date(1, 1, 1)  # stands for a day left blank


class Known(Enum):
    """Where a value comes from."""

    ANSWERED = 1
    ASSUMED = 2
    GIVEN = 3  # by the notice and the day, not by the person
    BLANK = 4


@dataclass(slots=True)
class Sheet:
    """The facts, and of each place that has a value or a question: where the value comes from, in words.

    ``places`` speak of one leaf, ``wholes`` of a place and all below it. ``proofs`` are the files that are asked
    about, by question: there, not there, or (``None``) not answered.
    """

    facts: Facts
    places: dict[str, tuple[Known, str]]
    wholes: dict[str, tuple[Known, str]]
    proofs: dict[str, tuple[frozenset[str], bool | None]]

    def of(self, place: str) -> tuple[Known, str] | None:
        """What is known of a place; ``None``: it is never asked here."""
        if place in self.places:
            return self.places[place]
        return next((said for whole, said in self.wholes.items() if covers(whole, place)), None)


_GIVEN = ("year", f"{UNIT}.on", "employer.name", "studies.highest.key", "other_titles.former.key")
# What is assumed of everybody. The words stand on the page wherever such a value was read.
_OF_EVERYBODY: dict[str, str] = {
    "employer.registered_in_city": "单位在本市域内注册或驻本市",
    "employer.appraises": "单位进行年度考核；非公有制单位没有进行的，改为单位书面证明",
    "basics.id_type": "持居民身份证；港澳台和外籍人员另按证件核对",
    "basics.origin": "持居民身份证；港澳台和外籍人员另按证件核对",
    "basics.contract.counterparty": "合同由您与现单位签订",
    "title.obtained_by": "现任职称在本省取得，不是以职业资格对应取得",
    "title.province": "现任职称在本省取得，不是以职业资格对应取得",
    "title.appointed_until": "现任职称聘任至今没有中断",
    "studies": "只按所填的一段学历计算",
    f"{UNIT}.recommended_on": "单位尚未推荐，按今天计算；单位推荐之日再算一次",
}
_OBTAINED = "现任职称的取得时间按聘任起始时间计算（只用于不要求聘任的途径）"
_NOT_GREEN = "单位没有为您选择绿色通道"
_ON_FILE = "审批件写有您的姓名，并已登记"


def suppose(answers: Answers, asked: tuple[Question, ...], notice: Notice, on: date) -> Sheet:
    """The facts of some answers; blanks hold stand-ins that nobody may rely on."""
    places: dict[str, tuple[Known, str]] = {p: (Known.ASSUMED, w) for p, w in _OF_EVERYBODY.items()}
    places |= dict.fromkeys(_GIVEN, (Known.GIVEN, ""))
    for q in asked:
        said = (Known.ANSWERED, "") if q.name in answers else (Known.ASSUMED, q.if_blank)
        for p in q.fills:
            places[p] = said if said[1] or said[0] is Known.ANSWERED else (Known.BLANK, q.name)
    if "region" in answers and answers["region"] == OUTSIDE:
        places["employer.registered_in_city"] = (Known.ANSWERED, "")
    places["title.obtained_on"] = (
        (Known.ASSUMED, _OBTAINED) if "appointed_on" in answers else (Known.BLANK, "appointed_on")
    )
    text, day = _texts(answers), _days(answers)
    kind = _kind(text("kind"), notice)
    green, wholes = _green_channel(text("approval"), day("approved_on"), kind.manner if kind else "")
    bars, barred = _bars(answers)
    wholes |= barred | {"files": (Known.GIVEN, "")}
    for whole in wholes:
        places.pop(whole, None)
    facts = Facts(
        dossier=Dossier(
            year=notice.year,
            application=_application(answers, kind),
            basics=_basics(answers, green),
            employer=_employer(answers),
            title=_title(text("held"), day("appointed_on")),
            changed_series=text("former") not in ("", NONE),
            other_titles=_former(answers),
            studies=(_study(answers, notice),),
            # one row for each section that is not asked: what one of them would demand is what each demands
            jobs=(Job(key="each", begins_on=LONG_AGO, employer=""),),
            achievements=(Achievement(key="each", kind="", name="", obtained_on=LONG_AGO),),
        ),
        on=on,
        green_channel_on_file=green,
        bars=bars,
    )
    return Sheet(facts, places, wholes, _proofs(answers, notice))


def _texts(answers: Answers) -> Callable[[str], str]:
    return lambda name: str(answers.get(name, ""))


def _days(answers: Answers) -> Callable[[str], date | None]:
    def day(name: str) -> date | None:
        value = answers.get(name)
        return value if isinstance(value, date) else None

    return day


def _kind(id: str, notice: Notice) -> Kind | None:
    return next((k for k in notice.kinds if k.id == id), notice.kinds[0] if notice.kinds else None)


def _parts(title: str) -> tuple[str, str, str]:
    series, level, name = title.split("/", 2) if title.count("/") >= 2 else ("", "", "")
    return series, level, name


def _application(answers: Answers, kind: Kind | None) -> Application:
    text = _texts(answers)
    series, level, title = _parts(text("title"))
    specialty, practised = text("specialty"), text("practised")
    return Application(
        kind=kind.kind if kind else "",
        manner=kind.manner if kind else "",
        committee="",
        series=series,
        specialty=specialty,
        level=level,
        title=title,
        practised=specialty if practised == SAME else practised,
    )


def _basics(answers: Answers, green: GreenChannel | None) -> Basics:
    text, day = _texts(answers), _days(answers)
    contract = None
    if text("contract") not in ("", NONE):
        contract = Contract(
            kind=text("contract"),
            begins_on=day("contract_begins_on") or LONG_AGO,
            ends_on=day("contract_ends_on"),
            counterparty=UNIT_WORDS,
        )
    return Basics(
        name="",
        sex=text("sex"),
        ethnicity="",
        id_type="居民身份证",
        id_number="",
        born_on=day("born_on") or LONG_AGO,
        began_work_on=LONG_AGO,
        phone="",
        identity=text("identity"),
        tenure=text("tenure"),
        employed_on=day("employed_on") or LONG_AGO,
        retired=text("retirement") == "retired",
        extended=text("retirement") in ("approved", "extended"),
        contract=contract,
        green_channel=green,
    )


def _employer(answers: Answers) -> Employer:
    text = _texts(answers)
    outside = text("region") == OUTSIDE
    return Employer(
        name=UNIT_WORDS,
        uscc="",
        nature=text("nature"),
        region="" if outside else text("region"),
        level="",
        locality=text("locality"),
        registered_in_city=not outside,
    )


def _title(held: str, appointed_on: date | None) -> Title | None:
    series, level, name = _parts(held)
    if not name:
        return None
    return Title(
        series=series,
        specialty="",
        level=level,
        name=name,
        obtained_on=appointed_on or LONG_AGO,
        appointed_on=appointed_on,
    )


def _former(answers: Answers) -> tuple[OtherTitle, ...]:
    day = _days(answers)
    series, level, name = _parts(_texts(answers)("former"))
    if not name:
        return ()
    begun = day("former_from")
    return (
        OtherTitle(
            key="former",
            series=series,
            specialty="",
            level=level,
            name=name,
            obtained_on=begun or LONG_AGO,
            appointed_on=begun,
            appointed_until=day("former_until"),
        ),
    )


def _study(answers: Answers, notice: Notice) -> Study:
    text = _texts(answers)
    return Study(
        key="highest",
        begins_on=LONG_AGO,
        ends_on=LONG_AGO,
        school=notice.name_of("schooling", text("schooling")),
        major="",
        schooling=text("schooling"),
        degree="" if text("degree") == NONE else text("degree"),
        mode="",
    )


def _green_channel(
    authority: str, approved_on: date | None, manner: str
) -> tuple[GreenChannel | None, dict[str, tuple[Known, str]]]:
    """The approval as it was described, and of which places that speaks. Left out where the manner is another, there
    is none."""
    both = ("basics.green_channel", f"{UNIT}.green_channel_on_file")
    if authority == NONE:
        return None, dict.fromkeys(both, (Known.ANSWERED, ""))
    if not authority:
        said = (Known.BLANK, "approval") if manner == GREEN else (Known.ASSUMED, _NOT_GREEN)
        return None, dict.fromkeys(both, said)
    given = GreenChannel(
        document_number="的审批件",
        authority="其他机关" if authority == "other" else authority,
        approved_on=approved_on or LONG_AGO,
        basis="依据见审批件",
    )
    if approved_on is None:
        return given, dict.fromkeys(both, (Known.BLANK, "approved_on"))
    return given, {both[0]: (Known.ANSWERED, ""), both[1]: (Known.ASSUMED, _ON_FILE)}


def _bars(answers: Answers) -> tuple[tuple[Bar, ...], dict[str, tuple[Known, str]]]:
    text, day = _texts(answers), _days(answers)
    place = f"{UNIT}.bars"
    ground = text("bar")
    if not ground:
        return (), {place: (Known.ASSUMED, "没有尚在期内的处分和诚信档案记录")}
    if ground == NONE:
        return (), {place: (Known.ANSWERED, "")}
    begins, ends = day("bar_begins_on"), day("bar_ends_on")
    if begins is None or ends is None:
        return (), {place: (Known.BLANK, "bar_begins_on" if begins is None else "bar_ends_on")}
    return (Bar(ground=ground, begins_on=begins, ends_on=ends),), {place: (Known.ANSWERED, "")}


def _proofs(answers: Answers, notice: Notice) -> dict[str, tuple[frozenset[str], bool | None]]:
    """The slots that a question speaks of, as the rules that ask for them name them."""

    def named(rule: str, key: str) -> frozenset[str]:
        said = notice.rules[rule].params.get(key, ()) if rule in notice.rules else ()
        return frozenset((said,) if isinstance(said, str) else said)

    def there(name: str) -> bool | None:
        return answers[name] == YES if name in answers else None

    return {
        "degree_certificate": (named("master_needs_degree", "material"), there("degree_certificate")),
        "former_proofs": (named("change_of_series_declared", "materials"), there("former_proofs")),
        "retirement": (named("not_reaching_retirement", "material"), answers.get("retirement") == "approved"),
    }
