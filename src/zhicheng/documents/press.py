"""The press: one typst compiler and one set of faces, from a template and data to PDF/A-2b bytes."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import typst

from . import page_code
from .faces import Faces, folders_of, preferred_of, strings_in

ROOT = Path(__file__).resolve().parent
"""Templates live below this folder, and a template can read nothing outside it."""


class Misprint(RuntimeError):
    """The typesetter refused or warned; a document with a warning is not handed out."""


class Press:
    """Prints templates. Safe to share between threads: one page runs through it at a time."""

    def __init__(self, faces: Faces) -> None:
        self.faces = faces
        self._compiler = typst.Compiler(root=str(ROOT), font_paths=faces.fonts)
        self._lock = threading.Lock()
        self._own_words = "".join(sorted({c for path in ROOT.rglob("*.typ") for c in path.read_text(encoding="utf-8")}))

    def print(
        self,
        template: str,
        content: Mapping[str, Any],
        *,
        at: datetime,
        code_on: Callable[[int], str] | None = None,
        pages: int = 4,
    ) -> bytes:
        """A PDF/A-2b of ``template`` (path below ``documents/``) filled with ``content``.

        ``content`` is plain data (strings, numbers, lists, mappings) and is never read as markup.
        ``at`` is an aware instant and the only date in the file: the same content at the same
        instant gives the same bytes. ``code_on`` gives the words of the code of a page (from 1);
        with it every page bears one. ``pages`` is a guess of the length that saves a second run.

        Raises :class:`~zhicheng.documents.faces.CannotDraw` for a character without a face, and
        :class:`Misprint` for any error or warning of the typesetter.
        """
        if at.tzinfo is None:
            raise ValueError("at must be an aware instant")
        chains = self.faces.chains((*strings_in(content), self._own_words))
        while True:
            codes = [page_code.svg(code_on(page)) for page in range(1, pages + 1)] if code_on else []
            given = json.dumps({**content, "faces": chains, "codes": codes}, ensure_ascii=False)
            printed = self._compile(template, given, int(at.timestamp()))
            length = count_pages(printed)
            if code_on is None or length <= pages:
                return printed
            pages = length

    def _compile(self, template: str, given: str, timestamp: int) -> bytes:
        with self._lock:
            try:
                printed, warnings = self._compiler.compile_with_warnings(
                    input=str(ROOT / template),
                    sys_inputs={"data": given},
                    format="pdf",
                    pdf_standards="a-2b",
                    timestamp=timestamp,
                    pdf_tags=False,
                )
            except typst.TypstError as error:
                raise Misprint(f"{template}：{error}") from error
        if warnings:
            raise Misprint(f"{template}：" + "；".join(str(w.message) for w in warnings))
        assert isinstance(printed, bytes)
        return printed


def count_pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


@cache
def the_press() -> Press:
    """This process's press, with the faces that the environment names. Opens in about a second."""
    return Press(Faces(folders_of(os.environ), preferred_of(os.environ)))
