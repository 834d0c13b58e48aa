"""Questions to the rooms above, which know plans.

A receiver returns {field: message} for what an editor has to change.
"""

from typing import Any

from django.db import models
from django.dispatch import Signal

checking_ask = Signal()


def faults(signal: Signal, instance: models.Model) -> dict[str, str]:
    """Ask every receiver about an instance and gather what they found."""
    answers: Any = signal.send(sender=type(instance), instance=instance)
    return {field: message for _, answer in answers for field, message in (answer or {}).items()}
