"""Exports for scripts and resumes: the original bytes are judged again each time."""

import json
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wallet.actions import contained, find
from wallet.actions.grounds import Asked, Knowledge
from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.model import NO_AWARDS, Entry
from wallet.report import Report
from wallet.results.sharing import Exported
from wallet.share import exports
from wallet.share.resume import Item, counts
from wallet.vault import Vault
from wallet.wording import ENGLISH, Catalogue, say


class ExportOptions(NamedTuple):
    """What an export is made of besides the credentials."""

    kind: str = "json"
    unverified: bool = False
    """Whether those that are not verified come along, marked."""
    name: str = ""
    """The learner's name; empty unless they gave one."""
    words: Catalogue = ENGLISH
    """The language of what people read."""
    template: tuple[str, str] | None = None
    """A template's file name and its text, instead of a kind."""


def worded() -> tuple[str, ...]:
    """The kinds whose text is in a person's language, besides the PDF."""
    return tuple(kind for kind, row in exports.EXPORTS.items() if row.worded)


def export(
    vault: Vault, entries: Sequence[Entry], options: ExportOptions, knowledge: Knowledge, asked: Asked
) -> Exported:
    """``entries`` in one of the formats, without those that are not verified unless they are wanted.

    Raises :class:`~wallet.errors.NotFound` when there is no such format and
    :class:`~wallet.errors.Unreadable` for a template that cannot be used.
    """
    reports = [find.judged(vault, entry, knowledge, asked) for entry in entries]
    said = [item for report in reports for item in _items(report)]
    items = [item for item in said if options.unverified or counts(item.verdict)]
    refs = tuple(report.ref for report in reports)
    left_out = len(said) - len(items)
    if options.template is not None:
        file, source = options.template
        data = exports.fill(source, file, items, options.name)
        return Exported(data, "text/plain", len(items), left_out, refs)
    row = exports.EXPORTS[options.kind]
    data = exports.render(options.kind, items, options.name, options.words)
    return Exported(data, row.media_type, len(items), left_out, refs, row.experimental)


def merged(old: bytes, ours: Exported) -> bytes:
    """A learner's resume with an exported one in it; the same bytes when nothing of it is new.

    Raises :class:`~wallet.errors.Unreadable` when ``old`` is no resume.
    """
    from wallet.share.exports import json_resume

    found = strictjson.loads(old)
    if not isinstance(found, dict) or not all(isinstance(found.get(name, []), list) for name in _SECTIONS):
        raise Unreadable(say("the file is no JSON Resume"), hint="wallet export --as json-resume -o resume.json")
    done = json_resume.merged(found, strictjson.loads(ours.data), ours.refs)
    return old if done == found else (json.dumps(done, indent=2, ensure_ascii=False) + "\n").encode()


_SECTIONS = ("certificates", "education", "skills")


def _items(report: Report) -> Iterator[Item]:
    """What a credential awards, and those inside it, by whom and for how long whatever vouches for them says."""
    for one in contained.told(report):
        if one.report.credential.format not in NO_AWARDS:
            said = one.report.credential._replace(
                issued=one.issued, valid_from=one.starts, valid_until=one.until, issuer=one.by
            )
            yield Item(said, one.verdict, one.report.at, report.ref)
