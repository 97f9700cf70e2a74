"""Write a line."""

from __future__ import annotations

import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from .actor import Actor
from .event import Event
from .models import Entry


class OutsideTransaction(RuntimeError):
    """A line must stand or fall with the change that it witnesses."""


def record(event: Event, *, by: Actor, at: datetime) -> Entry:
    """Insert the event in the running transaction; :class:`OutsideTransaction` when there is none."""
    if not connection.in_atomic_block:
        raise OutsideTransaction(type(event).__name__)
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return Entry.objects.create(
        event=type(event).__name__,
        subject=event.about,
        content=json.loads(json.dumps(event.as_row(), cls=DjangoJSONEncoder)),
        requirement=type(event).requirement,
        actor_name=by.name,
        actor_person=by.person,
        actor_role=by.role,
        actor_seat=by.seat,
        actor_organisation=by.organisation,
        organisation_name=by.organisation_name,
        address=by.address,
        happened_at=at,
    )
