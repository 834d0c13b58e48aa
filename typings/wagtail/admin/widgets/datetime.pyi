from collections.abc import Callable
from typing import Any

from django.forms import DateInput, DateTimeInput, TimeInput

class AdminDateInput(DateInput):
    get_config: Callable[[Any], dict[str, Any]]

class AdminTimeInput(TimeInput):
    get_config: Callable[[Any], dict[str, Any]]

class AdminDateTimeInput(DateTimeInput):
    get_config: Callable[[Any], dict[str, Any]]
