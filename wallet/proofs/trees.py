"""Reading the tree of a signed RDF graph: nodes by IRI, each property a list of nodes and values."""

from collections.abc import Iterator, Sequence
from typing import Any

from wallet.codec import strictjson
from wallet.codec.jsonld import Walk
from wallet.model import JsonObject

VC = "https://www.w3.org/2018/credentials#"
OB = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"
JFF = "https://imsglobal.github.io/openbadges-specification/ob_v3p0.html#"
SUBJECT = VC + "credentialSubject"
ACHIEVEMENTS = (OB + "achievement", OB + "achievement-0", OB + "Achievement", JFF + "Achievement")
"""The properties under which a credential makes its claims: who achieved, and what, in each edition of Open Badges."""
RECORD = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#ClrCredential"
"""The type of a record of credentials (CLR 2.0)."""
HELD = "#verifiableCredential"
"""How the properties end whose values are credentials that a record or presentation holds."""


def nodes_of(tree: JsonObject, member: str) -> Iterator[JsonObject]:
    """The nodes that a property has, out of their lists."""
    for value in tree.get(member, ()):
        yield from value.get("@list", (value,))


def achieved(subject: JsonObject) -> Iterator[JsonObject]:
    """The achievements of a subject, as far as this place says."""
    for member in ACHIEVEMENTS:
        yield from nodes_of(subject, member)


def holds_credentials(subject: JsonObject) -> bool:
    """Whether this is the subject of a record: that one holds credentials, and awards nothing itself (CLR 2.0)."""
    return any(member.endswith(HELD) for member in subject)


def inner_credentials(walk: Walk) -> Iterator[JsonObject]:
    """Every credential inside the document."""
    return (tree for tree in walk.nodes.values() if SUBJECT in tree and tree is not walk.tree)


def named(walk: Walk, *members: str) -> list[list[JsonObject]]:
    """The values of properties that have an id, grouped by it; those that only name the node are included."""
    found: dict[str, list[JsonObject]] = {}
    for tree in walk.nodes.values():
        for member in members:
            if member in tree:  # most nodes have none of them
                for node in nodes_of(tree, member):
                    if "@id" in node:
                        found.setdefault(node["@id"], []).append(node)
    return list(found.values())


def differ(trees: Sequence[JsonObject]) -> bool:
    """Whether not all of these are equal."""
    return len(trees) > 1 and any(tree != trees[0] for tree in trees[1:])


def union(trees: Sequence[JsonObject]) -> JsonObject:
    """All that several descriptions of one node say, each value once."""
    if len(trees) == 1:
        return trees[0]
    members: dict[str, dict[bytes, Any]] = {}
    for tree in trees:
        for member, values in tree.items():
            if member != "@id":
                members.setdefault(member, {}).update((strictjson.dumps_sorted(value), value) for value in values)
    return {"@id": trees[0]["@id"], **{member: list(values.values()) for member, values in members.items()}}
