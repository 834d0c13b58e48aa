from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wellread.desk"
    label = "desk"
    verbose_name = "Desk"

    def ready(self) -> None:
        from wellread.appeals.queries import offers
        from wellread.insights.collector import collector

        # The rooms of one stair do not know each other; the desk stands above both.
        collector.offered = offers
