"""Synthetic scans: certificates, identity documents and photographs of people who do not exist."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from zhicheng.documents.faces import Faces, folders_of

SEAL = (196, 30, 32)
INK = (40, 36, 32)


@lru_cache(maxsize=1)
def _faces() -> Faces:
    return Faces(folders_of(os.environ))


@lru_cache(maxsize=64)
def _face(role: str, size: int) -> ImageFont.FreeTypeFont:
    path, index = _faces().file_of(role)
    return ImageFont.truetype(path, size, index=index)


@lru_cache(maxsize=64)
def _sheet(title: str, wide: bool) -> Image.Image:
    size = (860, 600) if wide else (600, 848)
    made = Image.new("RGB", size, (255, 253, 246))
    draw = ImageDraw.Draw(made)
    draw.rectangle((14, 14, size[0] - 15, size[1] - 15), outline=(190, 160, 90), width=5)
    draw.rectangle((26, 26, size[0] - 27, size[1] - 27), outline=(205, 180, 120), width=1)
    draw.text((size[0] / 2, 84), title, font=_face("title", 40), fill=(150, 26, 24), anchor="mm")
    return made


def certificate(title: str, lines: Sequence[str], authority: str, day: str, *, is_sealed: bool = True) -> bytes:
    """A certificate as a colour JPEG; without its seal when asked, for a reviewer to find."""
    wide = len(lines) <= 6
    made = _sheet(title, wide).copy()
    draw, (width, height) = ImageDraw.Draw(made), made.size
    y = 150
    for line in lines:
        for part in (line[i : i + (30 if wide else 21)] for i in range(0, max(1, len(line)), 30 if wide else 21)):
            draw.text((70, y), part, font=_face("song", 24), fill=INK)
            y += 42
    draw.text((width - 70, height - 128), authority, font=_face("song", 23), fill=INK, anchor="rm")
    draw.text((width - 70, height - 88), day, font=_face("song", 23), fill=INK, anchor="rm")
    if is_sealed:
        _seal(draw, width - 150, height - 112)
    draw.text((70, height - 60), "合成样张，不具效力", font=_face("song", 15), fill=(150, 140, 120))
    return _jpeg(made)


def _seal(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int = 56) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=SEAL, width=4)
    draw.text((x, y - 2), "★", font=_face("hei", 40), fill=SEAL, anchor="mm")
    draw.text((x, y + 34), "专用章", font=_face("song", 15), fill=SEAL, anchor="mm")


def identity_card(name: str, number: str, sex: str, born: str) -> bytes:
    """Both sides of an identity card on one sheet."""
    made = Image.new("RGB", (620, 820), (250, 250, 248))
    draw = ImageDraw.Draw(made)
    for top in (40, 430):
        draw.rounded_rectangle((40, top, 580, top + 340), 18, fill=(226, 238, 246), outline=(150, 170, 190), width=2)
    for row, words in enumerate((f"姓名  {name}", f"性别  {sex}", f"出生  {born}")):
        draw.text((70, 80 + row * 48), words, font=_face("song", 24), fill=INK)
    draw.text((70, 320), f"公民身份号码  {number}", font=_face("hei", 23), fill=INK)
    made.paste(_portrait(name, (140, 180)), (410, 80))
    draw.text((310, 500), "中华人民共和国", font=_face("song", 28), fill=(150, 26, 24), anchor="mm")
    draw.text((310, 560), "居 民 身 份 证（合成样张）", font=_face("hei", 26), fill=INK, anchor="mm")
    return _jpeg(made)


def photograph(name: str) -> bytes:
    """A portrait of nobody."""
    return _jpeg(_portrait(name, (295, 413)))


def _portrait(name: str, size: tuple[int, int]) -> Image.Image:
    shade = sum(map(ord, name)) % 5
    made = Image.new("RGB", size, (86 + 20 * shade, 140, 205))
    draw, (width, height) = ImageDraw.Draw(made), size
    skin, coat = (236, 204, 178), ((44, 52, 70), (96, 40, 44), (40, 74, 60), (70, 66, 60), (52, 44, 80))[shade]
    draw.ellipse((width * 0.06, height * 0.66, width * 0.94, height * 1.5), fill=coat)
    draw.rectangle((width * 0.42, height * 0.5, width * 0.58, height * 0.72), fill=skin)
    draw.ellipse((width * 0.28, height * 0.16, width * 0.72, height * 0.6), fill=skin)
    draw.pieslice((width * 0.25, height * 0.1, width * 0.75, height * 0.62), 180, 360, fill=(34, 30, 30))
    draw.ellipse((width * 0.31, height * 0.25, width * 0.69, height * 0.58), fill=skin)
    return made


def posting(names: Sequence[str]) -> bytes:
    """A photograph of a list on a notice board."""
    made = Image.new("RGB", (760, 560), (120, 104, 84))
    draw = ImageDraw.Draw(made)
    draw.rectangle((180, 60, 580, 500), fill=(250, 250, 246))
    draw.text((380, 100), "公  示", font=_face("title", 34), fill=(150, 26, 24), anchor="mm")
    for row, name in enumerate(names[:9]):
        draw.text((220, 150 + row * 34), f"{row + 1}. {name}", font=_face("song", 22), fill=INK)
    return _jpeg(made)


def blurred(scan: bytes) -> bytes:
    """The same scan, too blurred to read, for a reviewer to find."""
    return _jpeg(Image.open(io.BytesIO(scan)).filter(ImageFilter.GaussianBlur(7)))


def _jpeg(made: Image.Image) -> bytes:
    kept = io.BytesIO()
    made.save(kept, "JPEG", quality=62)
    return kept.getvalue()
