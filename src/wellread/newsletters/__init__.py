"""What readers asked to be sent: newsletters, by an address that they proved, and a reminder."""
