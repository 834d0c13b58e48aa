"""The device's own article count: keeping a backup of it and giving it back."""
