"""抽取 for a party: its own seed, and the commitment to it. Knows no committee."""

from __future__ import annotations

import secrets

from zhicheng.policy import draw_record
from zhicheng.policy.draw import commitment


def new_seed() -> dict[str, str]:
    """A seed and a nonce for the form; the party may put its own in their place."""
    return {"seed": secrets.token_hex(32), "nonce": secrets.token_hex(32)}


def commitment_of(draw: str, number: int, party: str, seed: str, nonce: str) -> str:
    """The commitment to a seed and a nonce as typed; empty when they are not 64 hexadecimal characters each."""
    seed, nonce = seed.strip().lower(), nonce.strip().lower()
    if not (draw_record.SEED.fullmatch(seed) and draw_record.SEED.fullmatch(nonce)):
        return ""
    return commitment(draw, number, party, seed, nonce)
