"""``wallet password``, ``wallet slots ...`` and ``wallet rekey``: who can open the wallet."""

from pathlib import Path
from typing import Annotated

import typer

from wallet.actions import access, maintain
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.options import ANSWERING, NEW_PASSPHRASE, UNLOCKING, command
from wallet.cli.prompts import agreed, ask, named, new_from_file, new_passphrase
from wallet.cli.revealing import check_place, keeper, reveal
from wallet.errors import ExitCode, UsageError
from wallet.show import machine, vaults
from wallet.wording import say


@command(ANSWERING, UNLOCKING, example="wallet password\nwallet password --new-password-file new.txt")
def password(invocation: Invocation, new: Annotated[str | None, NEW_PASSPHRASE] = None) -> ExitCode:
    """Change the passphrase.

    It asks for the old one, or for the recovery code when the old one is
    forgotten. The recovery code stays as it is.
    """
    chosen = new_from_file(invocation, new)
    vault = opened(invocation, fresh=True)
    replaced = access.change_passphrase(invocation.directories(), vault, chosen or new_passphrase(invocation))
    return invocation.answer({"replaced": replaced}, lambda out: vaults.passphrase_changed(replaced, out))


@command(ANSWERING, UNLOCKING, example="wallet slots list")
def list_(invocation: Invocation) -> ExitCode:
    """List what opens the wallet: passphrases, codes, key files."""
    found = access.shown_slots(opened(invocation))
    return invocation.answer({"slots": [machine.plain(slot) for slot in found]}, lambda out: vaults.slots(found, out))


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet slots add recovery\nwallet slots add keyfile --to /media/stick/wallet.key",
)
def add(
    invocation: Invocation,
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of: {', '.join(access.KINDS)}.")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Where to write the recovery code or key file.")
    ] = None,
    new: Annotated[str | None, NEW_PASSPHRASE] = None,
) -> ExitCode:
    """Add another passphrase, recovery code or key file.

    A key file is as good as the passphrase: keep it on a stick or on another
    computer, never beside the wallet. The keyring opens the wallet without a
    question for whoever is logged in as you.
    """
    chosen = _kind(kind, to)
    if chosen in ("recovery", "keyfile"):
        check_place(invocation, to, f"wallet slots add {chosen} --to FILE")
    code = _added(invocation, chosen, to, new)
    label, file = access.label(chosen), str(to) if to else None
    invocation.answer({"kind": label, "file": file}, lambda out: vaults.slot_added(label, file, out))
    if code and not to:
        reveal(invocation, code)
    return ExitCode.OK


def _kind(named_: str, to: Path | None) -> str:
    """The kind of slot that was named, known to go with ``--to``.  Raises :class:`~wallet.errors.UsageError`."""
    kind = access.kind(named_)
    if not kind:
        raise UsageError(
            say("there is no kind {kind!r}", kind=named_[:40]),
            hint=say("use one of: {kinds}", kinds=", ".join(access.KINDS)),
            slug="no_such_kind",
        )
    if (kind == "keyfile") != (to is not None) and kind != "recovery":
        hint = f"wallet slots add {kind}" + (" --to FILE" if kind == "keyfile" else "")
        raise UsageError(say("--to names the file of a key file or a recovery code"), hint=hint)
    return kind


def _added(invocation: Invocation, kind: str, to: Path | None, new: str | None) -> str:
    """Add a slot of that kind; the recovery code, if it is one."""
    chosen = new_from_file(invocation, new) if kind == "passphrase" else None
    vault = opened(invocation, fresh=True)
    if kind == "recovery":
        return access.add_recovery_code(vault, keeper(to))
    if kind == "keyfile":
        access.add_key_file(vault, keeper(to))
    elif kind == "passphrase":
        access.add_passphrase(vault, chosen or new_passphrase(invocation))
    else:
        access.add_keyring(vault)
    return ""


@command(ANSWERING, UNLOCKING, example="wallet slots remove 3f9a2c10\nwallet slots remove 'key file' --yes")
def remove(
    invocation: Invocation,
    slot: Annotated[
        str, typer.Argument(metavar="SLOT", help="The start of its name, or its kind if it is the only one.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> ExitCode:
    """Remove a passphrase, recovery code or key file.

    The last one cannot be removed.
    """
    vault = opened(invocation, fresh=True)
    chosen = access.named_slot(vault, slot)
    agreed(invocation, say("It will no longer open the wallet. Go on?"), yes=yes)
    removed = access.remove_slot(invocation.directories(), vault, chosen)
    return invocation.answer(machine.plain(removed), lambda out: vaults.slot_removed(removed, out))


@command(ANSWERING, UNLOCKING, example="wallet slots check\nwallet slots check --password-file recovery.txt")
def check(invocation: Invocation) -> ExitCode:
    """Say whether a passphrase, code or key file opens the wallet.

    Type your recovery code once in a while to be sure that you copied it well.
    """
    folders = invocation.directories()
    maintain.check_present(folders)
    secret = named(invocation)
    fits = access.which_slot(
        folders, secret if secret is not None else ask(invocation, say("Passphrase or recovery code: "))
    )
    return invocation.answer(machine.plain(fits), lambda out: vaults.slot_fits(fits, out))


@command(
    ANSWERING,
    UNLOCKING,
    example="wallet rekey\nwallet rekey --yes --recovery-file code.txt --new-password-file new.txt",
)
def rekey(
    invocation: Invocation,
    new: Annotated[str | None, NEW_PASSPHRASE] = None,
    recovery_file: Annotated[
        Path | None, typer.Option("--recovery-file", metavar="FILE", help="Write the new recovery code there.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> ExitCode:
    """Encrypt everything anew, under another key.

    For when somebody may have had a passphrase and a copy of the folder. You
    choose a passphrase and get a new recovery code; nothing else opens the wallet
    from then on.
    """
    check_place(invocation, recovery_file, "wallet rekey --recovery-file FILE")
    chosen = new_from_file(invocation, new)
    vault = opened(invocation, fresh=True)
    agreed(invocation, say("Other passphrases, recovery codes and key files will no longer open it. Go on?"), yes=yes)
    passphrase = chosen or new_passphrase(invocation)
    code = access.new_root_key(invocation.directories(), vault, passphrase, keeper(recovery_file))
    data = {"recovery_file": str(recovery_file) if recovery_file else None}
    invocation.answer(data, vaults.rekeyed)
    if recovery_file is None:
        reveal(invocation, code)
    return ExitCode.OK
