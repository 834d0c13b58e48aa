"""What editors want to ask: campaigns, variants, copy, and the published line-up."""
