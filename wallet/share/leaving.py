"""What a credential tells about the learner, shown to them before it is sent."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from wallet.model import Credential, JsonObject, StatusRef
from wallet.share.cleaning import clean
from wallet.wording import say

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
_PREFIX = re.compile("[/#:]")
"""What the name of a member follows where it is written as an IRI, in full or compact (JSON-LD 1.1, 4.1.5)."""
_WORDS = {
    "birthdate": say("your date of birth"),
    "dateofbirth": say("your date of birth"),
    "birthplace": say("your place of birth"),
    "placeofbirth": say("your place of birth"),
    "birthcountry": say("your country of birth"),
    "gender": say("your gender"),
    "nationality": say("your nationality"),
    "nationalities": say("your nationality"),
    "citizenship": say("your nationality"),
    "phone": say("your phone number"),
    "phonenumber": say("your phone number"),
    "telephone": say("your phone number"),
    "address": say("your address"),
    "streetaddress": say("your address"),
    "studentid": say("your student number"),
    "studentnumber": say("your student number"),
    "nationalid": say("your national number"),
    "portrait": say("a picture of you"),
    "picture": say("a picture of you"),
    "givenname": say("your given name"),
    "familyname": say("your family name"),
    "surname": say("your family name"),
}
"""Members, in lower case and without ``_`` and ``-``, that say something of a person wherever they stand."""
_ELSEWHERE = frozenset({"issuer", "proof", "@context", "verification", "badge"})
"""Members about others than the learner."""
PHRASES = (
    say("your name: {name}"),
    say("your id: {id}"),
    say("your address: {address}"),
    say("your address, hashed: whoever guesses it can test the guess"),
    say("a status list at {url}: its server may see when it is checked"),
    say("an e-mail address: {mail}"),
    say("a link to work of yours: {address}"),
    *dict.fromkeys(_WORDS.values()),
    say("{what}: {value}"),
)
"""The templates of what :func:`leaves` gives."""
_DEEP, _LONG = 24, 10_000


def leaves(credential: Credential, document: JsonObject, status: Sequence[StatusRef]) -> tuple[str, ...]:
    """One phrase for each thing that whoever gets the credential learns about the learner, no two alike."""
    return tuple(dict.fromkeys(phrase for phrase in _leaves(credential, document, status) if phrase))


def _leaves(said: Credential, document: JsonObject, status: Sequence[StatusRef]) -> Iterator[str]:
    holder = said.holder
    if holder.name:
        yield say("your name: {name}", name=clean(holder.name, limit=200))
    if holder.id:
        yield say("your id: {id}", id=clean(holder.id, limit=200))
    for identity in (holder.identity_hash, *(other for other, _ in holder.others)):
        if identity.startswith("plain:"):
            yield say("your address: {address}", address=clean(identity.removeprefix("plain:"), limit=200))
        elif identity:
            yield say("your address, hashed: whoever guesses it can test the guess")
    yield from _told(document, 0)
    for one in status:
        yield say("a status list at {url}: its server may see when it is checked", url=clean(one.url, limit=200))


def _told(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str) and len(value) < _LONG:
        yield from (say("an e-mail address: {mail}", mail=mail) for mail in _MAIL.findall(value))
    if depth > _DEEP or not isinstance(value, dict | list):
        return
    for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
        if name not in _ELSEWHERE:
            yield from _named(str(name), inner)
            yield from _told(inner, depth + 1)


def _named(name: str, value: Any) -> Iterator[str]:
    """What a member says by being there."""
    plain = _PREFIX.split(name)[-1].replace("_", "").replace("-", "").casefold()
    if plain in _WORDS:
        yield _WORDS[plain] + _short(value)
    elif plain == "evidence":
        yield from _evidence(value)


def _evidence(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        address = one.get("id") if isinstance(one, dict) else one
        if isinstance(address, str) and address.startswith("http"):
            yield say("a link to work of yours: {address}", address=clean(address, limit=200))


def _short(value: Any) -> str:
    return f": {clean(value, limit=80)}" if isinstance(value, str) and not value.startswith("data:") else ""
