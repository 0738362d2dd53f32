"""Verifying files, folders, bundles and what the wallet holds: results one by one, in the order of the inputs."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain, groupby
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import Found, Input, no_credentials
from wallet.actions.inputs import read as read_input
from wallet.actions.knowledge import Lookup, of_wallet, saved
from wallet.actions.reading import Pieces, Read, Reader, commands, one
from wallet.actions.trust_store import NOBODY, Trust
from wallet.actions.vocabularies import AddedContext
from wallet.errors import Internal, WalletError
from wallet.model import Entry
from wallet.report import Report, Verdict, asked_online, hinting
from wallet.results.checking import Checked, Failure, LeftOut, Outcome
from wallet.results.servers import Request
from wallet.wording import say

if TYPE_CHECKING:  # a file is verified without loading the vault, or a way to the network
    from wallet.actions.online import Online
    from wallet.vault import Vault

PATIENCE = 0.2
"""Seconds of work before other processes are started: about what starting one costs."""
_ZIP = b"PK"
_VERDICTS = frozenset(Verdict)


class Task(NamedTuple):
    """What every process that checks files needs to know; plain values, since they are sent to other processes."""

    asked: Asked
    now: datetime
    """When the check is made; ``asked.at`` may be another moment."""
    say: Callable[[Outcome], Any]
    """Puts an outcome into its final form within the process, since whole reports are slow to send."""
    evidence: Path | None = None
    contexts: tuple[AddedContext, ...] = ()
    strict: bool = False
    explain: bool = False
    """Whether the steps of each report are told in full."""
    online: "Online | None" = None
    """Fetches what the inputs name; it cannot be sent to other processes."""
    trust: Trust = NOBODY
    """Whom to trust in addition, for this call."""

    def knowledge(self) -> Knowledge:
        """What is at hand; raises as :func:`wallet.actions.knowledge.saved`."""
        return saved(self.now, self.evidence, self.contexts, *self.lookups(), trust=self.trust)

    def lookups(self) -> tuple[Lookup, ...]:
        """Where to look besides what is saved."""
        return (self.online.lookup,) if self.online else ()

    def requests(self) -> tuple[Request, ...]:
        """What was asked of servers so far, in the order of asking."""
        return tuple(self.online.requests.values()) if self.online else ()

    def settled(self, knowledge: Knowledge) -> Callable[[Callable[[], Report]], Report]:
        """As :attr:`wallet.actions.reading.Reader.settled`."""
        return partial(_settled, self, knowledge)


def _settled(task: Task, knowledge: Knowledge, once: Callable[[], Report]) -> Report:
    if task.online is None:
        return once()
    return asked_online(task.online.settle(once, knowledge, task.asked))


class Jobs(NamedTuple):
    """How many processes to use, and when."""

    processes: int = 1
    patience: float = PATIENCE
    """Seconds after which other processes are started."""
    done: Callable[[], None] = lambda: None
    """Called after each input."""


ALONE = Jobs()


def cores() -> int:
    """How many processes can run at once on this computer."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def files(found: Iterable[Found], task: Task, jobs: Jobs = ALONE) -> Iterator[Checked]:
    """One result for each credential, bundle or file left out, as it comes; no wallet is needed.

    As for :func:`wallet.actions.reading.read`, a file found in a folder need not
    hold a credential, but a folder without any is a failure.
    """
    pieces = Pieces()
    for folder, answered in groupby(_each(found, task, jobs), key=lambda each: each[0].folder):
        gave_any = False
        for item, checked in answered:
            for result in checked:
                taken = pieces.take(item.name, result.error)
                gave_any = gave_any or taken or result.verdict in _VERDICTS
                if not taken:
                    yield result
            jobs.done()
        if folder and not gave_any:
            yield _checked(Failure(folder, no_credentials(folder)), task)
    if pieces.names:
        whole = pieces.together()
        yield from Checker(task)(Found(whole.name, data=whole.data))[1]


def held(vault: "Vault", entries: Sequence[Entry], task: Task) -> Iterator[Checked]:
    """One result for each credential of the wallet, judged again from its original bytes."""
    knowledge = of_wallet(vault, task.evidence, task.contexts, *task.lookups(), trust=task.trust)
    for entry in entries:
        yield _checked(_told(_again(vault, entry, knowledge, task), knowledge, task), task)


def _each(found: Iterable[Found], task: Task, jobs: Jobs) -> Iterator[tuple[Found, list[Checked]]]:
    """Each input with its results: checked in this process while that is quick, then in several."""
    source = iter(found)
    check = Checker(task)
    begun = monotonic()
    for item in source:
        if jobs.processes > 1 and monotonic() - begun > jobs.patience:
            left = chain((item,), source)
            break
        yield check(item)
    else:
        return
    from wallet.actions.processes import ordered

    yield from ordered(partial(Checker, task), left, jobs.processes, partial(_lost, task))


class Checker:
    """Checks inputs under one task; each process has its own."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.knowledge = task.knowledge()
        self.reader = Reader(self.knowledge, task.asked, self._bundle, task.settled(self.knowledge))

    def __call__(self, found: Found) -> tuple[Found, list[Checked]]:
        """Everything in one input.  Never raises: an error met in one file must not silence the others."""
        try:
            outcomes = (_told(_bare(outcome), self.knowledge, self.task) for outcome in self._outcomes(found))
            return found._replace(data=None), [_checked(outcome, self.task) for outcome in outcomes]
        except Exception as error:  # noqa: BLE001 - it becomes the result of this input, and exit code 70
            return found._replace(data=None), [_checked(Failure(found.name, _broken(found.name, error)), self.task)]

    def _outcomes(self, found: Found) -> Iterator[Read | Failure | LeftOut]:
        return one(read_input(found), self.reader)

    def _bundle(self, item: Input) -> Read | None:
        if not item.data.startswith(_ZIP):
            return None
        from wallet.actions.receive import is_bundle, receive

        if not is_bundle(item.data):
            return None
        last: list[Read] = []

        def once() -> Report:
            last[:] = [receive(item, self.knowledge, self.task.asked)]
            return last[0].report

        report = self.reader.settled(once)
        return Read(last[0].payload, hinting(report, commands(item.name)))


def _bare(outcome: Read | Failure | LeftOut) -> Outcome:
    return outcome.report if isinstance(outcome, Read) else outcome


def _told(outcome: Outcome, knowledge: Knowledge, task: Task) -> Outcome:
    """The outcome with all its steps told, if that was asked for."""
    if not task.explain or not isinstance(outcome, Report):
        return outcome
    from wallet.actions.explain import explained

    return explained(outcome, knowledge)


def _checked(outcome: Outcome, task: Task) -> Checked:
    said = task.say(outcome)
    if isinstance(outcome, LeftOut):
        return Checked(said, "left_out")
    if isinstance(outcome, Failure):
        return Checked(said, "unreadable", outcome.error.exit_code, outcome.error.about(outcome.source))
    return Checked(said, outcome.overall.value, outcome.exit_code(strict=task.strict))


def _broken(name: str, error: Exception) -> WalletError:
    if isinstance(error, WalletError):
        return error
    broken = Internal(
        say(
            "something went wrong inside wallet while checking {name}: {error}",
            name=name,
            error=type(error).__name__,
        ),
        hint=say("check it alone with WALLET_DEBUG=1 and report what that prints, with `wallet --version`"),
    )
    broken.__cause__ = error
    return broken


def _lost(task: Task, found: Found) -> tuple[Found, list[Checked]]:
    """The result for an input that ended the process it was checked in."""
    lost = Internal(
        say("the process that checked {name} ended without an answer", name=found.name),
        hint=say("check it alone: wallet verify --jobs 1 FILE"),
    )
    return found._replace(data=None), [_checked(Failure(found.name, lost), task)]


def _again(vault: "Vault", entry: Entry, knowledge: Knowledge, task: Task) -> Report | Failure:
    from wallet.actions import find

    ref = find.short(entry)
    try:
        return task.settled(knowledge)(partial(find.judged, vault, entry, knowledge, task.asked))
    except Exception as error:  # noqa: BLE001 - it becomes the result of this credential, and silences no other
        return Failure(ref, _broken(ref, error))
