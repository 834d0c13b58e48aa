"""Addresses that Stripe calls."""

from django.urls import path

from wellread.payments import views

urlpatterns = [path("payments/stripe/webhook/", views.stripe_webhook, name="stripe_webhook")]
