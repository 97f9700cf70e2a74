"""The code on every page, so that paper and record can be held against each other (S2.3-17, S2.4-03).

It says which application, which sealed revision, the first sixteen hexadecimal digits of its digest,
and which page; the square code carries it as an address of the public page that checks it.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import parse_qs, urlencode, urlsplit

import segno

PATH = "/verify/page"
DIGITS = 16
_MASK = 2  # any mask is legal; a fixed one costs a quarter of trying all eight
_HEXADECIMAL = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


class NotAPageCode(ValueError):
    """What was scanned or typed is not a code of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCode:
    """``number`` of the application or letter, ``revision`` from 1, ``digest`` of 16 digits, ``page`` from 1."""

    number: str
    revision: int
    digest: str
    page: int

    @property
    def check(self) -> str:
        """校验码 as printed: four groups of four."""
        return check_words(self.digest)


def code(number: str, revision: int, digest: str, page: int) -> PageCode:
    """The code of a page; ``digest`` may be the whole digest of the revision, ``ValueError`` if too short."""
    short = digest.removeprefix("sha256:").lower()[:DIGITS]
    if not _HEXADECIMAL.fullmatch(short):
        raise ValueError(f"a digest needs {DIGITS} hexadecimal digits")
    return PageCode(number=number, revision=revision, digest=short, page=page)


def check_words(digest: str) -> str:
    """The first sixteen digits in groups of four, e.g. ``0123 4567 89ab cdef``."""
    short = digest.removeprefix("sha256:").lower()[:DIGITS]
    return " ".join(short[i : i + 4] for i in range(0, len(short), 4))


def address(base_url: str, of: PageCode) -> str:
    """What the square code carries: ``{base_url}/verify/page?n=…&r=…&d=…&p=…``."""
    asked = urlencode({"n": of.number, "r": of.revision, "d": of.digest, "p": of.page})
    return f"{base_url.rstrip('/')}{PATH}?{asked}"


def parse(scanned: str) -> PageCode:
    """The code behind an address, or behind its query alone. Raises :class:`NotAPageCode`."""
    parts = urlsplit(scanned.strip())
    if parts.scheme and not parts.path.endswith(PATH):
        raise NotAPageCode("不是评审材料的页码二维码")
    asked = parse_qs(parts.query or parts.path.lstrip("?"))
    try:
        (number,), (revision,), (digest,), (page,) = (asked[k] for k in "nrdp")
        found = PageCode(number=number, revision=int(revision), digest=digest, page=int(page))
    except (KeyError, ValueError) as error:
        raise NotAPageCode("页码二维码不完整") from error
    if not _HEXADECIMAL.fullmatch(found.digest) or found.revision < 0 or found.page < 1:
        raise NotAPageCode("页码二维码的校验码、版本或页码不成立")
    return found


@lru_cache(maxsize=512)
def svg(words: str) -> str:
    """A square code as SVG, a quiet zone of two modules about it (the sheet's white adds the rest)."""
    drawn = io.BytesIO()
    square(words).save(drawn, kind="svg", border=2, svgns=True, xmldecl=False, nl=False, omitsize=True)
    return drawn.getvalue().decode()


def png(words: str, scale: int = 6) -> bytes:
    """A square code as PNG with the full quiet zone, for screens."""
    drawn = io.BytesIO()
    square(words).save(drawn, kind="png", border=4, scale=scale)
    return drawn.getvalue()


def square(words: str) -> segno.QRCode:
    """The square code itself, error correction M."""
    return segno.make_qr(words, error="m", mask=_MASK, boost_error=False)
