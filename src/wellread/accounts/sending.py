"""What can go wrong when a letter is handed over, whoever carries it."""

from smtplib import SMTPException

from anymail.exceptions import AnymailError

# The network's faults, a mail server's, and those of a provider over HTTP.
NOT_TAKEN = (OSError, SMTPException, AnymailError)
