"""The duties that an organisation can have and the roles of the seats in it (domain.md §1.1)."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum


class Duty(Enum):
    """What an organisation does in the process; one may have several."""

    EMPLOYER = "employer"
    DEPARTMENT = "department"
    COUNTY_OFFICE = "county_office"
    CITY_OFFICE = "city_office"
    COMMITTEE_OFFICE = "committee_office"
    ENTRUSTING = "entrusting"  # a body of another place, for the people of its letters only (A17)
    AUTONOMOUS = "autonomous"  # 职称自主评审单位, besides being an employer (A10)

    @property
    def words(self) -> str:
        return {
            Duty.EMPLOYER: "用人单位",
            Duty.DEPARTMENT: "主管部门",
            Duty.COUNTY_OFFICE: "县（市、区）职改办",
            Duty.CITY_OFFICE: "市职改办",
            Duty.COMMITTEE_OFFICE: "评委会承办部门",
            Duty.ENTRUSTING: "外地委托单位",
            Duty.AUTONOMOUS: "职称自主评审单位",
        }[self]


class Role(Enum):
    """席位: what a person may do at an organisation."""

    ADMINISTRATOR = "administrator"  # 单位管理员 (A2)
    HANDLER = "handler"  # 单位经办人 (A3)
    PRINCIPAL = "principal"  # 单位负责人 (A4)
    REVIEWER = "reviewer"  # 审核岗 of an office (A5, A6, A7, A9)
    SUPERIOR = "superior"  # 分管负责人 of an office: approves what needs a second person
    REGISTRAR = "registrar"  # 帐号管理岗 of an office: creates and verifies units (A5, A6, A7)
    SECRETARY = "secretary"  # 评委会工作人员 of a committee office: pool, draw, meeting, no vote (A13)
    EXPERT = "expert"  # 评审专家, by admission to the pool alone (A11)
    SUPERVISOR = "supervisor"  # 监督人员 at the city's office: witnesses, changes nothing (A14)

    @property
    def words(self) -> str:
        return {
            Role.ADMINISTRATOR: "单位管理员",
            Role.HANDLER: "经办人",
            Role.PRINCIPAL: "负责人",
            Role.REVIEWER: "审核岗",
            Role.SUPERIOR: "分管负责人",
            Role.REGISTRAR: "帐号管理岗",
            Role.SECRETARY: "评委会工作人员",
            Role.EXPERT: "评审专家",
            Role.SUPERVISOR: "监督人员",
        }[self]


OFFICE_DUTIES = (Duty.DEPARTMENT, Duty.COUNTY_OFFICE, Duty.CITY_OFFICE, Duty.COMMITTEE_OFFICE)
"""Those that review what others hand in."""
UNIT_ROLES = (Role.ADMINISTRATOR, Role.HANDLER, Role.PRINCIPAL)
OFFICE_ROLES = (Role.REVIEWER, Role.SUPERIOR, Role.REGISTRAR)


def fits(role: Role, duties: Collection[Duty]) -> bool:
    """Whether an organisation of these duties has such a seat."""
    if role in UNIT_ROLES:
        return Duty.EMPLOYER in duties or Duty.ENTRUSTING in duties
    if role in (Role.SECRETARY, Role.EXPERT):
        return Duty.COMMITTEE_OFFICE in duties
    if role is Role.SUPERVISOR:
        return Duty.CITY_OFFICE in duties
    return any(duty in OFFICE_DUTIES for duty in duties)
