"""``wallet share``."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from wallet.actions import find, selective_disclosure
from wallet.actions import share as actions
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.cli import sharing
from wallet.cli.arguments import REF_HELP
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.cli.publishing import SiteRequest, publish
from wallet.errors import ExitCode, UsageError
from wallet.show import bundles, machine
from wallet.wording import say

_SITE = say("wallet share REF -o bundle.zip, or wallet share --site DIR")


Refs: TypeAlias = Annotated[list[str] | None, typer.Argument(metavar="REF...", help=REF_HELP)]
ToPath: TypeAlias = Annotated[Path | None, typer.Option("-o", "--output", metavar="PATH", help=sharing.TO_PATH_HELP)]
Reveal: TypeAlias = Annotated[
    list[str] | None, typer.Option("--reveal", metavar="FIELD", help="Show only this, where fields can be chosen.")
]
Hide: TypeAlias = Annotated[
    list[str] | None, typer.Option("--hide", metavar="FIELD", help="Show all but this, where fields can be chosen.")
]
Choices: TypeAlias = Annotated[bool, typer.Option("--fields", help="Only list the fields that can be chosen.")]
AsMe: TypeAlias = Annotated[bool, typer.Option("--as-me", help="Use your lasting key; receivers can link shares.")]
Pdf: TypeAlias = Annotated[bool, typer.Option("--pdf", help="Put a PDF to read and print into it as well.")]
Preview: TypeAlias = Annotated[bool, typer.Option("--preview", help="Only say what would go out.")]
Site: TypeAlias = Annotated[
    Path | None, typer.Option("--site", metavar="DIR", help="Make or update pages for the web instead.")
]
BaseUrl: TypeAlias = Annotated[
    str, typer.Option("--base-url", metavar="URL", help="Where the pages will be: QR codes.")
]
Unverified: TypeAlias = Annotated[
    bool, typer.Option("--include-unverified", help="Pages also for what is not verified.")
]


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet share 'data governance' -o bundle.zip\n"
    "wallet share k7wd3a q3gubq -o for-acme.zip --for Acme --expires 30d\n"
    "wallet share diploma -o diploma.zip --hide birthDate\n"
    "wallet share --site badges --base-url https://me.example/badges/",
)
def share(
    invocation: Invocation,
    refs: Refs = None,
    to_path: ToPath = None,
    audience: sharing.Audience = "",
    expires: sharing.Expires = None,
    no_expiry: sharing.NoExpiry = False,
    challenge: sharing.Challenge = "",
    domain: sharing.Domain = "",
    reveal: Reveal = None,
    hide: Hide = None,
    fields: Choices = False,
    as_me: AsMe = False,
    pdf: Pdf = False,
    font: sharing.Font = None,
    language: sharing.Language = "",
    preview: Preview = False,
    site: Site = None,
    base_url: BaseUrl = "",
    include_unverified: Unverified = False,
    yes: sharing.Yes = False,
    force: sharing.Force = False,
) -> ExitCode:
    """Make a signed bundle that an employer can check.

    It holds the original files and your signature over all of them. Before it
    is written you see what it tells about you. Most credentials go out whole;
    --fields says which let you choose. What you shared is in wallet log.
    With --site it makes pages for any web host instead, and updates them.
    """
    words = sharing.spoken(invocation, language)
    if site is not None:
        bound = bool(to_path or audience or challenge or domain or as_me or fields or expires is not None or no_expiry)
        _check_site(bound=bound, printed=pdf or font is not None)
        request = SiteRequest(
            refs or (), site, words, base_url, reveal or (), hide or (), include_unverified, preview, yes, force
        )
        return publish(invocation, request)
    sharing.check_font(font)
    if not refs or base_url or include_unverified:
        wrong = say("that goes with --site") if refs else say("say which credentials to share")
        raise UsageError(wrong, hint=_SITE)
    lasts = sharing.lasting(expires, no_expiry=no_expiry)
    path = None if preview or fields else sharing.destination(to_path, refs, audience, force=force)
    if fields:
        return _choices(invocation, refs)
    vault = opened(invocation)
    asked, known = Asked(invocation.clock()), of_wallet(vault)
    picks = selective_disclosure.picks(reveal or (), hide or ())
    ready = actions.prepare(vault, find.several(vault, refs), known, asked, picks)
    until = asked.at + lasts if lasts else None
    if path is None:
        return sharing.preview(invocation, ready, audience, until)
    terms = actions.Terms(audience, lasts, challenge, domain, as_me=as_me, words=words)
    if pdf or font:
        terms = sharing.with_pdf(invocation, terms, font)
    sharing.consent(invocation, ready, terms, until, yes=yes)
    with actions.share(vault, ready, terms, known, asked, str(path)) as (files, made):
        result = sharing.hand_out(made, files, path, force=force)
    return sharing.told(invocation, result)


def _check_site(*, bound: bool, printed: bool) -> None:
    """Refuse options that make no sense for pages: those that bind a share to a receiver or a time, and a PDF."""
    if bound:
        raise UsageError(say("pages for the web are for everybody, and for as long as they are there"), hint=_SITE)
    if printed:
        raise UsageError(say("pages for the web are no PDF"), hint=_SITE)


def _choices(invocation: Invocation, refs: Sequence[str]) -> ExitCode:
    """Which fields of credentials can be chosen."""
    vault = opened(invocation)
    found = selective_disclosure.fields(vault, find.several(vault, refs))
    return invocation.answer({"credentials": machine.plain(found)}, lambda out: bundles.fields(found, out))
