"""抽取记录 for whoever looks at it: what the published record says, in words (G-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .draw import digest
from .notice import Notice


def in_words(record: Mapping[str, Any], notice: Notice) -> dict[str, Any]:
    """What a record says, ready to be shown: rules, pool, rounds, result by code."""
    rules, pool = record["rules"], record["pool"]
    of_specialty = Counter(row["specialty"] for row in pool)
    limits = [
        f"{notice.name_of('specialty', s)}{x['least']}至{x['most']}人" for s, x in sorted(rules["specialties"].items())
    ]
    said = [f"抽取{rules['size']}人", f"同一单位最多{rules['unit_at_most']}人"]
    said += [f"中青年至少{rules['young_at_least']}人"] if rules["young_at_least"] else []
    said += [f"市外至少{rules['outsiders_at_least']}人"] if rules["outsiders_at_least"] else []
    return {
        "rules": [*said, *limits],
        "pool": len(pool),
        "pool_digest": digest(pool),
        "counts": [
            *([f"中青年{sum(row['young'] for row in pool)}人"] if rules["young_at_least"] else []),
            *([f"市外{sum(row['outsider'] for row in pool)}人"] if rules["outsiders_at_least"] else []),
            *(f"{notice.name_of('specialty', s)}{n}人" for s, n in of_specialty.most_common() if s),
        ],
        "rounds": [_round(this) for this in record["rounds"]],
        "bench": list(record["bench"]),
        "substitutions": list(record["substitutions"]),
        "follows": record["follows"],
    }


def _round(this: Mapping[str, Any]) -> dict[str, Any]:
    result = this["result"]
    return {
        "number": this["number"],
        "ground": this["ground"],
        "announced_at": this["announced_at"][:16].replace("T", " "),
        "revealed_at": this["revealed_at"][:16].replace("T", " "),
        "announcement": this["announcement"],
        "parties": [
            (party, said, this["reveals"].get(party, {}).get("seed", ""))
            for party, said in sorted(this["commitments"].items())
        ],
        "unrevealed": list(this["unrevealed"]),
        "bench": list(result["bench"]) if result else [],
        "benches": result["benches"] if result else "",
    }
