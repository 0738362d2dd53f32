"""What somebody may try who wants a verdict that was not earned: each is a file that once got one."""

import base64
import gzip
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from certificate_kit import Made, make
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from judge_kit import NOW, found, judged
from proof_kit import V2, Json, Key, b64, credential, make_key, signed, token

from wallet.actions.entry_fields import entry_fields
from wallet.actions.grounds import Asked
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.actions.trust_store import NOBODY
from wallet.carriers import unwrap
from wallet.keys.did_key import did_of
from wallet.keys.past import SavedCopy
from wallet.model import Document, Entry, PublicKey
from wallet.report import CheckId, Code, Result
from wallet.share.resume import Item, lines
from wallet.stacks import eu_elements
from wallet.stacks.holdings import holdings
from wallet.trust.recognition import Party, TrustList

OURS, ATTACKER, LEARNER = make_key(), make_key(), make_key()
US, THEM, ME = (did_of(key.public) for key in (OURS, ATTACKER, LEARNER))
VICTIM = "did:web:victim.example"
TRUSTING = NOBODY._replace(
    issuers=TrustList([Party(VICTIM, "Victim"), Party("https://victim.example/issuer", "Victim")])
)
RDFC, JCS = "eddsa-rdfc-2022", "eddsa-jcs-2022"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


def vc(issuer: Any = US, **members: Any) -> Json:
    return {**credential("", **members), "issuer": issuer}


def award(issuer: Any, /, **members: Any) -> Json:
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Assertion",
        "id": "urn:uuid:aa",
        "recipient": {"type": "email", "hashed": False, "identity": "a@b.c"},
        "issuedOn": "2024-01-01T00:00:00Z",
        "verification": {"type": "SignedBadge", "creator": OURS.method},
        "badge": {"id": "https://h.example/badge", "type": "BadgeClass", "name": "PhD", "issuer": issuer},
        **members,
    }


# --- whose it says it is ---------------------------------------------------------------


@pytest.mark.parametrize(
    "issuer",
    [[None, VICTIM], [[], VICTIM], [[VICTIM]], {"@set": [VICTIM], "id": THEM}, ["", VICTIM]],
    ids=["after null", "after nothing", "in lists", "in a set", "after a blank"],
)
@pytest.mark.parametrize("form", ["vc", "root", "jcs"])
def test_who_is_shown_as_the_issuer_is_whose_key_signed(issuer: Any, form: str) -> None:
    made = vc(issuer)
    data: Any = token({"vc": made, "iss": THEM}, ATTACKER) if form == "vc" else token({**made, "iss": THEM}, ATTACKER)
    if form == "jcs":
        data = signed(made, ATTACKER, JCS)
    report = judged(data, trust=TRUSTING)
    assert report.credential.issuer.id != VICTIM or report.exit_code() in (1, 4)
    assert found(report).get(CheckId.RECOGNITION) is not Code.ON_YOUR_LIST


def test_an_issuer_beside_a_badge_is_not_the_badges() -> None:
    place = "https://evil.example/class"
    profile = {"id": "https://evil.example/i", "type": "Issuer", "publicKey": [{"id": "https://evil.example/i#k"}]}
    profile["publicKey"] = [
        {"id": "https://evil.example/i#k", "controller": profile["id"], "publicKeyMultibase": ATTACKER.multibase}
    ]
    by_key = {"type": "SignedBadge", "creator": "https://evil.example/i#k"}
    badge = award(None, verification=by_key, badge=place, issuer={"id": "https://victim.example/issuer"})
    saved = {place: {"id": place, "type": "BadgeClass", "name": "PhD", "issuer": profile["id"]}, profile["id"]: profile}
    report = judged(token(badge, ATTACKER, kid=None), saved=saved, trust=TRUSTING)
    assert found(report).get(CheckId.RECOGNITION) is not Code.ON_YOUR_LIST


def test_an_endorsement_is_of_whom_its_place_belongs_to() -> None:
    """Where it may be is told by the badge that it names, and who says it by another member."""
    endorsement = {
        "@context": "https://w3id.org/openbadges/v2",
        "type": "Endorsement",
        "id": "https://evil.example/e",
        "issuedOn": "2024-01-01T00:00:00Z",
        "verification": {"type": "HostedBadge"},
        "badge": {"issuer": {"id": "https://evil.example/issuer"}},
        "issuer": {"id": "https://victim.example/issuer", "name": "Victim"},
        "claim": {"id": "mailto:a@b", "endorsementComment": "great"},
    }
    report = judged(endorsement, saved={"https://evil.example/e": endorsement}, trust=TRUSTING)
    assert found(report)[CheckId.SIGNER] is Code.ISSUER_MISMATCH
    assert found(report)[CheckId.RECOGNITION] is Code.NOT_PROVED


RULES = {"allowedOrigins": ["evil.example"], "startsWith": ["https://evil.example/"]}


@pytest.mark.parametrize("profile", [None, {"id": "https://victim.example/issuer", "type": "Issuer"}])
def test_a_badge_does_not_say_itself_where_its_issuers_badges_may_be(profile: Json | None) -> None:
    inside = {"id": "https://victim.example/issuer", "type": "Issuer", "name": "Victim", "verification": RULES}
    badge_class = {"type": "BadgeClass", "name": "PhD", "issuer": inside}
    badge = award(inside, id="https://evil.example/a", verification={"type": "HostedBadge"}, badge=badge_class)
    saved = {"https://evil.example/a": badge, **({profile["id"]: profile} if profile else {})}
    report = judged(badge, saved=saved, trust=TRUSTING)
    code = Code.HOSTED_SCOPE if profile else Code.ISSUER_NOT_SAVED
    assert found(report)[CheckId.SIGNER] is code
    allowed = {**saved, "https://victim.example/issuer": {**inside}}
    assert found(judged(badge, saved=allowed))[CheckId.SIGNER] is Code.HOSTED_BY_ISSUER


@pytest.mark.parametrize("step", ["..", "%2e%2e", "%2E.", ".%2e"])
def test_dots_do_not_lead_out_of_an_issuers_folder(step: str) -> None:
    issuer = "https://host.example/users/alice"
    place = f"{issuer}/{step}/mallory/keys.json"
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64(ATTACKER.public.data), "kid": f"{place}#k"}
    report = judged(
        token({"vc": vc(issuer), "iss": issuer}, ATTACKER, kid=f"{place}#k"), saved={place: {"keys": [jwk]}}
    )
    assert found(report)[CheckId.SIGNER] is not Code.ISSUER_DOCUMENT


@pytest.mark.parametrize(
    ("issuer", "name", "code", "known"),
    [
        ("https://evil.example", "", Code.CERTIFICATE, Code.SEALED_UNDER_LISTED),
        ("HTTPS://victim.example", "", Code.SELF_ASSERTED_KEY, Code.NOT_ON_LIST),
        ("DID:web:victim.example", "", Code.SELF_ASSERTED_KEY, Code.NOT_ON_LIST),
        (" https://victim.example", "", Code.SELF_ASSERTED_KEY, Code.NOT_ON_LIST),
        ("victim.example", "", Code.SELF_ASSERTED_KEY, Code.NOT_ON_LIST),
        ("urn:victim", "Victim University", Code.CERTIFICATE, Code.NOT_ON_LIST),
        ("urn:novak", "novak  JANEZ", Code.CERTIFICATE, Code.SEALED_UNDER_LISTED),
        ("urn:novak", "", Code.CERTIFICATE, Code.NOT_ON_LIST),
    ],
)
def test_a_certificate_speaks_for_whom_it_names(issuer: str, name: str, code: Code, known: Code) -> None:
    root = make("Big CA")
    start = datetime(2026, 1, 1, tzinfo=UTC)
    leaf = make("Novak Janez", by=root, ca=False, names=[x509.DNSName("evil.example")], start=start)
    point = leaf.key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    key = Key("P-256", leaf.key, PublicKey("P-256", point))
    chain = [base64.b64encode(one.der).decode() for one in (leaf, root)]
    data = token({"vc": vc({"id": issuer, "name": name}), "iss": issuer}, key, kid=None, x5c=chain)
    report = judged(data, trust=NOBODY._replace(anchors=(root.der,)))
    assert (found(report)[CheckId.SIGNER], found(report)[CheckId.RECOGNITION]) == (code, known)
    if code is Code.CERTIFICATE:
        assert "Novak Janez" in next(one.message for one in report.checks if one.id is CheckId.SIGNER)


def sealed_by(leaf: Made, root: Made, claims: Json) -> str:
    point = leaf.key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    key = Key("P-256", leaf.key, PublicKey("P-256", point))
    return token(claims, key, kid=None, x5c=[base64.b64encode(one.der).decode() for one in (leaf, root)])


def leaf_of(name: str, root: Made) -> Made:
    return make(name, by=root, ca=False, start=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("issuer", ["urn:oid:1.2.826.0.1", "mailto:registrar@victim.example", "ftp://victim.example/"])
def test_a_seal_is_not_of_the_id_that_somebody_expects(issuer: str) -> None:
    root = make("Big CA")
    data = sealed_by(leaf_of("Mallory Ltd", root), root, vc({"id": issuer, "name": "Victim University"}))
    report = judged(data, Asked(NOW, issuers=(issuer,)), trust=NOBODY._replace(anchors=(root.der,)))
    assert (found(report)[CheckId.SIGNER], found(report)[CheckId.RECOGNITION]) == (Code.CERTIFICATE, Code.NOT_ON_LIST)


def test_a_list_that_another_sealed_is_someone_elses() -> None:
    root = make("Big CA")
    college, mallory = leaf_of("College", root), leaf_of("Mallory Ltd", root)
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "0"}
    award_ = sealed_by(college, root, vc("urn:college", credentialStatus={**entry, "statusListCredential": LIST}))
    packed = "u" + b64(gzip.compress(bytes(16 * 1024)))
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": packed}
    kinds = ["VerifiableCredential", "BitstringStatusListCredential"]
    listed = vc("urn:college", id=LIST, type=kinds, credentialSubject=subject, validFrom="2026-11-20T00:00:00Z")
    trust = NOBODY._replace(anchors=(root.der,))
    for sealer, answer in ((college, Code.NOT_WITHDRAWN), (mallory, Code.STATUS_OTHER_ISSUER)):
        report = judged(award_, None, {LIST: sealed_by(sealer, root, listed)}, trust, origin="sharer")
        assert found(report)[CheckId.STATUS] is answer


@pytest.mark.parametrize("issuer", [{"name": "Victim University"}, {"id": "", "name": "Victim University"}, {}])
def test_a_name_without_an_id_is_nobodys(issuer: Json) -> None:
    for claims in ({"iss": THEM}, {}):
        badge = {**award({"type": "Issuer", **issuer}), **claims}
        report = judged(token({**badge, "verification": {"type": "SignedBadge", "creator": ATTACKER.method}}, ATTACKER))
        assert found(report)[CheckId.SIGNER] is Code.SELF_ASSERTED_KEY
        assert found(judged(token(badge, ATTACKER)))[CheckId.INTEGRITY] is Code.SIGNATURE_MISMATCH, "ours is named"


# --- whose it is ------------------------------------------------------------------------


@pytest.mark.parametrize("order", [1, -1])
def test_of_several_learners_only_what_all_of_them_did_is_shown(order: int) -> None:
    def did(learner: str, *names: str) -> Json:
        achieved = [{"id": f"urn:{name}", "type": ["Achievement"], "name": name} for name in names]
        return {"id": learner, "type": ["AchievementSubject"], "achievement": achieved}

    both = [did("did:example:alice", "Attendance", "Medicine"), did("did:example:mallory", "Attendance")][::order]
    contexts = [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    kinds = ["VerifiableCredential", "OpenBadgeCredential"]
    badge = vc(**{"@context": contexts}, type=kinds, name="Graduation", credentialSubject=both)
    for learner in ("did:example:alice", "did:example:mallory"):
        report = judged(signed(badge, OURS, RDFC), Asked(NOW, holder=learner))
        assert [one.name for one in report.credential.achievements] == ["Attendance"]
        assert found(report)[CheckId.HOLDER] is Code.HOLDER_NOT_COMPARABLE
        assert found(report)[CheckId.FORMAT] is Code.UNUSUAL_FORM


@pytest.mark.parametrize("as_token", [True, False])
def test_what_its_own_result_calls_failed_counts_for_nothing(*, as_token: bool) -> None:
    def counted(word: str) -> tuple[Code, list[str]]:
        achievement = {"id": "urn:a:1", "type": ["Achievement"], "name": "Medicine"}
        result = {"type": ["Result"], "status": word}
        subject = {"type": ["AchievementSubject"], "achievement": achievement, "result": [result]}
        kinds = ["VerifiableCredential", "OpenBadgeCredential"]
        made = vc(**{"@context": [V2, OB]}, type=kinds, name="Medicine", credentialSubject=subject)
        report = judged(token(made, OURS) if as_token else signed(made, OURS, RDFC))
        assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
        entry = Entry(ref="a", added=NOW, **entry_fields(report))
        exported = [line.name for line in lines([Item(report.credential, report.verdict, NOW, "a")])]
        assert exported == [copy.achievement.name for one in holdings([entry]) for copy in one.copies]
        return found(report)[CheckId.FORMAT], exported

    assert counted("Completed") == (Code.READ, ["Medicine"])
    assert counted("Failed") == (Code.NOT_COMPLETED, [])


def test_a_title_that_several_learners_share_is_nobodys_achievement() -> None:
    def did(learner: str, name: str) -> Json:
        achievement = {"type": ["Achievement"], "name": name}
        return {"id": f"did:example:{learner}", "type": ["AchievementSubject"], "achievement": achievement}

    def counted(*subjects: Json) -> list[str]:
        kinds = ["VerifiableCredential", "OpenBadgeCredential"]
        made = vc(**{"@context": [V2, OB]}, type=kinds, name="Medicine", credentialSubject=list(subjects))
        report = judged(signed(made, OURS, RDFC))
        entry = Entry(ref="a", added=NOW, **entry_fields(report))
        exported = {line.name for line in lines([Item(report.credential, report.verdict, NOW, "a")])}
        names = [copy.achievement.name for one in holdings([entry]) for copy in one.copies]
        assert set(names) == exported
        return names

    assert counted(did("alice", "Medicine"), did("mallory", "Attendance")) == []
    assert counted(did("alice", "Attendance"), did("mallory", "Attendance")) == ["Attendance"]
    assert counted(did("alice", "Medicine")) == ["Medicine"]


def identified(address: str) -> Json:
    identity = {"type": "IdentityObject", "hashed": False, "identityHash": address, "identityType": "emailAddress"}
    return {"identifier": [identity]}


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (identified("alice@example.org"), identified("mallory@example.org"), True),
        (identified("alice@example.org"), identified("alice@example.org"), False),
        ({"id": "did:example:alice"}, identified("alice@example.org"), True),
        ({}, {}, True),
    ],
)
def test_learners_without_an_id_are_told_apart(one: Json, other: Json, *, apart: bool) -> None:
    def did(learner: Json, name: str) -> Json:
        return {**learner, "type": ["AchievementSubject"], "achievement": {"type": ["Achievement"], "name": name}}

    subjects = [did(one, "Medicine"), did(other, "Attendance")]
    contexts = [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
    kinds = ["VerifiableCredential", "OpenBadgeCredential"]
    badge = vc(**{"@context": contexts}, type=kinds, name="Graduation", credentialSubject=subjects)
    report = judged(signed(badge, OURS, RDFC), Asked(NOW, holder="alice@example.org"))
    assert len(report.credential.achievements) == (0 if apart else 2)
    assert (found(report)[CheckId.HOLDER] is Code.HOLDER_NOT_COMPARABLE) is apart


def test_what_only_a_proof_says_is_no_element_of_a_credential() -> None:
    plain = vc(name="Module")
    stuffed = {**plain, "proof": [{"type": "Unknown", "accreditation": "EQAR", "addressCountry": "GB"}]}
    report = judged(signed(plain, OURS, RDFC))
    assert eu_elements.elements(report.credential, stuffed) == eu_elements.elements(report.credential, plain)
    nothing = {**plain, "accreditation": {"@value": None, "@language": "en"}}
    assert eu_elements.elements(report.credential, nothing) == eu_elements.elements(report.credential, plain)


# --- what was signed and is not seen ----------------------------------------------------

STATUS = "https://www.w3.org/2018/credentials#credentialStatus"
LIST = "https://issuer.example/list"


def with_status() -> Json:
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "0"}
    return signed(vc(credentialStatus={**entry, "statusListCredential": LIST}), OURS, RDFC)


def bits(first: int, place: str = LIST, since: str | None = "2026-11-20T00:00:00Z") -> str:
    packed = "u" + b64(gzip.compress(bytes([first]) + bytes(16 * 1024)))
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": packed}
    listed = vc(id=place, type=["VerifiableCredential", "BitstringStatusListCredential"], credentialSubject=subject)
    del listed["validFrom"]
    return token({**listed, "validFrom": since} if since else listed, OURS)


@pytest.mark.parametrize(
    ("context", "member"),
    [
        ({"Stat": {"@id": STATUS, "@type": "@id"}}, "Stat"),
        ({"c": "https://www.w3.org/2018/credentials#", "Stat": {"@id": "c:credentialStatus", "@type": "@id"}}, "Stat"),
    ],
)
def test_a_status_cannot_go_by_another_name(context: Json, member: str) -> None:
    whole = with_status()
    assert found(judged(whole, saved={LIST: bits(128)}))[CheckId.STATUS] is Code.REVOKED
    hidden = {**whole, "@context": [*whole["@context"], context], member: whole["credentialStatus"]}
    del hidden["credentialStatus"]
    assert found(judged(hidden, saved={LIST: bits(128)}))[CheckId.INTEGRITY] is Code.TERM_REDEFINED


def test_a_vocabulary_of_ones_own_does_not_name_it_either() -> None:
    whole = with_status()
    hidden = {**whole, "@context": [*whole["@context"], {"@vocab": "https://www.w3.org/2018/credentials#credential"}]}
    hidden["Status"] = hidden.pop("credentialStatus")
    assert found(judged(hidden))[CheckId.INTEGRITY] is Code.TERM_REDEFINED


@pytest.mark.parametrize("kind", ["BadgeClass", "HostedBadge", "RevocationList", "status_list"])
def test_a_status_does_not_become_one_of_ours_by_its_type(kind: str) -> None:
    own = {"MyStatus": "https://issuer.example/vocab#MyStatus"}
    entry = {"id": "https://issuer.example/status/1", "type": "MyStatus"}
    made = vc(credentialStatus=entry)
    whole = signed({**made, "@context": [V2, own]}, OURS, RDFC)
    renamed = {**whole, "@context": [V2, {kind: own["MyStatus"]}], "credentialStatus": {**entry, "type": kind}}
    saved = {entry["id"]: {"status": "withdrawn"}}
    for data in (whole, renamed):
        assert found(judged(data, saved=saved))[CheckId.STATUS] is Code.STATUS_UNSUPPORTED


def test_a_list_of_withdrawn_ids_is_asked_for_the_id_that_was_signed() -> None:
    place = "https://issuer.example/revoked"
    made = {**vc(id="urn:example:1"), "credentialStatus": {"id": place, "type": "1EdTechRevocationList"}}
    made["@context"] = [V2, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    whole = signed(made, OURS, RDFC)
    saved = {place: {"issuer": US, "revokedCredential": [{"id": "urn:example:1"}]}}
    compact = {**whole, "id": "p:1", "@context": [*whole["@context"], {"p": "urn:example:"}]}
    for data in (whole, compact):
        assert found(judged(data, saved=saved))[CheckId.STATUS] is Code.REVOKED


def test_a_sharers_list_is_the_one_that_was_asked_for() -> None:
    whole, other = with_status(), "https://issuer.example/another"
    assert found(judged(whole, saved={LIST: bits(0)}, origin="sharer"))[CheckId.STATUS] is Code.NOT_WITHDRAWN
    assert found(judged(whole, saved={LIST: bits(0, other)}, origin="sharer"))[CheckId.STATUS] is Code.STATUS_NOT_SAVED
    assert found(judged(whole, saved={LIST: bits(0, other)}))[CheckId.STATUS] is Code.NOT_WITHDRAWN


REVOKED = "https://h.example/revoked"
ISSUER = {"id": US, "type": "Issuer", "name": "H", "url": "https://h.example", "revocationList": REVOKED}


@pytest.mark.parametrize(
    ("listed", "withdrawn"),
    [
        ({"revokedAssertions": [{"uid": "77"}]}, True),
        ({"revokedAssertions": [{"id": "urn:uuid:bb", "uid": "77"}]}, True),
        ({"revokedAssertions": ["urn:uuid:aa"]}, True),
        ({"revokedCredentials": [], "revokedAssertions": [{"id": "urn:uuid:aa"}]}, True),
        ({"revokedAssertions": [{"id": "urn:uuid:aa", "revoked": False}]}, False),
        ({"revokedAssertions": [{"uid": "78"}]}, False),
    ],
)
def test_a_badge_is_withdrawn_by_either_of_its_names(listed: Json, withdrawn: bool) -> None:  # noqa: FBT001 - a parameter
    saved = {REVOKED: {"type": "RevocationList", "issuer": US, **listed}}
    report = judged(token(award(ISSUER, uid="77"), OURS), saved=saved)
    assert found(report)[CheckId.STATUS] is (Code.REVOKED if withdrawn else Code.NOT_WITHDRAWN)


def test_an_issuer_that_is_only_named_inside_is_asked_for_its_list() -> None:
    profile = {"id": "https://h.example/issuer", "type": "Issuer", "name": "H", "url": "https://h.example"}
    keys = [{"id": f"{profile['id']}#k", "controller": profile["id"], "publicKeyMultibase": OURS.multibase}]
    saved = {
        profile["id"]: {**profile, "revocationList": REVOKED, "publicKey": keys},
        REVOKED: {"type": "RevocationList", "issuer": profile["id"], "revokedAssertions": ["urn:uuid:aa"]},
    }
    badge = award(profile, verification={"type": "SignedBadge", "creator": f"{profile['id']}#k"})
    assert found(judged(token(badge, OURS, kid=None), saved=saved))[CheckId.STATUS] is Code.REVOKED


@pytest.mark.parametrize(
    "until",
    [["2030-01-01T00:00:00Z"], {"@value": "2030-01-01T00:00:00Z"}, "2030-01-01t00:00:00z", "1893456000", "soon"],
)
@pytest.mark.parametrize("where", ["vc", "root"])
def test_an_end_that_is_written_oddly_does_not_hide_the_tokens(until: Any, where: str) -> None:
    made = vc(validUntil=until)
    claims = {"vc": made, "iss": US} if where == "vc" else made
    report = judged(token({**claims, "exp": 1735689600}, OURS))
    assert report.exit_code() == 1


def test_an_end_that_is_null_is_no_end() -> None:
    made = vc(expirationDate=None, validUntil="2030-01-01T00:00:00Z")
    assert judged(token({**made, "exp": 1735689600}, OURS)).exit_code() == 1


@pytest.mark.parametrize("end", ["expires", "revoked"])
@pytest.mark.parametrize("form", ["embedded", "token", "sd-jwt"])
def test_an_ended_key_that_does_not_say_when_it_signed_counts_no_longer(end: str, form: str) -> None:
    """Else whoever got hold of a key that was given up would only have to leave the date out."""
    site = "did:web:college.example"
    method = {"id": f"{site}#k", "type": "Multikey", "controller": site, "publicKeyMultibase": US.partition("key:")[2]}
    until = datetime(2026, 11, 23, tzinfo=UTC)  # after the document was saved
    ending = {"id": site, "verificationMethod": [{**method, end: until.isoformat()}], "assertionMethod": [f"{site}#k"]}
    saved = {"https://college.example/.well-known/did.json": ending}

    def made(day: int | None) -> Any:
        at = datetime(2026, 11, day, tzinfo=UTC) if day else None
        if form == "embedded":
            date = {"created": at.isoformat() if at else None}
            return signed(vc(site), OURS, RDFC, verificationMethod=f"{site}#k", **date)
        claims = {"vc": vc(site), "iss": site, **({"iat": int(at.timestamp())} if at else {})}
        return token(claims, OURS, kid=f"{site}#k") + ("~" if form == "sd-jwt" else "")

    def signer(day: int | None, asked: datetime) -> Code | None:
        return found(judged(made(day), Asked(asked), saved)).get(CheckId.SIGNER)

    late = until.replace(day=28)
    assert signer(22, late) is signer(None, NOW) is Code.ISSUER_DOCUMENT
    assert signer(24, late) is signer(None, late) is Code.METHOD_NOT_AUTHORISED


# --- who shows it -------------------------------------------------------------------------

MINE = token({"vc": vc(credentialSubject={"id": ME}), "iss": US}, OURS)
FRESH = Asked(NOW, "fresh")


def presented(key: Key, shown: list[Any], holder: Any = None, challenge: str = "fresh") -> Json:
    inside = [
        {"@context": V2, "type": "EnvelopedVerifiableCredential", "id": f"data:application/vc+jwt,{one}"}
        for one in shown
    ]
    named = {"holder": holder} if holder else {}
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": inside, **named}
    return signed(document, key, RDFC, proofPurpose="authentication", challenge=challenge)


def test_who_names_no_holder_proves_none() -> None:
    report = judged(presented(ATTACKER, [MINE]), FRESH)
    assert found(report)[CheckId.HOLDER] is Code.HOLDER_NOT_COMPARABLE
    assert found(report.parts[0])[CheckId.HOLDER] is Code.HOLDER_DIFFERS
    honest = judged(presented(LEARNER, [MINE], ME), FRESH)
    assert (found(honest)[CheckId.HOLDER], found(honest.parts[0])[CheckId.HOLDER]) == (
        Code.HOLDER_PROVED,
        Code.HOLDER_MATCH,
    )


def test_a_holder_in_a_second_place_is_not_shown_as_proved() -> None:
    assert judged(presented(ATTACKER, [MINE], [None, ME]), FRESH).exit_code() == 1


def test_a_token_that_is_a_presentation_is_shown_by_its_signer() -> None:
    document = {"@context": [V2], "type": ["VerifiablePresentation"], "iss": ME, "nonce": "fresh"}
    report = judged(token(document, LEARNER), FRESH)
    assert (report.outline.holder_id, found(report)[CheckId.HOLDER]) == (ME, Code.HOLDER_PROVED)


def test_a_presentation_of_somebody_elses_in_ones_own_proves_nothing() -> None:
    shown = {"type": ["VerifiablePresentation"], "holder": ME, "verifiableCredential": [MINE]}
    stolen = token({"iss": ME, "vp": shown, "nonce": "old", "aud": "https://other.example"}, LEARNER)
    outer = {"type": ["VerifiablePresentation"], "holder": THEM, "verifiableCredential": [stolen]}
    report = judged(token({"iss": THEM, "vp": outer, "nonce": "fresh"}, ATTACKER), FRESH)
    assert found(report.parts[0])[CheckId.HOLDER] is Code.HOLDER_DIFFERS


def test_what_has_no_type_is_shown_too() -> None:
    shown = [{"issuer": VICTIM, "credentialSubject": {"id": "x"}}, {}, {"id": "https://e.example/elsewhere"}]
    document = {"type": ["VerifiablePresentation"], "holder": ME, "verifiableCredential": shown}
    report = judged(token({"iss": ME, "vp": document}, LEARNER))
    assert [part.exit_code() for part in report.parts] != []
    assert report.exit_code() != 0


# --- what stands in something -----------------------------------------------------------------


def test_who_did_not_sign_the_container_vouches_for_nothing_in_it() -> None:
    part = {**vc(VICTIM), "name": "Degree"}
    clr = {
        "@context": [V2],
        "type": ["VerifiableCredential", "ClrCredential"],
        "id": "urn:c",
        "name": "CLR",
        "issuer": US,
        "validFrom": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": ME, "verifiableCredential": [part]},
    }
    report = judged(token({"vc": clr, "iss": THEM}, ATTACKER))
    signer = next(one for one in report.parts[0].checks if one.id is CheckId.SIGNER)
    assert signer.result is Result.FAIL


@pytest.mark.parametrize(
    ("endorsed", "notes"),
    [("urn:example:badge", False), (US, False), ("urn:somebody-else", True)],
    ids=["the badge", "its issuer", "another"],
)
def test_an_endorsement_of_something_else_is_said_to_be_one(endorsed: str, notes: bool) -> None:  # noqa: FBT001 - a parameter
    endorsement = {
        "@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "id": "urn:e",
        "issuer": US,
        "name": "Good",
        "validFrom": "2020-01-01T00:00:00Z",
        "credentialSubject": {"id": endorsed, "type": ["EndorsementSubject"], "endorsementComment": "good"},
    }
    whole = vc(id="urn:example:badge", endorsementJwt=[token(endorsement, OURS)])
    (part,) = judged(token(whole, OURS)).parts
    assert (part.checks[0].code is Code.UNUSUAL_FORM) is notes


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((20, 21), Code.NOT_WITHDRAWN),
        ((21, 20), Code.STATUS_ROLLED_BACK),
        ((20, 20), Code.NOT_WITHDRAWN),
        ((None, 20), Code.NOT_WITHDRAWN),
        ((20, None), Code.STATUS_ROLLED_BACK),
    ],
)
def test_an_older_list_does_not_take_the_place_of_a_newer_one(days: tuple[int | None, ...], code: Code) -> None:
    copies = []
    for number, day in enumerate(days):
        listed = bits(0, since=f"2026-11-{day}T00:00:00Z" if day else None)
        seen = datetime(2026, 11, 21 + number, tzinfo=UTC)
        copies.append(Document(LIST, listed.encode(), str(number), "application/jwt", seen))
    broken = Document(LIST, b"{}", "broken", "application/json", copies[0].fetched_at)
    past = [SavedCopy(one, one.fetched_at) for one in (broken, *copies)]
    known = gather({LIST: copies[-1]}.get)._replace(past=lambda _: past)
    (payload,) = unwrap(json.dumps(with_status()).encode(), "file")
    assert found(judge(payload, known, Asked(NOW)))[CheckId.STATUS] is code


@pytest.mark.parametrize("form", ["proof", "token", "proof in a stranger's token"])
@pytest.mark.parametrize(("days", "code"), [((20, 21), Code.NOT_WITHDRAWN), ((21, 20), Code.STATUS_ROLLED_BACK)])
def test_a_list_that_was_signed_anew_is_as_new_as_its_proof(days: tuple[int, int], code: Code, form: str) -> None:
    packed = "u" + b64(gzip.compress(bytes(16 * 1024 + 1)))
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": packed}
    listed = vc(id=LIST, type=["VerifiableCredential", "BitstringStatusListCredential"], credentialSubject=subject)
    copies = []
    for number, day in enumerate(days):
        made = datetime(2026, 11, day, tzinfo=UTC)
        anew = signed(listed, OURS, RDFC, created=f"2026-11-{day}T00:00:00Z")
        now = int(datetime(2026, 11, 21, tzinfo=UTC).timestamp())
        forms = {"proof": json.dumps(anew), "token": token({**listed, "iat": int(made.timestamp())}, OURS)}
        text = forms.get(form) or token({"vc": anew, "iat": now}, ATTACKER)
        copies.append(Document(LIST, text.encode(), str(number), "", datetime(2026, 11, 21 + number, tzinfo=UTC)))
    past = [SavedCopy(one, one.fetched_at) for one in copies]
    known = gather({LIST: copies[-1]}.get)._replace(past=lambda _: past)
    (payload,) = unwrap(json.dumps(with_status()).encode(), "file")
    assert found(judge(payload, known, Asked(NOW)))[CheckId.STATUS] is code


# --- what somebody else's token says around a credential that is signed within ------------


def bearer() -> Json:
    """A credential that names no learner, and neither itself nor when it holds."""
    subject = {"type": ["AchievementSubject"], "achievement": {"type": ["Achievement"], "name": "PhD"}}
    said = vc(**{"@context": [V2, OB]}, type=["VerifiableCredential"], credentialSubject=subject)
    return {name: value for name, value in said.items() if name not in ("id", "validFrom")}


CLAIMS = {"sub": THEM, "jti": "urn:uuid:theirs", "nbf": 1_700_000_000, "exp": 1_900_000_000}


@pytest.mark.parametrize("signer", [{"iss": THEM}, {}])
@pytest.mark.parametrize("suite", [RDFC, JCS])
def test_nobody_becomes_the_learner_by_a_token_of_their_own(suite: str, signer: Json) -> None:
    inner = signed(bearer(), OURS, suite)
    report = judged(token({"vc": inner, **CLAIMS, **signer}, ATTACKER))
    said = report.credential
    assert found(report)[CheckId.INTEGRITY] is Code.SIGNATURE_GOOD
    assert (said.issuer.id, said.holder.id, said.id, said.valid_from, said.valid_until) == (US, "", "", None, None)


def test_what_the_issuers_own_token_adds_holds() -> None:
    report = judged(token({"vc": signed(bearer(), OURS, RDFC), **CLAIMS, "sub": ME, "iss": US}, OURS))
    assert (report.credential.holder.id, report.credential.id) == (ME, "urn:uuid:theirs")
    assert report.credential.valid_until is not None


# --- whose key a credential is bound to ----------------------------------------------------

ALICE = "did:web:alice.example"


def holder_document(key: Key, *, lists: bool = True, **method: Any) -> Json:
    entry = {"id": f"{ALICE}#k", "type": "Multikey", "controller": ALICE, "publicKeyMultibase": key.multibase, **method}
    return {"id": ALICE, "verificationMethod": [entry], "authentication": [f"{ALICE}#k"] if lists else []}


@pytest.mark.parametrize(
    ("document", "origin", "code"),
    [
        (holder_document(LEARNER), "saved", Code.SIGNATURE_GOOD),
        (holder_document(LEARNER), "sharer", Code.KEY_NOT_SAVED),
        (holder_document(LEARNER, revoked="2020-01-01T00:00:00Z"), "saved", Code.PROOF_MALFORMED),
        (holder_document(LEARNER, lists=False), "saved", Code.PROOF_MALFORMED),
    ],
)
def test_a_binding_is_by_a_key_that_its_holder_lists(document: Json, origin: str, code: Code) -> None:
    saved = {"https://alice.example/.well-known/did.json": document}
    report = judged(bound_to({"kid": f"{ALICE}#k"}), Asked(NOW, "n", "https://v.example"), saved, origin=origin)
    assert found(report)[CheckId.INTEGRITY] is code


def bound_to(key: Json) -> str:
    """A credential that is bound to ``key``, as the learner shows it to one site."""
    claims = {"iss": US, "vct": "urn:degree", "name": "BSc", "cnf": key}
    shown = token(claims, OURS, typ="dc+sd-jwt") + "~"
    said = {"iat": 1_790_000_000, "aud": "https://v.example", "nonce": "n"}
    said["sd_hash"] = b64(hashlib.sha256(shown.encode()).digest())
    return shown + token(said, LEARNER, typ="kb+jwt", kid=None)


LEARNERS_JWK = {"kty": "OKP", "crv": "Ed25519", "x": b64(LEARNER.public.data)}


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        (LEARNERS_JWK, Code.SIGNATURE_GOOD),
        ({**LEARNERS_JWK, "d": "AA"}, Code.PROOF_MALFORMED),
        ({"kty": "oct", "k": "AAAA"}, Code.PROOF_MALFORMED),
        ({"kty": "AKP", "alg": "ML-DSA-44"}, Code.FEATURE_UNSUPPORTED),
    ],
    ids=["public", "private", "secret", "unsupported"],
)
def test_a_binding_by_a_key_that_cannot_be_one_is_not_sent_to_look_it_up(jwk: Json, code: Code) -> None:
    assert found(judged(bound_to({"jwk": jwk})))[CheckId.INTEGRITY] is code


@pytest.mark.parametrize(
    ("signer", "key", "code"),
    [(US, OURS, Code.STATUS_NOT_SAVED), (THEM, ATTACKER, Code.STATUS_NOT_OFFERED)],
    ids=["the issuer", "somebody else"],
)
@pytest.mark.parametrize("suite", [RDFC, JCS])
def test_nobody_withdraws_what_somebody_else_issued(suite: str, signer: str, key: Key, code: Code) -> None:
    listed = {"status_list": {"uri": "https://attacker.example/list", "idx": 1}}
    report = judged(token({"vc": signed(vc(), OURS, suite), "iss": signer, "status": listed}, key))
    answers = found(report)
    assert (answers[CheckId.INTEGRITY], answers[CheckId.SIGNER]) == (Code.SIGNATURE_GOOD, Code.ISSUER_KEY)
    assert answers[CheckId.STATUS] is code
