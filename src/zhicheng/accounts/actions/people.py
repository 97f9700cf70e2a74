"""申报人: added by the administrator of a verified unit, one person one account (S2.2, S2.3-02 to S2.3-04)."""

from __future__ import annotations

import random as randomness
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pypinyin import lazy_pinyin

from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import CLOCK, INSTALLER, Actor
from zhicheng.ledger.record import record
from zhicheng.policy import entrustment, judge, scope
from zhicheng.policy import facts as policy
from zhicheng.policy import green_channel as green
from zhicheng.policy import identity as numbers
from zhicheng.policy.finding import Finding, Refusal, Says, refuse
from zhicheng.policy.notice import Notice
from zhicheng.policy.seats import Duty, Role
from zhicheng.register import queries as register
from zhicheng.register.models import EntrustmentName

from .. import events, facts, house, keys, queries
from ..models import Account, Employment, Organisation, Person, PersonalKey, Seat

READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
"""No character that is taken for another: 0 and o, 1 and l and i."""
GROUPS, GROUP = 4, 4
LONGEST_UNIT = 120
_NOBODY = policy.Employer(name="", uscc="", nature="", region="", level="")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person as a document says; ``sex`` is a code of GB/T 2261.1, ``id_type`` and ``origin`` of the notice."""

    name: str
    id_type: str
    id_number: str
    sex: str
    born_on: date
    phone: str = ""
    id_expires_on: date | None = None
    origin: str = "中国"


@transaction.atomic
def register_person(new: NewPerson, *, notice: Notice, by: Actor, at: datetime) -> Person:
    """The person of that document, entered if nobody has been: same identity, same person (S2.2-08).

    By a registrar, a unit's administrator, a committee's staff (experts from outside) or the installer. Makes the
    personal key, no account.
    """
    new = _tidy(new)
    refusals = list(_may_register(by))
    refusals += _person_refusals(new, notice, at)
    refuse(refusals)
    return _registered(new, by, at)


@transaction.atomic
def add_applicant(
    organisation: Organisation,
    new: NewPerson,
    *,
    tenure: str,
    identity: str,
    employed_on: date,
    is_card_confirmed: bool,
    green_channel: str = "",
    working_unit: str = "",
    working_uscc: str = "",
    is_retired: bool = False,
    initial_password: str | None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Employment:
    """A person and account at a verified unit, by its administrator (S2.2-01 to S2.2-06, S2.2-08).

    ``green_channel`` is the number of an approval on file that names this person, or empty. ``working_unit`` and
    ``working_uscc`` name the non-public unit in which the person works, where an agency adds the person (R-21, R-44).
    A body of another place adds only whom a letter names that the city agreed to; the unit is then the letter's (S4-01,
    A17). A person who was released by another unit keeps the account and its own password; ``initial_password`` is
    then not used.
    """
    unit = Organisation.objects.select_for_update(of=("self",)).select_related("department").get(pk=organisation.pk)
    new, green_channel = _tidy(new), green_channel.strip()
    working = (working_unit.strip(), numbers.normal(working_uscc))
    refusals: list[Refusal] = []
    if by.role != Role.ADMINISTRATOR.value or by.organisation != unit.pk:
        refusals.append(house.refusal(house.BY_ADMINISTRATOR, "申报人由本单位的管理员添加", notice=notice))
    refusals += _unit_may_add(unit, notice)
    if not is_card_confirmed:
        refusals.append(house.by_notice(notice, "social_card_confirmed", place="basics.card_confirmed"))
    refusals += _person_refusals(new, notice, at)
    is_entrusting = Duty.ENTRUSTING in queries.duties_of(unit)
    index = queries.identity_index(new.id_type, new.id_number)
    named = register.named_by_letter(new.id_type, index, notice.year, unit.uscc) if is_entrusting else None
    brought = (
        {}
        if named is None
        else {
            "works_at": named.unit,
            "works_at_nature": named.unit_nature,
            "is_appraised_there": named.is_appraising,
        }
    )
    employer = facts.employer_facts(unit, Employment(**brought))
    refusals += _employment_refusals(
        employer, new, tenure, identity, employed_on, green_channel, working, notice=notice, at=at, asks_bars=True
    )
    refusals += _elsewhere(unit, new, notice)
    if is_entrusting:
        refusals += _not_on_a_letter(unit, named, notice, at)
    refuse(refusals)
    person = _registered(new, by, at)
    Person.objects.select_for_update().get(pk=person.pk)
    refuse(list(_elsewhere(unit, new, notice)))  # another unit may have been a moment earlier
    account = Account.objects.filter(person=person).first()
    if account is None:
        make_account(person, initial_password=initial_password, at=at, by=by)
    elif initial_password is not None and not account.has_own_password:
        _give_initial(account, initial_password, at)
    employment = Employment.objects.create(
        person=person,
        organisation=unit,
        identity=identity,
        tenure=tenure,
        employed_on=employed_on,
        card_confirmed_at=at,
        card_confirmed_by=by.name,
        green_channel=green_channel,
        working_unit=working[0],
        working_uscc=working[1],
        is_retired=is_retired,
        began_at=at,
        **brought,
    )
    record(
        events.ApplicantAdded(
            person=person.pk,
            organisation=unit.pk,
            identity=identity,
            tenure=tenure,
            employed_on=employed_on.isoformat(),
            green_channel=green_channel,
            working_uscc=working[1],
            is_card_confirmed=True,
        ),
        by=by,
        at=at,
    )
    return employment


@transaction.atomic
def correct_applicant(
    employment: Employment,
    *,
    tenure: str | None = None,
    identity: str | None = None,
    employed_on: date | None = None,
    green_channel: str | None = None,
    working_unit: str | None = None,
    working_uscc: str | None = None,
    is_retired: bool | None = None,
    extension: Blob | None = None,
    notice: Notice,
    by: Actor,
    at: datetime,
) -> Employment:
    """Mend what the unit said of a person; ``None`` leaves as it is. By the unit's administrator or its manager.

    ``green_channel=""`` takes the mark away (S2.2-05); ``extension`` is the approval of a later retirement.
    """
    held = Employment.objects.select_for_update(of=("self",)).select_related("person").get(pk=employment.pk)
    unit = Organisation.objects.select_related("department").get(pk=held.organisation_id)
    wanted = {
        "tenure": held.tenure if tenure is None else tenure,
        "identity": held.identity if identity is None else identity,
        "employed_on": held.employed_on if employed_on is None else employed_on,
        "green_channel": held.green_channel if green_channel is None else green_channel.strip(),
        "working_unit": held.working_unit if working_unit is None else working_unit.strip(),
        "working_uscc": held.working_uscc if working_uscc is None else numbers.normal(working_uscc),
        "is_retired": held.is_retired if is_retired is None else is_retired,
        "extension": held.extension if extension is None else extension,
    }
    changed = tuple(name for name, value in wanted.items() if getattr(held, name) != value)
    refusals: list[Refusal] = []
    if not (_administers(by, unit) or queries.manages(by, unit)):
        refusals.append(house.refusal(house.BY_ADMINISTRATOR, notice=notice))
    if held.ended_at is not None:
        refusals.append(house.refusal(house.ONE_PERSON_ONE_ACCOUNT, "该人员已转出", mend="请由现单位更正。"))
    if unit.disabled_at is not None:
        refusals.append(house.refusal(house.UNIT_DISABLED, notice=notice))
    refusals += _employment_refusals(
        facts.employer_facts(unit, held),
        _as_new(held.person),
        str(wanted["tenure"]),
        str(wanted["identity"]),
        held.employed_on if employed_on is None else employed_on,
        str(wanted["green_channel"]) if "green_channel" in changed else "",
        (str(wanted["working_unit"]), str(wanted["working_uscc"])),
        notice=notice,
        at=at,
        asks_bars=False,
    )
    refuse(refusals)
    for name in changed:
        setattr(held, name, wanted[name])
    if "green_channel" in changed:
        held.green_checked_at, held.green_checked_by = None, ""
    if changed:
        held.save(update_fields=[*changed, "green_checked_at", "green_checked_by"])
        record(events.ApplicantCorrected(person=held.person_id, organisation=unit.pk, fields=changed), by=by, at=at)
    return held


@transaction.atomic
def release_applicant(employment: Employment, *, by: Actor, at: datetime) -> Employment:
    """转出: the unit lets the person go, so that another may add the person (S2.2-08)."""
    held = Employment.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=employment.pk)
    refusals: list[Refusal] = []
    if not (_administers(by, held.organisation) or queries.manages(by, held.organisation)):
        refusals.append(house.refusal(house.BY_ADMINISTRATOR))
    if held.ended_at is not None:
        refusals.append(house.refusal(house.ONE_PERSON_ONE_ACCOUNT, "该人员已转出", mend="无需再次办理。"))
    refuse(refusals)
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    record(events.ApplicantReleased(person=held.person_id, organisation=held.organisation_id), by=by, at=at)
    return held


@transaction.atomic
def make_account(person: Person, *, initial_password: str | None, at: datetime, by: Actor = INSTALLER) -> Account:
    """The log-in of a person; ``None`` makes it without a password (synthetic people). The caller has asked who may.

    The initial password ends after ``settings.INITIAL_PASSWORD_DAYS`` days (S2.3-03).
    """
    index = queries.login_index(person.id_number)
    if Account.objects.filter(person=person).exists() or Account.objects.filter(login_index=index).exists():
        refuse([house.refusal(house.ONE_PERSON_ONE_ACCOUNT, "该证件号码已有个人帐号", "basics.id_number")])
    account = Account(person=person, login_index=index, created_at=at)
    account.set_unusable_password()
    account.save()
    if initial_password is not None:
        _give_initial(account, initial_password, at)
    record(
        events.AccountMade(
            person=person.pk,
            has_initial_password=initial_password is not None,
            expires_at=_iso(account.password_expires_at),
        ),
        by=by,
        at=at,
    )
    return account


@transaction.atomic
def reset_password(account: Account, *, initial_password: str, by: Actor, at: datetime) -> Account:
    """A new initial password, told by the unit (S2.3-03).

    Of an applicant without a seat: by the administrator of the unit that employs the person. Of a person with a seat:
    by a registrar of the office that manages the seat's organisation, or of its superior; never by oneself.
    """
    locked = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
    if not _may_reset(locked, by):
        refuse([house.refusal(house.MANAGED_BY_CREATOR, "您不能重置该帐号的密码", mend="请联系管理该帐号的部门。")])
    _give_initial(locked, initial_password, at)
    record(events.PasswordReset(person=locked.person_id, expires_at=_iso(locked.password_expires_at)), by=by, at=at)
    account.refresh_from_db()
    return locked


@transaction.atomic
def change_password(account: Account, old: str, new: str, *, by: Actor, at: datetime) -> Account:
    """The person's own password in place of the initial or an older one (S2.3-04)."""
    locked = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account.pk)
    refusals: list[Refusal] = []
    if by.account != locked.pk:
        refusals.append(house.refusal(house.PASSWORD, "密码只能由本人修改", mend="请由本人登录修改。"))
    barred = queries.why_not(locked, at)
    if barred is not None:
        refusals.append(barred)
    if not locked.check_password(old):
        refusals.append(house.refusal(house.PASSWORD, "原密码不正确", "old", "请重新输入原密码。"))
    if new == old:
        refusals.append(house.refusal(house.PASSWORD, "新密码与原密码相同", "new"))
    if numbers.normal(new) == numbers.normal(locked.person.id_number):
        refusals.append(house.refusal(house.PASSWORD, "新密码与证件号码相同", "new"))
    try:
        validate_password(new, locked)
    except ValidationError as error:
        refusals += [house.refusal(house.PASSWORD, words, "new") for words in error.messages]
    refuse(refusals)
    locked.set_password(new)
    locked.has_own_password, locked.password_expires_at = True, None
    locked.save(update_fields=["password", "has_own_password", "password_expires_at"])
    record(events.PasswordChanged(person=locked.person_id), by=by, at=at)
    account.refresh_from_db()
    return locked


def initial_password(random: randomness.Random | secrets.SystemRandom) -> str:
    """A password that can be read aloud: four groups of four, no character that is taken for another."""
    return "-".join("".join(random.choice(READABLE) for _ in range(GROUP)) for _ in range(GROUPS))


@transaction.atomic
def destroy_key(person: Person, *, by: Actor, at: datetime) -> PersonalKey:
    """Destroy the person's key for good: what it closed is anonymous from now on. By the city office's 分管负责人,
    the clock (a term has run out) or the installer."""
    key = PersonalKey.objects.select_for_update().get(person=person)
    refusals: list[Refusal] = []
    is_city = by.role == Role.SUPERIOR.value and queries.is_city_office(by.organisation)
    if not (is_city or by in (CLOCK, INSTALLER)):
        refusals.append(
            house.refusal(house.MANAGED_BY_CREATOR, "个人密钥只能由市职改办分管负责人销毁", mend="请报市职改办。")
        )
    if key.destroyed_at is not None:
        refusals.append(house.refusal(house.KEY_DESTROYED))
    refuse(refusals)
    key.wrapped, key.destroyed_at = "", at
    key.save(update_fields=["wrapped", "destroyed_at"])
    record(events.PersonKeyDestroyed(person=person.pk), by=by, at=at)
    return key


def _tidy(new: NewPerson) -> NewPerson:
    return replace(new, name=new.name.strip(), id_number=numbers.normal(new.id_number), phone=new.phone.strip())


def _as_new(person: Person) -> NewPerson:
    return NewPerson(
        name=person.name,
        id_type=person.id_type,
        id_number=person.id_number,
        sex=person.sex,
        born_on=person.born_on,
        phone=person.phone,
        id_expires_on=person.id_expires_on,
        origin=person.origin,
    )


def _administers(by: Actor, unit: Organisation) -> bool:
    return by.role == Role.ADMINISTRATOR.value and by.organisation == unit.pk


def _may_register(by: Actor) -> Iterator[Refusal]:
    may = (Role.ADMINISTRATOR.value, Role.REGISTRAR.value, Role.SECRETARY.value)
    if by != INSTALLER and by.role not in may:
        yield house.refusal(house.BY_ADMINISTRATOR, "人员由单位管理员或管理部门登记")


def _unit_may_add(unit: Organisation, notice: Notice) -> Iterator[Refusal]:
    """Until it is verified a unit adds nobody (S2.1-08)."""
    if unit.disabled_at is not None:
        yield house.refusal(house.UNIT_DISABLED, f"{unit.name}的帐号已停用", notice=notice)
    elif not queries.is_verified(unit):
        yield house.by_notice(
            notice, "unit_verified_first", f"{unit.name}当前状态为“{queries.state_of(unit)}”，尚不能添加申报人"
        )


def _person_refusals(new: NewPerson, notice: Notice, at: datetime) -> Iterator[Refusal]:
    """The document, its number and what the number says (S1.2); and that nobody else is entered under it."""
    longest = 60
    if not new.name or len(new.name) > longest:
        yield house.refusal(house.UNIT_FIELDS, f"姓名应为1至{longest}个字", "basics.name", "请按证件填写姓名。")
    for field, table, value, words in (("sex", "sex", new.sex, "性别"), ("origin", "origin", new.origin, "国籍或地区")):
        if value not in notice.codes.get(table, {}):
            yield house.refusal(house.UNIT_FIELDS, f"没有选择{words}", f"basics.{field}", f"请选择{words}。")
    if new.born_on >= timezone.localdate(at):
        yield house.refusal(house.UNIT_FIELDS, f"出生日期{new.born_on}不早于今天", "basics.born_on", "请按证件填写。")
    yield from _unmet(scope.person_admitted(_facts(_NOBODY, new, notice, at), notice))
    known = queries.person_of(new.id_type, new.id_number)
    if known is not None and (known.name, known.sex, known.born_on) != (new.name, new.sex, new.born_on):
        yield house.refusal(
            house.ONE_PERSON_ONE_ACCOUNT,
            "该证件号码已登记，姓名、性别或出生日期与登记的不一致",
            "basics.id_number",
            "请对照证件原件核对；登记有误的，请联系管理部门。",
            notice=notice,
        )


def _employment_refusals(
    employer: policy.Employer,
    new: NewPerson,
    tenure: str,
    identity: str,
    employed_on: date,
    green_channel: str,
    working: tuple[str, str],
    *,
    notice: Notice,
    at: datetime,
    asks_bars: bool,
) -> Iterator[Refusal]:
    for field, value, words in (("identity", identity, "身份类别"), ("tenure", tenure, "人员性质")):
        if value not in notice.codes.get(field, {}):
            yield house.refusal(house.UNIT_FIELDS, f"没有选择{words}", f"basics.{field}", f"请选择{words}。")
    if not new.born_on < employed_on <= timezone.localdate(at):
        yield house.refusal(
            house.UNIT_FIELDS,
            f"到现单位工作时间{employed_on}应在出生日期之后、不晚于今天",
            "basics.employed_on",
            "请按合同填写到现单位工作时间。",
        )
    index = queries.identity_index(new.id_type, new.id_number)
    held = register.green_channel_of(new.id_type, index) if green_channel else None
    asked = replace(
        _facts(employer, new, notice, at, tenure=tenure, identity=identity, employed_on=employed_on, working=working),
        green_channel_on_file=held,
        bars=register.bars_of(new.id_type, index) if asks_bars else (),
    )
    yield from _unmet([scope.tenure_of_unestablished(asked, notice)])
    if "own_unit" in notice.rules and identity in notice.codes.get("identity", {}):
        yield from _unmet([scope.own_unit(asked, notice)])
    yield from _known_elsewhere(employer, working, notice)
    if asks_bars and "no_bar" in notice.rules:
        yield from _unmet(judge.no_bar(asked, notice))
    if green_channel and (held is None or held.document_number != green_channel):
        yield house.by_notice(
            notice,
            "green_channel_approved",
            f"没有文号为“{green_channel}”且列有该人员的绿色通道审批件",
            "basics.green_channel",
        )
    elif green_channel:
        basics = replace(asked.dossier.basics, green_channel=held)
        marked = replace(asked, dossier=replace(asked.dossier, basics=basics))
        yield from _unmet([green.green_channel_approved(marked, notice)])


def _not_on_a_letter(
    unit: Organisation, named: EntrustmentName | None, notice: Notice, at: datetime
) -> Iterator[Refusal]:
    """A body of another place adds nobody but those whom its letters name and the city has agreed to (S4-01)."""
    if named is None:
        yield house.by_notice(
            notice, "entrusted_in_advance", f"{unit.name}的委托代评函没有列有该人员", "basics.id_number",
            "请核对证件号码；函上没有的人员不能添加，须另行出具委托代评函。",
        )  # fmt: skip
        return
    letter = register.letter_facts(named.letter)
    if letter.state != entrustment.APPROVED:
        yield house.by_notice(
            notice,
            "entrusted_in_advance",
            f"列有该人员的委托代评函{letter.number}状态为“{letter.state}”",
            "basics.id_number",
        )
    elif letter.valid_until < timezone.localdate(at):
        yield house.by_notice(
            notice, "entrustment_letter", f"列有该人员的委托代评函{letter.number}有效期至{letter.valid_until}，已过期",
            "basics.id_number",
        )  # fmt: skip


def _known_elsewhere(unit: policy.Employer, working: tuple[str, str], notice: Notice) -> Iterator[Refusal]:
    """A working unit that has an account here bears the same name and code, and is no public institution (S2.2-06)."""
    name, code = working
    if not name and not code:
        return
    if len(name) > LONGEST_UNIT or bool(name) is not bool(code):
        yield house.refusal(
            house.UNIT_FIELDS,
            f"实际工作单位的名称（不超过{LONGEST_UNIT}字）和统一社会信用代码须同时填写",
            "basics.working_unit",
            "请对照登记证书填写两项。",
        )
        return
    for known in Organisation.objects.filter(Q(uscc=code) | Q(name=name)):
        if (known.name, known.uscc) != (name, code):
            yield house.refusal(
                house.UNIT_FIELDS,
                f"实际工作单位“{name}”的名称和统一社会信用代码与平台登记的不一致",
                "basics.working_uscc",
                "请对照登记证书核对名称和代码。",
            )
        elif known.nature in notice.rule("tenure_of_unestablished")["natures"]:
            yield house.by_notice(
                notice,
                "tenure_of_unestablished",
                f"{name}是{known.nature}，已有单位帐号，其人员不能由{unit.name}添加",
                "basics.working_unit",
                "请由该单位的管理员添加，“人员性质”选择“人事代理”或“其他”。",
            )


def _elsewhere(unit: Organisation, new: NewPerson, notice: Notice) -> Iterator[Refusal]:
    """One present employment. Another unit is never named to an administrator, who does not manage it."""
    known = queries.person_of(new.id_type, new.id_number)
    present = queries.employment_of(known) if known is not None else None
    if present is None:
        return
    here = present.organisation_id == unit.pk
    yield house.refusal(
        house.ONE_PERSON_ONE_ACCOUNT,
        "该人员已在本单位" if here else "该人员目前登记在其他单位",
        "basics.id_number",
        "无需再次添加。" if here else "",
        notice=notice,
    )


def _facts(
    employer: policy.Employer,
    new: NewPerson,
    notice: Notice,
    at: datetime,
    *,
    tenure: str = "",
    identity: str = "",
    employed_on: date | None = None,
    working: tuple[str, str] = ("", ""),
) -> policy.Facts:
    """What is known when an account is created, in the form that the notice's rules read."""
    today = timezone.localdate(at)
    basics = policy.Basics(
        name=new.name,
        sex=new.sex,
        ethnicity="",
        id_type=new.id_type,
        id_number=new.id_number,
        id_expires_on=new.id_expires_on,
        origin=new.origin,
        born_on=new.born_on,
        began_work_on=employed_on or today,
        phone=new.phone,
        identity=identity,
        tenure=tenure,
        employed_on=employed_on or today,
        working_unit=working[0],
        working_uscc=working[1],
    )
    nothing = policy.Application(committee="", series="", specialty="", level="", title="", practised="")
    dossier = policy.Dossier(year=notice.year, application=nothing, basics=basics, employer=employer)
    return policy.Facts(dossier=dossier, on=today)


def _unmet(findings: Iterable[Finding]) -> Iterator[Refusal]:
    for found in findings:
        if found.says is Says.UNMET:
            yield Refusal(found.rule, found.facts, found.source, found.mend, found.places[0] if found.places else "")


def _registered(new: NewPerson, by: Actor, at: datetime) -> Person:
    index = queries.identity_index(new.id_type, new.id_number)
    person, is_new = Person.objects.get_or_create(
        id_type=new.id_type,
        id_index=index,
        defaults={
            "id_number": new.id_number,
            "id_expires_on": new.id_expires_on,
            "name": new.name,
            "name_sort": " ".join(lazy_pinyin(new.name)).lower()[:120],
            "sex": new.sex,
            "born_on": new.born_on,
            "origin": new.origin,
            "phone": new.phone,
            "created_at": at,
        },
    )
    if is_new:
        keys.make_key(person, at)
        record(events.PersonRegistered(person=person.pk, id_type=new.id_type), by=by, at=at)
    return person


def _give_initial(account: Account, initial_password: str, at: datetime) -> None:
    account.set_password(initial_password)
    account.has_own_password = False
    account.password_expires_at = at + timedelta(days=settings.INITIAL_PASSWORD_DAYS)
    account.save(update_fields=["password", "has_own_password", "password_expires_at"])


def _may_reset(account: Account, by: Actor) -> bool:
    if by == INSTALLER:
        return True
    if by.account == account.pk or not by.seat:
        return False
    seats = Seat.objects.filter(person_id=account.person_id, ended_at=None).select_related("organisation")
    units = [seat.organisation for seat in seats]
    employment = queries.employment_of(account.person)
    if not units and employment is not None:
        return _administers(by, employment.organisation) or queries.manages(by, employment.organisation)
    return bool(units) and all(queries.manages(by, unit) for unit in units)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
