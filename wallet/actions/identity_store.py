"""Who the learner is to issuers, as the wallet keeps it: whoever checks credentials looks here."""

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wallet.codec.web import is_web
from wallet.results.trust import Identity

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.vault.changing import Readable

REGISTER = "identity"
"""The register that holds one; the latest write on any device counts."""
ABOUT = "identity:"
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")


def held(vault: "Readable") -> tuple[str, ...]:
    """The identities as text."""
    return tuple(one.text for one in list_(vault))


def list_(vault: "Readable") -> tuple[Identity, ...]:
    """All of them, by kind and then by text."""
    said = vault.holding(REGISTER).items()
    found = [identity(on.removeprefix(ABOUT), at) for on, at in said if on.startswith(ABOUT)]
    return tuple(sorted(found, key=lambda one: (one.kind, one.text.casefold())))


def identity(text: str, at: Any) -> Identity:
    """One of them, held since ``at``."""
    return Identity(text, kind(text), datetime.fromisoformat(str(at)))


def kind(text: str) -> str:
    """``did``, ``email``, ``url``, ``id`` for another URI (RFC 3986, 3), or ``name``."""
    if text.startswith("did:"):
        return "did"
    if is_web(text):
        return "url"
    if "@" in text:
        return "email"
    return "id" if _URI.fullmatch(text) else "name"
