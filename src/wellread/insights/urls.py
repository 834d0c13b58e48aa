from django.urls import path

from wellread.insights import views

urlpatterns = [path("insights/notes", views.events, name="notes")]
