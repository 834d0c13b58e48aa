"""Filters that write dates, numbers and lists in the edition's language."""
