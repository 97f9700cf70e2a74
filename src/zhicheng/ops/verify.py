"""``zhicheng verify WHAT FILE``: make again what was published, from the file alone; no database."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from zhicheng.policy import draw_record

RIGHT, WRONG, BROKEN = 0, 1, 2
LARGEST = 5_000_000  # bytes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "按公布的文件重新核对。退出码：0 相符；1 不符，逐行列出；2 不是这种文件。"
    parser.add_argument("what", choices=tuple(KINDS), help="draw：抽取记录；certificate：电子证书")
    parser.add_argument("file", type=Path, metavar="FILE", help="公布的文件")
    parser.add_argument("--ca", type=Path, metavar="CA.pem", help="certificate：签章机构的证书，默认为本平台设置的")


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
    return KINDS[arguments.what](raw, arguments.ca)


def _draw(raw: bytes, _ca: Path | None = None) -> int:
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


def _certificate(raw: bytes, ca: Path | None = None) -> int:
    """The signature of an electronic certificate against the authority's certificate, without network or database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.config.settings")
    from zhicheng.documents import signing

    if not raw.startswith(b"%PDF-"):
        print("不是PDF文件", file=sys.stderr)
        return BROKEN
    where = ca or signing.authority()
    try:
        against = where.read_bytes()
    except OSError:
        print(f"没有签章机构的证书“{where}”，请用 --ca 指定", file=sys.stderr)
        return BROKEN
    try:
        name = signing.check(raw, against)
    except signing.BadSignature as broken:
        print(f"电子证书不能通过核对：{broken}")
        return WRONG
    print(f"数字签名有效，文件签名以后没有改动。签章：{name}")
    return RIGHT


# Add a kind of file: one line here, one function of its bytes that prints and gives the exit code.
KINDS: dict[str, Callable[[bytes, Path | None], int]] = {"draw": _draw, "certificate": _certificate}
