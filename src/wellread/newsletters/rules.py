"""Who asked for which newsletters, as a link carries it; nothing is looked up."""

import msgspec

# A link in an e-mail is to stay one line: as many newsletters as anybody takes at once.
MOST_AT_ONCE = 20
# RFC 5321, 4.5.3.1.3.
LONGEST_ADDRESS = 254


class Wish(msgspec.Struct, frozen=True, array_like=True):
    """An address, the newsletters it is for, and the appeal that it was typed into, if any."""

    address: str
    newsletters: tuple[int, ...]
    campaign: str = ""
    variant: str = ""


# Made at import: Python imports a module in one thread.
_DECODER = msgspec.msgpack.Decoder(Wish)


def written(wish: Wish) -> bytes:
    """Return a wish as few bytes."""
    return msgspec.msgpack.encode(wish)


def read(said: bytes) -> Wish | None:
    """Return the wish that bytes hold, or None."""
    try:
        return _DECODER.decode(said)
    except msgspec.MsgspecError:
        return None
