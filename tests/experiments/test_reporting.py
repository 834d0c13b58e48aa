import json
import subprocess
import sys
from io import BytesIO

import pytest

from wellread.cli import main
from wellread.experiments.reporting import lines_of

HOUR = '{"at": "2026-11-01T%02d:00:00Z", "variants": {"a": {"impressions": 9, "values_minor": [800]}, "b": {"impressions": 9, "values_minor": []}}}\n'  # noqa: E501


@pytest.fixture
def told(tmp_path):
    file = tmp_path / "hours.jsonl"

    def write(text):
        file.write_text(text)
        return str(file)

    return write


def judged(capfdbinary, *words):
    status = main(["judge", *words])
    captured = capfdbinary.readouterr()
    return status, [json.loads(one) for one in captured.out.splitlines()], captured.err.decode()


def test_each_hour_has_its_verdict(told, capfdbinary):
    status, verdicts, errors = judged(capfdbinary, told(HOUR % 0 + "\n" + HOUR % 1))

    assert (status, errors) == (0, "")
    assert [one["at"] for one in verdicts] == ["2026-11-01T00:00:00Z", "2026-11-01T01:00:00Z"]
    assert list(verdicts[0]) == ["at", "winner", "reason", "difference", "shares"]
    assert verdicts[0]["difference"].keys() >= {"least", "most"}


def test_a_seed_changes_nothing(told, capfdbinary):
    file = told("".join(HOUR % number for number in range(9)))

    one = judged(capfdbinary, file, "--mode", "optimise", "--seed", "1")

    assert one == judged(capfdbinary, file, "--mode", "optimise", "--seed", "2")


def test_a_fault_names_line_and_key_after_what_was_right(told, capfdbinary):
    file = told(HOUR % 0 + "\n" + HOUR.replace("[800]", '["8"]') % 1 + HOUR % 2)

    status, verdicts, errors = judged(capfdbinary, file)

    assert status == 2
    assert len(verdicts) == 1
    assert errors == (
        f'wellread: {file}: line 3: variants.a.values_minor[0]: must be a whole number, got "8"\n'
    )


def test_a_file_that_is_not_there(capfdbinary):
    assert judged(capfdbinary, "no-such-file") == (
        2,
        [],
        "wellread: no-such-file: No such file or directory\n",
    )


def test_a_verdict_comes_before_the_next_hour_is_asked_for():
    command = [sys.executable, "-m", "wellread.cli", "judge", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asked:
        asked.stdin.write((HOUR % 0).encode())
        asked.stdin.flush()
        first = json.loads(asked.stdout.readline())
        asked.stdin.close()

        assert first["at"] == "2026-11-01T00:00:00Z"
        assert asked.stdout.read() == b""


def test_a_line_without_end_is_read_no_further_than_this_shows(monkeypatch):
    monkeypatch.setattr("wellread.experiments.reporting.LARGEST_LINE_BYTES", 4)

    assert next(lines_of(BytesIO(b"123456789"))) == b"12345"
