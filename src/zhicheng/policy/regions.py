"""Regions by code (GB/T 2260)."""

from __future__ import annotations

from functools import lru_cache


def in_region(region: str, within: str) -> bool:
    """Whether a region lies in another (GB/T 2260): a trailing 00 of the wider one stands for all below it."""
    return region.startswith(_stem(within))


@lru_cache(maxsize=4096)
def _stem(region: str) -> str:
    while len(region) > 2 and region.endswith("00"):
        region = region[:-2]
    return region
