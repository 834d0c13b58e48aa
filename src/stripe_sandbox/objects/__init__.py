"""What can be bought, who buys it, and the money that moves; one module an object of the API."""
