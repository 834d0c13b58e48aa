"""What machines read: feeds, sitemaps, structured data."""
