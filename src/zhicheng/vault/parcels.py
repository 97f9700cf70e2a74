"""What leaves the house and comes back: a parcel closed with a code, a signature, a parcel that only we can open.

A code is of the same make as a holder's (:func:`.papers.new_code`, 120 bits), so that nobody chooses a weak one.
AES-256-GCM under HKDF-SHA-256; Ed25519; X25519 to the installation. What lies open on a parcel is bound to its inside.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from .cipher import Unreadable
from .papers import Bytes, plain_code

SIGNATURE = 64
"""Bytes of a signature."""
_NONCE, _PUBLIC = 12, 32


def closed_with(code: str, plain: bytes, about: bytes, random: Bytes) -> bytes:
    """Close bytes with a code; ``about`` is bound to them and lies open. ``ValueError`` when the code is none."""
    nonce = random(_NONCE)
    return nonce + AESGCM(_key(plain_code(code).encode(), about)).encrypt(nonce, plain, about)


def opened_with(code: str, raw: bytes, about: bytes) -> bytes:
    """Open what :func:`closed_with` closed; :class:`~.cipher.Unreadable` by another code or when it was altered."""
    try:
        return AESGCM(_key(plain_code(code).encode(), about)).decrypt(raw[:_NONCE], raw[_NONCE:], about)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("parcel") from error


def new_signer(random: Bytes) -> tuple[str, str]:
    """A signing key and what its signatures are checked with, in hex."""
    key = Ed25519PrivateKey.from_private_bytes(random(32))
    return key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex()


def signature(key: str, said: bytes) -> bytes:
    """:data:`SIGNATURE` bytes over what is said."""
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key)).sign(said)


def is_signed(public: str, said: bytes, by: bytes) -> bool:
    """Whether the signature is of that key over these bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(by, said)
    except InvalidSignature:
        return False
    return True


def new_address(random: Bytes) -> tuple[str, str]:
    """The private and the public half, in hex, of a key to which a parcel comes back."""
    key = X25519PrivateKey.from_private_bytes(random(32))
    return key.private_bytes_raw().hex(), key.public_key().public_bytes_raw().hex()


def closed_to(public: str, plain: bytes, about: bytes, random: Bytes) -> bytes:
    """Close bytes so that only the private half of ``public`` opens them."""
    once = X25519PrivateKey.from_private_bytes(random(32))
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))
    ours, nonce = once.public_key().public_bytes_raw(), random(_NONCE)
    return ours + nonce + AESGCM(_key(shared, ours + about)).encrypt(nonce, plain, about)


def opened_by(private: str, raw: bytes, about: bytes) -> bytes:
    """Open what :func:`closed_to` closed; :class:`~.cipher.Unreadable` when it was altered or is for another."""
    ours, nonce = raw[:_PUBLIC], raw[_PUBLIC : _PUBLIC + _NONCE]
    try:
        key = X25519PrivateKey.from_private_bytes(bytes.fromhex(private))
        shared = key.exchange(X25519PublicKey.from_public_bytes(ours))
        return AESGCM(_key(shared, ours + about)).decrypt(nonce, raw[_PUBLIC + _NONCE :], about)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("parcel") from error


def _key(secret: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"zhicheng parcel").derive(secret)
