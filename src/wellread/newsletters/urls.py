"""Addresses of newsletters."""

from django.urls import path

from wellread.newsletters import views

urlpatterns = [
    path("newsletters/", views.newsletters, name="newsletters"),
    path("newsletters/confirm/<str:token>/", views.confirm, name="confirm_newsletters"),
    path("newsletters/leave/<str:token>/", views.leave, name="leave_newsletter"),
    path("account/newsletters/", views.on_account, name="newsletters_on_account"),
]
