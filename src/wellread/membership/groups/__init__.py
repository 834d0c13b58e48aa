"""Seats that one manager pays for: offered, taken, taken back, more of them, fewer, handed over."""
