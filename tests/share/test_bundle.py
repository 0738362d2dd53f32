"""Bundles and presentations: what is written is read back, and every tampering is named."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from proof_kit import make_key, token
from pyld import jsonld as pyld
from vectors import CONTEXTS, VECTORS, need

from wallet import formats
from wallet.actions.grounds import Asked
from wallet.actions.inputs import Found
from wallet.actions.judge import judge, judge_shown
from wallet.actions.knowledge import gather
from wallet.actions.receive import receive
from wallet.carriers import unwrap
from wallet.codec import multiformats
from wallet.codec.contexts import ContextLibrary
from wallet.errors import Unreadable, WalletError
from wallet.keys import own
from wallet.model import Part, Payload
from wallet.report import Code, Result, Verdict
from wallet.share import bundle, manifest, presentation
from wallet.share.bundle import Bundle, Damage, Enclosed, Share

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEY = own.from_secret(b"\x07" * 32)
LIBRARY = ContextLibrary()
SHARE = Share(NOW, "c" * 22, NOW + timedelta(days=90), "employer.example", "Acme", "job application")


def credential(name: str) -> bytes:
    """A credential that a presentation can hold; its proof is shaped like one but proves nothing."""
    return json.dumps(
        {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "id": f"urn:c:{bundle.slug(name)}",
            "type": ["VerifiableCredential"],
            "issuer": KEY.did,
            "name": name,
            "credentialSubject": {"id": "did:example:me"},
            "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod",
                      "verificationMethod": KEY.verification_method, "proofValue": "z3"},
        },
        indent=2,
    ).encode()  # fmt: skip


JSON = credential("Statistics: für alle / ../etc")
PICTURE = b"\x89PNG\r\n\x1a\n not really"
ENCLOSED = [
    Enclosed(JSON, "application/json", "vc-2", "Statistics: für alle / ../etc", JSON),
    Enclosed(PICTURE, "image/png", "open-badges-2", "\x1b[2J\u202eBadge"),
]
EVIDENCE = {"index.json": b'{"schema":"wallet-evidence/1","documents":[]}', "0123456789abcdef.json": b"{}"}


def made(**changes: Any) -> dict[str, bytes]:
    return bundle.write(ENCLOSED, EVIDENCE, replace(SHARE, **changes), KEY, LIBRARY)


def judged(data: bytes, at: datetime = NOW, challenge: str = "", domain: str = "") -> set[Code]:
    payload = Payload(data, "application/json", "text", "vp", data)
    return {check.code for check in judge(payload, gather(), Asked(at, challenge, domain)).checks}


def test_what_is_written_is_read_back() -> None:
    files = made()
    assert list(files) == [
        "README.txt", "bundle.vp.json", "manifest.json", "credentials/001-statistics-fur-alle-etc.json",
        "credentials/002-badge.png", "evidence/0123456789abcdef.json", "evidence/index.json",
    ]  # fmt: skip
    data = bundle.packed(files, NOW)
    assert bundle.recognises(data)
    for name in ("X.TXT", "/credentials/x.json", "credentials/../x.json", "a\nb"):  # refused for it, and no other thing
        assert bundle.recognises(archive(*[(one, b"x") for one in (bundle.MANIFEST, bundle.PRESENTATION, name)]))
    back = bundle.read(data)
    assert back == bundle.from_files(files)
    assert back.damage == ()
    assert [(f.path, f.in_vp, content) for f, content in back.credentials()] == [
        ("credentials/001-statistics-fur-alle-etc.json", True, JSON),
        ("credentials/002-badge.png", False, PICTURE),
    ]
    assert back.evidence() == EVIDENCE
    assert (back.manifest.holder, back.manifest.audience, back.manifest.expires) == (
        KEY.did,
        "Acme",
        NOW + timedelta(days=90),
    )
    assert back.manifest.files[1].title == "Badge"


def test_same_inputs_give_the_same_bytes() -> None:
    assert bundle.packed(made(), NOW) == bundle.packed(made(), NOW)
    with zipfile.ZipFile(io.BytesIO(bundle.packed(made(), NOW))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2026, 11, 22, 12, 0, 0)}


def test_the_presentation_is_signed_for_every_reader() -> None:
    shown = made()["bundle.vp.json"]
    assert JSON in shown
    document = json.loads(shown)
    assert document["holder"] == KEY.did
    assert document["id"].startswith("ni:///sha-256;")
    assert [proof["proofPurpose"] for proof in document["proof"]] == ["authentication", "assertionMethod"]
    for proof in document["proof"]:
        assert (proof["challenge"], proof["domain"]) == (SHARE.challenge, SHARE.domain)
        assert (proof["created"], proof["expires"]) == ("2026-11-22T12:00:00Z", "2027-02-20T12:00:00Z")
    assert {Code.SIGNATURE_GOOD, Code.ISSUER_KEY} <= judged(shown, challenge=SHARE.challenge, domain=SHARE.domain)


@pytest.mark.parametrize("share", [{"expires": None, "domain": ""}, {"expires": None}, {"domain": ""}])
def test_what_is_not_stated_is_left_out(share: dict[str, Any]) -> None:
    shown = made(**share)["bundle.vp.json"]
    assert all(("expires" in proof) == ("expires" not in share) for proof in json.loads(shown)["proof"])
    assert Code.SIGNATURE_GOOD in judged(shown)


def test_a_share_past_its_date_or_for_somebody_else_is_refused() -> None:
    shown = made()["bundle.vp.json"]
    assert Code.PROOF_EXPIRED in judged(shown, at=NOW + timedelta(days=91))
    for asked in ({"challenge": "other"}, {"domain": "other.example"}):
        payload = Payload(shown, "application/json", "text", "vp", shown)
        checks = judge(payload, gather(), Asked(NOW, **asked)).checks
        assert any(check.result is Result.FAIL for check in checks)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.update(id="ni:///sha-256;AAAA"),
        lambda d: d.update(holder="did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"),
        lambda d: d["verifiableCredential"][0].update(name="Other"),
        lambda d: d.update(verifiableCredential=[]),
        lambda d: [proof.update(expires="2099-01-01T00:00:00Z") for proof in d["proof"]],
        lambda d: [proof.update(challenge="other") for proof in d["proof"]],
    ],
    ids=["id", "holder", "credential", "none", "expires", "challenge"],
)
def test_an_altered_presentation_is_not_believed(change: Callable[[Any], object]) -> None:
    document = json.loads(made()["bundle.vp.json"])
    change(document)
    assert Code.SIGNATURE_GOOD not in judged(json.dumps(document).encode())


def test_both_proofs_hold_by_another_library() -> None:
    need(CONTEXTS)
    document = json.loads(made()["bundle.vp.json"])
    proofs = document.pop("proof")
    assert len(proofs) == 2
    public = Ed25519PublicKey.from_public_bytes(multiformats.decode_key(KEY.did.removeprefix("did:key:"))[1])
    for proof in proofs:
        signature = multiformats.multibase_decode(proof.pop("proofValue"))
        options = {"@context": document["@context"], **proof}
        public.verify(signature, digest(options) + digest(document))


def digest(document: Any) -> bytes:
    def load(url: str, _options: object) -> dict[str, Any]:
        found = [one for one in official() if one["url"] == url]
        return {
            "contextUrl": None,
            "documentUrl": url,
            "document": found[0]["document"],
            "contentType": "application/ld+json",
        }

    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load}
    return sha256(pyld.normalize(document, options).encode()).digest()


def official() -> list[dict[str, Any]]:
    path = need(CONTEXTS / "www.w3.org_ns_credentials_v2.jsonld")
    return [{"url": presentation.CONTEXT, "document": json.loads(path.read_text(encoding="utf-8"))}]


def test_a_presentation_without_credentials_still_covers_the_files() -> None:
    files = bundle.write(ENCLOSED[1:], {}, SHARE, KEY, LIBRARY)
    assert "verifiableCredential" not in json.loads(files["bundle.vp.json"])
    assert Code.SIGNATURE_GOOD in judged(files["bundle.vp.json"])
    assert bundle.from_files(files).damage == ()


@pytest.mark.parametrize(
    ("path", "embeddable"),
    [
        ("ob3-embedded/1edtech-complete.json", True),
        ("ob3-embedded/1edtech-simple-multiple-proofs.json", False),
        ("vc11/ssi-vc.jsonld", False),
    ],
)
def test_what_a_presentation_can_hold(path: str, embeddable: bool) -> None:  # noqa: FBT001 - a parameter of a table
    data = need(VECTORS / path).read_bytes()
    outline = formats.open_payload(Payload(data, "application/json", "text", path, data))
    assert presentation.embeddable(outline, LIBRARY) == embeddable


def damage(change: Callable[[dict[str, bytes]], object]) -> tuple[Damage, ...]:
    files = made()
    change(files)
    return bundle.from_files(files).damage


BADGE = "credentials/002-badge.png"
FIRST = "credentials/001-statistics-fur-alle-etc.json"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda f: f.pop(BADGE), {(BADGE, "missing")}),
        (lambda f: f.update({BADGE: PICTURE + b"x"}), {(BADGE, "changed")}),
        (lambda f: f.update({"credentials/extra.json": b"{}"}), {("credentials/extra.json", "unlisted")}),
        (lambda f: f.update({"evidence/extra.json": b"{}"}), {("evidence/extra.json", "unlisted")}),
        (lambda f: f.update({"notes.txt": b"hi"}), {("notes.txt", "unlisted")}),
        (lambda f: f.update({"README.txt": b"trust me"}), set()),
        (lambda f: f.pop("README.txt"), set()),
        (lambda f: f.update({"manifest.json": f["manifest.json"] + b" "}), {("manifest.json", "manifest_not_signed")}),
        (lambda f: f.update({"bundle.vp.json": b"no"}), {("manifest.json", "manifest_not_signed")}),
        (lambda f: f.update({"bundle.vp.json": b"[]"}), {("manifest.json", "manifest_not_signed")}),
        (
            lambda f: f.update({"bundle.vp.json": f["bundle.vp.json"].replace(KEY.did.encode(), b"did:key:z6Mk")}),
            {("manifest.json", "other_holder"), (FIRST, "not_shown")},
        ),
        (
            lambda f: f.update({"bundle.vp.json": f["bundle.vp.json"].replace(b"urn:c:", b"urn:d:")}),
            {(FIRST, "not_shown")},
        ),
    ],
)
def test_every_tampering_is_named(change: Callable[[dict[str, bytes]], object], found: set[tuple[str, str]]) -> None:
    assert {(one.path, one.problem) for one in damage(change)} == found


@pytest.mark.parametrize("name", ["manifest.json", "bundle.vp.json"])
def test_half_a_bundle_is_refused(name: str) -> None:
    files = made()
    del files[name]
    with pytest.raises(Unreadable) as caught:
        bundle.from_files(files)
    assert caught.value.kind == "bundle_incomplete"
    assert bundle.recognises(bundle.packed(files, NOW)) is (name == "manifest.json"), (
        "a mere archive is judged otherwise"
    )


MANIFEST = json.loads(made()["manifest.json"])


@pytest.mark.parametrize(
    "change",
    [
        {"schema": "wallet-bundle/2"}, {"created": 5}, {"created": "yesterday"}, {"created": "2026-01-01T00:00:00"},
        {"expires": "x"}, {"holder": {}}, {"audience": []}, {"files": {}}, {"files": [5]}, {"files": [{}]},
        {"files": [MANIFEST["files"][0]] * 2},
        *({"files": [MANIFEST["files"][0] | one]} for one in (
            {"path": "../x"}, {"path": "credentials/a/b"}, {"path": "/x"}, {"path": "README.txt"},
            {"path": "credentials/A"}, {"sha256": "00"}, {"bytes": -1}, {"bytes": True}, {"bytes": "5"},
            {"role": "thing"}, {"role": None}, {"in_vp": 1}, {"title": 4},
        )),
    ],
)  # fmt: skip
def test_a_broken_manifest_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as caught:
        manifest.parse(json.dumps(MANIFEST | change).encode())
    assert caught.value.kind == "bundle_manifest"


def test_the_readme_says_what_ends_and_what_does_not() -> None:
    text = made()["README.txt"].decode()
    assert "SHARE is meant to be checked until 2027-02-20. The credentials in it do not expire" in " ".join(
        text.split()
    )
    assert "2026-11-22, for Acme." in text
    assert "wallet verify" in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "no end date" in made(expires=None)["README.txt"].decode()
    assert max(map(len, text.splitlines())) <= 80


def test_the_readme_lists_what_is_there() -> None:
    assert "evidence/ " in made()["README.txt"].decode()
    bare = bundle.write(ENCLOSED, {}, SHARE, KEY, LIBRARY)["README.txt"].decode()
    assert "evidence/" not in bare
    assert "accounts/" not in bare
    assert "credentials/ " in bare
    told = bundle.write(ENCLOSED, {}, replace(SHARE, accounts={"stack.md": b"# So"}), KEY, LIBRARY)["README.txt"]
    assert b"accounts/ " in told


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Data Science!", "data-science"), ("../../etc/passwd", "etc-passwd"), ("漢字", "credential"),
        ("", "credential"), ("x" * 300, "x" * 60), ("CON", "con"), ("a\x00b\nc", "ab-c"), ("--é--", "e"),
        ("Straßenbau für Große", "strassenbau-fur-grosse"),
    ],
)  # fmt: skip
def test_file_names_hold_no_issuer_text_raw(title: str, name: str) -> None:
    assert bundle.slug(title) == name


def test_too_much_is_refused_before_anything_is_signed() -> None:
    big = Enclosed(b"x" * (16 * 1024 * 1024 + 1), "image/png", "open-badges-2", "Big")
    with pytest.raises(Unreadable) as caught:
        bundle.write([big], {}, SHARE, KEY, LIBRARY)
    assert caught.value.kind == "share_too_large"


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made_here:
        for name, data in entries:
            made_here.writestr(name, data)
    return out.getvalue()


def special(name: str, mode: int, *, flags: int = 0) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr, info.flag_bits = 3, mode << 16, flags
    return info


def patched(data: bytes, offset: int, value: bytes) -> bytes:
    return data[:offset] + value + data[offset + len(value) :]


ONE = archive(("manifest.json", b"{}" * 50), ("bundle.vp.json", b"[]" * 50))
CENTRAL = ONE.index(b"PK\x01\x02")
SECOND = ONE.index(b"PK\x01\x02", CENTRAL + 1)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("data", "slug"),
    [
        (lambda: b"", "zip_damaged"),
        (lambda: b"PK\x03\x04", "zip_damaged"),
        (lambda: ONE[:-30], "zip_damaged"),
        (lambda: b"x" + ONE, "zip_damaged"),
        (lambda: archive(("../evil", b"x")), "zip_unsafe"),
        (lambda: archive(("/etc/passwd", b"x")), "zip_unsafe"),
        (lambda: archive(("a/../../b", b"x")), "zip_unsafe"),
        (lambda: archive(("c:evil", b"x")), "zip_unsafe"),
        (lambda: archive(("a\\b", b"x")), "zip_unsafe"),
        (lambda: archive(("Manifest.json", b"x")), "zip_unsafe"),
        (lambda: archive(("a", b"1"), ("a", b"2")), "zip_unsafe"),
        (lambda: archive(("a", b"1"), ("a/", b"")), "zip_unsafe"),
        (lambda: archive((special("link", 0o120777), b"/etc/passwd")), "zip_unsafe"),
        (lambda: archive((special("pipe", 0o010644), b"")), "zip_unsafe"),
        (lambda: archive(("a", b"x" * 99), method=zipfile.ZIP_BZIP2), "zip_unsafe"),
        (lambda: archive(("a", b"x" * 99), method=zipfile.ZIP_LZMA), "zip_unsafe"),
        (lambda: patched(ONE, CENTRAL + 8, b"\x01\x00"), "zip_unsafe"),
        (lambda: patched(ONE, SECOND + 42, struct.pack("<I", 0)), "zip_unsafe"),
        (lambda: patched(ONE, CENTRAL + 24, struct.pack("<I", 5)), "zip_unsafe"),
        (lambda: patched(ONE, 14, b"\0\0\0\0"), "zip_unsafe"),
        (lambda: patched(patched(ONE, 14, b"\0\0\0\0"), CENTRAL + 16, b"\0\0\0\0"), "zip_damaged"),
        (lambda: archive(*((f"f{i}", b"") for i in range(2_001))), "zip_too_large"),
        (lambda: archive(("a", b"\0" * (17 * 1024 * 1024))), "zip_too_large"),
        (lambda: archive(("a", b"\0" * (2 * 1024 * 1024))), "zip_too_large"),
        (lambda: archive(*((f"f{i}", b"\0" * (15 * 1024 * 1024)) for i in range(5)), method=0), "zip_too_large"),
    ],
)
def test_hostile_archives_are_refused(data: Callable[[], bytes], slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        bundle.read(data())
    assert caught.value.kind == slug


def test_a_bundle_packed_anew_with_folders_is_still_one() -> None:
    files = made()
    again = archive(("credentials/", b""), *files.items(), method=zipfile.ZIP_STORED)
    assert bundle.read(again).damage == ()


def test_a_bundle_zipped_again_in_a_folder_is_still_one() -> None:
    files = {f"Bewerbung Grün/{name}": content for name, content in made().items()}
    again = bundle.packed(files, NOW)
    assert bundle.recognises(again)
    assert bundle.read(again).damage == ()
    beside = bundle.read(bundle.packed({**files, "Bewerbung Grün 2/bundle.vp.json": b"{}"}, NOW))
    assert [one.problem for one in beside.damage] == ["unlisted"]


def wrapped(files: dict[str, bytes], key: str) -> dict[str, bytes]:
    """The bundle with a presentation that is some other token of the sender's, and what it needs around it unsigned."""
    alice = make_key()
    context = {"@context": ["https://www.w3.org/ns/credentials/v2"]}
    old = token({"iss": alice.did, "vp": {**context, "type": ["VerifiablePresentation"]}}, alice)
    badge = {name: value for name, value in json.loads(JSON).items() if name != "proof"} | {"issuer": alice.did}
    around = {"id": json.loads(files["bundle.vp.json"])["id"], "holder": KEY.did}
    forms: dict[str, dict[str, Any]] = {
        "a proof": {**around, "type": ["VerifiablePresentation"], "proof": {"type": "JwtProof2020", "jwt": old}},
        "a signature": around | dict(zip(("protected", "payload", "signature"), old.split("."), strict=True)),
        "a claim": {**around, "vp": json.loads(files["bundle.vp.json"])},
        "a badge": around
        | dict(zip(("protected", "payload", "signature"), token(badge, alice).split("."), strict=True)),
    }
    return {**files, "bundle.vp.json": json.dumps(forms[key]).encode()}


@pytest.mark.parametrize("key", ["a proof", "a signature", "a claim", "a badge"])
def test_what_stands_around_another_token_is_no_presentation_of_the_bundle(key: str) -> None:
    packed = bundle.packed(wrapped(made(), key), NOW)
    report = receive(Found("a.zip", data=packed), gather(lambda _: None), Asked(NOW)).report
    assert report.verdict is Verdict.REJECTED
    assert Code.HASH_MISMATCH in {check.code for check in report.checks}
    assert report.about == ()


def test_no_file_of_a_bundle_leans_on_what_stands_for_its_presentation() -> None:
    files, college = made(), make_key()
    unsigned = {name: value for name, value in json.loads(JSON).items() if name != "proof"} | {"issuer": college.did}
    report = judge(unwrap(token(unsigned, college).encode(), "token")[0], gather(lambda _: None), Asked(NOW))
    payload = Payload(json.dumps(unsigned).encode(), "application/json", "text", "file", files[FIRST])
    beside = judge_shown(Part("credential", "/" + FIRST, payload), report, gather(lambda _: None), Asked(NOW))
    assert beside.checks[1].code is Code.UNSIGNED


def test_other_zip_files_are_not_bundles() -> None:
    assert not bundle.recognises(archive(("manifest.json", b"{}")))
    assert not bundle.recognises(b"{}")
    assert not bundle.recognises(ONE[:-30])


@given(st.integers(0, 3_000), st.binary(min_size=1, max_size=6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_break_the_reader(offset: int, value: bytes) -> None:
    data = bundle.packed(made_once(), NOW)
    try:
        back = bundle.read(patched(data, offset % len(data), value))
    except WalletError:
        return
    assert isinstance(back, Bundle)


_KEPT: dict[str, bytes] = {}


def made_once() -> dict[str, bytes]:
    if not _KEPT:
        _KEPT.update(made())
    return _KEPT
