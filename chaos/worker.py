"""The job worker of a site whose days pass in a second: what is due, as often as that asks."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import django

from wellread.config.site_folder import choose_settings

choose_settings()
django.setup()

from wellread.config import worker  # noqa: E402
from wellread.membership import jobs as membership  # noqa: E402
from wellread.payments import jobs as payments  # noqa: E402

# Of the jobs that money and promises wait for; an hour of theirs is weeks here.
OFTEN_S = 2.0


def main() -> None:
    """Work until told to stop, or killed."""
    waited_for = payments.EVERY | membership.EVERY
    often = {
        name: (min(OFTEN_S, every), _told_of(name, job))
        for name, (every, job) in waited_for.items()
    }
    worker.work(worker.periodic_jobs() | often)


def _told_of(name: str, job: Callable[[], object]) -> Callable[[], None]:
    """Have a job write down when it began, once it is done."""
    told = Path(os.environ["CHAOS_ROUNDS"]) / quote(name)

    def run() -> None:
        began = time.time()
        try:
            job()
        finally:
            told.write_text(str(began))

    return run


if __name__ == "__main__":
    main()
