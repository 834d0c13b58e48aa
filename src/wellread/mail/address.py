"""The one spelling of an e-mail address: whatever is stored, compared or looked up has it.

Capitals, surrounding space, decomposed and full-width letters and the two forms of an international
domain are ways of typing; dots and plus signs before the @ may be another mailbox and stay.
"""

import unicodedata

import idna


def spelled(address: str) -> str:
    """Return an address in its one spelling; what is no address comes back tidied, never raises.

    Letters are lowered, not folded: "ß" and "ss" are two mailboxes (RFC 8265, 3.3).
    """
    local, at, domain = _trimmed(_narrow(address)).rpartition("@")
    return f"{_lowered(local)}{at}{_ascii(_lowered(domain))}"


def readable(address: str) -> str:
    """Return a stored address as its owner writes it: the letters of an international domain."""
    local, at, domain = str(address).rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{local}{at}{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def sought(typed: str) -> set[str]:
    """Return what to look for in stored addresses when one, or a part of one, was typed."""
    text = _lowered(_trimmed(_narrow(typed)))
    return {text, spelled(text) if "@" in text else _ascii(text)} - {""}


def _narrow(text: str) -> str:
    """Map full-width and half-width letters, an East Asian keyboard's, to the usual ones."""
    return "".join(
        unicodedata.normalize("NFKC", letter)
        if unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>"))
        else letter
        for letter in text
    )


def _trimmed(text: str) -> str:
    """Take off spaces, and the unseen marks that come along when an address is copied."""
    seen = [
        place
        for place, letter in enumerate(text)
        if not letter.isspace() and unicodedata.category(letter) not in {"Cf", "Cc"}
    ]
    return text[seen[0] : seen[-1] + 1] if seen else ""


def _lowered(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", composed.lower())


def _ascii(domain: str) -> str:
    """Return a domain as mail servers know it; one that cannot exist stays as it is."""
    if domain.isascii():
        return domain
    try:
        # Python's own codec is of 2003, by which straße.example is another's domain.
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain
