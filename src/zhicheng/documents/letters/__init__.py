"""Official letters per GB/T 9704-2012: one sheet and four fillings (S2.1-07, S2.4-06..08)."""

from .letter import (
    Letter,
    LetterCode,
    LetterItem,
    accepted,
    not_accepted,
    print_letter,
    told_once,
    unit_told_once,
)

__all__ = [
    "Letter",
    "LetterCode",
    "LetterItem",
    "accepted",
    "not_accepted",
    "print_letter",
    "told_once",
    "unit_told_once",
]
