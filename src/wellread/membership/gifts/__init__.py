"""Memberships that one reader buys for another: bought, sent, taken, given on, returned."""
