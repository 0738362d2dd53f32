"""SD-JWT VC: claims in a token, each of which the holder may show or keep back."""

import re

from wallet.codec.web import is_web
from wallet.formats import vc_members
from wallet.formats.base import Fields, Opened, has_type_of_its_own, id_of, is_disclosing
from wallet.formats.outlines import CREDENTIAL_PURPOSES, proofs_of, status_of
from wallet.model import Credential, Holder, Issuer, JsonObject, Outline, Payload, View
from wallet.wording import say

_MARKS = {"vct", "_sd", "_sd_alg"}
_OF_CREDENTIAL = {"iss", "cnf", "_sd", "_sd_alg"}
"""What only the claims about somebody have beside ``vct``, which descriptions of a type and requests have too."""


class SdJwtVc:
    """The row for selectively disclosable tokens that carry no W3C credential."""

    label = say("SD-JWT credential")

    def recognises(self, opened: Opened) -> bool:
        """By the ``typ`` of its header, or by claims that only such a token has; they may be unsigned."""
        claims = opened.document
        if opened.header is None:
            return isinstance(claims.get("vct"), str) and has_type_of_its_own(claims) and _is_about_somebody(claims)
        return is_disclosing(opened.header) or not _MARKS.isdisjoint(claims)

    def outline(self, payload: Payload, document: JsonObject, header: JsonObject | None) -> Outline:
        """The registered claims say who and whom (SD-JWT VC 2.2.2)."""
        return Outline(
            format="sd-jwt-vc",
            payload=payload,
            document=document,
            header=header,
            issuer_id=id_of(document.get("iss")),
            holder_id=id_of(document.get("sub")),
            proofs=proofs_of(payload, document, header),
            status=status_of(document),
            parts=(),
            purposes=CREDENTIAL_PURPOSES,
        )

    def read(self, view: View, outline: Outline) -> Credential:
        """Its type as title; the type's own metadata would have to be fetched and is not.

        A claim ``name`` is its holder's (OpenID Connect Core 5.1, to which the registry of claims of RFC 7519 refers).
        """
        fields = Fields.of(view)
        kind = fields.text("vct")
        if not kind:
            fields.note(say("it names no type (vct)"))
            kind = fields.text("type")
        issued = fields.time("iat")
        names = [name for name in (fields.text("given_name"), fields.text("family_name")) if name]
        return Credential(
            format=outline.format,
            id=fields.text("jti"),
            kind=kind,
            title=_title(kind),
            description="",
            issuer=Issuer(fields.text("iss")),
            holder=Holder(id=fields.text("sub"), name=fields.text("name") or " ".join(names)),
            issued=issued,
            valid_from=fields.time("nbf") or issued,
            valid_until=fields.time("exp"),
            problems=tuple(fields.problems),
            unread_dates=tuple(fields.unread_dates),
        )


FORMAT = SdJwtVc()


def _is_about_somebody(claims: JsonObject) -> bool:
    return not _OF_CREDENTIAL.isdisjoint(claims)


def _title(kind: str) -> str:
    """``https://example.org/identity_credential`` as "Identity credential"; a URN as it stands."""
    if not is_web(kind):
        return kind or say("SD-JWT credential")
    words = vc_members.spaced(re.split(r"[/#]", kind)[-1])
    return words[:1].upper() + words[1:] or kind
