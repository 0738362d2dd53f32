"""The record of what was shared: with whom, when, and how much of it; sealed in the wallet like all else."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime

from wallet.actions.file_names import as_text
from wallet.codec import strictjson
from wallet.errors import Unwritable, WalletError
from wallet.model import JsonObject
from wallet.results.sharing import Disclosed
from wallet.share.leaving import PHRASES
from wallet.vault import Item, Vault
from wallet.wording import recalled

KIND = "share"


@contextmanager
def on_record(vault: Vault, disclosed: Disclosed, new: Sequence[Item] = ()) -> Iterator[None]:
    """Keep a disclosure, and the ``new`` keys it was signed with, before anything is handed out within.

    What turns out to be unwritable was not handed out, and is taken back.
    Raises what the vault raises.
    """
    *_, kept = vault.add([*new, _item(disclosed)])
    try:
        yield
    except Unwritable:
        with suppress(WalletError):  # an extra record does less harm than hiding why nothing was written
            vault.drop([] if kept.already_held else [kept.id])
        raise


def _item(disclosed: Disclosed) -> Item:
    summary: JsonObject = {
        "at": _text(disclosed.at),
        "kind": disclosed.kind,
        "for": disclosed.audience,
        "credentials": [list(one) for one in disclosed.credentials],
        "hidden": list(disclosed.hidden),
        "told": list(disclosed.told),
        "until": _text(disclosed.until),
        "challenge": disclosed.challenge,
        "domain": disclosed.domain,
        "holder": disclosed.holder,
        "manifest": disclosed.manifest,
        "path": as_text(disclosed.path),
    }
    return Item(KIND, strictjson.dumps(summary).encode(), summary)


def log(vault: Vault, refs: Sequence[str] = ()) -> tuple[Disclosed, ...]:
    """Everything that was shared, newest first; of some credentials only, if any are named."""
    found = [_read(held.summary) for held in vault.objects(KIND)]
    wanted = [one for one in found if not refs or any(ref in refs for ref, _ in one.credentials)]
    return tuple(sorted(wanted, key=lambda one: (one.at, one.manifest), reverse=True))


def _read(said: JsonObject) -> Disclosed:
    return Disclosed(
        at=datetime.fromisoformat(said["at"]),
        kind=said["kind"],
        audience=said["for"],
        credentials=tuple((ref, title) for ref, title in said["credentials"]),
        hidden=tuple(said["hidden"]),
        told=tuple(recalled(phrase, PHRASES) for phrase in said["told"]),
        until=datetime.fromisoformat(said["until"]) if said["until"] else None,
        challenge=said["challenge"],
        domain=said["domain"],
        holder=said["holder"],
        manifest=said["manifest"],
        path=said["path"],
    )


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
