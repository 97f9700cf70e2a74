"""A person as typed into a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhicheng.accounts.actions.people import NewPerson
from zhicheng.policy import facts as policy
from zhicheng.policy.dossier_file import read_field
from zhicheng.policy.finding import Refusal, Refused, Source
from zhicheng.policy.identity import citizen
from zhicheng.policy.notice import Notice

_FORM = Source("平台规定", "", "", "人员信息与证件一致。", "确定")
CARD = "居民身份证"


def read_day(said: Mapping[str, Any], name: str, label: str, faults: list[Refusal]) -> date | None:
    """A date out of a form; a fault when it cannot be read."""
    value, wrong = read_field(policy.Basics, name, said.get(name, ""), f"basics.{name}", {})
    if wrong or value is None:
        words = wrong[0].message if wrong else f"没有填写{label}"
        faults.append(Refusal("person_fields", words, _FORM, f"请填写{label}。", f"basics.{name}"))
        return None
    return value


def typed_person(said: Mapping[str, Any], notice: Notice) -> NewPerson:
    """A person from a form; birth date and sex of a citizen come from the number when they were left out.

    Raises :class:`Refused` with everything that is missing.
    """
    faults: list[Refusal] = []
    name, number = str(said.get("name", "")).strip(), str(said.get("id_number", "")).strip()
    id_type = str(said.get("id_type", "")) or CARD
    if not name:
        faults.append(Refusal("person_fields", "没有填写姓名", _FORM, "请填写姓名。", "basics.name"))
    if not number:
        faults.append(Refusal("person_fields", "没有填写证件号码", _FORM, "请填写证件号码。", "basics.id_number"))
    sex, born = str(said.get("sex", "")), said.get("born_on", "")
    if id_type == CARD and number and not (sex and born):
        known = citizen(number)
        born_on, sex = known.born_on or date(1900, 1, 1), sex or known.sex or ""
    else:
        born_on = read_day(said, "born_on", "出生日期", faults) or date(1900, 1, 1)
    if faults:
        raise Refused(*faults)
    return NewPerson(
        name=name,
        id_type=id_type,
        id_number=number,
        sex=sex,
        born_on=born_on,
        phone=str(said.get("phone", "")).strip(),
        origin=str(said.get("origin", "")) or "中国",
    )
