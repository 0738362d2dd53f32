"""The completion scripts themselves: one template and one way of quoting for each shell."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Place(NamedTuple):
    """What may follow one command, or the bare program."""

    path: str
    """``stack show``; empty for the program itself."""
    words: tuple[tuple[str, str], ...]
    """Commands, options and fixed arguments, each with its help."""
    values: tuple[tuple[str, tuple[str, ...]], ...]
    """Options that take one of a few values."""
    is_group: bool
    """Whether the next word is part of the command."""


_BASH = """\
_wallet() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    local command="" words=""
    ((COMP_CWORD > 1)) && command="${COMP_WORDS[1]}"
    case "$command" in
    @GROUPS@) ((COMP_CWORD > 2)) && command="$command ${COMP_WORDS[2]}" ;;
    esac
    case "$command|$previous" in
@CASES@    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _wallet wallet
"""

_ZSH = """\
_wallet() {
    local command=""
    local -a offers
    ((CURRENT > 2)) && command="${words[2]}"
    case "$command" in
    @GROUPS@) ((CURRENT > 3)) && command="$command ${words[3]}" ;;
    esac
    case "$command|${words[CURRENT-1]}" in
@CASES@    esac
    [[ "${words[CURRENT]}" == -* ]] || offers=(${offers:#-*})
    if ((${#offers})); then
        _describe wallet offers
    else
        _files
    fi
}
if [[ "${funcstack[1]}" == _wallet ]]; then
    _wallet "$@"
else
    compdef _wallet wallet
fi
"""

_FISH = """\
function __wallet_command
    set -l words (commandline -opc)
    if contains -- "$words[2]" @GROUPS@
        string join " " -- $words[2..3]
    else
        echo "$words[2]"
    end
end
@CASES@"""

_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName wallet -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $offers = @{
@CASES@    }
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    $words = @($before | ForEach-Object { "$_" })
    $command = if ($words.Count -gt 1) { $words[1] } else { '' }
    if ($command -in @(@GROUPS@) -and $words.Count -gt 2) { $command = "$command $($words[2])" }
    $found = $offers["$command|$($words[-1])"]
    if (-not $found) { $found = $offers["$command|"] }
    "$found" -split ' ' | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
"""


def bash(places: Sequence[Place]) -> str:
    """For ``source``, or a file in bash's folder of completions."""
    return _filled("# bash", _BASH, "|".join(_groups(places)), _cases(places, _bash_words))


def zsh(places: Sequence[Place]) -> str:
    """For a file named ``_wallet`` on zsh's ``fpath``, or for ``source``."""
    return _filled("#compdef wallet\n# zsh", _ZSH, "|".join(_groups(places)), _cases(places, _zsh_words))


def fish(places: Sequence[Place]) -> str:
    """For ``wallet.fish`` in fish's folder of completions."""
    return _filled("# fish", _FISH, " ".join(_groups(places)), "".join(map(_fish_place, places)))


def powershell(places: Sequence[Place]) -> str:
    """For the PowerShell profile."""
    rows = [(f"{p.path}|{option}", " ".join(given)) for p in places for option, given in p.values]
    rows += [(f"{p.path}|", " ".join(word for word, _ in p.words)) for p in places]
    table = "".join(f"        '{key}' = '{words}'\n" for key, words in rows)
    return _filled("# powershell", _POWERSHELL, ", ".join(f"'{group}'" for group in _groups(places)), table)


def _filled(head: str, template: str, groups: str, cases: str) -> str:
    name = head.rpartition(" ")[2]
    about = f"{head} completion for wallet, as printed by: wallet completions {name}\n"
    return about + template.replace("@GROUPS@", groups).replace("@CASES@", cases)


def _groups(places: Sequence[Place]) -> list[str]:
    return [place.path for place in places if place.is_group and place.path]


def _cases(places: Sequence[Place], words: Callable[[Sequence[tuple[str, str]]], str]) -> str:
    """Branches for bash and zsh: values of an option first, since they are the narrower pattern."""
    narrow = [(f'"{p.path}|{option}"', [(value, "") for value in given]) for p in places for option, given in p.values]
    wide = [(f'"{p.path}|"*', p.words) for p in places]
    return "".join(f"    {pattern}) {words(offered)} ;;\n" for pattern, offered in [*narrow, *wide])


def _bash_words(offered: Sequence[tuple[str, str]]) -> str:
    return f'words="{" ".join(word for word, _ in offered)}"'


def _zsh_words(offered: Sequence[tuple[str, str]]) -> str:
    described = (f"{word}:{about}" if about else word for word, about in offered)
    return "offers=(" + " ".join("'" + one.replace("'", "'\\''") + "'" for one in described) + ")"


def _fish_place(place: Place) -> str:
    asked = f'complete -c wallet -n \'test "$(__wallet_command)" = "{place.path}"\''
    values = dict(place.values)
    lines = []
    for word, about in place.words:
        told = " -d '" + about.replace("\\", "\\\\").replace("'", "\\'") + "'" if about else ""
        given = f" -x -a '{' '.join(values[word])}'" if word in values else ""
        lines.append(f"{asked} -l {word[2:]}{told}{given}" if word.startswith("--") else f"{asked} -f -a {word}{told}")
    return "".join(line + "\n" for line in lines)
