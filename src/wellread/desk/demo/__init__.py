"""The demo: an invented city, its paper, and how both get into an empty site."""
