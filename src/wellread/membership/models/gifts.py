"""What one reader buys for another: months of a plan, taken by whoever has the link."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership import rules
from wellread.membership.models.plans import Plan
from wellread.payments.models import Checkout


class GiftMembership(models.Model):
    """Months of a plan that somebody bought for somebody else, and what became of them.

    It waits for ever: it was paid for. It is taken once at most, since a grant names it as its
    source, and then returned no more.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        UNPAID = "unpaid", pgettext_lazy("state of a gift", "Not paid")
        WAITING = "waiting", pgettext_lazy("state of a gift", "Paid, not sent yet")
        HANDED_OVER = "handed_over", pgettext_lazy("state of a gift", "Yours to hand over")
        SENT = "sent", pgettext_lazy("state of a gift", "Sent, not taken yet")
        GIVEN_ON = "given_on", pgettext_lazy("state of a gift", "Given on, not taken yet")
        REDEEMED = "redeemed", pgettext_lazy("state of a gift", "Taken")
        RETURNED = "returned", pgettext_lazy("state of a gift", "Returned to you")
        ENDED = "ended", pgettext_lazy("state of a gift", "Paid back")

    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        related_name="gift_membership",
        verbose_name=for_editors("checkout"),
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="+", verbose_name=for_editors("plan")
    )
    months = models.PositiveSmallIntegerField(for_editors("months"))
    giver_name = models.CharField(for_editors("giver’s name"), max_length=80, blank=True)
    message = models.TextField(for_editors("message"), max_length=1000, blank=True)
    address = AddressField(
        for_editors("address"),
        blank=True,
        db_index=True,
        help_text=for_editors("Whom it is for. Nobody: its giver hands the link over."),
    )
    send_at = models.DateTimeField(for_editors("to be sent"))
    paid_at = models.DateTimeField(for_editors("paid"), null=True, blank=True)
    sent_at = models.DateTimeField(for_editors("sent"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    hand = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text=for_editors("How often it found another address: links of before are spent."),
    )
    given_on_at = models.DateTimeField(for_editors("given on"), null=True, blank=True)
    redeemed_at = models.DateTimeField(for_editors("taken"), null=True, blank=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="gift_memberships",
        verbose_name=for_editors("reader"),
    )
    returned_at = models.DateTimeField(for_editors("returned"), null=True, blank=True)
    ended_at = models.DateTimeField(
        for_editors("paid back"),
        null=True,
        blank=True,
        help_text=for_editors("When all that paid for it was given or taken back."),
    )
    told_of_end_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(months__in=rules.GIFT_MONTHS), name="gift_of_so_many_months"
            ),
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None) | models.Q(returned_at=None),
                name="gift_taken_or_returned",
            ),
            models.CheckConstraint(
                condition=models.Q(redeemed_at=None) | models.Q(paid_at__isnull=False),
                name="gift_taken_was_paid",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                condition=models.Q(sent_at=None, paid_at__isnull=False),
                name="gifts_to_send",
            ),
            models.Index(fields=["sent_at"], name="gifts_by_day_sent"),
        ]

    def __str__(self) -> str:
        return for_editors("%(months)s months of %(plan)s") % {
            "months": self.months,
            "plan": self.plan,
        }

    @property
    def state(self) -> "GiftMembership.State":
        """How it stands, as its giver may know it: nothing of what is read with it."""
        if self.ended_at is not None and self.returned_at is None:
            return self.State.ENDED
        known = (
            (self.returned_at, self.State.RETURNED),
            (self.redeemed_at, self.State.REDEEMED),
            (self.given_on_at, self.State.GIVEN_ON),
            (self.sent_at, self.State.SENT),
        )
        for moment, state in known:
            if moment is not None:
                return state
        if self.paid_at is None:
            return self.State.UNPAID
        return self.State.WAITING if self.address else self.State.HANDED_OVER

    @property
    def is_open(self) -> bool:
        """Whether it was paid for, and nobody took, returned or was paid back for it."""
        ends = (self.redeemed_at, self.returned_at, self.ended_at)
        return self.paid_at is not None and all(moment is None for moment in ends)

    @property
    def giver_address(self) -> str:
        """Where e-mails to its giver go; "" for one who was forgotten."""
        return self.checkout.reader.email if self.checkout.reader else self.checkout.email

    @property
    def source(self) -> str:
        """The name under which it is granted, once."""
        return f"{rules.GIFT_SOURCE}:{self.pk}"
