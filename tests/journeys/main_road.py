"""One teacher's whole road, in a browser: unit, account, dossier, seven stations, one return, the printed form."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from build import CITY_SCHOOL, FIRST, OTHER_BUILDER, SCHOOLS, SECOND, World, world
from journeys.browser import Person, Stage

from zhicheng.documents import filling
from zhicheng.documents.review_form import missing
from zhicheng.dossier import queries as dossiers
from zhicheng.dossier.models import Dossier
from zhicheng.ops import road, scans, synthetic
from zhicheng.ops.audit import broken
from zhicheng.ops.synthetic import Candidate
from zhicheng.policy import materials, windows
from zhicheng.policy.seats import Role
from zhicheng.stations import facts as station_facts
from zhicheng.stations import queries as stations

STAFF = {"administrator": "方知夏", "handler": "韩立群", "principal": "史怀远"}
OWN = "莲城-秋日-{}-2023"


def number_of(serial: int) -> str:
    return synthetic.id_number("411003", date(1978, 3, 5), serial, "2")


class Town:
    """Who acts in the journey, each at a browser of their own."""

    def __init__(self, stage: Stage, folder: str = FIRST) -> None:
        self.stage, self.school = stage, SCHOOLS[folder]
        self.world: World = world(CITY_SCHOOL if folder == FIRST else OTHER_BUILDER, folder=folder)
        stage.clock(self.world.opens - timedelta(hours=1))
        self.people: dict[str, Person] = {}
        draw = random.Random(11)
        self.candidate: Candidate = synthetic.candidate(draw, self.school, self.world.notice, "䶮书瑶", 77)
        while self.candidate.said["application"]["level"] != "associate-senior" or self.candidate.tenure != "在编":
            self.candidate = synthetic.candidate(draw, self.school, self.world.notice, "䶮书瑶", 77)

    def office(self, name: str, role: Role = Role.REVIEWER) -> Person:
        key = f"{name}/{role.value}"
        if key not in self.people:
            self.people[key] = self.stage.somebody(self.world.seat(name, role))
        return self.people[key]

    @property
    def dossier(self) -> Dossier:
        return Dossier.objects.get(person__name="䶮书瑶")

    @property
    def number(self) -> str:
        return self.dossier.number

    def newcomer(self, who: str, number: str, initial: str) -> Person:
        """Log in for the first time: the initial password must be changed before anything else."""
        person = self.stage.somebody()
        person.logs_in(number, initial)
        assert person.page.url.endswith("/password")
        person.changes_password(initial, OWN.format(who))
        self.people[who] = person
        return person


def secret(person: Person) -> str:
    return person.page.locator("#secret").inner_text()


def _unit_is_created_verified_and_staffed(town: Town) -> None:
    school = town.school
    registrar = town.office(school.department, Role.REGISTRAR).goes("/office/units").presses("新建单位")
    registrar.fills(
        name=school.name, short_name=school.short_name, uscc=school.uscc, nature=school.nature, region=school.region,
        level=school.level, locality=school.locality,
    )  # fmt: skip
    registrar.page.locator("[name=department]").select_option(label=school.department)
    registrar.presses("创建", within="main")
    here = registrar.page.url.removeprefix(town.stage.address)
    registrar.fills(name=STAFF["administrator"], id_number=number_of(1), phone="13803740001").presses(
        "授予", within="main"
    )
    initial = secret(registrar)

    admin = town.newcomer("administrator", number_of(1), initial)
    admin.goes("/unit/people")
    assert "单位通过审核之后才能添加申报人" in admin.reads()
    admin.goes("/unit/").fills(
        legal_representative="史怀远", contact="方知夏", telephone="0374-0000001", address="示例路1号", posts="80"
    )
    admin.presses("保存", within="main")
    scan, name = synthetic.proof_of_unit(school)
    for kind in ("licence", "application"):
        admin.sends(f"#p-employer-proofs-{kind} form.file-line", scan, name)
    admin.presses("提交审核", within="main")
    registrar.goes(here).presses("审核通过", within="main")
    assert "启用" in registrar.reads(".head")

    for serial, role in ((2, "handler"), (3, "principal")):
        admin.goes("/unit/seats").fills(role=role, name=STAFF[role], id_number=number_of(serial))
        admin.presses("授予", within="main")
        town.newcomer(role, number_of(serial), secret(admin))


def _teacher_is_added(town: Town) -> str:
    admin, made = town.people["administrator"], town.candidate
    admin.goes("/unit/people/new").fills(
        name=made.name, id_number=made.id_number, phone=made.said["basics"]["phone"], identity=made.identity,
        tenure=made.tenure, employed_on=made.employed_on.isoformat(),
    )  # fmt: skip
    admin.presses("添加", within="main")
    assert "社会保障卡" in admin.reads(".errors") or "社保卡" in admin.reads(".errors")
    admin.fills(card_confirmed=True).presses("添加", within="main")
    return secret(admin)


def shown(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _teacher_writes(town: Town, initial: str) -> None:
    made = town.candidate
    teacher = town.newcomer("teacher", made.id_number, initial)
    teacher.goes("/my/").presses("开始申报", within="main")
    application = dict(made.said["application"])
    committee = application.pop("committee")
    teacher.goes("/my/section/application")
    teacher.fills(**{k: shown(v) for k, v in application.items()}).presses("保存", within="#section-form")
    teacher.page.locator(f"[name=committee][value='{committee}']").check()
    teacher.presses("选定", within="main")
    basics = made.said["basics"]
    given = {"ethnicity", "political_status", "health", "began_work_on", "phone", "department", "post"}
    teacher.goes("/my/section/basics").fills(**{k: shown(v) for k, v in basics.items() if k in given})
    teacher.fills(**{f"contract_{k}": shown(v) for k, v in basics["contract"].items()})
    teacher.presses("保存", within="#section-form")
    teacher.goes("/my/section/title").fills(**{k: shown(v) for k, v in made.said["title"].items()})
    teacher.presses("保存", within="#section-form")
    teacher.goes("/my/section/other_titles").presses("保存", within="main")
    for section in ("studies", "jobs", "achievements"):
        teacher.goes(f"/my/section/{section}")
        for row in made.said[section]:
            teacher.presses("加一", within="#add")
            last = teacher.page.locator("main section.sheet[id^='p-']").last.get_attribute("id")
            for name, value in row.items():
                if name != "key" and value not in (None, ""):
                    control = teacher.page.locator(f"#{last} [name='{name}']")
                    tag = control.evaluate("e => e.tagName + e.type")
                    if tag == "INPUTcheckbox":
                        control.set_checked(bool(value))
                    elif tag.startswith("SELECT"):
                        control.select_option(shown(value))
                    else:
                        control.fill(str(shown(value)))
            teacher.presses("保存", within=f"#{last}")
    _upload_what_is_missing(town, teacher)


def _upload_what_is_missing(town: Town, teacher: Person, marked: bytes = b"") -> None:
    made = town.candidate
    while required := _required(teacher.goes("/my/materials")):
        for href in required:
            path, place = href.split("#p-")
            if not teacher.page.url.removeprefix(town.stage.address).startswith(f"{path}#"):
                teacher.goes(href)  # else the answer to the last file is this very page
            section, *_, slot = place.split("-")
            key = place.split("-")[1]
            rows = made.said.get(section)
            row: dict[str, Any] = {}
            if isinstance(rows, list) and key != "files":
                order = [r.key for r in dossiers.rows(town.dossier, section)]
                row = rows[order.index(key)]
            content, name = synthetic.scan(slot, row, made.said, made.unit)
            teacher.uploads(f"p-{place}", content + marked, name)


def _required(teacher: Person) -> list[str]:
    """Where the list of materials sends somebody for what must be there and is not."""
    links = teacher.page.locator("main tr:has-text('未上传') a:has-text('去上传')")
    return links.evaluate_all("all => all.map(a => a.getAttribute('href')).filter(Boolean)")


def _teacher_hands_in(town: Town) -> None:
    teacher = town.people["teacher"]
    teacher.goes("/my/section/pledge").fills(secrecy=True, files=True).presses("签署承诺", within="main")
    assert teacher.page.locator("main .finding.of-unmet").count() == 0, teacher.reads()
    teacher.goes("/my/preview")
    assert "䶮书瑶" in teacher.reads()
    teacher.goes("/my/hand-in").fills(confirmed=True)
    with teacher.page.expect_navigation():
        teacher.page.locator("main form button.button-solid").click()
    assert "轮到" in teacher.reads() or "审核" in teacher.reads()


def _judge_everything(person: Person, path: str) -> None:
    person.goes(path)
    person.page.locator(".verdict label:has-text('符合')").first.click()
    person.presses("保存，看下一部分", within="main")
    if person.page.locator("button[name=rest]").count():
        with person.page.expect_navigation():
            person.page.locator("button[name=rest]").click()


def _compare(person: Person, path: str) -> None:
    """Every section that has originals: 本部分全部一致."""
    for section in ("basics", "title", "other_titles", "studies", "jobs", "achievements"):
        person.goes(f"{path}?section={section}")
        button = person.page.locator("button[name=all]")
        if button.count():
            with person.page.expect_navigation():
                button.click()


def _passes(person: Person, path: str) -> None:
    person.goes(f"{path}/pass")
    with person.page.expect_navigation():
        person.page.locator("main form button.button-solid").click()


def _unit_checks_posts_and_recommends(town: Town, at: datetime) -> datetime:
    handler, path = town.people["handler"], f"/unit/visits/{town.number}"
    handler.goes("/unit/inbox")
    assert "䶮书瑶" in handler.reads()
    _compare(handler, path)
    visit = stations.open_visit(town.dossier)
    facts = station_facts.reviewed(visit, town.world.notice, at)
    for year in materials.appraisal_years(facts, town.world.notice):
        content, name = synthetic.appraisal("䶮书瑶", year, "合格", town.school)
        handler.goes(f"{path}?section=unit_files")
        handler.sends(f"form.file-line:has([name=year][value='{year}'])", content, name, grade="合格")
    _judge_everything(handler, path)
    _passes(handler, path)
    handler.goes("/unit/publicity").fills(place="教学楼一楼公告栏").presses("登记张贴", within="main")
    handler.sends("aside form.file-line", scans.posting(["䶮书瑶"]), "公示照片.jpg")
    assert "公示期未满" in handler.reads()
    over = road.at(windows.may_recommend_from(at.date(), town.world.notice), 9)
    town.stage.clock(over)
    handler.goes(handler.page.url.removeprefix(town.stage.address))
    handler.page.locator("[name=result][value='无异议']").check()
    handler.presses("登记结果", within="main")

    principal = town.people["principal"]
    _compare(principal, path)
    _judge_everything(principal, path)
    principal.goes(f"{path}/recommend").fills(pledge=True)
    with principal.page.expect_navigation():
        principal.page.locator("main form button.button-solid").click()
    return over


def _office_passes(town: Town, name: str) -> None:
    person = town.office(name)
    person.goes("/office/")
    assert "䶮书瑶" in person.reads()
    _judge_everything(person, f"/office/visits/{town.number}")
    _passes(person, f"/office/visits/{town.number}")


def _city_returns_it_once(town: Town) -> None:
    city, path = town.office(town.world.office.name), f"/office/visits/{town.number}"
    city.goes(path)
    city.page.locator(".verdict label:has-text('符合')").first.click()
    city.presses("保存，看下一部分", within="main")
    city.goes(f"{path}?section=title")
    city.page.locator("details.own-item summary").click()
    city.page.locator("#defect").select_option("appointment_letter_no_seal")
    city.page.locator("#place").select_option(label="文件：聘书扫描件")
    city.fills(reason="聘书第1页落款处没有单位公章")
    city.presses("列入告知书", within="details.own-item")
    city.goes(f"{path}/send-back")
    assert "还不能退回" in city.reads()  # a verdict for every section, or nothing goes back
    city.goes(f"{path}?section=basics")
    city.page.locator(".verdict label:has-text('符合')").first.click()
    city.presses("保存，看下一部分", within="main")
    left = stations.verdicts(stations.open_visit(town.dossier))
    for section in station_facts.sections(stations.open_visit(town.dossier), town.world.notice):
        if section not in left:
            city.goes(f"{path}?section={section}")
            city.page.locator(".verdict label:has-text('符合')").first.click()
            city.presses("保存，看下一部分", within="main")
    city.goes(f"{path}/send-back").presses("发出告知书", within="main")


def _teacher_corrects(town: Town) -> None:
    teacher = town.people["teacher"]
    teacher.goes("/my/").presses("看告知书并补正", within="main")
    assert "没有单位公章" in teacher.reads()
    teacher.goes("/my/section/studies")
    assert teacher.page.locator("main form[data-autosave]").count() == 0  # only what is listed is open
    teacher.goes("/my/section/title")
    place = "p-title-files-appointment_letter"
    with teacher.page.expect_navigation():
        teacher.page.locator(f"#{place} form.inline button").click()
    content, _ = synthetic.scan("appointment_letter", {}, town.candidate.said, town.school)
    teacher.uploads(place, content + b"\n", "重新扫描的聘书.jpg")
    _teacher_hands_in(town)


def _unit_ticks_the_new_file(town: Town) -> None:
    """The file that changed is compared anew by two people; nothing is posted again."""
    path = f"/unit/visits/{town.number}"
    handler, principal = town.people["handler"], town.people["principal"]
    handler.goes(f"{path}?section=title")
    assert handler.page.locator("form.compare input[type=checkbox]").count() == 1
    _compare(handler, path)
    _judge_everything(handler, path)
    _passes(handler, path)
    _compare(principal, path)
    _judge_everything(principal, path)
    principal.goes(f"{path}/recommend")
    assert "首次推荐，补正后不变" in principal.reads()
    principal.fills(pledge=True)
    with principal.page.expect_navigation():
        principal.page.locator("main form button.button-solid").click()


def walk(stage: Stage, folder: str, size: tuple[int, int], also: tuple[int, int] | None = None) -> None:
    """From a new unit to a printed form, with one return in the middle; pages are looked at in ``also`` too."""
    stage.size, stage.also = size, also
    town = Town(stage, folder)
    city, opens = town.world.city.place, town.world.opens
    _unit_is_created_verified_and_staffed(town)
    initial = _teacher_is_added(town)
    stage.clock(opens + timedelta(days=1))
    _teacher_writes(town, initial)
    _teacher_hands_in(town)
    stage.clock(opens + timedelta(days=2))
    over = _unit_checks_posts_and_recommends(town, opens + timedelta(days=2))
    _office_passes(town, town.school.department)
    _office_passes(town, f"{city.counties[town.school.region]}职称改革领导小组办公室")
    if folder == SECOND:
        _office_passes(town, city.education)  # the station more
    first_recommended = stations.recommendation(town.dossier).recommended_on
    _city_returns_it_once(town)
    stage.clock(over + timedelta(days=7))
    _teacher_corrects(town)
    _unit_ticks_the_new_file(town)
    assert stations.open_visit(town.dossier).station == "city_office"  # back to whoever returned it
    assert stations.recommendation(town.dossier).recommended_on == first_recommended == over.date()
    _office_passes(town, city.office)
    _office_passes(town, city.education)

    teacher = town.people["teacher"]
    teacher.goes("/my/")
    assert "评委会已受理" in teacher.reads()
    answer = teacher.page.request.get("/my/print/a4")
    form = filling.review_form(dossiers.latest(town.dossier), town.world.notice, is_watermarked=False)
    assert missing(form, answer.body()) == ()
    assert teacher.page.request.get("/my/print/a3").status == 200
    assert teacher.page.request.get("/my/print/acceptance").headers["content-type"] == "application/pdf"
    assert broken() == ()
    assert "\n".join(stage.faults) == ""
