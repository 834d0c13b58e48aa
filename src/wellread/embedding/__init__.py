"""Wellread on somebody else's site: the script, signing in there, and tokens for its servers."""
