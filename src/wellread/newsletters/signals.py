"""What other rooms may hear of newsletters.

- joined: entry (NewsletterReader). An address takes a newsletter from now on.
- left: entry (NewsletterReader, deleted). It takes it no more.
- reminder_due: reminder (Reminder). Its day has come; an answer of True keeps it from being sent.
- known_here: request. Whoever sits at this browser took a newsletter, or left the last one.
"""

from django.dispatch import Signal

joined = Signal()
left = Signal()
reminder_due = Signal()
known_here = Signal()
"""Keyword arguments: request (HttpRequest), takes (bool)."""
