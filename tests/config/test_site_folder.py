"""A newsroom's own folder: made by a command, found by every command, its own before ours."""

import os
import subprocess
import sys
import textwrap

import pytest


@pytest.fixture
def wellread(tmp_path):
    """Run a command in a folder as somebody does whose shell knows nothing of the site."""
    bare = {key: value for key, value in os.environ.items() if not key.startswith("WELLREAD")}
    bare.pop("DJANGO_SETTINGS_MODULE", None)

    def run(*words, cwd=tmp_path, **settings):
        return subprocess.run(
            [sys.executable, "-m", "wellread.cli", *words],
            env=bare | {"DATABASE_URL": ""} | settings,
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def paper(tmp_path, wellread):
    made = wellread("new", "paper", "--name", "העיתון", "--language", "he")
    assert (made.returncode, made.stderr) == (0, "")
    return tmp_path / "paper"


def shell(wellread, code, **where):
    done = wellread("manage", "shell", "--no-imports", "-c", textwrap.dedent(code), **where)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_new_folder_is_a_site_that_passes_every_check(paper, wellread):
    assert wellread("manage", "check", cwd=paper).returncode == 0

    told = shell(
        wellread,
        """
        from django.conf import settings
        print(settings.SITE_NAME, settings.LANGUAGE_CODE, settings.TEXT_DIRECTION)
        print(settings.SETTINGS_MODULE, settings.VAR)
        """,
        cwd=paper,
    )

    assert told == ["העיתון he rtl", f"wellread_site.settings {paper / 'var' / 'site'}"]


def test_the_folder_is_found_by_its_name_from_anywhere(paper, wellread, tmp_path):
    told = shell(
        wellread,
        "from django.conf import settings; print(settings.SITE_NAME, settings.VAR)",
        WELLREAD_SITE="paper",
        WELLREAD_SITE_NAME="Said before",
    )

    assert told == [f"Said before {paper / 'var' / 'site'}"]


def test_templates_files_words_addresses_jobs_and_settings_of_the_folder_come_first(
    paper, wellread
):
    (paper / "templates" / "newsroom").mkdir()
    (paper / "templates" / "newsroom" / "lost.html").write_text("Lost in Haifa")
    (paper / "static" / "page.js").write_text("// of our own")
    (paper / "settings.py").write_text(
        "from wellread.config.settings import *\n"
        'INSTALLED_APPS = ["wellread_site", *INSTALLED_APPS]\nOWN = 7\n'
    )
    (paper / "urls.py").write_text(
        "from django.urls import path\n"
        "from django.http import HttpResponse\n"
        'urlpatterns = [path("own/", lambda request: HttpResponse("own page"))]\n'
    )
    (paper / "jobs.py").write_text('EVERY = {"sweep the yard": (60, print)}\n')

    told = shell(
        wellread,
        """
        from django.conf import settings
        from django.contrib.staticfiles import finders
        from django.template.loader import render_to_string
        from django.urls import resolve
        from wellread.config.worker import periodic_jobs
        print(settings.OWN, render_to_string("newsroom/lost.html"))
        print(finders.find("page.js"))
        print(resolve("/own/").func(None).content.decode(), resolve("/").view_name)
        print(periodic_jobs()["sweep the yard"][0])
        """,
        cwd=paper,
    )

    assert told == [
        "7 Lost in Haifa",
        str(paper / "static" / "page.js"),
        "own page front",
        "60",
    ]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (["--language", "xx"], "WELLREAD_LANGUAGE: must be a language such as en or pt-br"),
        (["--currency", "XYZ"], "WELLREAD_CURRENCY: must be the code of a currency"),
        (["--name", 'The "Best"'], "WELLREAD_SITE_NAME: must be one line without"),
        (["--time-zone", "Mars/Base"], "WELLREAD_TIME_ZONE: must be a time zone such as"),
    ],
)
def test_a_value_no_site_can_have_makes_no_folder(words, fault, wellread, tmp_path):
    refused = wellread("new", "other", *words)

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"wellread: {fault}")
    assert not (tmp_path / "other").exists()


def test_nothing_is_written_over(paper, wellread):
    (paper / "wellread.env").write_text("WELLREAD_SITE_NAME=Kept\n")

    refused = wellread("new", "paper")

    assert refused.stderr == f"wellread: {paper} is there already, and is not empty\n"
    assert (paper / "wellread.env").read_text() == "WELLREAD_SITE_NAME=Kept\n"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("WELLREAD_SITE_NAME: x", "line 2: must be NAME="),
        ("WELLREAD_CURRENCY=XYZ", "WELLREAD_CURRENCY: must be the code of a currency"),
        ("WELLREAD_SITENAME=x", "WELLREAD_SITENAME: there is no such setting"),
    ],
)
def test_a_faulty_line_is_named(line, fault, paper, wellread):
    (paper / "wellread.env").write_text(f"# ours\n{line}\n")

    refused = wellread("manage", "check", cwd=paper)

    assert (refused.returncode, fault in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr


def test_a_name_that_leads_to_no_site_says_how_to_make_one(wellread, tmp_path):
    refused = wellread("manage", "check", WELLREAD_SITE="nowhere")

    assert refused.returncode == 1
    assert f"{tmp_path / 'nowhere'} holds no wellread.env; `wellread new" in refused.stderr
