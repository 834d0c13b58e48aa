"""The doors of other systems: what happens is told to them, signed, and they may ask with a key."""
