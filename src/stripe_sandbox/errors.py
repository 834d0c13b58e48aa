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
    "stolen_card": "Your card was declined.",
    "fraudulent": "Your card was declined.",
    "card_velocity_exceeded": (
        "Your card was declined for making repeated attempts too frequently or exceeding its "
        "amount limit."
    ),
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}
# Errors of the card itself, which have a code of their own and no decline code beside it
# (docs.stripe.com/testing, the table of declines); the field at fault is named instead.
OWN_CODES = {
    "expired_card": "exp_month",
    "incorrect_cvc": "cvc",
    "incorrect_number": "number",
    "processing_error": None,
}
# What may be tried again, and with what (docs.stripe.com/declines/codes).
ADVICE = {
    "lost_card": "do_not_try_again",
    "stolen_card": "do_not_try_again",
    "fraudulent": "do_not_try_again",
    "expired_card": "confirm_card_data",
    "incorrect_cvc": "confirm_card_data",
    "incorrect_number": "confirm_card_data",
    "authentication_required": "confirm_card_data",
}


def advice(decline_code: str) -> str:
    """Return what is advised after a decline."""
    return ADVICE.get(decline_code, "try_again_later")


def decline_error(decline_code: str) -> Json:
    """Return the card error that goes into last_payment_error and into a 402."""
    error: Json = {
        "type": "card_error",
        "message": DECLINES[decline_code],
        "advice_code": advice(decline_code),
    }
    if decline_code in OWN_CODES:
        named = {"code": decline_code, "param": OWN_CODES[decline_code]}
        return {**error, **{key: value for key, value in named.items() if value}}
    own = decline_code == "authentication_required"
    code = decline_code if own else "card_declined"
    return {**error, "code": code, "decline_code": decline_code}


def declined(decline_code: str) -> ApiError:
    """Return the 402 for a card that was asked and said no."""
    return card_error(decline_error(decline_code))


def card_error(error: Json, **facts: object) -> ApiError:
    """Return the 402 that tells of a decline_error, and of which payment."""
    named = {key: error[key] for key in ("decline_code", "advice_code") if key in error}
    return ApiError(
        error["message"],
        status=402,
        kind=error["type"],
        code=error["code"],
        param=error.get("param"),
        **named,
        **facts,
    )
