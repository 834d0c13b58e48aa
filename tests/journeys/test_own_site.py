"""A newsroom that installs the wheel and keeps a folder of its own: its paper, in Hebrew."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.reading import fresh_browser
from tests.journeys.site import eventually, free_pair

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "tests" / "sample_site"
RECIPE = """
from datetime import time
from wellread.newsroom.models import Section
from wellread_site.models import Recipe
from wellread.newsroom.actions import create_story
section = Section.objects.first()
body = [("text", "<p>מרק של דייגים.</p>"),
        ("tides", {"place": "הרציף", "high_water": time(4, 20)})]
recipe = create_story(Recipe, section=section, headline="מרק דגים", body=body,
                       ingredients="דג\\nעגבניות <b>")
print(recipe.url_path)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The built wheel, unpacked where it goes before the working copy, and nothing else of it."""
    home = tmp_path_factory.mktemp("installed")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "-q", "--wheel", "-o", home / "dist", ROOT], check=True)
    wheel = next((home / "dist").glob("*.whl"))
    target = ["--python", sys.executable, "--no-deps", "--target", home / "packages"]
    subprocess.run([uv, "pip", "install", "-q", *target, wheel], check=True)
    return home / "packages"


@pytest.fixture(scope="module")
def environment(installed):
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("WELLREAD") and key != "DJANGO_SETTINGS_MODULE"
    }
    return kept | {"PYTHONPATH": str(installed), "COLUMNS": "200", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory, environment):
    """A folder made by `wellread new`, with what the sample site has beyond that."""
    home = tmp_path_factory.mktemp("newsroom")
    made = wellread(environment, home, "new", "paper", "--name", "קול", "--language", "he")
    assert (made.returncode, made.stderr) == (0, "")
    shutil.copytree(SAMPLE, home / "paper", dirs_exist_ok=True)
    return home / "paper"


@pytest.fixture(scope="module")
def paper(folder, environment):
    """`wellread demo`, run in that folder."""
    with demo(folder, environment) as address:
        yield address


def test_the_paper_has_its_own_name_logo_colours_and_a_template_of_its_own(paper, chromium, folder):
    with fresh_browser(chromium) as context:
        page = context.new_page()
        page.goto(paper)

        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.locator("html").get_attribute("lang") == "he"
        logo = page.locator("h1 img.logo")
        assert logo.get_attribute("alt") == "קול הנמל"
        assert logo.evaluate("(image) => image.complete && image.naturalWidth") > 0
        shown = logo.evaluate("(image) => image.currentSrc")
        page.emulate_media(color_scheme="dark")
        other = "(before) => document.querySelector('h1 img').currentSrc !== before"
        page.wait_for_function(other, arg=shown)
        page.emulate_media(color_scheme="light")
        foot = page.locator(".colophon").inner_text()
        assert "גאות ושפל" in foot
        assert "דרושים" in foot
        assert "דפוס הנמל בע״מ" in foot
        colour = "(element) => getComputedStyle(element).backgroundColor"
        assert page.locator("#join").evaluate(colour) == "rgb(29, 92, 46)"
        edge = "(element) => getComputedStyle(element).borderBlockStartColor"
        assert page.locator(".masthead").evaluate(edge) == "rgb(122, 31, 92)"
        page.screenshot(path=folder / "front.png")


def test_its_own_kinds_of_page_and_block_are_read_like_ours(paper, chromium, folder, environment):
    settings = environment | {"WELLREAD_VAR": str(folder / "var" / "demo")}
    made = wellread(settings, folder, "manage", "shell", "--no-imports", "-c", RECIPE)
    assert made.returncode == 0, made.stderr
    path = re.sub("^/[^/]+", "", made.stdout.strip())

    with fresh_browser(chromium) as context:
        page = context.new_page()
        page.goto(f"{paper}{path}")

        assert page.locator(".tides").inner_text() == "הרציף: 04:20"
        assert page.locator(".ingredients li").all_inner_texts() == ["דג", "עגבניות <b>"]
        page.goto(paper)
        assert page.get_by_text("מרק דגים").count() > 0


def test_the_wheel_alone_shows_the_courier_too(environment, tmp_path, chromium):
    with demo(tmp_path, environment) as address, fresh_browser(chromium) as context:
        page = context.new_page()
        page.goto(address)

        assert page.locator("h1").inner_text() == "The Saltmere Courier"
        assert page.locator("article img, .teaser img").first.evaluate(
            "(image) => image.decode().then(() => image.naturalWidth)"
        )


def wellread(environment, folder, *words):
    return subprocess.run(
        [sys.executable, "-m", "wellread.cli", *words],
        env=environment,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def demo(folder, environment):
    """Run `wellread demo` in a folder until it says where it is; yield the site's address."""
    port, log = free_pair(), folder / "printed.txt"
    with log.open("w") as file:
        program = subprocess.Popen(
            [sys.executable, "-m", "wellread.cli", "demo", "--port", str(port)],
            env=environment,
            cwd=folder,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        eventually(
            lambda: "Ctrl-C" in log.read_text() or program.poll() is not None,
            "the demo is prepared and starts",
            within_s=180,
        )
        assert program.poll() is None, log.read_text()
        yield f"http://localhost:{port}"
    finally:
        program.terminate()
        program.wait(20)
