"""Staff pages that look into several rooms."""
