"""What is done in the room, in a process of its own, as there: its database is not ours.

at_venue.py KIT RESULT < {"code", "seed", "papers": [[entry, {ordinal: choice}], …]}; prints the refusals of each.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from zhicheng.ops import kit as verb
from zhicheng.policy.finding import Refused


def main(file: Path, target: Path, said: dict[str, Any]) -> list[list[str]]:
    opened = verb.at_venue(file, said["code"])
    verb.furnished(opened)
    from zhicheng.accounts import queries as accounts
    from zhicheng.committee import queries
    from zhicheng.committee.actions import ballots
    from zhicheng.ops import venue
    from zhicheng.year import shelf

    chance, at = random.Random(said["seed"]), datetime.fromisoformat(said["at"])
    ballot = queries.standing_ballot(queries.numbered(opened.meeting))
    out = []
    for entry, paper in said["papers"]:
        account = accounts.account_known_by(opened.entry(entry))
        actor = accounts.actor_of(account, accounts.seats_of(account.person)[0])
        try:
            ballots.cast(
                ballot, {int(n): c for n, c in paper.items()}, notice=shelf.notice_of(ballot.meeting.sitting.year),
                by=actor, at=at, chance=chance,
            )  # fmt: skip
            out.append([])
        except Refused as no:
            out.append(list(no.rules))
    target.write_bytes(venue.close(opened, at=at, random=chance.randbytes)[0])
    return out


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))))
