"""What the review form is filled from: the sealed dossier, and what its offices and the meeting said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from zhicheng.policy.facts import Dossier

from ..words import counted

KIND = "职称评审表"
RULES: tuple[str, ...] = (
    "本表由平台按申报人提交并封存的申报信息生成，供申报、审核和评审职称使用；表内信息不得手工添改，添改无效。",
    "各级审核部门不修改申报人填报的任何信息，审核意见由各审核部门在平台填写，写入本表相应栏目。",
    "业绩按取得现任职称的日期分列任现职前、后；参评业绩材料的取得时间以用人单位申报推荐时间为准。",
    "栏目内容较多的，自动续页；栏目末行印有“以下空白”字样，其后不得再填。",
    "本表用A3纸双面打印，短边翻转，沿中线对折装订，一式{copies}份，按要求加盖单位公章后报送。",
    "每页右下角印有二维码和校验码，可据以核对纸质材料与网上材料是否一致。",
)

BEIJING = ZoneInfo("Asia/Shanghai")

Names = Callable[[str, str], str]
"""Table and code to Chinese, as ``Notice.name_of``; the table ``material`` names a slot of files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPart:
    """What the employer adds: comparison with originals, publicity, recommendation, pledge (S2.5.9)."""

    comparison: str = ""
    handler: str = ""
    principal: str = ""
    publicity_from: date | None = None
    publicity_to: date | None = None
    publicity_place: str = ""
    publicity_result: str = ""
    opinion: str = ""
    pledge: str = ""
    recommended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One office's opinion, as it stands in the station's record (S2.4-02)."""

    station_name: str
    office: str = ""
    person: str = ""
    opinion: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPart:
    """What the meeting decided and the confirmation says; no expert's name, the lines to sign on stay empty.

    ``votes`` are 总人数, 出席, 赞成, 反对, 弃权, 结论.
    """

    panel: str = ""
    panel_on: date | None = None
    votes: tuple[str, str, str, str, str, str] = ("",) * 6
    committee: str = ""
    committee_on: date | None = None
    confirmation: str = ""
    confirmation_number: str = ""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    """All that the form prints. ``digest`` is the sealed revision's, at least 16 hexadecimal digits.

    ``watermarked`` until every level has approved (S2.3-14, golden 40). ``names`` turns codes into
    Chinese. ``pledge_words`` are the words behind ``dossier.pledge.text_version``. ``photo`` is any
    picture that Pillow opens. What the meeting decides is blank without ``meeting``.
    """

    dossier: Dossier
    names: Names
    revision: int
    digest: str
    base_url: str
    watermarked: bool
    unit: UnitPart = UnitPart()
    opinions: tuple[Opinion, ...] = ()
    appraisals: tuple[tuple[int, str], ...] = ()
    photo: bytes | None = None
    pledge_words: str = ""
    title: str = KIND
    copies: int = 1
    maker: str = ""
    meeting: MeetingPart = MeetingPart()

    @property
    def rules(self) -> tuple[str, ...]:
        """填表说明, with the number of copies that the notice asks for."""
        return tuple(words.format(copies=counted(self.copies)) for words in RULES)
