from collections.abc import Callable

from django.utils import timezone

from wellread.desk.judging import judge_due


def judge_campaigns() -> None:
    """Judge what has a new whole hour."""
    judge_due(timezone.now())


EVERY: dict[str, tuple[int, Callable[[], None]]] = {"judge campaigns": (60, judge_campaigns)}
