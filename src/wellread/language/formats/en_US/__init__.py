"""English as newspapers in the United States write it."""
