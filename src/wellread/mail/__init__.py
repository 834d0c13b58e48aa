"""Every e-mail that leaves: its words, its look, and its delivery, each at most once."""
