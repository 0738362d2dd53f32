"""Certificates for tests, made by ``cryptography``: authorities and what they certify, well or with one fault."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

AT = datetime(2026, 6, 1, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Made:
    key: Any
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


def make(name: str, by: Made | None = None, **options: Any) -> Made:
    """A certificate; by default of an authority, and issued by itself."""
    key = options.get("key") or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    is_ca = options.get("ca", True)
    signer = by.key if by else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(by.certificate.subject if by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(options.get("start", AT - YEAR))
        .not_valid_after(options.get("end", AT + YEAR))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .add_extension(usage(sign=not is_ca and options.get("sign", True), ca=is_ca), critical=True)
    )
    if options.get("constraints", True):
        length = options.get("path_length")
        builder = builder.add_extension(x509.BasicConstraints(ca=is_ca, path_length=length), critical=True)
    if options.get("names"):
        builder = builder.add_extension(x509.SubjectAlternativeName(options["names"]), critical=False)
    if options.get("purposes"):
        builder = builder.add_extension(x509.ExtendedKeyUsage(options["purposes"]), critical=True)
    if "permitted" in options or "excluded" in options:
        kind = options.get("limited", x509.DNSName)
        sides = ([kind(options[side])] if side in options else None for side in ("permitted", "excluded"))
        builder = builder.add_extension(x509.NameConstraints(*sides), critical=True)
    return Made(key, builder.sign(signer, hashes.SHA256()))


def usage(*, sign: bool, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not (sign or ca),
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )
