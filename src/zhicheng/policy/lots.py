"""抽签 for 讲课答辩: who presents in which room and as which number, made again by anyone from a recorded seed (G-18).

``zhicheng-lots-1``: the cases in ascending order are shuffled (Fisher–Yates from the end) with uniform numbers of the
HMAC-SHA256 stream of :mod:`.draw`, then dealt to the rooms in turn. The key is the digest of [method, meeting, digest
of the frozen list, rooms, cases, seed].
"""

from __future__ import annotations

from collections.abc import Sequence

from .draw import digest, numbers, stream

METHOD = "zhicheng-lots-1"


def dealt(seed: str, meeting: str, listed: str, rooms: Sequence[str], cases: Sequence[int]) -> dict[str, list[int]]:
    """Room → its cases in the order of their lots, from 1. ``ValueError`` without a room."""
    if not rooms:
        raise ValueError("no room to deal to")
    order = sorted(cases)
    blocks = stream(bytes.fromhex(digest([METHOD, meeting, listed, list(rooms), order, seed])), "lots")
    for last in range(len(order) - 1, 0, -1):
        other = next(numbers(blocks, last + 1))
        order[last], order[other] = order[other], order[last]
    return {room: order[n :: len(rooms)] for n, room in enumerate(rooms)}
