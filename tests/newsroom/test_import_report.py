import csv
from io import StringIO

import pytest
from rich.console import Console

from tests.newsroom.test_importers import make_export, make_item
from wellread.cli import main
from wellread.newsroom.importers.bring_in import bring_in

pytestmark = pytest.mark.django_db


def read_report(file):
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def test_everything_brought_and_lost_has_a_line_in_the_report(tmp_path, capsys):
    frame = '<p>Text.</p><iframe src="https://elsewhere.example/"></iframe>'
    file = make_export(
        tmp_path,
        make_item(1, text=frame),
        make_item(2, title="=Later", status="draft"),
        make_item(3, status="trash"),
    )
    report = tmp_path / "made" / "report.csv"

    status = main(["import", "wxr", str(file), "--report", str(report)])

    said = capsys.readouterr()
    assert (status, said.out) == (0, f"All of it, line by line: {report}\n")
    assert "2 brought in (1 of them as drafts), 0 brought up to date" in said.err
    assert sorted(read_report(report)[1:]) == [
        ["brought in", "story", "Tide turns", ""],
        ["brought in as a draft", "story", "'=Later", ""],
        ["not brought in", "its status is trash", "Tide turns", ""],
        ["to look at", "embedded page", "Tide turns", "https://elsewhere.example/"],
    ]


def test_a_report_that_cannot_be_written_is_said(tmp_path, capsys):
    file = make_export(tmp_path, make_item())

    assert main(["import", "wxr", str(file), "--report", str(tmp_path)]) == 1
    assert "the report cannot be written" in capsys.readouterr().err


def test_who_waits_is_told_that_the_file_is_being_read():
    shown = StringIO()
    told = []

    def read(report):
        told.append("Reading" in shown.getvalue())
        yield from ()

    bring_in(read, console=Console(file=shown, force_terminal=True))

    assert told == [True]
