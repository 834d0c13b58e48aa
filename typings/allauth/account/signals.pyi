from django.dispatch import Signal

email_changed: Signal
email_confirmed: Signal
password_changed: Signal
password_reset: Signal
password_set: Signal
user_logged_in: Signal
user_signed_up: Signal
