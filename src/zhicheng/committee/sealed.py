"""The envelope round a drawn expert's name: what is published of a person is its digest, opened at sign-in (G-10)."""

from __future__ import annotations

import json

from zhicheng.policy.draw import digest


def seal(draw: str, pseudonym: str, person: int, name: str, salt: str) -> str:
    """The digest that is published in the pool; without the salt nobody can try names against it."""
    return digest([draw, pseudonym, person, name, salt])


def closed(person: int, name: str, salt: str) -> str:
    """What lies encrypted beside a pseudonym."""
    return json.dumps({"name": name, "person": person, "salt": salt}, ensure_ascii=False, sort_keys=True)


def fits(draw: str, pseudonym: str, opening: str, published: str) -> bool:
    """Whether an opened envelope is the one whose digest was published."""
    said = json.loads(opening)
    return seal(draw, pseudonym, int(said["person"]), str(said["name"]), str(said["salt"])) == published
