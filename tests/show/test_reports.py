"""A report on one screen: a headline, what it is, seven questions; nothing by colour alone."""

import pickle
from dataclasses import replace

import pytest
from programs import interpreted
from show_samples import CHANGED, GOOD, UNSIGNED, ascii_pipe, colours, credential, pipe, report, said, screen

from wallet.errors import Unreadable
from wallet.model import Holder, Issuer
from wallet.report import QUESTIONS, Check, Code, Report, Verdict, check
from wallet.results.checking import Failure, LeftOut
from wallet.share.report_page import facts
from wallet.show import reports
from wallet.show.console import Console
from wallet.show.layout import cells
from wallet.show.reports import Said
from wallet.wording import Catalogue


def shown(one: Report, console: Console) -> list[str]:
    console.lines(reports.screen(one, console))
    return said(console).splitlines()


def test_a_report_reads_from_top_to_bottom() -> None:
    lines = shown(report(), pipe())
    assert lines[:7] == [
        "✓ VERIFIED WITH NOTES",
        "  Introduction to Data Governance",
        "  from Example University (did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK)",
        "  to Ada (did:example:learner)",
        "  issued 2026-05-22, until 2027-11-22",
        "  badge.json, as of 2026-11-22",
        "",
    ]
    rows = [line for line in lines if "?" in line]
    assert [row[2:].split("?")[0] + "?" for row in rows] == list(QUESTIONS.values())
    assert "  Unchanged since it was signed?       ✓ unchanged since it was signed" in lines


def test_that_it_has_ended_stands_under_the_title() -> None:
    """Nobody who reads no further takes what is over for what holds."""
    over = replace(report(), credential=credential(valid_until=report().at))
    assert "  issued 2026-05-22, ended 2026-11-22" in shown(over, pipe())
    plain = Console(pipe().stream, {"WALLET_PLAIN": "1"})
    assert "  ended: 2026-11-22" in shown(over, plain)
    assert ("Ended", "2026-11-22") in facts(over, Catalogue())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("checks", [GOOD, UNSIGNED, CHANGED])
def test_one_screen_a_credential(width: int, checks: tuple[Check, ...]) -> None:
    lines = shown(report(checks, signed=checks is GOOD), screen(width))
    assert len(lines) <= 24
    assert max(cells(line) for line in lines if "→" not in line) <= width


@pytest.mark.parametrize("width", [80, 120])
def test_what_a_bundle_says_of_itself_is_wrapped_and_never_cut(width: int) -> None:
    digest, audience = "0123456789abcdef" * 4, "The Office for Recruitment of the " + "Very " * 12 + "Large Company"
    lines = shown(replace(report(), about=(("made for", audience), ("manifest SHA-256", digest))), screen(width))
    assert max(cells(line) for line in lines if "→" not in line) <= width
    whole = " ".join(" ".join(lines).split())
    assert f"made for: {audience}" in whole
    assert f"manifest SHA-256: {digest}" in whole, "its digits in one piece"


def test_only_answers_that_are_no_pass_have_a_hint() -> None:
    lines = shown(report(), pipe())
    hints = [number for number, line in enumerate(lines) if line.startswith("    → ")]
    assert len(hints) == 2
    assert "note: unrecognised" in lines[hints[0] - 1]
    assert "not asked" in lines[hints[1] - 1], "or what says how to have it asked"


def test_whom_it_names_stands_under_from_whom_it_is() -> None:
    lines = shown(report(), pipe())
    assert lines[2].startswith("  from Example University (")
    assert lines[3] == "  to Ada (did:example:learner)"
    plain = replace(report(), credential=credential(holder=Holder(identity_hash="plain:ada@mail.example")))
    assert "  to ada@mail.example" in shown(plain, pipe())
    hashed = replace(report(), credential=credential(holder=Holder(identity_hash="sha256$00")))
    assert not any(line.startswith("  to ") for line in shown(hashed, pipe()))


def test_an_endorsement_is_of_somebody_not_awarded_to_them() -> None:
    endorsement = replace(report(), outline=report().outline._replace(format="endorsement"))
    assert shown(endorsement, pipe())[3] == "  of Ada (did:example:learner)"
    assert ("Endorses", "Ada (did:example:learner)") in facts(endorsement, Catalogue())
    assert ("Awarded to", "Ada (did:example:learner)") in facts(report(), Catalogue())


def test_how_to_have_a_question_asked_is_said_once_around_everything() -> None:
    lines = shown(replace(report(), parts=(report(), report())), pipe())
    assert sum("not asked" in line for line in lines) == 3
    assert sum("wallet identity add EMAIL" in line for line in lines) == 1


def test_what_nothing_proves_is_announced() -> None:
    lines = shown(report(UNSIGNED, signed=False), colours())
    assert "nothing proves it" in lines[1]
    assert lines[2] == "  Introduction to Data Governance", "in no strong type"
    assert "\x1b[1m" in shown(report(), colours())[1]


def test_after_a_changed_credential_nothing_else_is_asked() -> None:
    lines = shown(report(CHANGED, signed=False), pipe())
    assert lines[0] == "✗ DO NOT RELY ON THIS"
    assert any("FAIL: changed after signing" in line for line in lines)
    assert lines[-1].startswith("  The other questions are not asked")


def test_without_unicode_the_marks_still_differ() -> None:
    text = "\n".join(shown(report((*GOOD[:1], *CHANGED[1:])), ascii_pipe()))
    text += "\n".join(shown(report(), ascii_pipe()))
    for mark in ("x DO NOT", "+ VERIFIED", "+ unchanged", "x FAIL:", "! note:", "- not asked", "-> "):
        assert mark in text
    assert text.isascii()


def test_every_result_is_said_in_words_too() -> None:
    marks = {reports.marked(result, "", pipe()) for result in reports._LOOKS}
    words = {look.word for result, look in reports._LOOKS.items() if result not in ("pass", "n/a")}
    assert len(marks) == 5
    assert words == {"note: ", "unknown: ", "FAIL: "}
    assert len({look.plain for look in reports._LOOKS.values()}) == 5


def test_parts_are_indented_under_their_role() -> None:
    part = replace(report(title="Part one"), role="credential")
    inner = replace(report(title="Praise"), role="endorsement")
    lines = shown(report(parts=(replace(part, parts=(inner,)),)), screen())
    assert "  inside it:" in lines
    assert "      Part one" in lines
    assert "      an endorsement of it:" in lines
    assert "          Praise" in lines
    assert max(cells(line) for line in lines if "→" not in line) <= 80


@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_command_in_a_hint_is_one_line_so_that_it_can_be_pasted(width: int) -> None:
    command = "wallet trust add " + "x" * 100
    one = check(Code.NOT_ON_LIST, trust=command)
    lines = shown(report((one,)), screen(width))
    assert f"      {command}" in lines
    assert max(cells(line) for line in lines if command not in line) <= width


@pytest.mark.parametrize("width", [40, 50, 60])
def test_on_a_narrow_terminal_answers_stand_below_their_questions(width: int) -> None:
    lines = shown(report(), screen(width))
    assert max(cells(line) for line in lines if "wallet trust add" not in line) <= width
    at = lines.index("  Unchanged since it was signed?")
    assert lines[at + 1] == "    ✓ unchanged since it was signed"


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202e", "[/x][link=http://e]:smiley:", "a\nVERIFIED", "x" * 5000])
def test_hostile_text_is_shown_as_text(text: str) -> None:
    bad = check(Code.UNUSUAL_FORM, format="badge", detail=text)
    one = report((bad, *GOOD[1:]), title=text, issuer=replace(report().credential.issuer, name=text))
    for console in (pipe(), screen(), colours()):
        lines = shown(replace(one, source=text), console)
        whole = "".join(lines)
        assert "\u202e" not in whole
        assert "\x1b[2J" not in whole
        assert "VERIFIED" not in lines
        assert max(len(line) for line in lines) < 6000


def test_an_outcome_becomes_text_elsewhere_as_it_would_here() -> None:
    for console in (pipe(), screen(), colours(), ascii_pipe()):
        say = pickle.loads(pickle.dumps(Said(console.aside())))  # noqa: S301 - our own
        console.lines(reports.screen(report(), console))
        assert say(report()) == said(console)
        assert say(report()) == say(report()), "each on a page of its own"


def test_what_is_left_out_is_a_line_and_a_failure_none() -> None:
    say = Said(pipe().aside())
    assert say(LeftOut("a/readme\x1b.txt", "it is plain text")) == "left out: a/readme\\u{1b}.txt: it is plain text\n"
    assert say(Failure("x.json", Unreadable("x.json is empty"))) == ""


def test_totals_name_only_what_there_is() -> None:
    counts = {"verified": 0, "verified_with_notes": 1, "cannot_tell": 0, "rejected": 1, "unreadable": 1}
    assert reports.totals(counts) == "3 checked: 1 verified with notes, 1 do not rely on this, 1 unreadable"


def test_steps_stand_below_the_answers_and_quote_line_by_line() -> None:
    told = replace(report(), steps=("5. a proof", '7. the signed form:\n<a> <b> "\x1b" .\n<c> <d> <e> .', "16. so"))
    assert "  5.   a proof" not in shown(told, pipe()), "only when asked"
    lines = Said(screen(60).aside(), explain=True)(told).splitlines()
    at = lines.index("  5.   a proof")
    assert lines[at:] == [
        "  5.   a proof",
        "  7.   the signed form:",
        '    <a> <b> "\\u{1b}" .',
        "    <c> <d> <e> .",
        "  16.  so",
    ]


def test_a_container_is_headed_by_the_worst_of_what_is_in_it() -> None:
    holder = report(parts=(report(), report(CHANGED), replace(report(CHANGED), role="endorsement")))
    lines = shown(holder, pipe())
    assert "DO NOT RELY ON THIS" in lines[0]
    assert lines[1].strip() == "1 of 2 inside: do not rely on this; what is around them: verified with notes"
    assert "VERIFIED" in shown(report(parts=(report(),)), pipe())[0]
    assert "VERIFIED" in shown(report(parts=(replace(report(CHANGED), role="endorsement"),)), pipe())[0]


@pytest.mark.parametrize(
    ("identifier", "shown_as"),
    [
        ("https://\u043ex.ac.uk/", "https://xn--x-0tb.ac.uk/"),
        ("did:web:\u043ex.ac.uk:a", "did:web:xn--x-0tb.ac.uk:a"),
        ("https://m\u00fcnchen.de/x", "https://xn--mnchen-3ya.de/x"),
        ("https://ox.ac.uk\uff0fevil.example/", "https://ox.ac.xn--ukevil-qn68a.example/"),
        ("https://ox.ac.uk@evil.example/", "https://ox.ac.uk@evil.example/ (at evil.example)"),
        ("https://ox.ac.uk\\@evil.example/", "https://ox.ac.uk\\@evil.example/ (at evil.example)"),
        ("https://ox.ac.uk\\evil.example/", "https://ox.ac.uk\\evil.example/ (at ox.ac.uk)"),
        ("https://ox.ac.uk/a@b", "https://ox.ac.uk/a@b"),
        ("did:key:z6Mk", "did:key:z6Mk"),
        ("Universit\u00e4t", "Universit\u00e4t"),
        ("https://" + 80 * "\u043e" + ".example/", None),
    ],
)
def test_a_host_is_shown_in_the_letters_of_the_network(identifier: str, shown_as: str | None) -> None:
    found = Issuer(identifier, "Oxford").shown_id
    assert found == shown_as if shown_as else found.startswith("https://xn--")
    one = report((check(Code.NOT_ON_LIST), check(Code.ISSUER_NOT_SAVED, issuer=identifier)))
    one = replace(one, credential=one.credential._replace(issuer=Issuer(identifier, "Oxford")))
    text = " ".join(" ".join(shown(one, pipe())).split())
    assert f"Oxford ({found})" in text
    assert f"no document of {found}" in text


@interpreted
def test_each_part_is_asked_for_its_verdict_a_few_times_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a presentation of a thousand, of 1 MB, takes ten seconds to be put into words."""
    asked: list[Report] = []

    def overall(one: Report) -> Verdict:
        asked.append(one)
        return whole(one)

    whole = Report.overall.fget
    monkeypatch.setattr(Report, "overall", property(overall))
    bad = report((*GOOD[:1], *CHANGED[1:]), signed=False)
    assert shown(replace(report(), parts=(bad,) * 200), pipe())[1].startswith("  200 of 200 inside")
    assert len(asked) < 10 * 200
