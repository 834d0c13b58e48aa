"""A Stripe-compatible test server with a virtual clock. It imports no other room."""
