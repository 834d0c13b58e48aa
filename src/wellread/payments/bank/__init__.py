"""The bank's own statement: read from a file, matched with Stripe's payouts, settled by hand."""
