from django.urls import path, re_path

from wellread.newsroom import slugs  # noqa: F401 - makes <name:…> known
from wellread.pageview import decide, previews, speculation, views

urlpatterns = [
    path(decide.PATH.lstrip("/"), decide.decide_view),
    path(speculation.PATH.lstrip("/"), speculation.speculation_rules),
    re_path(previews.PATH, previews.show, name="appeal_preview"),
    path("appeals/verify/", views.verify, name="verify_proof"),
    path("", views.front, name="front"),
    path("topic/<name:slug>/", views.topic, name="topic"),
    path("author/<name:slug>/", views.author, name="author"),
    path("pages/<name:slug>/", views.standing_page, name="standing_page"),
    path("<name:slug>/", views.section, name="section"),
    path("<name:section>/<name:slug>/", views.article, name="article"),
    path("<name:section>/<name:slug>/entry/<int:number>/", views.entry, name="entry"),
]
