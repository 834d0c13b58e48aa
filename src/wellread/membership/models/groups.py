"""Groups: seats that one payer pays for, and who has them."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from wellread.language.editors import for_editors
from wellread.mail.fields import AddressField
from wellread.membership import rules
from wellread.membership.models.plans import Plan
from wellread.payments.models import Checkout


class SeatGroup(models.Model):
    """So many seats of a plan, whoever manages them, and what is counted of them.

    Its contract is the membership of its Checkout, which opens nothing by itself; its manager is
    whoever that Checkout belongs to. Whoever hands seats out or takes them back holds this row,
    and the database refuses more seats than are paid for.
    """

    wagtail_reference_index_ignore = True

    checkout = models.OneToOneField(
        Checkout,
        on_delete=models.PROTECT,
        related_name="seat_group",
        verbose_name=for_editors("checkout"),
    )
    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="+", verbose_name=for_editors("plan")
    )
    name = models.CharField(
        for_editors("name"), max_length=80, help_text=for_editors("As whoever is invited reads it.")
    )
    seats_paid = models.PositiveIntegerField(
        for_editors("seats"), help_text=for_editors("Until the next renewal.")
    )
    seats_filled = models.PositiveIntegerField(
        for_editors("filled"), default=0, help_text=for_editors("Offered to somebody, or taken.")
    )
    counted_until = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=for_editors("The end of the paid time for which its seats were counted last."),
    )
    offered_to = AddressField(
        for_editors("management offered to"),
        blank=True,
        help_text=for_editors("Who may take the management over."),
    )
    hand = models.PositiveSmallIntegerField(
        default=0,
        editable=False,
        help_text=for_editors("How often it was offered: links of before are spent."),
    )

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seats_filled__lte=models.F("seats_paid")),
                name="group_fills_what_is_paid",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    seats_paid__gte=1,
                    seats_paid__lte=rules.GROUP_SEATS_MOST,
                ),
                name="group_of_so_many_seats",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def manager_address(self) -> str:
        """Where e-mails to its manager go; "" for one who was forgotten."""
        return self.checkout.reader.email if self.checkout.reader else self.checkout.email


class Seat(models.Model):
    """A seat that was offered to an address: taken by one reader at most, and ended once.

    Who has a seat is granted what the plan opens under the seat's name, for as long as the group
    is paid for.
    """

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        INVITED = "invited", pgettext_lazy("state of a seat", "Invited")
        TAKEN = "taken", pgettext_lazy("state of a seat", "Taken")
        ENDED = "ended", pgettext_lazy("state of a seat", "Given back")

    group = models.ForeignKey(
        SeatGroup, on_delete=models.PROTECT, related_name="seats", verbose_name=for_editors("group")
    )
    address = AddressField(
        for_editors("address"), blank=True, help_text=for_editors("Whom it was offered to.")
    )
    invited_at = models.DateTimeField(for_editors("invited"))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=for_editors("reader"),
    )
    taken_at = models.DateTimeField(for_editors("taken"), null=True, blank=True)
    ended_at = models.DateTimeField(for_editors("given back"), null=True, blank=True)
    told_of_end_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-taken_at", "invited_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["group", "address"],
                condition=models.Q(ended_at=None) & ~models.Q(address=""),
                name="one_seat_an_address",
            ),
            models.UniqueConstraint(
                fields=["group", "reader"],
                condition=models.Q(ended_at=None, reader__isnull=False),
                name="one_seat_a_reader",
            ),
            models.CheckConstraint(
                condition=models.Q(reader=None) | models.Q(taken_at__isnull=False),
                name="seat_of_a_reader_is_taken",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address or self.pk}, {self.state.label}"

    @property
    def state(self) -> "Seat.State":
        """How it stands."""
        if self.ended_at is not None:
            return self.State.ENDED
        return self.State.TAKEN if self.taken_at is not None else self.State.INVITED

    @property
    def source(self) -> str:
        """The name under which it is granted, once."""
        return f"{rules.SEAT_SOURCE}:{self.pk}"


class SeatChange(models.Model):
    """That a manager wants more seats, or fewer: what was said before, and whether it was done.

    Its id is made with the form, and names the request to Stripe: a form sent twice is one change.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, editable=False)
    group = models.ForeignKey(SeatGroup, on_delete=models.PROTECT, related_name="changes")
    seats_before = models.PositiveIntegerField()
    seats_after = models.PositiveIntegerField()
    # What is charged at once, as it was said; nothing for fewer.
    amount_minor = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3)
    agreed_at = models.DateTimeField()
    counts_from = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    # A bank was asked for the amount, and sent nothing.
    unpaid_at = models.DateTimeField(null=True, blank=True)
    # Until when its manager chooses who keeps a seat, more being taken than are paid for.
    choose_by = models.DateTimeField(null=True, blank=True)
    given_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=models.Q(done_at=None, dropped_at=None),
                name="one_change_of_seats_at_once",
            ),
            models.CheckConstraint(
                condition=models.Q(choose_by=None, given_back_at=None)
                | models.Q(unpaid_at__isnull=False),
                name="seats_given_back_are_unpaid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.seats_before} → {self.seats_after}"
