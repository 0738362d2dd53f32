"""``wallet verify``."""

from collections.abc import Generator
from contextlib import closing
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from wallet.actions.grounds import Asked
from wallet.actions.inputs import count, find, read_file
from wallet.actions.verify import Jobs, Task, cores, files, held
from wallet.actions.vocabularies import AddedContext
from wallet.cli.arguments import file_or_text, is_file, moment, url_and_file
from wallet.cli.checking import Form, Kept, give, sayer
from wallet.cli.invocation import Invocation
from wallet.cli.options import ANSWERING, UNLOCKING, command
from wallet.errors import ExitCode, NoWallet, UsageError
from wallet.results.checking import Checked
from wallet.settings import font_folders
from wallet.show.progress import Bar
from wallet.wording import say

Names: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE|REF...", help="Files, or credentials of the wallet; all by default.", parser=file_or_text
    ),
]
Evidence: TypeAlias = Annotated[
    Path | None, typer.Option("--evidence", metavar="DIR", help="Saved documents of issuers that you believe.")
]
Holder: TypeAlias = Annotated[
    str, typer.Option("--holder", metavar="ID", help="Whose it must be: an id, e-mail or name.")
]
Day: TypeAlias = Annotated[str | None, typer.Option("--at", metavar="DATE", help="Judge as if it were that day.")]
Challenge: TypeAlias = Annotated[
    str,
    typer.Option("--challenge", "--expect-challenge", metavar="TEXT", help="The challenge a bundle must answer."),
]
Domain: TypeAlias = Annotated[
    str, typer.Option("--domain", "--expect-domain", metavar="TEXT", help="Whom a bundle must be made for.")
]
Issuers: TypeAlias = Annotated[
    list[str] | None, typer.Option("--expect-issuer", metavar="ID", help="Who must have issued each credential.")
]
Page: TypeAlias = Annotated[
    Path | None, typer.Option("--report", metavar="FILE", help="Also write the answer as a page: .html or .pdf.")
]
Asking: TypeAlias = Annotated[
    bool, typer.Option("--online", help="Ask the servers that the inputs name, now; say what was asked.")
]
Trusting: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--trust", metavar="ID|FILE", help="Trust an issuer, a certificate or a list, this once.", parser=file_or_text
    ),
]
Context: TypeAlias = Annotated[
    list[str] | None,
    typer.Option("--context", metavar="URL=FILE", help="A vocabulary besides the installed ones.", parser=url_and_file),
]
Strict: TypeAlias = Annotated[bool, typer.Option("--strict", help="End with 3 when there are notes.")]
Explain: TypeAlias = Annotated[bool, typer.Option("--explain", help="Tell each step, with the values compared.")]
Canonical: TypeAlias = Annotated[bool, typer.Option("--canonical", help="Explain, and quote the text that was signed.")]
Lines: TypeAlias = Annotated[bool, typer.Option("--jsonl", help="Answer with one JSON document a line, as they come.")]
AtOnce: TypeAlias = Annotated[
    int | None, typer.Option("--jobs", min=1, max=256, metavar="N", help="Check N at once; all cores by default.")
]


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet verify badge.png --online\nwallet verify bundle.zip --report checked.html\nwallet verify",
)
def verify(
    invocation: Invocation,
    what: Names = None,
    evidence: Evidence = None,
    holder: Holder = "",
    at: Day = None,
    expect_challenge: Challenge = "",
    expect_domain: Domain = "",
    issuers: Issuers = None,
    report: Page = None,
    online: Asking = False,
    trusting: Trusting = None,
    context: Context = None,
    strict: Strict = False,
    explain: Explain = False,
    canonical: Canonical = False,
    jsonl: Lines = False,
    jobs: AtOnce = None,
) -> ExitCode:
    """Check credentials, files or a bundle that somebody sent.

    It works offline unless you say --online, and needs no wallet for files.
    It ends with 0 when they can be relied on, 1 when not, 4 when nobody can
    tell from here. What --online learns is not kept: wallet refresh keeps it.
    """
    if jsonl and invocation.json:
        raise UsageError(say("--json and --jsonl are two forms of one answer"), hint="wallet verify --jsonl FOLDER")
    form = Form.LINES if jsonl else Form.DOCUMENT if invocation.json else Form.TEXT
    explain = explain or canonical
    now = invocation.clock()
    asked = Asked(moment(at, now), expect_challenge, expect_domain, holder, _ids(issuers or []), canonical)
    kept = Kept(sayer(form, invocation, explain=explain), report)
    asking = _online(invocation) if online else None
    trust = _trust(trusting or [], invocation)
    task = Task(asked, now, kept.speak, evidence, _contexts(context or []), strict, explain, asking, trust)
    names = what or []
    bar = Bar(invocation.err, lambda: _number(invocation, names))
    alone = 1 if online or report else jobs or cores()  # each server is asked once, whoever names it
    with closing(_checked(invocation, names, task, Jobs(alone, done=bar.count))) as results:
        code = give(results, form, invocation, bar, task.requests if online else None)
    if report:
        kept.write(now, invocation.out.words, font_folders(invocation.environment))
    return code


def _ids(named: list[str]) -> tuple[str, ...]:
    """Ids of issuers; a name will not do, since anybody can take one."""
    for one in named:
        if ":" not in one:
            raise UsageError(
                say("{one!r} is no id of an issuer but a name, and anybody can take a name", one=one[:80]),
                hint=say("see the id in the credential: wallet verify FILE"),
                slug="bad_id",
            )
    return tuple(one.strip() for one in named)


def _trust(named: list[str], invocation: Invocation) -> Any:
    """Whom to trust for this call; a name without ``:`` is a file."""
    from wallet.actions.trust_store import NOBODY

    if not named:
        return NOBODY
    from wallet.actions.trust import from_options

    return from_options(named, invocation.clock(), is_file=lambda text: ":" not in text or Path(text).exists())


def _online(invocation: Invocation) -> Any:
    """Who asks servers; without the option, nothing that could is even loaded."""
    from wallet.actions.online import Online, fetcher

    return Online(fetcher(invocation.clock, invocation.environment, invocation.network), invocation.clock)


def _checked(invocation: Invocation, what: list[str], task: Task, jobs: Jobs) -> Generator[Checked, None, None]:
    """Files and credentials of the wallet in the order they were named; the wallet is opened only for its own."""

    @cache
    def vault() -> Any:
        from wallet.cli.opening import opened

        try:
            return opened(invocation)
        except NoWallet as error:
            if what:
                raise
            raise NoWallet(error.message, hint=say("name what to check: wallet verify FILE")) from error

    task.knowledge()  # what cannot be used is said before anything is checked
    for are_files, names in groupby(what, key=is_file) if what else [(False, iter(()))]:
        if are_files:
            yield from files(find(list(names), invocation.stdin()), task, jobs)
            continue
        from wallet.actions.find import everything, several  # the vault is not loaded for files

        wanted = list(names)
        entries = several(vault(), wanted) if wanted else everything(vault()).entries
        for checked in held(vault(), entries, task):
            yield checked
            jobs.done()


def _number(invocation: Invocation, what: list[str]) -> int:
    """How many inputs there are: files, and credentials of the wallet, which is open where it is the wallet's turn."""
    if not what:
        from wallet.actions.find import everything

        return len(everything(invocation.vault).entries)
    files_of = [name for name in what if is_file(name)]
    return count(files_of) + len(what) - len(files_of)


def _contexts(named: list[str]) -> tuple[AddedContext, ...]:
    """The documents behind ``URL=FILE``."""
    pairs = (one.rpartition("=") for one in named)
    return tuple(AddedContext(url, read_file(Path(file))) for url, _, file in pairs)
