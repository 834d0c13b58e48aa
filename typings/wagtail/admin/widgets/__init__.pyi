from django.forms import DateTimeInput
from wagtail.admin.widgets.button import Button as Button

class AdminDateTimeInput(DateTimeInput): ...
