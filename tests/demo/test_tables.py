"""The demo's ready-made tables are what migrating makes, row for row."""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from wellread.demo import tables


def test_the_file_says_what_migrating_makes(tmp_path):
    """The tests' own database begins with the file, so this migrates one from nothing."""
    written = tmp_path / "tables.sql"
    program = (
        "from pathlib import Path; from wellread.demo import tables\n"
        f"tables.FILE = Path({str(written)!r}); tables.write_anew()"
    )

    subprocess.run([sys.executable, "-c", program], check=True)

    assert written.read_text(encoding="utf-8") == tables.FILE.read_text(encoding="utf-8"), (
        "mend it: make tables"
    )


def test_reading_the_file_makes_the_same_again():
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(tables.FILE.read_text(encoding="utf-8"))

        assert tables.written(database) == tables.FILE.read_text(encoding="utf-8")
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_file_holds_no_time_and_no_place():
    text = tables.FILE.read_text(encoding="utf-8")

    assert re.findall(r"\d{4}-\d\d-\d\d|\d\d:\d\d", text) == []
    here = (str(Path.cwd()), tempfile.gettempdir())
    assert [place for place in here if place in text] == []


def test_what_is_newer_than_the_file_is_migrated(tmp_path):
    newer = (
        "DROP TABLE pageview_epoch; DROP TABLE pageview_change;"
        "DELETE FROM django_migrations WHERE app = 'pageview';"
    )
    older = tmp_path / "older.sql"
    older.write_text(tables.FILE.read_text(encoding="utf-8") + newer)

    make_tables(tmp_path, before=f"tables.FILE = Path({str(older)!r})")

    assert rows(tmp_path, "SELECT * FROM pageview_epoch") == []
    assert len(rows(tmp_path, "SELECT * FROM django_migrations WHERE app = 'pageview'")) == 2
    assert rows(tmp_path, "SELECT * FROM wellread_cache") == []


def test_an_edition_in_another_language_has_it_in_the_one_row_that_names_it(tmp_path):
    make_tables(tmp_path, before="pass", language="de")

    made = tmp_path / "wellread.sqlite3"
    with closing(sqlite3.connect(made)) as database:
        database.execute("DROP TABLE wellread_cache")
        german = tables.written(database)
    english = tables.FILE.read_text(encoding="utf-8")
    differs = set(german.splitlines()) ^ set(english.splitlines())
    assert differs == {
        f"INSERT INTO \"wagtailcore_locale\" VALUES (1, '{code}');" for code in ("en", "de")
    }


def make_tables(folder, *, before, language="en"):
    """Make the tables of a site in this folder as seeding does; return what was printed."""
    program = (
        "import django; django.setup()\n"
        "from pathlib import Path; from wellread.demo import tables\n"
        f"{before}; tables.make_tables()"
    )
    settings = os.environ | {
        "DJANGO_SETTINGS_MODULE": "wellread.config.settings",
        "WELLREAD_VAR": str(folder),
        "WELLREAD_LANGUAGE": language,
        "DATABASE_URL": "",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(folder, sql):
    with closing(sqlite3.connect(folder / "wellread.sqlite3")) as database:
        return database.execute(sql).fetchall()
