"""Trouble on demand: deliveries that repeat, jump the queue or get lost, and answers that fail."""

import random
from dataclasses import dataclass, field, fields
from typing import Any

from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json

# Long enough for the events of one payment to overtake each other.
SHUFFLE_WINDOW_S = 0.5


@dataclass
class Chaos:
    """What goes wrong at present; everything off means nothing does."""

    duplicate: int = 0
    """How many times more each event is delivered."""
    shuffle: bool = False
    """Deliver the events of each half second in random order."""
    delay: float = 0.0
    """Seconds before the first delivery."""
    hold: bool = False
    """Keep all deliveries back until this is off again."""
    drop: Any = None
    """`true` (all), a share such as 0.3, or a list of event types: never delivered."""
    slow: float = 0.0
    """Seconds each API answer waits after its work is done."""
    fail_next: Json | None = None
    """`{"status": 500, "after_commit": true, "times": 1, "method": "POST"}`."""
    timeout_next: Json | None = None
    """`{"seconds": 0, "after_commit": true, "times": 1, "method": "POST"}`: no answer at all."""
    # Seeded: a shuffle that broke a test must break it again.
    luck: random.Random = field(default_factory=lambda: random.Random(7), repr=False)  # noqa: S311

    def set(self, wanted: Json) -> None:
        """Change what is named; `{"reset": true}` ends all trouble first."""
        known = {one.name: one for one in fields(self) if one.name != "luck"}
        for name in wanted:
            if name not in known and name != "reset":
                raise ApiError(f"Received unknown parameter: {name}", param=name)
        for name, one in known.items():
            if wanted.get("reset") or name in wanted:
                setattr(self, name, checked(name, wanted.get(name), one.default))

    def as_json(self) -> Json:
        """Return what is on."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "luck"}

    def drops(self, event_type: str) -> bool:
        """Whether this event gets lost."""
        if isinstance(self.drop, list):
            return event_type in self.drop
        if isinstance(self.drop, bool) or self.drop is None:
            return bool(self.drop)
        return self.luck.random() < float(self.drop)

    def takes(self, name: str, method: str) -> Json | None:
        """Return the failure planned for this request, and count it off."""
        plan = getattr(self, name)
        if not plan or method != plan.get("method", "POST"):
            return None
        left = int(plan.get("times", 1)) - 1
        setattr(self, name, {**plan, "times": left} if left > 0 else None)
        return dict(plan)


def checked(name: str, value: Any, default: Any) -> Any:
    """Return a value of the same kind as the default; None turns trouble off."""
    if value is None or default is None:
        return default if value is None else value
    if not isinstance(value, int | float):
        raise ApiError(f"Invalid value for {name}", param=name)
    return type(default)(value)
