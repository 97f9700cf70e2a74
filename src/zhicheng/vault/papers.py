"""Papers of a secret ballot: a choice that any two of three holders open together and nobody alone, all of one length.

Nobody deals the keys: each holder's half is made from a code that was shown to that holder once. A paper is closed to
each of the three pairs, under a key that takes both halves of the pair (X25519 twice, HKDF-SHA-256, AES-256-GCM).
What a paper is about (which ballot, which case) is bound to it. ``docs/decisions`` has the threats and what remains.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .cipher import Unreadable

HOLDERS, TOGETHER = 3, 2
PAIRS = tuple(combinations(range(HOLDERS), TOGETHER))
_PLAIN = 16
LENGTH = 32 + len(PAIRS) * (_PLAIN + 16)
"""Bytes of a paper, whatever it says."""
BLANK = bytes(LENGTH)
"""A place in the box that nobody has used yet."""
_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
_GROUP, _GROUPS = 5, 5
_ONCE = bytes(12)  # a key closes one paper for one pair, so its nonce need not differ

Half = X25519PrivateKey
"""A holder's private half, as long as somebody counts."""
Bytes = Callable[[int], bytes]
"""Where random bytes come from: ``secrets.token_bytes``, a seeded generator in a test."""


def new_code(random: Bytes) -> str:
    """A holder's code: 24 symbols of 5 bits and one that finds a slip of the pen, in groups of five."""
    number = int.from_bytes(random(15), "big")
    said = "".join(_SYMBOLS[(number >> (5 * n)) & 31] for n in range(_GROUP * _GROUPS - 1))
    whole = said + _check(said)
    return "-".join(whole[n : n + _GROUP] for n in range(0, len(whole), _GROUP))


def plain_code(typed: str) -> str:
    """What somebody typed, as it was meant; ``ValueError`` when it cannot be a code."""
    said = "".join(c for c in typed.upper() if c not in "- \t\u3000").translate(str.maketrans("ILO", "110"))
    if len(said) != _GROUP * _GROUPS or any(c not in _SYMBOLS for c in said) or _check(said[:-1]) != said[-1]:
        raise ValueError("not a code")
    return said


def _check(said: str) -> str:
    return _SYMBOLS[hashlib.sha256(said.encode()).digest()[0] & 31]


def _half(code: str, ballot: str) -> X25519PrivateKey:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=ballot.encode(), info=b"zhicheng ballot holder")
    return X25519PrivateKey.from_private_bytes(kdf.derive(plain_code(code).encode()))


def public_half(code: str, ballot: str) -> str:
    """The public half of a holder's key for one ballot, in hex. ``ValueError`` when the code is none."""
    return _half(code, ballot).public_key().public_bytes_raw().hex()


def seal(choice: int, publics: Sequence[str], *, ballot: str, about: str, random: Bytes) -> bytes:
    """A paper of :data:`LENGTH` bytes that says a number below 256, closed to every two of the three holders."""
    if len(publics) != HOLDERS:
        raise ValueError("three holders")
    once = X25519PrivateKey.from_private_bytes(random(32))
    ours = once.public_key().public_bytes_raw()
    shared = [once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(p))) for p in publics]
    plain = bytes([choice]).ljust(_PLAIN, b"\0")
    return ours + b"".join(
        AESGCM(_key(shared[a], shared[b], ours, publics, (a, b))).encrypt(_ONCE, plain, _bound(ballot, about))
        for a, b in PAIRS
    )


def held(codes: Sequence[str], publics: Sequence[str], ballot: str) -> dict[int, Half]:
    """The private halves that codes make, by the holder's place from 0. ``ValueError`` when a code is nobody's here."""
    out = {}
    for code in codes:
        half = _half(code, ballot)
        out[publics.index(half.public_key().public_bytes_raw().hex())] = half
    return out


def opened(paper: bytes, halves: Mapping[int, Half], publics: Sequence[str], *, ballot: str, about: str) -> int:
    """What a paper says, by two holders' halves. :class:`~.cipher.Unreadable` when they are not the paper's, or it was
    altered, or belongs to another ballot or case."""
    pair = tuple(sorted(halves))
    if pair not in PAIRS or len(paper) != LENGTH:
        raise Unreadable("two of three")
    ours, size = paper[:32], _PLAIN + 16
    try:
        first, second = (halves[p].exchange(X25519PublicKey.from_public_bytes(ours)) for p in pair)
        start = 32 + PAIRS.index(pair) * size
        key = _key(first, second, ours, publics, (pair[0], pair[1]))
        plain = AESGCM(key).decrypt(_ONCE, paper[start : start + size], _bound(ballot, about))
    except (InvalidTag, ValueError) as error:
        raise Unreadable("paper") from error
    return plain[0]


def _key(first: bytes, second: bytes, ours: bytes, publics: Sequence[str], pair: tuple[int, int]) -> bytes:
    salt = ours + b"".join(bytes.fromhex(p) for p in publics)
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"zhicheng paper %d %d" % pair).derive(first + second)


def _bound(ballot: str, about: str) -> bytes:
    return f"{ballot}\0{about}".encode()
