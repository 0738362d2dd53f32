"""Third parties' signed credentials, through the real formats and keys: what they sign, and eleven ways to tamper."""

import copy
import json
from typing import Any

import pytest
from proof_kit import AT, CONDITIONS, Json, codes
from vectors import VECTORS, cases, manifest, need

from wallet import formats, proofs
from wallet.codec.contexts import ContextLibrary
from wallet.codec.jsonld import combinations
from wallet.keys import Keys
from wallet.model import Document, FoundKey, KeyRef, Payload
from wallet.report import Proved, Result


class Known:
    """The real keys over the stand-in for the issuers' servers."""

    contexts = ContextLibrary()

    def __init__(self) -> None:
        folder = VECTORS / "network"
        self.urls = json.loads((folder / "urls.json").read_text())["urls"] if folder.exists() else {}
        self.keys = Keys(self.document)

    work = None

    def key(self, ref: KeyRef) -> FoundKey:
        return self.keys.key(ref)

    def document(self, url: str) -> Document | None:
        path = VECTORS / "network" / self.urls.get(url, "absent")
        return Document(url, path.read_bytes(), "", "application/json", AT) if path.is_file() else None


KNOWN = Known()


def check(document: Json) -> Proved:
    data = json.dumps(document).encode()
    outline = formats.open_payload(Payload(data, "application/json", "text", "test", data))
    return proofs.check(outline, KNOWN, CONDITIONS)


def load(name: str) -> Json:
    made: Json = json.loads(need(VECTORS / name).read_text())
    return made


@pytest.mark.parametrize(("suite", "infix"), [("eddsa-rdfc-2022", "DataInt"), ("eddsa-jcs-2022", "JCS")])
def test_the_hashes_are_those_that_w3c_publishes(suite: str, infix: str) -> None:
    proved = check(load(f"vc20/w3c-eddsa-{suite}-signed{infix}.json"))
    (hashes,) = [step for step in proved.steps if step.startswith("7.")]
    parts = ["docHash", "proofHash"] if infix == "DataInt" else ["docHash"]
    for part in parts:
        assert need(VECTORS / f"network/canon/w3c-{suite}-{part}{infix}.txt").read_text().strip() in hashes


EXPECTED = {
    "vc20/w3c-eddsa-Ed25519Signature2020-signedEdSig.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-eddsa-eddsa-jcs-2022-signedJCS.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-eddsa-eddsa-rdfc-2022-signedDataInt.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-eddsa-signedProofSet1.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-eddsa-signedProofSet2.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-eddsa-signedProofChain2.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-ecdsa-ecdsa-jcs-2019-p384-signedJCSECDSAP384.json": ("signature_good", "self_asserted_key"),
    "vc20/w3c-ecdsa-ecdsa-rdfc-2019-p256-signedECDSAP256.json": ("signature_good", "self_asserted_key"),
    # A chain in which each link covers the bare document only: sound signatures that vouch for no forerunner.
    "vc20/learncard-didkit-proof-chain.json": ("signature_good", "issuer_key"),
    # A chain by the letter, under an inline context that holds another one: no context may redefine a keyword.
    "vc20/learncard-didkit-proof-chain-w3c.json": ("term_redefined",),
    "vc20/ssi-bbs2023-signed-derived-document.jsonld": ("suite_unsupported", "no_signature"),
    # Sound mathematics over a proof whose words were given other meanings.
    "vc11/ssi-vc-jws2020-bad-method.jsonld": ("proof_term_remapped",),
    "vc11/ssi-vc-jws2020-bad-purpose.jsonld": ("proof_term_remapped",),
    "vc11/ssi-vc-jws2020-bad-type.jsonld": ("proof_term_remapped",),
    "vc11/ssi-vc-jws2020-bad-type-json.jsonld": ("proof_term_remapped",),
    "vc11/ssi-vc-jws2020-inline-context.jsonld": ("signature_good", "issuer_document"),
    "vc11/ssi-vc.jsonld": ("signature_good", "issuer_document"),
    "vp/ssi-vp.jsonld": ("signature_good", "issuer_document"),
    "vp/cvjs-v3-vp-eddsa-rdfc-2022.json": ("signature_good", "issuer_key"),
    "ob3-embedded/1edtech-simple-multiple-proofs.json": ("signature_good", "self_asserted_key"),
    "ob3-embedded/1edtech-simple-err-proof-method-no-scheme.json": ("proof_malformed",),
    "ob3-embedded/1edtech-simple-err-proof-method-unknown-did-method.json": ("proof_malformed",),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_published_credential(name: str) -> None:
    assert codes(check(load(name))) == EXPECTED[name]


def valid_documents() -> list[Any]:
    """Every embedded credential with a proof that the manifest calls valid and we can check."""
    kinds = ("ob3-embedded", "vc20", "vc11", "clr2", "ob3-endorsement", "vp")
    left_out = ("didkit-proof-chain", "ecdsa-sd", "bbs2023")
    paths = [
        row["path"]
        for row in manifest()
        if row["expected"].get("signature") == "valid" and row["kind"] in kinds and not row["path"].endswith("jwt")
    ]
    paths = [path for path in paths if not any(name in path for name in left_out)]
    return [pytest.param(path, id=path) for path in paths] or cases("absent")


@pytest.mark.parametrize("path", valid_documents())
def test_a_valid_credential_holds_and_eleven_edits_break_it(path: str) -> None:
    good = load(path)
    assert check(good).checks[0].result is Result.PASS
    for name, edit in EDITS.items():
        edited = copy.deepcopy(good)
        edit(edited)
        if edited != good:
            proved = check(edited)
            assert proved.checks[0].result is Result.FAIL, (name, codes(proved))
            assert not proved.view.signed


def test_a_word_that_a_type_defines_anyway_cannot_be_given_another_meaning() -> None:
    """The vocabulary's own definition holds within the credential: what is signed and shown stays the same."""
    good = load("vc20/w3c-eddsa-eddsa-rdfc-2022-signedDataInt.json")
    edited = copy.deepcopy(good)
    _add_inline(edited, {"issuer": "https://evil.example/issuer"})
    proved = check(edited)
    assert proved.checks[0].result is Result.FAIL or proved.view == check(good).view


def _subject(document: Json) -> Json:
    subject = document.get("credentialSubject", document)
    return subject[0] if isinstance(subject, list) else subject


def _is_jcs(document: Json) -> bool:
    return "-jcs-" in json.dumps(document["proof"])


def _add_inline(document: Json, context: Json) -> None:
    """Inline contexts are signed under JCS and harmless behind; elsewhere they may not change what is there."""
    if not _is_jcs(document):
        contexts = document["@context"]
        document["@context"] = [*(contexts if isinstance(contexts, list) else [contexts]), context]


def _swap_case(document: Json) -> None:
    document["Issuer"] = document.get("issuer", "x")


EDITS = {
    "a member is added": lambda d: d.update(gpa="4.0"),
    "a member is added within": lambda d: _subject(d).update(gpa="4.0"),
    "an object is added": lambda d: _subject(d).update(honours={"grade": "A"}),
    "a member is written in capitals": _swap_case,
    "a member is an absolute IRI": lambda d: _subject(d).update({"https://schema.org/award": "gold"}),
    "a type is added": lambda d: d.update(type=[*_list(d["type"]), "MadeUpCredential"]),
    "the id is changed": lambda d: d.update(id="urn:uuid:00000000-0000-4000-8000-000000000000"),
    "the start is changed": lambda d: d.update({_start(d): "1999-01-01T00:00:00Z"}),
    "the proof's date is changed": lambda d: _first_proof(d).update(created="1999-01-01T00:00:00Z"),
    "a term is given another meaning": lambda d: _add_inline(d, {"VerifiableCredential": "https://evil.example/"}),
    "a term is taken away": lambda d: _add_inline(d, {"credentialSubject": None}),
    "an alias is made": lambda d: _add_inline(d, {"kind": "@type"}),
}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _start(document: Json) -> str:
    return "issuanceDate" if "issuanceDate" in document else "validFrom"


def _first_proof(document: Json) -> Json:
    made = [node for node in _list(document["proof"]) if "verificationMethod" in node]
    first: Json = made[0]
    return first


def test_several_editions_of_one_vocabulary_are_tried() -> None:
    """Some publishers changed a text in place: what was signed under the older one still holds."""
    named = []
    for row in manifest():
        if row["kind"] == "ob3-embedded" and row["expected"].get("signature") == "valid":
            document = load(row["path"])
            if len(list(combinations(document, KNOWN.contexts))) > 1:
                named.append(check(document).checks[0].source)
    if not manifest():
        pytest.skip("needs the shared test material: ../shared/vectors/manifest.json is not there")
    assert any("https://purl.imsglobal.org/spec/ob/v3p0/context" in source for source in named)
