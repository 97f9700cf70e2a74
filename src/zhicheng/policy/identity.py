"""Identity numbers and unified social credit codes: form, check character, and what they say.

Standard library only. The region code of a number is never demanded to be current (S2.4, domain §2.4).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]")
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

CITIZEN = "citizen"  # GB 11643
RESIDENCE = "residence"  # 港澳台居民居住证: GB 11643 with region 81, 82, 83
PERMIT_HK_MACAO = "permit_hk_macao"
PERMIT_TAIWAN = "permit_taiwan"
FOREIGN_PERMANENT = "foreign_permanent"
TALENT = "talent"  # 海外高层次人才居住证: each place numbers as it likes
FREE = "free"

# The forms are properties of the documents, not of a notice. Both the word and common ids are known.
SCHEMES: dict[str, str] = {
    "居民身份证": CITIZEN,
    "resident_id": CITIZEN,
    "港澳居民居住证": RESIDENCE,
    "台湾居民居住证": RESIDENCE,
    "来往内地通行证": PERMIT_HK_MACAO,
    "港澳居民来往内地通行证": PERMIT_HK_MACAO,
    "台湾居民来往大陆通行证": PERMIT_TAIWAN,
    "外国人永久居留身份证": FOREIGN_PERMANENT,
    "外国人永久居留证": FOREIGN_PERMANENT,
    "海外高层次人才居住证": TALENT,
    "护照": FREE,
}


@dataclass(frozen=True, slots=True)
class Number:
    """What a number says of its holder. ``faults`` are Chinese sentences and empty when it is well formed."""

    number: str
    faults: tuple[str, ...] = ()
    born_on: date | None = None
    sex: str = ""  # 1 male, 2 female (GB/T 2261.1), empty: the number does not say


def normal(number: str) -> str:
    """The number as it is kept: no blanks, full-width forms narrowed, letters upper case."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()


def check_character(first17: str) -> str:
    """The 18th character of a GB 11643 number."""
    return _CHECKS[sum(int(d) * w for d, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def citizen(number: str) -> Number:
    """Read an 18-character GB 11643 number."""
    number = normal(number)
    if not _CITIZEN.fullmatch(number):
        return Number(number, (f"应为18位（17位数字加1位数字或X），实为{len(number)}位",))
    faults: list[str] = []
    born: date | None = None
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        faults.append(f"第7至14位“{number[6:14]}”不是日期")
    if check_character(number[:17]) != number[17]:
        faults.append(f"校验码不符：应为{check_character(number[:17])}，实为{number[17]}")
    return Number(number, tuple(faults), born, "1" if int(number[16]) % 2 else "2")


def read(scheme: str, number: str) -> Number:
    """Read a number by its scheme (a value of :data:`SCHEMES`)."""
    number = normal(number)
    if scheme == CITIZEN:
        return citizen(number)
    if scheme == RESIDENCE:
        said = citizen(number)
        if said.faults or number[:6] in ("810000", "820000", "830000"):
            return said
        return Number(number, ("居住证号码应以810000、820000或830000开头",), said.born_on, said.sex)
    forms = {
        PERMIT_HK_MACAO: (r"[HM][0-9]{8}([0-9]{2})?", "应为H或M加8至10位数字"),
        PERMIT_TAIWAN: (r"[0-9]{8}([0-9]{2})?", "应为8位数字"),
        FOREIGN_PERMANENT: (
            r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]",
            "应为15位旧号（3位字母加12位数字）或9开头的18位新号",
        ),
    }
    if scheme in forms:
        pattern, words = forms[scheme]
        if not re.fullmatch(pattern, number):
            return Number(number, (words,))
        if scheme == FOREIGN_PERMANENT and len(number) == 18:
            return citizen(number)
        return Number(number)
    return Number(number, () if number else ("不能为空",))


def scheme_of(id_type: str, name: str = "") -> str:
    """The scheme of an identity document by its code or Chinese name; :data:`FREE` when neither is known."""
    return SCHEMES.get(id_type) or SCHEMES.get(name) or FREE


def uscc(code: str) -> tuple[str, ...]:
    """What is wrong with a unified social credit code (GB 32100); empty when nothing is."""
    code = normal(code)
    if len(code) != 18 or any(c not in _USCC_ALPHABET for c in code):
        return (f"应为18位数字或大写字母（不用I、O、S、V、Z），实为“{code}”",)
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(code, _USCC_WEIGHTS, strict=False))
    wanted = _USCC_ALPHABET[(31 - total % 31) % 31]
    return () if code[17] == wanted else (f"校验码不符：应为{wanted}，实为{code[17]}",)


def suggested_nature(code: str) -> str:
    """What the first two characters of a USCC say of the unit, in words; empty when they say nothing."""
    words = {
        "11": "机关",
        "12": "事业单位",
        "13": "群众团体",
        "51": "社会团体",
        "52": "民办非企业单位",
        "53": "基金会",
        "91": "企业",
        "92": "个体工商户",
    }
    return words.get(normal(code)[:2], "")
