"""Addresses as people read them, in every template."""

from django import template

from wellread.mail.address import readable

register = template.Library()
register.filter("readable_address", readable)
