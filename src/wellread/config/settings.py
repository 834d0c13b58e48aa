"""Django's settings, made from the table in environment.py."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.translation import get_language_info

from wellread.config import checks, mail, static_headers  # noqa: F401 - the checks are known from here on
from wellread.config.environment import (
    DEVELOPMENT_SECRET,
    SANDBOX_KEY,
    SANDBOX_WEBHOOK_SECRET,
    SettingFault,
    read_environment,
)
from wellread.config.site_folder import own_folders, site_folder

_env = read_environment()
_package = Path(__file__).resolve().parent.parent

# The site ---------------------------------------------------------------------------------

SITE_URL: str = _env["WELLREAD_SITE_URL"]
SITE_NAME: str = _env["WELLREAD_SITE_NAME"]
TAGLINE: str = _env["WELLREAD_TAGLINE"]
SECURE = SITE_URL.startswith("https://")
# A site that others can reach needs keys of its own.
IS_LOCAL = {urlsplit(SITE_URL).hostname, *_env["WELLREAD_HOSTS"]} <= {
    "localhost",
    "127.0.0.1",
    "::1",
    "[::1]",
}
DEMO: bool = _env["WELLREAD_DEMO"]
DEMO_EDITOR = "editor@courier.example"
SITE_FOLDER: Path | None = site_folder()
VAR: Path = _env["WELLREAD_VAR"]
SHARED_CACHES: tuple[str, ...] = _env["WELLREAD_SHARED_CACHES"]
DEBUG = False

ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, *_env["WELLREAD_HOSTS"]]
SECRET_KEY: str = _env["WELLREAD_SECRET_KEY"]
SECRET_KEY_FALLBACKS: list[str] = list(_env["WELLREAD_OLD_SECRET_KEYS"])

SITES: tuple[str, ...] = _env["WELLREAD_SITES"]

LANGUAGE_CODE: str = _env["WELLREAD_LANGUAGE"]
EDITION = LANGUAGE_CODE
TEXT_DIRECTION = "rtl" if get_language_info(LANGUAGE_CODE.split("-")[0])["bidi"] else "ltr"
TIME_ZONE: str = _env["WELLREAD_TIME_ZONE"]
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "wellread.language.formats"
LOCALE_PATHS = [*own_folders("locale"), _package / "language" / "locale"]

CURRENCY: str = _env["WELLREAD_CURRENCY"]
VIEW_SECONDS: float = _env["WELLREAD_VIEW_SECONDS"]
TEXT_SECONDS: float = _env["WELLREAD_TEXT_SECONDS"]
TEXT_SCREENS: float = _env["WELLREAD_TEXT_SCREENS"]
EVENTS_ONE_IN: int = _env["WELLREAD_EVENTS_ONE_IN"]
EVENTS_DAYS: int = _env["WELLREAD_EVENTS_DAYS"]
EVENTS_URL: str = _env["EVENTS_URL"]
COUNTRY_HEADER: str = _env["WELLREAD_COUNTRY_HEADER"]
DEFAULT_COUNTRY: str = _env["WELLREAD_DEFAULT_COUNTRY"]

# Money ------------------------------------------------------------------------------------

WEBHOOK_NETWORKS = _env["WELLREAD_WEBHOOK_NETWORKS"]
STRIPE_SECRET_KEY: str = _env["STRIPE_SECRET_KEY"]
STRIPE_API_ADDRESS: str = _env["STRIPE_API_ADDRESS"]
# Everybody knows the sandbox's secret: beside Stripe itself it proves nothing.
STRIPE_WEBHOOK_SECRETS: tuple[str, ...] = tuple(
    secret
    for secret in _env["STRIPE_WEBHOOK_SECRET"]
    if STRIPE_API_ADDRESS or secret != SANDBOX_WEBHOOK_SECRET
)
# A form may lead to the Checkout, and to the page where the card is changed.
PAYMENT_ORIGINS = (
    [STRIPE_API_ADDRESS]
    if STRIPE_API_ADDRESS
    else ["https://checkout.stripe.com", "https://billing.stripe.com"]
)
FOLLOW_SANDBOX_CLOCK: bool = _env["WELLREAD_FOLLOW_SANDBOX_CLOCK"]

# Applications -----------------------------------------------------------------------------

ROOT_URLCONF = "wellread.config.urls"
WSGI_APPLICATION = "wellread.config.wsgi.pages"
AUTH_USER_MODEL = "accounts.Reader"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "wellread.desk",
    "wellread.integrations",
    "wellread.embedding",
    "wellread.pageview",
    "wellread.newsroom",
    "wellread.meter",
    "wellread.appeals",
    "wellread.ads",
    "wellread.insights",
    "wellread.membership",
    "wellread.payments",
    "wellread.newsletters",
    "wellread.accounts",
    "wellread.mail",
    "wellread.language",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wellread.accounts.users_app.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Outside of the pages that are kept, which come compressed already.
    "wellread.pageview.compression.CompressionMiddleware",
    # Early, so that a page in the cache costs neither a session nor a query.
    "wellread.pageview.old_fronts.OldFrontMiddleware",
    "wellread.pageview.cache.PageCacheMiddleware",
    # A script or a style needs none of the rules that a page has for what it may do.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wellread.embedding.cors.OtherSitesMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wellread.accounts.admin_door.AdminDoorMiddleware",
    "wellread.membership.middleware.EntitlementMiddleware",
    "wellread.newsroom.editing.odd_addresses.OddAddressMiddleware",
    "wellread.newsroom.editing.one_save_at_a_time.OneSaveAtATimeMiddleware",
    # Last, so that it sees a missing page first: a story that moved leads on.
    "wellread.pageview.moved.MovedMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": own_folders("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wellread.newsroom.reading.context.site",
            ],
            # Words and dates are on every page.
            "builtins": [
                "django.templatetags.i18n",
                "wellread.language.templatetags.writing",
                "wellread.mail.templatetags.addresses",
            ],
        },
    },
]

# Storage ----------------------------------------------------------------------------------

DATABASES = {
    "default": environ.Env.db_url_config(
        _env["DATABASE_URL"] or f"sqlite:///{VAR / 'wellread.sqlite3'}"
    )
}
DATABASES["default"]["CONN_MAX_AGE"] = None
# A database server that was restarted must not cost each thread a failed page.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # The first command of a new site makes the file, which needs a folder to be in.
    try:
        Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    except OSError as _fault:
        raise SettingFault(f"WELLREAD_VAR: the folder cannot be made: {_fault}") from None
    # A deferred transaction that turns to writing fails at once, in spite of the time-out.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    # A server that is out of reach must not hold the pages that need none.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 10_000,
        **DATABASES["default"].get("OPTIONS", {}),
    }

if _env["CACHE_URL"] and find_spec("django_redis") is None:
    raise SettingFault("CACHE_URL: needs the package django-redis: pip install 'wellread[valkey]'")
CACHES = {
    "default": environ.Env.cache_url_config(_env["CACHE_URL"] or "dbcache://wellread_cache"),
    # A limit must not be pushed out, by whatever else a cache is asked to keep.
    "limits": {"BACKEND": "wellread.accounts.limits.LimitStore"},
}
if _env["CACHE_URL"]:
    CACHES["default"] |= {
        "BACKEND": "django_redis.cache.RedisCache",
        # Valkey is spoken to in the same words, by a client that knows one name for them.
        "LOCATION": _env["CACHE_URL"].partition("?")[0].replace("valkey", "redis", 1),
        # Without the server everything is made anew, and nobody waits for it for long.
        "OPTIONS": {
            **CACHES["default"].get("OPTIONS", {}),
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 1,
            "SOCKET_TIMEOUT": 1,
        },
    }

SESSION_ENGINE = "wellread.accounts.sessions"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [*own_folders("static"), _package / "client"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "wellread.config.static_files.HashedFiles"},
}
# For files without a hash in their names; all others are kept for ever.
WHITENOISE_MAX_AGE = 60
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers.add_headers

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# E-mails ----------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL: str = _env["WELLREAD_MAIL_FROM"]
EMAIL_FILE_PATH = VAR / "mail"
# Seconds for each step of handing one over. Only the threads that deliver wait that long.
EMAIL_TIMEOUT = 10
if _env["EMAIL_URL"]:
    vars().update(mail.settings(_env["EMAIL_URL"], timeout_s=EMAIL_TIMEOUT))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# Sign-in ----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_ADAPTER = "wellread.accounts.adapter.ReaderAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "wellread.accounts.forms.RequestCodeForm",
    "confirm_login_code": "wellread.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "wellread.accounts.forms.AddressCodeForm",
    "add_email": "wellread.accounts.forms.ChangeAddressForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# OWASP ASVS 5.0, 6.5.5: ten minutes at most; e-mails are sometimes slow.
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
# By the hour as well: nobody's mailbox is to be filled by a stranger.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,3/m/key,12/h/key"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
MFA_ADAPTER = "wellread.accounts.second_factor.KeyAdapter"
MFA_FORMS = {
    "add_webauthn": "wellread.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "wellread.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "wellread.accounts.forms.SignInByPasskeyForm",
    "reauthenticate_webauthn": "wellread.accounts.forms.ProveByPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The code before is good too: who types at the end of its half minute is late by the network alone
# (RFC 6238, 5.2: one step at most).
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE

ALLAUTH_TRUSTED_PROXY_COUNT: int = _env["WELLREAD_PROXIES"]

# Security ---------------------------------------------------------------------------------

COOKIE_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}wellread_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}wellread_csrf"
# It guards a form that is open, and no longer: a year of it would be more than that needs.
CSRF_COOKIE_AGE = None
MESSAGES_COOKIE_NAME = f"{COOKIE_PREFIX}wellread_messages"
ENTITLEMENT_COOKIE = f"{COOKIE_PREFIX}wellread_entitlement"
BROWSER_COOKIE = f"{COOKIE_PREFIX}wellread_browser"
THANKS_COOKIE = "wellread_thanks"
HINT_COOKIE = "wellread_reader"
METER_COOKIE = "__Secure-wellread_meter" if SECURE else "wellread_meter"
# Which shared count a device was given, if any.
SHARED_COOKIE = "__Secure-wellread_shared" if SECURE else "wellread_shared"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# Half a year: a member who reads once a month stays signed in.
SESSION_COOKIE_AGE = 180 * 24 * 3600
# Longer than a code, a Checkout page and the wait for its money take.
STRANGERS_SESSION_AGE = 7 * 24 * 3600
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "wellread.accounts.views.form_not_accepted"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
# Other hosts of the same domain may have no https, and a browser that was told keeps to it.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _env["WELLREAD_HSTS_SUBDOMAINS"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Twice Django's: one form carries a whole story with all its blocks.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Third parties whose players a reader may open with a click.
EMBED_ORIGINS = ("https://www.youtube-nocookie.com", "https://player.vimeo.com")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": list(EMBED_ORIGINS),
        "form-action": [SELF, *PAYMENT_ORIGINS],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
# Wagtail's admin has inline scripts and styles of its own.
ADMIN_CONTENT_SECURITY_POLICY: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "form-action": [SELF],
    "base-uri": [SELF],
    "object-src": [NONE],
}

# A site folder's own, set in its settings.py: name to dotted path of a block; models by name.
WELLREAD_BODY_BLOCKS: dict[str, str] = {}
WELLREAD_STORY_TYPES: list[str] = []

# Wagtail ----------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
# An address is changed where its owner proves it: /sign-in/address/.
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
# A colleague is added by name and address, and signs in like any reader.
WAGTAILUSERS_PASSWORD_ENABLED = False
# Debian's zones hold one, "localtime", that browsers do not know.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wellread.newsroom.search_backend"}}
# A photograph of a good camera as JPEG has up to 20 MB, and 45 million pixels.
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "heic", "heif", "hif", "jpeg", "jpg", "png", "webp"]
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "wellread.newsroom.editing.text_fields.TextArea"}
}
WAGTAILIMAGES_IMAGE_FORM_BASE = "wellread.newsroom.editing.picture_forms.PictureForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_APPEND_SLASH = True

# TLS ends at the proxy, which redirects; a site without TLS cannot ask for more.
SILENCED_SYSTEM_CHECKS = ["security.W008"]
if not SECURE_HSTS_INCLUDE_SUBDOMAINS:
    SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]
if not SECURE:
    SILENCED_SYSTEM_CHECKS += ["security.W004", "security.W012", "security.W016", "security.W009"]

if not IS_LOCAL:
    for _name in ("WELLREAD_SECRET_KEY", "WELLREAD_OLD_SECRET_KEYS"):
        if DEVELOPMENT_SECRET in _env[_name]:
            raise SettingFault(f"{_name}: must not be the development key where others can reach")
    if len(SECRET_KEY) < 50:
        raise SettingFault("WELLREAD_SECRET_KEY: must be set, to 50 random characters or more")
    if STRIPE_SECRET_KEY == SANDBOX_KEY and not STRIPE_API_ADDRESS:
        raise SettingFault("STRIPE_SECRET_KEY: the sandbox's key does not open Stripe itself")
    if DEMO:
        raise SettingFault("WELLREAD_DEMO: the demo shows its e-mails to all, so it stays local")
if STRIPE_API_ADDRESS and "_live_" in STRIPE_SECRET_KEY:
    raise SettingFault("STRIPE_API_ADDRESS: must be empty, or a live key would go to the sandbox")
if FOLLOW_SANDBOX_CLOCK and not STRIPE_API_ADDRESS:
    raise SettingFault("WELLREAD_FOLLOW_SANDBOX_CLOCK: Stripe itself has no clock to follow")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"once a second": {"()": "wellread.config.logs.OnceASecond"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["once a second"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"wellread": {"level": "INFO"}},
}
