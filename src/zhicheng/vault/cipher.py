"""Authenticated encryption with the installation's keys, and wrapping of personal keys.

A token is ``v1.<key id>.<base64url(nonce + ciphertext)>``; AES-256-GCM, 96-bit random nonce, the
purpose bound as associated data, so that a value cannot be moved to another column.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "v1"


class Unreadable(Exception):
    """The value cannot be opened: its key is gone, or the value was altered."""


def _key(id: str) -> bytes:
    try:
        secret = settings.VAULT_KEYS[id]
    except KeyError:
        raise Unreadable(f"no key {id}") from None
    return hashlib.sha256(secret.encode()).digest()


def seal_with(key: bytes, plain: bytes, purpose: str) -> str:
    """Close bytes with a 32-byte key; base64url text."""
    nonce = os.urandom(12)
    return base64.urlsafe_b64encode(nonce + AESGCM(key).encrypt(nonce, plain, purpose.encode())).decode()


def open_with(key: bytes, token: str, purpose: str) -> bytes:
    """Open what :func:`seal_with` closed; :class:`Unreadable` when it was altered."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
        return AESGCM(key).decrypt(raw[:12], raw[12:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(purpose) from error


def encrypt(plain: str, purpose: str) -> str:
    """Close a text with the installation's current key."""
    id = settings.VAULT_CURRENT_KEY
    return f"{VERSION}.{id}.{seal_with(_key(id), plain.encode(), purpose)}"


def decrypt(token: str, purpose: str) -> str:
    """Open a text closed by :func:`encrypt`, under whichever key closed it."""
    try:
        version, id, body = token.split(".", 2)
    except ValueError:
        raise Unreadable(purpose) from None
    if version != VERSION:
        raise Unreadable(purpose)
    return open_with(_key(id), body, purpose).decode()


def blind_index(text: str, purpose: str) -> str:
    """A keyed digest by which equal texts are found without being readable (HMAC-SHA-256, hex)."""
    return hmac.new(settings.VAULT_INDEX_KEY.encode(), f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def new_personal_key() -> bytes:
    """32 random bytes for one person."""
    return os.urandom(32)
