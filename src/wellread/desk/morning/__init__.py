"""The morning page: money, members and what was asked, worked out beside the pages that show it."""
