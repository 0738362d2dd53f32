"""Pathways of others: what becomes a rule, what is confirmed by hand, what is listed as lost."""

import json
from typing import Any

import pytest
from stacks_helpers import NOW, achievement, entry
from vectors import VECTORS, need

from wallet.errors import Unreadable
from wallet.stacks.definition import parse
from wallet.stacks.importers import Imported, convert
from wallet.stacks.progress import check
from wallet.stacks.rules import All, AnyOf, Leaf, Manual, Stack

A, B, C = ("https://badges.example/a", "https://badges.example/b", "https://badges.example/c")


def component(name: str, badge: str = "", kind: str = "CredentialComponent", **more: Any) -> dict[str, Any]:
    node = {"@type": kind, "@id": f"urn:c:{name}", "name": name, **more}
    return node | ({"proxyFor": badge} if badge else {})


def pathway(*nodes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"@graph": [{"@type": "Pathway", "@id": "urn:pathway", "name": "Way", **more}, *nodes]}


def imported(document: Any) -> tuple[Imported, Stack]:
    found = convert(json.dumps(document).encode())
    return found, parse(found.data)


def any_of(number: int | None, *targets: str, **more: Any) -> dict[str, Any]:
    said = {} if number is None else {"requiredNumber": number}
    return {"@type": "ComponentCondition", "targetComponent": [f"urn:c:{t}" for t in targets], **said, **more}


ALL = (component("A", A), component("B", B), component("C", C))


def test_the_conditions_of_the_destination_are_the_goal() -> None:
    goal = component("Goal", "https://badges.example/goal", hasCondition=any_of(2, "A", "B", "C"))
    found, stack = imported(pathway(goal, *ALL, hasDestinationComponent="urn:c:Goal"))
    form = stack.require[0].form
    assert isinstance(form, AnyOf)
    assert (form.n, [part.form.ids for part in form.parts if isinstance(part.form, Leaf)]) == (2, [(A,), (B,), (C,)])
    assert stack.completion_ids == ("https://badges.example/goal",)
    assert (found.kept, found.weak, found.manual, found.dropped) == (3, 0, 0, ())


@pytest.mark.parametrize("relation", ["hasPart", "hasChild"])
def test_without_conditions_all_parts_are_asked_for(relation: str) -> None:
    _, stack = imported(pathway(*ALL, **{relation: ["urn:c:A", "urn:c:B", "urn:c:C"]}))
    assert [requirement.name for requirement in stack.require] == ["A", "B", "C"]


@pytest.mark.parametrize(
    "spelled",
    [
        lambda text: text,
        lambda text: text.replace('"name"', '"ceterms:name"').replace('"hasChild"', '"ceasn:hasChild"'),
        lambda text: text.replace('"proxyFor"', '"https://purl.org/ctdl/terms/proxyFor"'),
        lambda text: text.replace('"name": "Way"', '"name": {"es": "Camino", "en-US": "Way"}'),
        lambda text: text.replace('"@type": "Pathway"', '"@type": ["https://purl.org/ctdl/terms/Pathway"]'),
        lambda text: text.replace('"urn:c:A"]', '{"@id": "urn:c:A"}]'),
    ],
)
def test_the_spellings_of_json_ld_mean_the_same(spelled: Any) -> None:
    text = json.dumps(pathway(ALL[0], hasChild=["urn:c:A"]))
    stack = parse(convert(spelled(text).encode()).data)
    assert (stack.name, stack.require[0].name, stack.require[0].form) == (
        "Way",
        "A",
        Leaf((A,), stack.require[0].form.match),  # type: ignore[union-attr] # another form has none, and fails
    )


def test_embedded_parts_are_read_where_they_stand() -> None:
    _, stack = imported(pathway(hasPart=[component("A", A), component("B", B)]))
    assert [requirement.name for requirement in stack.require] == ["A", "B"]


@pytest.mark.parametrize(
    ("condition", "shape"),
    [
        (any_of(None, "A", "B"), "all 2"),
        (any_of(5, "A", "B"), "all 2"),
        (any_of(1, "A", "B"), "any 1"),
        (any_of(None, "A", "B", logicalOperator="logicOperator:Or"), "any 1"),
        (any_of(None, "A", "B", logicalOperator={"@id": "https://purl.org/ctdl/vocabs/logic/And"}), "all 2"),
    ],
)
def test_how_many_a_condition_asks_for(condition: dict[str, Any], shape: str) -> None:
    _, stack = imported(pathway(component("G", hasCondition=condition), *ALL[:2], hasDestinationComponent="urn:c:G"))
    form = stack.require[0].form
    assert isinstance(form, All | AnyOf)
    assert shape == (f"any {form.n}" if isinstance(form, AnyOf) else f"all {len(form.parts)}")


def test_what_cannot_be_evaluated_becomes_manual_and_never_nothing() -> None:
    constraint = {"@type": "Constraint", "leftSource": "minGrade", "comparator": "compare:EQ", "rightSource": "D"}
    goal = component(
        "G",
        hasCondition=[
            any_of(1, "A", "gone", hasConstraint=constraint),
            any_of(0, "B"),
            any_of(None, logicalOperator="Not", description="a fee"),
        ],
    )
    found, stack = imported(pathway(goal, *ALL, hasDestinationComponent="urn:c:G", hasDeadline="2027"))
    manual = {r.form.text for r in stack.walk() if isinstance(r.form, Manual)}
    assert manual == {
        "urn:c:gone (not in the file)",
        "minGrade compare:EQ D",
        "not: a fee",
        "see whether these are needed too: C",
    }
    assert set(found.dropped) >= {
        ("urn:c:gone", "it is named but not in the file; confirm it by hand"),
        ("a condition", "it asks for none of 1"),
        ("C", "nothing leads to it from the goal"),
        ("Way", "not checked: hasDeadline"),
    }


def test_a_part_with_a_credential_of_its_own_is_met_by_either() -> None:
    part = component("P", "https://badges.example/p", hasCondition=any_of(None, "A", "B"))
    _, stack = imported(pathway(component("G", hasCondition=any_of(None, "P")), part, *ALL[:2], hasRoot="urn:c:G"))
    for held, state in (
        ([achievement("P", "https://badges.example/p")], "complete"),
        ([achievement("A", A), achievement("B", B)], "complete"),
        ([achievement("A", A)], "in_progress"),
    ):
        entries = [entry(f"r{n}", one) for n, one in enumerate(held)]
        assert check(stack, entries, NOW).state == state


def test_names_are_weak_and_their_stars_are_no_globs() -> None:
    found, stack = imported(pathway(component("C*", kind="CourseComponent"), hasChild=["urn:c:C*"]))
    assert (found.kept, found.weak) == (0, 1)
    assert check(stack, [entry("r", achievement("Cooking"))], NOW).state == "in_progress"
    assert check(stack, [entry("r", achievement("C*"))], NOW).state == "complete"


@pytest.mark.parametrize(
    ("document", "slug"),
    [
        (pathway(), "stack_import_empty"),
        (pathway(component("Basic", kind="BasicComponent"), hasChild=["urn:c:Basic"]), "stack_import_empty"),
        (pathway(hasChild=["urn:c:gone"]), "stack_import_empty"),
        ({"@type": "ComponentCondition"}, "stack_import_empty"),
        ({"@graph": [{"@type": "Course"}]}, "stack_import_unknown"),
        ([1, 2], "stack_import_unknown"),
        ("text", "stack_import_unknown"),
    ],
)
def test_an_import_that_would_be_empty_is_refused(document: Any, slug: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        convert(json.dumps(document).encode())
    assert refusal.value.kind == slug


def test_bad_json_is_refused_with_its_place() -> None:
    with pytest.raises(Unreadable, match="line 2, column 8") as refusal:
        convert(b'{"a": 1,\n  "b": }')
    assert refusal.value.kind == "stack_import_not_json"


def test_loops_and_towers_end() -> None:
    loop = [component("X", hasChild=["urn:c:Y"]), component("Y", hasChild=["urn:c:X"]), component("A", A)]
    _, stack = imported(pathway(*loop, component("Z", hasChild=["urn:c:X"]), hasChild=["urn:c:Z", "urn:c:A"]))
    assert any(isinstance(r.form, Manual) and "leads back to itself" in r.form.text for r in stack.walk())
    tower = [component(str(n), hasChild=[f"urn:c:{n + 1}", "urn:c:A"]) for n in range(60)]
    with pytest.raises(Unreadable, match="deep"):
        imported(pathway(*tower, component("A", A), hasChild=["urn:c:0"]))
    wide = [component(f"w{n}", hasChild=[f"urn:c:w{n + 1}"] * 1 + [f"urn:c:v{n + 1}"]) for n in range(14)]
    also = [component(f"v{n}", hasChild=[f"urn:c:w{n + 1}", f"urn:c:v{n + 1}"]) for n in range(14)]
    with pytest.raises(Unreadable) as refusal:
        imported(pathway(*wide, *also, component("w14", A), component("v14", B), hasChild=["urn:c:w0"]))
    assert refusal.value.kind == "stack_too_large"


# --- Badgr -------------------------------------------------------------------------


def element(name: str, *children: dict[str, Any], badges: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    asked = {
        "childElementRequirements": {"countRule": more.pop("children_rule", {"@type": "all"})},
        "badgeRequirements": {
            "countRule": more.pop("badge_rule", {"@type": "all"}),
            "requiredBadges": [{"badgeUrl": one} for one in badges],
        },
        "nonChildElementRequirements": {"countRule": {"@type": "all"}, "elementIds": more.pop("others", [])},
        "shortcutBadges": [],
        "allowCompletionBadgeShortcut": more.pop("shortcut", False),
    }
    return {"elementId": name, "name": name, "requirements": asked, "children": list(children), **more}


def test_badgr_counts_children_and_badges() -> None:
    rule = {"@type": "atLeastN", "requiredCount": 1}
    root = element(
        "Root",
        element("One", badges=(A, B), badge_rule=rule),
        element("Two", badges=(C,), completionBadge={"badgeUrl": "https://badges.example/two"}, shortcut=True),
        completionBadge={"badgeUrl": "https://badges.example/root"},
    )
    found, stack = imported(root)
    assert stack.completion_ids == ("https://badges.example/root",)
    assert (found.kind, found.kept, found.manual) == ("Badgr pathway", 4, 0)
    assert check(stack, [entry("r1", achievement("b", B)), entry("r2", achievement("c", C))], NOW).state == "complete"
    short = [entry("r1", achievement("b", B)), entry("r2", achievement("t", "https://badges.example/two"))]
    assert check(stack, short, NOW).state == "complete"
    assert check(stack, short[1:], NOW).state == "in_progress"


def test_badgr_children_that_are_not_needed_are_optional() -> None:
    _, stack = imported(
        element("Root", element("One", badges=(A,)), element("Two", badges=(B,), requiredForParentCompletion=False))
    )
    assert check(stack, [entry("r1", achievement("a", A))], NOW).state == "complete"


def test_badgr_names_other_elements_and_lists_the_rest() -> None:
    found, stack = imported(
        element("Root", element("One", badges=(A,)), others=["One", "elsewhere"], themeColour="red")
    )
    assert ("Root", "not checked: themeColour") in found.dropped
    assert any(isinstance(r.form, Manual) and "elsewhere" in r.form.text for r in stack.walk())


# --- credentials as goals --------------------------------------------------------------


def clr(*associations: tuple[str, str, str]) -> dict[str, Any]:
    named = [{"id": one, "type": ["Achievement"], "name": one[-1].upper()} for one in (A, B, C)]
    told = [
        {"type": "Association", "associationType": kind, "sourceId": source, "targetId": target}
        for kind, source, target in associations
    ]
    subject = {"achievement": named, "association": told}
    return {"id": "urn:clr", "type": ["ClrCredential"], "name": "Transcript", "credentialSubject": subject}


def test_clr_associations_make_a_tree() -> None:
    found, stack = imported(clr(("isChildOf", A, C), ("isParentOf", C, B), ("precedes", A, B)))
    assert found.dropped == (("A and B", "not checked: precedes"),)
    assert check(stack, [entry("r1", achievement("c", C))], NOW).state == "complete"
    both = [entry("r1", achievement("a", A)), entry("r2", achievement("b", B))]
    assert check(stack, both, NOW).state == "complete"
    assert check(stack, both[:1], NOW).state == "in_progress"


def test_clr_without_a_tree_is_refused() -> None:
    with pytest.raises(Unreadable) as refusal:
        imported(clr(("precedes", A, B)))
    assert refusal.value.kind == "stack_import_empty"


def test_alignments_and_related_achievements_become_places() -> None:
    badge = {
        "type": ["Achievement"],
        "id": A,
        "name": "Data",
        "achievementType": "Badge",
        "alignment": [{"targetUrl": "https://esco.example/sql", "targetName": "SQL"}, {"targetName": "nowhere"}],
        "related": [{"id": B}, {"id": C}],
    }
    found, stack = imported({"type": ["OpenBadgeCredential"], "credentialSubject": {"achievement": badge}})
    assert stack.name == "Toward Data"
    assert [r.name for r in stack.require] == ["SQL", "A related achievement"]
    assert ("nowhere", "an alignment without a target") in found.dropped
    assert imported(badge)[1].require == stack.require
    with pytest.raises(Unreadable):
        imported({"type": ["Achievement"], "achievementType": "Badge", "name": "Bare"})


# --- files that others published -----------------------------------------------------------

OUTCOMES = {
    "ce-Archive-Bakersfield_AS_CS_pathway-CSU_transfer.json": (0, 25),
    "ce-Badgr-Badgr_French_B.A.MarketableSkills_CR_sandbox.json": (68, 0),
    "ce-Badgr-Badgr__Final__-_EmpoweringTeachingExcellence_Nate.json": (669, 0),
    "ce-Badgr-French-B-A-Marketable-Skills.json": (64, 0),
    "ce-CompTIA-CTDL-French_BA_Marketable_Skills.json": (18, 47),
    "ce-CompTIA-comptia-IT_progModel.json": "stack_import_unknown",
    "ce-HeriotWatt-courses.json": "stack_import_unknown",
    "ce-HeriotWatt-pathway.json": (44, 0),
    "ce-HeriotWatt-vcred.json": "stack_import_unknown",
    "ce-Kansas-HutchinsonWeldingAAS.json": "stack_import_not_json",
    "ce-Pathway-Examples-Fluree_Pathway.json": "stack_import_not_json",
    "ce-Pathway-Examples-Illinois-IT.json": (0, 36),
    "ce-Pathway-Examples-termScheduleType.json": "stack_import_unknown",
    "ce-PathwayBuilder-Constraints-API.json": "stack_import_not_json",
    "ce-PathwayBuilder-Constraints-CTDL.json": "stack_import_not_json",
    "ce-UseCaseExamples-UC10.jsonld": "stack_import_empty",
    "ce-UseCaseExamples-UC18.jsonld": "stack_import_empty",
    "ce-UseCaseExamples-UC18__1_.jsonld": "stack_import_empty",
}
"""Places by id and by name, or why it is refused."""


@pytest.mark.parametrize("name", OUTCOMES)
def test_published_pathways_are_imported_or_refused_with_the_reason(name: str) -> None:
    data = need(VECTORS / "ctdl" / name).read_bytes()
    expected = OUTCOMES[name]
    if isinstance(expected, str):
        with pytest.raises(Unreadable) as refusal:
            convert(data)
        assert refusal.value.kind == expected
        return
    found = convert(data)
    assert (found.kept, found.weak) == expected
    assert check(parse(found.data), [], NOW).state != "complete"


def test_every_published_pathway_has_an_expected_outcome() -> None:
    folder = need(VECTORS / "ctdl")
    assert {path.name for path in folder.iterdir()} == set(OUTCOMES)
