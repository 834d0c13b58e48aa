"""Our words for the e-mails that a group brings: to its manager, and to whoever has a seat."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from wellread.mail.rules import Placeholder
from wellread.mail.template import Template

GROUP = Placeholder("group", _("The group’s name."), "Saltmere Library", is_needed=True)
SEATS = Placeholder("seats", _("How many seats it has."), "10 seats", is_needed=True)
PRICE = Placeholder("price", _("The price and how often it is paid."), "$60 a month")
NEXT_CHARGE = Placeholder(
    "next_charge", _("The day of the next charge."), "26 December 2026", may_be_empty=True
)
PAID_UNTIL = Placeholder(
    "paid_until", _("The last day that is paid for."), "26 December 2026", may_be_empty=True
)
BENEFITS = Placeholder(
    "benefits",
    _("What the plan opens, a line each."),
    ("No advertising anywhere on the site", "Every community-only story in full"),
)
GROUP_URL = Placeholder(
    "group_url",
    _("The page on which the group is managed."),
    "https://news.example/groups/7/",
    is_needed=True,
    is_late=True,
)
MANAGE = _("[Manage your group]({group_url})")


def about_groups(
    *,
    paid: tuple[Placeholder, ...],
    claiming: tuple[Placeholder, ...],
    right_to_withdraw: object,
    is_sending: object,
) -> Iterator[Template]:
    """Return them all; what is said of every payment comes from the catalogue."""
    invite = _(
        "Invite people by their e-mail addresses; whoever takes a seat reads as a member. You can "
        "take a seat back at any time and give it to somebody else."
    )
    open_it = (
        _("{if needs_claim}[Open your group]({account_url})"),
        _("{unless needs_claim}[Manage your group]({group_url})"),
        _("You can cancel at any time, on the same page."),
        right_to_withdraw,
    )
    yield Template(
        "group_promised",
        _("A group, whose bank is asked"),
        _("Your group: {group}"),
        _("{seats} are yours to hand out."),
        (
            _("“{group}” has begun: {seats}. It costs {price} as long as you let it run."),
            is_sending,
            invite,
            *open_it,
        ),
        (
            GROUP,
            SEATS._replace(is_needed=False),
            *(one for one in paid if one.name in ("amount", "withdraw_url")),
            PRICE,
            NEXT_CHARGE,
            PAID_UNTIL,
            GROUP_URL._replace(is_needed=False),
            *claiming,
        ),
    )
    yield Template(
        "group_bought",
        _("A group was bought"),
        _("Your group: {group}"),
        _("{seats} are yours to hand out."),
        (
            _(
                "You paid {amount} on {paid_on} for “{group}”: {seats} (receipt {receipt}). It "
                "costs {price} as long as you let it run."
            ),
            _("{if next_charge}The next charge is on {next_charge}."),
            invite,
            *open_it,
        ),
        (
            GROUP,
            SEATS._replace(is_needed=False),
            *paid,
            PRICE,
            NEXT_CHARGE,
            PAID_UNTIL,
            GROUP_URL._replace(is_needed=False),
            *claiming,
        ),
    )
    yield Template(
        "seat_offered",
        _("A seat for somebody who is invited"),
        _("A seat for you in “{group}”"),
        _("It is paid for; you need only take it."),
        (
            _("“{group}” pays for a seat for you at {site_name}. With it you read as a member:"),
            "{benefits}",
            _("[Take the seat]({seat_url})"),
            _(
                "You pay nothing. Whoever manages the group sees that you have a seat, and nothing "
                "of what you read."
            ),
            _("If you do not know the group, you need do nothing."),
        ),
        (
            GROUP,
            BENEFITS,
            Placeholder(
                "seat_url",
                _("The link by which the seat is taken."),
                "https://news.example/groups/seat/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
    )
    yield Template(
        "seat_taken",
        _("A seat was taken"),
        _("Your seat in “{group}”"),
        _("You read as a member now."),
        (
            _("You have a seat in “{group}”. As long as the group pays for it, you have:"),
            "{benefits}",
            _("On your other devices, sign in with this address."),
            _(
                "{if own_price}You also pay {own_price} yourself, next on {next_charge}. The seat "
                "changes nothing about that: if you no longer want to pay for yourself, cancel on "
                "your account page. If you let it run, you support us beyond your own reading, and "
                "we thank you."
            ),
            _("[Your account]({account_url})"),
        ),
        (
            GROUP,
            BENEFITS,
            Placeholder(
                "own_price",
                _("What they pay for themselves beside it."),
                "$8 a month",
                may_be_empty=True,
            ),
            NEXT_CHARGE,
            Placeholder(
                "account_url", _("The account page."), "https://news.example/account/", is_late=True
            ),
        ),
    )
    yield Template(
        "seat_taken_back",
        _("A seat was taken back"),
        _("Your seat in “{group}” has ended"),
        _("Nothing is charged to you."),
        (
            _(
                "{unless is_unpaid}Whoever manages “{group}” has taken your seat back. Nothing is "
                "charged to you."
            ),
            _(
                "{if is_unpaid}“{group}” pays for fewer seats now, and yours was among those taken "
                "last. So it has ended; nothing is charged to you."
            ),
            _("You can go on reading everything that is open to all."),
            _("[Become a member yourself]({join_url})"),
        ),
        (
            GROUP,
            Placeholder(
                "is_unpaid",
                _("Whether it ended because its money never came."),
                False,
                may_be_empty=True,
            ),
            Placeholder(
                "join_url", _("The join page."), "https://news.example/join/", is_late=True
            ),
        ),
    )
    yield Template(
        "seat_ends",
        _("A seat ends with its group"),
        _("Your seat in “{group}” ends"),
        _("Nothing is charged to you."),
        (
            _("{if until}“{group}” is paid for until {until}; your seat ends with it."),
            _("{unless until}“{group}” is paid for no more; your seat has ended with it."),
            _("Nothing is charged to you, and you need do nothing."),
            _("[Become a member yourself]({join_url})"),
        ),
        (
            GROUP,
            Placeholder("until", _("The last day."), "26 December 2026", may_be_empty=True),
            Placeholder(
                "join_url", _("The join page."), "https://news.example/join/", is_late=True
            ),
        ),
    )
    yield Template(
        "seats_changed",
        _("A group has another number of seats"),
        _("“{group}”: {seats}"),
        _("What changes, and from when."),
        (
            _(
                "{if charged}{unless is_asked}“{group}” has {seats} now. We charged {charged} for "
                "the rest of the time that is paid for; a receipt comes by itself."
            ),
            _(
                "{if is_asked}“{group}” has {seats} now. Your bank is sending {charged} for the "
                "rest of the time that is paid for; a receipt comes once the money is here."
            ),
            _(
                "{unless charged}“{group}” has {seats} from the next renewal on. Nothing was "
                "charged."
            ),
            _("{if next_charge}From {next_charge} on you pay {price}."),
            MANAGE,
        ),
        (
            GROUP,
            SEATS,
            Placeholder("is_more", _("Whether there are more than before."), True),
            Placeholder("charged", _("What was charged at once."), "$12.40", may_be_empty=True),
            Placeholder("is_asked", _("Whether a bank is asked for it."), False, may_be_empty=True),
            PRICE,
            NEXT_CHARGE,
            PAID_UNTIL,
            GROUP_URL,
        ),
    )
    yield _unpaid()
    yield Template(
        "group_offered",
        _("The management of a group is offered"),
        _("Will you manage “{group}”?"),
        _("Whoever pays for it now asks you to take it over."),
        (
            _(
                "{manager} manages “{group}” at {site_name}, a group of {seats}, and asks you to "
                "take it over."
            ),
            _("[See what that means]({management_url})"),
            _("Nothing changes unless you take it. The link is good for 30 days."),
        ),
        (
            GROUP,
            SEATS._replace(is_needed=False),
            Placeholder("manager", _("Who manages it now."), "ines@reader.example"),
            Placeholder(
                "management_url",
                _("The link by which it is taken over."),
                "https://news.example/groups/manage/4K7Q/",
                is_needed=True,
                is_late=True,
            ),
        ),
    )
    yield Template(
        "group_handed_over",
        _("A group has another manager"),
        _("“{group}” has another manager"),
        _("What this means for you."),
        (
            _(
                "{if is_manager}You manage “{group}” now: its seats, its payments and its e-mails. "
                "The card of before is charged until you enter another one."
            ),
            _("{if is_manager}[Manage your group]({group_url})"),
            _(
                "{unless is_manager}{manager} manages “{group}” now. Your card is charged until "
                "they enter another one; ask them to do so soon."
            ),
        ),
        (
            GROUP,
            Placeholder("manager", _("Who manages it now."), "ines@reader.example"),
            Placeholder("is_manager", _("Whether it goes to the new manager."), True),
            GROUP_URL._replace(is_needed=False),
        ),
    )


def _unpaid() -> Template:
    """Return what a manager is told when their bank sent nothing for more seats."""
    return Template(
        "seats_unpaid",
        _("The bank sent nothing for more seats"),
        _("“{group}”: the money for more seats did not arrive"),
        _("Nothing was charged, and you owe nothing."),
        (
            _("Your bank did not send us the {amount}. {reason}"),
            _("It was for more seats of “{group}”. Nothing was charged, and you owe nothing."),
            _(
                "{unless is_renewed}{unless choose_by}The group goes on with {seats}, as it was "
                "paid. Only seats that nobody had taken were given back."
            ),
            _(
                "{if choose_by}The group is paid for with {seats}, and {taken} are taken. Please "
                "take {too_many} back by {choose_by}. Until then everybody keeps theirs; after "
                "that, of those that are too many, the ones taken last end."
            ),
            _("{if is_renewed}The group was renewed meanwhile, and keeps its {seats}."),
            _("Should you still want more seats, add them on the group’s page."),
            MANAGE,
        ),
        (
            GROUP,
            Placeholder("amount", _("What the bank is asked for."), "$8"),
            Placeholder(
                "reason",
                _("Why, as far as the bank tells."),
                "There was not enough money in the account at that moment.",
                may_be_empty=True,
            ),
            SEATS,
            Placeholder(
                "is_renewed",
                _("Whether it was renewed meanwhile with all its seats."),
                False,
                may_be_empty=True,
            ),
            Placeholder("taken", _("How many seats somebody has."), "12 seats"),
            Placeholder("too_many", _("How many are to be taken back."), "2 seats"),
            Placeholder(
                "choose_by",
                _("Until when that can be chosen, when it has to be."),
                "3 December 2026",
                may_be_empty=True,
            ),
            GROUP_URL,
        ),
    )
