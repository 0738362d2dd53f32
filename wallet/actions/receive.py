"""Receiving a bundle: what its sender signed, and each credential in it on its own.

Documents of issuers that the sender enclosed are used only where the checker
has saved none, and never count as coming from the issuer.
"""

from collections.abc import Iterator
from dataclasses import replace

from wallet import evidence
from wallet.actions import audience
from wallet.actions.grounds import Asked, Knowledge
from wallet.actions.inputs import Input
from wallet.actions.judge import judge, judge_shown
from wallet.actions.reading import Read
from wallet.carriers import unwrap
from wallet.codec import strictjson
from wallet.errors import Unreadable
from wallet.model import Document, Part, Payload
from wallet.report import GOOD, Audience, CheckId, Code, Report, Result, check
from wallet.share import bundle
from wallet.share.bundle import Bundle, Damage
from wallet.wording import joined, say

PROBLEMS = {
    "missing": say("{path} is missing"),
    "changed": say("{path} is not the file that was shared"),
    "unlisted": say("{path} was added by somebody"),
    "not_shown": say("{path} is not what the sender signed"),
    "manifest_not_signed": say("the list of files is not the one that the sender signed"),
    "other_holder": say("the list of files names another sender"),
}


def is_bundle(data: bytes) -> bool:
    """Whether ``data`` is a bundle that ``wallet share`` made."""
    return bundle.recognises(data)


def receive(item: Input, knowledge: Knowledge, asked: Asked) -> Read:
    """The report on a bundle: its presentation, with a part for every credential file.

    Raises :class:`~wallet.errors.Unreadable` when it is too damaged to judge.
    """
    found = bundle.read(item.data)
    known = _with_enclosed(found, knowledge).for_one_input()
    shown = Payload(found.presentation, "application/json", "bundle", item.name, item.data)
    report = judge(shown, known, asked)
    report = _damaged(report, (*found.damage, *_another(found, report)))
    parts = tuple(_parts(found, report, item.name, known, asked))
    return Read(shown, replace(report, source=item.name, parts=parts, about=_about(found, report, asked)))


def _about(found: Bundle, report: Report, asked: Asked) -> tuple[tuple[str, str], ...]:
    """What the sender signed about the bundle as a whole; nothing if it was changed or nobody signed it."""
    if report.result(CheckId.INTEGRITY) not in GOOD:
        return ()
    said = found.manifest
    lines: list[tuple[str, str]] = [
        (say("made on"), f"{said.created:%Y-%m-%d}"),
        (say("made for"), said.audience),
        (say("about"), said.purpose),
    ]
    if said.expires:
        lines.append(
            (
                say("share ends"),
                say("{expires:%Y-%m-%d}; the credentials have dates of their own", expires=said.expires),
            )
        )
    # Nobody but the receiver can tell whether a challenge is theirs; the sender makes one up where there was none.
    meant = Audience(report.audience.domains, report.audience.challenge if asked.challenge else "")
    lines += audience.told(meant, asked.challenge, asked.domain)
    files = len(found.evidence())
    if files > 1:
        lines.append((say("enclosed"), say("{files} saved documents, chosen by the sender", files=files - 1)))
    lines.append((say("manifest SHA-256"), found.manifest_sha256))
    return tuple((label, text) for label, text in lines if text)


def _with_enclosed(found: Bundle, knowledge: Knowledge) -> Knowledge:
    """``knowledge``, with what the sender enclosed, marked as such, where it has no document of its own."""
    files = found.evidence()
    if "index.json" not in files:
        return knowledge
    try:
        enclosed = evidence.parse(files["index.json"], lambda name: files.get(name, b""), origin="sharer")
    except Unreadable:
        return knowledge

    def lookup(url: str) -> Document | None:
        try:
            return knowledge.document(url) or enclosed.lookup(url)
        except Unreadable:
            return None  # as if it were not there; that it is missing or changed is found by the manifest's hashes

    return knowledge._replace(keys=replace(knowledge.keys, lookup=lookup))


def _another(found: Bundle, report: Report) -> tuple[Damage, ...]:
    """Damage, if what was judged is not the presentation as it is written, but a token wrapped in unsigned JSON."""
    judged = report.outline
    own = judged.format == "presentation" and judged.written is None and report.credential.id == found.pin
    if own and strictjson.loads(found.presentation) == judged.document:
        return ()
    return (Damage(bundle.MANIFEST, "manifest_not_signed"),)


def _damaged(report: Report, damage: tuple[Damage, ...]) -> Report:
    """The report on a bundle, rejected if a file in it is damaged: then it is not what its sender signed."""
    if not damage or report.result(CheckId.INTEGRITY) is Result.FAIL:
        return report
    detail = joined("; ", [PROBLEMS[one.problem].filled(path=one.path) for one in damage[:3]])
    form = (one for one in report.checks if one.id is CheckId.FORMAT)
    return replace(report, checks=(*form, check(Code.HASH_MISMATCH, detail=detail)), shown_is_signed=False)


def _parts(found: Bundle, report: Report, name: str, knowledge: Knowledge, asked: Asked) -> Iterator[Report]:
    """One report for each credential file, whatever became of the presentation."""
    for listed, data in found.credentials():
        source = f"{name}!{listed.path}"
        for payload in _unwrapped(data, source):
            part = Part("credential", f"/{listed.path}", payload)
            yield replace(judge_shown(part, report, knowledge, asked), source=source)


def _unwrapped(data: bytes, source: str) -> list[Payload]:
    """The credentials in one file; if there are none, a payload that judging will find unreadable."""
    try:
        return unwrap(data, source)
    except Unreadable:
        return [Payload(data, "application/json", "text", source, data)]
