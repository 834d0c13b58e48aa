"""Filters for the templates of reading pages."""
