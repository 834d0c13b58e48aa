"""What a token says is what the how-to lists: servers are written by it."""

from pathlib import Path
from uuid import UUID

from wellread.embedding import rules

HOW_TO = Path(__file__).parents[2] / "docs/howto/any-site.md"


def test_the_how_to_lists_every_claim():
    known = rules.Known("h", True, frozenset(), True, True, None)
    claims = rules.claims(
        known, issuer="i", audience="a", subject="s", sign_in=UUID(int=1), now=1_800_000_000
    )

    listed = next(line for line in HOW_TO.read_text().splitlines() if "is a JWT" in line)

    assert [name for name in claims if f"`{name}`" not in listed] == []
