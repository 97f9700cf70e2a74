"""The photograph as paper takes it."""

from __future__ import annotations

import io

from PIL import Image, ImageOps


def photo_bytes(picture: bytes | None) -> list[int]:
    """The photograph as a JPEG of print size, byte by byte, for the template; empty without one."""
    if not picture:
        return []
    with Image.open(io.BytesIO(picture)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        upright.thumbnail((413, 579))  # 35 mm x 49 mm at 300 dots an inch
        written = io.BytesIO()
        upright.save(written, format="JPEG", quality=88, optimize=True)
    return list(written.getvalue())
