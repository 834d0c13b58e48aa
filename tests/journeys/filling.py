"""Gives a site that was filled by an import what it asks with, and a member to sign in as.

Run as a program, with the site's own settings in the environment.
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from wellread.demo.campaigns import make_campaigns, make_house_ads  # noqa: E402
from wellread.demo.courier import Courier  # noqa: E402
from wellread.demo.people import make_member, make_plan  # noqa: E402
from wellread.newsroom.models import Article  # noqa: E402


def fill(for_the_community):
    """Make one of the stories the community's, and all that a reader can be asked with."""
    courier = Courier(timezone.now())
    make_plan()
    make_member()
    make_campaigns(courier)
    make_house_ads(courier)
    story = Article.objects.get(slug=for_the_community)
    story.community_only = True
    story.save_revision().publish()


if __name__ == "__main__":
    fill(sys.argv[1])
