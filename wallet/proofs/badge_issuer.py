"""Who issued an Open Badges 1 or 2 assertion: it names a badge class, which names an issuer.

Either may be embedded or be a web address, which is looked up among the saved
documents.  An issuer is identified by the address that led to its profile,
never by an ``id`` that the profile claims for itself.
"""

from typing import Any, NamedTuple

from wallet.codec import jcs, strictjson
from wallet.errors import Refused, Unreadable
from wallet.model import Document, JsonObject, Outline
from wallet.proofs.base import Known

_FORMATS = ("open-badges-1", "open-badges-2")


class BadgeIssuer(NamedTuple):
    """An issuer, as far as it is known from the badge and the saved documents."""

    url: str
    """Empty when the badge class is not saved."""
    profile: JsonObject
    """Empty when the profile is not saved."""
    from_sharer: bool = False
    """Whether any of it came from the sharer."""
    in_the_open: bool = False
    """Whether any of it came over plain http."""
    published: bool = True
    """Whether the profile was saved from the issuer's own address."""


def issuer_of(badge: JsonObject, known: Known) -> BadgeIssuer:
    """The issuer of the assertion ``badge``; an endorsement names its issuer itself."""
    badge_class = _follow(badge["badge"], known) if "badge" in badge else BadgeIssuer("", badge)
    issuer = _follow(badge_class.profile.get("issuer"), known)
    from_sharer = badge_class.from_sharer or issuer.from_sharer
    in_the_open = badge_class.in_the_open or issuer.in_the_open
    if issuer.url:
        return BadgeIssuer(issuer.url, issuer.profile, from_sharer, in_the_open)
    url = _named_inside(issuer.profile)  # an embedded profile is the word of whoever wrote the badge, not the issuer's
    copy = known.document(url) if url else None
    saved = parsed(copy, known) if copy is not None and copy.origin != "sharer" else None
    in_the_open = in_the_open or (copy is not None and copy.in_the_open)
    return BadgeIssuer(url, saved or issuer.profile, from_sharer, in_the_open, published=saved is not None)


def resolved(outline: Outline, known: Known) -> Outline:
    """The outline of an assertion with the issuer that saved documents name; any other outline unchanged."""
    if outline.format not in _FORMATS:
        return outline
    url = issuer_of(outline.document, known).url
    return outline._replace(issuer_id=url) if url else outline


def whole(badge: JsonObject, known: Known) -> JsonObject:
    """The assertion with its badge class and issuer embedded, where they are addresses of saved documents.

    Only for an assertion that the issuer itself hosts or signed: then each of the
    three is the issuer's word, found at the address that the one before names (Open
    Badges 2.0, "Hosted verification").  What only the sharer supplied is left out.
    """
    badge_class = _in_place(badge.get("badge"), known)
    if not isinstance(badge_class, dict):
        return badge
    return badge | {"badge": badge_class | {"issuer": _in_place(badge_class.get("issuer"), known)}}


def published(outline: Outline, known: Known) -> JsonObject:
    """:func:`whole` of an assertion that its issuer signed; any other document unchanged."""
    return whole(outline.document, known) if outline.format in _FORMATS else outline.document


def _in_place(value: Any, known: Known) -> Any:
    """The saved object that an address names, under that address; ``value`` when there is none."""
    value = bare(value)
    document = known.document(value) if isinstance(value, str) else None
    if document is None or document.origin == "sharer":
        return value
    found = parsed(document, known)
    return value if found is None else found | {"id": value}


def referred(value: Any, known: Known) -> Any:
    """The address of a badge class or issuer that is embedded exactly as it is saved from there.

    Some issuers' exports embed them.  Anything that differs from the saved object is returned unchanged.
    """
    value = bare(value)
    if not isinstance(value, dict):
        return value
    inner = {**value, "issuer": referred(value["issuer"], known)} if "issuer" in value else value
    address = inner.get("id")
    document = known.document(address) if isinstance(address, str) else None
    saved = parsed(document, known) if document is not None and document.origin != "sharer" else None
    return address if saved is not None and _same(saved, inner, known) else inner


def stated(value: Any) -> Any:
    """``value`` without members that are null or empty lists: to JSON-LD they say nothing."""
    if isinstance(value, list):
        return [stated(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: stated(inner) for name, inner in value.items() if inner is not None and inner != []}


def _same(saved: JsonObject, written_out: JsonObject, known: Known) -> bool:
    """Whether two objects say the same, apart from the context, which an embedded one may leave out."""
    saved, written_out = stated(saved), stated(written_out)
    if "issuer" in saved:
        saved = {**saved, "issuer": referred(saved["issuer"], known)}
    one, other = (jcs.canonicalize({**each, "@context": ""}) for each in (saved, written_out))
    return one == other


def parsed(document: Document, known: Known) -> JsonObject | None:
    """A saved document as a JSON object, or None when it is anything else, or too little work is left to read it."""
    try:
        if known.work is not None:
            known.work.read(document.data)
        value = strictjson.loads(document.data)
    except (Refused, Unreadable):
        return None
    return value if isinstance(value, dict) else None


def bare(value: Any) -> Any:
    """The address in an object that has nothing else: to JSON-LD the same as the address."""
    if isinstance(value, dict) and value.keys() == {"id"} and isinstance(value["id"], str):
        return value["id"]
    return value


def _follow(value: Any, known: Known) -> BadgeIssuer:
    """An embedded object, or the saved one at an address."""
    value = bare(value)
    if isinstance(value, dict):
        return BadgeIssuer("", value)
    if not isinstance(value, str):
        return BadgeIssuer("", {})
    document = known.document(value)
    if document is None:
        return BadgeIssuer(value, {})
    return BadgeIssuer(value, parsed(document, known) or {}, document.origin == "sharer", document.in_the_open)


def _named_inside(profile: JsonObject) -> str:
    """The id of an embedded issuer; one of Open Badges 1 has only the address of its site."""
    names = (profile.get(member) for member in ("id", "origin", "url"))
    return next((name for name in names if isinstance(name, str) and name), "")
