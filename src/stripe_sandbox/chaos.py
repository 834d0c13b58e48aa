"""Trouble on demand: deliveries that repeat, jump the queue or get lost, and answers that fail.

What happens by chance is drawn from one seed, for each kind of trouble from a row of its own: the
same calls in the same order meet the same trouble, however fast the webhooks went out meanwhile.
"""

import random
from dataclasses import dataclass, field, fields
from typing import Any

from stripe_sandbox.errors import ApiError
from stripe_sandbox.shapes import Json

# Long enough for the events of one payment to overtake each other.
SHUFFLE_WINDOW_S = 0.5
# A shuffle that broke a test must break it again.
SEED = 7
# What may strike an API call by chance, in the order in which it is drawn.
BY_CHANCE = ("error_before", "error_after_commit", "timeout_after_commit")


@dataclass
class Chaos:
    """What goes wrong at present; everything off means nothing does."""

    duplicate: float = 0.0
    """How many times more each event is delivered; of 0.3 three in ten are, once more."""
    shuffle: bool = False
    """Deliver the events of each half second in random order."""
    delay_seconds: float = 0.0
    """Seconds before the first delivery."""
    hold: bool = False
    """Keep all deliveries back until this is off again."""
    drop: Any = None
    """`true` (all), a share such as 0.3, or a list of event types: never delivered."""
    slow: float = 0.0
    """Seconds each API answer waits after its work is done."""
    error_before: float = 0.0
    """The share of API calls that fail with 500, their work undone."""
    error_after_commit: float = 0.0
    """The share of API calls that fail with 500 though their work is done."""
    timeout_after_commit: float = 0.0
    """The share of API calls whose work is done and that get no answer at all."""
    fail_next: Json | None = None
    """`{"status": 500, "after_commit": true, "times": 1, "method": "POST"}`."""
    timeout_next: Json | None = None
    """`{"seconds": 0, "after_commit": true, "times": 1, "method": "POST"}`: no answer at all."""
    seed: int = SEED
    """What chance is drawn from; naming it begins the draws again."""
    _rows: dict[str, random.Random] = field(default_factory=dict, repr=False)

    def set(self, wanted: Json) -> None:
        """Change what is named; `{"reset": true}` ends all trouble first."""
        known = {one.name: one for one in fields(self) if not one.name.startswith("_")}
        for name in wanted:
            if name not in known and name != "reset":
                raise ApiError(f"Received unknown parameter: {name}", param=name)
        values = {
            name: checked(name, wanted.get(name), one.default)
            for name, one in known.items()
            if name in wanted or (wanted.get("reset") and name != "seed")
        }
        for name, value in values.items():
            setattr(self, name, value)
        if "seed" in wanted:
            self._rows.clear()

    def as_json(self) -> Json:
        """Return what is on."""
        known = [one.name for one in fields(self) if not one.name.startswith("_")]
        return {name: getattr(self, name) for name in known}

    def drawn(self, kind: str) -> float:
        """Return the next number from 0 to 1 of a kind of trouble."""
        if kind not in self._rows:
            # A repeatable draw is the point here.
            self._rows[kind] = random.Random(f"{self.seed}:{kind}")  # noqa: S311
        return self._rows[kind].random()

    def drops(self, event_type: str) -> bool:
        """Whether this event gets lost."""
        if isinstance(self.drop, list):
            return event_type in self.drop
        if isinstance(self.drop, bool) or self.drop is None:
            return bool(self.drop)
        return self.drawn("drop") < float(self.drop)

    def copies(self) -> int:
        """Return how many times an event is delivered."""
        whole, share = divmod(self.duplicate, 1)
        return 1 + int(whole) + (share > 0 and self.drawn("duplicate") < share)

    def strikes(self) -> str | None:
        """Return what strikes this API call by chance, or None."""
        for name in BY_CHANCE:
            share = getattr(self, name)
            if share and self.drawn(name) < share:
                return name
        return None

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
    if name == "drop":
        return value if isinstance(value, bool | list | None) else share_of(name, value)
    if value is None or default is None:
        return default if value is None else value
    if not isinstance(value, int | float) or isinstance(value, bool) is not (
        isinstance(default, bool)
    ):
        raise ApiError(f"Invalid value for {name}", param=name)
    if name in BY_CHANCE:
        return share_of(name, value)
    if value < 0 or type(default)(value) != value:
        raise ApiError(f"Invalid value for {name}", param=name)
    return type(default)(value)


def share_of(name: str, value: Any) -> float:
    """Return a share from none to all."""
    if not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ApiError(f"{name} is a share from 0 to 1", param=name)
    return float(value)
