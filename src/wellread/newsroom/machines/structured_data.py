"""What machines are told about a page: JSON-LD, OpenGraph, absolute addresses."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from wellread.newsroom.rendering import brand
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import Byline, Entry, Picture
from wellread.newsroom.rendering.stories import Row
from wellread.newsroom.rules import SCHEMA_TYPES, plain_text

Facts = dict[str, Any]
# Which standing page answers which question that schema.org asks a news organisation.
POLICIES = {
    "publishingPrinciples": "about",
    "masthead": "about",
    "ownershipFundingInfo": "funding",
    "correctionsPolicy": "corrections",
    "ethicsPolicy": "ethics",
    "actionableFeedbackPolicy": "feedback",
}
SCHEMA = "https://schema.org"
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def absolute(path: str) -> str:
    """Return an address on our site in full; full ones stay as they are."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path


def absolute_html(html: str) -> str:
    """Return a stored body for places that are not ours: full addresses, one width a picture."""
    html = re.sub(r' (?:srcset|sizes)="[^"]*"|<button.*?</button>', "", html)
    return re.sub(r'(?<= )(href|src)="(?=/)', rf'\1="{settings.SITE_URL}', html)


def stamp(moment: datetime) -> str:
    """Return a time as ISO 8601 with the newsroom's own offset."""
    return timezone.localtime(moment).isoformat(timespec="seconds")


def fit_for_xml(text: str) -> str:
    """Return a text without the control characters, pasted with it, that XML cannot hold."""
    return NOT_IN_XML.sub("", text)


def as_script(facts: Facts) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def publisher() -> Facts:
    """Return who publishes, with the policies there are pages for."""
    standing, looks = navigation().standing, brand.looks()
    policies = {
        name: absolute(f"/pages/{slug}/") for name, slug in POLICIES.items() if slug in standing
    }
    return {
        "@type": "NewsMediaOrganization",
        "@id": absolute("/#publisher"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "logo": {"@type": "ImageObject", "url": absolute(_logo_url(looks))},
        **policies,
        **_contact(looks),
    }


def _logo_url(looks: brand.Looks) -> str:
    return looks.logo.url if looks.logo else static("touch-icon.png")


def _contact(looks: brand.Looks) -> Facts:
    """Return whose the paper is and how it is reached, as far as it says so."""
    facts = {
        "legalName": looks.publisher,
        "address": looks.postal_address,
        "email": looks.email,
        "telephone": looks.telephone,
    }
    return {name: value for name, value in facts.items() if value}


def front_data() -> str:
    """Return the JSON-LD of the front: the site and who publishes it."""
    site = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": absolute("/#publisher")},
    }
    return as_script({"@context": SCHEMA, "@graph": [site, publisher()]})


def profile_data(
    *, name: str, url: str, role: str, about: str, picture: Picture | None, elsewhere: str
) -> str:
    """Return the JSON-LD of an author's page: who this is, and for whom they write."""
    person = {
        "@type": "Person",
        "@id": f"{url}#person",
        "name": name,
        "url": url,
        "jobTitle": role,
        "description": about,
        "image": absolute(picture.src) if picture else "",
        "sameAs": elsewhere,
        "worksFor": {"@id": absolute("/#publisher")},
    }
    known = {key: value for key, value in person.items() if value}
    return as_script({"@context": SCHEMA, "@type": "ProfilePage", "url": url, "mainEntity": known})


def article_data(
    row: Row, *, url: str, section: str, bylines: Iterable[Byline], topics: Iterable[str]
) -> Facts:
    """Return the JSON-LD facts of a story; no part of its body is among them."""
    modified = row["rendering__changed_at"] or row["published_at"]
    facts: Facts = {
        "@context": SCHEMA,
        "@type": SCHEMA_TYPES.get(row["kind"], "NewsArticle"),
        "@id": f"{url}#story",
        "mainEntityOfPage": url,
        "url": url,
        "headline": row["title"],
        "description": row["standfirst"],
        "image": [address for address, _, _ in _shared(row)],
        "datePublished": stamp(row["published_at"]),
        "dateModified": stamp(modified),
        "author": authors(bylines),
        "publisher": publisher(),
        "articleSection": section,
        "keywords": list(topics),
        "inLanguage": settings.LANGUAGE_CODE,
        "isAccessibleForFree": not row["community_only"],
    }
    if row["community_only"]:
        facts["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".prose",
        }
    if row["kind"] == "sponsored":
        facts["sponsor"] = {"@type": "Organization", "name": row["sponsored_by"]}
    return {name: value for name, value in facts.items() if value not in ("", [])}


def live_data(
    facts: Facts, *, started_at: datetime, ended_at: datetime | None, entries: Iterable[Entry]
) -> Facts:
    """Return a story's facts as those of a live blog with the entries on its page."""
    coverage = {"coverageStartTime": stamp(started_at)}
    if ended_at is not None:
        coverage["coverageEndTime"] = stamp(ended_at)
    updates = [entry_data(entry) for entry in entries if not entry.removed]
    return facts | {"@type": "LiveBlogPosting"} | coverage | {"liveBlogUpdate": updates}


def entry_data(entry: Entry) -> Facts:
    """Return the JSON-LD facts of one live entry."""
    text = plain_text(entry.html)
    facts: Facts = {
        "@type": "BlogPosting",
        "@id": absolute(entry.url),
        "url": absolute(entry.url),
        "headline": entry.headline or text[:110],
        "articleBody": text,
        "datePublished": stamp(entry.published_at),
        "dateModified": stamp(entry.updated_at or entry.published_at),
        "author": authors(entry.bylines),
        "publisher": {"@id": absolute("/#publisher")},
    }
    if entry.picture:
        facts["image"] = absolute(entry.picture.src)
    return facts


def authors(bylines: Iterable[Byline]) -> list[Facts]:
    """Return each author as a person of their own, or the paper where nobody is named."""
    people = [{"@type": "Person", "name": each.name, "url": absolute(each.url)} for each in bylines]
    paper = {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")}
    return people or [paper]


def social(
    *, title: str, description: str, url: str, kind: str = "website", row: Row | None = None
) -> dict[str, str]:
    """Return OpenGraph and twitter properties by their full names."""
    facts = {
        "og:site_name": settings.SITE_NAME,
        "og:type": kind,
        "og:title": title,
        "og:description": description,
        "og:url": url,
        "og:locale": settings.LANGUAGE_CODE.replace("-", "_"),
        "twitter:card": "summary",
        "twitter:title": title,
        "twitter:description": description,
    }
    return facts | ((shared_picture(row) if row else {}) or _card())


def story_social(row: Row, *, url: str, section: str, modified: datetime | None) -> dict[str, str]:
    """Return the properties of a story, with its times and its section."""
    facts = social(
        title=row["title"], description=row["standfirst"], url=url, kind="article", row=row
    )
    facts["article:published_time"] = stamp(row["published_at"])
    facts["article:modified_time"] = stamp(modified or row["published_at"])
    facts["article:section"] = section
    return facts


def shared_picture(row: Row) -> dict[str, str]:
    """Return the properties of the picture that other sites show with a story, if it has one."""
    shared = _shared(row)
    if not shared:
        return {}
    address, width, height = shared[0]
    alt = row["rendering__pictures"]["lead"]["alt"]
    return {
        "og:image": address,
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": alt,
        "twitter:card": "summary_large_image",
        "twitter:image": address,
        "twitter:image:alt": alt,
    }


def _card() -> dict[str, str]:
    """Return the properties of the paper's own card, for a page without a picture."""
    card = brand.looks().card
    if not card:
        return {}
    url, width, height = card
    return {
        "og:image": absolute(url),
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": settings.SITE_NAME,
        "twitter:card": "summary_large_image",
        "twitter:image": absolute(url),
        "twitter:image:alt": settings.SITE_NAME,
    }


def _shared(row: Row) -> list[tuple[str, int, int]]:
    pictures = (row["rendering__pictures"] or {}).get("shared", ())
    return [(absolute(url), width, height) for url, width, height in pictures]
