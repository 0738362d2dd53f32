"""Saying who the learner is to issuers: the addresses, ids and names that badges were issued to."""

from typing import TYPE_CHECKING

from wallet.actions.identity_store import ABOUT, REGISTER, identity, kind, list_
from wallet.errors import NotFound, UsageError
from wallet.results.trust import Identity, IdentityChanged
from wallet.wording import say

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.actions.grounds import Asked
    from wallet.vault import Vault

CHARS = 500


def checked(text: str) -> str:
    """An identity as it is kept.  Raises :class:`~wallet.errors.UsageError` for a text that cannot be one."""
    said = " ".join(text.removeprefix("mailto:").split())
    if not said or not said.isprintable() or len(said) > CHARS or (kind(said) != "name" and " " in said):
        raise UsageError(
            say("that is no e-mail address, web address, DID or name"),
            hint="wallet identity add you@mail.example",
            slug="bad_identity",
        )
    return said


def add(vault: "Vault", said: str, asked: "Asked") -> IdentityChanged:
    """Add one that was :func:`checked` to the learner's own identities, and judge again what the wallet holds."""
    return _changed(vault, identity(said, asked.at.isoformat()), asked, removed=False)


def remove(vault: "Vault", text: str, asked: "Asked") -> IdentityChanged:
    """Remove an identity from the learner's own.  Raises :class:`~wallet.errors.NotFound`."""
    wanted = " ".join(text.removeprefix("mailto:").split())
    found = [one for one in list_(vault) if wanted in (one.text, one.text.casefold())]
    if not found:
        raise NotFound(
            say("{wanted!r} is none of your identities", wanted=wanted[:80]),
            hint=say("see what there is: wallet identity list"),
        )
    return _changed(vault, found[0], asked, removed=True)


def _changed(vault: "Vault", one: Identity, asked: "Asked", *, removed: bool) -> IdentityChanged:
    from wallet.actions.rejudging import rejudge
    from wallet.report import CheckId, Code, answered
    from wallet.vault.changing import Change
    from wallet.vault.entries import entries

    register = (ABOUT + one.text, REGISTER, None if removed else one.at.isoformat())
    renewed = rejudge(vault, Change(registers=(register,)), entries(vault), asked)
    yours = sum(answered(entry.codes, CheckId.HOLDER) is Code.HOLDER_MATCH for entry in entries(vault))
    return IdentityChanged(one, removed, yours, renewed)
