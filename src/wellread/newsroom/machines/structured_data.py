"""What machines are told about a page: JSON-LD, OpenGraph and twitter properties."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone

from wellread.newsroom.rendering import brand
from wellread.newsroom.rendering.addresses import absolute
from wellread.newsroom.rendering.navigation import navigation
from wellread.newsroom.rendering.pages import (
    ArticlePage,
    AuthorProfile,
    Byline,
    Entry,
    EntryPage,
    FrontPage,
    ListPage,
    Live,
)
from wellread.newsroom.rules import SCHEMA_TYPES, plain_text

Facts = dict[str, Any]
Told = TypeVar("Told", ArticlePage, EntryPage, FrontPage, ListPage)
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


def told(page: Told) -> Told:
    """Return a page with what machines are told of it: JSON-LD and social properties."""
    script, properties = _TELLING[type(page)](page)
    return page._replace(structured_data=script, social=properties)


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


def authors(bylines: Iterable[Byline]) -> list[Facts]:
    """Return each author as a person of their own, or the paper where nobody is named."""
    people = [{"@type": "Person", "name": each.name, "url": absolute(each.url)} for each in bylines]
    paper = {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")}
    return people or [paper]


def social(
    *,
    title: str,
    description: str,
    url: str,
    kind: str = "website",
    language: str = "",
    **picture: str,
) -> dict[str, str]:
    """Return OpenGraph and twitter properties by their full names."""
    facts = {
        "og:site_name": settings.SITE_NAME,
        "og:type": kind,
        "og:title": title,
        "og:description": description,
        "og:url": url,
        "og:locale": (language or settings.LANGUAGE_CODE).replace("-", "_"),
        "twitter:card": "summary",
        "twitter:title": title,
        "twitter:description": description,
    }
    return facts | (picture or _card())


def shared_picture(shared: Sequence[tuple[str, int, int]], alt: str) -> dict[str, str]:
    """Return the properties of the picture that other sites show with a story, if it has one."""
    if not shared:
        return {}
    address, width, height = shared[0]
    return {
        "og:image": absolute(address),
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": alt,
        "twitter:card": "summary_large_image",
        "twitter:image": absolute(address),
        "twitter:image:alt": alt,
    }


def _of_front(page: FrontPage) -> tuple[str, dict[str, str]]:
    """The site and who publishes it."""
    site = {
        "@type": "WebSite",
        "@id": absolute("/#site"),
        "name": settings.SITE_NAME,
        "url": absolute("/"),
        "inLanguage": settings.LANGUAGE_CODE,
        "publisher": {"@id": absolute("/#publisher")},
    }
    properties = social(
        title=settings.SITE_NAME, description=settings.TAGLINE, url=page.canonical_url
    )
    return as_script({"@context": SCHEMA, "@graph": [site, publisher()]}), properties


def _of_list(page: ListPage) -> tuple[str, dict[str, str]]:
    properties = social(title=page.title, description=page.description, url=page.canonical_url)
    return (_profile(page.author, page) if page.author else ""), properties


def _profile(author: AuthorProfile, page: ListPage) -> str:
    """An author's page: who this is, and for whom they write."""
    url = absolute(page.path)
    person = {
        "@type": "Person",
        "@id": f"{url}#person",
        "name": author.name,
        "url": url,
        "jobTitle": author.role,
        "description": page.description,
        "image": absolute(author.portrait.src) if author.portrait else "",
        "sameAs": author.profile_url,
        "worksFor": {"@id": absolute("/#publisher")},
    }
    known = {key: value for key, value in person.items() if value}
    return as_script({"@context": SCHEMA, "@type": "ProfilePage", "url": url, "mainEntity": known})


def _of_story(page: ArticlePage) -> tuple[str, dict[str, str]]:
    facts = _story_facts(page)
    return as_script(_live_facts(facts, page.live) if page.live else facts), _story_social(page)


def _story_facts(page: ArticlePage) -> Facts:
    """The facts of a story; no part of its body is among them."""
    facts: Facts = {
        "@context": SCHEMA,
        "@type": SCHEMA_TYPES.get(page.article_kind, "NewsArticle"),
        "@id": f"{page.canonical_url}#story",
        "mainEntityOfPage": page.canonical_url,
        "url": page.canonical_url,
        "headline": page.headline,
        "description": page.standfirst,
        "image": [absolute(address) for address, _, _ in page.shared_pictures],
        "datePublished": stamp(page.published_at),
        "dateModified": stamp(page.updated_at or page.published_at),
        "author": authors(page.bylines),
        "publisher": publisher(),
        "articleSection": page.section.name,
        "keywords": [topic.name for topic in page.topics],
        "inLanguage": page.language or settings.LANGUAGE_CODE,
        "isAccessibleForFree": not page.community_only,
    }
    if page.community_only:
        facts["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": ".prose",
        }
    if page.article_kind == "sponsored":
        facts["sponsor"] = {"@type": "Organization", "name": page.sponsored_by}
    return {name: value for name, value in facts.items() if value not in ("", [])}


def _live_facts(facts: Facts, live: Live) -> Facts:
    """A story's facts as those of a live blog with the entries on its page."""
    coverage = {"coverageStartTime": stamp(live.started_at)}
    if live.ended_at is not None:
        coverage["coverageEndTime"] = stamp(live.ended_at)
    updates = [_entry_facts(entry) for entry in live.entries if not entry.removed]
    return facts | {"@type": "LiveBlogPosting"} | coverage | {"liveBlogUpdate": updates}


def _entry_facts(entry: Entry) -> Facts:
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


def _of_entry(page: EntryPage) -> tuple[str, dict[str, str]]:
    blog = page.live_blog
    whole: Facts = {"@type": "LiveBlogPosting", "@id": f"{blog.canonical_url}#story"}
    facts = {
        "@context": SCHEMA,
        **_entry_facts(page.entry),
        "publisher": publisher(),
        "isPartOf": whole | {"headline": blog.headline, "url": blog.canonical_url},
        "isAccessibleForFree": True,
    }
    return as_script(facts), _story_social(blog) | _entry_social(page)


def _entry_social(page: EntryPage) -> dict[str, str]:
    entry = page.entry
    text = plain_text(entry.html)[:200]
    own = {"og:url": page.canonical_url, "article:published_time": stamp(entry.published_at)}
    own["article:modified_time"] = stamp(entry.updated_at or entry.published_at)
    for prefix in ("og", "twitter"):
        own |= {f"{prefix}:title": page.headline, f"{prefix}:description": text}
    return own


def _story_social(page: ArticlePage) -> dict[str, str]:
    """The properties of a story, with its times and its section."""
    alt = page.picture.alt if page.picture else ""
    facts = social(
        title=page.headline,
        description=page.standfirst,
        url=page.canonical_url,
        language=page.language,
        kind="article",
        **shared_picture(page.shared_pictures, alt),
    )
    facts["article:published_time"] = stamp(page.published_at)
    facts["article:modified_time"] = stamp(page.updated_at or page.published_at)
    facts["article:section"] = page.section.name
    return facts


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


_TELLING: dict[type, Callable[[Any], tuple[str, dict[str, str]]]] = {
    ArticlePage: _of_story,
    EntryPage: _of_entry,
    FrontPage: _of_front,
    ListPage: _of_list,
}
