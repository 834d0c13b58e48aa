"""The failures the API answers with, in Stripe's own words."""

from stripe_sandbox.shapes import Json


class ApiError(Exception):
    """A request that is answered with an error object and its HTTP status."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        **facts: object,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        named = {"type": kind, "message": message, "code": code, "param": param, **facts}
        self.error = {key: value for key, value in named.items() if value is not None}

    def as_json(self) -> Json:
        """Return the body Stripe's client turns into an exception."""
        return {"error": self.error}


def missing_object(noun: str, object_id: str, param: str) -> ApiError:
    """Return the 404 for an id nobody has."""
    message = f"No such {noun}: '{object_id}'"
    return ApiError(message, status=404, code="resource_missing", param=param)


def missing_parameter(param: str) -> ApiError:
    """Return the 400 for a parameter that has to be there."""
    return ApiError(f"Missing required param: {param}.", code="parameter_missing", param=param)


def unknown_parameter(param: str) -> ApiError:
    """Return the 400 for a parameter that is misspelt, or that this sandbox does not play."""
    return ApiError(f"Received unknown parameter: {param}", code="parameter_unknown", param=param)


DECLINES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}


def decline_error(decline_code: str) -> Json:
    """Return the card error that goes into last_payment_error and into a 402."""
    own_code = {"expired_card", "incorrect_cvc", "incorrect_number", "processing_error"}
    return {
        "type": "card_error",
        "code": decline_code if decline_code in own_code else "card_declined",
        "decline_code": decline_code,
        "message": DECLINES[decline_code],
    }


def declined(decline_code: str) -> ApiError:
    """Return the 402 for a card that was asked and said no."""
    return card_error(decline_error(decline_code))


def card_error(
    error: Json, *, charge: str | None = None, payment_intent: Json | None = None
) -> ApiError:
    """Return the 402 that tells of a decline_error, and of which payment."""
    return ApiError(
        error["message"],
        status=402,
        kind=error["type"],
        code=error["code"],
        decline_code=error["decline_code"],
        charge=charge,
        payment_intent=payment_intent,
    )
