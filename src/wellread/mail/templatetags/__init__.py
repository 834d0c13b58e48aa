"""Filters of addresses, for every template."""
