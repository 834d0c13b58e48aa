"""Wellread on somebody else's site: the script, and who may load and ask what from there."""
