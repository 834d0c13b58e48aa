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
