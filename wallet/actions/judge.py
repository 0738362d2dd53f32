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

from collections.abc import Iterator, Sequence
from dataclasses import replace

from wallet import formats, proofs, status
from wallet.actions import audience, status_lists
from wallet.actions.containers import Container, check_endorsed, container_of, covered_by
from wallet.actions.fields import as_far_as_shown, nameless, read
from wallet.actions.grounds import Asked, Knowledge, Room
from wallet.codec.sd_jwt import ANYTHING
from wallet.errors import Unreadable
from wallet.formats.outlines import keeps_back, keeps_end_back, keeps_entries_back, status_of, tells_of_withdrawal
from wallet.model import BY_ADDRESS, Credential, Outline, Part, Payload, View
from wallet.proofs import badge_issuer
from wallet.proofs.base import Conditions
from wallet.report import COVERED, GOOD, Check, CheckId, Code, Report, Result, check
from wallet.trust import recipient, recognition, validity
from wallet.wording import counted, say

NESTING_LIMIT = 8


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
        outline = outline._replace(status=status_of(outline.written))  # nor may anybody else say that it is withdrawn
    if outer is not None:
        proved = covered_by(outer, outline, proved, asked.at)
    format_check, credential = read(outline, proved.view)  # 10
    integrity, *signer = proved.checks
    signer = [_check_shown_issuer(one, credential, outline) for one in signer]
    checks: tuple[Check, ...] = (format_check, integrity, *signer)
    parts: tuple[Report, ...] = ()
    if integrity.result is not Result.FAIL:  # nothing else about a changed credential means anything
        kept_back = outer is not None and outer.keeps_back and integrity.code in COVERED
        format_check = as_far_as_shown(format_check, credential, outline, kept_back=kept_back)
        checks = (format_check, integrity, *signer)
        answers = _answers(outline, credential, signer[0], knowledge, asked, outer)  # 11-14
        begins = credential.valid_from is not None
        checks += _as_far_as_shown(answers, outline, begins=begins, kept_back=kept_back)
        if outline.parts:
            container = container_of(outline, credential, (integrity.result, signer[0]), proved.view, outer)
            container = container._replace(keeps_back=kept_back or keeps_back(outline, ANYTHING))
            parts = tuple(_parts(outline.parts, container, knowledge, asked))  # 15
    return Report(
        source=outline.payload.name,
        outline=outline,
        credential=credential,
        at=asked.at,
        checks=checks,
        parts=parts,
        shown_is_signed=proved.view.signed and integrity.result in GOOD,
        steps=proved.steps,
        about=tuple(audience.told(proved.audience, asked.challenge, asked.domain)),
        audience=proved.audience,
    )


def _check_shown_issuer(signer: Check, credential: Credential, outline: Outline) -> Check:
    """Step 9, continued: the issuer that is shown must be the one whose key was looked for."""
    shown, sought = credential.issuer.id, signer.details.get("issuer") or outline.issuer_id
    if signer.result not in GOOD or shown == sought or outline.format == "presentation":
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
    untied = signer.key if signer.code is Code.SELF_ASSERTED_KEY else ""
    own = status.Own(credential.id, signer.details.get("sealer", ""), untied)
    return (
        _expected(recognition.check(credential, signer, knowledge.trusted), outline, signer, asked, outer),  # 11
        validity.check(credential, asked.at),  # 12
        status_lists.check(outline, about_status, asked.at, own),  # 13
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
    if not any(unshown):
        return answers
    ends = kept_back or keeps_back(outline)
    entries = ends or keeps_entries_back(outline)
    may_be = {Code.STATUS_NOT_SHOWN: entries}
    return tuple(
        check(code) if code and may_be.get(code, ends) else answer
        for code, answer in zip(unshown, answers, strict=True)
    )


def _unshown(answer: Check, outline: Outline, *, begins: bool) -> Code | None:
    """What is to be said instead of ``answer`` where it rests on something that is not there; None where it does not.

    Who shows that a credential is not suspended, or not on one list, may keep back that it is withdrawn.
    """
    if answer.code is Code.NO_END_DATE:
        return Code.END_NOT_SHOWN
    if answer.code is Code.IN_DATE:
        return Code.END_NOT_SHOWN if keeps_end_back(outline) else None if begins else Code.START_NOT_SHOWN
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
    credential = report.credential._replace(title=title)
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
        credential=nameless(outline),
        at=asked.at,
        checks=(check(Code.REQUIRED_MISSING, field=reason),),
    )
