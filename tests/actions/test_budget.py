"""One input has one budget of work, however many proofs and parts it has, and each status list is proved once."""

import base64
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from certificate_kit import make
from issuer_kit import College, jwk
from programs import interpreted
from proof_kit import V2, Json, Key, credential, make_key, sign, signed, token

from wallet import proofs
from wallet.actions.grounds import Asked, Knowledge, Room
from wallet.actions.inputs import Input
from wallet.actions.judge import judge
from wallet.actions.knowledge import gather
from wallet.actions.reading import Read, Reader, read
from wallet.carriers import unwrap
from wallet.codec import limits
from wallet.codec.rdfc import Work
from wallet.model import Document, Outline
from wallet.proofs.base import Conditions, Known
from wallet.report import CheckId, Code, Proved, Report, Verdict

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ISSUER = make_key()
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
OWN = {"p": "urn:example:p", "q": "urn:example:q"}
LIST = "https://issuer.example/list"


def alike(children: int, **members: Any) -> Json:
    """A credential with two blank nodes alike, each with so many children alike: (children)! orders to go through."""
    node = {"p": [{"p": [{"q": "x"}] * children}] * 2}
    return credential(ISSUER.did, OWN, credentialSubject={"id": "urn:example:who", **node}, **members)


@cache
def small() -> Json:
    return signed(alike(2), ISSUER, "eddsa-rdfc-2022")


@cache
def poison() -> Json:
    return {**alike(7), "proof": small()["proof"]}


def badge(number: int) -> Json:
    achievement = {
        "id": f"urn:example:course:{number}",
        "type": ["Achievement"],
        "name": f"Course {number}",
        "description": "Of a term",
        "criteria": {"narrative": "Passed"},
    }
    subject = {"id": "did:example:learner", "type": ["AchievementSubject"], "achievement": achievement}
    made = credential(
        ISSUER.did,
        OB,
        id=f"urn:example:badge:{number}",
        type=["VerifiableCredential", "OpenBadgeCredential"],
        name=f"Course {number}",
        credentialSubject=subject,
    )
    return by_college(made)


def by_college(made: Json) -> Json:
    college = {"id": ISSUER.did, "type": ["Profile"], "name": "College"}
    return signed({**made, "issuer": college}, ISSUER, "eddsa-rdfc-2022")


def presentation(*parts: Any) -> Json:
    return {"@context": [V2], "type": ["VerifiablePresentation"], "verifiableCredential": list(parts)}


def judged(document: Json, known: Knowledge | None = None) -> tuple[Report, Work]:
    """The report, and what was left of the work."""
    (payload,) = unwrap(json.dumps(document).encode(), "file")
    known = (known or gather(lambda _: None)).for_one_input()
    report = judge(payload, known, Asked(NOW))
    assert known.work is not None
    return report, known.work


def integrity(report: Report) -> Code:
    return next(check.code for check in report.checks if check.id is CheckId.INTEGRITY)


def test_parts_that_ask_for_too_much_end_with_the_budget_of_the_whole() -> None:
    report, work = judged(presentation(*[{**poison(), "proof": [poison()["proof"]] * 16}] * 200))
    assert [integrity(part) for part in report.parts] == [Code.TOO_COMPLEX] * 200
    assert -1_000 < work.left < 0  # one step too many, and nothing after it


def test_nested_parts_and_proofs_share_it_too() -> None:
    report, work = judged(presentation(*[presentation(*[poison()] * 10)] * 4))
    inner = [part for outer in report.parts for part in outer.parts]
    assert [integrity(part) for part in inner] == [Code.TOO_COMPLEX] * 40
    assert -1_000 < work.left < 0
    alone, work = judged({**poison(), "proof": [poison()["proof"]] * 16})
    assert integrity(alone) is Code.TOO_COMPLEX
    assert -1_000 < work.left < 0


def parts_of_parts(report: Report) -> list[tuple[str, int]]:
    return [(part.credential.title, len(part.parts)) for part in report.parts]


def test_nested_parts_share_the_room_of_one_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a presentation of a thousand presentations of a thousand would be read to its end."""
    monkeypatch.setattr(Room.__init__, "__defaults__", (5,))
    unsigned = credential(ISSUER.did, name="Badge")
    whole = presentation(presentation(unsigned, unsigned), presentation(unsigned, unsigned, unsigned, unsigned))
    report, _ = judged(whole)
    first, second = report.parts
    assert [part.credential.title for part in first.parts] == ["Badge"] * 2
    one, rest = second.parts
    assert (one.credential.title, integrity(one)) == ("Badge", Code.UNSIGNED)
    assert (rest.credential.title, rest.pointer, integrity(rest)) == (
        "3 more credentials", "/verifiableCredential/1", Code.TOO_COMPLEX,
    )  # fmt: skip
    assert rest.verdict is Verdict.CANNOT_TELL
    assert not rest.shown_is_signed
    assert parts_of_parts(judged(whole)[0]) == parts_of_parts(report), "each input has its own"


def test_the_credentials_of_a_list_share_the_room_and_one_that_is_judged_again_takes_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Room.__init__, "__defaults__", (5,))
    unsigned = credential(ISSUER.did, name="Badge")
    whole = json.dumps([presentation(unsigned, unsigned, unsigned)] * 2).encode()
    twice = Reader(gather(lambda _: None), Asked(NOW), lambda _: None, lambda once: (once(), once())[1])
    found = [outcome.report for outcome in read([Input("list.json", whole)], twice) if isinstance(outcome, Read)]
    titles = [[part.credential.title for part in report.parts] for report in found]
    assert titles == [["Badge"] * 3, ["Badge", "Badge", "1 more credential"]]


def test_what_was_checked_before_it_was_spent_keeps_its_verdict() -> None:
    forged = {**small(), "name": "Another"}
    report, _ = judged(presentation(small(), forged, *[poison()] * 20, small(), forged, badge(1)))
    first, second, *poisoned = (integrity(part) for part in report.parts)
    assert (first, second) == (Code.SIGNATURE_GOOD, Code.SIGNATURE_MISMATCH)
    assert poisoned == [Code.TOO_COMPLEX] * 23  # cannot tell, whichever they are


def test_values_that_are_signed_as_they_stand_take_of_it_too() -> None:
    made = {**credential(ISSUER.did, credentialSubject={"x": [0.5] * 60_000})}
    report, work = judged({**made, "proof": [sign(made, ISSUER, "eddsa-jcs-2022")] * 16})
    assert integrity(report) is Code.SOME_PROOFS_UNCHECKED
    assert work.left < 0
    alone, work = judged(signed(made, ISSUER, "eddsa-jcs-2022"))
    assert integrity(alone) is Code.SIGNATURE_GOOD
    assert 100_000 < limits.RDF_STEPS - work.left < 150_000


def test_each_input_has_a_budget_of_its_own() -> None:
    known = gather(lambda _: None)
    (spender,) = unwrap(json.dumps(presentation(*[poison()] * 20)).encode(), "file")
    (payload,) = unwrap(json.dumps(small()).encode(), "file")
    judge(spender, known, Asked(NOW))
    assert integrity(judge(payload, known, Asked(NOW))) is Code.SIGNATURE_GOOD
    assert known.work is None


def test_a_list_of_honest_credentials_with_nodes_alike_has_enough() -> None:
    alone, work = judged(small())
    assert integrity(alone) is Code.SIGNATURE_GOOD
    assert 0 < limits.RDF_STEPS - work.left < limits.RDF_STEPS_EACH
    each = gather(lambda _: None).for_one_file(3).work
    assert each is not None
    assert each.left == limits.RDF_STEPS + 2 * limits.RDF_STEPS_EACH


def test_the_credentials_of_a_list_share_a_budget_and_those_of_two_files_do_not() -> None:
    reader = Reader(gather(lambda _: None), Asked(NOW), lambda _: None)
    hostile = Input("hostile.json", json.dumps([small(), *[poison()] * 30, small()]).encode())
    honest = Input("honest.json", json.dumps([small()]).encode())
    found = [integrity(outcome.report) for outcome in read([hostile, honest], reader) if isinstance(outcome, Read)]
    assert found == [Code.SIGNATURE_GOOD, *[Code.TOO_COMPLEX] * 31, Code.SIGNATURE_GOOD]


def test_an_honest_transcript_takes_little_of_it() -> None:
    badges = [badge(number) for number in range(200)]
    transcript = credential(
        ISSUER.did,
        CLR,
        OB,
        type=["VerifiableCredential", "ClrCredential"],
        name="Transcript",
        credentialSubject={"id": "did:example:learner", "type": ["ClrSubject"], "verifiableCredential": badges},
    )
    report, work = judged(by_college(transcript))
    assert [integrity(one) for one in (report, *report.parts)] == [Code.SIGNATURE_GOOD] * 201
    assert work.left > 0.95 * limits.RDF_STEPS


@interpreted
@pytest.mark.parametrize("copies", [1, 3])
def test_a_status_list_is_proved_once_for_an_input(monkeypatch: pytest.MonkeyPatch, copies: int) -> None:
    proved: list[str] = []

    def counted(outline: Outline, known: Known, conditions: Conditions) -> Proved:
        proved.append(outline.format)
        return check(outline, known, conditions)

    check = proofs.check
    monkeypatch.setattr(proofs, "check", counted)
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListCredential": LIST}
    statuses = [{**entry, "statusListIndex": str(index)} for index in range(2)]
    held = signed(credential(ISSUER.did, credentialStatus=statuses), ISSUER, "eddsa-rdfc-2022")
    report, _ = judged(presentation(*[held] * copies), gather({LIST: status_list(ISSUER)}.get))
    found = [one.code for part in report.parts for one in part.checks if one.id is CheckId.STATUS]
    assert found == [Code.NOT_WITHDRAWN] * copies
    assert len(proved) == 1 + copies + 1  # the presentation, each part, and the list


def status_list(key: Key) -> Document:
    subject = {"type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": EMPTY}
    made = credential(key.did, id=LIST, type=["VerifiableCredential", "BitstringStatusListCredential"])
    made["credentialSubject"] = {"id": f"{LIST}#list", **subject}
    made["proof"] = sign(made, key, "eddsa-rdfc-2022")
    return Document(LIST, json.dumps(made).encode(), "", "application/json", NOW, "saved")


EMPTY = "uH4sIAAAAAAAA_-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
"""A list of 131,072 entries, none of them set."""


def test_reading_a_long_document_for_every_proof_counts_too() -> None:
    long = badge(1)
    long["credentialSubject"]["achievement"]["tag"] = [f"word {number}" for number in range(20_000)]
    report, work = judged({**long, "proof": [long["proof"]] * 16})
    assert integrity(report) is Code.SIGNATURE_MISMATCH
    assert "too_complex" in report.steps[-1]
    assert -50_000 < work.left < 0


def test_readings_that_end_in_a_refusal_count_too() -> None:
    long = badge(1)
    subject = long["credentialSubject"]
    subject["achievement"]["tag"] = [f"word {number}" for number in range(20_000)]
    subject["not a term"] = "x"
    report, work = judged({**long, "proof": [long["proof"]] * 16})
    assert integrity(report) is Code.UNDEFINED_TERM
    assert -50_000 < work.left < 0


def test_each_signature_takes_of_it_too() -> None:
    """Else 6 MB of proofs on a slow curve take half a minute."""
    kinds = {"Ed25519": limits.SIGNATURE_STEPS, "P-384": limits.SIGNATURE_STEPS_SLOW}
    for kind, steps in kinds.items():
        key = make_key(kind)
        tokens = [token(credential(key.did), key)] * 4
        report, _ = judged(presentation(*tokens), gather(lambda _: None)._replace(work=Work(3 * steps)))
        assert [integrity(part) for part in report.parts] == [*[Code.SIGNATURE_GOOD] * 3, Code.TOO_COMPLEX], kind


def test_a_key_that_could_not_be_tried_for_lack_of_work_is_no_other_key() -> None:
    issuer, keys = "https://issuer.example", [make_key() for _ in range(4)]
    body = json.dumps({"keys": [jwk(key) for key in keys]}).encode()
    place = f"{issuer}/.well-known/jwks.json"
    saved = {place: Document(place, body, "", "application/json", NOW, "saved")}
    signed_by_last = json.dumps(presentation(token(credential(issuer), keys[-1], kid=None)))
    (payload,) = unwrap(signed_by_last.encode(), "file")
    for tries, expected in ((5, Code.SIGNATURE_GOOD), (3, Code.TOO_COMPLEX)):
        known = gather(saved.get)._replace(work=Work(tries * limits.SIGNATURE_STEPS + body.count(b",")))
        (part,) = judge(payload, known, Asked(NOW)).parts
        assert integrity(part) is expected


def test_what_is_judged_again_takes_of_it_once() -> None:
    known = gather(lambda _: None).for_one_file(1)
    (payload,) = unwrap(json.dumps(small()).encode(), "file")
    left = [(judge(payload, known, Asked(NOW)), known.work and known.work.left)[1] for _ in range(3)]
    assert len(set(left)) == 1


@pytest.mark.parametrize(
    ("curve", "steps"), [("P-256", limits.SIGNATURE_STEPS), ("P-384", limits.SIGNATURE_STEPS_SLOW)]
)
def test_each_certificate_takes_of_it_too(curve: str, steps: int) -> None:
    """Else 6 MB of tokens, each with a chain of eight, take six seconds."""
    root = make("Root", key=make_key(curve).private)
    key = make_key("P-256")
    leaf = make("College", by=root, ca=False, key=key.private)
    chain = [base64.b64encode(one.der).decode() for one in (leaf, root)]
    sealed = token(credential("https://college.example"), key, kid=None, x5c=chain)
    each = steps + limits.SIGNATURE_STEPS
    known = gather(lambda _: None)._replace(work=Work(3 * each - 1))
    report, _ = judged(presentation(*[sealed] * 4), known)
    assert [integrity(part) for part in report.parts] == [Code.SIGNATURE_GOOD] * 2 + [Code.TOO_COMPLEX] * 2


def test_what_lies_deep_is_not_held_at_each_depth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nine copies of 5 MB are held, whose letters take four bytes each: 375 MiB."""
    badge_ = credential(ISSUER.did, name="x" * 3_000)
    monkeypatch.setattr(limits, "PARTS_BYTES", 8_000)
    for enough in (presentation(presentation(badge_)), presentation(badge_, badge_)):
        assert codes_inside(judged(enough)[0]) == [Code.UNSIGNED] * 2
    whole = presentation(presentation(presentation(badge_)))
    assert codes_inside(judged(whole)[0]) == [Code.UNSIGNED, Code.UNSIGNED, Code.TOO_COMPLEX]


def codes_inside(report: Report) -> list[Code]:
    _, *inside = report.everything()
    return [integrity(one) for one in inside]


def test_each_credential_of_a_list_has_room_for_large_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PARTS_BYTES", 5_000)
    whole = json.dumps([presentation(credential(ISSUER.did, name="x" * 3_000))] * 3).encode()
    reader = Reader(gather(lambda _: None), Asked(NOW), lambda _: None)
    found = [outcome.report for outcome in read([Input("list.json", whole)], reader) if isinstance(outcome, Read)]
    assert [codes_inside(report) for report in found] == [[Code.UNSIGNED]] * 3


JUNK = {"junk": ["x"] * 20_000}
SOME = 50_000
"""Steps that are left: enough to read that twice."""
COLLEGE = College()


def test_a_large_document_of_an_issuer_is_not_read_for_each_of_many_tokens() -> None:
    """Else one of 2 MB that came with five thousand tokens is read for five minutes."""
    sealed = COLLEGE.badge().decode()
    for more, enough in (({}, True), (JUNK, False)):
        body = COLLEGE.document(**more)
        known = gather({COLLEGE.did_url: Document(COLLEGE.did_url, body, "", "", NOW, "sharer")}.get)._replace(
            work=Work(SOME)
        )
        report, _ = judged(presentation(*[sealed] * 9), known)
        first, *others = (integrity(part) for part in report.parts)
        assert first is Code.SIGNATURE_GOOD
        assert (Code.TOO_COMPLEX not in others) is enough


@pytest.mark.parametrize("origin", ["saved", "sharer"])
def test_a_large_badge_class_is_not_read_for_each_of_many_badges(origin: str) -> None:
    hosted = COLLEGE.hosted()
    assertion = json.loads(hosted["https://college.example/ob2/assertion"])
    picture = {"image": "data:image/png;base64," + "A" * 100_000}
    for more, enough in ((picture, True), (JUNK, False)):
        pages = {url: json.dumps(json.loads(body) | more).encode() for url, body in hosted.items() if "class" in url}
        saved = {url: Document(url, body, "", "", NOW, origin) for url, body in (hosted | pages).items()}
        report, _ = judged(presentation(*[assertion] * 9), gather(saved.get)._replace(work=Work(SOME)))
        assert (integrity(report.parts[-1]) is not Code.TOO_COMPLEX) is enough
        assert all(part.verdict is not Verdict.REJECTED for part in report.parts)
