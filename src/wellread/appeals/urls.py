from django.urls import re_path

from wellread.appeals import views

# An edition's name holds no dot, so that the version can be told from it.
urlpatterns = [
    re_path(r"^appeals/line-up\.(?P<edition>[A-Za-z0-9_-]{1,35})\.json$", views.line_up),
    re_path(
        r"^appeals/line-up\.(?P<edition>[A-Za-z0-9_-]{1,35})\.(?P<version>[0-9a-f]{4,64})\.json$",
        views.version,
    ),
    re_path(
        r"^appeals/preview/(?P<token>[A-Za-z0-9_:-]{1,400})/copy\.draft\.json$", views.draft_copy
    ),
    re_path(
        r"^appeals/preview/(?P<token>[A-Za-z0-9_:-]{1,400})/goal\.(?P<key>[A-Za-z0-9._-]{1,64})\.json$",
        views.draft_goal,
    ),
    re_path(r"^appeals/goal\.(?P<key>[A-Za-z0-9._-]{1,64})\.json$", views.goal),
    re_path(r"^appeals/copy\.(?P<hash>[0-9a-f]{4,64})\.json$", views.copy, name="appeal_copy"),
]
