"""Arabic as readers have it."""
