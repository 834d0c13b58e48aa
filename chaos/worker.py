"""The job worker of a site whose days pass in a second: what is due, as often as that asks."""

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
    often = {name: (min(OFTEN_S, every), job) for name, (every, job) in waited_for.items()}
    worker.work(worker.periodic_jobs() | often)


if __name__ == "__main__":
    main()
