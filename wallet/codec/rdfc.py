"""RDF Dataset Canonicalization (RDFC-1.0, https://www.w3.org/TR/rdf-canon/), within a budget of work.

A quad is a tuple ``(subject, predicate, object, graph)`` of terms as canonical
N-Quads write them: ``<iri>``, ``_:label``, ``"text"``, ``"text"@en``,
``"text"^^<iri>``; the graph is empty for the default one.  Functions carry
the names of the specification's algorithms (section 4).

Telling blank nodes apart can take exponential work, which a hostile document
of a few hundred bytes can ask for.  Work is counted, for each dataset and for
all of one input together, and what exceeds either budget is
``Refused("too_complex")``: unknown, never wrong.
"""

import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import permutations
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from wallet.codec import limits
from wallet.errors import Refused

Quad: TypeAlias = tuple[str, str, str, str]
"""Subject, predicate, object and graph as canonical N-Quads write them; graph is empty for the default one."""
Labels: TypeAlias = dict[str, str]
"""An identifier issuer (section 4.3): blank node to the label issued for it, in order of issue."""

Digest: TypeAlias = Callable[[str], str]

FIRST_LABEL = "_:c14n0"
"""The canonical label that is issued first."""
_STEPS_PER_CLOCK_READING = 1_000
_GRAPH = itemgetter(3)
_HASHES = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}


class Budget(NamedTuple):
    """The work that one dataset may take."""

    quads: int = limits.RDF_QUADS
    n_degree_calls: int = limits.RDF_N_DEGREE_CALLS
    permutations: int = limits.RDF_PERMUTATIONS
    seconds: float = limits.RDF_SECONDS
    clock: Callable[[], float] = time.process_time
    """Seconds of CPU; a backstop behind the counts."""


_DEFAULT_BUDGET = Budget()


class Work:
    """The steps that are left for one input, over all of its datasets and all readings of each that are tried.

    :data:`wallet.codec.limits.RDF_STEPS` says what takes a step.
    """

    __slots__ = ("left",)

    def __init__(self, steps: int = limits.RDF_STEPS) -> None:
        self.left = steps

    def spend(self, steps: int) -> None:
        """Take ``steps``; raises ``Refused("too_complex")`` when that is more than are left."""
        self.left -= steps
        if self.left < 0:
            raise Refused("too_complex")

    def read(self, document: bytes) -> None:
        """Take the steps of reading an issuer's saved document; raises as :meth:`spend`."""
        self.check()
        self.spend(document.count(b",") + len(document) // limits.DOCUMENT_BYTES_A_STEP)

    def check(self) -> None:
        """Raise ``Refused("too_complex")`` if the steps were used up earlier, before any new work begins."""
        self.spend(0)


def canonicalize(
    quads: Iterable[Quad],
    *,
    hash: str = "sha256",  # noqa: A002 - the specification's name for it
    budget: Budget = _DEFAULT_BUDGET,
    work: Work | None = None,
    blank_nodes: int | None = None,
) -> str:
    """The canonical N-Quads of a dataset: sorted lines, each ended by LF.

    ``hash`` is ``sha256`` or ``sha384``.  Repeated quads count once.  ``work``
    is what is left for the input that the dataset comes from; None gives the
    dataset a full allowance of its own.  ``blank_nodes`` is how many there are,
    where that is known and the first is called :data:`FIRST_LABEL`: a lone one
    need not be told from others.  Raises ``Refused("too_complex")`` when the
    allowance or ``budget`` is exceeded.
    """
    dataset = dict.fromkeys(quads)
    if blank_nodes in (0, 1) and len(dataset) <= budget.quads:
        return to_nquads(dataset, {})
    return to_nquads(dataset, _issue(dataset, hash, budget, work))


def issue_labels(
    quads: Iterable[Quad],
    *,
    hash: str = "sha256",  # noqa: A002 - the specification's name for it
    work: Work | None = None,
) -> Labels:
    """The issued identifiers map: each blank node of ``quads`` to its canonical label ``_:c14n0``, ...

    Raises as :func:`canonicalize`.
    """
    return _issue(dict.fromkeys(quads), hash, _DEFAULT_BUDGET, work)


def to_nquads(quads: Collection[Quad], labels: Labels) -> str:
    """Canonical N-Quads lines of ``quads``, blank nodes renamed by ``labels``, in code point order."""
    if labels:
        name = labels.get
        quads = [(name(s, s), p, name(o, o), name(g, g)) for s, p, o, g in quads]
    if any(map(_GRAPH, quads)):
        lines = sorted(f"{s} {p} {o} {g} " if g else f"{s} {p} {o} " for s, p, o, g in quads)
    else:
        lines = sorted(map(" ".join, quads))  # the empty graph leaves a space at the end
    # In the order of whole lines: what goes on where another ends has a graph there, which sorts after a dot.
    return ".\n".join([*lines, ""])


def _issue(dataset: dict[Quad, None], algorithm: str, budget: Budget, work: Work | None) -> Labels:
    """Steps 2 to 5 of the algorithm (section 4.4.3)."""
    if len(dataset) > budget.quads:
        raise Refused("too_complex")
    lines = _first_degree_lines(dataset)
    if len(lines) == 1:  # then there is no other that its hash would have to tell it from
        return dict.fromkeys(lines, FIRST_LABEL)
    digest = _digest(algorithm)
    first_degree = {node: digest("".join(sorted(own))) for node, own in lines.items()}
    by_hash: dict[str, list[str]] = {}
    for node, hashed in first_degree.items():
        by_hash.setdefault(hashed, []).append(node)
    canonical: Labels = {}
    shared = []
    for hashed in sorted(by_hash):
        nodes = by_hash[hashed]
        if len(nodes) == 1:
            canonical[nodes[0]] = f"_:c14n{len(canonical)}"
        else:
            shared.append(nodes)
    if shared:
        n_degree = _NDegree(dataset, first_degree, canonical, digest, budget, work or Work())
        for nodes in shared:
            n_degree.issue(nodes)
    return canonical


def _digest(algorithm: str) -> Digest:
    function = _HASHES[algorithm]
    return lambda text: function(text.encode()).hexdigest()


def _first_degree_lines(dataset: Iterable[Quad]) -> Mapping[str, list[str]]:
    """What Hash First Degree Quads (section 4.6.3) sorts and hashes, for every blank node at once."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for s, p, o, g in dataset:
        if g:
            for node in _blank_nodes((s, p, o, g)):
                subject, target, graph = _seen_from(node, s), _seen_from(node, o), _seen_from(node, g)
                lines[node].append(f"{subject} {p} {target} {graph} .\n")
        elif s[0] != "_":
            if o[0] == "_":
                lines[o].append(f"{s} {p} _:a .\n")
        elif o[0] != "_":
            lines[s].append(f"_:a {p} {o} .\n")
        elif s == o:
            lines[s].append(f"_:a {p} _:a .\n")
        else:
            lines[s].append(f"_:a {p} _:z .\n")
            lines[o].append(f"_:z {p} _:a .\n")
    return lines


def _blank_nodes(quad: Quad) -> set[str]:
    s, _, o, g = quad
    return {term for term in (s, o, g) if term[:1] == "_"}


def _seen_from(node: str, term: str) -> str:
    """``term`` as the first-degree hash of ``node`` sees it: itself ``_:a``, other blank nodes ``_:z``."""
    if term[:1] != "_":
        return term
    return "_:a" if term == node else "_:z"


class _NDegree:
    """Tells apart blank nodes with the same first-degree hash, by their neighbours (sections 4.7 and 4.8)."""

    def __init__(
        self,
        dataset: Iterable[Quad],
        first_degree: dict[str, str],
        canonical: Labels,
        digest: Digest,
        budget: Budget,
        work: Work,
    ) -> None:
        self.first_degree = first_degree
        self.canonical = canonical
        self.digest = digest
        self.budget = budget
        self.calls = 0
        self.permutations = 0
        self.work = work
        self.since_clock = 0
        self.deadline = budget.clock() + budget.seconds
        self.mentions: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in dataset:
            for node in _blank_nodes(quad):
                self.mentions[node].append(quad)

    def issue(self, nodes: list[str]) -> None:
        """Issue canonical labels to ``nodes``, which share a first-degree hash (step 5)."""
        results = [self.hash_n_degree(node, {node: "_:b0"}, 1) for node in nodes if node not in self.canonical]
        for _, issued in sorted(results, key=itemgetter(0)):
            for node in issued:
                if node not in self.canonical:
                    self.canonical[node] = f"_:c14n{len(self.canonical)}"

    def hash_n_degree(self, node: str, issued: Labels, depth: int) -> tuple[str, Labels]:
        """Hash N-Degree Quads (section 4.8.3); ``issued`` is left as it is and its successor returned."""
        self.calls += 1
        if self.calls > self.budget.n_degree_calls or depth > limits.RDF_N_DEGREE_DEPTH:
            raise Refused("too_complex")
        self.work.spend(1 + len(self.mentions[node]))
        self.look_at_clock()
        data = []
        for hashed, related in sorted(self.related(node, issued).items()):
            path, issued = self.least_path(related, issued, depth)
            data += [hashed, path]
        return self.digest("".join(data)), issued

    def related(self, node: str, issued: Labels) -> dict[str, list[str]]:
        """Blank nodes beside ``node`` by their Hash Related Blank Node (section 4.7.3)."""
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for s, p, o, g in self.mentions[node]:
            for term, position in ((s, f"s{p}"), (o, f"o{p}"), (g, "g")):
                if term[:1] == "_" and term != node:
                    label = self.canonical.get(term) or issued.get(term) or self.first_degree[term]
                    groups[self.digest(position + label)].append(term)
        return groups

    def least_path(self, related: list[str], issued: Labels, depth: int) -> tuple[str, Labels]:
        """The least path over all orders of ``related`` (step 5.4), and the labels issued along it."""
        chosen, chosen_issued = "", issued
        for order in _orders(related):
            self.permutations += 1
            if self.permutations > self.budget.permutations:
                raise Refused("too_complex")
            self.spend(len(related) + len(issued))
            walked = self.path(order, dict(issued), chosen, depth)
            if walked is not None and (not chosen or walked[0] < chosen):
                chosen, chosen_issued = walked
        return chosen, chosen_issued

    def path(self, order: tuple[str, ...], issued: Labels, chosen: str, depth: int) -> tuple[str, Labels] | None:
        """The path through ``order``, or None as soon as it is certain to sort after the ``chosen`` one."""
        path = ""
        recursion = []
        for node in order:
            if node not in self.canonical and node not in issued:
                issued[node] = f"_:b{len(issued)}"
                recursion.append(node)
            path += self.canonical.get(node) or issued[node]
        # Step 5.4.4.3 would compare here, where a chosen path is longer still if there is any neighbour to look at.
        for node in recursion:
            label = issued[node]
            hashed, issued = self.hash_n_degree(node, issued, depth + 1)
            path += f"{label}<{hashed}>"
            if _is_behind(path, chosen):
                return None
        return path, issued

    def spend(self, steps: int) -> None:
        """Count steps, and look at the clock now and then."""
        self.work.spend(steps)
        self.since_clock += steps
        if self.since_clock >= _STEPS_PER_CLOCK_READING:
            self.look_at_clock()

    def look_at_clock(self) -> None:
        """Refuse when the time is over."""
        self.since_clock = 0
        if self.budget.clock() > self.deadline:
            raise Refused("too_complex")


def _orders(nodes: list[str]) -> Iterator[tuple[str, ...]]:
    """Every distinct order of ``nodes``, by next permutation.

    A node is listed once for each quad that it shares, so a graph name can be
    there many times.  Swapping it with itself changes no path.
    """
    if len(set(nodes)) == len(nodes):
        yield from permutations(nodes)
        return
    order = sorted(nodes.index(node) for node in nodes)
    while True:
        yield tuple(nodes[place] for place in order)
        rise = next((i for i in range(len(order) - 2, -1, -1) if order[i] < order[i + 1]), None)
        if rise is None:
            return
        other = max(i for i in range(rise + 1, len(order)) if order[i] > order[rise])
        order[rise], order[other] = order[other], order[rise]
        order[rise + 1 :] = reversed(order[rise + 1 :])


def _is_behind(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
