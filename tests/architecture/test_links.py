"""What a text of ours refers to is in the clone that its reader has."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
# A placeholder in braces is filled when an e-mail is written.
LINK = re.compile(r"\]\((?!https?:|mailto:|#|\{)([^)\s#]+)")


def texts():
    pages = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    return [*pages, *sorted((ROOT / "docs").rglob("*.md")), *(ROOT / "src").glob("*/README.md")]


def sources():
    return [
        file
        for folder in ("src", "tests", "bench", ".ci", "deploy")
        for file in (ROOT / folder).rglob("*")
        if file.suffix in {".py", ".js", ".css", ".sh", ".toml", ".service"}
        and "migrations" not in file.parts
    ]


def test_every_link_of_the_docs_leads_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in texts()
        for link in LINK.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / link).exists()
    ]

    assert broken == []


def test_every_document_that_the_code_cites_is_there():
    broken = [
        f"{file.relative_to(ROOT)}: {path}"
        for file in sources()
        for path in re.findall(r"\bdocs/[\w/-]+\.md\b", file.read_text(encoding="utf-8"))
        if not (ROOT / path).exists()
    ]

    assert broken == []


def test_nothing_cites_what_only_its_writers_had():
    names = re.compile(r"\b(?:DESIGN|STYLE|traps)(?:\.md\b| §)|shared/(?:reference|data)\b")
    here = Path(__file__)

    found = [
        f"{file.relative_to(ROOT)}: {names.search(text)[0]}"
        for file in [*texts(), *sources()]
        if file != here and names.search(text := file.read_text(encoding="utf-8"))
    ]

    assert found == []
