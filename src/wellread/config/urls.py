"""Which room answers which address."""

from django.urls import include, path
from wagtail.admin import urls as wagtail_admin_urls
from wagtail.documents import urls as wagtail_documents_urls

from wellread.config.health import healthz, readyz
from wellread.config.media import favicon, media
from wellread.config.site_folder import own_module

own_addresses = own_module("urls")

urlpatterns = [
    *([path("", include(own_addresses))] if own_addresses else []),
    # Browsers ask for it on pages that name no icon, such as errors.
    path("favicon.ico", favicon),
    path("healthz", healthz),
    path("readyz", readyz),
    path("", include("wellread.accounts.urls")),
    path("", include("wellread.mail.urls")),
    path("media/<path:path>", media),
    path("admin/", include(wagtail_admin_urls)),
    path("documents/", include(wagtail_documents_urls)),
    path("", include("wellread.payments.urls")),
    path("", include("wellread.newsletters.urls")),
    path("", include("wellread.membership.urls")),
    path("", include("wellread.integrations.urls")),
    path("", include("wellread.embedding.urls")),
    path("", include("wellread.appeals.urls")),
    path("", include("wellread.insights.urls")),
    path("", include("wellread.meter.urls")),
    path("", include("wellread.language.urls")),
    path("", include("wellread.newsroom.urls")),
    path("", include("wellread.pageview.urls")),
]

handler400 = "wellread.pageview.views.bad_request"
handler403 = "wellread.pageview.views.forbidden"
handler404 = "wellread.pageview.views.not_found"
handler500 = "wellread.pageview.views.server_error"
