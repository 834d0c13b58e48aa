"""The lists of the admin, as editors read them."""

import pytest
from django.core.exceptions import FieldDoesNotExist
from wagtail.admin.viewsets import viewsets

viewsets.populate()
LISTS = [
    one for one in viewsets.viewsets if isinstance(getattr(one, "list_display", None), list | tuple)
]


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.model._meta.label_lower)
def test_what_was_chosen_is_shown_in_words(one):
    printed_as_kept = [name for name in one.list_display if isinstance(name, str)]

    assert [name for name in printed_as_kept if choices_of(one.model, name)] == []


def choices_of(model, name):
    try:
        return getattr(model._meta.get_field(name), "choices", None)
    except FieldDoesNotExist:
        return None
