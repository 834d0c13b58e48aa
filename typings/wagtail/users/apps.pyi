from django.apps import AppConfig

class WagtailUsersAppConfig(AppConfig):
    user_viewset: str
