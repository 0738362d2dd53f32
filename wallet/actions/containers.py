"""Credentials inside a signed container: how far its signature covers them, and what that says about them."""

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wallet import formats
from wallet.model import Credential, Outline, View
from wallet.proofs import described
from wallet.report import GOOD, Check, CheckId, Code, Proved, Report, Result, check, worst
from wallet.wording import say


class Container(NamedTuple):
    """What was found about the container of a part, as far as it matters for the part."""

    name: str
    view: View
    integrity: Result | None
    signer: Check | None
    """None when the container was changed: then it covers nothing."""
    issuer_id: str
    shows: bool
    """Whether it is a presentation: its holder shows the part, but does not vouch for it."""
    presenter: str
    """Who shows it, if the presentation's signature holds; else empty."""
    about: frozenset[str]
    """The ids of the container, its issuer and what it is about: an endorsement in it must be of one of these."""
    depth: int
    keeps_back: bool = False
    """Whether its holder may have kept back some of it, and so of the parts that its signature covers."""
    pointer: str = ""
    """JSON pointer of the part within the container's document."""


def covered_by(outer: Container, outline: Outline, proved: Proved, at: datetime) -> Proved:
    """``proved`` for a part, or, if it is unsigned, what the signature of its container proves about it at ``at``.

    An unsigned part of an unchanged container is unchanged too.  Its own issuer
    is proved only if that is the container's issuer; otherwise the container's
    signer merely vouches for it.  The holder of a presentation is nobody's
    issuer, so what is unsigned in one stays unsigned.
    """
    covers = outer.integrity in GOOD and not outer.shows
    if proved.checks[0].code is not Code.UNSIGNED or not covers or outer.signer is None:
        return proved
    view = described.part_of(outer.view, outer.pointer)
    if view is None:
        return proved  # no signature reaches it
    signed = described.as_far_as_signed(view, at)
    if signed is None:
        feature = say("credentials in one record that tell of the same person or thing, with no signature of their own")
        return replace(proved, checks=(check(Code.FEATURE_UNSUPPORTED, feature=feature), check(Code.NO_SIGNATURE)))
    integrity = check(Code.COVERED_BY_CONTAINER if signed is view else Code.COVERED_TOGETHER, outer=outer.name)
    signer = outer.signer
    if outline.issuer_id != outer.issuer_id:
        signer = worst([signer, check(Code.VOUCHED_BY_CONTAINER, outer=outer.name, issuer=outline.issuer_id)])
    return replace(proved, checks=(integrity, signer), view=signed)


def container_of(
    outline: Outline,
    credential: Credential,
    proved: tuple[Result | None, Check | None],
    view: View,
    outer: Container | None,
) -> Container:
    """A credential as the container of its parts; ``proved`` is its integrity and its signer check."""
    integrity, signer = proved
    shows = outline.format == "presentation"
    good = integrity is Result.PASS and signer is not None and signer.result is Result.PASS
    parties = credential.id, credential.issuer.id, credential.holder.id
    return Container(
        name=credential.title or place_title(outline.payload.name),
        view=view,
        integrity=integrity,
        signer=signer,
        issuer_id=outline.issuer_id,
        shows=shows,
        presenter=_presenter(outline, signer) if good and shows and signer else "",
        about=frozenset((*parties, *(one.id for one in credential.achievements))) - {""},
        depth=outer.depth + 1 if outer else 1,
    )


def _presenter(outline: Outline, signer: Check) -> str:
    """Who shows a presentation: its holder, or, if it names none, the DID of the key that signed it."""
    return outline.holder_id or (signer.source if signer.source.startswith("did:") else "")


def check_endorsed(report: Report, container: Container) -> Report:
    """The report on an endorsement, with a note if it is not about the credential that contains it."""
    endorsed = report.credential.holder.id
    if endorsed in container.about or report.result(CheckId.FORMAT) is Result.FAIL:
        return report
    label = formats.by_id(report.outline.format).label
    detail = say("it is of something else") if endorsed else say("it does not say what it is of")
    other = check(Code.UNUSUAL_FORM, format=label, detail=detail)
    return replace(report, checks=(other, *(one for one in report.checks if one.id is not CheckId.FORMAT)))


def place_title(name: str) -> str:
    """The last step of a payload's path, for use as a title: titles are shared, and folders are the learner's own."""
    place, mark, pointer = name.partition("#/")
    return name if "://" in place else re.split(r"[/\\]", place)[-1] + mark + pointer
