"""What a part of a credential may lean on: how far the signature around it reaches, and what that says."""

import re
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from wallet import formats
from wallet.model import Credential, Outline, View
from wallet.proofs import described
from wallet.report import Check, CheckId, Code, Proved, Report, Result, check, worst
from wallet.wording import say


class Container(NamedTuple):
    """The container of a part, as far as the part may lean on it."""

    name: str
    view: View
    integrity: Result | None
    signer: Check | None
    """None when it was changed: then nothing leans on it."""
    issuer_id: str
    shows: bool
    """Whether it is a presentation: then the holder shows the part, and vouches for nothing in it."""
    presenter: str
    """Who shows it, when the presentation's signature holds."""
    about: frozenset[str]
    """The ids of the container, of its issuer and of what it is about: an endorsement in it is of one of these."""
    depth: int
    pointer: str = ""
    """Where in its document the part stands that is judged."""


def lean_on(outer: Container, outline: Outline, proved: Proved, at: datetime) -> Proved:
    """An unsigned part of a container that is unchanged since it was signed is unchanged too, judged for ``at``.

    What that says of the part's own issuer is less: the container's signer
    vouches for it, unless both are the same.  The holder of a presentation is
    nobody's issuer: what is unsigned in one stays unsigned.
    """
    covers = outer.integrity in (Result.PASS, Result.NOTE) and not outer.shows
    if proved.checks[0].code is not Code.UNSIGNED or not covers or outer.signer is None:
        return proved
    view = described.part_of(outer.view, outer.pointer)
    if view is None:
        return proved  # it stands where no signature reaches
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
    """What the parts of a credential may lean on, by what was found of integrity and signer."""
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
    """Who shows a presentation: its holder, or where it names none the DID that is its signer's own key."""
    return outline.holder_id or (signer.source if signer.source.startswith("did:") else "")


def of_what_it_is_in(report: Report, container: Container) -> Report:
    """The report on an endorsement, with a note where it is one of something else than what it stands in."""
    endorsed = report.credential.holder.id
    if endorsed in container.about or report.result(CheckId.FORMAT) is Result.FAIL:
        return report
    label = formats.by_id(report.outline.format).label
    detail = say("it is of something else") if endorsed else say("it does not say what it is of")
    other = check(Code.UNUSUAL_FORM, format=label, detail=detail)
    return replace(report, checks=(other, *(one for one in report.checks if one.id is not CheckId.FORMAT)))


def place_title(name: str) -> str:
    """The last step of where a payload came from: as a title it travels, and folders are the learner's own affair."""
    place, mark, pointer = name.partition("#/")
    return name if "://" in place else re.split(r"[/\\]", place)[-1] + mark + pointer
