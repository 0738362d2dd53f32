"""The encrypted wallet directory, format ``wallet-vault/1``: FORMAT.md beside this file.

    made = create(Place(wallet, state, cache), b"passphrase")
    vault = open(place, Passphrase(b"passphrase"))
    vault.add([Item("credential", original, summary)])

What keeps an answer from being given is raised as a kind of
:class:`~wallet.errors.WalletError`; damage that leaves the rest readable is in
:attr:`Vault.findings`.
"""

from wallet.vault.contents import Problem
from wallet.vault.creating import Created, check_free, create
from wallet.vault.files import Files
from wallet.vault.opening import forget_place, open, rescue, rescued  # noqa: A004 - called as vault.open
from wallet.vault.outside import Outside, look
from wallet.vault.packs import Item
from wallet.vault.place import Place
from wallet.vault.slots import Cost
from wallet.vault.unlocking import KeyFile, KeyringSecret, Passphrase, RecoveryCode, RootKey, Unlocking
from wallet.vault.vault import Added, Object, Vault

__all__ = [
    "Added",
    "Cost",
    "Created",
    "Files",
    "Item",
    "KeyFile",
    "KeyringSecret",
    "Object",
    "Outside",
    "Passphrase",
    "Place",
    "Problem",
    "RecoveryCode",
    "RootKey",
    "Unlocking",
    "Vault",
    "check_free",
    "create",
    "forget_place",
    "look",
    "open",
    "rescue",
    "rescued",
]
