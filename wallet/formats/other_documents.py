"""Documents that people mistake for credentials: recognised, so that an error can say what to do with them."""

from collections.abc import Callable
from typing import NamedTuple

from wallet.errors import Unreadable
from wallet.formats.base import ENCRYPTED_WALLET, one_or_many, types_of
from wallet.model import JsonObject
from wallet.wording import say

NO_CREDENTIAL = "not_a_credential"
"""Slug of the error for a document that is none of these either."""


class OtherDocument(NamedTuple):
    """One kind of document that people mistake for a credential."""

    slug: str
    name: str
    hint: str
    is_it: Callable[[JsonObject, frozenset[str]], bool]


_ASK_FOR_AWARD = say("ask for the award itself: the file that names you as its recipient")
_KEEP_WITH_AWARD = say(
    "take the file that names you as its recipient; to keep this one beside it: wallet evidence add URL FILE"
)
_STACKS = say("read it as a stack: wallet stack import FILE")
_OTHER_FORM = say("ask the issuer for an Open Badge or a JSON credential")


def no_credential(document: JsonObject, header: JsonObject | None) -> Unreadable:
    """The error for a ``document`` that is no credential, saying what it is if that is known."""
    types = frozenset(name.rsplit("#", 1)[-1].rsplit("/", 1)[-1].lower() for name in types_of(document))
    for kind in _KNOWN:
        if kind.is_it(document, types):
            return Unreadable(say("this is {name}, not a credential", name=kind.name), hint=kind.hint, slug=kind.slug)
    for kind in _UNSUPPORTED:
        if kind.is_it(document, types):
            message = say("this is {name}, which is not supported", name=kind.name)
            return Unreadable(message, hint=kind.hint, slug=kind.slug)
    what = "JSON" if header is None else say("a signed token")
    return Unreadable(
        say("this is {what}, but no kind of credential that is known", what=what),
        hint="wallet formats lists what can be read",
        slug=NO_CREDENTIAL,
    )


def _contexts(document: JsonObject) -> str:
    return " ".join(item for item in one_or_many(document.get("@context")) if isinstance(item, str))


def _is_ctdl(document: JsonObject, types: frozenset[str]) -> bool:
    marks = ("credreg.net", "credentialengine", "purl.org/ctdl")
    graph = one_or_many(document.get("@graph"))
    return (
        any(mark in _contexts(document) for mark in marks)
        or any(name.startswith("ceterms:") for name in types)
        or any(isinstance(node, dict) and any(key.startswith("ceterms:") for key in node) for node in graph)
    )


def _is_vocabulary(document: JsonObject) -> bool:
    """Whether it defines words (JSON-LD 1.1, 4.1) and says nothing in them."""
    defined = one_or_many(document.get("@context"))
    return any(isinstance(item, dict) for item in defined) and document.keys() <= {"@context", "$id", "id", "@id"}


_KNOWN = (
    OtherDocument(
        "json_schema",
        say("a JSON Schema: it describes what credentials look like"),
        _ASK_FOR_AWARD,
        lambda d, _: "json-schema.org/" in str(d.get("$schema")),
    ),
    OtherDocument(
        "vocabulary",
        say("a vocabulary: it gives the words of credentials their meaning"),
        say("if you have it from who publishes it: wallet contexts add FILE --url URL"),
        lambda d, _: _is_vocabulary(d),
    ),
    OtherDocument(
        "badge_class",
        say("a badge class: it describes a badge that people can earn"),
        _ASK_FOR_AWARD,
        lambda d, t: "badgeclass" in t or ("criteria" in d and "issuer" in d and "recipient" not in d),
    ),
    OtherDocument(
        "revocation_list",
        say("a list of withdrawn badges"),
        _KEEP_WITH_AWARD,
        lambda d, t: "revocationlist" in t or "revokedAssertions" in d or "revokedCredential" in d,
    ),
    OtherDocument(
        "key_document",
        say("a public key"),
        _KEEP_WITH_AWARD,
        lambda d, t: "cryptographickey" in t or "publicKeyPem" in d or "kty" in d or "keys" in d,
    ),
    OtherDocument(
        "did_document",
        say("a DID document: the public keys of an issuer"),
        _KEEP_WITH_AWARD,
        lambda d, _: str(d.get("id")).startswith("did:") and ("verificationMethod" in d or "publicKey" in d),
    ),
    OtherDocument(
        "achievement",
        say("the description of an achievement"),
        _ASK_FOR_AWARD,
        lambda _, t: "achievement" in t or "alignmentobject" in t,
    ),
    OtherDocument(
        "json_resume",
        say("a JSON Resume"),
        say("it is what an export makes: wallet export REF --as json-resume"),
        lambda d, _: isinstance(d.get("basics"), dict),
    ),
    OtherDocument(
        "wallet_locked",
        say("an encrypted wallet backup"),
        say("export it again without a password in the app it came from"),
        lambda d, t: "wallet_locked" in d or "ciphertext" in d or ENCRYPTED_WALLET.lower() in t,
    ),
    OtherDocument(
        "credential_offer",
        say("an offer to collect a credential"),
        say("open it with the wallet app that your issuer names, then import the file it exports"),
        lambda d, _: "credential_issuer" in d and not d.keys().isdisjoint({"credential_configuration_ids", "grants"}),
    ),
    OtherDocument(
        "presentation_request",
        say("a request to show a credential"),
        say("answer it with: wallet share REF"),
        lambda d, _: not d.keys().isdisjoint({"presentation_definition", "dcql_query"}),
    ),
    OtherDocument(
        "apple_pass",
        say("a pass for Apple Wallet"),
        say("open the issuer's page on its back and download the badge there"),
        lambda d, _: "passTypeIdentifier" in d,
    ),
    OtherDocument("ctdl", say("a Credential Engine (CTDL) description"), _STACKS, _is_ctdl),
    OtherDocument(
        "issuer_profile",
        say("the profile of an issuer"),
        _KEEP_WITH_AWARD,
        lambda d, t: bool(t & {"issuer", "issuerorg", "profile"}) or (d.keys() >= {"name", "url"} and "badge" not in d),
    ),
)

_UNSUPPORTED = (
    OtherDocument(
        "open_attestation",
        say("an OpenAttestation document, such as an OpenCert, in the form before Verifiable Credentials"),
        _OTHER_FORM,
        lambda d, _: "data" in d and isinstance(d.get("signature"), dict) and "targetHash" in d["signature"],
    ),
    OtherDocument(
        "anoncreds",
        say("an AnonCreds or Indy credential"),
        _OTHER_FORM,
        lambda d, _: d.keys() >= {"schema_id", "cred_def_id", "values", "signature"},
    ),
)
"""Credentials of forms that are not read."""
