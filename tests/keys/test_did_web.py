"""did:web: each id maps to exactly one address, or is refused."""

import pytest

from wallet.errors import Refused
from wallet.keys.did_web import document_url

GOOD = {
    "did:web:example.com": "https://example.com/.well-known/did.json",
    "did:web:w3c-ccg.github.io": "https://w3c-ccg.github.io/.well-known/did.json",
    "did:web:w3c-ccg.github.io:user:alice": "https://w3c-ccg.github.io/user/alice/did.json",
    "did:web:example.com%3A3000": "https://example.com:3000/.well-known/did.json",
    "did:web:example.com%3A3000:user:alice": "https://example.com:3000/user/alice/did.json",
    "did:web:localhost%3A8443": "https://localhost:8443/.well-known/did.json",
    "did:web:example.com:Alice_B.c~d-e": "https://example.com/Alice_B.c~d-e/did.json",
    "did:web:xn--bcher-kva.example": "https://xn--bcher-kva.example/.well-known/did.json",
    "did:web:a.b.c.d.example": "https://a.b.c.d.example/.well-known/did.json",
    "did:web:1edtech.edu": "https://1edtech.edu/.well-known/did.json",
    "did:web:example.com:.well-known": "https://example.com/.well-known/did.json",
    "did:web:example.com:issuers:...x": "https://example.com/issuers/...x/did.json",
}
BAD = [
    "",
    "did:web:",
    "did:web",
    "did:WEB:example.com",
    "DID:web:example.com",
    "did:web:Example.com",
    "did:web:example.com.",
    "did:web:.example.com",
    "did:web:exa..mple.com",
    "did:web:-example.com",
    "did:web:example-.com",
    "did:web:user@example.com",
    "did:web:user%40example.com",
    "did:web:127.0.0.1",
    "did:web:2130706433",
    "did:web:0x7f.1",
    "did:web:%5B%3A%3A1%5D",
    "did:web:[::1]",
    "did:web:example.com%3a3000",
    "did:web:example.com%3A",
    "did:web:example.com%3A0",
    "did:web:example.com%3A080",
    "did:web:example.com%3A65536",
    "did:web:example.com%3A80%3A80",
    "did:web:example.com%2Fpath",
    "did:web:example.com/path",
    "did:web:example.com?x=1",
    "did:web:example.com#key",
    "did:web:example.com:",
    "did:web:example.com::a",
    "did:web:example.com:a:",
    "did:web:example.com:..",
    "did:web:example.com:a:..:b",
    "did:web:example.com:.",
    "did:web:example.com:%2e%2e",
    "did:web:example.com:a b",
    "did:web:example.com:a\nb",
    "did:web:example.com\n",
    "did:web:bücher.example",
    "did:web:exam\u0440le.com",
    "did:web:example\u3002com",
    "did:web:exa_mple.com",
    "did:web:" + "a" * 64 + ".com",
    "did:web:" + "a." * 127 + "com",
    "did:web:example.com:" + "a" * 2048,
    "did:key:z6Mk",
]


@pytest.mark.parametrize(("did", "url"), GOOD.items())
def test_an_id_maps_to_one_address(did: str, url: str) -> None:
    assert document_url(did) == url


@pytest.mark.parametrize("did", BAD)
def test_any_other_spelling_is_refused(did: str) -> None:
    with pytest.raises(Refused) as caught:
        document_url(did)
    assert caught.value.code == "proof_malformed"


def test_a_port_of_other_digits_is_refused() -> None:
    with pytest.raises(Refused):
        document_url("did:web:example.com%3A\u0661\u0662")
