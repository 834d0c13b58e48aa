"""Readers who ask all the while a story is written, waits and appears: none is told too early."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, Event

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.newsroom.instants import addresses_that_tell
from tests.newsroom.test_embargo import EVERYWHERE, PATH, add, in_two_days, typed
from tests.staff import sign_in_staff
from wellread.newsroom import actions, jobs
from wellread.newsroom.models import Article
from wellread.pageview import epoch

pytestmark = pytest.mark.django_db(transaction=True)

READERS = 3


@contextmanager
def readers(look):
    """Have readers look around all the while, each once more after the last thing done."""
    found, is_over, ready = [], Event(), Barrier(READERS + 1)

    def read():
        try:
            found.extend(look())
            ready.wait(timeout=60)
            is_last = False
            while not is_last:
                is_last = is_over.is_set()
                found.extend(look())
        finally:
            connection.close()

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read) for _ in range(READERS)]
        ready.wait(timeout=60)
        try:
            yield found
        finally:
            is_over.set()
    for each in reading:
        each.result()


def halves():
    """Return the story's address when its headline stands there without its text."""
    html = Client().get(PATH).content.decode()
    is_half = "Zanzibarine sold" in html and "Zanzibarine was sold." not in html
    return {PATH} if is_half else set()


def test_no_reader_sees_a_story_before_it_is_due_nor_half_of_it(monkeypatch):
    editor, section = Client(), actions.create_section(name="Harbour")
    sign_in_staff(editor)
    due = in_two_days()

    with readers(lambda: addresses_that_tell("Zanzibarine", EVERYWHERE)) as early:
        add(editor, section, go_live_at=typed(due))
    with readers(halves) as half:
        monkeypatch.setattr(timezone, "now", lambda: due)
        jobs.publish_on_time()

    assert (early, half) == ([], [])
    assert Article.objects.get().published_at == due
    # A second later, when kept pages are looked at anew on a database server.
    monkeypatch.setitem(epoch.POLL_SECONDS, connection.vendor, 0.0)
    assert addresses_that_tell("Zanzibarine", EVERYWHERE) == set(EVERYWHERE)
