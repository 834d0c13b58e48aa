"""What a person sees: the Checkout page, the billing page, an invoice, and the sandbox itself."""
