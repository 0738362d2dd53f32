import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallet.codec import base64url, limits, sd_jwt
from wallet.codec.sd_jwt import Disclosure
from wallet.errors import Refused, Unreadable


def encode(value: Any) -> str:
    return base64url.encode(json.dumps(value).encode())


TOKEN = f"{encode({'alg': 'ES256'})}.{encode({'iss': 'x'})}.AA"


def disclose(*parts: Any) -> Disclosure:
    return sd_jwt.read_disclosure(encode(parts))


def digest(disclosure: Disclosure) -> str:
    return sd_jwt.digest(disclosure.text)


def mismatch(claims: dict[str, Any], *disclosures: Disclosure) -> str:
    with pytest.raises(Refused) as caught:
        sd_jwt.process(claims, disclosures)
    assert caught.value.code == "hash_mismatch"
    return caught.value.details["detail"]


def test_values_of_rfc_9901() -> None:
    # Sections 4.2.1 to 4.2.3.
    member = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert sd_jwt.read_disclosure(member) == Disclosure(member, "family_name", "Möbius")
    assert sd_jwt.digest(member) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    element = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"
    assert sd_jwt.read_disclosure(element) == Disclosure(element, None, "FR")
    assert sd_jwt.digest(element) == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"
    claims = {"_sd": [sd_jwt.digest(member)], "nationalities": ["DE", {"...": sd_jwt.digest(element)}, "US"]}
    assert sd_jwt.process(claims, map(sd_jwt.read_disclosure, (member, element))) == {
        "family_name": "Möbius",
        "nationalities": ["DE", "FR", "US"],
    }


def test_elements_that_are_withheld_hide_none_after_them() -> None:
    shown, withheld = disclose("s", "FR"), disclose("t", "IT")
    claims = {"nationalities": ["DE", {"...": digest(withheld)}, {"...": digest(shown)}, "US"]}
    assert sd_jwt.process(claims, [shown]) == {"nationalities": ["DE", "FR", "US"]}


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("sha-256", "sha256"),
        ("sha-384", "sha384"),
        ("sha-512", "sha512"),
        ("sha3-256", "sha3_256"),
        ("sha3-384", "sha3_384"),
        ("sha3-512", "sha3_512"),
    ],
)
def test_digest_algorithms(name: str, function: str) -> None:
    expected = base64url.encode(hashlib.new(function, b"WyJhIl0").digest())
    assert sd_jwt.digest("WyJhIl0", name) == sd_jwt.digest(b"WyJhIl0", name) == expected
    given_name = disclose("s", "given_name", "Ada")
    claims = {"_sd": [sd_jwt.digest(given_name.text, name)], "_sd_alg": name}
    assert sd_jwt.process(claims, [given_name]) == {"given_name": "Ada"}


@pytest.mark.parametrize("name", ["md5", "SHA-256", "", "shake_128", "sha3_256", "sha-256-128", 5, None, ["sha-256"]])
def test_other_algorithms_are_not_supported(name: Any) -> None:
    with pytest.raises(Refused) as caught:
        sd_jwt.process({"_sd_alg": name}, [disclose("s", "n", 1)])
    assert caught.value.code == "feature_unsupported"


def test_parts_of_a_presentation() -> None:
    name, element = disclose("s", "n", 1), disclose("s", {"k": 2})
    issued = sd_jwt.parse(f"{TOKEN}~{name.text}~{element.text}~")
    assert issued.disclosures == (name, element)
    assert issued.key_binding is None
    assert issued.presented == f"{TOKEN}~{name.text}~{element.text}~".encode()
    bound = sd_jwt.parse(f"{TOKEN}~{name.text}~{TOKEN}".encode())
    assert bound.key_binding == bound.issued
    assert bound.presented == f"{TOKEN}~{name.text}~".encode()
    assert sd_jwt.parse(f"{TOKEN}~").disclosures == ()


def test_one_token_is_taken_apart_once_and_what_is_made_of_it_changes_none_of_it() -> None:
    nested = disclose("s", "n", {"k": [{"l": 1}]})
    parsed = sd_jwt.parse(f"{TOKEN}~{nested.text}~")
    made = sd_jwt.process({"_sd": [digest(nested)]}, parsed.disclosures)
    made["n"]["k"][0]["l"] = 2
    again = sd_jwt.parse(f"{TOKEN}~{nested.text}~".encode())
    assert again is parsed
    assert again.disclosures == (nested,)


def test_a_last_disclosure_may_lack_the_sign_that_ends_it() -> None:
    name, element = disclose("s", "n", 1), disclose("s", {"k": 2})
    text = f"{TOKEN}~{name.text}~{element.text}"
    assert sd_jwt.parse(text) == sd_jwt.parse(f"{text}~")
    with pytest.raises(Refused) as caught:
        sd_jwt.parse(f"{TOKEN}~{name.text}~{TOKEN.partition('.')[0]}")
    assert caught.value.code == "hash_mismatch"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", "not_a_token"),
        (TOKEN, "not_a_token"),
        ("~", "not_a_token"),
        (f"{TOKEN}~{TOKEN.rpartition('.')[0]}", "not_a_token"),
        (f"é~{TOKEN}~", "not_a_token"),
        (TOKEN + "~" * (limits.DISCLOSURES + 2), "token_too_large"),
        (f"{TOKEN}~{'A' * (limits.DISCLOSURE_BYTES + 1)}~", "token_too_large"),
    ],
)
def test_what_is_no_presentation_is_unreadable(text: str, slug: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sd_jwt.parse(text)
    assert caught.value.kind == slug


def test_limits_are_exact() -> None:
    many = "".join(f"{encode([str(i), 'n', i])}~" for i in range(limits.DISCLOSURES))
    assert len(sd_jwt.parse(f"{TOKEN}~{many}").disclosures) == limits.DISCLOSURES
    with pytest.raises(Unreadable, match="more than 1000 disclosures"):
        sd_jwt.parse(f"{TOKEN}~{many}{encode(['x', 1])}~")
    room = limits.DISCLOSURE_BYTES // 4 * 3
    largest = base64url.encode(b'["","' + b"x" * (room - 7) + b'"]')
    assert len(largest) == limits.DISCLOSURE_BYTES
    assert sd_jwt.read_disclosure(largest).name is None


@pytest.mark.parametrize(
    "value",
    [{}, [], ["s"], ["s", "n", 1, 2], [1, 2], [1, "n", 2], ["s", 1, 2], [None, "n", 1], "s", None],
)
def test_what_is_no_disclosure(value: Any) -> None:
    with pytest.raises(Refused) as caught:
        sd_jwt.parse(f"{TOKEN}~{encode(value)}~")
    assert caught.value.details == {"detail": "a disclosure is not an array of salt, name and value"}


def test_broken_disclosures() -> None:
    with pytest.raises(Refused) as caught:
        sd_jwt.read_disclosure(base64url.encode(b'["s","n",NaN]'))
    assert caught.value.code == "hash_mismatch"
    assert "NaN" in caught.value.details["detail"]
    for text in ("", "WyJhIl0="):
        with pytest.raises(Refused):
            sd_jwt.parse(f"{TOKEN}~{text}~")


def test_what_is_withheld_leaves_no_trace() -> None:
    name = disclose("s", "n", 1)
    claims = {
        "_sd_alg": "sha-256",
        "_sd": [digest(name), "decoy"],
        "list": [1, {"...": "withheld"}, {"...": "decoy2"}],
        "inner": {"_sd": ["decoy3"], "kept": {"_sd": []}},
    }
    assert sd_jwt.process(claims, [name]) == {"list": [1], "inner": {"kept": {}}, "n": 1}
    assert sd_jwt.process(claims, []) == {"list": [1], "inner": {"kept": {}}}
    assert claims["_sd"] == [digest(name), "decoy"]


def test_disclosures_inside_disclosures() -> None:
    street = disclose("1", "street", "Main")
    country = disclose("2", "DE")
    address = disclose("3", "address", {"_sd": [digest(street)], "countries": [{"...": digest(country)}]})
    claims = {"_sd": [digest(address)]}
    full = {"address": {"countries": ["DE"], "street": "Main"}}
    assert sd_jwt.process(claims, [country, street, address]) == full
    assert sd_jwt.process(claims, [address]) == {"address": {"countries": []}}
    assert mismatch(claims, street) == "a disclosure belongs to nothing that was signed"


NAME, OTHER, ELEMENT = disclose("s", "n", 1), disclose("t", "n", 2), disclose("u", 3)


@pytest.mark.parametrize(
    ("claims", "disclosures", "detail"),
    [
        ({"_sd": []}, [NAME], "a disclosure belongs to nothing that was signed"),
        ({"_sd": [digest(NAME)]}, [NAME, OTHER], "a disclosure belongs to nothing that was signed"),
        ({"_sd": [digest(NAME)]}, [NAME, NAME], "a disclosure is there twice"),
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME], "a digest is there twice"),
        ({"_sd": ["decoy"], "a": {"_sd": ["decoy"]}}, [], "a digest is there twice"),
        ({"_sd": [digest(NAME)], "a": [{"_sd": [digest(NAME)]}]}, [NAME], "a digest is there twice"),
        ({"_sd": [digest(NAME)], "n": 0}, [NAME], "a disclosed name is reserved or already there"),
        ({"_sd": [digest(NAME), digest(OTHER)]}, [NAME, OTHER], "a disclosed name is reserved or already there"),
        ({"_sd": [digest(ELEMENT)]}, [ELEMENT], "an array element is disclosed as a member"),
        ({"a": [{"...": digest(NAME)}]}, [NAME], "a member is disclosed as an array element"),
        ({"_sd": "x"}, [], "a reserved name is used for something else"),
        ({"_sd": {}}, [], "a reserved name is used for something else"),
        ({"...": "x"}, [], "a reserved name is used for something else"),
        ({"a": [{"...": "x", "b": 1}]}, [], "a reserved name is used for something else"),
        ({"_sd": [1]}, [], "a digest is not text"),
        ({"_sd": [["x"]]}, [], "a digest is not text"),
        ({"a": [{"...": {}}]}, [], "a digest is not text"),
    ],
)
def test_rejections_of_section_7_1(claims: dict[str, Any], disclosures: list[Disclosure], detail: str) -> None:
    assert mismatch(claims, *disclosures) == detail


@pytest.mark.parametrize("name", ["_sd", "..."])
def test_reserved_names_cannot_be_disclosed(name: str) -> None:
    bad = disclose("s", name, ["x"])
    assert mismatch({"_sd": [digest(bad)]}, bad) == "a disclosed name is reserved or already there"


def test_nesting_by_disclosure_has_a_limit() -> None:
    chain = [disclose("s", "leaf", 1)]
    for place in range(200):
        chain.append(disclose(str(place), "n", {"_sd": [digest(chain[-1])]}))
    with pytest.raises(Refused, match=r"^too_complex$"):
        sd_jwt.process({"_sd": [digest(chain[-1])]}, chain)
    assert sd_jwt.process({"_sd": [digest(chain[20])]}, chain[:21])


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: {"n": inner}], ids=["arrays", "objects"])
def test_nesting_has_the_limit_of_json(wrap: Callable[[Any], Any]) -> None:
    claims: Any = 1
    for _ in range(limits.JSON_DEPTH - 1):
        claims = wrap(claims)
    assert sd_jwt.process({"n": claims}, ()) == {"n": claims}
    with pytest.raises(Refused, match=r"^too_complex$"):
        sd_jwt.process({"n": wrap(claims)}, ())


END, NICKNAME = disclose("s", "validUntil", "2020-01-01T00:00:00Z"), disclose("t", "nickname", "Ada")
ENTRY, WITHIN = disclose("u", {"statusListIndex": "7"}), disclose("v", "statusListIndex", "7")
LINE = disclose("w", "vc", {"_sd": [digest(END)], "name": "Degree"})
STATUS = {"credentialStatus": {"_sd": [digest(WITHIN)]}}


@pytest.mark.parametrize(
    ("claims", "disclosures", "kept"),
    [
        ({"_sd": [digest(END)]}, [END], "any"),
        ({"_sd": [digest(END), "decoy"]}, [END], "any"),
        ({"vc": {"_sd": [digest(END)]}}, [END], "any"),
        ({"_sd": [digest(LINE)]}, [LINE, END], "any"),
        ({"...": digest(END)}, [END], "any"),
        ({"exp": {"_sd": [digest(END)]}}, [END], "any"),
        ({"validUntil": [{"...": digest(ENTRY)}]}, [ENTRY], "any"),
        ({"vc": {"expirationDate": {"_sd": [digest(END)]}}}, [END], "any"),
        (STATUS, [WITHIN], "any and an entry"),
        ({"vc": STATUS}, [WITHIN], "any and an entry"),
        ({"status": {"status_list": {"_sd": [digest(WITHIN)]}}}, [WITHIN], "any and an entry"),
        ({"credentialStatus": [{"id": "urn:list"}, {"...": digest(ENTRY)}]}, [ENTRY], "any and an entry"),
        ({"vc": {"credentialStatus": [{"...": digest(ENTRY)}]}}, [ENTRY], "any and an entry"),
        ({"credentialSubject": {"_sd": [digest(NICKNAME)]}}, [NICKNAME], "another"),
        ({"vc": {"credentialSubject": {"_sd": [digest(NICKNAME)]}}}, [NICKNAME], "another"),
        ({"evidence": [{"...": digest(ENTRY)}]}, [ENTRY], "another"),
        ({"validUntil": "2030-01-01T00:00:00Z", "credentialStatus": {"id": "urn:list"}}, [], ""),
        ({"_sd": "no list", "vc": "no object"}, [], ""),
    ],
)  # fmt: skip
def test_what_may_be_kept_back(claims: dict[str, Any], disclosures: list[Disclosure], kept: str) -> None:
    """RFC 9901 section 9: an end that may be kept back is as good as none, and any digest left over may be of one."""
    found = tuple(
        (sd_jwt.keeps_back(claims, shown), sd_jwt.keeps_back(claims, shown, sd_jwt.ANYTHING),
         sd_jwt.keeps_back(claims, shown, sd_jwt.ENTRIES))
        for shown in ([], disclosures)
    )  # fmt: skip
    hidden = (kept.startswith("any"), kept != "", kept.endswith("entry"))
    decoy = "decoy" in claims.get("_sd", [])
    assert found == (hidden, (decoy, decoy, False))


def test_what_is_kept_back_within_what_is_disclosed() -> None:
    claims = {"_sd": [digest(LINE)]}
    assert sd_jwt.keeps_back(claims, [LINE])
    assert not sd_jwt.keeps_back(claims, [LINE], sd_jwt.ENTRIES)
    subject = disclose("x", "credentialSubject", {"_sd": [digest(NICKNAME)]})
    assert not sd_jwt.keeps_back({"_sd": [digest(subject)]}, [subject])
    assert sd_jwt.keeps_back({"_sd": [digest(subject)]}, [subject], sd_jwt.ANYTHING)


@pytest.mark.parametrize("digests", [[5], [["x"]], [None]])
def test_a_digest_that_is_no_text_matches_nothing(digests: list[Any]) -> None:
    assert sd_jwt.keeps_back({"_sd": digests}, [END])


def test_what_is_kept_back_is_told_by_the_algorithm_of_the_token() -> None:
    claims = {"_sd_alg": "sha-512", "_sd": [sd_jwt.digest(END.text, "sha-512")]}
    assert (sd_jwt.keeps_back(claims, [END]), sd_jwt.keeps_back(claims, [])) == (False, True)
    with pytest.raises(Refused, match=r"^feature_unsupported$"):
        sd_jwt.keeps_back({**claims, "_sd_alg": "md5"}, [END])


NAMES = st.text(min_size=1, max_size=4).filter(lambda name: name not in {"_sd", "...", "_sd_alg"})


INTEGERS = st.integers(-(10**40), 10**40)
"""Of fewer characters than a number in JSON may have."""


@given(st.dictionaries(NAMES, INTEGERS | st.lists(INTEGERS, max_size=3), max_size=6), st.data())
def test_disclosing_all_gives_the_original_and_any_part_a_part(original: dict[str, Any], data: st.DataObject) -> None:
    hidden = [disclose(str(place), name, value) for place, (name, value) in enumerate(original.items())]
    claims = {"_sd": sorted(map(digest, hidden))}
    assert sd_jwt.process(claims, hidden) == original
    shown = data.draw(st.lists(st.sampled_from(hidden), unique_by=lambda one: one.text)) if hidden else []
    assert sd_jwt.process(claims, shown) == {one.name: one.value for one in shown}


@given(
    st.recursive(
        st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["_sd", "...", "a", "_sd_alg"]), inner, max_size=3)
        ),
    )
)
def test_any_claims_are_processed_or_refused(value: Any) -> None:
    claims = value if isinstance(value, dict) else {"_sd": value}
    try:
        payload = sd_jwt.process(claims, [])
    except Refused:
        return
    assert "_sd" not in payload
