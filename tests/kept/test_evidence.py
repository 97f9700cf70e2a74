"""What may come in is judged by content, said in one sentence when it may not, and shown only as pictures of ours."""

from __future__ import annotations

import io
from contextlib import suppress

import pikepdf
import pytest
from build import OCT_20
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from refusing import refused

from zhicheng.evidence import intake, invariants, pages, store
from zhicheng.evidence.actions import take_in
from zhicheng.evidence.models import Blob
from zhicheng.ledger.actor import INSTALLER
from zhicheng.ops import scans
from zhicheng.policy.finding import Refused


def jpeg(width: int = 80, height: int = 60, **more) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(out, "JPEG", **more)
    return out.getvalue()


def png(width: int = 80, height: int = 60) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height)).save(out, "PNG")
    return out.getvalue()


def pdf(count: int = 1, size: tuple[int, int] = (595, 842), **saved) -> bytes:
    out, made = io.BytesIO(), pikepdf.Pdf.new()
    for _ in range(count):
        made.add_blank_page(page_size=size)
    made.save(out, **saved)
    return out.getvalue()


LOCKED = pikepdf.Encryption(owner="o", user="u")
GUARDED = pikepdf.Encryption(owner="o", user="")
WRONG = {
    "空.pdf": (b"", "空文件（0字节）"),
    "锁.pdf": (pdf(encryption=LOCKED), "设了密码"),
    "护.pdf": (pdf(encryption=GUARDED), "设了密码或加了保护"),
    "断.pdf": (pdf()[:200], "损坏，打不开"),
    "断.jpg": (jpeg()[:300], "损坏或不完整"),
    "文.docx": (b"PK\x03\x04" + b"0" * 60, "是Office文档或压缩包，不能上传"),
    "网.png": (b"<html><script>alert(1)</script></html>", "是网页，不能上传"),
    "图.svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "是SVG图形，不能上传"),
    "谎.pdf": (jpeg(), "的扩展名是.pdf，内容却是JPEG图片"),
    "线.pdf": (pdf(size=(10, 14_000)), "的页面尺寸不正常"),
    "厚.pdf": (pdf(400), "有400页，最多"),
    "大.jpg": (jpeg() + b"\0" * (21 * 1024 * 1024), "兆字节，最多"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_taken_in_is_refused_with_one_sentence(notice, name):
    content, words = WRONG[name]
    with refused("file_kinds") as caught:
        intake.look(content, name, notice.rule("file_kinds"))
    assert len(caught.value.refusals) == 1
    assert words in caught.value.refusals[0].what
    assert caught.value.refusals[0].mend != ""


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(notice):
    limits = notice.rule("file_kinds")
    side = int(int(limits["pixels"]) ** 0.5) + 10
    with refused("file_kinds") as caught:
        intake.look(png(side, side), "bomb.png", limits)
    assert "像素，太大" in caught.value.refusals[0].what


@given(st.binary(max_size=400))
def test_whatever_bytes_come_they_are_a_file_or_a_refusal(notice, content):
    for start in (b"", b"%PDF-1.7\n", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        with suppress(Refused):  # anything else that is raised fails the test
            assert intake.look(start + content, "x", notice.rule("file_kinds")).pages >= 1


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once_and_a_refused_file_leaves_nothing(notice):
    limits = notice.rule("file_kinds")
    first = take_in(jpeg(), "a.jpg", limits=limits, by=INSTALLER, at=OCT_20)
    again = take_in(jpeg(), "另一个名字.jpg", limits=limits, by=INSTALLER, at=OCT_20)
    with refused("file_kinds"):
        take_in(b"", "b.jpg", limits=limits, by=INSTALLER, at=OCT_20)
    assert (again.pk, Blob.objects.count()) == (first.pk, 1)
    assert list(invariants.broken()) == []


@pytest.mark.django_db
def test_a_page_is_shown_as_a_picture_of_ours_without_what_the_camera_wrote(notice):
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    blob = take_in(jpeg(exif=exif), "a.jpg", limits=notice.rule("file_kinds"), by=INSTALLER, at=OCT_20)
    shown = pages.image(blob.digest, blob.media_type, 1, 240)
    assert (shown[:3], b"SECRET-CAMERA" in shown) == (b"\xff\xd8\xff", False)
    with pytest.raises(IndexError):
        pages.image(blob.digest, blob.media_type, 2, 240)


@pytest.mark.django_db
def test_every_page_of_a_pdf_is_drawn_and_none_beyond(notice):
    blob = take_in(pdf(3), "a.pdf", limits=notice.rule("file_kinds"), by=INSTALLER, at=OCT_20)
    assert blob.pages == 3
    assert [Image.open(io.BytesIO(pages.image(blob.digest, blob.media_type, n, 240))).width for n in (1, 2, 3)] == [
        240
    ] * 3
    with pytest.raises(IndexError):
        pages.image(blob.digest, blob.media_type, 4, 240)


@pytest.mark.django_db
def test_a_file_that_was_altered_or_lost_is_found_by_the_audit(notice):
    blob = take_in(scans.photograph("王明"), "a.jpg", limits=notice.rule("file_kinds"), by=INSTALLER, at=OCT_20)
    where = store.path(blob.digest)
    where.write_bytes(b"something else")
    assert len(list(invariants.broken())) == 1
    where.unlink()
    assert "不在库中" in next(iter(invariants.broken()))
    with pytest.raises(store.Lost):
        store.read(blob.digest)
