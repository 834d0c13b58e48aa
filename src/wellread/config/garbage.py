"""Python looks for no garbage while it starts, since what it imports stays for good.

It would go through two thousand modules again and again, which takes a sixth of the processor
time of a command, and a fifth of a web process's start.
"""

import gc


def stop_looking() -> None:
    """Look for no garbage until `look_at_what_is_new`."""
    gc.disable()


def look_at_what_is_new() -> None:
    """Look for garbage from now on, in what was not there when the process had started."""
    gc.freeze()
    gc.enable()
