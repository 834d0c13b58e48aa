import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "wellread"
ROOMS_PAGE = Path(__file__).parents[2] / "docs" / "rooms.md"
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "lib", "core", "shared"}


def rooms_on_disk():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    return folders | {"cli.py"}


def test_every_room_stands_in_the_rooms_page():
    named = set(re.findall(r"^\| \S+ \| `([\w.]+)` \|", ROOMS_PAGE.read_text(), re.MULTILINE))

    assert named == rooms_on_disk()


def test_the_file_to_start_at_exists_in_every_room():
    rows = re.findall(
        r"^\| \S+ \| `(\w+)` \|.*\| `([\w.]+)` \|$", ROOMS_PAGE.read_text(), re.MULTILINE
    )

    assert [f"{room}/{file}" for room, file in rows if not (PACKAGE / room / file).exists()] == []


def test_the_files_that_answer_questions_exist():
    answers = ROOMS_PAGE.read_text().partition("## Where do I")[2]
    files = re.findall(r"`(\w+/[\w./]+)`", answers)

    assert len(files) > 20
    assert [file for file in files if not (PACKAGE / file).exists()] == []


def test_a_room_says_its_purpose_and_nothing_else_in_its_init():
    for init in PACKAGE.glob("*/__init__.py"):
        body = ast.parse(init.read_text()).body

        assert len(body) == 1, init
        assert isinstance(body[0], ast.Expr), init


def test_no_file_is_a_drawer():
    drawers = [
        path
        for path in PACKAGE.rglob("*")
        if path.stem in DRAWERS and "__pycache__" not in path.parts
    ]

    assert drawers == []


def test_the_sandbox_is_reached_by_address_alone():
    importing = [path for path in PACKAGE.rglob("*.py") if "stripe_sandbox" in path.read_text()]

    # The demo starts it by name, as a program of its own.
    assert importing == [PACKAGE / "demo" / "run.py"]
