from django.urls import path

from wellread.mail import views

urlpatterns = [path("mailbox/", views.mailbox_page, name="mailbox")]
