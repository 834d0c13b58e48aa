"""Words on the editors' forms, which no migration keeps.

Django writes labels, help and the words of choices into migrations, although no database knows
them: each better wording would be a migration in every newsroom that has models of its own.
"""

from typing import Any

from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ProjectState

OF_FIELDS = {"verbose_name", "help_text", "choices"}
OF_MODELS = {"verbose_name", "verbose_name_plural"}


class Autodetector(MigrationAutodetector):
    """Finds what a database has to be told, and overlooks what only editors read."""

    def __init__(
        self,
        from_state: ProjectState,
        to_state: ProjectState,
        questioner: MigrationQuestioner | None = None,
    ) -> None:
        """Compare two states, which lose the words of their models."""
        for state in (from_state, to_state):
            _forget_labels(state)
        super().__init__(from_state, to_state, questioner)

    def deep_deconstruct(self, obj: Any) -> Any:
        """Return what a field is made of, without its words."""
        made = super().deep_deconstruct(obj)
        if not isinstance(obj, models.Field):
            return made
        path, arguments, options = made
        return path, arguments, {name: options[name] for name in options if name not in OF_FIELDS}


def _forget_labels(state: ProjectState) -> None:
    for model in state.models.values():
        for name in OF_MODELS:
            model.options.pop(name, None)
