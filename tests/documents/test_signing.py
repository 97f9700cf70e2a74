"""A signed file is whole to the last byte, by a key of the named authority, checked without network."""

from __future__ import annotations

import io
import random
import re

import pikepdf
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import load_pem_x509_certificate
from django.core.exceptions import ImproperlyConfigured

from zhicheng.documents import signing
from zhicheng.documents.signing import BadSignature


@pytest.fixture
def keys(settings, tmp_path):
    settings.SIGNING_FOLDER = tmp_path / "signing"
    return signing.demonstration()


def blank() -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(written)
    return written.getvalue()


def check(pdf: bytes) -> str:
    return signing.check(pdf, signing.authority().read_bytes())


def test_a_signed_file_says_who_signed_it(keys):
    assert check(signing.sign(blank(), reason="职称证书")) == "职称证书演示签章（无法律效力）"


def test_an_unsigned_file_is_refused(keys):
    with pytest.raises(BadSignature, match="没有数字签名"):
        check(blank())


def test_one_changed_byte_anywhere_is_refused(keys):
    pdf, chance = signing.sign(blank(), reason="职称证书"), random.Random(1)
    told = re.search(rb"/Contents <([0-9A-F]+)>", pdf)
    used = told.start(1) + len(told[1].rstrip(b"0"))
    places = {chance.randrange(len(pdf)) for _ in range(40)} | {0, len(pdf) - 1, used + 40, told.end(1) - 1}
    places |= {chance.randrange(told.start(1), used) for _ in range(120)}
    missed = []
    for at in sorted(places):
        broken = bytearray(pdf)
        broken[at] ^= 1 << chance.randrange(7)
        try:
            check(bytes(broken))
        except BadSignature:
            continue
        missed.append(at)
    assert missed == []


def test_what_is_added_after_the_signature_is_refused(keys):
    pdf = signing.sign(blank(), reason="职称证书")
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.add_blank_page()
        opened.save(written)
    for changed in (pdf + b"\n", pdf + blank(), written.getvalue()):
        with pytest.raises(BadSignature):
            check(changed)


def test_a_certified_key_of_the_settings_signs_instead_of_the_demonstrations(keys, settings, tmp_path):
    key = serialization.load_pem_private_key((keys / signing.KEY).read_bytes(), None)
    certificate = load_pem_x509_certificate((keys / signing.SIGNER).read_bytes())
    box = pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, None, serialization.BestAvailableEncryption(b"word")
    )
    (tmp_path / "seal.p12").write_bytes(box)
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(tmp_path / "seal.p12"), "word"
    settings.SIGNING_CA, settings.SIGNING_FOLDER = str(keys / signing.CA), tmp_path / "none"
    assert check(signing.sign(blank(), reason="职称证书")) == "职称证书演示签章（无法律效力）"
    assert not (tmp_path / "none").exists()
    settings.SIGNING_PASSWORD = "wrong"
    with pytest.raises(ImproperlyConfigured):
        signing.the_signer()


def test_production_never_signs_with_the_demonstrations_key(settings, tmp_path):
    settings.SIGNING_FOLDER, settings.PRODUCTION = tmp_path / "signing", True
    with pytest.raises(ImproperlyConfigured):
        signing.sign(blank(), reason="职称证书")


def test_the_key_is_readable_by_its_owner_alone_and_the_authoritys_own_is_thrown_away(keys):
    assert (keys / signing.KEY).stat().st_mode & 0o077 == 0
    assert sorted(p.name for p in keys.iterdir()) == ["ca.pem", "signer-key.pem", "signer.pem"]
