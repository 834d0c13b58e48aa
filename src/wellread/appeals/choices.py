"""What an editor may choose from, in the newsroom's words."""

from django.db import models


class Placement(models.TextChoices):
    """The places that are drawn today."""

    END_OF_ARTICLE = "end_of_article", "Under the article: a quiet panel"
    OVERLAY = "overlay", "Over the page: a letter"


class Switch(models.TextChoices):
    """What can be switched off at once: all asking, or one place of it."""

    ALL = "all", "All asking"
    END_OF_ARTICLE = Placement.END_OF_ARTICLE.value, Placement.END_OF_ARTICLE.label
    OVERLAY = Placement.OVERLAY.value, Placement.OVERLAY.label


class AudienceMembership(models.TextChoices):
    """Who is asked, by membership."""

    NON_MEMBERS = "non_members", "Everyone who is not a member"
    FORMER_MEMBERS = "former_members", "Former members"
    MEMBERS = "members", "Members"
    ANY = "any", "Everyone"


class SignIn(models.TextChoices):
    """Who is asked, by sign-in."""

    ANY = "any", "Signed in or not"
    SIGNED_IN = "signed_in", "Signed in only"
    SIGNED_OUT = "signed_out", "Not signed in only"


class Consent(models.TextChoices):
    """Who is asked, by their answer to the consent question."""

    ANY = "any", "Whatever their answer"
    GIVEN = "given", "Given, or not needed where they live"
    NOT_GIVEN = "not_given", "Refused or not answered yet"


class Newsletter(models.TextChoices):
    """Who is asked, by the newsletter."""

    ANY = "any", "Whether they take it or not"
    READERS = "readers", "Readers of the newsletter only"
    NON_READERS = "non_readers", "Only who does not take it"


class Kinds(models.TextChoices):
    """The pages that ask, by kind."""

    ARTICLE_AND_LIVE_BLOG = "article,live_blog", "Articles and live blogs"
    ARTICLE = "article", "Articles only"
    LIVE_BLOG = "live_blog", "Live blogs only"


class Devices(models.TextChoices):
    """Who is asked, by device."""

    ALL = "", "All devices"
    PHONE = "phone", "Phones"
    PHONE_AND_TABLET = "phone,tablet", "Phones and tablets"
    TABLET_AND_DESKTOP = "tablet,desktop", "Tablets and computers"
    DESKTOP = "desktop", "Computers"


class CapCounts(models.TextChoices):
    """Which earlier appeals use up the cap."""

    PLACEMENT = "placement", "Any appeal in the same place"
    CAMPAIGN = "campaign", "This campaign alone"
    ALL = "all", "Any appeal anywhere"


class Interval(models.TextChoices):
    """How often the money is taken."""

    MONTH = "month", "Every month"
    YEAR = "year", "Every year"
    ONCE = "once", "Once"
