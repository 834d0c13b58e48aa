"""Try every mutant of the parts, and say what no test noticed: `make mutants`."""

import argparse
import gc
import hashlib
import importlib
import importlib.abc
import importlib.machinery
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from mutants.changes import Mutant, mutants_of
from mutants.javascript import javascript_mutants, serve_copy
from mutants.parts import KEPT_IN, PACKAGE, PARTS, ROOT, Part
from mutants.results import NOT_REACHED, NOTICED, Results, score
from mutants.swapping import Running, used_in_import
from mutants.warm import Forks, Measured, Warm, own_database

EQUIVALENT = Path(__file__).with_name("equivalent.toml")
# Some times what the tests take, and what starting costs.
LIMIT_TIMES, LIMIT_S, COLD_S = 3, 3, 30


def main(arguments: list[str]) -> None:
    """Run the parts asked for, one after the other, each in a process of its own."""
    asked = _arguments(arguments)
    os.chdir(ROOT)
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if part.name in (asked.parts or [one.name for one in PARTS]):
            if not asked.only_report:
                # What one part has imported, the next would find imported already.
                _in_a_fork(partial(_run, part, asked.jobs, asked.only))
            _report(part, asked.quiet)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    reading = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    reading.add_argument("parts", nargs="*", help=", ".join(part.name for part in PARTS))
    reading.add_argument("-j", "--jobs", type=int, default=2, help="how many at once (2)")
    reading.add_argument("--only", default="", help="mutants whose name holds this")
    reading.add_argument("--only-report", action="store_true", help="say what is known, try none")
    reading.add_argument("--quiet", action="store_true", help="figures alone")
    return reading.parse_args(arguments)


def mutants_in(part: Part) -> Sequence[Any]:
    """Return every mutant of a part."""
    if part.is_javascript:
        return javascript_mutants(part.sources())
    return [
        mutant
        for path in part.sources()
        for mutant in mutants_of(path, str(path.relative_to(PACKAGE)))
    ]


def equivalents() -> dict[str, str]:
    """Return the mutants that change nothing anybody could see, each with the reason."""
    return {
        mutant: told["reason"]
        for told in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["equivalent"]
        for mutant in told["mutants"]
    }


def _run(part: Part, jobs: int, only: str) -> None:
    results = Results(part)
    known = equivalents()
    wanted = [
        one
        for one in mutants_in(part)
        if one.key not in known and not results.is_settled(one.key) and only in one.key
    ]
    print(f"{part.name}: {len(wanted)} mutants to try", flush=True)
    if not wanted:
        return
    left = KEPT_IN / "left.txt"
    left.unlink(missing_ok=True)
    _in_a_fork(lambda: _try_warm(part, wanted, results, jobs, left))
    results = Results(part)
    if left.exists():
        places = set(left.read_text(encoding="utf-8").splitlines())
        _try_cold(part, [one for one in wanted if one.key in places], results, jobs)


def _in_a_fork(work: Callable[[], None]) -> None:
    child = os.fork()
    if not child:
        try:
            work()
        except BaseException as error:
            print(error, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit(f"broken off with {os.waitstatus_to_exitcode(status)}")


def _try_warm(part: Part, wanted: Sequence[Any], results: Results, jobs: int, left: Path) -> None:
    measured = Measured(part, _stamp(part))

    def go(warm: Warm) -> None:
        running = {} if part.is_javascript else _running(part)
        forks = Forks(jobs)
        gc.collect()
        gc.freeze()
        for number, mutant in enumerate(wanted):
            tests = _tests_for(part, measured, mutant)
            if not part.is_javascript and (
                running[mutant.file].is_too_deep(mutant)
                or (not tests and running[mutant.file].runs_in_import(mutant))
            ):
                with left.open("a", encoding="utf-8") as kept:
                    kept.write(f"{mutant.key}\n")
                continue
            if not tests:
                results.note(mutant.file, mutant.key, NOT_REACHED)
                continue

            def work(slot: int, mutant: Any = mutant, tests: list[str] = tests) -> None:
                if part.is_javascript:
                    warm.outcome(lambda: serve_copy(mutant, slot), tests)
                if part.needs_django:
                    own_database(slot)
                warm.outcome(lambda: running[mutant.file].take(mutant), tests)

            seconds = sum(measured.tests[test]["seconds"] for test in tests)
            forks.start(
                limit_s=LIMIT_S + LIMIT_TIMES * seconds,
                work=work,
                then=partial(results.note, mutant.file, mutant.key),
            )
            _progress(part, number, wanted, results)
        forks.finish()

    lean = [] if part.needs_django else LEAN
    told = pytest.main(
        [*part.tests, "-p", "no:randomly", *lean], plugins=[Warm(part, measured, go)]
    )
    if told != pytest.ExitCode.OK:
        raise SystemExit(f"pytest ended with {told!r}")


# What every cold process needs, imported once before it is forked.
FIRST_IMPORTED = ("hypothesis.strategies", "mmh3", "msgspec.json")
FIRST_IMPORTED_WITH_DJANGO = ("django.test", "stripe")
# The engine's tests need nothing of Django, which takes seconds to start.
LEAN = ["-c", os.devnull, "--rootdir=.", "--noconftest", "-p", "no:django"]


def _running(part: Part) -> dict[str, Running]:
    used = used_in_import(part.sources())
    return {str(path.relative_to(PACKAGE)): Running(path, used) for path in part.sources()}


def _tests_for(part: Part, measured: Measured, mutant: Any) -> list[str]:
    if part.is_javascript:
        found = sorted(measured.tests, key=lambda one: measured.tests[one]["seconds"])
    elif mutant.statement_line is not None:
        # What is made once is used anywhere in its file.
        found = measured.reaching(mutant.file, 0, sys.maxsize)
    else:
        found = measured.reaching(mutant.file, *mutant.lines)
    return [one for one in found if measured.tests[one]["seconds"] <= part.slowest_s]


def _progress(part: Part, number: int, wanted: Sequence[Any], results: Results) -> None:
    if number % 25 == 24:
        noticed = sum(results.outcomes.get(one.key) in NOTICED for one in wanted)
        print(f"  {part.name}: {number + 1} of {len(wanted)}, noticed {noticed}", flush=True)


def _try_cold(part: Part, wanted: Sequence[Mutant], results: Results, jobs: int) -> None:
    """Try what is made when a file is imported, each in a process that imports it changed."""
    measured = Measured(part, _stamp(part))
    _import_what_is_not_ours(part)
    forks = Forks(jobs)
    for number, mutant in enumerate(wanted):
        tests = measured.reaching(mutant.file, 0, sys.maxsize)
        tests = [one for one in tests if measured.tests[one]["seconds"] <= part.slowest_s]
        forks.start(
            limit_s=COLD_S + LIMIT_TIMES * sum(measured.tests[one]["seconds"] for one in tests),
            work=partial(_import_and_run, part, mutant, tests),
            then=partial(results.note, mutant.file, mutant.key),
        )
        _progress(part, number, wanted, results)
    forks.finish()


def _import_what_is_not_ours(part: Part) -> None:
    for name in FIRST_IMPORTED + (FIRST_IMPORTED_WITH_DJANGO if part.needs_django else ()):
        importlib.import_module(name)


def _import_and_run(part: Part, mutant: Mutant, tests: list[str], slot: int) -> None:
    sys.meta_path.insert(0, Changed(mutant))
    os.environ["WELLREAD_VAR"] = str(KEPT_IN / f"var-{slot}")
    shutil.rmtree(KEPT_IN / f"var-{slot}", ignore_errors=True)
    lean = [] if part.needs_django else LEAN
    files = sorted({test.partition("::")[0] for test in tests})
    told = pytest.main([*files, "-x", "-p", "no:randomly", *lean], plugins=[Chosen(tests)])
    os._exit(0 if told == pytest.ExitCode.OK else 1)


class Chosen:
    """Runs some tests alone, in this order."""

    pytest_configure = Warm.pytest_configure

    def __init__(self, tests: list[str]) -> None:
        self.places = {test: place for place, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the others out."""
        items[:] = [item for item in items if item.nodeid in self.places]
        items.sort(key=lambda item: self.places[item.nodeid])


class Changed(importlib.abc.MetaPathFinder):
    """Imports one file as a mutant has it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant
        self.path = PACKAGE / mutant.file
        self.module = f"wellread.{mutant.file.removesuffix('.py').replace('/', '.')}"

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        """Find the one module."""
        if name != self.module:
            return None
        loader = _Loader(name, str(self.path))
        loader.tree = self.mutant.tree
        return importlib.machinery.ModuleSpec(name, loader, origin=str(self.path))


class _Loader(importlib.machinery.SourceFileLoader):
    tree: Any = None

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, self.path, "exec", dont_inherit=True)


def _report(part: Part, quiet: bool) -> None:
    results = Results(part)
    known = equivalents()
    keys = [one.key for one in mutants_in(part)]
    outcomes = {key: results.outcomes[key] for key in keys if key in results.outcomes}
    noticed, counted = score(outcomes, frozenset(known))
    equivalent = sum(key in known for key in keys)
    untried = len(keys) - equivalent - counted
    share = f"{noticed / counted:.1%}" if counted else "-"
    print(
        f"{part.name}: {len(keys)} mutants, {equivalent} equivalent, "
        f"{noticed} of {counted} noticed: {share}" + (f", {untried} not tried" if untried else "")
    )
    if not quiet:
        for key in keys:
            if key not in known and outcomes.get(key) not in (None, *NOTICED):
                print(f"  {outcomes[key]}: {key}")


def _stamp(part: Part) -> str:
    digest = hashlib.sha256()
    for path in part.sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


if __name__ == "__main__":
    main(sys.argv[1:])
