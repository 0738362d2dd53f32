"""Subjects that several unsigned credentials in one RDF-signed record describe, such as the learner of a transcript.

The signature covers that each credential is in the record and is about this
subject, and everything that is said about the subject.  It does not cover which
of the credentials says it: the statements are about the subject, and whoever
holds the record can move them from one credential to another.

As long as all of these credentials hold on the same terms, nothing can be
gained by that, and each can be read apart from what would depend on the move.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from wallet.codec import strictjson, xsd
from wallet.codec.jsonld import Walk
from wallet.model import UNFINISHED, JsonObject, SharedSubject
from wallet.proofs.trees import (
    ACHIEVEMENTS,
    HELD,
    OB,
    RECORD,
    SUBJECT,
    VC,
    achieved,
    differ,
    holds_credentials,
    inner_credentials,
    nodes_of,
    union,
)

_TERMS = (VC + "issuer", VC + "validUntil", VC + "expirationDate")
"""On what terms a credential holds: from whom and until when."""
_LASTS = (VC + "validUntil", VC + "expirationDate", VC + "credentialStatus")
_OF_ITS_OWN = (VC + "credentialStatus", "https://w3id.org/security#proof")
"""What a credential has for itself: where it is withdrawn, even by its id in a list of all, and what signs it."""
_STARTS = (VC + "validFrom", VC + "issuanceDate")
_DATES = (*_STARTS, VC + "issued", OB + "awardedDate")
_ALWAYS_TRUE = ("@type", "/name", "/givenName", "/familyName", "#identifier", "#identifier-1")
"""Ends of what is true of a subject whichever credential says it: who somebody is does not depend on it."""
_VALUES = 32
"""Values that are read of each of these: they are looked at again for every credential."""
_CREDITS, _RESULT, _DESCRIPTION = (OB + name for name in ("creditsEarned", "result", "resultDescription"))


def find(walk: Walk, subjects: Sequence[Sequence[JsonObject]]) -> tuple[dict[int, SharedSubject], set[int]]:
    """Those of ``subjects`` that ``walk`` describes in several ways, by ``id()`` of each of their trees.

    First those whose credentials hold on the same terms, then the trees of all
    others, and of credentials that may be in one record or in another.  A record
    inside the record sets terms of its own for those that it holds.  One about
    several subjects is read of none of them, and not looked at again for each.
    """
    shared: dict[int, SharedSubject] = {}
    conflicting: set[int] = set()
    described_twice = [*filter(differ, subjects)]
    if not described_twice:
        return shared, conflicting
    credentials, of_several = _by_subject(walk)
    inside = {id(tree) for other in inner_credentials(walk) for tree in _held(other)}
    for trees in described_twice:
        whole = union([*trees, *walk.places.get(("", f"<{trees[0]['@id']}>"), ())])
        about = [tree for tree in credentials[whole["@id"]] if not (tree is walk.tree and holds_credentials(whole))]
        several = any(id(tree) in of_several for tree in about)
        if holds_credentials(whole):  # which of the credentials about it holds them can be changed
            held = [one for tree in trees for one in _held_by(tree)]
            conflicting.update(map(id, held if several else _endangered(held, about)))
        torn = several or (len(about) > 1 and any(id(tree) in inside for tree in about))
        found = None if torn else _shared(whole, about)
        if found is None:
            conflicting.update(map(id, trees))
        else:
            shared.update((id(tree), found) for tree in trees)
    return shared, conflicting


def separated(tree: JsonObject, subject: JsonObject, shared: SharedSubject) -> JsonObject:
    """``tree`` of a credential about a shared ``subject``, without what depends on which credential says it."""
    known = shared.subject | {member: subject[member] for member in ACHIEVEMENTS if member in subject}
    if shared.results:
        known[_RESULT] = [shared.results[name] for name in _descriptions(subject) if name in shared.results]
    return {member: value for member, value in tree.items() if member not in shared.undated} | {SUBJECT: [known]}


def _by_subject(walk: Walk) -> tuple[dict[str, list[JsonObject]], set[int]]:
    """The credentials about each subject that has an id, and ``id()`` of those about several."""
    found: dict[str, list[JsonObject]] = {}
    of_several: set[int] = set()
    for tree in walk.nodes.values():
        names = {node["@id"] for node in nodes_of(tree, SUBJECT) if "@id" in node}
        if len(names) > 1:
            of_several.add(id(tree))
        for name in names:
            found.setdefault(name, []).append(tree)
    return found, of_several


def _held(tree: JsonObject) -> Iterator[JsonObject]:
    """The credentials that a record holds, as far as its own place says."""
    for subject in nodes_of(tree, SUBJECT):
        yield from _held_by(subject)


def _held_by(subject: JsonObject) -> Iterator[JsonObject]:
    for member in subject:
        if member.endswith(HELD):
            yield from nodes_of(subject, member)


def _endangered(held: Sequence[JsonObject], about: Sequence[JsonObject]) -> Iterator[JsonObject]:
    """Which of the credentials in a record may have been in one of the others ``about`` its subject, and end with it.

    That one need not be a record by its type, nor hold anything still; but where all last alike, nothing depends on it.
    """
    lasting = {_lasting(tree) for tree in about}
    anything = len(lasting) > 1 or any(map(_may_hold, about))
    return (tree for tree in held if anything or lasting - {_lasting(tree)})


def _lasting(tree: JsonObject) -> bytes:
    """How long a credential lasts, in a form to compare."""
    return strictjson.dumps_sorted({term: tree[term] for term in _LASTS if term in tree})


def _may_hold(tree: JsonObject) -> bool:
    """Whether a credential is a record itself, though all that it holds may stand in another place."""
    return RECORD in tree.get("@type", ()) or any(_held(tree))


def _shared(whole: JsonObject, credentials: Sequence[JsonObject]) -> SharedSubject | None:
    """What can be read of a subject in each of its ``credentials``; None unless all hold on the same terms."""
    if any(differ([_values(tree, term) for tree in credentials]) for term in _TERMS):
        return None
    if len(credentials) > 1 and any(term in tree for term in _OF_ITS_OWN for tree in credentials):
        return None
    starts = [xsd.date_time(value.get("@value")) for tree in credentials for value in _all(tree, _STARTS)]
    if None in starts:
        return None
    alone = len(credentials) == 1
    results = {} if alone else _told_apart(whole)
    if not alone and any(map(_is_unfinished, _others(whole, results))):
        return None  # which of them was not completed can be changed
    known = {member: values[:_VALUES] for member, values in whole.items() if member.endswith(_ALWAYS_TRUE)}
    undated = frozenset(date for date in _DATES if differ([_values(tree, date) for tree in credentials]))
    return SharedSubject(
        subject={"@id": whole["@id"], **known, **(_of_one(whole) if alone else {})},
        begins=max((start for start in starts if start), default=None) if undated.intersection(_STARTS) else None,
        undated=undated,
        results=results,
        awarded=any(achieved(whole)),
    )


def _of_one(whole: JsonObject) -> JsonObject:
    """What can be read of the subject of one credential: credits belong to its achievement, where there is but one."""
    members = (_RESULT,) if len([*achieved(whole)]) > 1 else (_RESULT, _CREDITS)
    return {member: whole[member] for member in members if member in whole}


def _told_apart(whole: JsonObject) -> Mapping[str, JsonObject]:
    """Results by the description that each names, and by which it belongs to one achievement.

    Neither those under a description that several achievements share, such as a scale of grades, nor several under
    one, such as those of two attempts, nor one that may be several under one id: which of them is meant is open.
    """
    shared = Counter(name for one in achieved(whole) for name in {*_described(one)})
    results = [(name, one) for one in nodes_of(whole, _RESULT) for name in _names(one)]
    named_by = Counter(name for name, _ in results)
    return {name: one for name, one in results if shared[name] == named_by[name] == 1 and _is_one(one)}


def _others(whole: JsonObject, told: Mapping[str, JsonObject]) -> Iterator[JsonObject]:
    """The results that cannot be told apart."""
    known = {id(one) for one in told.values()}
    return (one for one in nodes_of(whole, _RESULT) if id(one) not in known)


def _is_unfinished(result: JsonObject) -> bool:
    said = [value.get("@value") for value in nodes_of(result, OB + "status")]
    return any(isinstance(word, str) and word in UNFINISHED for word in said)


def _is_one(result: JsonObject) -> bool:
    return all(len(values) == 1 for member, values in result.items() if member[0] != "@")


def _names(result: JsonObject) -> set[str]:
    """The descriptions that a result names, as text or as a node."""
    found = (value.get("@value", value.get("@id")) for value in nodes_of(result, _DESCRIPTION))
    return {name for name in found if isinstance(name, str)}


def _descriptions(subject: JsonObject) -> dict[str, None]:
    """The descriptions of results in the achievements of this place, each once, in their order."""
    return dict.fromkeys(name for one in achieved(subject) for name in _described(one))


def _described(achievement: JsonObject) -> Iterator[str]:
    return (node["@id"] for node in nodes_of(achievement, _DESCRIPTION) if "@id" in node)


def _values(tree: JsonObject, member: str) -> JsonObject:
    """The values of one member; of a party only its id, for it may be described in one place and named in others."""
    return {member: [value.get("@id", value) for value in nodes_of(tree, member)]}


def _all(tree: JsonObject, members: Sequence[str]) -> Iterator[JsonObject]:
    for member in members:
        yield from nodes_of(tree, member)
