"""Commands of ours, and those of Django that are ours in a part."""
