"""Which e-mails a gift brings, and the facts of each; the room `mail` has the words."""

from typing import Any

from django.conf import settings

from wellread.language import writing
from wellread.mail import actions as mail
from wellread.mail.models import Email
from wellread.membership import rules
from wellread.membership.gifts import links
from wellread.membership.models import GiftMembership, Grant
from wellread.payments.models import Payment

# What an e-mail to a receiver is about: the gift's number and in whose hand it was.
TO_RECEIVER = frozenset({"gift_received", "gift_waiting"})
TO_GIVER = frozenset({"gift_bought", "gift_returned", "gift_link"})


def send_bought(gift: GiftMembership, payment: Payment) -> None:
    """Thank a giver: what was paid, when it is sent to whom, and where they see how it stands."""
    _to_giver(
        "gift_bought",
        gift,
        about=str(gift.pk),
        how_long=rules.how_long(gift.months),
        plan=gift.plan.name,
        receiver=gift.address,
        send_on=writing.day(gift.send_at),
        is_handed_over=not gift.address,
        amount=str(payment.money),
        paid_on=writing.day(payment.paid_at or gift.send_at),
        receipt=payment.receipt_number,
    )


def send_gift(gift: GiftMembership) -> None:
    """Bring a gift to its receiver."""
    _to_receiver("gift_received", gift, message=gift.message)


def send_waiting(gift: GiftMembership) -> None:
    """Bring a gift to mind that nobody took."""
    _to_receiver("gift_waiting", gift)


def send_end(grant: Grant, gift: GiftMembership) -> None:
    """Tell whoever took a gift that it runs out, and that nothing is charged then."""
    assert grant.reader is not None
    mail.send(
        "gift_ends",
        to=grant.reader.email,
        about=str(gift.pk),
        facts={"giver": gift.giver_name, "until": writing.day(grant.ends_at)},
    )


def send_taken_back(gift: GiftMembership) -> None:
    """Tell whoever took a gift that it ended, since its money went back."""
    assert gift.reader is not None
    mail.send("gift_ended", to=gift.reader.email, about=f"{gift.pk}:{gift.ended_at}", facts={})


def send_returned(gift: GiftMembership) -> None:
    """Tell a giver that their gift was returned, and that the money is on its way."""
    _to_giver("gift_returned", gift, about=str(gift.pk), amount=str(gift.checkout.money))


def send_link(gift: GiftMembership, *, about: str) -> None:
    """Send a giver the link to their gift again."""
    _to_giver(
        "gift_link",
        gift,
        about=about,
        how_long=rules.how_long(gift.months),
        plan=gift.plan.name,
        paid_on=writing.day(gift.paid_at or gift.send_at),
    )


def late_facts(email: Email) -> dict[str, Any]:
    """Return the links of an e-mail about a gift, as they are right when it is sent."""
    number, _, hand = email.about.partition(":")
    gift = GiftMembership.objects.filter(pk=number).first() if number.isdecimal() else None
    if gift is None or email.name not in TO_RECEIVER | TO_GIVER:
        return {}
    if email.name in TO_RECEIVER:
        return {"gift_url": links.receiver_address(gift, hand=int(hand), is_mailed=True)}
    return {
        "given_url": links.giver_address(gift),
        "handed_url": links.receiver_address(gift, hand=gift.hand, is_mailed=False)
        if not gift.address
        else settings.SITE_URL,
    }


def _to_receiver(name: str, gift: GiftMembership, **facts: Any) -> None:
    known: dict[str, Any] = {
        "giver": gift.giver_name,
        "is_given_on": gift.given_on_at is not None,
        "how_long": rules.how_long(gift.months),
        "plan": gift.plan.name,
        "benefits": gift.plan.benefit_lines,
    }
    mail.send(name, to=gift.address, about=f"{gift.pk}:{gift.hand}", facts=known | facts)


def _to_giver(name: str, gift: GiftMembership, *, about: str, **facts: Any) -> None:
    # Of somebody who was forgotten nothing is known to write to.
    if gift.giver_address:
        belongs_to = str(gift.checkout_id)
        mail.send(name, to=gift.giver_address, about=about, belongs_to=belongs_to, facts=facts)
