"""What happened to units, people, log-ins, seats and approvals. No line holds a name or a number of a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhicheng.ledger.event import Event


@dataclass(frozen=True)
class CityOfficeInstalled(Event):
    words: ClassVar[str] = "建立市职改办"
    requirement: ClassVar[str] = "S2.1-02"
    subject: ClassVar[str] = "uscc"
    uscc: str
    name: str
    region: str


@dataclass(frozen=True)
class OrganisationCreated(Event):
    words: ClassVar[str] = "创建单位帐号"
    requirement: ClassVar[str] = "S2.1-01"
    subject: ClassVar[str] = "uscc"
    uscc: str
    name: str
    nature: str
    region: str
    level: str
    duties: tuple[str, ...]
    manager: str


@dataclass(frozen=True)
class OrganisationCompleted(Event):
    words: ClassVar[str] = "完善单位信息"
    requirement: ClassVar[str] = "S2.1-05"
    subject: ClassVar[str] = "uscc"
    uscc: str
    fields: tuple[str, ...]
    is_complete: bool


@dataclass(frozen=True)
class ProofAdded(Event):
    words: ClassVar[str] = "上传单位审核材料"
    requirement: ClassVar[str] = "S2.1-05"
    subject: ClassVar[str] = "uscc"
    uscc: str
    kind: str
    digest: str


@dataclass(frozen=True)
class ProofRemoved(Event):
    words: ClassVar[str] = "移除单位审核材料"
    requirement: ClassVar[str] = "S2.1-05"
    subject: ClassVar[str] = "uscc"
    uscc: str
    kind: str
    digest: str


@dataclass(frozen=True)
class OrganisationSubmitted(Event):
    words: ClassVar[str] = "提交单位核验"
    requirement: ClassVar[str] = "S2.1-05"
    subject: ClassVar[str] = "uscc"
    uscc: str
    verification: int


@dataclass(frozen=True)
class OrganisationVerified(Event):
    words: ClassVar[str] = "单位核验通过"
    requirement: ClassVar[str] = "S2.1-06"
    subject: ClassVar[str] = "uscc"
    uscc: str
    verification: int


@dataclass(frozen=True)
class OrganisationRefused(Event):
    words: ClassVar[str] = "单位核验不通过"
    requirement: ClassVar[str] = "S2.1-07"
    subject: ClassVar[str] = "uscc"
    uscc: str
    verification: int
    number: str
    reasons: int


@dataclass(frozen=True)
class OrganisationDisabled(Event):
    words: ClassVar[str] = "停用单位帐号"
    requirement: ClassVar[str] = "S2.1-01"
    subject: ClassVar[str] = "uscc"
    uscc: str
    reason: str


@dataclass(frozen=True)
class OrganisationEnabled(Event):
    words: ClassVar[str] = "恢复单位帐号"
    requirement: ClassVar[str] = "S2.1-01"
    subject: ClassVar[str] = "uscc"
    uscc: str


@dataclass(frozen=True)
class QuotaEntered(Event):
    words: ClassVar[str] = "登记职数"
    requirement: ClassVar[str] = "R-36"
    subject: ClassVar[str] = "uscc"
    uscc: str
    year: int
    level: str
    approved: int
    held: int
    leaving: int
    total: int | None
    target: int | None
    granted: int | None
    document_number: str


@dataclass(frozen=True)
class GreenChannelChecked(Event):
    words: ClassVar[str] = "核对绿色通道"
    requirement: ClassVar[str] = "S2.2-05"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int
    document_number: str


@dataclass(frozen=True)
class GreenChannelMarkEnded(Event):
    words: ClassVar[str] = "终止绿色通道标注"
    requirement: ClassVar[str] = "S2.2-05"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int
    document_number: str
    reason: str
    approval: int


@dataclass(frozen=True)
class PersonRegistered(Event):
    words: ClassVar[str] = "登记人员"
    requirement: ClassVar[str] = "S2.2-08"
    subject: ClassVar[str] = "person"
    person: int
    id_type: str


@dataclass(frozen=True)
class ApplicantAdded(Event):
    words: ClassVar[str] = "添加申报人"
    requirement: ClassVar[str] = "S2.2-01"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int
    identity: str
    tenure: str
    employed_on: str
    green_channel: str
    working_uscc: str
    is_card_confirmed: bool


@dataclass(frozen=True)
class ApplicantReleased(Event):
    words: ClassVar[str] = "申报人转出"
    requirement: ClassVar[str] = "S2.2-08"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int


@dataclass(frozen=True)
class AccountMade(Event):
    words: ClassVar[str] = "创建个人帐号"
    requirement: ClassVar[str] = "S2.3-02"
    subject: ClassVar[str] = "person"
    person: int
    has_initial_password: bool
    expires_at: str


@dataclass(frozen=True)
class PasswordReset(Event):
    words: ClassVar[str] = "重置初始密码"
    requirement: ClassVar[str] = "S2.3-03"
    subject: ClassVar[str] = "person"
    person: int
    expires_at: str


@dataclass(frozen=True)
class PasswordChanged(Event):
    words: ClassVar[str] = "修改密码"
    requirement: ClassVar[str] = "S2.3-04"
    subject: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True)
class PersonKeyDestroyed(Event):
    words: ClassVar[str] = "销毁个人密钥"
    requirement: ClassVar[str] = "G-27"
    subject: ClassVar[str] = "person"
    person: int


@dataclass(frozen=True)
class SeatGiven(Event):
    words: ClassVar[str] = "授予席位"
    requirement: ClassVar[str] = "S2.5.9-01"
    subject: ClassVar[str] = "uscc"
    uscc: str
    person: int
    role: str
    approval: int


@dataclass(frozen=True)
class SeatEnded(Event):
    words: ClassVar[str] = "收回席位"
    requirement: ClassVar[str] = "S2.5.9-01"
    subject: ClassVar[str] = "uscc"
    uscc: str
    person: int
    role: str


@dataclass(frozen=True)
class ApprovalProposed(Event):
    words: ClassVar[str] = "提出两人审批"
    requirement: ClassVar[str] = "Q15"
    subject: ClassVar[str] = "about_what"
    about_what: str
    kind: str
    approval: int
    reason: str


@dataclass(frozen=True)
class ApprovalDecided(Event):
    words: ClassVar[str] = "两人审批决定"
    requirement: ClassVar[str] = "Q15"
    subject: ClassVar[str] = "about_what"
    about_what: str
    kind: str
    approval: int
    is_granted: bool
    opinion: str


@dataclass(frozen=True)
class ApprovalSpent(Event):
    words: ClassVar[str] = "使用两人审批"
    requirement: ClassVar[str] = "Q15"
    subject: ClassVar[str] = "about_what"
    about_what: str
    kind: str
    approval: int


@dataclass(frozen=True)
class ApplicantCorrected(Event):
    words: ClassVar[str] = "更正申报人信息"
    requirement: ClassVar[str] = "S2.2-06"
    subject: ClassVar[str] = "person"
    person: int
    organisation: int
    fields: tuple[str, ...]
