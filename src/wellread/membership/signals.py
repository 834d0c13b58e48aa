"""What other rooms may hear of members: sent in the transaction that wrote it down.

- membership_moved: membership (whatever may have changed of it; whoever listens compares)
"""

from django.dispatch import Signal

membership_moved = Signal()
