"""What an editor may choose from, in the newsroom's words."""

from django.db import models

from wellread.language.editors import for_editors


class Placement(models.TextChoices):
    """Where an appeal stands."""

    END_OF_ARTICLE = "end_of_article", for_editors("Under the article: a quiet panel")
    OVERLAY = "overlay", for_editors("Over the page: a letter")
    BANNER = "banner", for_editors("At the foot of the screen: a strip that folds away")
    INLINE = "inline", for_editors("Inside the story, or between a live blog's updates: a panel")
    HEADER = "header", for_editors("Above the story's head: one line")


class Switch(models.TextChoices):
    """What can be switched off at once: all asking and notices, or one place or kind of them."""

    ALL = "all", for_editors("All asking and house notices")
    END_OF_ARTICLE = Placement.END_OF_ARTICLE.value, Placement.END_OF_ARTICLE.label
    OVERLAY = Placement.OVERLAY.value, Placement.OVERLAY.label
    BANNER = Placement.BANNER.value, Placement.BANNER.label
    INLINE = Placement.INLINE.value, Placement.INLINE.label
    HEADER = Placement.HEADER.value, Placement.HEADER.label
    NOTICES = "notices", for_editors("House notices")


class Stage(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", for_editors("Draft")
    PAUSED = "paused", for_editors("Paused")
    SCHEDULED = "scheduled", for_editors("Scheduled")
    LIVE = "live", for_editors("Live")
    SWITCHED_OFF = "switched off", for_editors("Switched off")
    ENDED = "ended", for_editors("Ended")


class AudienceMembership(models.TextChoices):
    """Who is asked, by membership."""

    NON_MEMBERS = "non_members", for_editors("Everyone who is not a member")
    FORMER_MEMBERS = "former_members", for_editors("Former members")
    MEMBERS = "members", for_editors("Members")
    ANY = "any", for_editors("Everyone")


class SignIn(models.TextChoices):
    """Who is asked, by sign-in."""

    ANY = "any", for_editors("Signed in or not")
    SIGNED_IN = "signed_in", for_editors("Signed in only")
    SIGNED_OUT = "signed_out", for_editors("Not signed in only")


class Consent(models.TextChoices):
    """Who is asked, by their answer to the consent question."""

    ANY = "any", for_editors("Whatever their answer")
    GIVEN = "given", for_editors("Given, or not needed where they live")
    NOT_GIVEN = "not_given", for_editors("Refused or not answered yet")


class AudienceNewsletter(models.TextChoices):
    """Who is asked, by the newsletter."""

    ANY = "any", for_editors("Whether they take it or not")
    READERS = "readers", for_editors("Readers of the newsletter only")
    NON_READERS = "non_readers", for_editors("Only who does not take it")


class Kinds(models.TextChoices):
    """The pages that ask, by kind."""

    ARTICLE_AND_LIVE_BLOG = "article,live_blog", for_editors("Articles and live blogs")
    ARTICLE = "article", for_editors("Articles only")
    LIVE_BLOG = "live_blog", for_editors("Live blogs only")


class Devices(models.TextChoices):
    """Who is asked, by device."""

    ALL = "", for_editors("All devices")
    PHONE = "phone", for_editors("Phones")
    PHONE_AND_TABLET = "phone,tablet", for_editors("Phones and tablets")
    TABLET_AND_DESKTOP = "tablet,desktop", for_editors("Tablets and computers")
    DESKTOP = "desktop", for_editors("Computers")


class CapCounts(models.TextChoices):
    """Which earlier appeals use up the cap."""

    PLACEMENT = "placement", for_editors("Any appeal in the same place")
    CAMPAIGN = "campaign", for_editors("This campaign alone")
    ALL = "all", for_editors("Any appeal anywhere")


class Allocation(models.TextChoices):
    """What an experiment's shares are for."""

    MEASURE = "measure", for_editors("Measure: they stay, to see what is worth more")
    OPTIMISE = "optimise", for_editors("Optimise: every hour they follow what earns most")


class Interval(models.TextChoices):
    """How often the money is taken."""

    MONTH = "month", for_editors("Every month")
    YEAR = "year", for_editors("Every year")
    ONCE = "once", for_editors("Once")
