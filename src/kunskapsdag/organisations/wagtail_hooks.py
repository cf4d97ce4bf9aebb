"""Organisations in the admin's menu."""

from wagtail.snippets.models import register_snippet

from kunskapsdag.organisations.viewsets import OrganisationViewSet

register_snippet(OrganisationViewSet)
