"""Articles from elsewhere: WordPress exports and feeds, cleaned, in one transaction."""
