from typing import TypeVar

from django.db import models

_ST = TypeVar("_ST", contravariant=True)
_GT = TypeVar("_GT", covariant=True)

class ParentalKey(models.ForeignKey[_ST, _GT]): ...

_To = TypeVar("_To", bound=models.Model)
_Through = TypeVar("_Through", bound=models.Model)

class ParentalManyToManyField(models.ManyToManyField[_To, _Through]): ...
