"""The solidarity pot: what is put in, the free years taken from it, and its true sum."""
