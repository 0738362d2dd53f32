"""``wallet export --as original``: the file that was imported, byte for byte."""

import shlex
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from wallet.actions import find
from wallet.cli.invocation import Invocation
from wallet.cli.opening import opened
from wallet.cli.output import check_free, write
from wallet.errors import ExitCode, UsageError
from wallet.show.console import Console
from wallet.show.escaping import escape
from wallet.wording import say


def export(invocation: Invocation, refs: Sequence[str], to: Path | None, *, force: bool) -> ExitCode:
    """Give back the original of one credential; ``to`` None is standard output, where that is no terminal."""
    if len(refs) != 1:
        raise UsageError(
            say("an original is one file, so name one credential"), hint="wallet export REF --as original -o FILE"
        )
    if to is not None:
        check_free(to, force=force)
    vault = opened(invocation)
    entry = find.one(vault, refs[0])
    if to is None and (invocation.json or invocation.out.is_terminal):
        name = shlex.quote(entry.name) if entry.name.isprintable() and entry.name else "FILE"
        hint = say("wallet export {ref} --as original -o {name}", ref=find.short(entry), name=name)
        raise UsageError(say("say where to write the original"), hint=hint, slug="no_output")
    data = find.original(vault, entry)
    if to is not None:
        write(to, data, force=force)
    told = {"path": str(to) if to else None, "ref": entry.ref, "media_type": entry.media_type}

    def show(out: Console) -> None:
        if to is None:
            out.binary(data)
        else:
            out.line(say("wrote {path}, as it was imported: {bytes} bytes", path=escape(str(to)), bytes=len(data)))

    return invocation.answer({**told, "bytes": len(data), "sha256": sha256(data).hexdigest()}, show)
