"""职称证书 (output 17): the sheet, signed, with its square code."""

from .certificate import CertificateSheet, print_certificate

__all__ = ["CertificateSheet", "print_certificate"]
