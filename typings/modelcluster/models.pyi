from typing import Any, Self

from django.db import models

def get_all_child_relations(model: type[models.Model]) -> list[Any]: ...
def get_serializable_data_for_fields(model: models.Model) -> dict[str, Any]: ...

class ClusterableModel(models.Model):
    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any]) -> Self: ...
    def serializable_data(self) -> dict[str, Any]: ...
