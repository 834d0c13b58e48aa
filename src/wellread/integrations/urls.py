"""Where other systems ask."""

from django.urls import path

from wellread.integrations import views

urlpatterns = [
    path("api/v1/openapi.json", views.openapi_document),
    path("api/v1/members", views.members),
    path("api/v1/members/<str:number>", views.member),
    path("api/v1/entitlements", views.entitlements),
    path("api/", views.nothing_here),
    path("api/<path:rest>", views.nothing_here),
]
