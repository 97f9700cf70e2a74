"""``zhicheng verify WHAT FILE``: make again what was published, from the file alone; no database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from zhicheng.policy import draw_record

RIGHT, WRONG, BROKEN = 0, 1, 2
LARGEST = 5_000_000  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "按公布的文件重新核对。退出码：0 相符；1 不符，逐行列出；2 不是这种文件。"
    parser.add_argument("what", choices=tuple(KINDS), help="draw：抽取记录")
    parser.add_argument("file", type=Path, metavar="FILE", help="公布的文件")


def run(arguments: argparse.Namespace) -> int:
    """Exit 0 when everything is right, 1 with the lines that are wrong, 2 when the file is none of the kind."""
    try:
        with arguments.file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as broken:
        print(f"文件“{arguments.file}”读不出来：{broken.strerror}", file=sys.stderr)
        return BROKEN
    if len(raw) > LARGEST:
        print(f"文件超过{LARGEST}字节", file=sys.stderr)
        return BROKEN
    return KINDS[arguments.what](raw)


def _draw(raw: bytes) -> int:
    try:
        said = draw_record.verify(raw)
    except draw_record.NoRecord as broken:
        print(f"不是抽取记录：{broken}", file=sys.stderr)
        return BROKEN
    if said.wrong:
        print(f"抽取记录不符，{len(said.wrong)}处：")
        for wrong in said.wrong:
            print(wrong)
        return WRONG
    print("抽取记录相符。")
    for line in said.right:
        print(line)
    return RIGHT


# Add a kind of file: one line here, one function of its bytes that prints and gives the exit code.
KINDS: dict[str, Callable[[bytes], int]] = {"draw": _draw}
