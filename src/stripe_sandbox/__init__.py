"""A Stripe-compatible test server with a virtual clock and chaos; standard library only."""
