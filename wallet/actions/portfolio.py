"""``export --as pdf``: certificates to be read and printed, the original files attached.

Whoever gets such a file gets the credentials themselves, so it is a share like
a bundle: the learner sees what it tells, agrees, and the wallet keeps a record.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

from wallet.actions import disclosures
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.share import Prepared, Terms, enclose, printed
from wallet.results.sharing import Disclosed, Exported
from wallet.vault import Vault


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
        told=ready.told(),
        manifest=sha256(data).hexdigest(),
        path=path,
    )
    with disclosures.on_record(vault, disclosed):
        yield Exported(data, "application/pdf", len(ready.reports))
