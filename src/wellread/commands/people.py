"""People: who may do what in the newsroom, who lost their keys, and whom a copy brought back."""

import argparse
import sys
from pathlib import Path

from wellread.commands.words import Subcommands
from wellread.config.django_setup import set_up_django


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    administrator = commands.add_parser(
        "administrator", help="give an address every right in the newsroom"
    )
    administrator.add_argument("address", metavar="ADDRESS")
    administrator.set_defaults(run=_administrator)

    lost = commands.add_parser("forget-keys", help="let someone in again who lost their keys")
    lost.add_argument("address", metavar="ADDRESS")
    lost.set_defaults(run=_forget_keys)

    again = commands.add_parser(
        "erase-again", help="after restoring a copy: erase whoever had erased their account since"
    )
    again.add_argument("erasures", type=Path, metavar="FILE")
    again.set_defaults(run=_erase_again)


def _administrator(options: argparse.Namespace) -> int:
    set_up_django()
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    from wellread.accounts import actions

    try:
        validate_email(options.address)
    except ValidationError:
        print(f"wellread: {options.address} is no e-mail address", file=sys.stderr)
        return 2
    reader = actions.make_administrator(email=options.address)
    print(
        f"{reader.email} signs in at {settings.SITE_URL}/sign-in/ and adds a second factor there."
    )
    return 0


def _forget_keys(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.accounts import actions
    from wellread.accounts.models import Reader

    try:
        reader = actions.forget_keys(email=options.address)
    except Reader.DoesNotExist:
        print(f"wellread: nobody here has the address {options.address}", file=sys.stderr)
        return 1
    print(
        f"{reader.email} is signed out everywhere and has no passkey, app or recovery codes; "
        "a code by e-mail lets them make new ones."
    )
    return 0


def _erase_again(options: argparse.Namespace) -> int:
    set_up_django()
    from wellread.accounts import erasures
    from wellread.membership import actions, guests

    try:
        with options.erasures.open(encoding="ascii") as lines:
            told = list(erasures.read(lines))
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.erasures}: {why}", file=sys.stderr)
        return 2
    readers = erasures.returned(told)
    for reader in readers:
        actions.erase(reader=reader)
    addresses = guests.returned(told)
    for address in addresses:
        guests.erase(address=address)
    print(f"Erased again: {len(readers) + len(addresses)}.")
    return 0
