"""Certificates in the header of a token (``x5c``): the leaf's key, and chains up to what the user trusts (RFC 5280)."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple
from warnings import catch_warnings, simplefilter

from wallet.codec.limits import SIGNATURE_STEPS, SIGNATURE_STEPS_SLOW
from wallet.codec.web import home
from wallet.codec.web import host as host_of
from wallet.keys.jwk import broken, same
from wallet.keys.material import from_library
from wallet.model import RSA_BITS, RSA_EXPONENTS, FoundKey, KeyRef, PublicKey
from wallet.wording import say

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, NameConstraints

    from wallet.codec.rdfc import Work

CHAIN_LIMIT = 8
_HOST = re.compile(r"[a-z0-9.-]+(?::[0-9]+)?", re.IGNORECASE)
_COMPARABLE = re.compile(r"\s*(?:https?:|//|did:|[^\s:/]+\.[^\s:/]+(?:[:/]|$))", re.IGNORECASE)
"""Web addresses, DIDs and bare hosts, however they are spelled."""


class Anchors(NamedTuple):
    """The trust anchors (RFC 5280 section 6.1.1), and the moment to judge for."""

    certificates: tuple[bytes, ...]
    """DER; named by the user, never taken from a credential."""
    at: datetime = datetime.min.replace(tzinfo=UTC)
    """Set when judging begins; until then, a moment at which no certificate is valid."""


class Facts(NamedTuple):
    """What a certificate says of itself."""

    der: bytes
    subject: str
    sha256: str
    """Of the DER form, hex."""
    until: datetime


def certificates(data: bytes) -> list[Facts]:
    """The certificates in a file, PEM or DER; ``Refused("proof_malformed")`` when it holds none or a broken one."""
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import load_pem_x509_certificates

    try:
        found = load_pem_x509_certificates(data) if b"-----BEGIN" in data else _load((data,))
        ders = [one.public_bytes(Encoding.DER) for one in found]
    except ValueError:
        raise broken(say("a certificate that cannot be read")) from None
    return [
        Facts(der, one.subject.rfc4514_string(), sha256(der).hexdigest(), one.not_valid_after_utc)
        for der, one in zip(ders, found, strict=True)
    ]


def leaf_key(chain: tuple[bytes, ...]) -> PublicKey:
    """The key of the first certificate; ``Refused("proof_malformed")`` when there is none."""
    return _key(_load(chain)[0])


def judge_chain(found: FoundKey, ref: KeyRef, anchors: Anchors | None, work: "Work | None" = None) -> FoundKey:
    """What the chain in ``ref.x5c`` adds to a key that nothing else ties to the issuer.

    A broken chain is ``cert_invalid``.  One that leads to an anchor and may
    speak for the issuer is ``certificate``, or ``cert_expired_since`` if it has
    merely expired.  Any other leaves ``found`` as it is.  Each certificate is a
    signature that takes of ``work``.  Raises ``Refused("proof_malformed")`` for
    broken certificates, ``Refused("too_complex")`` when too little work is left.
    """
    chain = _load(ref.x5c)
    if found.key is None or not same(_key(chain[0]), found.key):
        return found
    if any(map(_is_costly, chain[1:])):
        return found
    for place, (child, parent) in enumerate(pairwise(chain)):
        if work is not None:
            work.spend(_steps(parent))
        if not _issued(child, parent):
            detail = say("certificate {place} was not issued by the next", place=place + 1)
            return found._replace(code="cert_invalid", details=(("detail", detail),))
    if anchors is None or not anchors.certificates or not _speaks_for(chain[0], ref.issuer) or _winds(chain):
        return found
    last_moment = chain[0].not_valid_after_utc - timedelta(seconds=1)
    for code, at in (("certificate", anchors.at), ("cert_expired_since", last_moment)):
        anchor = _anchored(chain, anchors.certificates, at, ref.issuer) if at <= anchors.at else ""
        if anchor:
            details = [("anchor", anchor), ("subject", _subject(chain[0]))]
            if not _COMPARABLE.match(ref.issuer):  # all that says who sealed it is the certificate
                details.append(("sealer", _subject(chain[0])))
            return found._replace(code=code, source=anchor, details=tuple(details))
    return found


def _subject(certificate: "Certificate") -> str:
    """Whom a certificate names: an organisation, else a person or a site."""
    from cryptography.x509.oid import NameOID

    subject = certificate.subject
    named = [*subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)]
    named += subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(named[0].value) if named else subject.rfc4514_string()


def _load(chain: tuple[bytes, ...]) -> list["Certificate"]:
    from cryptography.utils import CryptographyDeprecationWarning
    from cryptography.x509 import InvalidVersion, load_der_x509_certificate

    if not 0 < len(chain) <= CHAIN_LIMIT:
        raise broken(say("a chain that is not of 1 to {chain_limit} certificates", chain_limit=CHAIN_LIMIT))
    try:
        with catch_warnings():
            simplefilter("error", CryptographyDeprecationWarning)  # what the library will refuse is refused now
            return [load_der_x509_certificate(data) for data in chain]
    except (ValueError, InvalidVersion, CryptographyDeprecationWarning):
        raise broken(say("a certificate that cannot be read")) from None


def _key(certificate: "Certificate") -> PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return from_library(certificate.public_key())
    except (ValueError, UnsupportedAlgorithm):
        raise broken(say("a certificate whose key cannot be read")) from None


def _is_costly(certificate: "Certificate") -> bool:
    """Whether its signatures take a hundred times as long to verify as those of any honest authority."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPublicKey) and (
        key.key_size >= RSA_BITS.stop or key.public_numbers().e >= RSA_EXPONENTS.stop
    )


def _steps(authority: "Certificate") -> int:
    """The work of verifying what an authority signed."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        key = authority.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return SIGNATURE_STEPS  # with which nothing is verified
    slow = isinstance(key, EllipticCurvePublicKey) and not isinstance(key.curve, SECP256R1)
    return SIGNATURE_STEPS_SLOW if slow else SIGNATURE_STEPS


def _winds(chain: list["Certificate"]) -> bool:
    """Whether an authority stands in a chain twice: of such ones the library tries every order, for 75 ms a chain."""
    return len({one.subject for one in chain[1:]}) < len(chain) - 1


def _issued(child: "Certificate", parent: "Certificate") -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    try:
        child.verify_directly_issued_by(parent)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _speaks_for(leaf: "Certificate", issuer: str) -> bool:
    """Whether a certificate may seal for ``issuer``.

    An https or DID issuer must stand in the subject alternative name.  Ids of
    other kinds cannot be compared, and there the seal says who sealed and no more.
    """
    from cryptography.x509 import DNSName, SubjectAlternativeName, UniformResourceIdentifier

    if not _COMPARABLE.match(issuer):
        return True
    names = _extensions(leaf).get(SubjectAlternativeName)
    if names is None:
        return False
    host = re.sub(r":[0-9]+\Z", "", host_of(issuer)) if issuer.startswith("https://") else ""  # it is for every port
    hosts = names.get_values_for_type(DNSName)
    return issuer in names.get_values_for_type(UniformResourceIdentifier) or (host != "" and host in hosts)


def _may_name(authority: "Certificate", host: str) -> bool:
    """Whether the name constraints of an authority allow this host; text that is no host is within no constraint.

    Constraints on addresses are held to as well, for whatever kind of name a certificate has: an issuer's id is one.
    """
    from cryptography.x509 import DNSName, NameConstraints, UniformResourceIdentifier

    limits = _extensions(authority).get(NameConstraints)
    if limits is None:
        return True
    return all(_is_within(limits, kind, host) for kind in (DNSName, UniformResourceIdentifier))


def _is_within(limits: "NameConstraints", kind: type, host: str) -> bool:
    """Whether a host is within the constraints of one kind."""
    permitted, excluded = (
        [str(name.value) for name in names or () if isinstance(name, kind)]
        for names in (limits.permitted_subtrees, limits.excluded_subtrees)
    )
    if not _HOST.fullmatch(host):
        return not permitted and not excluded
    inside = not permitted or any(_is_below(host, name) for name in permitted)
    return inside and not any(_is_below(host, name) for name in excluded)


def _is_below(host: str, name: str) -> bool:
    """Whether ``host`` is ``name`` or a subdomain of it; every host is below the empty name (RFC 5280, 4.2.1.10)."""
    host, name = re.sub(r":[0-9]+\Z", "", host).lower(), name.lower().removeprefix(".")
    return not name or host == name or host.endswith("." + name)


def _anchored(chain: list["Certificate"], anchors: tuple[bytes, ...], at: datetime, issuer: str) -> str:
    """The name of the anchor that ``chain`` leads to at that moment; empty if to none.

    The host of an issuer must be within what every authority on the way may
    name, the anchor too, which seldom comes with the chain: RFC 5280 (4.2.1.10)
    holds them to that for names of hosts, and not for addresses.
    """
    from cryptography.x509 import load_der_x509_certificate
    from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError

    store = Store([load_der_x509_certificate(data) for data in anchors])
    builder = PolicyBuilder().store(store).time(at).max_chain_depth(CHAIN_LIMIT)
    policies = builder.extension_policies(
        ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=ExtensionPolicy.permit_all()
    )
    try:
        verified = policies.build_client_verifier().verify(chain[0], chain[1:])
    except (VerificationError, ValueError):  # ValueError: a field that is only parsed on the way
        return ""
    host = host_of(home(issuer))
    allowed = not _COMPARABLE.match(issuer) or all(_may_name(authority, host) for authority in verified.chain[1:])
    return verified.chain[-1].subject.rfc4514_string() if allowed and _may_sign(chain[0]) else ""


def _may_sign(leaf: "Certificate") -> bool:
    """Whether a key may sign at all, and not only what is no credential (RFC 5280, 4.2.1.3 and 4.2.1.12).

    A key of a web server may: issuers that are known by a host have no other, and whoever has it speaks for the site.
    """
    from cryptography.x509 import ExtendedKeyUsage, KeyUsage
    from cryptography.x509.oid import ExtendedKeyUsageOID

    found = _extensions(leaf)
    usage, purposes = found.get(KeyUsage), found.get(ExtendedKeyUsage)
    others = {ExtendedKeyUsageOID.OCSP_SIGNING, ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING}
    allowed = purposes is None or not others.issuperset(purposes)
    return allowed and (usage is None or usage.digital_signature or usage.content_commitment)


def _extensions(certificate: "Certificate") -> dict[type, Any]:
    """The extensions by type; ``Refused("proof_malformed")`` when they cannot be read (RFC 5280 4.2)."""
    from cryptography.x509 import DuplicateExtension, UnsupportedGeneralNameType

    try:
        return {type(extension.value): extension.value for extension in certificate.extensions}
    except (ValueError, DuplicateExtension, UnsupportedGeneralNameType):
        raise broken(say("a certificate whose extensions cannot be read")) from None
