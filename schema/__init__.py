"""What follows from the engine's schema, written into the repository: `make schema`."""
