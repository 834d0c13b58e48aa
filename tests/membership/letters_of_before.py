"""The table that letters stood in before every e-mail had a room of its own."""

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

THEN = ("membership", "0010_seconds_of_joined_accounts")
COLUMNS = """
    recipient varchar(254) NOT NULL,
    kind varchar(17) NOT NULL,
    about varchar(255) NOT NULL,
    facts {json} NOT NULL,
    state varchar(7) NOT NULL,
    attempts integer NOT NULL,
    queued_at {moment} NOT NULL,
    try_again_at {moment},
    sent_at {moment},
    error text NOT NULL
"""


class AsThen:
    """Today's models, and the letters of before."""

    def __init__(self) -> None:
        state = MigrationLoader(connection).project_state([THEN])
        self._letter = state.apps.get_model("membership", "Letter")

    def get_model(self, app: str, name: str) -> Any:
        """Return what a migration asks for."""
        return self._letter if name == "Letter" else apps.get_model(app, name)


def as_then() -> AsThen:
    """Return the models that migrations of before ask for, with the table of the letters."""
    types = (
        {"json": "jsonb", "moment": "timestamptz", "key": "bigserial PRIMARY KEY"}
        if connection.vendor == "postgresql"
        else {"json": "text", "moment": "datetime", "key": "integer PRIMARY KEY AUTOINCREMENT"}
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE IF NOT EXISTS membership_letter (id {types['key']}, "
            f"{COLUMNS.format(**types)})"
        )
    return AsThen()


def make_letter(**facts: Any) -> Model:
    """Write a letter as it was written before."""
    model = as_then().get_model("membership", "Letter")
    letter: Model = model._default_manager.create(**{"kind": "welcome", **facts})
    return letter
