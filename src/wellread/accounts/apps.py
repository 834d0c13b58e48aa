from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wellread.accounts"

    def ready(self) -> None:
        from allauth.account.models import EmailAddress
        from allauth.account.signals import email_confirmed
        from allauth.core.internal import ratelimit
        from allauth.mfa.signals import authenticator_added
        from allauth.mfa.totp.internal import auth as totp
        from django.contrib.auth.signals import user_logged_in
        from django.core.cache import caches
        from django.db.models.signals import post_delete, pre_save

        from wellread.accounts import erasures, receivers, second_factor

        # allauth has no setting for where it counts tries, and which codes of an app were used:
        # it takes the cache that everybody uses.
        ratelimit.cache = totp.cache = caches["limits"]
        user_logged_in.connect(receivers.reader_signed_in)
        email_confirmed.connect(receivers.address_confirmed)
        pre_save.connect(receivers.spell_address, sender=EmailAddress)
        post_delete.connect(erasures.reader_deleted, sender="accounts.Reader")
        authenticator_added.connect(second_factor.key_added)
        authenticator_added.connect(receivers.key_added)
