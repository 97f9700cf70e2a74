"""A certificate of a room's own: what is said on its network between a telephone and the ballot box is closed.

Nobody outside vouches for it; whoever wants to be sure compares the fingerprint with the one that the laptop shows.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

VALID = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Certified:
    """Certificate and key in PEM, and the certificate's SHA-256 in hex."""

    certificate: bytes
    key: bytes
    fingerprint: str


def certified(address: str, at: datetime) -> Certified:
    """A new key and its self-signed certificate for an address of the room's network, good for a week."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, address)])
    try:
        known: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(address))
    except ValueError:
        known = x509.DNSName(address)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + VALID)
        .add_extension(x509.SubjectAlternativeName([known]), critical=False)
        .sign(key, SHA256())
    )
    return Certified(
        made.public_bytes(Encoding.PEM),
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        made.fingerprint(SHA256()).hex(" ", 2).upper(),
    )
