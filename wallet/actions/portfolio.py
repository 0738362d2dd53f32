"""``export --as pdf``: certificates to be read and printed, the original files attached.

Whoever gets such a file gets the credentials themselves, so it is a share like
a bundle: the learner sees what it tells, agrees, and the wallet keeps a record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from wallet.actions import disclosures
from wallet.actions.judge import Asked, Knowledge
from wallet.actions.share import Prepared, Terms, enclose, printed
from wallet.results.sharing import Disclosed, Exported
from wallet.share.resume import counts
from wallet.vault import Vault


def verified(ready: Prepared) -> Prepared:
    """``ready`` without the credentials that did not verify."""
    kept = [pair for pair in zip(ready.reports, ready.leaving, strict=True) if counts(pair[0].overall)]
    return ready._replace(reports=tuple(one for one, _ in kept), leaving=tuple(one for _, one in kept))


@contextmanager
def export(
    vault: Vault, ready: Prepared, terms: Terms, knowledge: Knowledge, asked: Asked, path: str
) -> Iterator[Exported]:
    """The document, to be written within: the record of it is in the wallet before it is handed out.

    Raises as :func:`wallet.share.certificates.render`, and what the vault raises.
    """
    pairs = zip(ready.reports, ready.leaving, strict=True)
    data = printed(ready, [enclose(one, said, knowledge) for one, said in pairs], terms, asked.at)
    disclosed = Disclosed(
        at=asked.at,
        kind="pdf",
        audience=terms.audience,
        credentials=tuple((one.ref, one.title) for one in ready.leaving),
        hidden=(),
        told=tuple(dict.fromkeys(phrase for one in ready.leaving for phrase in one.tells)),
        until=None,
        challenge="",
        domain="",
        holder="",
        manifest=sha256(data).hexdigest(),
        path=path,
    )
    with disclosures.on_record(vault, disclosed):
        yield Exported(data, "application/pdf", len(ready.reports))
