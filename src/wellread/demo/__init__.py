"""The demo: an invented city, its paper, how both get into an empty site, and what runs it."""
