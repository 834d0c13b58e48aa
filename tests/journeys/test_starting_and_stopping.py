"""`wellread demo` as a program: it starts everything, and leaves nothing behind."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.site import copy_of, eventually, free_pair, running, settings_of
from tests.journeys.words import EDITION
from wellread.demo import run as demo

STOPS_WITHIN_S = 10


@pytest.fixture(scope="module")
def ready(prepared, tmp_path_factory):
    """A prepared folder whose links carry the port it will be started on."""
    folder, port = copy_of(prepared, tmp_path_factory.mktemp("starting") / "demo"), free_pair()
    fingerprint = demo._fingerprint(port, settings_of(port, folder))
    (folder / "prepared.json").write_text(json.dumps(fingerprint))
    return folder, port


def test_interrupting_it_ends_everything_soon(ready):
    with started(*ready) as (program, output):
        children = descendants(program.pid)
        assert len(children) >= 3

        began = time.monotonic()
        program.send_signal(signal.SIGINT)
        program.wait(STOPS_WITHIN_S)
        print(f"stopped in {time.monotonic() - began:.1f} s")

        assert [pid for pid in children if is_alive(pid)] == []
        assert program.returncode == 0
        assert "Stopped." in output()


def test_what_readers_told_in_the_last_second_is_written_before_it_ends(prepared, tmp_path):
    with running(copy_of(prepared, tmp_path / "demo"), free_pair()) as site:
        line_up = json.loads(site.get(f"/appeals/line-up.{EDITION}.json").text)
        told = [
            {
                "kind": "view",
                "campaign": one["id"],
                "variant": one["variants"][0]["id"],
                "placement": one["placement"],
                "at": "2026-11-22T10:00:00Z",
            }
            for one in line_up["campaigns"]
        ]
        urllib.request.urlopen(
            urllib.request.Request(
                f"{site.url}/insights/notes",
                data=json.dumps({"version": line_up["version"], "events": told}).encode(),
                headers={"Origin": site.url},
            )
        ).close()

        site.supervisor.end()

        assert site.rows("SELECT sum(number) FROM insights_eventtotal") == [(2,)]


def test_killing_it_leaves_no_child_alive(ready):
    with started(*ready) as (program, _):
        children = descendants(program.pid)

        program.kill()
        program.wait(STOPS_WITHIN_S)

        eventually(lambda: not any(map(is_alive, children)), "every child has ended")


def test_what_it_prints_says_where_everything_is(ready):
    folder, port = ready
    with started(folder, port) as (_, output):
        text = output()

    assert f"http://localhost:{port}" in text
    assert f"http://127.0.0.1:{port + 1}/_sandbox/" in text
    assert "reader@courier.example" in text
    assert "member@courier.example" in text
    assert (folder / "editors-key").read_text() in text.replace("\n", "")


@pytest.mark.parametrize(("offset", "name"), [(0, "the site"), (1, "the sandbox")])
def test_a_busy_port_is_named(ready, offset, name):
    folder, port = ready
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", port + offset))
        somebody.listen()
        done = subprocess.run(
            command(folder, port), capture_output=True, text=True, check=False, timeout=30
        )

    assert done.returncode == 1
    assert f"Port {port + offset}, for {name}, is in use" in " ".join(done.stdout.split())


def test_a_folder_that_is_in_use_is_not_used_twice(ready):
    folder, port = ready
    with started(folder, port):
        done = subprocess.run(
            command(folder, free_pair()), capture_output=True, text=True, check=False, timeout=30
        )

    assert done.returncode == 1
    assert "already running" in " ".join(done.stdout.split())


def test_a_first_start_that_was_killed_leaves_nothing_behind_and_is_begun_again(tmp_path):
    folder, port = tmp_path / "demo", free_pair()
    with half_way(folder, port) as (program, children, _):
        program.kill()
        program.wait(STOPS_WITHIN_S)

        eventually(lambda: not any(map(is_alive, children)), "every child has ended")

    (folder / "half-made").touch()
    with half_way(folder, port):
        eventually(lambda: not (folder / "half-made").exists(), "what was half made is gone")


@pytest.mark.parametrize("means", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_first_start_can_be_stopped_by_any_means(tmp_path, means):
    with half_way(tmp_path / "demo", free_pair()) as (program, children, output):
        # A terminal tells everyone in it.
        os.killpg(program.pid, means)
        program.wait(STOPS_WITHIN_S)

        assert [pid for pid in children if is_alive(pid)] == []
        assert program.returncode == 130
        assert "Stopped before everything was ready; the next start begins afresh." in output()
        assert "Traceback" not in output()


def test_two_first_starts_at_once_do_not_share_a_folder(tmp_path):
    folder, port = tmp_path / "demo", free_pair()
    with half_way(folder, port) as (program, _, _):
        done = subprocess.run(
            command(folder, port), capture_output=True, text=True, check=False, timeout=30
        )

        assert done.returncode == 1
        assert "already running" in " ".join(done.stdout.split())
        assert program.poll() is None


def test_a_reset_that_was_stopped_is_begun_again(tmp_path, monkeypatch):
    """What says that a folder is whole is gone before anything else is."""
    (tmp_path / "prepared.json").write_text("{}")
    for name in ("media", "static"):
        (tmp_path / name).mkdir()

    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("shutil.rmtree", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demo._empty(tmp_path)

    assert not (tmp_path / "prepared.json").exists()


@contextmanager
def half_way(folder, port):
    """Yield a first start that has begun to fill its database, its children and its output."""
    log = folder.parent / "printed.txt"
    with log.open("w") as file:
        program = subprocess.Popen(
            command(folder, port),
            stdout=file,
            stderr=subprocess.STDOUT,
            env=wide(),
            start_new_session=True,
        )
    try:
        eventually((folder / "wellread.sqlite3").exists, "the database is begun")
        yield program, descendants(program.pid), log.read_text
    finally:
        if program.poll() is None:
            program.kill()
            program.wait(STOPS_WITHIN_S)


@contextmanager
def started(folder, port):
    """Start the demo as a newcomer does; yield the program and a function that reads its output."""
    log = folder.parent / "printed.txt"
    began = time.monotonic()
    with log.open("w") as file:
        program = subprocess.Popen(
            command(folder, port), stdout=file, stderr=subprocess.STDOUT, env=wide()
        )
    try:
        eventually(
            lambda: "Ctrl-C" in log.read_text() or program.poll() is not None, "the demo starts"
        )
        assert program.poll() is None, log.read_text()
        print(f"second start: {time.monotonic() - began:.1f} s")
        yield program, log.read_text
    finally:
        if program.poll() is None:
            program.terminate()
            program.wait(STOPS_WITHIN_S)


def command(folder, port):
    return [
        *(sys.executable, "-m", "wellread.cli", "demo"),
        *("--port", str(port), "--folder", str(folder)),
    ]


def wide():
    return os.environ | {
        "COLUMNS": "200",
        "DJANGO_SETTINGS_MODULE": "wellread.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def descendants(pid):
    """Return the ids of a process's children, and of theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, re.findall(r"\d+", task.read_text())):
            found += [child, *descendants(child)]
    return found


def is_alive(pid):
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
