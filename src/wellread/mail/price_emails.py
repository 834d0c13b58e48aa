"""The e-mails about a higher price: asking, reminding, taking it back."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def about_prices(
    *, price: Placeholder, plan: Placeholder, account_url: Placeholder
) -> Iterator[Template]:
    """Return them all. Who says nothing pays what they paid: no law is met by silence."""
    new = price._replace(meaning=_("What is asked for, and how often."), example="$10 a month")
    before = Placeholder(
        "before", _("What is paid now, and how often."), "$8 a month", is_needed=True
    )
    charge_on = Placeholder(
        "charge_on",
        _("The day of the first charge that would be higher."),
        "26 February 2027",
        is_needed=True,
    )
    agree_url = Placeholder(
        "agree_url",
        _("The link by which one agrees."),
        "https://news.example/agree/4K7Q/",
        is_needed=True,
        is_late=True,
    )
    yield Template(
        "price_rise",
        _("Asks a member to pay more"),
        _("Will you pay {price} from {charge_on} on?"),
        _("Nothing rises unless you say so."),
        (
            _("You support {site_name} with {before} (“{plan}”)."),
            "{why}",
            _(
                "We ask you to pay {price} from {charge_on} on. **Nothing rises unless you say "
                "so:** do nothing, and you pay {before} as before."
            ),
            _("[Pay {price} from {charge_on} on]({agree_url})"),
            _("You can change the amount, or cancel in two clicks, on your account page."),
            _("[Open your account]({account_url})"),
        ),
        (
            plan,
            new,
            before,
            charge_on,
            Placeholder("why", _("Why, in the newsroom’s words."), "Paper costs more."),
            agree_url,
            account_url._replace(is_needed=False),
        ),
    )
    yield Template(
        "price_rises_soon",
        _("Reminds of a higher charge that was agreed to"),
        _("From {charge_on} on you pay {price}"),
        _("As you agreed. You can change it until then."),
        (
            _(
                "As you agreed, your membership (“{plan}”) costs {price} from {charge_on} on, "
                "instead of {before}. It renews until you cancel."
            ),
            _("Until that day you can change the amount, or cancel in two clicks."),
            _("[Open your account]({account_url})"),
            _("Thank you."),
        ),
        (plan, new, before, charge_on, account_url),
    )
    yield Template(
        "price_stays",
        _("A higher price was taken back"),
        _("Your price stays as it is"),
        _("You go on paying {price}."),
        (
            _("We asked you to pay more, and have thought better of it: you go on paying {price}."),
            _("There is nothing you need to do. Thank you for your support."),
        ),
        (price,),
    )
