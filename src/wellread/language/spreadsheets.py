"""Cells of tables that people open in a spreadsheet."""

# A spreadsheet takes a cell that begins so for a formula, and many a word here is a stranger's.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(word: str) -> str:
    """Return a word as a cell that no spreadsheet reckons with."""
    return f"'{word}" if word.startswith(FORMULA) else word
