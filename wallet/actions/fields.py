"""Step 10 of :mod:`wallet.actions.judge`: the fields of a credential, from its signed view."""

from dataclasses import replace

from wallet import formats
from wallet.actions.containers import place_title
from wallet.codec import sd_jwt
from wallet.errors import Unreadable
from wallet.formats.outlines import keeps_back
from wallet.model import Credential, Holder, Issuer, Outline, View
from wallet.report import Check, Code, check
from wallet.wording import joined, say

_PLACES = {"result": sd_jwt.RESULTS, "type": sd_jwt.TYPES}
_MAY_LACK = {
    "result": say("it may keep back a result, such as that this was not completed"),
    "type": say("it may keep back of what type it is"),
}
"""What the holder may keep back of a credential that says nothing of it."""


def read(outline: Outline, view: View) -> tuple[Check, Credential]:
    """The credential, and whether its format's rules were kept."""
    try:
        credential = formats.read(view, outline)
    except Unreadable as error:
        return check(Code.REQUIRED_MISSING, field=error.message), nameless(outline)
    if credential.unfinished:
        return check(Code.NOT_COMPLETED, status=credential.unfinished), credential
    label = formats.by_id(outline.format).label
    if credential.problems:
        detail = joined("; ", credential.problems[:3])
        return check(Code.UNUSUAL_FORM, format=label, detail=detail), credential
    return check(Code.READ, format=label), credential


def as_far_as_shown(found: Check, credential: Credential, outline: Outline, *, kept_back: bool) -> Check:
    """The answer of :func:`read` for a credential of which only some is shown.

    ``kept_back`` says that it is a part that leans on its container, and that
    the container's holder may have kept back anything of it.
    """
    if found.code not in (Code.READ, Code.UNUSUAL_FORM):
        return found
    silent = (what for what in _PLACES if what in credential.unsaid)
    told = [_MAY_LACK[what] for what in silent if kept_back or keeps_back(outline, _PLACES[what])]
    if not told:
        return found
    detail = joined("; ", (*told, *credential.problems[: 3 - len(told)]))
    return replace(check(Code.SHOWN_IN_PART, detail=detail), also=(found.code,) * bool(credential.problems))


def nameless(outline: Outline) -> Credential:
    """What can be shown of a credential that lacks a required field."""
    return Credential(
        format=outline.format,
        id="",
        kind="",
        title=place_title(outline.payload.name),
        description="",
        issuer=Issuer(outline.issuer_id),
        holder=Holder(),
        issued=None,
        valid_from=None,
        valid_until=None,
    )
