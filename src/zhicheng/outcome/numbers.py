"""Numbers that nobody can guess: of certificates (a random part and a check), of receipts for objections."""

from __future__ import annotations

from collections.abc import Callable

from stdnum.iso7064 import mod_37_36

from zhicheng.policy.notice import Notice

READABLE = "0123456789ABCDEFGHJKLMNPQRSTUVWX"
"""Thirty-two characters, so that a byte's lowest five bits choose one evenly."""
Draw = Callable[[int], bytes]
"""So many random bytes."""


def drawn(random: Draw, length: int) -> str:
    """So many characters, each of five random bits."""
    return "".join(READABLE[byte & 31] for byte in random(length))


def certificate_number(year: int, random: Draw, notice: Notice) -> str:
    """Prefix, year, random part and check character (ISO/IEC 7064, MOD 37,36)."""
    rule = notice.rule("certificate_number")
    body = f"{rule['prefix']}{year}{drawn(random, int(rule['random']))}"
    return body + str(mod_37_36.calc_check_digit(body))


def tidy(typed: str) -> str:
    """A number as somebody types it: blanks and strokes away, capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def is_whole(number: str) -> bool:
    """Whether the check character fits; says nothing about whether there is such a certificate."""
    return number.isascii() and number.isalnum() and bool(mod_37_36.is_valid(number))
