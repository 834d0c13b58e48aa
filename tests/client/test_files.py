import re

import brotli
import pytest
from django.core.files.storage import FileSystemStorage

from tests.client.paper import CLIENT
from tests.client.reading import read
from wellread.config.static_files import HashedFiles

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']*\.js)["']""")


def test_an_article_page_needs_ten_kilobytes_of_script_in_six_files(device, paper):
    page = device.new_page()

    read(page, "/story")
    page.wait_for_load_state("networkidle")
    files = [path.removeprefix("/static/") for path in paper.requests if path.endswith(".js")]
    sizes = {name: len(brotli.compress((CLIENT / name).read_bytes())) for name in files}

    assert (len(files), len(sizes)) == (6, 6)
    assert sum(sizes.values()) <= 10_000, sizes


@pytest.mark.parametrize("name", ["decision", "history", "line_up", "refusal"])
def test_what_decides_is_compiled_as_it_arrives(name):
    _, second, *_ = (CLIENT / "engine" / f"{name}.js").read_text().splitlines()

    assert second == "//# allFunctionsCalledOnLoad"


def code(file):
    return COMMENT.sub("", file.read_text())


def test_every_module_is_imported_by_its_hashed_name(tmp_path):
    store = HashedFiles(location=tmp_path, base_url="/static/")
    scripts = FileSystemStorage(CLIENT)
    files = {
        file.relative_to(CLIENT).as_posix(): (scripts, file.relative_to(CLIENT).as_posix())
        for file in CLIENT.rglob("*.js")
    }
    for name, (source, _) in files.items():
        with source.open(name) as file:
            store._save(name, file)

    for _ in store.post_process(files):
        pass
    hashed = {store.stored_name(name).rpartition("/")[2] for name in files}
    imported = {
        (name, match.rpartition("/")[2])
        for name in files
        for match in IMPORTED.findall(code(tmp_path / store.stored_name(name)))
    }

    assert {(name, module) for name, module in imported if module not in hashed} == set()
