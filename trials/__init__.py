"""Simulated campaigns: how often a verdict is wrong, and what an allocation earns."""
