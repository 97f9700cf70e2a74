"""``zhicheng notice check``: every complaint about the folders of the law, with file and line."""

from __future__ import annotations

import argparse
from pathlib import Path

from zhicheng.policy.load import load
from zhicheng.policy.notice import Notice

ROOT = Path(__file__).resolve().parents[3] / "notices"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("check",), help="check：校验")
    parser.add_argument("folders", nargs="*", type=Path, help="通知目录，默认 notices/ 下的全部年度")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when every folder loads, 2 when one has complaints."""
    folders = arguments.folders or sorted(p.parent for p in ROOT.glob("*/notice.toml"))
    code = 0
    for folder in folders:
        loaded = load(folder)
        if isinstance(loaded, Notice):
            print(f"{folder.name}：{len(loaded.rules)}条规则，{len(loaded.committees)}个评委会，没有问题")
        else:
            code = 2
            for complaint in loaded:
                print(complaint)
    return code
