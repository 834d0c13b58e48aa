"""What is imported is declared, what is declared is used, and no range is open upwards."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
OURS = {
    *("wellread", "stripe_sandbox", "tests", "bench", "chaos", "trials", "schema", "mutants"),
    "parity",
}
# Declared without an import, and why.
UNIMPORTED = {
    "granian": "started by its name",
    "psycopg": "imported by Django where DATABASE_URL asks for PostgreSQL",
    "uharfbuzz": "imported by fpdf2 where letters are joined",
}
# Imported where somebody has asked for an extra, and not here.
OF_EXTRAS = {"chdb"}
TOOLS = {
    "django-redis": "imported by Django where CACHE_URL asks for it",
    "django-stubs": "read by mypy",
    "import-linter": "started by its name",
    "mypy": "started by its name",
    "pytest-django": "a plug-in of pytest",
    "pytest-randomly": "a plug-in of pytest",
    "ruff": "started by its name",
}


def declared(requirements):
    return {re.match(r"[\w.-]+", each).group().lower() for each in requirements}


def imported(*folders):
    """Return the distributions whose modules these folders import."""
    known = packages_distributions()
    names = {name for folder in folders for name in _names(ROOT / folder)}
    strangers = names - OURS - OF_EXTRAS - sys.stdlib_module_names
    return {known[name][0].lower().replace("_", "-") for name in strangers}


def _names(folder):
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Import):
                yield from (each.name.partition(".")[0] for each in node.names)
            elif isinstance(node, ast.ImportFrom) and not node.level:
                yield node.module.partition(".")[0]


DEPENDENCIES = PROJECT["project"]["dependencies"]
EXTRAS = [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]
DEVELOPMENT = PROJECT["dependency-groups"]["dev"]


def test_what_the_package_imports_is_what_it_declares():
    assert imported("src") == declared(DEPENDENCIES) - UNIMPORTED.keys()


def test_what_tests_and_benches_import_besides_is_in_the_development_group():
    besides = imported("tests", "bench", "chaos", "mutants", "parity") - declared(DEPENDENCIES)

    assert besides == declared(DEVELOPMENT) - TOOLS.keys()


@pytest.mark.parametrize("requirement", [*DEPENDENCIES, *EXTRAS, *DEVELOPMENT])
def test_every_range_ends_before_a_version_that_nobody_tried(requirement):
    assert re.search(r",<\d", requirement)
