"""What the worker does for this paper alone."""

EVERY = {"look at the tide gauge": (3600, lambda: None)}
