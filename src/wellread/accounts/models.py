from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.models import Session
from django.db import models

from wellread.language.editors import for_editors
from wellread.mail.address import readable, spelled
from wellread.mail.fields import AddressField


class ReaderManager(BaseUserManager["Reader"]):
    """Makes readers by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "Reader":
        """Make a reader; without a password they sign in by code or passkey."""
        reader = self.model(email=spelled(email), **facts)
        reader.set_password(password)
        reader.save(using=self._db)
        return reader

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "Reader":
        """Make a reader who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **facts)

    def get_by_natural_key(self, username: str | None) -> "Reader":
        """Find a reader by address, however it is typed."""
        return self.get(email=username)


class Reader(AbstractUser):
    """Someone known by an e-mail address: reader, member, editor."""

    username = None  # type: ignore[assignment]
    email = AddressField(for_editors("e-mail address"), unique=True)
    # Offered once, in the session of the first code after which there was none.
    passkey_offered_at = models.DateTimeField(null=True, blank=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[ReaderManager] = ReaderManager()  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        indexes = [
            models.Index(
                fields=["email"], condition=models.Q(is_active=False), name="closed_accounts"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or readable(self.email)


class SignedInDevice(models.Model):
    """A browser in which a reader is signed in; it goes with its session."""

    wagtail_reference_index_ignore = True

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="device")
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="devices")
    name = models.CharField(max_length=60, blank=True)
    signed_in_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_in_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name or f"{self.pk}"


class SiteSignIn(models.Model):
    """Somebody whom a page of another site knows: offered by a code, then held by a key.

    A reader, or a browser that paid here without signing in. It ends with the session it began in.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # The site's origin.
    site = models.CharField(max_length=255)
    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, null=True, related_name="sites")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="+")
    # What the database knows a browser by that paid.
    browser = models.CharField(max_length=64, blank=True, db_index=True)
    # SHA-256 of what the site's page keeps to itself.
    challenge = models.CharField(max_length=43)
    # SHA-256 of a code that was not taken yet, and of the key that was given for it.
    code = models.CharField(max_length=64, unique=True, null=True)
    key = models.CharField(max_length=64, unique=True, null=True)
    began_at = models.DateTimeField()
    renewed_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-renewed_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code=None, key__isnull=False)
                | models.Q(code__isnull=False, key=None),
                name="site_sign_in_offered_or_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.site


class RateLimit(models.Model):
    """How often something was tried from one place, until it no longer matters."""

    wagtail_reference_index_ignore = True

    # A SHA-256 of what counts.
    key = models.CharField(max_length=64, primary_key=True)
    # When, newest first; or True while somebody counts.
    tries = models.JSONField()
    runs_out_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key[:8]} until {self.runs_out_at:%H:%M:%S}"
