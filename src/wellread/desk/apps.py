from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wellread.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from wellread.appeals.queries import offers
        from wellread.appeals.signals import checking_ask, checking_campaign
        from wellread.desk.checks import check_ask, check_campaign
        from wellread.insights.collector import collector

        # The rooms of one stair do not know each other; the desk stands above both.
        collector.offered = offers
        checking_ask.connect(check_ask)
        checking_campaign.connect(check_campaign)
