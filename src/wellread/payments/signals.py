"""What other rooms may hear of money: sent in the transaction that wrote it down.

Each signal's keyword arguments are our own rows and plain values, never Stripe's objects:

- checkout_begun: checkout (its page is not open yet)
- invoice_paid: subscription, checkout, invoice_id, is_first, period_starts_at, period_ends_at,
  payment (None: a coupon, a credit or money by another way left nothing to charge), is_history
  (it was paid before the subscription was brought here: whoever charged told of it), is_of_change
  (it paid for more of the same until the next renewal, and begins no period)
- invoice_promised: subscription, checkout, invoice_id, is_first, period_starts_at,
  period_ends_at, payment (a bank was asked for it, and answers days later)
- contribution_paid: checkout, payment
- contribution_promised: checkout, payment (as above)
- promise_failed: checkout, payment, decline_code (in Stripe's word: the bank sent nothing of what
  was to begin with it)
- payment_failed: subscription, checkout, invoice_id, next_attempt_at (None: no more attempts),
  decline_code (in Stripe's word), needs_action (its payer is to agree with their bank), is_history
  (as above); sent again, with what is known then, as often as the invoice is looked at unpaid
- change_unpaid: checkout, payment, decline_code (a bank sent nothing for more of the same until the
  next renewal; the subscription charges for as many as before already)
- subscription_changed: subscription, checkout
- payment_refunded: payment, refund
- payment_disputed: payment, dispute (a new one, not decided yet)
- payment_moved: payment, taken_back_at (None: we have its money, or some of it)
- ledger_written: payment (whatever came back or was disputed is in its ledger now; sent again at
  each look)
- checkout_claimed: checkout, reader
"""

from django.dispatch import Signal

checkout_begun = Signal()
invoice_paid = Signal()
invoice_promised = Signal()
contribution_paid = Signal()
contribution_promised = Signal()
promise_failed = Signal()
payment_failed = Signal()
change_unpaid = Signal()
subscription_changed = Signal()
payment_refunded = Signal()
payment_disputed = Signal()
payment_moved = Signal()
ledger_written = Signal()
checkout_claimed = Signal()
