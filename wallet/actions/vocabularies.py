"""The JSON-LD contexts that the user added: official documents, kept verbatim and compiled when they are needed."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from wallet.codec import strictjson
from wallet.codec.contexts import ContextLibrary, Table, read_table
from wallet.errors import Refused, Unreadable
from wallet.wording import say

if TYPE_CHECKING:  # files are judged without loading the vault
    from wallet.vault.changing import Readable

KIND = "context"
EDITION = "added"
DOCUMENT_LIMIT = 1024 * 1024
NAMED = 200
"""Characters of a URL that an error shows."""


class AddedContext(NamedTuple):
    """A JSON-LD context that the user added: an official document and the URL that credentials name it by."""

    url: str
    data: bytes


def held(vault: "Readable") -> tuple[AddedContext, ...]:
    """The contexts that were added to the wallet, by URL: each body is the URL, a line feed and the document.

    One that has come with the program since then is left out: the program's own counts.
    """
    parts = (vault.body(one.id).partition(b"\n") for one in vault.objects(KIND))
    found = sorted(AddedContext(url.decode(), data) for url, _, data in parts)
    bundled = ContextLibrary()
    return tuple(one for one in found if not bundled.editions(one.url))


def library(contexts: Iterable[AddedContext]) -> ContextLibrary:
    """The bundled contexts and these.  Raises :class:`~wallet.errors.Unreadable` as :func:`compiled` does."""
    return ContextLibrary().with_added([compiled(one) for one in contexts])


def compiled(context: AddedContext) -> Table:
    """The meaning of an official context document.

    Raises :class:`~wallet.errors.Unreadable` (``context_malformed``,
    ``context_unsupported``, ``too_large``) or with a slug of the JSON loader.
    """
    from wallet.codec.context_compiler import compile_document

    name = context.url[:NAMED]
    if len(context.data) > DOCUMENT_LIMIT:
        raise Unreadable(
            say("the vocabulary {name} is larger than 1 MiB; no vocabulary is", name=name), slug="too_large"
        )
    try:
        table = compile_document(strictjson.loads(context.data, limit=DOCUMENT_LIMIT), context.data)
    except Refused as refusal:
        reason = refusal.details.get("feature") or refusal.code.replace("_", " ")
        message = say("the vocabulary {name} uses something not supported: {reason}", name=name, reason=reason)
        raise Unreadable(message, slug="context_unsupported") from refusal
    except Unreadable as error:
        raise Unreadable(
            say("the vocabulary {name} cannot be used: {message}", name=name, message=error.message), slug=error.kind
        ) from error
    return read_table(table, context.url, EDITION)
