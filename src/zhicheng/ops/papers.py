"""The papers of a meeting as files: outputs 9 to 13 in one folder, named by their output (§1.7)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from zhicheng.committee.models import Meeting
from zhicheng.documents import actions, queries
from zhicheng.documents.meeting.kinds import there
from zhicheng.policy.seats import Role


def write_out(meeting: Meeting, folder: Path, *, at: datetime) -> tuple[str, ...]:
    """Print every paper that the meeting has into ``folder``, as its own office may read it; the names of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for row in there(meeting, Role.SECRETARY):
        made = actions.paper(row.kind, meeting, at=at)
        name = f"{row.output:02d}-{made.name}"
        (folder / name).write_bytes(queries.paper_content(made))
        written.append(name)
    return tuple(sorted(written))
