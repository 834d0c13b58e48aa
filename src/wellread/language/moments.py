"""Moments typed into forms: which are taken, and what is said of those that no clock shows once."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import DateTimeField
from django.utils import timezone
from wagtail.admin.widgets.datetime import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from wellread.language.editors import for_editors

EARLIEST, LATEST = 1000, 9998
TYPED = "%Y-%m-%d %H:%M"

LEFT_OUT = for_editors(
    "The clocks go forward then: in %(zone)s there is no %(typed)s. "
    "Choose an earlier or later time."
)
COMES_TWICE = for_editors(
    "The clocks go back then: in %(zone)s %(typed)s comes twice. "
    "Type %(first)s for the first time, or %(second)s for the second."
)


def check(moment: datetime) -> None:
    """Raise ValidationError for a moment that is no date in another time zone.

    Who means "for ever" types 31 December 9999, which is the year 10000 in Greenwich when it is
    late in New York, and no database holds that.
    """
    if not EARLIEST <= moment.year <= LATEST:
        said = for_editors("Choose a year from %(earliest)s to %(latest)s.")
        raise ValidationError(said, params={"earliest": EARLIEST, "latest": LATEST})


def written(moment: datetime) -> str:
    """Write a moment with its offset: 2027-10-31 01:30+01:00."""
    return moment.isoformat(" ", "minutes")


def install() -> None:
    """Have every form take moments so, Wagtail's schedules too: Django has no setting for it."""
    DateTimeField.default_validators = [*DateTimeField.default_validators, check]
    DateTimeField.to_python = _in_words(DateTimeField.to_python)  # type: ignore[method-assign]
    show = DateTimeField.prepare_value
    DateTimeField.prepare_value = _with_offset(show)  # type: ignore[method-assign]
    for widget in (AdminDateInput, AdminTimeInput, AdminDateTimeInput):
        widget.get_config = _left_as_typed(widget.get_config)


def _in_words(read: Any) -> Any:
    """Have a field ask which moment is meant, where Django only says that it is unclear."""

    def to_python(field: DateTimeField, value: Any) -> Any:
        try:
            return read(field, value)
        except ValidationError as fault:
            if fault.code != "ambiguous_timezone" or fault.params is None:
                raise
            raise _unclear(fault.params["datetime"]) from fault

    return to_python


def _with_offset(show: Any) -> Any:
    """Have a field show a moment of an hour that comes twice so that it is the same when sent."""

    def prepare_value(field: DateTimeField, value: Any) -> Any:
        if not isinstance(value, datetime) or timezone.is_naive(value):
            return show(field, value)
        local = timezone.localtime(value)
        is_repeated = _offset(local, fold=0) != _offset(local, fold=1)
        return written(local) if is_repeated else show(field, value)

    return prepare_value


def _left_as_typed(configure: Any) -> Any:
    """Have a picker leave what was typed: what it cannot read, it puts the present moment for."""

    def get_config(widget: Any) -> dict[str, Any]:
        return {**configure(widget), "validateOnBlur": False}

    return get_config


def _unclear(typed: datetime) -> ValidationError:
    zone = timezone.get_current_timezone()
    first, second = (typed.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    is_repeated = _offset(first, fold=0) > _offset(first, fold=1)
    facts = {
        "zone": timezone.get_current_timezone_name(),
        "typed": typed.strftime(TYPED),
        "first": written(first),
        "second": written(second),
    }
    said = COMES_TWICE if is_repeated else LEFT_OUT
    return ValidationError(said, code="ambiguous_timezone", params=facts)


def _offset(moment: datetime, *, fold: int) -> timedelta:
    return moment.replace(fold=fold).utcoffset() or timedelta()
