"""Buying as anybody does: at a Checkout whose page, the sandbox's, is filled in and sent."""

import http.client
from contextlib import closing
from urllib.parse import urlencode, urlsplit

from wellread.payments import actions as payments
from wellread.payments.models import Checkout

GOOD_CARD = "4242424242424242"
PATIENCE_S = 10.0


def paid(checkout: Checkout, *, name: str) -> Checkout:
    """Pay at the sandbox's page, as its form does, and write down what came of it.

    Raises OSError where the sandbox does not answer.
    """
    page = urlsplit(checkout.url)
    form = {"email": checkout.email, "card": GOOD_CARD, "name": name, "action": "pay"}
    connection = http.client.HTTPConnection(page.netloc, timeout=PATIENCE_S)
    with closing(connection):
        connection.request(
            "POST",
            page.path,
            urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
        # It leads back to the site, which does not run yet.
        connection.getresponse().read()
    return payments.finish_checkout(checkout=checkout)
