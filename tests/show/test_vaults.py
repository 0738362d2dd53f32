"""The wallet itself as text."""

from show_samples import pipe, said, screen

from wallet.results.vaults import Created, Status
from wallet.show import vaults

CODE = "wall etre scue 1d4u khpl y4l6 0txy v9nh 6fyn 3zlw"


def test_the_recovery_code_is_shown_in_groups_and_says_how_many_lines_it_took() -> None:
    console = screen()
    lines = vaults.recovery(CODE, console)
    shown = said(console).splitlines()
    assert lines == len(shown)
    assert "  wall etre scue 1d4u khpl y4l6 0txy v9nh" in shown
    assert "  6fyn 3zlw" in shown


def test_on_a_narrow_terminal_no_group_of_the_recovery_code_is_broken() -> None:
    console = screen(40)
    lines = vaults.recovery(CODE, console)
    shown = said(console).splitlines()
    assert (lines, max(map(len, shown)) <= 40) == (len(shown), True)
    assert [line for line in shown if line.startswith("  ")] == [
        "  wall etre scue 1d4u khpl y4l6 0txy",
        "  v9nh 6fyn 3zlw",
    ]


def test_a_new_wallet_says_nothing_of_its_recovery_code() -> None:
    console = screen()
    vaults.created(Created("/w", CODE), console)
    assert "wall" not in said(console).replace("wallet", "")


def test_the_three_states_of_a_wallet() -> None:
    for status, expected in [
        (
            Status("/w", exists=False, locked=False, config="/c/config.toml"),
            [
                "There is no wallet at /w yet. Make one: wallet init",
                "If you have one elsewhere: wallet help vault",
                "settings /c/config.toml",
            ],
        ),
        (
            Status("/w", exists=True, locked=True, slots=("passphrase", "recovery code")),
            [
                "wallet   /w",
                "opens by passphrase, recovery code",
                "state    locked; open it for a while: wallet unlock",
            ],
        ),
        (
            Status(
                "/w",
                exists=True,
                locked=False,
                slots=("passphrase",),
                counts={"credentials": 3, "cannot_tell": 1, "verified": 2, "stacks": 1},
                fingerprint="abcdefghijkl",
                config="/c/config.toml",
            ),
            [
                "wallet   /w",
                "opens by passphrase",
                "state    locked; opened just this once",
                "holds    3 credentials (2 verified, 1 cannot tell)",
                "stacks   1",
                "content  abcdefghijkl, the same on every device that is up to date",
                "settings /c/config.toml",
            ],
        ),
    ]:
        console = pipe()
        vaults.status(status, console)
        assert said(console).splitlines() == expected


def test_what_a_wallet_holds_is_told_best_first_and_fits_the_screen() -> None:
    counts = {"cannot_tell": 81, "credentials": 125, "rejected": 16, "stacks": 0, "verified_with_notes": 28}
    console = screen(80)
    vaults.status(Status("/w", exists=True, locked=False, slots=("passphrase",), counts=counts), console)
    lines = said(console).splitlines()
    assert max(map(len, lines)) <= 80
    held = lines.index("holds    125 credentials (28 verified with notes, 81 cannot tell, 16 do not rely")
    assert lines[held + 1] == "         on this)"
