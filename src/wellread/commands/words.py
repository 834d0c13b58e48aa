"""What a word on the command line may be."""

import argparse
import datetime
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from wellread.payments.months import Month

    Subcommands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Subcommands = argparse._SubParsersAction


def port(text: str) -> int:
    """Read a port that has another one above it."""
    # The sandbox stands on the next one.
    if text.isdecimal() and 1 <= int(text) < 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a number from 1 to 65534, got {text!r}")


def some(text: str) -> int:
    """Read a number of things, of which there must be one."""
    if text.isdecimal() and int(text) >= 1:
        return int(text)
    raise argparse.ArgumentTypeError(f"must be a whole number from 1 on, got {text!r}")


def day(text: str) -> datetime.datetime:
    """Read a date, or so many days before today, as the midnight in UTC that begins it."""
    try:
        if text.endswith("d"):
            date = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(int(text[:-1]))
        else:
            date = datetime.date.fromisoformat(text)
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"must be a date such as 2026-11-01, or days such as 40d, got {text!r}"
        ) from None
    return datetime.datetime(date.year, date.month, date.day, tzinfo=datetime.UTC)


def month(text: str) -> "Month":
    """Read a month such as 2026-11."""
    from wellread.payments import months

    try:
        return months.month(text)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(str(fault)) from None
