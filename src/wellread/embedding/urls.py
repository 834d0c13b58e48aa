"""What other sites' pages load and ask."""

from django.urls import path

from wellread.embedding import views

urlpatterns = [
    path("embed.js", views.script, name="embed"),
    path("embedding/here", views.here),
]
