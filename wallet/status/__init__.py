"""Has the issuer withdrawn it?  One module a kind of list, and the rule that the worst answer wins."""

from importlib import import_module

from wallet.model import StatusRef
from wallet.report import Check, Code, worst
from wallet.report import check as finding
from wallet.status.base import NoAnswer, Own, ProvedList, Question, StatusKind, Unpacked, newest

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


def answer(question: Question) -> Check:
    """Step 13: whether any list that the credential names says it is withdrawn, as of the saved copies.

    The worst entry is the answer.
    """
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


__all__ = ["STATUS", "Own", "ProvedList", "Question", "Unpacked", "answer", "newest"]
