"""Who turned asking off and on again, where, when and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.formats import localize

from wellread.appeals.choices import Switch
from wellread.language.editors import for_editors, speaking


class SwitchChange(models.Model):
    """One turn of a switch, kept for ever; the latest one of a switch says how it stands."""

    switch = models.CharField(for_editors("switch"), max_length=20, choices=Switch)
    asks = models.BooleanField(for_editors("asking is on"))
    reason = models.CharField(for_editors("reason"), max_length=200, blank=True)
    changed_at = models.DateTimeField(for_editors("changed at"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=for_editors("changed by"),
    )

    class Meta:
        ordering = ["-changed_at", "-pk"]
        default_permissions = ("add", "view")

    @property
    def words(self) -> str:
        """Say how it was turned, when, by whom and why."""
        if self.asks:
            return self._told(
                for_editors("Switched on on %(moment)s by %(who)s"),
                for_editors("Switched on on %(moment)s"),
            )
        return self._told(
            for_editors("Switched off on %(moment)s by %(who)s"),
            for_editors("Switched off on %(moment)s"),
        )

    @property
    def off_words(self) -> str:
        """Say what is off, since when, by whose hand and why."""
        return self._told(
            for_editors("%(switch)s is switched off since %(moment)s by %(who)s"),
            for_editors("%(switch)s is switched off since %(moment)s"),
        )

    def _told(self, by_somebody: str, by_nobody: str) -> str:
        with speaking():
            facts = {
                "switch": self.get_switch_display(),
                "moment": localize(timezone.localtime(self.changed_at)),
                "who": self.changed_by,
            }
        said = (by_somebody if self.changed_by else by_nobody) % facts
        return f"{said}: {self.reason}." if self.reason else f"{said}."

    def __str__(self) -> str:
        state = for_editors("on") if self.asks else for_editors("off")
        return f"{self.get_switch_display()}: {state}"
