from django.urls import path

from wellread.meter import views

urlpatterns = [
    path("meter/here", views.here, name="meter_here"),
    path("meter/keep", views.keep, name="meter_keep"),
    path("account/count/", views.count_on_all_devices, name="count_on_all_devices"),
]
