"""What the organiser's screens need in their templates."""

from django import template

from kunskapsdag.core import money

register = template.Library()
register.filter("kronor", money.kronor)
