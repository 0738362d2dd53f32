"""Files whose operations fail when a test says so."""

import os
from collections.abc import Callable
from typing import Any

from vault_desk import Quick

MUTATING = ("make_folder", "create", "write", "sync", "close", "rename", "sync_folder", "remove", "restrict")


class Failing(Quick):
    """Fails at one call, counted from 0; a failing write takes half of what it was offered first."""

    def __init__(self, at: int, code: int) -> None:
        self.at = at
        self.code = code
        self.calls = 0
        self.failed = ""

    def _count(self, name: str) -> bool:
        self.calls += 1
        if self.calls - 1 == self.at:
            self.failed = name
        return self.calls - 1 == self.at

    def _wrap(self, name: str, *arguments: Any) -> Any:
        due = self._count(name)
        if due and name == "write":
            handle, data = arguments
            super().write(handle, data[: len(data) // 2])
        elif due and name == "close":
            super().close(*arguments)
        if due:
            raise OSError(self.code, os.strerror(self.code))
        return getattr(super(), name)(*arguments)


def _failing(name: str) -> Callable[..., Any]:
    def method(self: Failing, *arguments: Any) -> Any:
        return self._wrap(name, *arguments)

    return method


for _name in MUTATING:
    setattr(Failing, _name, _failing(_name))
