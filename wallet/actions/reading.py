"""From inputs to reports: what ``import`` and ``verify`` have in common."""

import shlex
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import NamedTuple

from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import STDIN, Input, no_credentials
from wallet.actions.judge import judge
from wallet.carriers import unwrap
from wallet.carriers.items import within
from wallet.carriers.sequence import PartsMissing
from wallet.codec import limits
from wallet.errors import BrokenEvidence, Unreadable, WalletError
from wallet.formats.other_documents import NO_CREDENTIAL
from wallet.model import Payload
from wallet.report import Commands, Report, hinting
from wallet.results.checking import Failure, LeftOut
from wallet.wording import Message, say


class Read(NamedTuple):
    """One credential found in one input, judged."""

    payload: Payload
    report: Report


class Reader(NamedTuple):
    """How inputs are judged."""

    knowledge: Knowledge
    asked: Asked
    bundle: Callable[[Input], Read | None]
    """The report on an input that is a bundle, or None to read it like any archive."""
    settled: Callable[[Callable[[], Report]], Report] = lambda judged: judged()
    """Called with the function that judges; it may fetch what a credential names and judge again."""


def read(inputs: Iterable[Input], reader: Reader) -> Iterator[Read | Failure | LeftOut]:
    """Every credential in ``inputs``, in their order.

    A file that the user named must hold a credential.  A file found in a folder
    need not, but a folder without any credential is a failure.
    """
    pieces = Pieces()
    for folder, items in groupby(inputs, key=lambda item: item.folder):
        gave_any = False
        for item in items:
            for outcome in one(item, reader):
                if isinstance(outcome, Failure) and pieces.take(outcome.source, outcome.error):
                    gave_any = True
                    continue
                gave_any = gave_any or isinstance(outcome, Read)
                yield outcome
        if folder and not gave_any:
            yield Failure(folder, no_credentials(folder))
    if pieces.names:
        yield from one(pieces.together(), reader)


class Pieces:
    """Frames of QR code sequences that no single input completes, up to the size of one input."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self._frames = b""

    def take(self, name: str, error: WalletError | None) -> bool:
        """Keep what the input called ``name`` holds, if ``error`` says that it holds some of them."""
        if not isinstance(error, PartsMissing) or len(self._frames) + len(error.frames) >= limits.FILE_BYTES:
            return False
        self.names.append(name)
        self._frames += error.frames + b"\n"
        return True

    def together(self) -> Input:
        """All of them as one input."""
        others = say(" with {n} more", n=len(self.names) - 1) if len(self.names) > 1 else ""
        return Input(self.names[0] + others, self._frames)


def one(item: Input, reader: Reader) -> Iterator[Read | Failure | LeftOut]:
    """Every credential in one input; in a folder or an archive, anything else is merely left out."""
    if item.error is not None:
        yield Failure(item.name, item.error)
        return
    try:
        yield from _each(item, reader)
    except BrokenEvidence as error:
        yield Failure(item.name, error)


def _each(item: Input, reader: Reader) -> Iterator[Read | Failure | LeftOut]:
    left_out: list[LeftOut] = []
    try:
        if (whole := reader.bundle(item)) is not None:
            yield whole
            return
        payloads = unwrap(item.data, item.name, left_out=lambda name, why: left_out.append(_left_out(name, why)))
    except Unreadable as error:
        yield from left_out
        yield _unread(item, item.name, error)
        return
    reader = reader._replace(knowledge=reader.knowledge.for_one_file(len(payloads)))
    for payload in payloads:
        try:
            yield _judged(payload, item, reader)
        except Unreadable as error:
            yield from _held_inside(payload, error, item, reader)
    yield from left_out


def _judged(payload: Payload, item: Input, reader: Reader) -> Read:
    report = reader.settled(partial(judge, payload, reader.knowledge, reader.asked))
    return Read(payload, hinting(report, commands(item.name)))


def _held_inside(
    payload: Payload, error: Unreadable, item: Input, reader: Reader
) -> Iterator[Read | Failure | LeftOut]:
    """The credentials inside a document that is not one itself; if it holds none, a failure with ``error``.

    A status list beside a credential is left out, since it is evidence and not a credential that somebody holds.
    """
    found: list[Read] = []
    left_out: list[LeftOut] = []
    try:
        candidates = within(payload) if error.kind == NO_CREDENTIAL else []
    except Unreadable as why:
        candidates, error = [], why
    for inner in candidates:
        try:
            one = _judged(inner, item, reader)
        except Unreadable as why:
            left_out.append(_left_out(inner.name, why))
        else:
            if one.report.outline.format == "status-list":
                left_out.append(LeftOut(inner.name, say("it is a status list, which is evidence for a credential")))
            else:
                found.append(one)
    yield from found
    yield from left_out if found else [_unread(item, payload.name, error)]


def commands(name: str) -> Commands:
    """What to type about an input, ready to paste; what came from an address was asked for and is in the wallet."""
    if "://" in name:
        return Commands("wallet refresh")
    again = f"wallet verify {shlex.quote(name) if name != STDIN else 'FILE'} --"
    return Commands(
        f"{again}online", f"{again}trust ID", f"{again}context URL=FILE", f"{again}evidence DIR", f"{again}holder ID"
    )


def _unread(item: Input, name: str, error: Unreadable) -> Failure | LeftOut:
    if isinstance(error, PartsMissing):  # a failure even in a folder, since another file may have the rest
        return Failure(name, error)
    if not item.folder:
        return Failure(name, error.naming(name))
    return _left_out(name, error)


def _left_out(name: str, error: Unreadable) -> LeftOut:
    """What was left out and why, its name said once: a message that begins with it goes on with "it" instead."""
    said = error.message
    if isinstance(said, Message) and said.template.startswith("{name} ") and said.values.get("name") == name:
        return LeftOut(name, said.filled(name=say("it")))
    return LeftOut(name, said)
