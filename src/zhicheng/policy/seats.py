"""The duties that an organisation can have and the roles of the seats in it (domain.md §1.1)."""

from __future__ import annotations

from enum import Enum


class Duty(Enum):
    """What an organisation does in the process; one may have several."""

    EMPLOYER = "employer"
    DEPARTMENT = "department"
    COUNTY_OFFICE = "county_office"
    CITY_OFFICE = "city_office"
    COMMITTEE_OFFICE = "committee_office"

    @property
    def words(self) -> str:
        return {
            Duty.EMPLOYER: "用人单位",
            Duty.DEPARTMENT: "主管部门",
            Duty.COUNTY_OFFICE: "县（市、区）职改办",
            Duty.CITY_OFFICE: "市职改办",
            Duty.COMMITTEE_OFFICE: "评委会承办部门",
        }[self]


class Role(Enum):
    """席位: what a person may do at an organisation."""

    ADMINISTRATOR = "administrator"  # 单位管理员 (A2)
    HANDLER = "handler"  # 单位经办人 (A3)
    PRINCIPAL = "principal"  # 单位负责人 (A4)
    REVIEWER = "reviewer"  # 审核岗 of an office (A5, A6, A7, A9)
    SUPERIOR = "superior"  # 分管负责人 of an office: approves what needs a second person
    REGISTRAR = "registrar"  # 帐号管理岗 of an office: creates and verifies units (A5, A6, A7)
    SECRETARY = "secretary"  # 评委会工作人员 of a committee's office
    EXPERT = "expert"  # 评审专家, seated at the committee's office
    SUPERVISOR = "supervisor"  # 监督人员 of the city's office

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


UNIT_ROLES = (Role.ADMINISTRATOR, Role.HANDLER, Role.PRINCIPAL)
OFFICE_ROLES = (Role.REVIEWER, Role.SUPERIOR, Role.REGISTRAR)
MEETING_ROLES = {
    Role.SECRETARY: Duty.COMMITTEE_OFFICE,
    Role.EXPERT: Duty.COMMITTEE_OFFICE,
    Role.SUPERVISOR: Duty.CITY_OFFICE,
}
"""The roles of a committee's meeting, each with the duty that an organisation needs to have such a seat."""
