"""The steps between proving an address and being signed in, as allauth counts them."""

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse

from wellread.accounts.admin_door import may_enter


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asks for a second factor those who chose an authenticator app, and all colleagues.

    A reader's passkey is another way in, not a lock: it lives in one device, and a code by
    e-mail must still open the account on every other.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Return the page that asks, or go on to the next step."""
        reader = self.login.user
        if may_enter(reader) or is_mfa_enabled(reader, [Authenticator.Type.TOTP]):
            response, goes_on = super().handle()
            return response, goes_on
        return None, True
