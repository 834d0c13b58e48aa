"""Who turned asking off and on again, where, when and why."""

from django.conf import settings
from django.db import models

from wellread.appeals.choices import Switch


class SwitchChange(models.Model):
    """One turn of a switch, kept for ever; the latest one of a switch says how it stands."""

    switch = models.CharField(max_length=20, choices=Switch)
    asks = models.BooleanField("asking is on")
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        default_permissions = ("add", "view")

    def __str__(self) -> str:
        return f"{self.get_switch_display()}: {'on' if self.asks else 'off'}"
