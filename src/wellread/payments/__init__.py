"""Money that moved: checkout, billing-event inbox, ledger; only gateway.py speaks Stripe."""
