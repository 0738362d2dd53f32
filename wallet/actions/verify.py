"""Verifying files, folders, bundles and what the wallet holds."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from wallet.actions.inputs import Input
from wallet.actions.judge import Asked, Knowledge
from wallet.actions.reading import Read, Reader, read
from wallet.errors import WalletError
from wallet.model import Entry
from wallet.report import Report
from wallet.results import Failure, Judged, LeftOut

if TYPE_CHECKING:  # a file is verified without loading the vault
    from wallet.vault import Vault

_ZIP = b"PK"


def files(inputs: Iterable[Input], knowledge: Knowledge, asked: Asked) -> Judged:
    """One result for each credential or bundle, in the order of the inputs; no wallet is needed."""

    def bundle(item: Input) -> Read | None:
        if not item.data.startswith(_ZIP):
            return None
        from wallet.actions.receive import is_bundle, receive

        return receive(item, knowledge, asked) if is_bundle(item.data) else None

    results: list[Report | Failure] = []
    left_out: list[LeftOut] = []
    for outcome in read(inputs, Reader(knowledge, asked, bundle)):
        if isinstance(outcome, LeftOut):
            left_out.append(outcome)
        else:
            results.append(outcome.report if isinstance(outcome, Read) else outcome)
    return Judged(tuple(results), tuple(left_out))


def held(vault: "Vault", entries: Sequence[Entry], knowledge: Knowledge, asked: Asked) -> Judged:
    """One result for each credential of the wallet, judged again from its original bytes."""
    return Judged(tuple(_again(vault, entry, knowledge, asked) for entry in entries))


def _again(vault: "Vault", entry: Entry, knowledge: Knowledge, asked: Asked) -> Report | Failure:
    from wallet.actions import find

    try:
        return find.judged(vault, entry, knowledge, asked)
    except WalletError as error:
        return Failure(entry.ref[: find.SHORT], error)
