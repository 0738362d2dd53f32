"""SD-JWT VC (RFC 9901): passing a token on with the disclosures that the learner picked."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wallet.codec import jose, sd_jwt
from wallet.codec.sd_jwt import Disclosure
from wallet.share.fields import Field, Picks


@dataclass(frozen=True, slots=True)
class _Place:
    field: Field
    needs: tuple[str, ...]
    """Its disclosure, and those within which it stands."""


def fields(token: bytes) -> tuple[Field, ...]:
    """What can be chosen in a token, from the outside in.  Raises as :func:`wallet.codec.sd_jwt.parse`."""
    return tuple(place.field for place in _places(token))


def choose(token: bytes, picks: Picks) -> bytes:
    """The token with the picked disclosures, in their old order; a key binding is for one receiver and left out."""
    parsed = sd_jwt.parse(token.strip())
    kept = {text for place in _places(token) if picks.shows(place.field) for text in place.needs}
    shown = [one.text for one in parsed.disclosures if one.text in kept]
    return "~".join([token.strip().decode("ascii").partition("~")[0], *shown, ""]).encode("ascii")


def _places(token: bytes) -> Iterator[_Place]:
    parsed = sd_jwt.parse(token.strip())
    claims = jose.claims(parsed.issued)
    sd_jwt.process(claims, parsed.disclosures)  # refuses what is malformed, nested too deeply or there twice
    algorithm = sd_jwt.hash_algorithm(claims)
    found = {sd_jwt.digest(one.text, algorithm): one for one in parsed.disclosures}
    return _within(claims, (), (), found)


def _within(
    value: Any, path: tuple[str, ...], needs: tuple[str, ...], found: dict[str, Disclosure]
) -> Iterator[_Place]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "_sd":
                yield from _within(inner, (*path, name), needs, found)
        for digest in value.get("_sd", ()):
            if (one := found.get(digest)) is not None:
                yield from _disclosed(one, (*path, str(one.name)), needs, found)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            hidden = isinstance(inner, dict) and inner.keys() == {"..."}
            one = found.get(inner["..."]) if hidden else None
            if one is not None:
                yield from _disclosed(one, (*path, str(at)), needs, found)
            elif not hidden:
                yield from _within(inner, (*path, str(at)), needs, found)


def _disclosed(
    one: Disclosure, path: tuple[str, ...], needs: tuple[str, ...], found: dict[str, Disclosure]
) -> Iterator[_Place]:
    needs = (*needs, one.text)
    yield _Place(Field(path, one.value), needs)
    yield from _within(one.value, path, needs, found)
