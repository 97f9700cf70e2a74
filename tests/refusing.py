"""``with refused("told_once"):`` — the action must be refused, and for that rule among its reasons."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from zhicheng.policy.finding import Refused


@contextmanager
def refused(*rules: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """Each of ``rules`` must be among the reasons; every reason must say what is wrong."""
    with pytest.raises(Refused) as caught:
        yield caught
    missing = set(rules) - set(caught.value.rules)
    assert not missing, f"refused for {caught.value.rules}, not for {sorted(missing)}"
    assert all(r.what for r in caught.value.refusals)
