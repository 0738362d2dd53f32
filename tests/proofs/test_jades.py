import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from proof_kit import CONDITIONS, FakeKnown, Json, b64, codes, make_key
from vectors import VECTORS, need

from wallet import proofs
from wallet.model import FoundKey, KeyRef, Outline, Payload, ProofNote
from wallet.report import Proved

SEALER = make_key("RSA")
LEAF = b"not a certificate; judging it is for the keys"
TEXT = '{"type": ["VerifiableCredential"],\n "issuer": {"id": "urn:epass:org:1"}, "title": "Größe ~"}'
HEADER = {"alg": "RS256", "b64": False, "sigT": "2024-01-01T00:00:00Z", "crit": ["b64", "sigT"]}


class Known(FakeKnown):
    def key(self, ref: KeyRef) -> FoundKey:
        self.asked.append(ref)
        if ref.x5c == (LEAF,):
            return FoundKey(SEALER.public, "self_asserted_key", source="certificate")
        return self.keys.get(ref.id, FoundKey(None, "issuer_not_saved"))


def seal(header: Json, text: str = TEXT, key: Any = SEALER, **unprotected: Any) -> Json:
    head = {"x5c": [base64.b64encode(LEAF).decode()], **header}
    protected = b64({name: value for name, value in head.items() if value is not None})
    signature = key.sign(f"{protected}.{text}".encode(), "RS256" if key.kind == "RSA" else "")
    return {"protected": protected, "header": {"etsiU": ["x"], **unprotected}, "signature": b64(signature)}


def outline_of(envelope: Any, header: Json) -> Outline:
    data = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    note = ProofNote("jades", "RS256", "", None, "", header)
    payload = Payload(data, "application/json", "text", "test", data)
    return Outline("europass", payload, json.loads(TEXT), header, "urn:epass:org:1", "", (note,), (), ())


def check(*seals: Any, text: str = TEXT, known: FakeKnown | None = None, header: Json = HEADER) -> Proved:
    outline = outline_of({"payload": text, "signatures": list(seals)}, header)
    return proofs.check(outline, known or Known(), CONDITIONS)


def test_the_text_is_sealed_as_it_stands() -> None:
    known = Known()
    proved = check(seal(HEADER), known=known)
    assert codes(proved) == ("signature_good", "self_asserted_key")
    assert proved.view.signed
    assert proved.view.keyed_by == "term"
    assert proved.view.tree["title"] == "Größe ~"
    (ref,) = known.asked
    assert (ref.id, ref.issuer, ref.x5c) == ("", "urn:epass:org:1", (LEAF,))


def test_one_more_space_breaks_the_seal() -> None:
    assert codes(check(seal(HEADER), text=TEXT.replace("\n", "\n "))) == ("signature_mismatch",)
    assert codes(check(seal(HEADER), text=json.dumps(json.loads(TEXT)))) == ("signature_mismatch",)


def test_each_step_is_told_in_its_order() -> None:
    good = seal(HEADER)
    key = SEALER.public.data[:32].hex()
    told = (
        "5. a JAdES seal",
        f"6. key: RSA {key} from certificate (self_asserted_key)",
        f"7. the {len(good['protected']) + 1 + len(TEXT.encode())} bytes of header and text as they stand",
    )
    assert check(good).steps == (*told, "8. the seal over header and text holds", "9. self_asserted_key")
    broken = check({**good, "signature": b64(bytes(256))})
    assert broken.steps == (*told, "8. the seal does not hold")
    assert broken.checks[0].source == "certificate"


@pytest.mark.parametrize("name", ["sigPl", "srCms", "srAts", "sigPId", "sigD", "x5t#o", "sigX5ts"])
def test_a_seal_that_rests_on_what_is_not_read_is_not_supported_and_no_fault(name: str) -> None:
    header = {**HEADER, "crit": [*HEADER["crit"], name], name: "x"}
    assert codes(check(seal(header), header=header)) == ("feature_unsupported", "no_signature")


def test_a_text_that_holds_no_object_is_no_credential() -> None:
    assert codes(check(seal(HEADER, "[1]"), text="[1]")) == ("proof_malformed",)


def test_the_flattened_form_has_one_seal() -> None:
    envelope = {"payload": TEXT, **seal(HEADER)}
    assert codes(proofs.check(outline_of(envelope, HEADER), Known(), CONDITIONS)) == (
        "signature_good",
        "self_asserted_key",
    )


def test_an_encoded_payload_is_sealed_as_encoded() -> None:
    header = {"alg": "RS256"}
    encoded = b64(TEXT)
    assert codes(check(seal(header, encoded), text=encoded, header=header)) == ("signature_good", "self_asserted_key")


def test_every_seal_must_hold() -> None:
    other = make_key("P-256")
    known = Known({"other": FoundKey(other.public, "issuer_document")})
    second = seal({**HEADER, "alg": "ES256", "x5c": None, "kid": "other"}, key=other)
    assert codes(check(seal(HEADER), second, known=known)) == ("signature_good", "issuer_document")
    broken = {**second, "signature": b64(bytes(64))}
    assert codes(check(seal(HEADER), broken, known=known)) == ("signature_mismatch",)
    assert codes(check(seal(HEADER), second)) == ("some_proofs_unchecked", "self_asserted_key")


def test_as_many_seals_as_proofs_are_looked_at() -> None:
    assert codes(check(*[seal(HEADER)] * 16)) == ("signature_good", "self_asserted_key")
    assert codes(check(*[seal(HEADER)] * 17)) == ("proof_malformed",)


def test_headers_of_64_kibibytes_are_read_and_none_longer() -> None:
    def padded(size: int) -> Json:
        return {**HEADER, "x": "x" * (size - len(bare))}

    bare = base64.urlsafe_b64decode(seal({**HEADER, "x": ""})["protected"] + "==")
    assert codes(check(seal(padded(49_152)))) == ("signature_good", "self_asserted_key")
    assert codes(check(seal(padded(49_153)))) == ("jose_refused",)


def test_without_a_key_it_stays_open() -> None:
    assert codes(check(seal({**HEADER, "x5c": None, "kid": "other"}))) == ("key_not_saved", "issuer_not_saved")


@pytest.mark.parametrize("thumbprint", [b64(sha256(LEAF).digest()), None])
def test_the_thumbprint_fits_the_certificate(thumbprint: str | None) -> None:
    assert codes(check(seal({**HEADER, "x5t#S256": thumbprint}))) == ("signature_good", "self_asserted_key")


@pytest.mark.parametrize("thumbprint", ["", b64(bytes(32)), 7, [b64(sha256(LEAF).digest())]])
def test_a_thumbprint_of_another_certificate_is_refused(thumbprint: Any) -> None:
    assert codes(check(seal({**HEADER, "x5t#S256": thumbprint}))) == ("jose_refused",)


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"alg": None},
        {"crit": ["b64", "exp"], "exp": 1},
        {"crit": ["b64", "sigT", "adoTst"]},
        {"crit": ["b64", "b64"]},
        {"crit": ["sigT"]},
        {"crit": "b64"},
        {"crit": [7]},
        {"crit": [["b64"]]},
        {"crit": None},
        {"b64": True},
        {"b64": "false"},
        {"b64": 0},
        {"b64": None},
        {"b64": None, "crit": None},
        {"x5c": "AAAA"},
        {"kid": 7, "x5c": None},
    ],
    ids=str,
)
def test_a_forbidden_header_is_refused(change: Json) -> None:
    assert codes(check(seal({**HEADER, **change}))) == ("jose_refused",)


def test_a_text_that_is_neither_raw_nor_encoded_is_refused() -> None:
    head = {"alg": "RS256", "x5c": [base64.b64encode(LEAF).decode()], "crit": ["b64"], "b64": None}
    protected = b64(json.dumps(head))
    made = {"protected": protected, "signature": b64(SEALER.sign(f"{protected}.{TEXT}".encode(), "RS256"))}
    assert codes(check(made, header=head)) == ("jose_refused",)


def test_all_critical_members_that_are_understood_are_accepted() -> None:
    header = {**HEADER, "adoTst": {"tstTokens": []}, "crit": ["b64", "sigT", "adoTst"]}
    assert codes(check(seal(header))) == ("signature_good", "self_asserted_key")


def test_a_seal_over_something_elsewhere_is_unsupported() -> None:
    assert codes(check(seal({**HEADER, "sigD": {"mId": "x"}}))) == ("feature_unsupported", "no_signature")


@pytest.mark.parametrize(
    "seals",
    [[7], [None], [{}], [{"protected": 7}], [{"protected": "e30", "signature": 7}], [{"protected": "@"}]],
    ids=str,
)
def test_a_misshapen_seal_is_refused(seals: list[Any]) -> None:
    assert codes(check(*seals))[0] in {"proof_malformed", "jose_refused"}


@pytest.mark.parametrize(
    "envelope",
    [
        b"[]",
        b"7",
        b"{",
        b"{}",
        {"payload": 7, "signatures": []},
        {"payload": TEXT, "signatures": []},
        {"payload": TEXT, "signatures": 7},
        {"payload": TEXT, "signatures": [{}] * 17},
    ],
    ids=str,
)
def test_what_is_no_sealed_text_is_a_broken_proof(envelope: Any) -> None:
    assert codes(proofs.check(outline_of(envelope, HEADER), Known(), CONDITIONS)) == ("proof_malformed",)


def test_a_header_beyond_its_limit_is_refused() -> None:
    assert codes(check(seal({**HEADER, "pad": "x" * 40_000}))) == ("signature_good", "self_asserted_key")
    assert codes(check(seal({**HEADER, "pad": "x" * 50_000}))) == ("jose_refused",)


@pytest.mark.parametrize(
    "name", ["mynextid-edc-coe-signed", "mynextid-edc-dc-signed", "mynextid-edc-mc-signed", "edci-signed_credential"]
)
def test_published_credentials_hold_and_break_when_touched(name: str) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from wallet.model import PublicKey

    class FromLeaf(FakeKnown):
        def key(self, ref: KeyRef) -> FoundKey:
            public = x509.load_der_x509_certificate(ref.x5c[0]).public_key()
            data = public.public_bytes(Encoding.DER, PublicFormat.PKCS1)
            return FoundKey(PublicKey("RSA", data), "self_asserted_key")

    data = need(VECTORS / f"edc-elm/{name}.jsonld").read_bytes()
    envelope = json.loads(data)
    protected = envelope["signatures"][0]["protected"]
    header = json.loads(base64.urlsafe_b64decode(protected + "=" * (-len(protected) % 4)))
    outline = outline_of(data, header)._replace(document=json.loads(envelope["payload"]))
    assert codes(proofs.check(outline, FromLeaf(), CONDITIONS)) == ("signature_good", "self_asserted_key")
    touched = {**envelope, "payload": envelope["payload"].replace("Credential", "Credentials", 1)}
    outline = outline_of(touched, header)._replace(document=json.loads(touched["payload"]))
    assert codes(proofs.check(outline, FromLeaf(), CONDITIONS)) == ("signature_mismatch",)
