"""What other rooms may hear of accounts.

- address_proved: reader, address. Its owner is here: they signed in, by whatever way, to an account
  whose address was proved, or they proved a new one. Sent before the page answers, once for each
  proved address of the account, and again at every sign-in: who hears it must not mind. Whoever
  keeps something under an address for somebody without an account hands it over then.
"""

from django.dispatch import Signal

address_proved = Signal()
"""Keyword arguments: reader (Reader), address (str, in its one spelling)."""
