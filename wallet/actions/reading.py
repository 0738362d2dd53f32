"""From inputs to reports: what ``import`` and ``verify`` have in common."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from wallet.actions.inputs import Input
from wallet.actions.judge import Asked, Knowledge, judge
from wallet.carriers import unwrap
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.report import Report
from wallet.results import Failure, LeftOut


class Read(NamedTuple):
    """One credential found in one input, judged."""

    payload: Payload
    report: Report


class Reader(NamedTuple):
    """How inputs are judged, and who takes a bundle as a whole."""

    knowledge: Knowledge
    asked: Asked
    bundle: Callable[[Input], Read | None]
    """The one report on a bundle, or None to read its credentials singly."""


def read(inputs: Iterable[Input], reader: Reader) -> Iterator[Read | Failure | LeftOut]:
    """Every credential in ``inputs``, in their order.

    A file the user named must hold a credential; a file that was only met in a
    folder need not, but a folder without any is a failure of its own.
    """
    folders: dict[str, bool] = {}
    for item in inputs:
        for outcome in _one(item, reader):
            if item.folder:
                folders[item.folder] = folders.get(item.folder, False) or isinstance(outcome, Read)
            yield outcome
    for folder, gave_any in folders.items():
        if not gave_any:
            yield Failure(folder, _no_credentials(folder))


def _one(item: Input, reader: Reader) -> Iterator[Read | Failure | LeftOut]:
    if item.error is not None:
        yield Failure(item.name, item.error)
        return
    try:
        if (whole := reader.bundle(item)) is not None:
            yield whole
            return
        payloads = unwrap(item.data, item.name)
    except Unreadable as error:
        yield _unread(item, item.name, error)
        return
    for payload in payloads:
        try:
            report = judge(payload, reader.knowledge, reader.asked)
        except Unreadable as error:
            yield _unread(item, payload.name, error)
        else:
            yield Read(payload, replace(report, source=payload.name))


def _unread(item: Input, name: str, error: Unreadable) -> Failure | LeftOut:
    return LeftOut(name, error.message) if item.folder else Failure(name, error)


def _no_credentials(folder: str) -> Unreadable:
    return Unreadable(
        f"{folder} holds no credentials",
        hint="name the file you downloaded: wallet import FILE",
        slug="no_credentials",
    )
