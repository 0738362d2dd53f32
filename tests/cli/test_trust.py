"""``wallet trust``: whom the learner relies on, what that changes, and the alarm when an issuer's keys do."""

import json
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from certificate_kit import Made, make
from command_desk import Desk, make_desk
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from issuer_kit import College, jwk
from net_server import Internet
from proof_kit import b64

__all__ = ["make_desk"]
MINE = {"id": "did:example:learner", "type": ["AchievementSubject"]}


@pytest.fixture
def desk(make_desk: type[Desk], net: Internet, college: College) -> Desk:
    """A wallet with one badge of the college, and its keys."""
    found = make_desk("here", net.network)
    assert found("import", found.file("badge.jwt", college.badge())).code == 0
    assert found("refresh").code == 0
    return found


def codes(desk: Desk, ref: str = "statistics") -> dict[str, str]:
    return {one["id"]: one["code"] for one in desk("show", ref, "--json").data["report"]["checks"]}


def tier(desk: Desk, ref: str = "statistics") -> str:
    found: str = desk("show", ref, "--json").data["report"]["tier"]
    return found


def test_trust_goes_by_id_and_is_dated(desk: Desk, college: College) -> None:
    assert tier(desk) == "unrecognised"
    said = desk("trust", "add", college.did, "--name", "The College", "--note", "asked by phone", "--json")
    mark = said.data["marks"][0]
    assert (mark["id"], mark["tier"], mark["name"], mark["note"]) == (
        college.did,
        "trusted",
        "The College",
        "asked by phone",
    )
    assert mark["at"] == "2026-11-22T21:00:00Z"
    assert said.data["credentials"][0]["after"] == "verified"
    row = desk("show", "statistics", "--json").data["report"]["checks"][3]
    assert (row["code"], row["source"], row["as_of"]) == ("on_your_list", "your own list", "2026-11-22T21:00:00Z")
    assert tier(desk) == "trusted"
    assert desk("list", "--json").data["credentials"][0]["verdict"] == "verified"
    text = desk("trust", "list").out
    assert all(word in text for word in ("trusted", "The College", college.did, "asked by phone", "2026-11-22"))


def test_a_credential_stands_for_its_issuer(desk: Desk, college: College) -> None:
    assert desk("trust", "add", "statistics", "--json").data["marks"][0]["id"] == college.did
    assert desk("trust", "add", "nothing like it").code == 6
    assert desk("trust", "remove", "statistics", "--json").data["marks"][0]["id"] == college.did
    refused = desk("trust", "remove", "statistics")
    assert (refused.code, "nothing on your list matches 'statistics'" in refused.err) == (6, True)


def test_flagged_means_do_not_rely_and_can_be_taken_back(desk: Desk, college: College) -> None:
    assert desk("trust", "flag", college.did, "--reason", "sells degrees").code == 0
    assert desk("verify", "statistics").code == 1
    assert "flagged by your own list: sells degrees" in desk("show", "statistics").out
    assert (tier(desk), codes(desk)["recognition"]) == ("flagged", "flagged")
    assert desk("trust", "remove", college.did).code == 0
    assert desk("verify", "statistics").code == 0
    assert desk("trust", "remove", college.did).code == 6
    assert desk("trust", "list", "--json").data == {"marks": [], "lists": []}


def test_a_list_makes_its_members_known_and_says_its_date(desk: Desk, college: College) -> None:
    registry = {"meta": {"updated": "2026-09-01T00:00:00Z"}, "registry": {college.did: {"name": "Listed College"}}}
    file = desk.file("registry.json", json.dumps(registry).encode())
    said = desk("trust", "import", file, "--name", "A registry", "--json")
    assert said.data["lists"][0] | {"imported": ""} == {
        "name": "A registry",
        "kind": "dcc",
        "tier": "known",
        "dated": "2026-09-01T00:00:00Z",
        "imported": "",
        "issuers": 1,
        "certificates": 0,
        "left_out": 0,
    }
    row = desk("show", "statistics", "--json").data["report"]["checks"][3]
    assert (row["code"], row["source"], row["as_of"]) == ("on_list", "A registry", "2026-09-01T00:00:00Z")
    assert tier(desk) == "known"
    shown = desk("trust", "show", "statistics", "--json").data
    assert shown["lists"] == [["A registry", "Listed College", "2026-09-01T00:00:00Z"]]
    newer = desk.file("newer.txt", b"https://other.example Other\n")
    assert desk("trust", "import", newer, "--name", "A registry", "--at", "2026-10-01").code == 0
    assert (len(desk("trust", "list", "--json").data["lists"]), tier(desk)) == (1, "unrecognised")
    assert desk("trust", "remove", "a registry").code == 0
    assert desk("trust", "list", "--json").data["lists"] == []


def test_a_warning_list_flags_its_members(desk: Desk, college: College) -> None:
    file = desk.file("mills.txt", f"{college.did} Mill\n".encode())
    assert desk("trust", "import", file, "--flag").code == 0
    assert "flagged by mills: listed there" in desk("show", "statistics").out
    assert desk("trust", "import", desk.file("none.txt", b"hello\n")).code == 5


def test_stacks_that_count_only_the_trusted_follow_at_once(desk: Desk, college: College) -> None:
    stack = (
        b'format = "wallet-stack/1"\nid = "https://x.example/s"\nname = "Data"\n[count]\ntrusted_only = true\n'
        b'[[require]]\nname = "Statistics"\nmatch = { name = "Statistics" }\n'
    )
    assert desk("stack", "import", desk.file("stack.toml", stack)).code == 0
    step = desk("stack", "next", "data", "--json").data["steps"][0]
    assert (step["kind"], step["command"].split()[:3]) == ("trust", ["wallet", "trust", "add"])
    assert desk(*step["command"].split()[1:]).code == 0
    assert desk("stack", "check", "data").code == 0
    assert desk("trust", "remove", college.did).code == 0
    assert desk("stack", "check", "data").code != 0


def test_the_latest_decision_of_any_device_counts(desk: Desk, college: College) -> None:
    import shutil

    other = Desk(desk.folder.parent / "there")
    shutil.copytree(desk.folder / "w", other.folder / "w")
    other.at = desk.at + timedelta(hours=1)
    assert desk("trust", "add", college.did).code == 0
    assert other("trust", "flag", college.did).code == 0
    assert other("trust", "add", "https://elsewhere.example").code == 0
    for one, two in ((desk, other), (other, desk)):
        shutil.copytree(one.folder / "w", two.folder / "w", dirs_exist_ok=True)
    for one in (desk, other):
        marks = {mark["id"]: mark["tier"] for mark in one("trust", "list", "--json").data["marks"]}
        assert marks == {college.did: "flagged", "https://elsewhere.example": "trusted"}


@pytest.mark.parametrize(
    "words",
    ["trust add ISSUER", "trust flag ISSUER", "trust remove Earlier", "trust import registry", "trust remove Registry"],
)
def test_a_decision_and_what_follows_from_it_are_one_commit(desk: Desk, college: College, words: str) -> None:
    """Else a full disk between the two leaves a decision by which nothing was judged."""
    registry = desk.file("registry.txt", f"{college.did} Registered\n".encode())
    if "Earlier" in words:
        assert desk("trust", "add", college.did, "--name", "Earlier").code == 0
    if "egistry" in words:
        older = desk.file("older.txt", f"{college.did} Listed\nhttps://other.example Other\n".encode())
        assert desk("trust", "import", older, "--name", "Registry", "--flag").code == 0
    packs = set(desk.folder.rglob("packs/*/*"))
    argv = words.replace("ISSUER", college.did).replace("registry", f"{registry} --name Registry").split()
    changed = desk(*argv, "--json").data["credentials"]
    assert [one["ref"] for one in changed] == [desk("list", "--json").data["credentials"][0]["ref"]]
    assert changed[0]["reasons"] or changed[0]["before"] != changed[0]["after"]
    assert len(set(desk.folder.rglob("packs/*/*")) - packs) == 1


# The keys of an issuer over time.


def rotated(college: College, *, keep_old: str = "") -> tuple[College, bytes]:
    """The college with a new key; its document lists the old one as revoked since ``keep_old``."""
    new = College(key_name="key-2")
    document = json.loads(new.document())
    if keep_old:
        old = json.loads(college.document())["verificationMethod"][0]
        document["verificationMethod"].append({**old, "revoked": keep_old})
        document["assertionMethod"].append(old["id"])
    return new, json.dumps(document).encode()


def renew(desk: Desk, net: Internet, college: College, document: bytes) -> str:
    desk.at += timedelta(days=30)
    net.page(college.did_url, document)
    return desk("refresh").out


def test_a_retired_key_is_explained_and_raises_no_alarm(desk: Desk, college: College, net: Internet) -> None:
    desk("trust", "add", college.did)
    new, document = rotated(college, keep_old="2026-12-01T00:00:00Z")
    out = renew(desk, net, college, document)
    assert "the issuer changed keys since; it listed this one until 2026-11-22" in out
    assert "ALARM" not in out
    found = codes(desk)
    assert (found["signer"], found["recognition"]) == ("key_retired", "on_your_list")
    assert desk("verify", "statistics").code == 0
    # What the new key signs is the same issuer's: the old one leads to it.
    desk("import", desk.file("new.jwt", new.badge("Databases")))
    assert codes(desk, "databases")["recognition"] == "on_your_list"


def test_wholly_new_keys_are_an_alarm(desk: Desk, college: College, net: Internet) -> None:
    desk("trust", "add", college.did)
    new, document = rotated(college)
    out = renew(desk, net, college, document)
    assert "ALARM: since 2026-12-22 the issuer's site lists only other keys; this one until 2026-11-22" in out
    found = codes(desk)
    assert (found["signer"], found["recognition"]) == ("key_vanished", "issuer_keys_changed")
    desk("import", desk.file("new.jwt", new.badge("Databases")))
    found = codes(desk, "databases")
    assert (found["signer"], found["recognition"]) == ("issuer_document", "issuer_keys_changed")
    keys = desk("trust", "show", college.did, "--json").data["keys"]
    assert [(key["now"], key["noted"]) for key in keys] == [(False, True), (True, False)]
    assert "no longer, one of those you trusted" in desk("trust", "show", college.did).out


def test_an_alarm_ends_when_the_learner_has_asked(desk: Desk, college: College, net: Internet) -> None:
    desk("trust", "add", college.did)
    _, document = rotated(college)
    renew(desk, net, college, document)
    assert f"if it did: wallet trust add {college.did}" in desk("show", "statistics").out
    assert desk("trust", "add", college.did).code == 0
    found = codes(desk)
    assert (found["signer"], found["recognition"]) == ("key_retired", "on_your_list")
    other, another = rotated(college)
    renew(desk, net, college, another)  # and the next strangers are noticed again
    assert codes(desk)["signer"] == "key_vanished"
    desk("import", desk.file("new.jwt", other.badge("Databases")))
    assert codes(desk, "databases")["recognition"] == "issuer_keys_changed"


def test_whoever_took_a_site_cannot_make_an_old_list_new(desk: Desk, college: College, net: Internet) -> None:
    desk("import", desk.file("listed.jwt", college.badge("Databases", place=7)))
    desk("refresh")
    _, document = rotated(college)
    renew(desk, net, college, document)  # the old list is served on
    status = desk("show", "databases", "--json").data["report"]["checks"][5]
    assert status["as_of"][:10] == "2026-11-22"


def test_an_old_key_vouches_for_nothing_that_turns_up_later(desk: Desk, college: College, net: Internet) -> None:
    """Whoever has the retired key can date back what it signs today."""
    _, document = rotated(college, keep_old="2026-12-01T00:00:00Z")
    renew(desk, net, college, document)
    desk("import", desk.file("late.jwt", college.badge("Databases")))
    assert codes(desk, "databases")["signer"] == "method_not_authorised"
    assert codes(desk)["signer"] == "key_retired"


def test_a_key_that_comes_back_is_as_if_it_had_never_been_away(desk: Desk, college: College, net: Internet) -> None:
    _, document = rotated(college)
    renew(desk, net, college, document)
    renew(desk, net, college, college.document())
    assert codes(desk)["signer"] == "issuer_document"


def test_a_pinned_key_is_the_only_one(desk: Desk, college: College) -> None:
    key = desk.file("key.json", json.dumps(jwk(college.key)).encode())
    assert desk("trust", "add", college.did, "--key", key).code == 0
    assert codes(desk)["signer"] == "pinned_key"
    other = desk.file("other.json", json.dumps(jwk(College().key)).encode())
    assert desk("trust", "add", college.did, "--key", other).code == 0
    assert codes(desk)["signer"] == "key_changed"
    assert desk("verify", "statistics").code == 4
    thumbprint = desk("show", "statistics", "--json").data["report"]["checks"][2]["key"]
    assert desk("trust", "add", college.did, "--key", thumbprint, "--key", other).code == 0
    assert codes(desk)["signer"] == "pinned_key"
    assert desk("trust", "add", college.did, "--key", desk.file("no.json", b"{}")).code == 5


def test_a_flagged_key_is_so_under_any_name(desk: Desk, college: College) -> None:
    key = desk.file("key.json", json.dumps(jwk(college.key)).encode())
    assert desk("trust", "flag", key, "--reason", "stolen").code == 0
    assert codes(desk)["recognition"] == "flagged"


SCHOOL = "https://school.example/issuers/1"


def sealed(root: Made, *, title: str = "Sealed") -> bytes:
    """A badge whose token carries its certificate, under ``root``."""
    names = [x509.UniformResourceIdentifier(SCHOOL)]
    leaf = make("School Seal", root, ca=False, names=names)
    chain = [b64encode(one.der).decode() for one in (leaf, root)]
    claims = json.loads(base64_json(College().badge(title)))
    claims["issuer"]["id"] = SCHOOL
    start = f"{b64({'alg': 'ES256', 'typ': 'vc+jwt', 'x5c': chain})}.{b64(claims)}"
    r, s = decode_dss_signature(leaf.key.sign(start.encode(), ec.ECDSA(SHA256())))
    return f"{start}.{b64(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}".encode()


def base64_json(token: bytes) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(token.split(b".")[1] + b"==")


def test_a_trusted_certificate_ties_a_seal_to_its_issuer(make_desk: type[Desk]) -> None:
    desk, root = make_desk("sealed"), make("Root")
    desk.at = desk.at.replace(year=2026, month=6, day=2)
    desk("import", desk.file("sealed.jwt", sealed(root)))
    assert codes(desk, "sealed")["signer"] == "self_asserted_key"
    pem = desk.file("root.pem", root.certificate.public_bytes(Encoding.PEM))
    said = desk("trust", "add", pem, "--json")
    assert said.data["marks"][0]["id"].startswith("certificate:")
    assert said.data["credentials"][0]["after"] == "verified"
    found = codes(desk, "sealed")
    assert (found["signer"], found["recognition"]) == ("certificate", "sealed_under_listed")
    assert desk("verify", "sealed", "--at", "2027-12-01").code == 0
    late = desk("verify", "sealed", "--at", "2027-12-01", "--json").data["results"][0]
    assert late["checks"][2]["code"] == "cert_expired_since"
    assert desk("trust", "remove", "CN=Root").code == 0
    assert codes(desk, "sealed")["signer"] == "self_asserted_key"


def eu_list(*roots: Made) -> bytes:
    services = "".join(
        "<TSPService><ServiceInformation><ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/CA/QC"
        f"</ServiceTypeIdentifier><X509Certificate>{b64encode(root.der).decode()}</X509Certificate>"
        "<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted</ServiceStatus>"
        "</ServiceInformation></TSPService>"
        for root in roots
    )
    head = '<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"><SchemeTerritory>XY</SchemeTerritory>'
    return f"{head}{services}</TrustServiceStatusList>".encode()


def test_a_trusted_list_of_the_eu_brings_certificates_and_a_flag_takes_one_out(make_desk: type[Desk]) -> None:
    desk, root = make_desk("sealed"), make("Root")
    desk.at = desk.at.replace(year=2026, month=6, day=2)
    desk("import", desk.file("sealed.jwt", sealed(root)))
    said = desk("trust", "import", desk.file("xy.xml", eu_list(root, make("Other"))), "--json")
    assert said.data["lists"][0]["certificates"] == 2
    assert said.data["lists"][0]["name"] == "Trusted list of XY"
    assert codes(desk, "sealed")["signer"] == "certificate"
    assert tier(desk, "sealed") == "known"
    assert desk("trust", "flag", desk.file("root.der", root.der), "--reason", "broken into").code == 0
    assert codes(desk, "sealed")["signer"] == "self_asserted_key"


# Without a wallet.


@pytest.fixture
def employer(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "employer")


def result(said: Any) -> dict[str, Any]:
    found: dict[str, Any] = said.data["results"][0]
    return found


def test_an_employer_names_whom_to_trust(employer: Desk) -> None:
    from command_desk import NOW

    from wallet.actions import demo

    badge = employer.file("badge.json", demo.files(NOW, bytes)["statistics.json"])
    issuer = result(employer("verify", badge, "--json"))["issuer"]["id"]
    assert f"--trust {issuer}" in employer("verify", badge).out
    listed = employer.file("issuers.txt", f"{issuer} Demo College\n".encode())
    key = employer.file("key.txt", issuer.removeprefix("did:key:").encode())
    for named in (issuer, key, listed):
        found = result(employer("verify", badge, "--trust", named, "--strict", "--json"))
        assert (found["verdict"], found["tier"]) in (("verified", "trusted"), ("verified", "known"))
    assert employer("verify", badge, "--trust", "did:web:other.example", "--strict").code == 3
    assert employer("verify", badge, "--trust", "no-such-file").code == 5


def test_many_files_in_processes_share_what_is_trusted(employer: Desk) -> None:
    from command_desk import NOW

    from wallet.actions import demo

    badge = demo.files(NOW, bytes)["statistics.json"]
    files = [employer.file(f"{n}.json", badge) for n in range(3)]
    issuer = json.loads(badge)["issuer"]["id"]
    said = employer("verify", *files, "--trust", issuer, "--jobs", "2")
    assert "3 checked: 3 verified" in said.out


# Names that lie.


def test_a_name_like_a_trusted_one_is_warned_of(desk: Desk, college: College) -> None:
    desk("trust", "add", college.did, "--name", "Example College")
    forger = College("other.example")
    desk("import", desk.file("forged.jwt", forger.badge("Databases")))
    said = desk("show", "databases").out
    assert "resembles Example College (did:web:college.example)" in said


@pytest.mark.parametrize("who", ["", "did:web:a b", "did:web:\x1b[2J", "https://" + "a" * 5000, "http://x\ny"])
def test_what_is_no_id_is_refused(desk: Desk, who: str) -> None:
    assert desk("trust", "add", who).code == 6
    assert desk("trust", "list", "--json").data["marks"] == []
