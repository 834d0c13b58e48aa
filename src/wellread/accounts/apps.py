from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wellread.accounts"

    def ready(self) -> None:
        from allauth.core.internal import ratelimit
        from allauth.mfa.signals import authenticator_added
        from allauth.mfa.totp.internal import auth as totp
        from django.core.cache import caches

        from wellread.accounts import second_factor

        # allauth has no setting for where it counts tries, and which codes of an app were used:
        # it takes the cache that everybody uses.
        ratelimit.cache = totp.cache = caches["limits"]
        authenticator_added.connect(second_factor.key_added)
