"""The reference page of e-mails, as it must stand in docs/reference/emails.md."""

from wellread.mail import catalogue
from wellread.mail.rules import Placeholder

HEAD = (
    "# E-mails\n\n"
    "Every e-mail that leaves, and what its words may name. `{name}` is printed; `{if name}` is "
    "only asked after; addresses stand behind words. **Bold** must be named, *italic* may be "
    "empty. Every e-mail knows `{site_name}` and `[…]({home_url})` too. How words are changed: "
    "[Word the e-mails](../howto/emails.md).\n\n"
    "| e-mail | what it is | what it may name |\n"
    "|---|---|---|\n"
)


def page() -> str:
    """Return the page, from the catalogue."""
    return HEAD + "".join(
        f"| `{one.name}` | {one.label} | {', '.join(map(_named, one.placeholders))} |\n"
        for one in catalogue.worded()
    )


def _named(one: Placeholder) -> str:
    if one.is_flag:
        written = f"`{{if {one.name}}}`"
    elif one.is_address:
        written = f"`[…]({{{one.name}}})`"
    else:
        written = f"`{{{one.name}}}`"
    if one.is_needed:
        return f"**{written}**"
    return f"*{written}*" if one.may_be_empty else written
