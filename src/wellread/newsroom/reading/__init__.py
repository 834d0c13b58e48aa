"""Readers' pages as facts: a story, a live blog, the front, lists."""
