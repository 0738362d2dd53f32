"""Has the issuer withdrawn it?  One module a kind of list, and the rule that the worst answer wins."""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module

from wallet.model import Document, Outline, StatusRef
from wallet.report import Check, Code, worst
from wallet.report import check as finding
from wallet.status.base import Lookup, NoAnswer, Own, ProvedList, Question, StatusKind, Unpacked, newest

STATUS = {
    "BitstringStatusListEntry": "wallet.status.bitstring",
    "StatusList2021Entry": "wallet.status.bitstring",
    "RevocationList2020Status": "wallet.status.bitstring",
    "status_list": "wallet.status.token_list",
    "1EdTechRevocationList": "wallet.status.revocation_list",
    "RevocationList": "wallet.status.revocation_list",
    "BadgeClass": "wallet.status.revocation_list",
    "HostedBadge": "wallet.status.revocation_list",
}
"""``kind`` of a :class:`~wallet.model.StatusRef` -> the module whose ``STATUS_KIND`` reads such lists."""
_KIND_CHARS = 80
_NOTHING_KNOWN = Own()


def _none_seen(_: str) -> None:
    return None


def check(
    outline: Outline,
    at: datetime,
    lookup: Lookup,
    prove: Callable[[Document], ProvedList],
    *,
    newest_seen: Callable[[str], datetime | None] = _none_seen,
    own: Own = _NOTHING_KNOWN,
) -> Check:
    """Step 13: whether any list that the credential names says it is withdrawn, as of the saved copies.

    ``prove`` takes a saved list through steps 2 to 10 and raises
    :class:`~wallet.errors.Unreadable` when it is no credential; ``newest_seen``
    gives the latest signed date of any list once held from an address, so that
    an older one put in its place is noticed.
    """
    return answer(Question(outline, at, lookup, prove, newest_seen, own, Unpacked()))


def answer(question: Question) -> Check:
    """The same for a question of which all is known; the worst entry is the answer."""
    if not question.outline.status:
        return finding(Code.STATUS_NOT_OFFERED)
    return worst(_answer(ref, question) for ref in question.outline.status)


def _answer(ref: StatusRef, question: Question) -> Check:
    module = STATUS.get(ref.kind)
    if module is None:
        return finding(Code.STATUS_UNSUPPORTED, kind=ref.kind[:_KIND_CHARS] or "unnamed")
    kind: StatusKind = import_module(module).STATUS_KIND
    try:
        return kind.read(ref, question)
    except NoAnswer as reason:
        return reason.check


__all__ = ["STATUS", "Own", "ProvedList", "Question", "Unpacked", "answer", "check", "newest"]
