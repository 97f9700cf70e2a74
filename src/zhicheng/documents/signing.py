"""Digital signatures on what leaves here: PAdES (B-B) by pyHanko, and their check without network or database (U20).

In production a certified key is named by ``ZHICHENG_SIGNING_KEY`` (PKCS #12), ``ZHICHENG_SIGNING_PASSWORD`` and
``ZHICHENG_SIGNING_CA`` (PEM). Without them a demonstration authority is made once below ``ZHICHENG_VAR``; its own key
is thrown away when it has signed the one certificate, and nothing of it is ever in the repository.
"""

from __future__ import annotations

import io
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from asn1crypto import cms, keys, pem
from asn1crypto import x509 as parsed
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, validation
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

FIELD = "Signature"
CA, SIGNER, KEY = "ca.pem", "signer.pem", "signer-key.pem"
_BEGINS, _ENDS = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)


class BadSignature(ValueError):
    """A file whose signature is absent, broken, of another hand, or does not cover every byte; the message says it."""


# ───── sign ─────


def sign(pdf: bytes, *, reason: str) -> bytes:
    """The PDF with an invisible certifying signature after which nothing may change."""
    written = io.BytesIO()
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", reason=reason, certify=True,
        subfilter=fields.SigSeedSubFilter.PADES, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )  # fmt: skip
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    signers.PdfSigner(meta, the_signer()).sign_pdf(out, output=written)
    return written.getvalue()


def the_signer() -> signers.SimpleSigner:
    """Whoever signs here: the certified key of the settings, or the demonstration's."""
    if settings.SIGNING_KEY:
        loaded = signers.SimpleSigner.load_pkcs12(
            settings.SIGNING_KEY, passphrase=settings.SIGNING_PASSWORD.encode() or None
        )
        if loaded is None:
            raise ImproperlyConfigured("ZHICHENG_SIGNING_KEY 不能读取，或口令不对。")
        return loaded
    folder = demonstration()
    stat = (folder / SIGNER).stat()
    return _read_signer(folder, stat.st_mtime_ns)


@lru_cache(maxsize=4)
def _read_signer(folder: Path, _age: int) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    ca, certificate = _certificate(folder / CA), _certificate(folder / SIGNER)
    store.register(ca)
    _, _, der = pem.unarmor((folder / KEY).read_bytes())
    return signers.SimpleSigner(
        signing_cert=certificate, signing_key=keys.PrivateKeyInfo.load(der), cert_registry=store,
        embed_roots=False,
    )  # fmt: skip


def authority() -> Path:
    """Where the certificate of the authority lies against which signatures are checked."""
    return Path(settings.SIGNING_CA) if settings.SIGNING_CA else Path(settings.SIGNING_FOLDER) / CA


def demonstration() -> Path:
    """The folder of the demonstration's authority, made now unless it is there; never in production."""
    folder = Path(settings.SIGNING_FOLDER)
    if settings.PRODUCTION:
        raise ImproperlyConfigured("生产环境须由 ZHICHENG_SIGNING_KEY 指定经认证的签名密钥，演示密钥不能使用。")
    if (folder / KEY).exists():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".signing-"))
    _make_authority(made)
    try:
        os.rename(made, folder)
    except OSError:  # somebody made it a moment ago: theirs stands
        shutil.rmtree(made)
    return folder


def _make_authority(folder: Path) -> None:
    root, leaf = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer, subject = _name("职称平台演示根证书（无法律效力）"), _name("职称证书演示签章（无法律效力）")
    ca = (
        _building(issuer, issuer, root.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certifies=True), critical=True)
        .sign(root, hashes.SHA256())
    )
    signer = (
        _building(subject, issuer, leaf.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certifies=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root.public_key()), critical=False)
        .sign(root, hashes.SHA256())
    )
    for name, made in ((CA, ca), (SIGNER, signer)):
        (folder / name).write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = leaf.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with os.fdopen(os.open(folder / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(plain)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _building(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(secrets.token_bytes(16), "big") >> 1)
        .not_valid_before(_BEGINS)
        .not_valid_after(_ENDS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certifies, content_commitment=not certifies, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=certifies, crl_sign=certifies,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


# ───── check ─────


def check(pdf: bytes, ca: bytes) -> str:
    """Who signed the file, when every byte of it is as it was signed by a key of that authority (PEM).

    Needs no network and no database. Raises :class:`BadSignature`.
    """
    try:
        root = _loaded(ca)
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        found = reader.embedded_signatures
        if len(found) != 1:
            raise BadSignature("文件没有数字签名" if not found else "文件有不止一个数字签名")
        signature = found[0]
        _covers_every_byte(pdf, signature)
        moment = signature.self_reported_timestamp
        if moment is None:
            raise BadSignature("签名没有写明时间")
        context = ValidationContext(
            trust_roots=[root], allow_fetching=False, moment=moment, time_tolerance=timedelta(seconds=1)
        )
        status = validation.validate_pdf_signature(signature, context)
    except BadSignature:
        raise
    except Exception as error:  # a broken file can break a parser anywhere
        raise BadSignature("文件或签名读不出来") from error
    if not status.intact or not status.valid:
        raise BadSignature("签名以后文件内容有改动")
    if not status.trusted:
        raise BadSignature("签名不是由该机构的证书作出")
    _no_stranger(signature, [root, *(status.validation_path or ())])
    return str(status.signing_cert.subject.native.get("common_name", ""))


def _covers_every_byte(pdf: bytes, signature: validation.EmbeddedPdfSignature) -> None:
    """The signed ranges and the signature between them are the whole file, and the signature is spelled in one way."""
    start, first, second, rest = (int(n) for n in signature.byte_range)
    if start != 0 or second + rest != len(pdf):
        raise BadSignature("签名没有覆盖整个文件")
    between = pdf[first:second]
    spelled = re.fullmatch(rb"<([0-9A-F]+)>", between)
    if spelled is None:
        raise BadSignature("签名的写法有改动")
    raw = bytes.fromhex(spelled[1].decode())
    told = cms.ContentInfo.load(raw)
    if raw[len(told.dump()) :].strip(b"\0"):
        raise BadSignature("签名后面有多余内容")
    _in_its_one_spelling(told, raw[: len(told.dump())])


def _in_its_one_spelling(told: cms.ContentInfo, raw: bytes) -> None:
    """What the signature itself does not protect in its envelope has only one spelling that is accepted."""
    data = told["content"]
    (info,) = data["signer_infos"]
    again = cms.ContentInfo({
        "content_type": "signed_data",
        "content": cms.SignedData({
            "version": "v1",
            "digest_algorithms": cms.DigestAlgorithms([{"algorithm": "sha256"}]),
            "encap_content_info": {"content_type": "data"},
            "certificates": data["certificates"],
            "signer_infos": [
                cms.SignerInfo({
                    "version": "v1",
                    "sid": info["sid"],
                    "digest_algorithm": {"algorithm": "sha256"},
                    "signed_attrs": info["signed_attrs"],
                    "signature_algorithm": info["signature_algorithm"],
                    "signature": info["signature"],
                })
            ],
        }),
    })  # fmt: skip
    if again.dump(force=True) != raw:
        raise BadSignature("签名的封装有改动")


def _no_stranger(signature: validation.EmbeddedPdfSignature, path: Iterable[parsed.Certificate]) -> None:
    """Every certificate in the envelope is one of those that led to the authority, and none is there twice."""
    carried = [c.dump() for c in signature.signed_data["certificates"]]
    if len(carried) != len(set(carried)) or not set(carried) <= {c.dump() for c in path}:
        raise BadSignature("签名的封装有改动")


def _certificate(path: Path) -> parsed.Certificate:
    return _loaded(path.read_bytes())


def _loaded(raw: bytes) -> parsed.Certificate:
    der = pem.unarmor(raw)[2] if pem.detect(raw) else raw
    return parsed.Certificate.load(der)
