"""A news site that stays free to read and is paid for by the readers it matters to."""
