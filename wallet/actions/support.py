"""What can be read and checked, listed from the tables that the checks themselves use."""

from collections.abc import Mapping
from importlib import import_module

from wallet.carriers import CARRIERS
from wallet.codec.contexts import ContextLibrary
from wallet.formats import FORMATS
from wallet.keys import RESOLVERS
from wallet.proofs import PROOFS
from wallet.proofs.signatures import ALGORITHMS
from wallet.results.contexts import Row, Supported
from wallet.status import STATUS
from wallet.wording import recalled, say


def supported() -> Supported:
    """Every row of every table."""
    return Supported(
        carriers=_labelled(CARRIERS, "CARRIER"),
        formats=_labelled(FORMATS, "FORMAT"),
        proofs=_labelled(PROOFS, "PROOF"),
        keys=(
            *(Row(kind, ", ".join(algorithms)) for kind, algorithms in ALGORITHMS.items()),
            *(Row(recalled(name, (say("saved documents"),)), say("a way to name a key")) for name in RESOLVERS),
        ),
        status=tuple(Row(kind, module.rpartition(".")[2].replace("_", " ")) for kind, module in STATUS.items()),
        contexts=len(ContextLibrary().urls()),
    )


def _labelled(table: Mapping[str, str], name: str) -> tuple[Row, ...]:
    return tuple(Row(key, getattr(import_module(module), name).label) for key, module in table.items())
