"""Django made ready in a process of ours."""

from wellread.config import garbage


def set_up_django() -> None:
    """Load the settings and all rooms, without a look for garbage meanwhile."""
    garbage.stop_looking()
    # Nobody who only asks for help waits for it.
    import django

    django.setup()
    garbage.look_at_what_is_new()
