from django import forms
from django.views.generic.base import View

class CreationFormMixin:
    def get_creation_form_class(self) -> type[forms.BaseForm] | None: ...

class CreateView(CreationFormMixin, View): ...
