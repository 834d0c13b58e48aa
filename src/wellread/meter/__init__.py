"""The article count of a device: a backup of it, and one count on all devices where wanted."""
