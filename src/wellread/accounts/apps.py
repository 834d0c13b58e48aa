from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wellread.accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from wellread.accounts import second_factor

        authenticator_added.connect(second_factor.key_added)
