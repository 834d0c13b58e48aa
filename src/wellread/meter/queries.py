"""Questions about what readers keep with us of their reading."""

from wellread.accounts.models import Reader
from wellread.meter.models import SharedCount


def shared_count(reader: Reader | None) -> SharedCount | None:
    """Return what a reader's devices share, or None for who has not switched that on."""
    return SharedCount.objects.filter(reader=reader).first() if reader is not None else None
