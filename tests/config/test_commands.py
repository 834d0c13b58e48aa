"""Commands as they are typed: a mistake gets a sentence and a status, never a traceback."""

import json
import os
import select
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.engine.documents import LINE_UP
from wellread.demo import tables


@pytest.fixture
def wellread(tmp_path):
    def run(*words, **settings):
        return subprocess.run(
            [sys.executable, "-m", "wellread.cli", *words],
            env=os.environ
            | {"WELLREAD_VAR": str(tmp_path / "new" / "site"), "DATABASE_URL": ""}
            | {"DJANGO_SETTINGS_MODULE": "wellread.config.settings"}
            | settings,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def wellread_with_tables(wellread, tmp_path):
    """The commands of a site that was set up: its tables are ready made, what is newer is not."""
    file = tmp_path / "new" / "site" / "wellread.sqlite3"
    file.parent.mkdir(parents=True)
    with closing(sqlite3.connect(file)) as database:
        database.executescript(tables.FILE.read_text(encoding="utf-8"))
    assert wellread("manage", "migrate", "-v", "0").returncode == 0
    return wellread


def test_a_setting_that_cannot_be_used_is_named(wellread):
    done = wellread("manage", "check", WELLREAD_SITE_URL="news.example")

    wanted = "WELLREAD_SITE_URL: must be an address such as https://news.example, without a path"
    assert done.stderr == f"wellread: {wanted}, got 'news.example'\n"
    assert done.returncode == 1


def test_a_site_without_tables_says_how_to_make_them(wellread):
    done = wellread("manage", "createsuperuser", "--noinput", "--email", "a@courier.example")

    assert done.stderr.splitlines() == [
        "wellread: the database does not answer: no such table: accounts_reader",
        "Look at DATABASE_URL and WELLREAD_VAR; `wellread manage migrate` makes the tables, and "
        "`wellread manage createcachetable` the cache’s.",
    ]
    assert done.returncode == 1


def test_the_first_administrator_is_made_by_address_and_lost_keys_are_forgotten(
    wellread_with_tables,
):
    wellread = wellread_with_tables

    made = [wellread("administrator", address) for address in ("Ed@news.example", "ed@news")]
    lost = [wellread("forget-keys", f"{name}@news.example") for name in ("ed", "nobody")]

    assert [done.returncode for done in made + lost] == [0, 2, 0, 1]
    assert made[0].stdout == (
        "ed@news.example signs in at http://localhost:8000/sign-in/ "
        "and adds a second factor there.\n"
    )
    assert made[1].stderr == "wellread: ed@news is no e-mail address\n"
    assert lost[0].stdout.startswith("ed@news.example is signed out everywhere")
    assert lost[1].stderr == "wellread: nobody here has the address nobody@news.example\n"


def test_payments_that_do_not_answer_are_not_a_surprise(wellread):
    done = wellread("reconcile", STRIPE_API_ADDRESS="http://127.0.0.1:9")

    assert done.stderr.startswith("wellread: payments do not answer: ")
    assert done.returncode == 1


def test_a_new_site_needs_no_folder_made_by_hand(wellread, tmp_path):
    done = wellread("manage", "createcachetable")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "new" / "site" / "wellread.sqlite3").exists()


def test_a_reader_of_answers_may_leave_early(tmp_path):
    file = tmp_path / "line-up.json"
    file.write_text(json.dumps(LINE_UP))
    command = f"yes '{{}}' | head -5000 | {sys.executable} -m wellread.cli decide --line-up {file}"

    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1"], capture_output=True, text=True, check=False
    )

    assert (done.stdout, done.stderr) == ('{"error":"reader: is required","line":1}\n', "")


def test_an_answer_does_not_wait_for_the_next_case(tmp_path):
    file = tmp_path / "line-up.json"
    file.write_text(json.dumps(LINE_UP))
    command = [sys.executable, "-m", "wellread.cli", "decide", "--line-up", file]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}

    with subprocess.Popen(
        command, env=buffered, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        running.stdin.write(b"{}\n")
        running.stdin.flush()
        answered, _, _ = select.select([running.stdout], [], [], 20)
        running.stdin.close()

    assert answered == [running.stdout]


@pytest.mark.parametrize(
    ("file", "why"), [("none.json", "No such file or directory"), (".", "Is a directory")]
)
def test_a_line_up_that_cannot_be_opened_is_named(wellread, file, why):
    done = wellread("decide", "--line-up", file)

    assert (done.returncode, done.stderr) == (2, f"wellread: {file}: {why}\n")


@pytest.mark.parametrize("port", ["0", "65535", "-1", "x"])
def test_a_port_that_cannot_be_is_refused_before_anything_is_made(wellread, tmp_path, port):
    done = wellread("demo", f"--port={port}", "--folder", str(tmp_path / "demo"))

    wanted = f"argument --port: must be a number from 1 to 65534, got '{port}'"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, f"wellread demo: error: {wanted}")
    assert not (tmp_path / "demo").exists()


def test_a_restored_copy_forgets_again_whoever_it_names(wellread_with_tables, tmp_path):
    wellread = wellread_with_tables
    assert wellread("administrator", "ed@news.example").returncode == 0
    delete = "from wellread.accounts.models import Reader; Reader.objects.get().delete()"
    assert wellread("manage", "shell", "--no-imports", "-c", delete).returncode == 0
    # The copy was older than that.
    assert wellread("administrator", "ed@news.example").returncode == 0
    older = delete.replace("get().delete()", "update(date_joined='2026-01-01T00:00Z')")
    assert wellread("manage", "shell", "--no-imports", "-c", older).returncode == 0
    kept = str(tmp_path / "new" / "site" / "erasures")

    done = [wellread("erase-again", kept) for _ in range(2)]

    assert [one.stdout for one in done] == [
        "Erased again: 1.\n",
        "Erased again: 0.\n",
    ]
    missing = wellread("erase-again", "nowhere")
    assert (missing.returncode, missing.stderr) == (
        2,
        "wellread: nowhere: No such file or directory\n",
    )
