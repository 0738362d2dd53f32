"""``wallet share --site``: a folder of pages that is made and kept up to date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wallet.actions import selective_disclosure, site
from wallet.actions import share as sharing_actions
from wallet.actions.grounds import Asked
from wallet.actions.knowledge import of_wallet
from wallet.actions.share import Terms
from wallet.actions.site import Plan
from wallet.cli import sharing
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.output import folder_files, put, take_away
from wallet.errors import ExitCode
from wallet.results.sharing import Published
from wallet.show import bundles, machine
from wallet.wording import Catalogue, say


@dataclass(frozen=True, slots=True)
class SiteRequest:
    """What was asked for on the command line."""

    refs: Sequence[str]
    folder: Path
    words: Catalogue
    """The language of the pages."""
    base_url: str = ""
    reveal: Sequence[str] = ()
    hide: Sequence[str] = ()
    unverified: bool = False
    preview: bool = False
    yes: bool = False
    force: bool = False


def publish(invocation: Invocation, request: SiteRequest) -> ExitCode:
    """Make or update the pages of a folder; nothing in it that this program did not make is touched."""
    address = site.address(request.base_url)
    vault, asked = opened(invocation), Asked(invocation.clock())
    known, picks = of_wallet(vault), selective_disclosure.picks(request.reveal, request.hide)
    wanted = site.wanted(vault, request.refs)
    named = sharing_actions.prepare(vault, wanted, known, asked, picks, unverified=request.unverified)
    ready = site.verified(named, all_=request.unverified)
    if request.preview:
        return sharing.preview(invocation, ready, site.EVERYBODY, None)
    files, pages = site.make(ready, known, request.words, address)
    plan = site.plan(files, folder_files(request.folder), force=request.force)
    if plan:
        removing = say(" and remove {n}", n=len(plan.remove)) if plan.remove else ""
        question = say("Write {n} files for the web{removing}?", n=len(plan.write), removing=removing)
        sharing.consent(invocation, ready, Terms(site.EVERYBODY), None, yes=request.yes, question=question)
        steps = _steps(plan, files, request.folder)
        with site.on_record(vault, ready, asked, request.folder, files):
            next(steps)  # once a file is out, the record stays, whatever becomes of the others
        for _ in steps:
            pass
    left_out = len(wanted) - len(ready.reports)
    refused = sharing.left_out(ready)
    result = Published(str(request.folder), pages, left_out, plan.write, plan.remove, plan.left, address, refused)
    return invocation.answer(machine.plain(result), lambda out: bundles.published(result, out), warnings=refused)


def _steps(plan: Plan, files: Mapping[str, bytes], folder: Path) -> Iterator[None]:
    """Carry a plan out, a file each step; the list of files comes last: a run that breaks off is taken up again."""
    for path in plan.write:
        put(folder, path, files[path])
        yield
    for path in plan.remove:
        take_away(folder, path)
        yield
