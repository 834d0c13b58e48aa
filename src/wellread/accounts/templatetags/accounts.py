"""What templates ask of this room."""

from django import template

from wellread.accounts import second_factor

register = template.Library()
register.simple_tag(second_factor.may_enter_newsroom)
register.simple_tag(second_factor.is_asked_of, name="second_factor_is_asked_of")
