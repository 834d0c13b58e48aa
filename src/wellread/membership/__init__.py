"""Promises to readers: plans, memberships, grants, entitlements."""
