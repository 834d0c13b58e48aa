"""English as newspapers outside America write it."""
