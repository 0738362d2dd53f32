import random
import time
from collections.abc import Callable
from itertools import permutations
from typing import Any

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nquads import parse
from pyld import jsonld

from wallet.codec import limits, rdfc
from wallet.codec.rdfc import Budget, Quad, Work
from wallet.errors import Refused

P = "<http://example.org/vocab#p>"
P1 = "<http://example.org/vocab#p1>"


def edges(*pairs: tuple[int, int], predicate: str = P) -> list[Quad]:
    return [(f"_:e{a}", predicate, f"_:e{b}", "") for a, b in pairs]


def clique(size: int) -> list[Quad]:
    return edges(*permutations(range(size), 2))


def labels(text: str) -> dict[str, str]:
    """``"e2 e0"`` as the map of e2 to c14n0 and e0 to c14n1."""
    return {f"_:{name}": f"_:c14n{place}" for place, name in enumerate(text.split())}


def test_nothing_and_ground_quads() -> None:
    assert rdfc.canonicalize([]) == ""
    assert rdfc.issue_labels([]) == {}
    quads = parse('<urn:b> <urn:p> "x"@en .\n<urn:a> <urn:p> "\\n" <urn:g> .\n<urn:b> <urn:p> "x"@en .\n')
    assert rdfc.canonicalize(quads) == '<urn:a> <urn:p> "\\n" <urn:g> .\n<urn:b> <urn:p> "x"@en .\n'


def test_lines_sort_by_code_point_and_split_only_at_lf() -> None:
    quads = [("<urn:a>", "<urn:p>", f'"{text}"', "") for text in ("\U0001f600", "\uffee", "a\u2028b", "Z", "a")]
    assert rdfc.canonicalize(quads).split("\n") == [
        '<urn:a> <urn:p> "Z" .',
        '<urn:a> <urn:p> "a" .',
        '<urn:a> <urn:p> "a\u2028b" .',
        '<urn:a> <urn:p> "\uffee" .',
        '<urn:a> <urn:p> "\U0001f600" .',
        "",
    ]


@pytest.mark.parametrize(
    "line", ["_:x <urn:p> _:x _:x", '_:x <urn:p> "t"', "<urn:s> <urn:p> _:x", "<urn:s> <urn:p> <urn:o> _:x"]
)
def test_a_lone_node_is_the_first_wherever_it_stands(line: str) -> None:
    assert rdfc.issue_labels(parse(f"{line} .\n")) == {"_:x": "_:c14n0"}
    assert rdfc.canonicalize(parse(f"{line} .\n")) == line.replace("_:x", "_:c14n0") + " .\n"


def test_unique_nodes_of_the_specification() -> None:
    # RDFC-1.0 example 2, "unique hashes".
    quads = parse(
        "<http://example.com/#p> <http://example.com/#q> _:e0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:e1 .\n"
        "_:e0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:e1 <http://example.com/#t> <http://example.com/#u> .\n"
    )
    assert rdfc.canonicalize(quads) == (
        "<http://example.com/#p> <http://example.com/#q> _:c14n0 .\n"
        "<http://example.com/#p> <http://example.com/#r> _:c14n1 .\n"
        "_:c14n0 <http://example.com/#s> <http://example.com/#u> .\n"
        "_:c14n1 <http://example.com/#t> <http://example.com/#u> .\n"
    )


def test_shared_hashes_of_the_specification() -> None:
    # RDFC-1.0 example 3, "shared hashes".
    quads = parse(
        "<http://example.com/#p> <http://example.com/#q> _:e0 .\n"
        "<http://example.com/#p> <http://example.com/#q> _:e1 .\n"
        "_:e0 <http://example.com/#p> _:e2 .\n"
        "_:e1 <http://example.com/#p> _:e3 .\n"
        "_:e2 <http://example.com/#r> _:e3 .\n"
    )
    assert rdfc.canonicalize(quads) == (
        "<http://example.com/#p> <http://example.com/#q> _:c14n2 .\n"
        "<http://example.com/#p> <http://example.com/#q> _:c14n3 .\n"
        "_:c14n0 <http://example.com/#r> _:c14n1 .\n"
        "_:c14n2 <http://example.com/#p> _:c14n1 .\n"
        "_:c14n3 <http://example.com/#p> _:c14n0 .\n"
    )
    assert rdfc.issue_labels(quads) == labels("e2 e3 e1 e0")


T_GRAPH = [(0, 1), (1, 2), (2, 3), (2, 4), (3, 5), (4, 10), (5, 6), (6, 7), (7, 8), (8, 9)]
T_GRAPH += [(10, 11), (11, 12), (12, 13), (13, 14), (14, 15)]
PRISM = [(0, 1), (0, 2), (0, 3), (1, 3), (1, 4), (2, 4), (2, 5), (3, 5), (4, 5)]
K33 = [(6, 7), (6, 8), (6, 9), (7, 10), (7, 11), (8, 10), (8, 11), (9, 10), (9, 11)]
EVIL = edges(*((a, b) for pair in PRISM + K33 for a, b in (pair, pair[::-1])))


@pytest.mark.parametrize(
    ("quads", "algorithm", "issued"),
    [
        (edges((0, 1), (0, 2), (1, 3), predicate=P1), "sha256", "e1 e0 e3 e2"),
        (edges((0, 1), (1, 2), (3, 4), (4, 5), predicate=P1), "sha256", "e0 e1 e2 e3 e4 e5"),
        (edges(*T_GRAPH), "sha256", "e2 e0 e9 e8 e7 e6 e5 e3 e15 e14 e13 e12 e11 e10 e4 e1"),
        (EVIL, "sha256", "e1 e4 e0 e3 e5 e2 e11 e7 e8 e9 e6 e10"),
        (EVIL, "sha384", "e11 e7 e8 e9 e6 e10 e0 e2 e1 e3 e4 e5"),
    ],
    ids=["038", "040", "054", "044", "075"],
)
def test_maps_of_the_official_suite(quads: list[Quad], algorithm: str, issued: str) -> None:
    # Nodes that no renaming tells apart may swap labels; the canonical form is the same.
    assert rdfc.canonicalize(quads, hash=algorithm) == rdfc.to_nquads(quads, labels(issued))


@pytest.mark.parametrize("line", ["_:c14n0 <urn:p> _:c14n0 _:c14n0", "<urn:s> <urn:p> <urn:o> <urn:g>"])
def test_a_lone_node_that_has_its_label_already_is_told_from_no_other(line: str) -> None:
    quads = parse(f"{line} .\n")
    assert rdfc.canonicalize(quads, blank_nodes=line.count("_:") // 3) == rdfc.canonicalize(quads) == f"{line} .\n"
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(quads, blank_nodes=0, budget=Budget(quads=0))


def test_graph_names_may_be_blank() -> None:
    quads = parse("<urn:a> <urn:p> _:e0 _:g .\n_:g <urn:q> _:g _:g .\n_:e0 <urn:q> _:g .\n")
    assert rdfc.canonicalize(quads) == oxigraph(quads)


def test_a_dataset_is_a_set() -> None:
    quads = parse("<urn:s> <urn:p> _:o .\n" * 2)
    assert rdfc.canonicalize(quads) == "<urn:s> <urn:p> _:c14n0 .\n"
    assert rdfc.canonicalize(iter(quads)) == rdfc.canonicalize(quads)


@pytest.mark.parametrize("size", [8, 9, 10, 30, 150])
def test_poison_is_refused_at_once(size: int) -> None:
    start = time.process_time()
    with pytest.raises(Refused) as caught:
        rdfc.canonicalize(clique(size))
    assert caught.value.code == "too_complex"
    assert time.process_time() - start < 1.5


def test_long_chains_of_like_nodes_are_refused_and_not_recursed_into() -> None:
    chain = [(n, n + 1) for n in range(20_000)]
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(edges(*chain))
    ring = [*((n, n + 1) for n in range(limits.RDF_N_DEGREE_DEPTH)), (limits.RDF_N_DEGREE_DEPTH, 0)]
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(edges(*ring))
    assert rdfc.canonicalize(edges(*chain[:60]))


def cost(dataset: list[Quad], **limit: Any) -> bool:
    try:
        rdfc.canonicalize(dataset, budget=Budget(**limit))
    except Refused as error:
        return error.code != "too_complex"
    return True


def test_each_budget_is_exact() -> None:
    assert cost(clique(3), quads=6)
    assert not cost(clique(3), quads=5)
    # Two like edges: each of four nodes has one neighbour. A triangle: both others, in both directions.
    pair = edges((0, 1), (2, 3))
    for dataset, calls, orders in ((pair, 4, 4), (clique(3), 15, 60)):
        assert cost(dataset, n_degree_calls=calls)
        assert not cost(dataset, n_degree_calls=calls - 1)
        assert cost(dataset, permutations=orders)
        assert not cost(dataset, permutations=orders - 1)


def rings(length: int) -> list[Quad]:
    """Two that nothing tells apart, of edges that all differ: from any node each other one is a level deeper."""
    steps = [(place, (place + 1) % length) for place in range(length)]
    return [(f"_:{ring}{a}", f"<urn:p{a}>", f"_:{ring}{b}", "") for ring in "ab" for a, b in steps]


def loops(*alike: int) -> list[Quad]:
    """So many nodes alike that mention only themselves, for each number given: one call of N-degree each."""
    return [(f"_:n{i}-{n}", f"<urn:p{i}>", f"_:n{i}-{n}", "") for i, count in enumerate(alike) for n in range(count)]


def hubs(alike: int, spokes: int) -> list[Quad]:
    """So many nodes alike, each with so many edges to one other: one order of neighbours an edge."""
    return [(f"_:hub{n}", f"<urn:p{i}>", "_:middle", "") for n in range(alike) for i in range(spokes)]


@pytest.mark.parametrize(
    ("make", "most", "beyond"),
    [
        (lambda count: [(f"<urn:{n}>", P, '"x"', "") for n in range(count)], (100_000,), (100_001,)),
        (rings, (128,), (129,)),
        (loops, [2] * 2048, [*[2] * 2047, 3]),
        (hubs, (2, 25_000), (3, 16_667)),
    ],
    ids=["quads", "depth", "calls", "orders"],
)
def test_the_limits_of_a_dataset(make: Callable[..., list[Quad]], most: list[int], beyond: list[int]) -> None:
    patient = Budget(seconds=60)
    assert rdfc.canonicalize(make(*most), budget=patient)
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(make(*beyond), budget=patient)


def test_nodes_are_followed_as_deep_as_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = edges((0, 1), (2, 3))  # from each node to its one neighbour: two deep
    monkeypatch.setattr(limits, "RDF_N_DEGREE_DEPTH", 2)
    assert rdfc.canonicalize(pair)
    monkeypatch.setattr(limits, "RDF_N_DEGREE_DEPTH", 1)
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(pair)


def test_the_clock_is_the_backstop() -> None:
    ticks = iter(range(1000))
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(clique(4), budget=Budget(seconds=3, clock=lambda: float(next(ticks))))
    assert next(ticks) == 5
    assert rdfc.canonicalize(clique(4), budget=Budget(seconds=0, clock=lambda: 7.0))


def test_the_clock_is_read_for_each_node_that_looks_like_another() -> None:
    readings = iter(range(1000))
    assert rdfc.canonicalize(loops(2, 3), budget=Budget(clock=lambda: 0.0 * next(readings)))
    assert next(readings) == 1 + 2 + 3


def test_the_clock_is_read_within_long_lists_of_permutations() -> None:
    star = [*edges(*((0, leaf) for leaf in range(1, 9))), *edges(*((20, leaf) for leaf in range(1, 9)))]
    readings = []

    def clock() -> float:
        readings.append(1)
        return 0.0

    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(star, budget=Budget(permutations=3_000, clock=clock))
    assert len(readings) > 20


def test_the_steps_of_one_input_are_counted_over_all_its_datasets() -> None:
    # Of two like edges each node is looked at with its one mention, and so is its neighbour: 4 calls of 1 + 1 steps,
    # and 4 orders of one neighbour with the labels issued so far, which are 1 at the first and 2 at the second.
    pair, ordinary = edges((0, 1), (2, 3)), edges((0, 1))
    alone = Work()
    rdfc.canonicalize(pair, work=alone)
    each = Work().left - alone.left
    assert each == 4 * 2 + 2 * (1 + 1) + 2 * (1 + 2)
    shared = Work(2 * each)
    assert rdfc.canonicalize(pair, work=shared) == rdfc.canonicalize(pair)
    assert rdfc.canonicalize(ordinary, work=shared)
    assert rdfc.issue_labels(pair, work=shared) == rdfc.issue_labels(pair)
    assert shared.left == 0
    shared.check()
    with pytest.raises(Refused, match=r"^too_complex$"):
        rdfc.canonicalize(pair, work=shared)
    with pytest.raises(Refused, match=r"^too_complex$"):
        shared.check()


def test_many_ordinary_quads_pass() -> None:
    quads = [(f"_:e{n}", P, f'"{n}"', "") for n in range(20_000)]
    text = rdfc.canonicalize(quads)
    assert text.count("\n") == 20_000
    assert len(rdfc.issue_labels(quads)) == 20_000


TERMS = ["_:e0", "_:e1", "_:e2", "_:e3", "_:e4", "<urn:x>"]
QUADS = st.lists(
    st.tuples(
        st.sampled_from(TERMS),
        st.sampled_from(["<urn:p>", "<urn:q>"]),
        st.sampled_from([*TERMS, '"a"']),
        st.sampled_from(["", "", "<urn:g>", "_:e0", "_:e5"]),
    ),
    max_size=10,
)


@given(QUADS, st.randoms(use_true_random=False))
def test_labels_and_order_do_not_matter(quads: list[Quad], rng: random.Random) -> None:
    names = [f"_:e{n}" for n in range(6)]
    renamed = dict(zip(names, rng.sample(names, 6), strict=True))
    other = [tuple(renamed.get(term, term) for term in quad) for quad in quads]
    rng.shuffle(other)
    assert rdfc.canonicalize(other) == rdfc.canonicalize(quads)


@given(QUADS)
def test_labels_and_lines_agree(quads: list[Quad]) -> None:
    issued = rdfc.issue_labels(quads)
    blank = {term for s, _, o, g in quads for term in (s, o, g) if term.startswith("_:")}
    assert set(issued) == blank
    assert list(issued.values()) == [f"_:c14n{n}" for n in range(len(blank))]
    text = rdfc.canonicalize(quads)
    assert text == rdfc.to_nquads(set(quads), issued)
    assert rdfc.canonicalize(parse(text)) == text


def oxigraph(quads: list[Quad], algorithm: str = "RDFC_1_0_SHA_256") -> str:
    text = "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(getattr(pyoxigraph.CanonicalizationAlgorithm, algorithm))
    dumped = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS)
    return "".join(sorted(line + "\n" for line in dumped.decode().split("\n") if line))


def pyld(quads: list[Quad]) -> str:
    text = "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads)
    form = "application/n-quads"
    return str(jsonld.normalize(text, {"algorithm": "URDNA2015", "inputFormat": form, "format": form}))


def random_quads(rng: random.Random) -> list[Quad]:
    nodes = [f"_:e{n}" for n in range(rng.randint(1, 6))]
    terms = [*nodes, "<urn:x>"]
    return [
        (
            rng.choice(terms),
            rng.choice(["<urn:p>", "<urn:q>"]),
            rng.choice([*terms, '"a"']),
            rng.choice(["", "", "", "<urn:g>", nodes[0]]),
        )
        for _ in range(rng.randint(1, 12))
    ]


@pytest.mark.parametrize("seed", range(4))
def test_oxigraph_agrees(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(100):
        quads = random_quads(rng)
        assert rdfc.canonicalize(quads) == oxigraph(quads)
        assert rdfc.canonicalize(quads, hash="sha384") == oxigraph(quads, "RDFC_1_0_SHA_384")


def test_pyld_agrees() -> None:
    # Not on quads that mention one node twice: PyLD counts them twice, against section 4.4.3 step 2.1.
    rng = random.Random(11)
    for _ in range(100):
        quads = [quad for quad in random_quads(rng) if quad[0] != quad[2] != quad[3] != quad[0]]
        assert rdfc.canonicalize(quads) == pyld(quads)


def in_one_graph(twins: int, facts: int) -> list[Quad]:
    """Nodes that say the same, inside a graph with a blank name, as credentials stand in presentations."""
    said = [(f"_:n{i}", f"<urn:p{j}>", '"x"', "_:g") for i in range(twins) for j in range(facts)]
    return [*said, *(("<urn:root>", P, f"_:n{i}", "_:g") for i in range(twins)), ("<urn:root>", P1, "_:g", "")]


def test_a_graphs_name_met_once_a_quad_costs_one_order() -> None:
    dataset = in_one_graph(twins=3, facts=12)
    text = "".join(f"{' '.join(term for term in quad if term)} .\n" for quad in dataset)
    options = {"algorithm": "URDNA2015", "inputFormat": "application/n-quads", "format": "application/n-quads"}
    assert rdfc.canonicalize(dataset) == jsonld.normalize(text, options)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_every_order_comes_once(nodes: list[str]) -> None:
    orders = list(rdfc._orders(nodes))
    assert len(orders) == len(set(orders))
    assert set(orders) == set(permutations(nodes))
