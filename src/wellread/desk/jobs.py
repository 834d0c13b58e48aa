from collections.abc import Callable

from django.utils import timezone

from wellread.desk import canary, weekly_letter
from wellread.desk.judging import judge_due
from wellread.desk.morning import document


def judge_campaigns() -> None:
    """Judge what has a new whole hour."""
    judge_due(timezone.now())


def work_out_figures() -> None:
    """Work out the morning page's figures, which is too much for whoever opens it."""
    document.renew()


def send_weekly_letter() -> None:
    """Send the week in figures, on Monday morning."""
    weekly_letter.send_due(timezone.now())


def simulate_alike_campaigns() -> None:
    """Try the judging on campaigns without a winner, at night."""
    canary.sing(timezone.now())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "judge campaigns": (60, judge_campaigns),
    "work out the desk's figures": (600, work_out_figures),
    "send the weekly letter": (600, send_weekly_letter),
    "simulate alike campaigns": (120, simulate_alike_campaigns),
}
