"""The shares that a campaign has learned, hour by hour, where it is to earn."""

from django.db import models

from wellread.appeals.models.campaigns import Campaign


class LearnedShares(models.Model):
    """What a campaign that optimises is published with, instead of its edited shares."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="learned")
    # By a variant's short name; multiples of 1/65,536 that sum to 1.
    shares = models.JSONField(default=dict)
    # All readers are dealt out anew once a week, such as 2026w48.
    week = models.CharField(max_length=7)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.campaign}, {self.at:%Y-%m-%d %H:%M}"
