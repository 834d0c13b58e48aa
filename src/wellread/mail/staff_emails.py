"""The e-mails to colleagues: what needs a person of the newsroom."""

from collections.abc import Iterator

from wellread.language.editors import for_editors
from wellread.mail.rules import Placeholder
from wellread.mail.template import Template


def for_staff() -> Iterator[Template]:
    """Return them all."""
    yield Template(
        "webhook_switched_off",
        for_editors("A webhook was switched off, to whoever looks after it"),
        for_editors("The webhook “{name}” was switched off"),
        for_editors("Its address has not answered well for three days, or wants no more."),
        (
            for_editors(
                "Events were sent to {address}, and it answered none of them well. Nothing more is "
                "sent until somebody switches it on again."
            ),
            for_editors("{if why}The last that was heard: {why}"),
            for_editors(
                "What happens meanwhile waits for 30 days. Once the other system is well again, "
                "tick “active”, and all of it is sent in its order."
            ),
            for_editors("[Look at the webhook]({admin_url})"),
        ),
        (
            Placeholder("name", for_editors("Its name."), "Our CRM", is_needed=True),
            Placeholder("address", for_editors("Its address."), "https://crm.example/hooks"),
            Placeholder(
                "why",
                for_editors("What was answered last."),
                "It answered 500.",
                may_be_empty=True,
            ),
            Placeholder(
                "admin_url",
                for_editors("Its page in the admin."),
                "https://news.example/admin/integrations/webhooks/edit/1/",
                is_needed=True,
            ),
        ),
    )
    yield Template(
        "dispute_opened",
        for_editors("A payment is disputed, to whoever looks after disputes"),
        for_editors("A payment of {amount} is disputed"),
        for_editors("What is known of it is gathered in a file."),
        (
            for_editors(
                "The bank of {address} takes a payment of {amount} back (Stripe’s word for the "
                "reason: {reason}). Until that is decided, nothing that it opened is taken away."
            ),
            for_editors(
                "{if answer_by}The bank reads what we have to say until {answer_by}: in Stripe’s "
                "dashboard, under Disputes. The admin has a file of what is known: what was "
                "bought, what was written to its buyer, when they signed in."
            ),
            for_editors("[Look at the disputes]({admin_url})"),
        ),
        (
            Placeholder("amount", for_editors("What is disputed."), "$8", is_needed=True),
            Placeholder("reason", for_editors("Why, in Stripe’s word."), "fraudulent"),
            Placeholder("address", for_editors("Who paid."), "ada@example.com", may_be_empty=True),
            Placeholder(
                "answer_by",
                for_editors("Until when it can be answered."),
                "6 December 2026, 14:05",
                may_be_empty=True,
            ),
            Placeholder(
                "admin_url",
                for_editors("The list in the admin."),
                "https://news.example/admin/money/disputes/",
                is_needed=True,
            ),
        ),
    )
    yield Template(
        "checkouts_paused",
        for_editors("Somebody tries out cards, to whoever may take payments again"),
        for_editors("New payments rest: somebody tries out cards"),
        for_editors("Renewals go on. A person takes payments again."),
        (
            for_editors(
                "Within an hour, {cards} different cards were declined {declined} times on the "
                "pages where readers pay. That is how stolen cards are tried out. Since {at} "
                "nobody begins to pay: readers are told so, and to come back later."
            ),
            for_editors(
                "Memberships that run renew as always. Look at the failed payments in Stripe’s "
                "dashboard, and take payments again once it is over."
            ),
            for_editors("[Look, and take payments again]({admin_url})"),
        ),
        (
            Placeholder("declined", for_editors("How often a card was declined."), "48"),
            Placeholder("cards", for_editors("How many cards."), "31"),
            Placeholder("at", for_editors("Since when."), "6 December 2026, 14:05"),
            Placeholder(
                "admin_url",
                for_editors("The list in the admin."),
                "https://news.example/admin/money/card-testing/",
                is_needed=True,
            ),
        ),
        is_urgent=True,
    )
    yield Template(
        "week_in_figures",
        for_editors("The week in figures, to whom “Weekly letter” names"),
        for_editors("The week to {until}: {members} members"),
        for_editors("Money, members, what was asked, and what brought members."),
        (
            for_editors("Monday to Sunday, the week to {until}, in the newsroom’s time."),
            for_editors("**Money**"),
            "{money}",
            for_editors("**Members**"),
            "{people}",
            for_editors("**Asking**"),
            "{asked}",
            for_editors("{if stories}**What brought members in 30 days**"),
            "{if stories}{stories}",
            for_editors("[Look at this morning]({admin_url})"),
        ),
        (
            Placeholder("until", for_editors("The week’s last day."), "22 November 2026"),
            Placeholder("members", for_editors("How many members there are."), "256"),
            Placeholder(
                "money",
                for_editors("Received, given back and fees, beside other weeks."),
                ("Received: $320 (the week before: $290, a year before: $210)",),
            ),
            Placeholder(
                "people",
                for_editors("Who came and who left, beside other weeks."),
                ("New: 7 (the week before: 5, a year before: 3)",),
            ),
            Placeholder(
                "asked",
                for_editors("What was asked and what came of it."),
                ("Impressions: 7,698 (the week before: 7,559, a year before: 5,386)",),
            ),
            Placeholder(
                "stories",
                for_editors("The stories that brought most members."),
                ("Seahorses found breeding in the inner harbour: 5",),
                may_be_empty=True,
            ),
            Placeholder(
                "admin_url",
                for_editors("The page in the admin."),
                "https://news.example/admin/desk/morning/",
                is_needed=True,
            ),
        ),
    )
