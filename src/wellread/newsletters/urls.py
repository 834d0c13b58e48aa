"""Addresses of newsletters."""

from django.urls import path

from wellread.newsletters import reminder_pages, views

urlpatterns = [
    path("newsletters/", views.newsletters, name="newsletters"),
    path("newsletters/confirm/<str:token>/", views.confirm, name="confirm_newsletters"),
    path("newsletters/leave/<str:token>/", views.leave, name="leave_newsletter"),
    path("reminders/", reminder_pages.remind, name="reminders"),
    path("reminders/<str:token>/", reminder_pages.take_back, name="take_back_reminder"),
    path("account/newsletters/", views.on_account, name="newsletters_on_account"),
]
