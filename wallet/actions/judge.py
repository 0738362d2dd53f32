"""Judging one credential in numbered steps, which end in a report.

The steps, and the package that takes each:

1.  unwrap, keep the bytes                     carriers
2.  strict load                                formats
3.  recognise the format                       formats
4.  list proofs, status and parts              formats
5.  parse envelope and suite                   proofs
6.  find keys and what ties them to the issuer keys, through ``Knowledge``
7.  build the signed bytes                     proofs
8.  verify signature, digests, Merkle path     proofs
9.  authority: was this key allowed to sign    proofs
10. read fields from the signed view           formats
11. recognition                                trust
12. validity                                   trust
13. status                                     status
14. holder                                     trust
15. parts, each through steps 2 to 14          here
16. verdict                                    report

Every outcome is a value; only a payload that is no credential raises an error.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from wallet import formats, proofs, status
from wallet.actions import audience
from wallet.actions.containers import Container, Room, check_endorsed, container_of, covered_by, place_title
from wallet.carriers import unwrap
from wallet.codec import limits
from wallet.codec.contexts import ContextLibrary
from wallet.codec.rdfc import Work
from wallet.errors import Unreadable
from wallet.formats.outlines import keeps_back, keeps_entries_back, status_of, tells_of_withdrawal
from wallet.keys import Keys
from wallet.model import Credential, Document, FoundKey, Holder, Issuer, KeyRef, Outline, Part, Payload, View
from wallet.proofs import badge_issuer
from wallet.proofs.base import Conditions
from wallet.report import Check, CheckId, Code, Report, Result, check
from wallet.trust import recipient, recognition, validity
from wallet.wording import counted, joined, say

if TYPE_CHECKING:  # an issuer that is its own key has no past
    from wallet.keys.past import SavedCopy

NESTING_LIMIT = 8
_COVERED = (Code.COVERED_BY_CONTAINER, Code.COVERED_TOGETHER)
BY_ADDRESS = "open-badges-hosted"
"""The format of a badge of which only the address of the issuer's copy is known."""


class Knowledge(NamedTuple):
    """What the checker has at hand, offline.  Implements :class:`wallet.proofs.base.Known`."""

    keys: Keys
    contexts: ContextLibrary
    trusted: recognition.TrustList
    past: "Callable[[str], Sequence[SavedCopy]] | None" = None
    """Every copy of a URL that the wallet holds, oldest first."""
    mine: tuple[str, ...] = ()
    """The learner's own identities."""
    accepted: Mapping[str, frozenset[str]] = {}
    """Issuer to the keys that it had at the times when the learner decided to trust it."""
    work: Work | None = None
    """The work that is left for the file that is judged; None between files."""
    lists: dict[tuple[str, str], status.ProvedList] | None = None
    """The status lists proved for that file, by their SHA-256 and the issuer of the credential that names them."""
    unpacked: status.Unpacked | None = None
    """The status lists unpacked for that file; None between files."""
    room: Room | None = None
    """For how many more parts there is room in that file; None between files."""

    def for_one_file(self, credentials: int) -> "Knowledge":
        """The same, for a file with so many credentials, which share a budget of work, and room for parts."""
        work = Work(limits.RDF_STEPS + limits.RDF_STEPS_EACH * (credentials - 1))
        return Knowledge(*self[:6], work, None, status.Unpacked(), Room())

    def for_one_input(self) -> "Knowledge":
        """The same, for a credential and its parts: one budget of work, and each status list is proved only once."""
        if self.lists is not None:
            return self
        unpacked = self.unpacked or status.Unpacked()
        # In half the time of _replace.
        return Knowledge(*self[:6], self.work or Work(), {}, unpacked, self.room or Room())

    def at(self, moment: datetime) -> "Knowledge":
        """The same, for judging as of a moment, at which certificates must be valid."""
        anchors = self.keys.anchors
        return self._replace(keys=replace(self.keys, anchors=anchors._replace(at=moment))) if anchors else self

    def held_since(self, moment: datetime) -> "Knowledge":
        """The same, for a credential that has been held since that moment, so that older copies count for it too."""
        if self.past is None:
            return self
        from wallet.keys.past import Past

        return self._replace(keys=replace(self.keys, past=Past(self.past, moment, accepted=self.accepted)))

    def key(self, ref: KeyRef) -> FoundKey:
        """The key that ``ref`` names and what ties it to the issuer."""
        return self.keys.key(ref, self.work)

    def document(self, url: str) -> Document | None:
        """The newest saved copy of ``url``."""
        return self.keys.lookup(url)

    def before_the_change(self, signer: Check) -> "Knowledge":
        """The same, as it was before the issuer's site listed only unrelated keys (``key_vanished``)."""
        past = self.keys.past
        if past is None or signer.as_of is None:
            return self
        from wallet.keys.past import before_the_change

        return self._replace(
            keys=replace(self.keys, lookup=before_the_change(signer.source, signer.as_of, self.keys.lookup, past)),
            past=None,  # what was saved since is not the issuer's
            lists=None,
        )

    def insisting(self) -> "Knowledge":
        """The same, but looking in older copies too, for a credential that the key in the newest did not sign."""
        past = self.keys.past
        return self._replace(keys=replace(self.keys, past=past._replace(insist=True)), lists=None) if past else self


class Asked(NamedTuple):
    """What the person who checks wants to know."""

    at: datetime
    """The moment to judge for."""
    challenge: str = ""
    domain: str = ""
    holder: str = ""
    """The id, e-mail or name that must be the recipient; empty when not asked."""
    issuers: tuple[str, ...] = ()
    """The ids one of which must have issued each credential; empty when not asked."""
    forms: bool = False
    """Whether the steps of a report quote the whole text that was signed."""


def judge(payload: Payload, knowledge: Knowledge, asked: Asked) -> Report:
    """The report on one payload, its parts included.

    Raises :class:`~wallet.errors.Unreadable` when it is no credential (steps 2 to 4).
    """
    knowledge = _begun(payload, knowledge.at(asked.at))
    outline = _opened(payload, knowledge)
    report = _judge(outline, knowledge, asked, None)
    found = report.answer(CheckId.INTEGRITY)
    if found and found.code is Code.SIGNATURE_MISMATCH and knowledge.keys.past is not None:
        older = _judge(outline, knowledge.insisting(), asked, None)  # a new key may go by the old one's name
        report = older if older.result(CheckId.INTEGRITY) is not Result.FAIL else report
    return report


def _begun(payload: Payload, knowledge: Knowledge) -> Knowledge:
    """The same knowledge, for one more credential of an input."""
    knowledge = knowledge.for_one_input()
    if knowledge.room is not None and knowledge.work is not None:
        knowledge.room.begin(payload, knowledge.work)
    return knowledge


def _opened(payload: Payload, knowledge: Knowledge) -> Outline:
    """Steps 2 to 4.  For a badge known only by its address, the issuer's saved copy is read instead."""
    outline = formats.open_payload(payload)
    if outline.format != BY_ADDRESS:
        return outline
    copy = knowledge.document(outline.proofs[0].key_id)
    if copy is None or copy.origin != "saved":
        return outline
    try:
        return formats.open_payload(replace(payload, data=copy.data, media_type="application/json"))
    except Unreadable:
        return outline  # a page that says the badge is gone, or the notice that it is withdrawn


def _judge(outline: Outline, knowledge: Knowledge, asked: Asked, outer: Container | None) -> Report:
    outline = badge_issuer.resolved(outline, knowledge)  # who is shown as a badge's issuer is who its key is sought for
    proved = proofs.check(outline, knowledge, Conditions(asked.at, asked.challenge, asked.domain, asked.forms))  # 5-9
    if proved.without_claims and outline.written is not None:
        outline = replace(outline, status=status_of(outline.written))  # nor may anybody else say that it is withdrawn
    if outer is not None:
        proved = covered_by(outer, outline, proved, asked.at)
    format_check, credential = read(outline, proved.view)  # 10
    integrity, *signer = proved.checks
    signer = [_check_shown_issuer(one, credential, outline) for one in signer]
    checks: tuple[Check, ...] = (format_check, integrity, *signer)
    parts: tuple[Report, ...] = ()
    if integrity.result is not Result.FAIL:  # nothing else about a changed credential means anything
        kept_back = outer is not None and outer.keeps_back and integrity.code in _COVERED
        answers = _answers(outline, credential, signer[0], knowledge, asked, outer)  # 11-14
        begins = credential.valid_from is not None
        checks += _as_far_as_shown(answers, outline, begins=begins, kept_back=kept_back)
        if outline.parts:
            container = container_of(outline, credential, (integrity.result, signer[0]), proved.view, outer)
            container = container._replace(keeps_back=kept_back or keeps_back(outline, anything=True))
            parts = tuple(_parts(outline.parts, container, knowledge, asked))  # 15
    return Report(
        source=outline.payload.name,
        outline=outline,
        credential=credential,
        at=asked.at,
        checks=checks,
        parts=parts,
        shown_is_signed=proved.view.signed and integrity.result in (Result.PASS, Result.NOTE),
        steps=proved.steps,
        about=tuple(audience.told(proved.audience, asked.challenge, asked.domain)),
        audience=proved.audience,
    )


def _check_shown_issuer(signer: Check, credential: Credential, outline: Outline) -> Check:
    """Step 9, continued: the issuer that is shown must be the one whose key was looked for."""
    shown, sought = credential.issuer.id, signer.details.get("issuer") or outline.issuer_id
    if signer.result not in (Result.PASS, Result.NOTE) or shown == sought or outline.format == "presentation":
        return signer
    if not shown:  # a name without an id: anybody with any key could have written it
        return check(Code.SELF_ASSERTED_KEY, source=signer.source, issuer=say("nobody by id"))
    return check(Code.ISSUER_MISMATCH, issuer=shown)


def _answers(
    outline: Outline, credential: Credential, signer: Check, knowledge: Knowledge, asked: Asked, outer: Container | None
) -> tuple[Check, ...]:
    """Steps 11 to 14, for a credential that was not changed."""
    # Who must be the recipient is asked of the credentials; the holder of a presentation is who shows them.
    holder = "" if outline.format == "presentation" else asked.holder
    about_status = knowledge.before_the_change(signer) if signer.code is Code.KEY_VANISHED else knowledge
    return (
        _expected(recognition.check(credential, signer, knowledge.trusted), outline, signer, asked, outer),  # 11
        validity.check(credential, asked.at),  # 12
        check_status(outline, about_status, asked, status.Own(credential.id, signer.details.get("sealer", ""))),  # 13
        recipient.check(credential, holder, outline, signer, outer.presenter if outer else "", knowledge.mine),  # 14
    )


def _as_far_as_shown(
    answers: tuple[Check, ...], outline: Outline, *, begins: bool, kept_back: bool
) -> tuple[Check, ...]:
    """Steps 12 and 13 for a credential of which only some is shown: what is not there may be kept back.

    ``begins`` says that it shows from when it holds; ``kept_back`` that it is a part that leans on its container, and
    that it may be of that.
    """
    unshown = [_unshown(answer, outline, begins=begins) for answer in answers]
    if not any(unshown) or not (kept_back or keeps_back(outline)):
        return answers
    return tuple(check(code) if code else answer for code, answer in zip(unshown, answers, strict=True))


def _unshown(answer: Check, outline: Outline, *, begins: bool) -> Code | None:
    """What is to be said instead of ``answer`` where it rests on something that is not there; None where it does not.

    Who shows that a credential is not suspended, or not on one list, may keep back that it is withdrawn.
    """
    if answer.code is Code.NO_END_DATE:
        return Code.END_NOT_SHOWN
    if answer.code is Code.IN_DATE:
        return None if begins else Code.START_NOT_SHOWN
    if answer.id is not CheckId.STATUS or answer.result in (Result.UNKNOWN, Result.FAIL):
        return None
    settled = any(map(tells_of_withdrawal, outline.status)) and not keeps_entries_back(outline)
    return None if settled else Code.STATUS_NOT_SHOWN


def _expected(recognised: Check, outline: Outline, signer: Check, asked: Asked, outer: Container | None) -> Check:
    """Step 11 where the checker names the issuers to expect; whom a credential quotes inside is up to its issuer."""
    if not asked.issuers or outline.format == "presentation" or (outer is not None and not outer.shows):
        return recognised
    if outline.issuer_id not in asked.issuers:
        return check(Code.ISSUER_UNEXPECTED, issuer=outline.issuer_id or say("nobody by id"))
    # No certificate can bear such an id: the seal says who sealed, but not that the id is theirs.
    if recognised.code is Code.NOT_ON_LIST and signer.result is Result.PASS and "sealer" not in signer.details:
        return check(Code.ISSUER_EXPECTED, issuer=outline.issuer_id)
    return recognised


def read(outline: Outline, view: View) -> tuple[Check, Credential]:
    """Step 10: the credential, and whether its format's rules were kept."""
    format_ = formats.by_id(outline.format)
    try:
        credential = format_.read(view, outline)
    except Unreadable as error:
        return check(Code.REQUIRED_MISSING, field=error.message), _nameless(outline)
    if credential.problems:
        detail = joined("; ", credential.problems[:3])
        return check(Code.UNUSUAL_FORM, format=format_.label, detail=detail), credential
    return check(Code.READ, format=format_.label), credential


def _nameless(outline: Outline) -> Credential:
    """What can be shown of a credential that lacks a required field."""
    return Credential(
        format=outline.format,
        id="",
        kind="",
        title=place_title(outline.payload.name),
        description="",
        issuer=Issuer(outline.issuer_id),
        holder=Holder(),
        issued=None,
        valid_from=None,
        valid_until=None,
    )


def check_status(outline: Outline, knowledge: Knowledge, asked: Asked, own: status.Own | None = None) -> Check:
    """Step 13; the list itself passes steps 2 to 12 under the same knowledge."""

    def prove(document: Document) -> status.ProvedList:
        text = document.sha256, outline.issuer_id
        if text not in lists:
            lists[text] = _proved_list(document, outline.issuer_id, knowledge, asked)
        return lists[text]

    def newest_seen(url: str) -> datetime | None:
        copies = knowledge.past(url) if knowledge.past is not None else ()
        return status.newest((copy.document for copy in copies), prove)

    lists = {} if knowledge.lists is None else knowledge.lists
    own = own or status.Own()
    question = status.Question(outline, asked.at, knowledge.document, prove, newest_seen, own, knowledge.unpacked)
    return status.answer(question)


def _proved_list(document: Document, issuer_id: str, knowledge: Knowledge, asked: Asked) -> status.ProvedList:
    """A saved list after steps 2 to 10, for a credential of ``issuer_id``; raises as :func:`_only`."""
    listed = formats.open_payload(_only(document))
    if not listed.issuer_id and "status_list" in listed.document:
        # A Status List Token need not say whose it is (Token Status List 5.1): only the issuer's own will do then.
        listed = replace(listed, issuer_id=issuer_id)
    proved = proofs.check(listed, knowledge, Conditions(asked.at))
    return status.ProvedList(listed, proved, read(listed, proved.view)[1])


def _only(document: Document) -> Payload:
    """The one credential in a saved document, recognised by content, since media types of servers are unreliable."""
    found = unwrap(document.data, document.url)
    if len(found) != 1:
        raise Unreadable(say("{url} holds {n} credentials instead of one", url=document.url, n=len(found)))
    return found[0]


def judge_shown(part: Part, shown: Report, knowledge: Knowledge, asked: Asked) -> Report:
    """The report on a credential that travels with the presentation ``shown``, as a part that it does not cover."""
    knowledge = _begun(part.payload, knowledge.at(asked.at))
    proved = shown.result(CheckId.INTEGRITY), shown.answer(CheckId.SIGNER)
    container = container_of(shown.outline, shown.credential, proved, View({}, signed=False), None)
    return _part(part, container._replace(shows=True), knowledge, asked)


def _parts(parts: Sequence[Part], container: Container, knowledge: Knowledge, asked: Asked) -> Iterator[Report]:
    """Step 15: as many parts as there is room for, and one report that says how many more there are."""
    room = knowledge.room or Room()
    for number, part in enumerate(parts):
        if not room.take(len(part.payload.data)):
            yield _too_many(parts[number:], asked)
            return
        yield _part(part, container, knowledge, asked)


def _too_many(rest: Sequence[Part], asked: Asked) -> Report:
    """What is said of parts beyond the limit of one input, of which nothing is read."""
    first = next((part for part in rest if part.role != "endorsement"), rest[0])
    report = _unreadable_part(first, "", asked)
    title = counted(len(rest), "{n} more credential", "{n} more credentials")
    credential = replace(report.credential, title=title)
    checks = (check(Code.TOO_COMPLEX), check(Code.NO_SIGNATURE))
    return replace(report, credential=credential, checks=checks, role=first.role, pointer=first.pointer)


def _part(part: Part, container: Container, knowledge: Knowledge, asked: Asked) -> Report:
    """Step 15 for one part."""
    inner = asked._replace(challenge="", domain="")  # those were asked of the presentation alone
    if container.depth > NESTING_LIMIT:
        report = _unreadable_part(part, say("a readable depth: it is nested more than eight deep"), asked)
    else:
        try:
            outer = container._replace(pointer=part.pointer)
            report = _judge(_opened(part.payload, knowledge), knowledge, inner, outer)
        except Unreadable as error:
            report = _unreadable_part(part, say("a form that can be read: {reason}", reason=error.message), asked)
            if error.kind == "envelope_unsupported":
                report = replace(report, checks=_in_another_envelope(error))
    if part.role == "endorsement":
        report = check_endorsed(report, container)
    return replace(report, role=part.role, pointer=part.pointer)


def _in_another_envelope(error: Unreadable) -> tuple[Check, ...]:
    """The checks of a part in a valid form that is not supported: not a fault, and nothing is proved."""
    form = check(Code.UNUSUAL_FORM, format=say("presentation"), detail=error.message)
    feature = say("a credential in an envelope other than of a token")
    return form, check(Code.FEATURE_UNSUPPORTED, feature=feature), check(Code.NO_SIGNATURE)


def _unreadable_part(part: Part, reason: str, asked: Asked) -> Report:
    outline = Outline("", part.payload, {}, None, "", "", (), (), ())
    return Report(
        source=part.payload.name,
        outline=outline,
        credential=_nameless(outline),
        at=asked.at,
        checks=(check(Code.REQUIRED_MISSING, field=reason),),
    )
