"""Jobs for members: letters, ends, and second memberships that must not charge."""

from collections.abc import Callable

from wellread.membership import actions, letters
from wellread.payments import gateway


def stop_second_memberships() -> None:
    """Cancel second memberships; Stripe's absence is no fault, the next round tries again."""
    try:
        actions.stop_second_memberships()
    except gateway.GatewayUnavailable:
        return


EVERY: dict[str, tuple[int, Callable[[], None]]] = {
    "send letters": (2, letters.send_queued),
    "end memberships": (60, actions.expire),
    "stop second memberships": (60, stop_second_memberships),
}
