"""Step 13 of :mod:`wallet.actions.judge`: status lists, which are credentials and pass steps 2 to 10 themselves."""

from datetime import datetime

from wallet import formats, proofs, status
from wallet.actions.fields import read
from wallet.actions.grounds import Knowledge
from wallet.carriers import unwrap
from wallet.errors import Unreadable
from wallet.model import Document, Outline, Payload
from wallet.proofs.base import Conditions
from wallet.report import Check
from wallet.wording import say


def check(outline: Outline, knowledge: Knowledge, at: datetime, own: status.Own | None = None) -> Check:
    """What saved status lists say of a credential as of a moment; each is proved under the same knowledge."""

    def prove(document: Document) -> status.ProvedList:
        text = document.sha256, outline.issuer_id
        if text not in lists:
            lists[text] = _proved_list(document, outline.issuer_id, knowledge, at)
        return lists[text]

    def newest_seen(url: str) -> datetime | None:
        copies = knowledge.past(url) if knowledge.past is not None else ()
        return status.newest((copy.document for copy in copies), prove)

    lists = {} if knowledge.lists is None else knowledge.lists
    own = own or status.Own()
    question = status.Question(outline, at, knowledge.document, prove, newest_seen, own, knowledge.unpacked)
    return status.answer(question)


def _proved_list(document: Document, issuer_id: str, knowledge: Knowledge, at: datetime) -> status.ProvedList:
    """A saved list after steps 2 to 10, for a credential of ``issuer_id``; raises as :func:`_only`."""
    listed = formats.open_payload(_only(document))
    if not listed.issuer_id and "status_list" in listed.document:
        # A Status List Token need not say whose it is (Token Status List 5.1): only the issuer's own will do then.
        listed = listed._replace(issuer_id=issuer_id)
    proved = proofs.check(listed, knowledge, Conditions(at))
    return status.ProvedList(listed, proved, read(listed, proved.view)[1])


def _only(document: Document) -> Payload:
    """The one credential in a saved document, recognised by content, since media types of servers are unreliable."""
    found = unwrap(document.data, document.url)
    if len(found) != 1:
        raise Unreadable(say("{url} holds {n} credentials instead of one", url=document.url, n=len(found)))
    return found[0]
