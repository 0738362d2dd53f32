"""Step 10 of :mod:`wallet.actions.judge`: the fields of a credential, from its signed view."""

from wallet import formats
from wallet.actions.containers import place_title
from wallet.errors import Unreadable
from wallet.model import Credential, Holder, Issuer, Outline, View
from wallet.report import Check, Code, check
from wallet.wording import joined


def read(outline: Outline, view: View) -> tuple[Check, Credential]:
    """The credential, and whether its format's rules were kept."""
    format_ = formats.by_id(outline.format)
    try:
        credential = format_.read(view, outline)
    except Unreadable as error:
        return check(Code.REQUIRED_MISSING, field=error.message), nameless(outline)
    if credential.unfinished:
        return check(Code.NOT_COMPLETED, status=credential.unfinished), credential
    if credential.problems:
        detail = joined("; ", credential.problems[:3])
        return check(Code.UNUSUAL_FORM, format=format_.label, detail=detail), credential
    return check(Code.READ, format=format_.label), credential


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
