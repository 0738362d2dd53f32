"""Recognition: by id, never by name, and only for what was proved."""

import pytest

from wallet.model import Credential, Holder, Issuer
from wallet.report import Check, CheckId, Code
from wallet.report import check as finding
from wallet.trust.recognition import Party, TrustList, check, looks_like

SCHOOL = "did:web:school.example"
PROVED = finding(Code.ISSUER_DOCUMENT)


def credential(issuer: str = SCHOOL, name: str = "School", holder: str = "did:key:zHolder") -> Credential:
    return Credential("vc-2", "", "", "", "", Issuer(issuer, name), Holder(holder), None, None, None)


def trusting(*parties: Party) -> TrustList:
    return TrustList(parties)


def test_an_issuer_on_no_list_is_unrecognised() -> None:
    found = check(credential(), PROVED, TrustList())
    assert (found.id, found.code) == (CheckId.RECOGNITION, Code.NOT_ON_LIST)
    assert "compare the id" in found.hint


def test_an_issuer_on_a_list_is_named_as_the_list_names_it() -> None:
    own = check(credential(name="Claimed"), PROVED, trusting(Party(SCHOOL, "Kept Name")))
    assert (own.code, own.message) == (Code.ON_YOUR_LIST, "you trust Kept Name")
    listed = check(credential(), PROVED, trusting(Party(SCHOOL, list="the national register")))
    assert (listed.code, listed.message) == (Code.ON_LIST, f"{SCHOOL} is on the national register")
    both = check(credential(), PROVED, trusting(Party(SCHOOL, list="register"), Party(SCHOOL)))
    assert both.code is Code.ON_YOUR_LIST


@pytest.mark.parametrize("issuer", [SCHOOL + "/", SCHOOL.upper(), "did:web:school.example.evil", " " + SCHOOL])
def test_an_id_that_is_nearly_the_same_is_another(issuer: str) -> None:
    found = check(credential(issuer, name=""), PROVED, trusting(Party(SCHOOL, "School")))
    assert found.code is Code.NOT_ON_LIST


@pytest.mark.parametrize(
    ("signer", "code"),
    [
        (finding(Code.ISSUER_KEY), Code.ON_YOUR_LIST),
        (finding(Code.PINNED_KEY), Code.ON_YOUR_LIST),
        (finding(Code.CERT_EXPIRED_SINCE), Code.ON_YOUR_LIST),
        (finding(Code.SELF_ASSERTED_KEY), Code.NOT_PROVED),
        (finding(Code.ISSUER_FROM_SHARER), Code.NOT_PROVED),
        (finding(Code.VOUCHED_BY_CONTAINER), Code.NOT_PROVED),
        (finding(Code.NO_SIGNATURE), Code.NOT_PROVED),
        (finding(Code.ISSUER_MISMATCH), Code.NOT_PROVED),
    ],
)
def test_a_trusted_id_counts_only_when_it_signed(signer: Check, code: Code) -> None:
    assert check(credential(), signer, trusting(Party(SCHOOL))).code is code


@pytest.mark.parametrize(
    ("sealer", "keys", "code"),
    [
        ("School", (), Code.ON_YOUR_LIST),
        ("Another Company", (), Code.NOT_PROVED),
        ("Another Company", ("other",), Code.NOT_PROVED),
        ("Another Company", ("seal",), Code.ON_YOUR_LIST),
    ],
)
def test_what_another_company_sealed_is_not_from_who_is_trusted(sealer: str, keys: tuple[str, ...], code: Code) -> None:
    """Under a trusted authority any company can seal, and write any id into what it seals."""
    signer = finding(Code.CERTIFICATE, sealer=sealer)
    assert check(credential(), signer, trusting(Party(SCHOOL, keys=frozenset(keys))), "seal").code is code


def test_a_flag_outweighs_everything() -> None:
    flagged = Party(SCHOOL, list="warnings", flagged="degree mill")
    for signer in (PROVED, finding(Code.NO_SIGNATURE)):
        found = check(credential(), signer, trusting(Party(SCHOOL), flagged))
        assert (found.code, found.message) == (Code.FLAGGED, "flagged by warnings: degree mill")


def test_a_new_key_of_a_trusted_issuer_is_noticed() -> None:
    known = trusting(Party(SCHOOL, keys=frozenset({"old"})), Party(SCHOOL, keys=frozenset({"older"}), list="register"))
    for thumbprint, code in (
        ("old", Code.ON_YOUR_LIST),
        ("older", Code.ON_YOUR_LIST),
        ("", Code.ON_YOUR_LIST),
        ("new", Code.ISSUER_KEYS_CHANGED),
    ):
        assert check(credential(), PROVED, known, thumbprint).code is code
    assert check(credential(), PROVED, trusting(Party(SCHOOL)), "new").code is Code.ON_YOUR_LIST


def test_the_holders_own_word_is_said_to_be_that() -> None:
    assert check(credential(holder=SCHOOL), PROVED, TrustList()).code is Code.SELF_ISSUED


def test_who_is_named_by_no_id_is_nobody_to_look_for() -> None:
    for one, trusted in (
        (credential("", holder=""), TrustList()),
        (credential("", name=""), trusting(Party(SCHOOL, "School"))),
    ):
        found = check(one, PROVED, trusted)
        assert found.code is Code.ISSUER_UNNAMED
        assert "trust add" not in found.hint


def test_a_name_like_that_of_a_trusted_issuer_is_warned_of() -> None:
    known = trusting(Party("did:web:mit.example", "MIT Digital", flagged=""), Party("did:web:x", "Mill", flagged="x"))
    found = check(credential("did:key:zEvil", "M\u0406T Digita1"), PROVED, known)
    assert found.code is Code.NAME_LOOKALIKE
    assert "MIT Digital (did:web:mit.example)" in found.message
    assert check(credential("did:key:zEvil", "Mill"), PROVED, known).code is Code.NOT_ON_LIST


ALIKE = [
    ("Example University", "Example University"),
    ("Example University", "EXAMPLE UNIVERSITY"),
    ("Example University", "Example  University "),
    ("Example University", "ExampleUniversity"),
    ("Example University", "Example University."),
    ("Example University", "Ex\u00e1mple University"),
    ("Example University", "\u0415xample University"),
    ("Example University", "Ex\u0430mple University"),
    ("Example University", "Examp1e University"),
    ("Example University", "ExampIe University"),
    ("Example University", "Example Univers\u0456ty"),
    ("Example University", "Example Un\u0131versity"),
    ("Example University", "Example\u200b University"),
    ("Example University", "Example\u202e University"),
    ("Example University", "\uff25xample University"),
    ("Example University", "Example Uni\u00adversity"),
    ("Oxford", "0xford"),
    ("Oxford", "\u041exford"),
    ("Oxford", "\u039fxford"),
    ("Oxford", "Ox\ufb00ord".replace("\ufb00", "f")),
    ("Academy of Arts", "\u0410cademy of \u0410rts"),
    ("Modern Academy", "Modem Academy"),
    ("Swansea", "Svvansea"),
    ("Cardiff", "\u0421ardiff"),
    ("Cardiff", "Cardi\ufb00"),
    ("Hope College", "\u041d\u043e\u0440\u0435 College"),
    ("KTH", "\u041a\u0422\u041d"),
    ("Bath Spa", "\u0412ath S\u0440a"),
    ("Yale", "\u0423ale"),
    ("Exeter", "\u0395\u03c7eter"),
    ("MIT", "\u13b7IT"),
    ("MIT", "\ua4dfIT"),
    ("Bonn", "\u13f4onn"),
    ("Jena", "\u037fena"),
    ("Gent", "\u050cent"),
    ("Ford", "\u03dcord"),
    ("Oxford", "\ua4f3\u00d7ford"),
    ("Rutgers", "\u13a1utgers"),
]
DIFFERENT = [
    ("Example University", "Example College"),
    ("Example University", "University Example"),
    ("Essex", "Sussex"),
    ("School 2", "School 3"),
    ("", ""),
    ("\u200b", "\u200b"),
    ("Oxford", "\u041c\u043e\u0441\u043a\u043e\u0432\u0441\u043a\u0438\u0439"),
    ("\u6771\u4eac\u5927\u5b66", "\u4eac\u90fd\u5927\u5b66"),
    ("\u0391\u03b8\u03ae\u03bd\u03b1", "\u039a\u03c1\u03ae\u03c4\u03b7"),
    ("\u041a\u0438\u0457\u0432", "\u041b\u044c\u0432\u0456\u0432"),
    ("\u05ea\u05dc \u05d0\u05d1\u05d9\u05d1", "\u05d7\u05d9\u05e4\u05d4"),
    ("\u0627\u0644\u0642\u0627\u0647\u0631\u0629", "\u0627\u0644\u062e\u0631\u0637\u0648\u0645"),
    ("Z\u00fcrich", "Bern"),
    ("\u0925\u0926", "\u0926\u0925"),
    ("\u13e3\u13b3\u13a9 \u13e7\u13a6\u13b5\u13c1", "\u13e3\u13b3\u13a9 \u13a6\u13b5\u13c1"),
]


@pytest.mark.parametrize(("name", "other"), ALIKE)
def test_names_that_a_hurried_reader_confuses(name: str, other: str) -> None:
    assert looks_like(name, other)
    assert looks_like(other, name)


@pytest.mark.parametrize(("name", "other"), DIFFERENT)
def test_names_that_nobody_confuses(name: str, other: str) -> None:
    assert not looks_like(name, other)
