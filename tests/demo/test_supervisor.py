"""Programs that end are started again, ever later, until they have run for a while."""

import os
import re
from itertools import islice

import pytest

from wellread.demo import supervisor as supervising
from wellread.demo.supervisor import Program, Supervisor, python


@pytest.fixture
def supervised(tmp_path, monkeypatch):
    monkeypatch.setattr(supervising, "FIRST_PAUSE_S", 0.4)
    monkeypatch.setattr(supervising, "LONGEST_PAUSE_S", 1.2)
    program = Program("clock", python("-c", "pass"), tmp_path / "clock.log")
    supervisor = Supervisor([program], os.environ)
    yield supervisor
    supervisor.stop()
    supervisor.end()


def pauses(supervisor, number):
    supervisor.start()
    return [
        float(re.search(r"again in (\S+) s", sentence)[1])
        for sentence in islice(supervisor.watch(), number)
    ]


def test_a_program_that_keeps_ending_is_started_ever_later_and_never_given_up(supervised):
    assert pauses(supervised, 4) == [0.4, 0.8, 1.2, 1.2]


def test_one_that_ran_for_a_while_is_started_soon_again(supervised, monkeypatch):
    monkeypatch.setattr(supervising, "STEADY_S", 0.0)

    assert pauses(supervised, 3) == [0.4, 0.4, 0.4]
