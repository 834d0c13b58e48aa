from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, pre_save

from wellread.language.editors import for_editors


class DeskConfig(AppConfig):
    name = "wellread.desk"
    label = "desk"
    verbose_name = for_editors("Desk")

    def ready(self) -> None:
        from wagtail.signals import page_slug_changed

        from wellread.appeals import placeholders, telling, vocabularies
        from wellread.appeals.queries import offers
        from wellread.appeals.signals import checking_ask
        from wellread.desk import checks, what_if
        from wellread.desk.groups import ensure_groups
        from wellread.insights import queries as insights
        from wellread.insights.collector import collector
        from wellread.membership import queries as memberships
        from wellread.newsroom.models import Topic

        # The rooms of one stair do not know each other; the desk stands above both.
        collector.offered = offers
        telling.count_with(insights.shown)
        telling.foresee_with(what_if.notes)
        placeholders.count_members_with(memberships.standing)
        checking_ask.connect(checks.check_ask)
        vocabularies.supply("section", checks.sections)
        vocabularies.supply("topic", checks.topics)
        page_slug_changed.connect(checks.section_renamed)
        pre_save.connect(checks.topic_renamed, sender=Topic)
        # Permissions are made application by application; auth comes after every one named here.
        post_migrate.connect(ensure_groups, sender=apps.get_app_config("auth"))
