"""Slots and who fills them; nothing of it reaches a member's page."""
