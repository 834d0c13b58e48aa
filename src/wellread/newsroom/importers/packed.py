"""Files that come packed: what is one file is unpacked, of an archive it is said what to do."""

import zlib

from wellread.newsroom.importers.faults import ImportFault

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
# Few bytes may unpack to more than any machine holds.
LARGEST_BYTES = 512 * 1024 * 1024


def unpacked(content: bytes, source: str) -> bytes:
    """Return what is in a gzip file, and anything else as it is; raise ImportFault for a ZIP."""
    if content.startswith(ZIP):
        raise ImportFault(f"{source}: a ZIP archive; unpack it, and name the file that is in it")
    if not content.startswith(GZIP):
        return content
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(content, LARGEST_BYTES)
    except zlib.error as fault:
        raise ImportFault(f"{source}: packed by gzip, but broken: {fault}") from fault
    if unpacking.unconsumed_tail:
        raise ImportFault(f"{source}: larger than {LARGEST_BYTES // 1024**2} MB when unpacked")
    if not unpacking.eof:
        raise ImportFault(f"{source}: packed by gzip, but it breaks off")
    return found
