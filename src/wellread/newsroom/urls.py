"""Feeds, sitemaps, robots and search; the pages themselves are pageview's."""

from django.urls import path

from wellread.newsroom import (
    slugs,  # noqa: F401 - makes <name:…> known
    views,
)

urlpatterns = [
    path("brand.<slug:digest>.css", views.brand_style, name="brand_style"),
    path("feed/", views.site_feed, name="feed"),
    path("feed.json", views.json_feed, name="json_feed"),
    path("topic/<name:slug>/feed/", views.topic_feed, name="topic_feed"),
    path("author/<name:slug>/feed/", views.author_feed, name="author_feed"),
    path("news-sitemap.xml", views.news_sitemap, name="news_sitemap"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("search/", views.search, name="search"),
    path("<name:slug>/feed/", views.section_feed, name="section_feed"),
    path("<name:section>/<name:slug>/feed/", views.live_feed, name="live_feed"),
]
