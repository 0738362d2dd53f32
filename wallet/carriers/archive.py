"""Zip archives: bundles, and what other wallets export.  Never extracted; members are read one by one into memory."""

import re
from collections.abc import Collection, Iterable
from shlex import quote

from wallet.carriers import passes
from wallet.carriers.base import MEMBER_LIMIT, Inner, may_be_credential
from wallet.codec import zips
from wallet.errors import Unreadable
from wallet.model import Payload
from wallet.wording import say

LIMITS = zips.Limits(
    members=10_000, total=256 * 1024 * 1024, each=MEMBER_LIMIT, names=re.compile(r".{1,1000}", re.DOTALL)
)
"""Any name will do: it is only a label."""
NAME_LIMIT = 200

_STARTS = (zips.MAGIC, b"PK\x05\x06")
_SKIPPED = ("__macosx/", "evidence/")
"""What systems add, and what a bundle holds for checking, in lower case."""


class Archive:
    """The row for zip files."""

    label = say("zip archive")

    def recognises(self, data: bytes) -> bool:
        """By the first local header, or by the end record of an empty archive."""
        return data.startswith(_STARTS)

    def unwrap(self, data: bytes, name: str, inner: Inner) -> list[Payload]:
        """The credentials among its members; an archive that two programs could read differently is refused."""
        names = zips.names(data, LIMITS)
        if passes.is_pass(names):
            return passes.unwrap(zips.members(data, LIMITS)[passes.CONTENT], name, inner)
        if _is_backup(names):
            raise Unreadable(
                say("{name} is a backup of a wallet, not a credential", name=name),
                hint=say("put what it holds into your wallet: wallet restore {file}", file=quote(name)),
                slug="backup",
            )
        return credentials_in(zips.each(data, LIMITS), name, inner)


CARRIER = Archive()


def credentials_in(members: Iterable[tuple[str, bytes]], name: str, inner: Inner) -> list[Payload]:
    """The credentials among the members of an archive, each with its own bytes.

    Members that hold none are left out, which is said of all but what systems
    add.  Raises :class:`~wallet.errors.Unreadable` (``no_credentials``).
    """
    found: list[Payload] = []
    for member, content in members:
        if _is_skipped(member):
            continue
        for one in inner.any_in(content, f"{name}!{member[:NAME_LIMIT]}"):
            if may_be_credential(one):
                found.append(one)
            else:
                inner.left_out(one.name, Unreadable(say("this is JSON, but no kind of credential that is known")))
    if not found:
        raise Unreadable(
            say("{name} is an archive without credentials", name=name),
            hint=say("import the credential files themselves: wallet import FILE"),
            slug="no_credentials",
        )
    return found


def _is_backup(members: Collection[str]) -> bool:
    """By what every backup of a wallet has, which another archive has by no accident (``vault/FORMAT.md``)."""
    return {"backup.json", "wallet.json"} <= set(members) and any(one.endswith(".wvp") for one in members)


def _is_skipped(member: str) -> bool:
    path = member.replace("\\", "/").lower()
    return path.startswith(_SKIPPED) or path.rsplit("/", 1)[-1].startswith(".")
