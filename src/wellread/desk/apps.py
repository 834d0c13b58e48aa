from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class DeskConfig(AppConfig):
    name = "wellread.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from wellread.appeals.queries import offers
        from wellread.appeals.signals import checking_ask, checking_campaign
        from wellread.desk.checks import check_ask, check_campaign
        from wellread.desk.groups import ensure_groups
        from wellread.insights.collector import collector

        # The rooms of one stair do not know each other; the desk stands above both.
        collector.offered = offers
        checking_ask.connect(check_ask)
        checking_campaign.connect(check_campaign)
        # Permissions are made application by application; auth comes after every one named here.
        post_migrate.connect(ensure_groups, sender=apps.get_app_config("auth"))
