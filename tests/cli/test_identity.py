"""``wallet identity`` and ``--holder``: whose a badge is."""

import json
from collections.abc import Callable
from hashlib import sha256

import pytest
from command_desk import Desk, make_desk
from issuer_kit import College

__all__ = ["make_desk"]
MAIL = "learner@mail.example"


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    found = make_desk("here")
    college = College()
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$" + sha256(f"{MAIL}pepper".encode()).hexdigest(),
                "identityType": "emailAddress",
                "salt": "pepper",
            },
        ],
        "achievement": {"id": "https://x.example/a", "type": ["Achievement"], "name": "Hashed", "description": "x",
                        "criteria": {"narrative": "x"}},
    }  # fmt: skip
    badges = {"hashed": college.badge("Hashed", credentialSubject=subject), "statistics": college.badge()}
    for name, badge in badges.items():
        assert found("import", found.file(f"{name}.jwt", badge)).code == 0
    saved = found.file("did.json", college.document())
    assert found("evidence", "add", college.did_url, saved).code == 0
    return found


def holder(desk: Desk, ref: str, *more: str) -> str:
    found = desk("show", ref, *more, "--json").data["report"]["checks"][-1]
    assert found["id"] == "holder"
    code: str = found["code"]
    return code


def test_identities_say_whose_badges_are(desk: Desk) -> None:
    assert holder(desk, "hashed") == "not_asked"
    said = desk("identity", "add", MAIL, "--json")
    assert (said.data["identity"]["kind"], said.data["yours"]) == ("email", 1)
    assert holder(desk, "hashed") == "holder_match"
    assert holder(desk, "statistics") == "holder_named_otherwise"  # by a DID: an address says nothing about that
    assert desk("identity", "add", "did:example:learner", "--json").data["yours"] == 2
    assert holder(desk, "statistics") == "holder_match"
    assert [one["text"] for one in desk("identity", "list", "--json").data["identities"]] == [
        "did:example:learner",
        MAIL,
    ]
    assert MAIL in desk("identity", "list").out


@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("urn:uuid:0d4f0a3c-1d41-4a3c-9f6e-3f0d4d5f2b11", "id"),
        ("tel:+49-30-1234", "id"),
        ("Ada Lovelace", "name"),
        ("Ada: the first", "name"),
        ("https://ada.example", "url"),
        ("mailto:ada@mail.example", "email"),
    ],
)
def test_an_identity_is_called_what_it_is(desk: Desk, who: str, kind: str) -> None:
    assert desk("identity", "add", who, "--json").data["identity"]["kind"] == kind
    assert desk("identity", "list").out.split()[0] == kind


def test_those_of_others_are_noted_and_nothing_fails(desk: Desk) -> None:
    desk("identity", "add", "other@mail.example")
    assert holder(desk, "hashed") == "holder_not_yours"
    assert desk("verify", "hashed").code == 0
    assert "wallet identity add" in desk("show", "hashed").out


def test_the_answer_says_as_what_to_claim_it(desk: Desk) -> None:
    """An id that it names in the open stands in the command; an address that is only hashed is for the learner."""
    assert "wallet identity add did:example:learner\n" in desk("show", "statistics").out
    assert "wallet identity add EMAIL\n" in desk("show", "hashed").out
    desk("identity", "add", MAIL)
    assert "wallet identity add did:example:learner\n" in desk("show", "statistics").out
    badge = desk.folder / "statistics.jwt"
    assert f"wallet verify {badge} --holder ID\n" in desk("verify", str(badge)).out


def test_holder_makes_it_a_check(desk: Desk) -> None:
    assert holder(desk, "hashed", "--holder", MAIL) == "holder_match"
    assert holder(desk, "hashed", "--holder", MAIL.upper()) == "holder_match"
    assert holder(desk, "hashed", "--holder", "bob@mail.example") == "holder_mismatch"
    assert desk("verify", "hashed", "--holder", MAIL).code == 0
    assert desk("verify", "hashed", "--holder", "bob@mail.example").code == 1


def test_removed_identities_are_forgotten(desk: Desk) -> None:
    desk("identity", "add", MAIL)
    assert desk("identity", "remove", MAIL, "--json").data["yours"] == 0
    assert holder(desk, "hashed") == "not_asked"
    assert desk("identity", "remove", MAIL).code == 6
    assert "wallet identity add" in desk("identity", "list").out


@pytest.mark.parametrize("text", ["", "  ", "a b@mail.example", "did:x y", "\x1b[2J", "x" * 501])
def test_what_is_no_identity_is_refused(desk: Desk, text: str) -> None:
    assert desk("identity", "add", text).code == 2


def test_stacks_count_what_is_mine_at_once(desk: Desk) -> None:
    stack = (
        b'format = "wallet-stack/1"\nid = "https://x.example/s"\nname = "Mine"\n[count]\nmine_only = true\n'
        b'[[require]]\nname = "Hashed"\nmatch = { name = "Hashed" }\n'
    )
    assert desk("stack", "import", desk.file("stack.toml", stack)).code == 0
    assert desk("stack", "check", "mine").code != 0
    desk("identity", "add", MAIL)
    assert desk("stack", "check", "mine").code == 0


def test_an_identity_is_sealed_like_all_else(desk: Desk) -> None:
    desk("identity", "add", MAIL)
    everything = b"".join(path.read_bytes() for path in (desk.folder / "w").rglob("*") if path.is_file())
    assert MAIL.encode() not in everything
    assert json.dumps(MAIL).encode() not in everything


@pytest.mark.parametrize("words", [("add", MAIL), ("remove", "did:example:learner")])
def test_an_identity_and_what_follows_from_it_are_one_commit(desk: Desk, words: tuple[str, str]) -> None:
    """Else a full disk between the two leaves an identity by which nothing was judged."""
    assert desk("identity", "add", "did:example:learner").code == 0
    packs = set(desk.folder.rglob("packs/*/*"))
    assert desk("identity", *words, "--json").data["credentials"], "something follows from it"
    assert len(set(desk.folder.rglob("packs/*/*")) - packs) == 1
