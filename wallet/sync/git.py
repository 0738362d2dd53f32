"""A git repository as a remote, through git itself.

Nothing is merged: each change is a commit on top of what the remote has, made in a
repository of this program, outside of the synced folder.  Hooks, filters,
monitors and addresses that run programs are off.
"""

import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from wallet.errors import NetworkFailed, Unwritable
from wallet.sync.processes import LARGEST, MOST, Failed, Outrun, check_size, plain, run, too_much, unreachable
from wallet.wording import say

_SAFE = (
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.autocrlf=false",
    "-c", "protocol.ext.allow=never", "-c", "commit.gpgSign=false", "-c", "gc.auto=0",
)  # fmt: skip
_MUTED = {
    "SSH_ASKPASS_REQUIRE": "never", "GIT_ASKPASS": "",
    "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "credential.interactive", "GIT_CONFIG_VALUE_0": "false",
}  # fmt: skip
_WHO = {"AUTHOR": "wallet", "COMMITTER": "wallet"}
_OUTRUN = (" ! [rejected]", "cannot lock ref", "(failed to update ref)")
"""What git says when another push came first, or comes at the same moment."""
_OTHER_HASH = ("mismatched algorithms", "this repository's hash algorithm")
"""What git says when the names in the remote are made with another hash than those in our copy."""
_REFUSED = re.compile(r"^ ! \[remote rejected\] .* \((.+)\)$", re.MULTILINE)
_REASON = re.compile(r"^remote: (?:error: )?(.*\S)", re.MULTILINE)
_OURS = "refs/wallet/remote"
_AT_ONCE = 64 * 1024 * 1024
"""Bytes of files that are in memory at a time, unless a single one is larger."""


class _Blob(NamedTuple):
    """A file of the fetched branch, as git keeps it."""

    name: str
    id: str
    size: int


class Git:
    """A remote repository; ``folder`` is our own copy of it.

    ``ask`` False keeps git, and the ssh that it runs, from asking for anything.
    """

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str], *, ask: bool = True) -> None:
        self.name = name
        self._folder = folder
        self._ask = ask
        own = {
            key: value for key, value in environment.items() if not key.startswith("GIT_") or key == "GIT_SSH_COMMAND"
        }
        people = {
            f"GIT_{who}_{what}": value
            for who in _WHO
            for what, value in (("NAME", "wallet"), ("EMAIL", "wallet@localhost"))
        }
        self._environment = {
            **own,
            **people,
            "GIT_DIR": str(folder),
            "GIT_INDEX_FILE": str(folder / "wallet.index"),
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_DEFAULT_HASH": "sha1",  # whatever git or the learner's settings choose for new repositories
            "LC_ALL": "C",
        }
        self._branch = ""
        self._tip = ""

    def listed(self) -> frozenset[str]:
        """Fetch the branch that the remote names as its own, and list its files."""
        if not self._usable() or self._size() > 2 * MOST:  # what came and went there stays in our copy
            self._begin_anew()
        self._tip = ""
        try:
            self._branch, exists = self._their_branch()
            return self._whole() if exists else frozenset()
        except Failed as failed:
            raise _out_of_reach(self.name, failed) from failed

    def fetch(self, names: frozenset[str], into: Path) -> None:
        """Write files of the fetched branch below ``into``."""
        left = self._written(names, into)
        if left:
            with suppress(Failed):  # then these are left out
                self._begin_anew()
                self._names()
                self._written(left, into)

    def send(self, files: Mapping[str, Path], gone: frozenset[str]) -> None:
        """One commit upon the fetched branch."""
        for name in ("wallet.index", "wallet.index.lock"):  # of an interrupted run: no other one is under way
            (self._folder / name).unlink(missing_ok=True)
        if self._tip:
            self._here("read-tree", self._tip)
        else:
            self._here("read-tree", "--empty")
        names = sorted(files)
        paths = "".join(f"{files[name]}\n" for name in names).encode()
        blobs = self._here("hash-object", "-w", "--no-filters", "--stdin-paths", data=paths).decode().split()
        lines = [f"100644 {blob}\t{name}" for blob, name in zip(blobs, names, strict=True)]
        lines += [f"0 {'0' * 40}\t{name}" for name in sorted(gone)]
        self._here("update-index", "--index-info", data=("\n".join(lines) + "\n").encode())
        tree = self._here("write-tree").decode().strip()
        parents = ("-p", self._tip) if self._tip else ()
        commit = self._here("commit-tree", tree, *parents, "-m", "wallet").decode().strip()
        try:
            self._git("push", "-q", "--", self.name, f"{commit}:refs/heads/{self._branch}")
        except Failed as failed:
            if any(words in failed.said for words in _OUTRUN):
                raise Outrun from failed
            if refusal := _refusal(failed.said):
                raise NetworkFailed(
                    say("{name} refused what is new here: {reason}", name=self.name, reason=refusal),
                    hint=say("see that you may write there, and that it is a bare repository: git init --bare"),
                    slug="remote_refused",
                ) from failed
            raise _out_of_reach(self.name, failed) from failed

    def _their_branch(self) -> tuple[str, bool]:
        """The branch that the remote's HEAD is, and whether it has a commit."""
        lines = self._git("ls-remote", "--symref", "--", self.name).decode("utf-8", "replace").splitlines()
        head = next((line for line in lines if line.startswith("ref: refs/heads/") and line.endswith("\tHEAD")), "")
        branch = head.removeprefix("ref: refs/heads/").removesuffix("\tHEAD") or "main"
        heads = [line.partition("\trefs/heads/")[2] for line in lines if "\trefs/heads/" in line]
        if branch not in heads and heads:
            branch = "main" if "main" in heads else heads[0]
        return branch, branch in heads

    def _whole(self) -> frozenset[str]:
        """The files of the branch, although an interrupted run may have torn our copy, which the remote can replace."""
        try:
            return self._names()
        except Failed:
            self._begin_anew()
            return self._names()

    def _names(self) -> frozenset[str]:
        """Fetch the branch and list its files."""
        branch = f"+refs/heads/{self._branch}:{_OURS}"
        self._fetched("fetch", "-q", "--no-tags", "--update-shallow", "--", self.name, branch)
        self._tip = self._git("rev-parse", _OURS).decode().strip()
        out = self._git("ls-tree", "-r", "-z", "--name-only", self._tip)
        return frozenset(name.decode("utf-8", "replace") for name in out.split(b"\0") if name)

    def _fetched(self, *words: str) -> None:
        """Fetch; all of it comes as one file, which grows no larger than anything may be that comes at a time.

        Raises :class:`~wallet.errors.NetworkFailed` (``remote_too_large``), and leaves nothing of it here.
        """
        try:
            self._git("-c", "fetch.unpackLimit=1", *words, largest_file=MOST)
        except Failed as failed:
            if all(path.stat().st_size < MOST for path in self._folder.glob("objects/pack/tmp_pack_*")):
                raise
            self._begin_anew()
            raise too_much(self.name) from failed

    def _written(self, names: frozenset[str], into: Path) -> frozenset[str]:
        """Write files below ``into``, but none that is too large for a wallet; returns those it could not read."""
        blobs = self._blobs(sorted(names))
        left = names - {blob.name for blob in blobs}
        fitting = [blob for blob in blobs if blob.size <= LARGEST]
        check_size(self.name, sum(blob.size for blob in fitting))  # of zeros git needs next to nothing
        return left.union(*(self._group_written(group, into) for group in _groups(fitting)))

    def _blobs(self, names: Sequence[str]) -> list[_Blob]:
        """What git has under these names; a process for each file would take most of the time of a first sync."""
        asked = "".join(f"{self._tip}:{name}\n" for name in names).encode()
        try:
            answers = self._git("cat-file", "--batch-check", data=asked).decode("utf-8", "replace").splitlines()
        except Failed:
            return []
        words = [answer.split() for answer in answers]
        found = [(name, said) for name, said in zip(names, words, strict=True) if said[1:2] == ["blob"]]
        return [_Blob(name, said[0], int(said[2])) for name, said in found]

    def _group_written(self, group: Sequence[_Blob], into: Path) -> frozenset[str]:
        """As :meth:`_written`, in one go; where git stops at a torn file, each half is tried."""
        try:
            answer = self._git("cat-file", "--batch", data="".join(f"{blob.id}\n" for blob in group).encode())
        except Failed:
            if len(group) == 1:
                return frozenset((group[0].name,))
            half = len(group) // 2
            return self._group_written(group[:half], into) | self._group_written(group[half:], into)
        start = 0
        for blob in group:
            start += len(f"{blob.id} blob {blob.size}\n")
            target = into / blob.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(memoryview(answer)[start : start + blob.size])
            start += blob.size + 1
        return frozenset()

    def _usable(self) -> bool:
        """Whether our copy is there and git takes it for a repository."""
        try:
            return (self._folder / "HEAD").exists() and bool(self._git("rev-parse", "--git-dir"))
        except Failed:
            return False

    def _size(self) -> int:
        return sum(path.stat().st_size for path in self._folder.glob("objects/pack/*"))

    def _begin_anew(self) -> None:
        """An empty copy, in the place of whatever is there."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        self._here("init", "-q", "--bare", "--", str(self._folder))

    def _here(self, *words: str, data: bytes = b"") -> bytes:
        """As :meth:`_git`, for what needs our own copy alone, so that no remote but this disk is to blame."""
        try:
            return self._git(*words, data=data)
        except Failed as failed:
            raise Unwritable(
                say("git could not keep its copy of {name}: {complaint}", name=self.name, complaint=failed.complaint),
                hint=say("free some space, then run it again"),
            ) from failed

    def _git(self, *words: str, data: bytes = b"", largest_file: int = 0) -> bytes:
        return run(("git", *_SAFE, *words), {**self._environment, **self._muted}, data, largest_file=largest_file)

    @cached_property
    def _muted(self) -> Mapping[str, str]:
        """What keeps git, its helpers and ssh from asking, where nobody may be asked."""
        return {} if self._ask else {**_MUTED, "GIT_SSH_COMMAND": f"{self._ssh()} -o BatchMode=yes"}

    def _ssh(self) -> str:
        """The ssh that the learner chose: the variable is about to take the place of the setting."""
        chosen = self._environment.get("GIT_SSH_COMMAND", "")
        with suppress(Failed):  # git ends with 1 where there is no such setting
            chosen = chosen or run(("git", "config", "core.sshCommand"), self._environment).decode().strip()
        return chosen or "ssh"


def _groups(blobs: Sequence[_Blob]) -> Iterator[Sequence[_Blob]]:
    """Neighbours that need no more than so many bytes together."""
    first, size = 0, 0
    for number, blob in enumerate(blobs):
        if size + blob.size > _AT_ONCE and number > first:
            yield blobs[first:number]
            first, size = number, 0
        size += blob.size
    if blobs:
        yield blobs[first:]


def _out_of_reach(name: str, failed: Failed) -> NetworkFailed:
    """The error for a remote that does not answer as it should, or not in the only form that is understood."""
    if not any(words in failed.said for words in _OTHER_HASH):
        return unreachable(name, failed)
    return NetworkFailed(
        say("{name} is a git repository that names files by SHA-256, and wallet syncs through SHA-1 only", name=name),
        hint=say("make another one: git init --bare --object-format=sha1"),
        slug="remote_sha256",
    )


def _refusal(said: str) -> str:
    """Why a remote refused a push, by git's word and its own; empty when it did not."""
    refused, reason = _REFUSED.search(said), _REASON.search(said)
    words = [found[1] for found in (refused, reason if refused else None) if found]
    return plain(": ".join(words))
