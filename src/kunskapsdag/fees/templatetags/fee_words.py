"""Sums in templates."""

from django import template

from kunskapsdag.core import money

register = template.Library()
register.filter("kronor", money.kronor)
