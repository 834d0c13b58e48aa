"""What is asked of who buys a group, and of who manages one."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

from wellread.language.typed_text import TypedTextField
from wellread.mail.fields import AddressFormField
from wellread.membership import rules
from wellread.membership.gifts.forms import LINK

_BETWEEN = re.compile(r"[\s,;]+")
# As mail programs copy them (RFC 5322, 3.4): Grace Hopper <grace@example.com>.
_NAMED = re.compile(r'(?P<name>"[^"\n]*"\s*|[^<>,;\n"]*)<\s*(?P<address>[^<>\s]+@[^<>\s]+)\s*>')


class GroupNameForm(forms.Form):
    """How a group is called by whoever is invited to it."""

    name = TypedTextField(
        max_length=80, label=gettext_lazy("Name of the group, as those you invite shall read it")
    )

    def clean_name(self) -> str:
        """Refuse links: strangers would have us send theirs."""
        said = str(self.cleaned_data["name"]).strip()
        if LINK.search(said):
            raise ValidationError(gettext("Please leave links out of it."))
        return said


class OfferForm(forms.Form):
    """Whom to offer seats to: addresses, however they are kept apart."""

    addresses = forms.CharField(
        max_length=rules.GROUP_SEATS_MOST * 100, label=gettext_lazy("E-mail addresses")
    )

    def clean_addresses(self) -> list[str]:
        """Return each address once, in its one spelling."""
        field = AddressFormField(max_length=254)
        found: dict[str, None] = {}
        alone = _NAMED.sub(_without_name, self.cleaned_data["addresses"])
        for typed in filter(None, _BETWEEN.split(alone)):
            try:
                found[field.clean(typed)] = None
            except ValidationError as fault:
                said = {"typed": typed}
                raise ValidationError(
                    gettext("“%(typed)s” is no e-mail address.") % said
                ) from fault
        return list(found)


def _without_name(found: re.Match[str]) -> str:
    """Leave a name out, but nothing in which there is another address."""
    name = found["name"] if "@" in found["name"] else ""
    return f"{name} {found['address']} "


class AddressForm(forms.Form):
    """One address."""

    address = AddressFormField(max_length=254, label=gettext_lazy("Their e-mail address"))
