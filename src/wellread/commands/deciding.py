"""The rules by themselves: deciding, proving why, and judging what variants brought."""

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellread.commands.words import Subcommands, some

if TYPE_CHECKING:
    from wellread.engine.proof import Checked


def add(commands: Subcommands) -> None:
    """Add the commands to the parser."""
    decide = commands.add_parser("decide", help="answer one JSON case a line from standard input")
    decide.add_argument("--line-up", type=Path, required=True, metavar="FILE")
    decide.set_defaults(run=_decide)

    verify = commands.add_parser("verify", help="recompute a reader's proof of why they were asked")
    verify.add_argument("proof", type=Path, metavar="FILE")
    verify.add_argument(
        "--keys", type=Path, metavar="FILE", help="the paper's keys, from /.well-known/jwks.json"
    )
    verify.set_defaults(run=_verify)

    judge = commands.add_parser("judge", help="judge a campaign's variants by its hours")
    judge.add_argument("file", metavar="FILE", help="one JSON object an hour; - is standard input")
    judge.add_argument("--mode", choices=["measure", "optimise"], default="measure")
    judge.add_argument(
        "--seed", metavar="SEED", help="taken and not needed: no chance is drawn here"
    )
    judge.add_argument(
        "--cap",
        type=some,
        default=25_000,
        metavar="MINOR",
        help="what a conversion counts for at most, in minor units",
    )
    judge.set_defaults(run=_judge)


def _decide(options: argparse.Namespace) -> int:
    from wellread.engine.answering import answer_lines, lines_of
    from wellread.engine.line_up import LineUpFault, parse_line_up_text

    try:
        line_up = parse_line_up_text(options.line_up.read_bytes())
    except (OSError, LineUpFault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.line_up}: {why}", file=sys.stderr)
        return 2
    failed = False
    for answer, fine in answer_lines(line_up, lines_of(sys.stdin.buffer)):
        sys.stdout.buffer.write(answer + b"\n")
        # Another program may wait for this answer before it asks on.
        sys.stdout.buffer.flush()
        failed = failed or not fine
    return int(failed)


def _verify(options: argparse.Namespace) -> int:
    from wellread.engine.proof import check
    from wellread.engine.values import Fault, decode

    file = options.proof
    try:
        found = check(file.read_bytes())
        file = options.keys
        keys: Any = decode(file.read_bytes()) if file else None
    except (OSError, Fault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {file}: {why}", file=sys.stderr)
        return 2
    if found.is_version_of_content:
        print(f"line_up.version: computed anew from its content it is {found.version}, as said.")
    else:
        print(f"line_up.version: {found.version} is not the name of this content")
    for difference in found.differences:
        print(_printed(difference))
    count = found.answer["article_count"]
    print(f"Line-up {found.version}: {'unknown' if count is None else count} articles counted.")
    for place, shown in found.answer["shown"].items():
        print(f"{_named(found, shown['campaign'])}: asks ({place}, {shown['variant']})")
    for campaign, reason in found.answer["refusals"].items():
        print(f"{_named(found, campaign)}: {reason}")
    said, is_signed = _signed(found, keys)
    print(said)
    print("The stories read and what was known of the reader were not checked: nobody signs those.")
    # Keys were named in order to know: a signature that is none of theirs is not left open.
    holds = found.holds and is_signed is not False
    if not holds:
        print("The file does not hold.")
    elif is_signed:
        print("The file holds.")
    else:
        print(
            "The answer follows from the file's rules; that they are the paper's was not checked."
        )
    return 0 if holds else 1


def _signed(found: "Checked", keys: Any) -> tuple[str, bool | None]:
    """Say what the signature is worth, and whether it is the paper's; None: nobody can tell."""
    from wellread.embedding.tokens import claims_unchecked, read_by

    token = found.signature
    if token is None:
        if keys is None:
            return "The file has no signature, so none was checked.", None
        return "The file has no signature: it is not signed by any of these keys.", False
    claims = claims_unchecked(token) if isinstance(token, str) else None
    if claims is None:
        return "What stands in the place of a signature is none.", False
    if claims.get("line_up_sha256") != found.line_up_sha256:
        return "The signature is one of another line-up, whoever signed it.", False
    if keys is None:
        return "The signature was not checked: name the paper's keys by --keys FILE.", None
    if read_by(str(token), keys) is None:
        return "The line-up is not signed by any of these keys.", False
    return "The line-up is signed by these keys.", True


def _printed(text: str) -> str:
    """Return a file's own words as a terminal may show them: on one line, nothing else."""
    return "".join(one if one.isprintable() else repr(one)[1:-1] for one in text)


def _named(found: "Checked", campaign: str) -> str:
    """Return a campaign by what it says first, where the file holds that."""
    headline = found.headlines.get(campaign)
    return f"“{_printed(headline)}” ({campaign})" if headline else campaign


def _judge(options: argparse.Namespace) -> int:
    from wellread.engine.values import Fault
    from wellread.experiments.judging import Judge
    from wellread.experiments.reporting import judge_lines, lines_of

    judge = Judge(options.mode, cap_minor=options.cap)
    try:
        with ExitStack() as stack:
            stream = sys.stdin.buffer
            if options.file != "-":
                stream = stack.enter_context(Path(options.file).open("rb"))
            for verdict in judge_lines(judge, lines_of(stream)):
                sys.stdout.buffer.write(verdict + b"\n")
                sys.stdout.buffer.flush()
    except (OSError, Fault) as fault:
        why = fault.strerror if isinstance(fault, OSError) else fault
        print(f"wellread: {options.file}: {why}", file=sys.stderr)
        return 2
    return 0
