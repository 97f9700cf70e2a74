"""Reads of the ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from .event import Event
from .models import Entry


def trail(subject: str) -> QuerySet[Entry]:
    """Every line about one thing, oldest first."""
    return Entry.objects.filter(subject=subject)


def words_of(entry: Entry) -> str:
    """The Chinese name of the event of a line."""
    event = Event.known.get(entry.event)
    return event.words if event else entry.event
