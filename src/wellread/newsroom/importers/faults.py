"""What stops an import as a whole."""


class ImportFault(Exception):
    """The file cannot be read; the message says where it breaks."""
