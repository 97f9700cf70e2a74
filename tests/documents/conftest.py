"""The committee's town and the room of a draw, for the papers that are made of them."""

from committee.conftest import built, town
from committee.test_draw import called, room

__all__ = ["built", "called", "room", "town"]
