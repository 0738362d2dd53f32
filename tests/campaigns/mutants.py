"""Mutation testing of the code that verdicts rest on: is every small mistake in it noticed by a test?

    python tests/campaigns/mutants.py --sample 400 --seed 1        # of all modules
    python tests/campaigns/mutants.py wallet/codec/jose.py          # every mutant of one module

Each mutant changes one comparison, operator, constant, condition, return value
or statement.  Words for people, which have a space in them, and annotations are
left as they are.  A mutant is killed when a test of its room fails or never
ends; survivors are printed with their line.  Nothing is written: the changed
module is put in its place as it is imported, in a child of its own.

Each room's tests are run once on the code as it is, to see which lines each of
them runs.  A mutant is shown to the few of its line likeliest to notice, which
ends most, and then to all of them; one whose line runs on importing, or for
several tests at once, to all of its room.  A mutant that none runs survives.
So does one that only a test would notice which finds in a library's memory what
another test has left there: the score errs on the low side.
A test that notices is believed only if it passes, alone, on the code as it is.
Exits 1 below a score of 90 %.
"""

import argparse
import functools
import importlib.abc
import importlib.util
import os
import pickle
import random
import resource
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from mutations import ROOT, Mutant, mutants

WHOLE = ["tests/actions/test_parts.py", "tests/actions/test_budget.py"]
"""Transcripts and budgets, of which a proof is tested as a part of the judging that needs it."""
JUDGING = [
    *WHOLE,
    "tests/actions/test_kept_back.py",
    "tests/actions/test_judge.py",
    "tests/actions/test_status_lists.py",
    "tests/actions/test_explain.py",
    "tests/proofs/test_overclaims.py",
    "tests/test_fail_open.py",
]
"""Those that judge a credential from beginning to end, wherever they are."""
ROOMS = {
    "wallet/codec": ["tests/codec"],
    "wallet/proofs": ["tests/proofs", *WHOLE],
    "wallet/keys": ["tests/keys", "tests/proofs/test_jws.py", "tests/proofs/test_embedded.py"],
    "wallet/status": ["tests/status/test_status.py"],
    "wallet/trust": ["tests/trust"],
    "wallet/report": ["tests/test_verdict.py", "tests/proofs/test_overclaims.py", "tests/actions", "tests/show"],
    "wallet/actions/judge.py": JUDGING,
    "wallet/actions/containers.py": JUDGING,
    "wallet/actions/fields.py": JUDGING,
    "wallet/actions/grounds.py": JUDGING,
    "wallet/actions/status_lists.py": JUDGING,
}
"""Where verdicts are made -> the tests that must notice; those of the file that is named like the module first."""
FIRST = 40
"""How many tests are asked before all of the room are."""
MEMORY = 8 << 30
"""Of a child in bytes, so that a mutant which never stops collecting is noticed."""
ENOUGH = 0.9


def _name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the mutant where its module is asked for."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.name = _name(mutant.path)

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        place = ROOT / self.mutant.path
        inside = [str(place.parent)] if place.stem == "__init__" else None
        return importlib.util.spec_from_file_location(name, place, loader=self, submodule_search_locations=inside)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.changed(), str(ROOT / self.mutant.path), "exec"), module.__dict__)  # noqa: S102 - a mutant


class _Seen(NamedTuple):
    """What the tests of a room do with the code as it is."""

    seconds: dict[str, float]
    """What each test takes."""
    lines: dict[str, dict[int, list[str]]]
    """Module -> line -> the tests that run it, and an empty name where importing or a shared fixture does."""
    failed: str


class _Watch:
    """A plugin of pytest: runs certain tests in a certain order, and remembers how each went."""

    def __init__(self, chosen: Sequence[str], coverage: Any = None) -> None:
        self.order = {test: place for place, test in enumerate(chosen)}
        self.coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        if self.order:
            items[:] = sorted((item for item in items if item.nodeid in self.order), key=lambda i: self.order[i.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.seconds[nodeid] = time.perf_counter()
        if self.coverage:
            _empty_caches()  # what this test would find there, it runs itself
            self.coverage.switch_context(nodeid)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        shared = self.coverage and fixturedef.scope != "function"
        if shared:
            self.coverage.switch_context("")
        try:
            return (yield)
        finally:
            if shared:
                self.coverage.switch_context(request._pyfuncitem.nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = time.perf_counter() - self.seconds[nodeid]
        if self.coverage:
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed = report.nodeid


def _empty_caches() -> None:
    for module in [module for name, module in sys.modules.items() if name.startswith("wallet")]:
        for value in vars(module).values():
            if isinstance(value, functools._lru_cache_wrapper):
                value.cache_clear()


def _in_a_child(work: Callable[[], Any]) -> Any:
    """What ``work`` returned in a child process, or None if it ended otherwise, say by a signal."""
    with tempfile.TemporaryFile() as answer:
        child = os.fork()
        if not child:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            try:
                pickle.dump(work(), answer)
                answer.flush()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        answer.seek(0)
        return pickle.load(answer) if answer.read(1) and not answer.seek(0) else None  # noqa: S301 - our own


def _pytest(watch: _Watch, paths: Sequence[str]) -> int:
    """Run tests here, each example of a property the same ones every time, and none kept for the next mutant."""
    import hypothesis

    generate = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile(
        "mutants", database=None, derandomize=True, deadline=None, phases=generate, suppress_health_check=slow
    )
    loaded = "ignore::pytest.PytestAssertRewriteWarning"
    words = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "-W", loaded, "--hypothesis-profile=mutants", *paths]
    return int(pytest.main(words, plugins=[watch]))


def _see(paths: list[str]) -> _Seen:
    """Run a room's tests on the code as it is."""
    import coverage

    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{ROOT}/wallet/*"])
    watch = _Watch([], measured)
    measured.start()
    for path in modules():  # some are imported as they are needed, which would count as run by one test alone
        importlib.import_module(_name(path))
    code = _pytest(watch, paths)
    measured.stop()
    data = measured.get_data()
    lines = {str(Path(path).relative_to(ROOT)): data.contexts_by_lineno(path) for path in data.measured_files()}
    return _Seen(watch.seconds, lines, watch.failed or "collecting" * (code != 0))


def _shown(mutant: Mutant | None, tests: Sequence[str], seconds: float) -> str | None:
    """The test that fails on a mutant, or on the code as it is; "" if all pass, None if they never ended or began."""

    def work() -> str | None:
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(mutant))
        limit = round(20 + 10 * seconds)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.alarm(10 * limit)
        watch = _Watch(tests)
        code = _pytest(watch, sorted({test.split("::")[0] for test in tests}))
        return "" if code in {0, 4, 5} else watch.failed or None  # 4 and 5: none of them was found

    answer: str | None = _in_a_child(work)
    return answer


class Room:
    """The tests that must notice the mutants of some modules."""

    def __init__(self, paths: list[str]) -> None:
        self.seen: _Seen = _in_a_child(lambda: _see(paths))
        if self.seen.failed:
            raise SystemExit(f"this fails without any mistake: {self.seen.failed}")
        self.kills: Counter[tuple[str, str, str]] = Counter()
        self.sound: dict[tuple[str, ...], bool] = {}

    def kills_it(self, mutant: Mutant) -> bool:
        """Whether a test notices."""
        lines = self.seen.lines.get(mutant.path, {})
        running = {test for line in mutant.lines for test in lines.get(line, [])}
        if not running:
            return False
        tests = self._likeliest_first(mutant, self.seen.seconds if "" in running else running)
        return any(self._is_noticed(mutant, some) for some in (tests[:FIRST], tests[FIRST:]) if some)

    def _likeliest_first(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """First those that have noticed its like, then those of its own module, the quick ones first."""
        module = Path(mutant.path).stem

        def rank(test: str) -> tuple[int, bool, float]:
            is_own = module.startswith(Path(test.split("::", maxsplit=1)[0]).stem.removeprefix("test_"))
            return -self.kills[mutant.path, mutant.place, test], not is_own, self.seen.seconds[test]

        return sorted(tests, key=rank)

    def _is_noticed(self, mutant: Mutant, tests: list[str]) -> bool:
        test = self._shown(mutant, tests)
        if test:
            self.kills[mutant.path, mutant.place, test] += 1
        failing = (test,) if test else tuple(tests)
        if test != "" and failing not in self.sound:
            self.sound[failing] = self._shown(None, failing) == ""
        if test != "" and not self.sound[failing]:
            raise SystemExit(f"these fail without any mistake: {failing}")
        return test != ""

    def _shown(self, mutant: Mutant | None, tests: Sequence[str]) -> str | None:
        return _shown(mutant, tests, sum(self.seen.seconds[test] for test in tests))


def modules() -> list[str]:
    """Every module of the rooms."""
    found = [path for room in ROOMS for path in ([ROOT / room] if room.endswith(".py") else (ROOT / room).glob("*.py"))]
    return sorted(str(path.relative_to(ROOT)) for path in found)


def outcomes(found: list[Mutant]) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant with whether it is killed."""
    rooms: dict[str, Room] = {}
    for mutant in found:
        name = next(name for name in ROOMS if mutant.path.startswith(name))
        if name not in rooms:
            rooms[name] = Room(ROOMS[name])
        yield mutant, rooms[name].kills_it(mutant)


def main() -> int:
    """Print survivors as they are found, and the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--sample", type=int, default=0, help="how many mutants, drawn from all; 0 for every one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.dont_write_bytecode = True
    for library in ("hypothesis", "pyld", "cryptography.x509"):
        importlib.import_module(library)  # once for all children
    found = [mutant for path in options.modules or modules() for mutant in mutants(path)]
    if options.sample:
        found = random.Random(options.seed).sample(found, min(options.sample, len(found)))
    killed = 0
    for number, (mutant, is_killed) in enumerate(outcomes(found), start=1):
        killed += is_killed
        if not is_killed:
            print(f"{mutant}   [{killed} of {number} killed]", flush=True)
        if number % 10 == 0:
            print(f"{killed} of {number} killed so far", file=sys.stderr, flush=True)
    print(f"{killed} of {len(found)} mutants killed: {killed / len(found):.1%}")
    return killed < ENOUGH * len(found)


if __name__ == "__main__":
    sys.exit(main())
