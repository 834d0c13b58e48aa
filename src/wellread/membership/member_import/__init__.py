"""Members brought in from another system: its file read, what will happen, and the deed."""
