"""Days as `language.writing` has them; Django's own has a comma before the year."""

DATE_FORMAT = "j F Y"
