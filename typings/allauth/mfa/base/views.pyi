from django import forms
from django.views.generic import TemplateView

class AuthenticateView(TemplateView):
    webauthn_form_class: type[forms.Form]
