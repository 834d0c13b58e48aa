"""Names and addresses that there may be once, in whatever letters they are written."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models

from wellread.language.editors import for_editors
from wellread.newsroom import rules

# A letter may unfold into several; PostgreSQL's index takes 2,704 bytes.
LONGEST = 500


class Named(models.Model):
    """Something whose name is nobody else's, compared without capitals, spaces, composed letters.

    Databases fold letters each in its own way, so what is compared is stored. It is empty for
    what had another's name before this was asked: which of the two has to change is for an
    editor to say.
    """

    folded_name = models.CharField(max_length=LONGEST, unique=True, null=True, editable=False)

    called: ClassVar[str] = "name"
    slug: Any

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse a name or an address that another has, and say which."""
        self.slug = rules.spelled_slug(self.slug)
        super().clean()
        faults = {}
        others: Any = type(self)._default_manager.exclude(pk=self.pk)
        if (key := self._key()) and (twin := others.filter(folded_name=key).first()):
            faults[self.called] = for_editors("“%(twin)s” has this name already.") % {"twin": twin}
        if twin := others.filter(slug=self.slug).first():
            faults["slug"] = for_editors("“%(twin)s” has this address already.") % {"twin": twin}
        if faults:
            raise ValidationError(faults)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the address in its one spelling, and what the name is compared by."""
        if "update_fields" not in kwargs:
            self.slug = rules.spelled_slug(self.slug)
            self.folded_name = self._key()
        super().save(*args, **kwargs)

    def _key(self) -> str | None:
        """Return what to compare the name by; None for the twin that an older name is."""
        key = rules.folded_name(getattr(self, self.called))[:LONGEST]
        before = type(self)._default_manager.filter(pk=self.pk).values("folded_name", self.called)
        stored = before.first()
        is_twin = stored and stored["folded_name"] is None
        same = is_twin and rules.folded_name(stored[self.called])[:LONGEST] == key
        # A page that repeats another at a second place has its name by nature.
        return None if same or getattr(self, "alias_of_id", None) else key
