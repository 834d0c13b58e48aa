"""The Courier's campaigns and house ads."""

from django.conf import settings
from django.utils import timezone

from wellread.ads.actions import create_house_ad
from wellread.appeals.actions import create_campaign, publish_line_up
from wellread.desk.demo.content_files import rows
from wellread.desk.demo.newsroom import Courier


def make_campaigns(courier: Courier) -> None:
    """Make the campaigns and publish the line-up."""
    for campaign in rows("campaigns"):
        for variant in campaign["variants"]:
            if portrait := variant.pop("portrait", ""):
                variant["portrait"] = courier.image(portrait, variant["signature_name"])
        create_campaign(**campaign)
    if fault := publish_line_up(settings.EDITION, timezone.now()):
        raise ValueError(f"the demo's line-up is faulty: {fault}")


def make_house_ads(courier: Courier) -> None:
    """Make a house ad for each slot it is drawn for."""
    for ad in rows("house_ads"):
        ad["picture"] = courier.image(ad["picture"], ad["title"])
        create_house_ad(**ad)
