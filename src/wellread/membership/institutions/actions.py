"""What becomes of institutions: one row and its grant, written together."""

from datetime import datetime

from django.db import transaction

from wellread.membership.models import Grant, Institution


@transaction.atomic
def arrange(
    *,
    institution: Institution,
    entitlements: list[str],
    starts_at: datetime,
    ends_at: datetime,
    note: str = "",
) -> Grant:
    """Write an institution down with what it opens and from when until when: its one grant."""
    institution.save()
    grant, _ = Grant.objects.update_or_create(
        institution=institution,
        defaults={
            "reason": Grant.Reason.INSTITUTION,
            "entitlements": sorted(entitlements),
            "starts_at": starts_at,
            "ends_at": ends_at,
            "note": note,
        },
    )
    return grant
