"""Regions by code (GB/T 2260)."""

from __future__ import annotations


def in_region(region: str, within: str) -> bool:
    """Whether a region lies in another (GB/T 2260): a trailing 00 of the wider one stands for all below it."""
    while len(within) > 2 and within.endswith("00"):
        within = within[:-2]
    return region.startswith(within)
