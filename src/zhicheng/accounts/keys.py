"""The key of a person, wrapped at rest; what it closed is anonymous once it is destroyed."""

from __future__ import annotations

import base64
from datetime import datetime

from zhicheng.vault import cipher

from .models import Person, PersonalKey

PURPOSE = "accounts_personalkey.wrapped"


def key_of(person: Person) -> bytes:
    """The 32 bytes of the person's key; :class:`zhicheng.vault.cipher.Unreadable` once it is destroyed."""
    wrapped = PersonalKey.objects.filter(person=person).values_list("wrapped", flat=True).first()
    if not wrapped:
        raise cipher.Unreadable("personal key")
    return base64.b64decode(cipher.decrypt(wrapped, PURPOSE))


def make_key(person: Person, at: datetime) -> PersonalKey:
    """A new key for a person who has none."""
    plain = base64.b64encode(cipher.new_personal_key()).decode()
    return PersonalKey.objects.create(person=person, wrapped=cipher.encrypt(plain, PURPOSE), created_at=at)
