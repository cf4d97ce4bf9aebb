"""Municipalities in the admin's menu."""

from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from kunskapsdag.municipalities.models import Municipality
from kunskapsdag.municipalities.viewsets import LookOnly, MunicipalityViewSet

register_permission_policy(Municipality, LookOnly(Municipality))
register_snippet(MunicipalityViewSet)
