"""What-if: credentials that are not in the wallet, as entries for stacks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from wallet.actions import contained
from wallet.actions.add import entry_of
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import Input
from wallet.actions.reading import Read, Reader, read
from wallet.model import Achievement, Entry, Issuer
from wallet.report import Code, Verdict
from wallet.results.checking import Failure
from wallet.wording import say


def is_supposed(ref: str) -> bool:
    """Whether a reference was made up here; references of a wallet contain no hyphen."""
    return ref.startswith(("if-", "with-"))


def of_files(inputs: Iterable[Input], knowledge: Knowledge, asked: Asked) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    """The credentials in files, judged as on import and kept nowhere; references are ``with-1``, ``with-2``, ...

    With each come those inside it, where it is a transcript or a presentation.
    Raises the error of the first file that cannot be read.
    """
    number = 0
    for outcome in read(inputs, Reader(knowledge, asked, lambda _: None)):
        if isinstance(outcome, Failure):
            raise outcome.error
        if isinstance(outcome, Read):
            number += 1
            entry = replace(entry_of(outcome, asked.at), ref=f"with-{number}")
            yield entry, contained.members(outcome.report, entry)


def assumed(names: Iterable[str], at: datetime) -> Iterator[Entry]:
    """A verified credential of the learner's for each name or achievement id, from an issuer on their list.

    It is issued at ``at`` by nobody in particular; references are ``if-1``, ``if-2``, ...
    """
    for number, name in enumerate(names, start=1):
        identifier = name if ":" in name and " " not in name else ""
        yield Entry(
            ref=f"if-{number}",
            format="",
            title=say("{name} (assumed)", name=name),
            issuer=Issuer(""),
            issued=at,
            valid_until=None,
            added=at,
            verdict=Verdict.VERIFIED.value,
            checked=at,
            achievements=(Achievement(id=identifier, name=name),),
            codes=(Code.ON_YOUR_LIST.value, Code.HOLDER_MATCH.value),
        )
