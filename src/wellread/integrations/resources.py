"""What other systems are told and may ask for, described once: events, answers and their schemas.

From these structs follow docs/reference/webhooks.md, docs/reference/api.md and openapi.json:
`make schema`.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

Minor = Annotated[int, msgspec.Meta(description="Whole minor units, as Stripe counts them.", ge=0)]
Currency = Annotated[str, msgspec.Meta(description="ISO 4217, such as USD.")]
Moment = Annotated[datetime, msgspec.Meta(tz=True, description="In UTC, whole seconds.")]
# What a database holds as a number.
LARGEST = 2**63 - 1
STRIPES = r"^[A-Za-z0-9_]{1,255}$"
Number = Annotated[int, msgspec.Meta(description="Ours; it never changes.", ge=1)]


class ReaderResource(msgspec.Struct):
    """Who it is about. Nobody yet, while who paid has not signed in: then an address alone."""

    id: Annotated[Number | None, msgspec.Meta(description="Ours; it never changes.")]
    email: Annotated[str, msgspec.Meta(description="Empty once its reader was erased.")]


class PlanResource(msgspec.Struct):
    """What was joined."""

    id: Number
    name: Annotated[str, msgspec.Meta(description="As readers see it.")]


class MembershipResource(msgspec.Struct):
    """A membership as it stands."""

    id: Number
    status: Annotated[
        Literal["active", "past_due", "ending", "ended"],
        msgspec.Meta(description="`ending` is cancelled and still running."),
    ]
    plan: Annotated[PlanResource, msgspec.Meta(description="What was joined.")]
    amount_minor: Minor
    currency: Currency
    interval: Annotated[
        Literal["month", "year"], msgspec.Meta(description="How often it is charged.")
    ]
    started_at: Annotated[Moment, msgspec.Meta(description="When it was begun.")]
    paid_until: Annotated[
        Moment | None,
        msgspec.Meta(description="The end of what was paid for, or of the free days."),
    ]
    trial_ends_at: Annotated[
        Moment | None,
        msgspec.Meta(
            description="While free days run: when they end, and it is charged first. Then null."
        ),
    ]
    lower_minor: Annotated[
        Minor | None,
        msgspec.Meta(
            description="While less than the amount is charged each time: how much that is, "
            "after a promotion code or in cheaper first months. Else null."
        ),
    ]
    lower_until: Annotated[
        Moment | None,
        msgspec.Meta(
            description="Charges from this moment on are of the whole amount; null where the lower "
            "one has no end, or there is none."
        ),
    ]
    subscription: Annotated[str, msgspec.Meta(description="Its id at Stripe.")]
    customer: Annotated[str, msgspec.Meta(description="Whose it is at Stripe; may be empty.")]


class ContributionResource(msgspec.Struct):
    """Money given once."""

    amount_minor: Minor
    currency: Currency
    paid_at: Annotated[Moment | None, msgspec.Meta(description="When it was paid.")]
    payment: Annotated[str, msgspec.Meta(description="The payment intent at Stripe.")]
    customer: Annotated[str, msgspec.Meta(description="Whose it is at Stripe; may be empty.")]


class GiftResource(msgspec.Struct):
    """Something opened without a payment of its reader's."""

    id: Number
    reason: Annotated[str, msgspec.Meta(description="Why it was given: `complimentary`, …")]
    entitlements: Annotated[list[str], msgspec.Meta(description="What it opens.")]
    starts_at: Annotated[Moment, msgspec.Meta(description="From when it opens that.")]
    ends_at: Annotated[
        Moment, msgspec.Meta(description="Until when; this moment is no more in it.")
    ]


class RefundResource(msgspec.Struct):
    """Money given back."""

    id: Annotated[str, msgspec.Meta(description="Its id at Stripe.")]
    amount_minor: Minor
    currency: Currency
    created_at: Annotated[Moment, msgspec.Meta(description="When it was begun.")]
    payment: Annotated[str, msgspec.Meta(description="The payment intent at Stripe.")]
    paid_minor: Annotated[Minor, msgspec.Meta(description="What had been paid.")]


class MembershipTold(msgspec.Struct):
    """Data of every `membership.…` event."""

    sequence: Annotated[int, msgspec.Meta(description="Counts the membership's events.", ge=1)]
    membership: Annotated[MembershipResource, msgspec.Meta(description="As it stands then.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="Whose it is.")]
    previous: Annotated[
        dict[str, Any], msgspec.Meta(description="What was so before, of all that changed.")
    ]


class ContributionTold(msgspec.Struct):
    """Data of `contribution.given`."""

    contribution: Annotated[ContributionResource, msgspec.Meta(description="What was given.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="Who gave it.")]


class GiftTold(msgspec.Struct):
    """Data of `gift.given`."""

    gift: Annotated[GiftResource, msgspec.Meta(description="What was opened.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="To whom.")]


class RefundTold(msgspec.Struct):
    """Data of `payment.refunded`; of a contribution there is no membership."""

    refund: Annotated[RefundResource, msgspec.Meta(description="What goes back.")]
    membership: Annotated[Number | None, msgspec.Meta(description="Of which it was paid.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="Who had paid.")]


class NewsletterResource(msgspec.Struct):
    """One that readers can ask for."""

    key: Annotated[str, msgspec.Meta(description="Its short name, as the newsroom chose it.")]
    name: Annotated[str, msgspec.Meta(description="As readers see it.")]


class NewsletterTold(msgspec.Struct):
    """Data of `newsletter.joined` and `newsletter.left`."""

    id: Number
    newsletter: Annotated[NewsletterResource, msgspec.Meta(description="Which one.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="Whose address it goes to.")]
    joined_at: Annotated[Moment, msgspec.Meta(description="Since when.")]
    campaign: Annotated[str, msgspec.Meta(description="The appeal that asked; may be empty.")]
    unsubscribe_url: Annotated[
        str,
        msgspec.Meta(
            description="Ends it, also by a mail program’s POST (RFC 8058): for each issue’s "
            "`List-Unsubscribe`. Empty once it has ended."
        ),
    ]


class ErasureTold(msgspec.Struct):
    """Data of `reader.erased`: what you may know them by, and no address."""

    reader: Number
    memberships: Annotated[list[Number], msgspec.Meta(description="By which you may know them.")]
    customers: Annotated[list[str], msgspec.Meta(description="Their ids at Stripe.")]


class TestTold(msgspec.Struct):
    """Data of `endpoint.test`, which staff send by hand."""

    endpoint: Annotated[str, msgspec.Meta(description="The name of the webhook.")]


Told = (
    MembershipTold
    | ContributionTold
    | GiftTold
    | RefundTold
    | NewsletterTold
    | ErasureTold
    | TestTold
)


class Member(msgspec.Struct):
    """A membership and whose it is. Who joined, left and joined again is there twice."""

    membership: Annotated[MembershipResource, msgspec.Meta(description="As it stands.")]
    reader: Annotated[ReaderResource, msgspec.Meta(description="Whose it is.")]
    changed_at: Annotated[Moment, msgspec.Meta(description="When any of this became so.")]


class MemberPage(msgspec.Struct):
    """Some members, those first that changed longest ago."""

    members: Annotated[list[Member], msgspec.Meta(description="In the order of their changes.")]
    next_cursor: Annotated[
        str | None,
        msgspec.Meta(description="Ask with it for those that follow; null where none do yet."),
    ]


class HolderAsked(msgspec.Struct, forbid_unknown_fields=True):
    """About whom it is asked: by one of these and no more."""

    email: (
        Annotated[
            str,
            msgspec.Meta(min_length=1, max_length=254, description="However it is spelled."),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    reader: (
        Annotated[int, msgspec.Meta(ge=1, le=LARGEST, description="Our number of a reader.")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    customer: (
        Annotated[str, msgspec.Meta(pattern=STRIPES, description="A customer at Stripe.")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    subscription: (
        Annotated[str, msgspec.Meta(pattern=STRIPES, description="A subscription at Stripe.")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class Entitlements(msgspec.Struct):
    """What is held at this moment. Whoever is not known holds nothing."""

    entitled: Annotated[bool, msgspec.Meta(description="Whether anything is held.")]
    entitlements: Annotated[
        list[str], msgspec.Meta(description="`ad_free`, `community_content`; others may come.")
    ]
    until: Annotated[
        Moment | None,
        msgspec.Meta(description="To when all of it is held as things stand: ask again then."),
    ]
    reader: Annotated[
        Number | None, msgspec.Meta(description="Null while nobody has signed in with it.")
    ]


class Problem(msgspec.Struct):
    """Why there is no answer, as RFC 9457 writes it."""

    title: Annotated[str, msgspec.Meta(description="What is wrong, in a few words.")]
    status: Annotated[int, msgspec.Meta(description="The same as the answer’s.")]
    detail: Annotated[str, msgspec.Meta(description="What to do about it.")]
