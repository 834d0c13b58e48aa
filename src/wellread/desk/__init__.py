"""Staff pages that look into several rooms, and the demo's seeding."""
