"""``wallet stack ...`` at the command line."""

import json
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from command_desk import Desk, desk
from issuer_kit import College

from wallet.stacks.templates import TEMPLATES


@pytest.fixture
def wallet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return desk(tmp_path, monkeypatch).fill()


def test_check_ends_with_the_state(wallet: Desk) -> None:
    assert wallet("stack", "check", "data basics").code == 1
    said = wallet("stack", "check", "data basics", "--assume", "Presenting data well", "--json")
    assert said.code == 0
    assert said.data["state"] == "complete"
    assert wallet("stack", "check", "nothing like it").code == 6


def test_next_names_what_is_missing(wallet: Desk) -> None:
    said = wallet("stack", "next", "data basics", "--json")
    assert [(step["kind"], step["path"]) for step in said.data["steps"]] == [("earn", "require[2]")]
    assert "Presentation: to be earned" in wallet("stack", "next", "data basics").out


def test_why_says_what_counts_what_could_and_what_does_not_fit(wallet: Desk) -> None:
    places = {p["name"]: p for p in wallet("stack", "why", "data basics", "databases", "--json").data["places"]}
    assert [one["code"] for one in places["Statistics"]["counts"]] == ["counted"]
    assert [one["code"] for one in places["Databases"]["could"]] == ["not_needed"]
    (missed,) = places["Presentation"]["unlike"]
    assert missed["text"] == 'wanted named "Presenting data*", found Databases'
    assert "nothing that you hold comes near" in wallet("stack", "why", "data basics").out


def test_why_says_what_keeps_a_fitting_badge_from_counting(wallet: Desk) -> None:
    Path("old.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:old"\nname = "Old"\n[count]\nissued_within = "P1D"\n'
        '[[require]]\nmatch = { name = "Statistics" }\n[[require]]\n'
        'credits = { at_least = 1, system = "ects" }\nfrom = {}\n'
    )
    said = wallet("stack", "why", "old.toml", "--json")
    (barred,) = said.data["places"][0]["barred"]
    assert (barred["code"], barred["title"]) == ("too_old", "Statistics")


def test_with_a_file_counts_it_without_keeping_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wallet = desk(tmp_path, monkeypatch)
    wallet("init")
    rules = 'format = "wallet-stack/1"\nid = "urn:p"\nname = "P"\n[[require]]\nmatch = { name = "Data project" }\n'
    Path("p.toml").write_text(rules)
    assert wallet("stack", "check", "p.toml").code == 1
    said = wallet("stack", "show", "p.toml", "--with", "data-project.png", "--json")
    assert said.data["state"] == "complete"
    assert wallet("list", "--json").data["credentials"] == []
    assert wallet("stack", "show", "p.toml", "--with", "gone.json").code == 5


def test_export_and_import_bring_the_same_rules(wallet: Desk) -> None:
    assert wallet("stack", "export", "data basics", "-o", "copy.toml").code == 0
    assert Path("copy.toml").read_bytes() == Path("data-basics.toml").read_bytes()
    assert "- [x] Project" in wallet("stack", "export", "data basics", "--as", "markdown").out
    assert json.loads(wallet("stack", "export", "data basics", "--as", "json").out)["have"] == 3


def test_remove_asks_and_forgets_only_the_rules(wallet: Desk) -> None:
    refused = wallet("stack", "remove", "data basics")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert wallet("stack", "remove", "data basics", "--yes").out == "removed: Data basics\n"
    assert wallet("stack", "list", "--json").data["stacks"] == []
    assert len(wallet("list", "--json").data["credentials"]) == 4


def test_nested_files_come_along(wallet: Desk) -> None:
    Path("inner.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:inner"\nname = "Inner"\n[[require]]\nmatch = { name = "Statistics" }\n'
    )
    outer = 'format = "wallet-stack/1"\nid = "urn:outer"\nname = "Outer"\n[[require]]\nstack = "inner.toml"\n'
    Path("outer.toml").write_text(outer)
    assert wallet("stack", "import", "outer.toml").code == 0
    assert {one["name"] for one in wallet("stack", "list", "--json").data["stacks"]} == {
        "Data basics",
        "Inner",
        "Outer",
    }
    assert wallet("stack", "check", "outer").code == 0
    Path("far.toml").write_text(outer.replace("inner.toml", "../inner.toml"))
    refused = wallet("stack", "import", "far.toml")
    assert (refused.code, "far.toml: require[0].stack" in refused.err) == (5, True)


@pytest.mark.parametrize("reference", ["a\\u0000b", "a" * 1_900, "loop", "loop/x"])
def test_a_file_within_that_no_disk_can_hold_is_missing(wallet: Desk, reference: str) -> None:
    Path("loop").symlink_to("loop")
    rules = f'format = "wallet-stack/1"\nid = "urn:x"\nname = "X"\n[[require]]\nstack = "{reference}"\n'
    Path("x.toml").write_text(rules)
    for command in ("validate", "import", "show"):
        refused = wallet("stack", command, "x.toml")
        assert (refused.code, "x.toml: require[0].stack" in refused.err) == (5, True)


def test_a_file_within_names_those_that_stand_beside_it(wallet: Desk) -> None:
    """And not those beside the file that named it, which may go by the same name."""

    def rules(identifier: str, requirement: str) -> str:
        head = f'format = "wallet-stack/1"\nid = "urn:{identifier}"\nname = "{identifier}"\n'
        return f"{head}[[require]]\n{requirement}\n"

    Path("sub").mkdir()
    Path("top.toml").write_text(rules("top", 'stack = "sub/a.toml"\n[[require]]\nstack = "b.toml"'))
    Path("b.toml").write_text(rules("near", 'match = { name = "Statistics" }'))
    Path("sub/a.toml").write_text(rules("a", 'stack = "b.toml"'))
    Path("sub/b.toml").write_text(rules("far", 'match = { name = "Never held" }'))
    file = wallet("stack", "show", "top.toml", "--json").data
    assert (file["have"], file["need"]) == (1, 2)
    assert wallet("stack", "import", "top.toml").code == 0
    assert wallet("stack", "show", "top", "--json").data["have"] == 1
    assert {one["name"]: one["have"] for one in wallet("stack", "list", "--json").data["stacks"]} == {
        "Data basics": 3, "a": 0, "far": 0, "near": 1, "top": 1,
    }  # fmt: skip
    Path("sub/a.toml").write_text(rules("a", 'stack = "../b.toml"'))
    refused = wallet("stack", "validate", "top.toml")
    assert (refused.code, "require[0].stack.require[0].stack" in refused.err) == (5, True)


def test_a_shared_stack_takes_along_whatever_its_rules_name(wallet: Desk) -> None:
    """By an id, in a folder, or by a name that another file has too; the receiver counts from the bundle alone."""

    def rules(identifier: str, *requirements: str) -> str:
        head = f'format = "wallet-stack/1"\nid = "urn:{identifier}"\nname = "{identifier}"\n'
        return head + "".join(f"[[require]]\n{one}\n" for one in requirements)

    held = 'match = { name = "Statistics" }\n[count]\nreuse = "any"'
    Path("sub").mkdir()
    Path("sub/a.toml").write_text(rules("a", "'stack'='b.toml'"))
    Path("sub/b.toml").write_text(rules("far", held))
    Path("b.toml").write_text(rules("near", held))
    Path("stack.toml").write_text(rules("same", held))
    Path("known.toml").write_text(rules("known", held))
    nested = ('stack = "sub/a.toml"', 'stack = "b.toml"', 'stack = "stack.toml"', 'stack = "urn:known"')
    Path("top.toml").write_text(rules("top", *nested) + '[count]\nreuse = "any"\n')
    assert wallet("stack", "import", "known.toml", "top.toml").code == 0
    here = wallet("stack", "show", "top", "--json").data
    assert here["state"] == "complete"
    assert wallet("stack", "share", "top", "-o", "top.zip", "--yes").code == 0
    assert wallet("verify", "top.zip").code == 0
    with ZipFile("top.zip") as bundle:
        bundle.extractall("received")
    assert wallet("init", WALLET_DIR="other").code == 0
    there = wallet("stack", "show", "received/accounts/stack.toml", "--with", "top.zip", "--json", WALLET_DIR="other")
    assert (there.code, there.data["state"], there.data["need"]) == (0, "complete", here["need"])


def test_a_stack_within_can_be_changed_or_lost_and_no_other_suffers(wallet: Desk) -> None:
    head = 'format = "wallet-stack/1"\n'
    Path("outer.toml").write_text(f'{head}id = "urn:outer"\nname = "Outer"\n[[require]]\nstack = "data-basics.toml"\n')
    assert wallet("stack", "import", "outer.toml").code == 0  # data-basics.toml had been saved on its own before
    assert wallet("stack", "show", "outer", "--json").data["have"] == 3
    Path("data-basics.toml").write_text(Path("data-basics.toml").read_text().replace("any = 2", "any = 1"))
    assert wallet("stack", "import", "data-basics.toml").code == 0
    assert wallet("stack", "show", "outer", "--json").data["need"] == 3
    assert wallet("stack", "remove", "data basics", "--yes").code == 0
    Path("plain.toml").write_text(
        f'{head}id = "urn:plain"\nname = "Plain"\n[[require]]\nmatch = {{ name = "Statistics" }}\n'
    )
    assert wallet("stack", "import", "plain.toml").code == 0
    assert [line.split()[0] for line in wallet("stack", "list").out.splitlines()] == ["Outer", "Plain"]
    assert "Outer  cannot be read" in wallet("stack", "list").out
    assert wallet("stack", "check", "plain").code == 0
    refused = wallet("stack", "show", "outer")
    assert (refused.code, "no saved stack is called" in refused.err) == (5, True)
    assert wallet("stack", "export", "outer").out.startswith(head)
    assert wallet("stack", "remove", "outer", "--yes").code == 0


def test_changed_rules_come_in_one_step_and_nothing_of_the_old_is_left_beside_them(wallet: Desk) -> None:
    before = set(Path("w/packs").glob("*/*.wvp"))
    changed = Path("data-basics.toml").read_text().replace("any = 2", "any = 1")
    Path("data-basics.toml").write_text(changed)
    assert wallet("stack", "import", "data-basics.toml", "--json").data["stacks"][0]["replaced"] is True
    assert len(set(Path("w/packs").glob("*/*.wvp")) - before) == 1, "a kill between two would leave both"
    assert wallet("stack", "export", "data basics").out == changed
    assert wallet("stack", "import", "data-basics.toml").code == 0
    assert wallet("stack", "export", "data basics").out == changed, "what is held already replaces itself"
    assert len(set(Path("w/packs").glob("*/*.wvp")) - before) == 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_new_writes_a_file_that_can_be_used(wallet: Desk, template: str) -> None:
    assert wallet("stack", "new", 'My "goal"', "--from", template).code == 0
    assert wallet("stack", "validate", "my-goal.toml").out.startswith('good: My "goal", ')
    assert wallet("stack", "new", 'My "goal"', "--from", template).code != 0  # never over a file


def test_new_from_options_and_not_without_any(wallet: Desk) -> None:
    said = wallet("stack", "new", "Data", "--needs", "Stat*", "--needs", "Datab*", "--any", "1", "--no-input")
    assert said.code == 0
    assert wallet("stack", "check", "data.toml").code == 0
    assert wallet("stack", "new", "Nothing", "--no-input").code == 2
    assert wallet("stack", "new", "X", "--credits", "many ects").code == 2
    assert wallet("stack", "new", "X", "--from", "nowhere").code == 2


def test_validate_names_file_line_and_key(wallet: Desk) -> None:
    text = Path("data-basics.toml").read_text()
    Path("typo.toml").write_text(text.replace('name = "Presenting data*"', 'nmae = "Presenting data*"'))
    line = Path("typo.toml").read_text().splitlines().index('match = { nmae = "Presenting data*" }') + 1
    said = wallet("stack", "validate", "typo.toml")
    assert said.code == 5
    assert f"typo.toml: require[2].match.nmae: no such key (line {line})" in said.err
    assert "did you mean name?" in said.err
    said = wallet("stack", "validate", "typo.toml", "data-basics.toml", "gone.toml", "--json")
    assert (said.code, [one["name"] for one in said.data["stacks"]]) == (5, ["Data basics"])
    assert [one["slug"] for one in said.document["errors"]] == ["stack_unknown_key", "no_such_file"]


def test_what_is_assumed_is_never_mistaken_for_what_is_held(wallet: Desk) -> None:
    said = wallet("stack", "check", "data basics", "--assume", "Presenting data well", "--assume", "Misspelt")
    assert (said.code, said.out) == (0, "Data basics: complete, 4 of 4\n")
    assert "counted as if the wallet held: Presenting data well (assumed), Misspelt (assumed)" in said.err
    shown = wallet("stack", "show", "data basics", "--assume", "Presenting data well", "--assume", "Misspelt").out
    assert "if-1  Presenting data well (assumed)" in shown
    assert "if-2 Misspelt (assumed): it fits nothing here" in shown
    assert wallet("stack", "check", "data basics").code == 1
    Path("strict.toml").write_text(Path("data-basics.toml").read_text() + "\n[count]\ntrusted_only = true\n")
    every = ["Spreadsheets", "Statistics", "Data project", "Presenting data"]
    ids = [f"https://badges.example.org/achievements/{name.casefold()}" for name in every[:2]]
    assert wallet("stack", "check", "strict.toml", *(w for x in (*ids, *every[2:]) for w in ("--assume", x))).code == 0


def test_edit_saves_what_the_editor_leaves(wallet: Desk) -> None:
    script = Path("change.py")
    script.write_text(
        "import pathlib, sys\np = pathlib.Path(sys.argv[1])\n"
        "p.write_text(p.read_text().replace('any = 2', 'any = 1'))\n"
    )
    editor = f"{sys.executable} {script}"
    said = wallet("stack", "edit", "data basics", "--json", EDITOR=editor)
    assert (said.code, said.data["changed"], said.data["replaced"]) == (0, True, True)
    assert b"any = 1" in wallet("stack", "export", "data basics").out.encode()
    assert wallet("stack", "edit", "data basics", EDITOR="true").out == "nothing was changed\n"
    assert wallet("stack", "edit", "data basics", EDITOR="false").code != 0
    assert wallet("stack", "edit", "data basics").code == 2


def test_edit_refuses_rules_that_cannot_be_used(wallet: Desk) -> None:
    script = Path("break.py")
    script.write_text("import pathlib, sys\npathlib.Path(sys.argv[1]).write_text('nothing')\n")
    assert wallet("stack", "edit", "data basics", EDITOR=f"{sys.executable} {script}").code == 5
    assert wallet("stack", "check", "data basics").code == 1


def test_skills_gap_and_the_stack_of_what_is_missing(wallet: Desk) -> None:
    assert {one["name"] for one in wallet("skills", "--json").data["skills"]} >= {"data", "statistics"}
    assert wallet("skills", "--framework", "ESCO").out == "None of 5 skills is of that framework.\n"
    Path("job.txt").write_text("- Statistics\n- Welding\n")
    said = wallet("gap", "job.txt", "--stack", "way.toml", "--json")
    assert [(one["name"], one["state"]) for one in said.data["lines"]] == [
        ("Statistics", "covered"),
        ("Welding", "missing"),
    ]
    assert wallet("stack", "check", "way.toml", "--assume", "Welding for all").code == 0
    told = wallet("gap", "job.txt")
    assert "2 skills: 1 covered, 0 partly, 1 missing" in told.out
    assert "weak match: anybody could have issued what covers Statistics" in told.err
    assert wallet("trust", "add", "statistics").code == 0
    assert wallet("gap", "job.txt").err == ""
    assert wallet("gap", "nowhere.txt").code == 5


def test_what_keeps_several_skills_from_being_shown_is_said_once(wallet: Desk) -> None:
    subject = {"id": "did:example:learner", "type": ["AchievementSubject"]}
    achievement = {"type": ["Achievement"], "description": "x", "criteria": {"narrative": "x"}}
    for name, tags in (("Alpha", ["sql", "data"]), ("Beta", ["sql"])):
        tagged = {**achievement, "id": f"https://college.example/{name}", "name": name, "tag": tags}
        badge = College().badge(name, credentialSubject={**subject, "achievement": tagged})
        assert wallet("import", wallet.file(f"{name}.jwt", badge)).code == 0
    said, why = wallet("skills").out, "it could not be verified"
    assert (said.count(why), said.count(" [1]\n"), said.splitlines()[-1][:8]) == (1, 3, "[1] it c")
    assert wallet("skills", "--plain").out.count(why) == 3  # each record says all of itself
    assert wallet("remove", "alpha", "--yes").code == 0
    assert f"Beta (Example College): {why}" in wallet("skills").out, "of one there is nothing to save"


def test_whoever_compares_with_an_advertisement_as_it_stood_is_told_how_to_write_it(wallet: Desk) -> None:
    Path("advert.txt").write_text("Statistics\nWe look for somebody who knows statistics, databases and Python well.\n")
    told = wallet("gap", "advert.txt")
    assert "1 of these is a sentence and no skill; write a skill a line" in told.err
    Path("list.txt").write_text("Statistics\nPython for data analysis\n")
    assert "sentence" not in wallet("gap", "list.txt").err


def test_the_european_card_is_shown_on_request(wallet: Desk) -> None:
    said = wallet("show", "statistics", "--eu-elements", "--json")
    assert [one["number"] for one in said.data["eu_elements"]] == list(range(1, 12))
    assert "4 stated" in wallet("show", "statistics", "--eu-elements").out
    assert "micro-credential" not in wallet("show", "statistics").out


def test_frameworks_are_listed_with_sources(wallet: Desk) -> None:
    told = wallet("frameworks", "--json").data
    assert {one["name"] for one in told["frameworks"]} >= {"AQF", "EQF", "RQF", "OQF", "DQP"}
    assert "ECTS Users' Guide" in wallet("frameworks").out


def test_rules_that_name_a_file_can_be_edited(wallet: Desk) -> None:
    Path("outer.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:o"\nname = "Outer"\n[[require]]\nstack = "data-basics.toml"\n'
    )
    assert wallet("stack", "import", "outer.toml").code == 0
    Path("editor").write_text('#!/bin/sh\necho "# mine" >> "$1"\n')
    Path("editor").chmod(0o755)
    edited = wallet("stack", "edit", "outer", EDITOR=str(Path("editor").resolve()), VISUAL="")
    assert (edited.code, edited.err) == (0, "")
    assert wallet("stack", "export", "outer").out.endswith("# mine\n")
    assert wallet("stack", "show", "outer", "--json").data["need"] == 4


def test_a_badge_counts_from_the_day_on_that_it_begins_to_hold(wallet: Desk) -> None:
    """Which may be later than the day of the award."""
    badge = College().badge("Late", validFrom="2027-02-01T00:00:00Z", awardedDate="2026-01-01T00:00:00Z")
    Path("late.jwt").write_bytes(badge)
    Path("s.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:s"\nname = "S"\n[count]\nverified = false\n'
        '[[require]]\nmatch = { name = "Late" }\n'
    )
    assert wallet("stack", "check", "s.toml", "--with", "late.jwt").code == 1
    assert wallet("import", "late.jwt").code == 0
    assert wallet("stack", "check", "s.toml").code == 1
    assert "begins to hold" in wallet("stack", "why", "s.toml").out
    assert wallet("stack", "check", "s.toml", "--at", "2027-01-31").code == 1
    assert wallet("stack", "check", "s.toml", "--at", "2027-02-02").code == 0


def test_what_the_receiver_holds_completes_nothing_that_was_sent(wallet: Desk) -> None:
    """Who counts the bundles of several people in one wallet gave each the badges of the others."""
    sent = "spreadsheets.jwt"
    mixed = wallet("stack", "show", "data basics", "--with", sent, "--json").data
    assert mixed["have"] == 3
    for command in ("show", "check", "next"):
        alone = wallet("stack", command, "data basics", "--alone", "--with", sent, "--json")
        assert alone.data["have"] == 1
        assert "counted as if the wallet held nothing but: Spreadsheets" in alone.err
    why = wallet("stack", "why", "data basics", "--alone", "--with", sent, "--json").data["places"]
    assert {one["ref"] for place in why for one in place["counts"] + place["could"]} == {"with-1"}
    assert wallet("stack", "show", "data basics", "--alone", "--json").data["have"] == 0


def test_a_stack_is_shared_with_its_reasons(wallet: Desk) -> None:
    assert wallet("stack", "share", "data basics", "-o", "s.zip").code == 2  # nobody to ask, no --yes
    assert not Path("s.zip").exists()
    said = wallet("stack", "share", "data basics", "-o", "s.zip", "--for", "Acme", "--yes", "--json")
    assert len(said.data["credentials"]) == 3
    assert wallet("verify", "s.zip").code == 0
    with ZipFile("s.zip") as bundle:
        account = bundle.read("accounts/stack.md").decode()
        rules = bundle.read("accounts/stack.toml")
    assert "Project: Data project" in account
    assert rules == Path("data-basics.toml").read_bytes()
    Path("outer.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:outer"\nname = "Outer"\n[[require]]\nstack = "data-basics.toml"\n'
    )
    assert wallet("stack", "import", "outer.toml").code == 0
    assert wallet("stack", "share", "outer", "-o", "outer.zip", "--yes").code == 0
    with ZipFile("outer.zip") as bundle:
        bundle.extractall("received")
    # The receiver counts again from the bundle alone.
    recounted = wallet("stack", "show", "received/accounts/stack.toml", "--alone", "--with", "outer.zip", "--json")
    assert (recounted.code, recounted.data["have"], recounted.data["need"]) == (0, 3, 4)
    assert "wallet stack show accounts/stack.toml --alone --with FILE" in account
    changed = Path("s.zip").read_bytes().replace(b"accounts/stack.toml", b"accounts/stock.toml")
    Path("changed.zip").write_bytes(changed)
    assert wallet("verify", "changed.zip").code == 1


def test_pathways_are_imported_with_what_is_lost(wallet: Desk) -> None:
    way = {
        "@graph": [
            {"@type": "Pathway", "@id": "urn:way", "name": "Way", "hasPart": ["urn:a"], "hasDeadline": "2027"},
            {"@type": "CredentialComponent", "@id": "urn:a", "name": "Statistics", "proxyFor": "urn:badge"},
        ]
    }
    Path("way.json").write_text(json.dumps(way))
    said = wallet("stack", "import", "way.json")
    assert said.out.splitlines()[:2] == [
        "saved: Way, 1 requirement",
        "  read as a CTDL pathway: 1 place by id, 0 by name only, 0 to confirm by hand",
    ]
    assert "Way: not checked: hasDeadline" in said.out
    Path("bad.json").write_text('{"a": }')
    refused = wallet("stack", "import", "bad.json")
    assert (refused.code, "bad.json: it is not JSON" in refused.err) == (5, True)


def test_no_count_is_certain_while_a_part_cannot_be_read(wallet: Desk) -> None:
    """Neither that a stack is complete, since a removal may be lost, nor that it is not."""
    Path("s.toml").write_text(
        'format = "wallet-stack/1"\nid = "urn:stack:s"\nname = "S"\n[[require]]\nmatch = { name = "*" }\n'
    )
    wanted = wallet("list", "--json").data["credentials"][0]["ref"]
    assert wallet("stack", "check", "s.toml").code == 0
    broken = max(Path("w/packs").glob("*/*.wvp"), key=lambda path: path.stat().st_size)
    data = broken.read_bytes()
    broken.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    for command in ("show", "check", "next", "why"):
        said = wallet("stack", command, "s.toml")
        assert (said.code, broken.stem[:12] in said.err) == (13, True), command
    assert wallet("stack", "list").code == 13
    missed = wallet("show", wanted)
    assert (missed.code, broken.stem[:12] in missed.err) == (6, True)


def test_the_account_of_a_shared_stack_tells_of_nothing_that_is_not_in_the_bundle(wallet: Desk) -> None:
    """Not what is nearly there, nor credits beside a sum, nor a tag that no rule names."""
    wallet("import", wallet.file("recovery.jwt", College().badge("Recovery course")))
    wallet("tag", "statistics", "goal")
    wallet("tag", "statistics", "boring-job")
    rules = wallet.file(
        "mine.toml",
        b'format = "wallet-stack/1"\nid = "urn:mine"\nname = "Mine"\n[[require]]\nmatch = { my_tag = "goal" }\n'
        b'[[require]]\nname = "Rest"\nmatch = { name = "* course" }\n',
    )
    assert wallet("stack", "import", rules).code == 0
    assert "Recovery course" in wallet("stack", "show", "mine").out
    assert wallet("stack", "share", "mine", "-o", "mine.zip", "--yes").code == 0
    with ZipFile("mine.zip") as bundle:
        account = bundle.read("accounts/stack.md").decode()
        everything = b"".join(map(bundle.read, bundle.namelist()))
    assert "Rest: to be earned" in account
    assert b"Recovery" not in everything
    assert b"boring-job" not in everything


def test_the_badge_for_a_stack_is_shared_with_it(wallet: Desk) -> None:
    """Without it the account would say of a bundle that the stack was awarded, and nothing there would show it."""
    rules = wallet.file(
        "done.toml",
        b'format = "wallet-stack/1"\nid = "urn:done"\nname = "Done"\n'
        b'completion_id = "https://badges.example.org/achievements/statistics"\n'
        b'[[require]]\nmatch = { name = "Nothing of the kind" }\n',
    )
    assert wallet("stack", "import", rules).code == 0
    said = wallet("stack", "share", "done", "-o", "done.zip", "--yes", "--json")
    assert [title for _, title in said.data["credentials"]] == ["Statistics"]
    with ZipFile("done.zip") as bundle:
        bundle.extractall("done")
    recounted = wallet("stack", "show", "done/accounts/stack.toml", "--alone", "--with", "done.zip", "--json")
    assert recounted.data["state"] == "awarded"
