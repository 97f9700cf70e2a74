"""A room with a laptop: a kit's file carried there, voted on in a process of its own, and carried back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from committee.conftest import DEC_15

from zhicheng.committee.actions.kits import Exported
from zhicheng.ops.kit import room_of

ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    """Ours without what says where our own database is."""
    out = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "ZHICHENG_VAR", "DJANGO_SETTINGS_MODULE")}
    return out | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT / 'tests'}"} | more


@dataclass
class Room:
    """Where a kit was carried to."""

    folder: Path
    empty: Path
    made: Exported
    name: str = "round.kit"

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.file.write_bytes(bytes(self.made.kit.content))
        room_of(self.file).mkdir()
        shutil.copyfile(self.empty, room_of(self.file) / "zhicheng.sqlite3")

    @property
    def file(self) -> Path:
        return self.folder / self.name

    def entry(self, place: int) -> str:
        return next(code for n, _, code in self.made.entries if n == place)

    def voted(self, papers: Sequence[tuple[int, dict[int, int]]], seed: int = 1) -> tuple[bytes, list[list[str]]]:
        """Everybody (a place of the roll) casts a paper; the result, and the rules by which each was refused."""
        target = self.folder / "result"
        said = {"code": self.made.code, "seed": seed, "at": DEC_15.isoformat(),
                "papers": [[self.entry(n), paper] for n, paper in papers]}  # fmt: skip
        ran = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("at_venue.py")), str(self.file), str(target)],
            input=json.dumps(said), text=True, capture_output=True, env=environment(), cwd=ROOT, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return target.read_bytes(), json.loads(ran.stdout)
