"""Taking everything along to another system."""
