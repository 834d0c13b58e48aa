"""The editors' screens beside Wagtail's own."""
