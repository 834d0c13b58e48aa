from django.urls import re_path

from wellread.language import views

urlpatterns = [
    re_path(r"^words\.(?P<language>[a-z0-9-]+)\.json$", views.words_in),
    re_path(r"^words\.(?P<language>[a-z0-9-]+)\.(?P<digest>[0-9a-f]+)\.json$", views.words),
]
